"""Pages archived elsewhere come in whole, once, and only those of our portals; what is torn or cut is said."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scrapers.archive import ArchiveWriter, Ingested, OutcomeRecord, ingest, locate, outcomes, read_pages
from scrapers.archive.members import read_records
from scrapers.archive.records import Defect
from scrapers.known import Known
from scrapers.site import Site
from tests.scrapers.archive.foreign import PACKINGS, made_elsewhere
from transforms.errors import ArchiveError
from transforms.records import Page

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
PAGE = "<!doctype html><html><p>Công đoàn {}</p></html>"


def foreign(packing: str) -> bytes:
    """A file such as other tools make: pages, a picture, an error, another site; one page packed, one in chunks."""
    crawled = packing == "common crawl"

    def fill(add: Callable[..., None]) -> None:
        add("https://x.vn/a-1.html", PAGE.format(1).encode())
        body = PAGE.format(2).encode()
        add("https://x.vn/a-2.html", body if crawled else gzip.compress(body), Content_Encoding="gzip")
        body = PAGE.format(3).encode()
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        add("https://x.vn/a-3.html", body if crawled else chunks, Transfer_Encoding="chunked")
        add("https://x.vn/a-4.html", PAGE.format(4).encode(), Transfer_Encoding="chunked")
        add("https://x.vn/b.jpg", b"\xff\xd8", media="image/jpeg")
        add("https://x.vn/gone", b"<html>", status="404 Not Found")
        add("https://y.vn/a-1.html", PAGE.format(9).encode())

    return made_elsewhere(packing, fill)


def bring_in(content: bytes, folder: Path, name: str = "elsewhere.warc.gz") -> Ingested:
    """Ingest a file of this content; the folder `pages/x` is for the site x.vn."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return ingest(file, NOW, lambda page: folder / "pages" / "x" if "//x.vn/" in page.url else None)


@pytest.mark.parametrize("packing", PACKINGS)
def test_pages_of_the_portal_come_in_once(packing: str, tmp_path: Path) -> None:
    name = "elsewhere.warc" if packing == "none" else "elsewhere.warc.gz"
    done = bring_in(foreign(packing), tmp_path, name)
    taken = done.taken["x"]
    assert (taken.stored, dict(taken.skipped)) == (4, {"not_html": 1, "not_a_page": 1})
    assert (dict(done.elsewhere), done.defects) == ({"y.vn": 1}, [])
    (made,) = taken.files
    pages = list(read_pages(made, "x"))
    assert [page.body.decode() for page in pages] == [PAGE.format(n) for n in (1, 2, 3, 4)]
    assert all(locate(made.parent, page.warc_file, page.warc_offset) == page for page in pages)
    assert {record.reason for record in outcomes(made)} == {f"from {name}"}

    again = bring_in(foreign_with_dates_of(pages), tmp_path).taken["x"]
    assert (again.stored, again.unchanged, again.skipped["known"], again.files) == (0, 0, 4, [])


def foreign_with_dates_of(pages: list[Page]) -> bytes:
    """The same captures once more, packed by record, whatever they were packed in before."""

    def fill(add: Callable[..., None]) -> None:
        for page in pages:
            stamp = page.retrieved_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            add(page.url, page.body, fields={"WARC-Date": stamp})

    return made_elsewhere("by record", fill)


def captures(*dated: tuple[str, str]) -> bytes:
    """One page as it was at several times."""

    def fill(add: Callable[..., None]) -> None:
        for stamp, body in dated:
            add("https://x.vn/a-1.html", PAGE.format(body).encode(), fields={"WARC-Date": stamp})

    return made_elsewhere("by record", fill)


