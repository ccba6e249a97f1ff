"""Pages made to exhaust a crawler end in bounds: under 300 MB and ten seconds each."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.scrapers.crawling import ROOT, command, order, read
from tests.scrapers.servers import HTML, Answer, Route, site

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
        out, err = tmp_path / "out", tmp_path / "err"
        with out.open("w") as said, err.open("w") as logged:
            started = time.monotonic()
            child = subprocess.Popen(command(job), cwd=ROOT, stdout=said, stderr=logged)
            # of this child alone: RUSAGE_CHILDREN is the largest of all that the test run ever had
            _, status, spent = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
    read(child.returncode, out.read_text("utf-8"), err.read_text("utf-8"))
    assert time.monotonic() - started < 30
    assert spent.ru_utime < 10
    assert spent.ru_maxrss < 300 * 1024
