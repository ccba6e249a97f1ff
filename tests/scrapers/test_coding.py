"""Half a page never passes for a whole one, whatever it was packed with."""

import gzip
import io
import zlib
from collections.abc import Callable

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter

from scrapers.coding import CodingError, TooLargeError, TruncatedError, decode_body, looks_like_html

PAGE = b"<!doctype html><html><body>" + b"".join(b"<p>%d</p>" % (n * n) for n in range(2000)) + b"</body></html>"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def written(made: Callable[[io.BytesIO], BrotliWriter | ZstdWriter]) -> bytes:
    buffer = io.BytesIO()
    writer = made(buffer)
    writer.write(PAGE)
    writer.close()
    return buffer.getvalue()


PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:999]) + gzip.compress(PAGE[999:]),
    "deflate": zlib.compress(PAGE),
    "Deflate": raw_deflate(PAGE),
    "br": written(BrotliWriter),
    "zstd": written(ZstdWriter),
    "gzip, gzip": gzip.compress(gzip.compress(PAGE)),
}


@pytest.mark.parametrize("coding", PACKED)
def test_unpacked(coding: str) -> None:
    assert decode_body(PACKED[coding], coding) == PAGE


@pytest.mark.parametrize("coding", [name for name in PACKED if name != "x-gzip"])
def test_a_cut_anywhere_is_noticed(coding: str) -> None:
    packed = PACKED[coding]
    for cut in range(1, len(packed), max(1, len(packed) // 100)):
        with pytest.raises(CodingError):
            decode_body(packed[:cut], coding)


def test_a_bomb_is_unpacked_no_further_than_the_limit() -> None:
    for coding, packed in PACKED.items():
        with pytest.raises(TooLargeError):
            decode_body(packed, coding, limit=5000)


@pytest.mark.parametrize(
    ("coding", "error"),
    [("gzip", CodingError), ("deflate", CodingError), ("br", TruncatedError), ("x-lzw", CodingError)],
)
def test_what_is_not_packed_as_it_says_is_not_taken(coding: str, error: type[CodingError]) -> None:
    with pytest.raises(error):
        decode_body(PAGE, coding)


def test_too_many_layers_are_refused() -> None:
    with pytest.raises(CodingError, match="one in the other"):
        decode_body(PAGE, "gzip, gzip, gzip")


@pytest.mark.parametrize(
    ("media", "body", "html"),
    [
        ("text/html; charset=utf-8", b"", True),
        ("application/xhtml+xml", b"", True),
        (None, b"\xef\xbb\xbf\n<!DOCTYPE html>", True),
        ("text/plain", b"<html>", True),
        ("text/plain", b"User-agent: *", False),
        ("application/pdf", b"<html>", False),
        ("text/xml", b"<html>", False),
    ],
)
def test_html(media: str | None, body: bytes, html: bool) -> None:
    assert looks_like_html(media, body) is html
