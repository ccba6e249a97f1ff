"""Pages made to exhaust a crawler end in bounds: under 300 MB and ten seconds each."""

import gzip
import io
import zlib
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter

from tests.scrapers.crawling import measured, order
from tests.scrapers.servers import HTML, Answer, Route, listing, site

LINKS = b"".join(b"<a href='/tin/bai-%d.html'>x</a>" % n for n in range(200_000))
DEEP = b"<html>" + b"<div>" * 100_000 + b"<a href='/tin/bai-1.html'>x</a>"
ROWS = b"<html>" + b"<ul><li>26/12/2024" * 20_000 + b"<a href='/tin/bai-1.html'>x</a>"
MENUS = b"<html><nav class='menu pagination'>" + LINKS[:4_000_000] + b"</nav>"
BOMBS = {
    "many links": LINKS,
    "deep tree": DEEP,
    "rows in rows": ROWS,
    "a menu of links": MENUS,
    "one attribute": b"<html><a href='" + b"x" * 9_000_000 + b"'>x</a>",
    "broken tags": b"<html>" + b"<a <b <c <table><tr " * 200_000,
}


@pytest.mark.parametrize(("bomb", "family"), [*((bomb, "generic") for bomb in BOMBS), ("rows in rows", "nukeviet")])
def test_in_bounds(bomb: str, family: str, tmp_path: Path) -> None:
    routes: dict[str, Route] = {"/": Answer(BOMBS[bomb], 200, HTML), "/tin/": Answer(BOMBS[bomb], 200, HTML)}
    with site(routes, lambda path: Answer(b"<html>x</html>")) as served:
        block = {"sections": ["/tin/"], "pages_per_run": 5, "sitemaps": ["/none.xml"], "feeds": ["/none.rss"]}
        job = order(tmp_path, "bomb", served.base_url, block, family=family)
        _, peak_kb, cpu_seconds = measured(job, tmp_path)
    assert cpu_seconds < 10
    assert peak_kb < 300 * 1024


ZEROS = b"\0" * (16 * 2**20)
TWO_GB = gzip.compress(ZEROS) * 128
"""Two megabytes that unpack to two gigabytes."""


def written(made: type[BrotliWriter] | type[ZstdWriter]) -> bytes:
    """A quarter of a gigabyte, packed."""
    buffer = io.BytesIO()
    writer = made(buffer)
    for _ in range(16):
        writer.write(ZEROS)
    writer.close()
    return buffer.getvalue()


def test_packed_bombs_are_left_packed(tmp_path: Path) -> None:
    bombs = {
        "gzip": TWO_GB,
        "gzip, gzip": gzip.compress(TWO_GB),
        "br": written(BrotliWriter),
        "zstd": written(ZstdWriter),
        "deflate": zlib.compress(ZEROS * 4),
    }
    paths = {coding: f"/tin/bai-{number}.html" for number, coding in enumerate(bombs)}
    routes: dict[str, Route] = {
        paths[coding]: Answer(body, 200, {**HTML, "Content-Encoding": coding}) for coding, body in bombs.items()
    }
    with site({**routes, "/tin/": listing(list(paths.values()))}) as served:
        job = order(tmp_path, "packed", served.base_url, {"sections": ["/tin/"]})
        done, peak_kb, cpu_seconds = measured(job, tmp_path)
    by_kind = done.report["by_kind"]
    assert isinstance(by_kind, dict)
    assert by_kind["article"] == {"too_large": len(bombs)}
    assert cpu_seconds < 10
    assert peak_kb < 300 * 1024
