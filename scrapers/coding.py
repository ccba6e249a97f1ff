"""Content codings and what kind of thing a body is: bytes as received in, bytes as meant out.

Shared by the crawl (which must not take half a page for a whole one) and the archive's reading side. Character sets are
the transforms' business.
"""

import io
import zlib
from typing import Protocol

from fastwarc.stream_io import BrotliReader, WarcReader, ZstdReader

MAX_BODY_BYTES = 10 * 2**20
"""Bodies larger than this are not pages of news; compressed ones are unpacked no further (a 2 MB bomb holds 2 GB)."""

ACCEPT_ENCODING = "gzip, deflate"
"""What we ask for. Brotli and Zstandard are understood when sent unasked, or in files made elsewhere."""

MAX_LAYERS = 2
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
"""The container of Word's files before DOCX."""
GZIP_MAGIC = b"\x1f\x8b\x08"


class CodingError(Exception):
    """A body that does not unpack to what its headers promise."""


class TruncatedError(CodingError):
    """The packed body ends before its end."""


class TooLargeError(CodingError):
    """The body unpacks to more than is taken."""


class _Unpacker(Protocol):
    """What zlib's decompressor objects have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def decode_body(body: bytes, content_encoding: str | None, limit: int = MAX_BODY_BYTES) -> bytes:
    """The body with its content codings removed, the last applied first.

    Raises TruncatedError, TooLargeError, or CodingError for a coding that is unknown, nested too deep or not true.
    """
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > MAX_LAYERS:
        raise CodingError(f"{len(names)} content codings, one in the other")
    if not body:
        # A body of no bytes under a coding is what a 304 or an empty answer looks like; there is nothing to unpack.
        return body
    for name in reversed(names):
        if name in ("gzip", "x-gzip"):
            body = _gunzip(body, limit)
        elif name == "deflate":
            body = _inflate(body, limit)
        elif name == "br":
            body = _read_stream(BrotliReader(io.BytesIO(body)), limit)
        elif name == "zstd":
            body = _read_stream(ZstdReader(io.BytesIO(body)), limit)
        else:
            raise CodingError(f"content coding {name[:20]!r} was not asked for")
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while body:
        unpacker = zlib.decompressobj(wbits=31)
        part = _unpack(unpacker, body, limit - size)
        parts.append(part)
        size += len(part)
        # Several members in a row are one body; anything else after the end is padding, as browsers see it.
        body = unpacker.unused_data if unpacker.unused_data.startswith(GZIP_MAGIC[:2]) else b""
    return b"".join(parts)


def _inflate(body: bytes, limit: int) -> bytes:
    """Deflate as the standard has it (with zlib's header), and as many servers send it (without)."""
    try:
        return _unpack(zlib.decompressobj(), body, limit)
    except (TruncatedError, TooLargeError):
        raise
    except CodingError:
        return _unpack(zlib.decompressobj(wbits=-15), body, limit)


def _unpack(unpacker: _Unpacker, body: bytes, limit: int) -> bytes:
    try:
        data = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise CodingError(f"not what its content coding says ({error})") from error
    if len(data) > limit:
        raise TooLargeError(f"unpacks to more than {limit} bytes")
    if not unpacker.eof:
        raise TruncatedError("packed body ends early")
    return data


def _read_stream(reader: WarcReader, limit: int) -> bytes:
    try:
        data = reader.read(limit + 1)
    except OSError as error:
        # The reader says the same of a body that was cut and of one that is something else.
        raise TruncatedError(f"packed body is cut or damaged ({error})") from error
    if len(data) > limit:
        raise TooLargeError(f"unpacks to more than {limit} bytes")
    return data


def looks_like_document(body: bytes) -> bool:
    """Whether a body is a document with text of its own (PDF, DOCX, DOC), by its bytes: servers name them anyhow."""
    if b"%PDF-" in body[:1024]:
        return True
    if body.startswith(b"PK\x03\x04"):
        return b"word/document.xml" in body
    return body.startswith(OLE_MAGIC) and "WordDocument".encode("utf-16-le") in body


def is_packed(body: bytes) -> bool:
    """Whether a body that ought to be unpacked by now is still a gzip stream."""
    return body.startswith(GZIP_MAGIC)


def looks_like_html(content_type: str | None, body: bytes) -> bool:
    """Whether a body is an HTML page: by its media type, and by its first bytes where that says nothing."""
    media = (content_type or "").split(";")[0].strip().lower()
    if media in ("text/html", "application/xhtml+xml"):
        return True
    if media in ("", "text/plain", "application/octet-stream", "unk"):
        start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return start.startswith((b"<!doctype html", b"<html"))
    return False
