"""A page that had to go: its bytes are in no file, every other record stands where it stood."""

import gzip
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scrapers.archive import FolderLock, ingest, locate, read_index, read_pages, recover, take_down
from scrapers.archive.index import index_path
from tests.scrapers.archive.test_archive import START, close, exchange, write
from transforms.errors import ArchiveError, LockedError

GONE = exchange(2).url
LATER = START + timedelta(days=1)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with two files; the second has the page once more, changed."""
    folder = tmp_path / "pages" / "sample"
    close(write(folder, [exchange(n) for n in range(5)]))
    edited = exchange(2, body=b"<!doctype html><html><body>B\xc3\xa0i s\xe1\xbb\xada</body></html>")
    close(write(folder, [edited, exchange(7)]))
    return folder


def test_every_copy_goes_and_all_else_stays_in_its_place(pages: Path) -> None:
    before = [page for warc in sorted(pages.glob("*.gz")) for page in read_pages(warc, "sample")]
    removed = take_down(pages, lambda url: url == GONE, LATER)
    after = [page for warc in sorted(pages.glob("*.gz")) for page in read_pages(warc, "sample")]
    gone = [page for page in before if page.url == GONE]
    assert len(gone) == 2
    assert after == [page for page in before if page.url != GONE]
    assert [one.payload_digest for one in removed] == [page.payload_digest for page in gone]
    for page in after:
        assert locate(pages, page.warc_file, page.warc_offset) == page
    for page in gone:
        with pytest.raises(ArchiveError):
            locate(pages, page.warc_file, page.warc_offset)
        assert all(page.body not in gzip.decompress(warc.read_bytes()) for warc in pages.glob("*.gz"))
    assert take_down(pages, lambda url: url == GONE, LATER) == []


def test_the_file_is_one_that_any_tool_reads_and_says_what_stood_there(pages: Path) -> None:
    (removed, _) = take_down(pages, lambda url: url == GONE, LATER)
    with (pages / removed.warc_file).open("rb") as stream:
        records = [(r.rec_type, r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(stream)]
    (said,) = [(headers, body) for kind, headers, body in records if kind == "metadata" and b"taken-down" in body]
    assert said[0].get_header("WARC-Target-URI") == GONE
    assert said[0].get_header("WARC-Payload-Digest") == removed.payload_digest
    assert [kind for kind, _, _ in records].count("response") == 4


def test_a_kill_leaves_the_file_as_it_was_or_as_it_must_be(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warc = min(pages.glob("*.gz"))
    whole = warc.read_bytes()
    for step in ("unlink", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(Path, step, _killed)
            with pytest.raises(KeyboardInterrupt):
                take_down(pages, lambda url: url == GONE, LATER)
        assert warc.read_bytes() == whole
        recover(pages)
        assert list(pages.glob("*.aside")) == []
    assert len(take_down(pages, lambda url: url == GONE, LATER)) == 2
    index_path(warc).unlink()
    recover(pages)
    assert [entry.url for entry in read_index(index_path(warc)) if entry.taken_down] == [GONE]


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_what_was_taken_down_is_not_brought_in_from_elsewhere(pages: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    alias = replace(exchange(2), url=GONE.replace("https://", "http://www."))
    close(write(elsewhere, [exchange(2), alias, exchange(9)]))
    (foreign,) = elsewhere.glob("*.warc.gz")
    take_down(pages, lambda url: url == GONE, LATER)
    done = ingest(foreign, LATER, lambda _: pages).taken["sample"]
    assert (done.stored, dict(done.skipped)) == (1, {"taken_down": 2})


def test_not_while_a_crawl_writes_there(pages: Path) -> None:
    with FolderLock(pages), pytest.raises(LockedError):
        take_down(pages, lambda url: url == GONE, LATER)
