"""Pages archived elsewhere come in whole, once, and only those of the portal."""

import gzip
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers.archive import ArchiveWriter, OutcomeRecord, ingest, locate, outcomes, read_pages
from scrapers.known import Known
from transforms.errors import ArchiveError

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
PAGE = "<!doctype html><html><p>Công đoàn {}</p></html>"


def foreign(packing: str) -> bytes:
    """A file such as other tools make: pages, a picture, an error, another site; one page packed, one in chunks."""
    made = BytesIO()
    writer = WARCWriter(made, gzip=packing == "by record")

    def add(url: str, body: bytes, status: str = "200 OK", media: str = "text/html", **more: str) -> None:
        fields = [("Content-Type", media), *((name.replace("_", "-"), value) for name, value in more.items())]
        headers = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", BytesIO(body), http_headers=headers))

    add("https://x.vn/a-1.html", PAGE.format(1).encode())
    add("https://x.vn/a-2.html", gzip.compress(PAGE.format(2).encode()), Content_Encoding="gzip")
    body = PAGE.format(3).encode()
    add("https://x.vn/a-3.html", b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), Transfer_Encoding="chunked")
    add("https://x.vn/a-4.html", PAGE.format(4).encode(), Transfer_Encoding="chunked")
    add("https://x.vn/b.jpg", b"\xff\xd8", media="image/jpeg")
    add("https://x.vn/gone", b"<html>", status="404 Not Found")
    add("https://y.vn/a-1.html", PAGE.format(9).encode())
    return gzip.compress(made.getvalue()) if packing == "whole" else made.getvalue()


@pytest.mark.parametrize("packing", ["by record", "whole", "none"])
def test_pages_of_the_portal_come_in_once(packing: str, tmp_path: Path) -> None:
    file = tmp_path / ("elsewhere.warc" if packing == "none" else "elsewhere.warc.gz")
    file.write_bytes(foreign(packing))
    pages_dir = tmp_path / "pages" / "x"
    done = ingest(file, pages_dir, NOW, lambda url: url.startswith("https://x.vn/"))
    assert (done.stored, dict(done.skipped)) == (4, {"not_html": 1, "not_a_page": 1, "of_another_site": 1})
    (made,) = done.files
    pages = list(read_pages(made, "x"))
    assert [page.body.decode() for page in pages] == [PAGE.format(n) for n in (1, 2, 3, 4)]
    assert all(locate(pages_dir, page.warc_file, page.warc_offset) == page for page in pages)
    assert {record.reason for record in outcomes(made)} == {f"from {file.name}"}

    again = ingest(file, pages_dir, NOW, lambda url: url.startswith("https://x.vn/"))
    assert (again.stored, again.skipped["known"], again.files) == (0, 4, [])


def test_a_crawl_that_was_killed_is_still_to_be_made_up_for(tmp_path: Path) -> None:
    pages_dir = tmp_path / "pages" / "x"
    pages_dir.mkdir(parents=True)
    killed = ArchiveWriter(pages_dir, NOW - timedelta(days=1), {})
    killed.write_outcome(OutcomeRecord("https://x.vn/b-1.html", "stored", None, NOW - timedelta(days=1), "article"))
    file = tmp_path / "elsewhere.warc.gz"
    file.write_bytes(foreign("by record"))
    ingest(file, pages_dir, NOW, lambda url: True)
    assert not Known.load(pages_dir).complete


def test_a_torn_tail_costs_its_record(tmp_path: Path) -> None:
    file = tmp_path / "torn.warc.gz"
    file.write_bytes(foreign("by record")[:-40])
    done = ingest(file, tmp_path / "pages" / "x", NOW, lambda url: True)
    assert done.stored == 4
    assert len(done.defects) == 1


@pytest.mark.parametrize("content", [b"", b"not a WARC", b"\x1f\x8b\x08broken"])
def test_what_is_no_warc_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "none.warc.gz"
    file.write_bytes(content)
    with pytest.raises(ArchiveError, match="Nothing was brought in"):
        ingest(file, tmp_path / "pages" / "x", NOW, lambda url: True)
    with pytest.raises(ArchiveError, match="There is no file"):
        ingest(tmp_path / "missing", tmp_path / "pages" / "x", NOW, lambda url: True)