def test_an_earlier_version_is_kept_beside_a_later_one(tmp_path: Path) -> None:
    later = bring_in(captures(("2024-03-01T00:00:00Z", "sửa")), tmp_path).taken["x"]
    earlier = bring_in(
        captures(("2023-03-01T00:00:00Z", "đầu"), ("2023-06-01T00:00:00Z", "sửa"), ("2024-06-01T00:00:00Z", "sửa")),
        tmp_path,
    ).taken["x"]
    assert later.stored == 1
    assert (earlier.stored, earlier.unchanged, dict(earlier.skipped)) == (1, 1, {"known": 1})
    capture = Known.load(tmp_path / "pages" / "x").get("https://x.vn/a-1.html")
    assert capture is not None
    assert (capture.last.year, capture.last.month) == (2024, 6)


def test_a_page_dated_in_the_future_or_not_at_all_is_left_out(tmp_path: Path) -> None:
    done = bring_in(
        captures(("2031-01-01T00:00:00Z", "a"), ("yesterday", "b"), ("2025-01-01T00:00:00Z", "c")), tmp_path
    )
    assert (done.taken["x"].stored, dict(done.taken["x"].skipped)) == (1, {"dated_in_the_future": 1})
    (defect,) = done.defects
    assert "no readable date ('yesterday')" in defect.reason


def test_a_page_that_its_maker_cut_is_no_page(tmp_path: Path) -> None:
    def fill(add: Callable[..., None]) -> None:
        add("https://x.vn/a-1.html", PAGE.format(1).encode(), fields={"WARC-Truncated": "length"})
        add("https://x.vn/a-2.html", PAGE.format(2).encode())

    done = bring_in(made_elsewhere("by record", fill), tmp_path)
    assert done.taken["x"].stored == 1
    assert [defect.reason for defect in done.defects] == ["cut when it was archived (length)"]


def test_what_came_in_on_an_alias_is_known_to_the_crawl(tmp_path: Path) -> None:
    bring_in(foreign("whole"), tmp_path)
    portal = Site(base="https://www.x.vn", aliases=("x.vn",))
    known = Known.load(tmp_path / "pages" / "x", portal.spelled)
    assert "https://www.x.vn/a-1.html" in known
    assert "http://x.vn/a-2.html" in known


def test_a_crawl_that_was_killed_is_still_to_be_made_up_for(tmp_path: Path) -> None:
    pages_dir = tmp_path / "pages" / "x"
    pages_dir.mkdir(parents=True)
    killed = ArchiveWriter(pages_dir, NOW - timedelta(days=1), {})
    killed.write_outcome(OutcomeRecord("https://x.vn/b-1.html", "stored", None, NOW - timedelta(days=1), "article"))
    bring_in(foreign("by record"), tmp_path)
    assert not Known.load(pages_dir).complete


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_torn_tail_costs_its_record_and_is_said(packing: str, tmp_path: Path) -> None:
    file = tmp_path / "torn.warc.gz"
    content = foreign(packing)
    file.write_bytes(content)
    whole = list(read_records(file, []))
    # Where only whole records are left nothing is torn; of a plain file the empty lines after them may be missing too.
    slack = {"whole": -1, "none": 4}.get(packing, 0)
    for length in range(len(content) - 5, 0, -23):
        file.write_bytes(content[:length])
        defects: list[Defect] = []
        left = [record.url for record in read_records(file, defects)]
        assert left == [record.url for record in whole[: len(left)]]
        is_torn = not any(record.offset - slack <= length <= record.offset for record in whole)
        assert len(defects) == is_torn, length

    if packing != "whole":
        place = next(r.offset for r in whole if r.kind == "response" and r.url.endswith("a-3.html"))
        torn = bring_in(content[: place + 20], tmp_path)
        assert (torn.taken["x"].stored, len(torn.defects)) == (2, 1)


@pytest.mark.parametrize("content", [b"", b"not a WARC", b"\x1f\x8b\x08broken", gzip.compress(b"text" * 9), b"\0" * 99])
def test_what_is_no_warc_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="Nothing was brought in"):
        bring_in(content, tmp_path, "none.warc.gz")
    with pytest.raises(ArchiveError, match="There is no file"):
        ingest(tmp_path / "missing", NOW, lambda page: None)
