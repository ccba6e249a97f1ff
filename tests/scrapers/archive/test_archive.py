"""The archive keeps what was received: any WARC tool reads it, a kill costs nothing, damage never passes."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha512
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers.archive import (
    ArchiveWriter,
    Defect,
    Exchange,
    FolderLock,
    OutcomeRecord,
    locate,
    outcomes,
    read_index,
    read_pages,
    recover,
    reindex,
    verify,
)
from scrapers.archive.index import index_path, surt
from transforms.errors import ArchiveError, LockedError

START = datetime(2026, 11, 20, 6, 0, 0, tzinfo=UTC)
HTML = "<!doctype html><html><body>Công đoàn tỉnh {} – 786 công đoàn cơ sở</body></html>"
SECRET_HEADERS = [("X-Api-Key", "secret-key"), ("Set-Cookie", "sid=secret-cookie")]
SECRETS = ("secret-cookie", "secret-token", "secret-key")


def exchange(number: int, *, body: bytes | None = None, status: int = 200, coding: str | None = None) -> Exchange:
    """An exchange as the crawl hands it over, with secrets in its headers."""
    body = HTML.format(number).encode() if body is None else body
    headers = [("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{number}"')]
    if coding:
        headers.append(("Content-Encoding", coding))
    return Exchange(
        url=f"http://127.0.0.1:8711/tin/bai-{number}.html",
        method="GET",
        request_headers=[("User-Agent", "test"), ("Cookie", "secret-cookie"), ("Authorization", "Bearer secret-token")],
        request_body=b"",
        status=status,
        headers=[*headers, *SECRET_HEADERS, ("Transfer-Encoding", "chunked")],
        body=body,
        retrieved_at=START + timedelta(seconds=number),
        ip_address="127.0.0.1",
    )


def stored(exchange: Exchange) -> OutcomeRecord:
    return OutcomeRecord(exchange.url, "stored", None, exchange.retrieved_at, "article")


def write(pages_dir: Path, exchanges: Sequence[Exchange], **options: int) -> ArchiveWriter:
    pages_dir.mkdir(parents=True, exist_ok=True)
    writer = ArchiveWriter(pages_dir, START, {"software": "congdoan"}, **options)
    for one in exchanges:
        writer.write_exchange(one)
        writer.write_outcome(stored(one))
    return writer


def close(writer: ArchiveWriter) -> None:
    writer.close(complete=True, reason="finished", moment=START)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return tmp_path / "pages" / "sample"


def test_pages_come_back_as_received(pages: Path) -> None:
    packed = gzip.compress(HTML.format(7).encode())
    close(write(pages, [exchange(1), exchange(2, body=packed, coding="gzip"), exchange(3, status=404)]))
    (file,) = pages.glob("*.warc.gz")
    assert file.name == "20261120T060000Z-000.warc.gz"
    found = list(read_pages(file, "sample"))
    assert [page.body.decode() for page in found] == [HTML.format(1), HTML.format(7)]
    assert found[0].headers["content-type"] == "text/html; charset=utf-8"
    assert found[0].retrieved_at == START + timedelta(seconds=1)
    for page in found:
        assert locate(pages, page.warc_file, page.warc_offset) == page
    assert [record.outcome for record in outcomes(file)] == ["stored"] * 3


def test_a_foreign_tool_reads_every_record_and_its_digests(pages: Path) -> None:
    close(write(pages, [exchange(n) for n in range(5)]))
    (file,) = pages.glob("*.warc.gz")
    with file.open("rb") as stream:
        kinds = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            kinds.append(record.rec_type)
            record.content_stream().read()
            assert record.digest_checker.passed in (True, None)
    assert kinds == ["warcinfo", *["response", "request", "metadata"] * 5, "metadata"]


def test_no_secret_and_no_transfer_header_is_archived(pages: Path) -> None:
    close(write(pages, [exchange(1)]))
    (file,) = pages.glob("*.warc.gz")
    text = gzip.decompress(file.read_bytes()) + index_path(file).read_bytes()
    assert not [secret for secret in SECRETS if secret.encode() in text]
    assert b"chunked" not in text


def test_unchanged_content_is_a_revisit(pages: Path) -> None:
    first, same = exchange(1), exchange(1)
    close(write(pages, [first]))
    (old,) = (entry for entry in read_index(next(pages.glob("*.cdxj"))) if entry.is_capture)
    writer = ArchiveWriter(pages, START + timedelta(days=1), {})
    assert writer.write_exchange(same, old) is False
    assert writer.write_exchange(exchange(1, status=304, body=b""), old) is False
    assert writer.write_exchange(exchange(1, body=b"<html>changed</html>"), old) is True
    close(writer)
    file = writer.files[0]
    assert [page.body for page in read_pages(file, "sample")] == [b"<html>changed</html>"]
    with file.open("rb") as stream:
        revisits = [record for record in ArchiveIterator(stream) if record.rec_type == "revisit"]
    assert [r.rec_headers["WARC-Refers-To-Target-URI"] for r in revisits] == [first.url] * 2
    assert revisits[0].rec_headers["WARC-Payload-Digest"] == old.digest


def test_rotation_leaves_complete_files_with_their_index(pages: Path) -> None:
    bodies = [b"<html>" + b"".join(sha512(b"%d %d" % (n, m)).digest() for m in range(50)) for n in range(20)]
    close(write(pages, [exchange(n, body=body) for n, body in enumerate(bodies)], rotate_bytes=20_000))
    files = sorted(pages.glob("*.warc.gz"))
    assert len(files) > 2
    assert [file.name[-11:-8] for file in files] == [f"{n:03d}" for n in range(len(files))]
    assert sum(len(list(read_pages(file, "s"))) for file in files) == 20
    assert not list(pages.glob("*.part"))


def test_the_index_is_the_same_when_rebuilt(pages: Path) -> None:
    close(write(pages, [exchange(n) for n in range(4)]))
    (file,) = pages.glob("*.warc.gz")
    before = index_path(file).read_text()
    index_path(file).unlink()
    recover(pages)
    assert index_path(file).read_text() == before


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_part_left_by_a_kill_is_cut_to_its_last_whole_record(pages: Path, cut: int) -> None:
    writer = write(pages, [exchange(n) for n in range(4)])
    (part,) = pages.glob("*.part")
    whole = part.read_bytes()
    part.write_bytes(whole[:-cut])
    (file,) = recover(pages)
    assert len(list(read_pages(file, "s"))) == 4
    assert whole.startswith(file.read_bytes())
    assert len([entry for entry in read_index(index_path(file)) if entry.is_capture]) == 4
    assert not verify(file)
    writer._handle.close()


def test_a_part_without_a_whole_record_is_removed(pages: Path) -> None:
    pages.mkdir(parents=True)
    (pages / "20261120T060000Z-000.warc.gz.part").write_bytes(b"\x1f\x8b\x08torn")
    recover(pages)
    assert not list(pages.glob("*.warc.gz*"))


def test_every_flipped_byte_is_found_and_costs_one_record(pages: Path) -> None:
    close(write(pages, [exchange(n) for n in range(6)]))
    (file,) = pages.glob("*.warc.gz")
    whole = file.read_bytes()
    positions = range(0, len(whole), len(whole) // 200)
    assert len(positions) >= 200
    for number, position in enumerate(positions):
        broken = bytearray(whole)
        broken[position] ^= 1 << number % 8
        file.write_bytes(broken)
        defects: list[Defect] = []
        read = [page.body.decode() for page in read_pages(file, "s", defects)]
        good = {HTML.format(n) for n in range(6)}
        assert set(read) <= good
        # The gzip header's time and system bytes carry nothing; everything else must be noticed.
        assert len(read) >= 5
        assert defects or len(read) == 6


def test_cut_files_are_noticed(pages: Path) -> None:
    close(write(pages, [exchange(n) for n in range(6)]))
    (file,) = pages.glob("*.warc.gz")
    whole = file.read_bytes()
    for length in range(1, len(whole), len(whole) // 50):
        file.write_bytes(whole[:length])
        defects: list[Defect] = []
        read = list(read_pages(file, "s", defects))
        assert defects or len(read) < 6


def test_a_damaged_page_is_no_longer_known_after_verify(pages: Path) -> None:
    close(write(pages, [exchange(n) for n in range(3)]))
    (file,) = pages.glob("*.warc.gz")
    page = list(read_pages(file, "s"))[1]
    with file.open("r+b") as handle:
        handle.seek(page.warc_offset + 40)
        handle.write(b"\0\0\0\0")
    with pytest.raises(ArchiveError, match="damaged"):
        list(read_pages(file, "s"))
    with pytest.raises(ArchiveError, match="damaged"):
        locate(pages, page.warc_file, page.warc_offset)
    assert len(verify(file)) == 1
    captured = {entry.url for entry in read_index(index_path(file)) if entry.is_capture}
    assert captured == {exchange(0).url, exchange(2).url}


@pytest.mark.parametrize("packing", ["by record", "whole", "none"])
def test_warc_files_made_elsewhere_are_read(tmp_path: Path, packing: str) -> None:
    file = tmp_path / ("foreign.warc" if packing == "none" else "foreign.warc.gz")
    made = BytesIO()
    writer = WARCWriter(made, gzip=packing == "by record")
    for number in range(5):
        body = BytesIO(HTML.format(number).encode())
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(f"http://x.vn/{number}", "response", body, http_headers=headers))
    file.write_bytes(gzip.compress(made.getvalue()) if packing == "whole" else made.getvalue())
    assert [page.body.decode() for page in read_pages(file, "x")] == [HTML.format(n) for n in range(5)]
    assert reindex(file) == 5


def test_a_second_writer_is_refused_and_the_first_named(pages: Path) -> None:
    with FolderLock(pages), pytest.raises(LockedError, match="process"), FolderLock(pages):
        pass


def test_file_names_come_from_the_time_alone_and_never_collide(pages: Path) -> None:
    for _ in range(2):
        close(write(pages, [exchange(1)]))
    assert sorted(file.name for file in pages.glob("*.warc.gz")) == [
        "20261120T060000Z-000.warc.gz",
        "20261120T060000Z-001.warc.gz",
    ]


def test_locate_does_not_leave_its_folder(pages: Path) -> None:
    pages.mkdir(parents=True)
    with pytest.raises(ArchiveError, match="There is no"):
        locate(pages, "../../etc/passwd", 0)


def test_surt_orders_by_host() -> None:
    assert surt("https://www.laichau.gov.vn/a/B.html?x=1") == "vn,gov,laichau,www)/a/b.html?x=1"
    assert surt("http://127.0.0.1:8711/") == "1,0,0,127:8711)/"
