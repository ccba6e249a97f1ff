"""The records of a WARC file, one after the other, with damage contained to the record it hit.

Here belongs taking a file apart: gzip members, headers, blocks, digests. Files of our own have one record a member, so
a flipped bit costs one record. Files made elsewhere may be one gzip stream or not compressed at all; they are read in
one go, and damage costs the rest of the file.
"""

import hashlib
import io
import mmap
import zlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scrapers.archive.records import Defect, digest
from scrapers.archive.stream import CHUNK, GZIP_MAGIC, Stream
from transforms.errors import ArchiveError

MAX_RECORD_BYTES = 256 * 2**20
"""No record is larger than this; a member that goes on unpacking is a bomb and counts as damage."""

PLAIN = b"WARC/"
MAX_HEAD_BYTES = 64 * 1024
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record. `fields` and `http` have lower-case names; `body` is the payload of a response, else the block.

    `length` is that of its gzip member, null in a file that is not compressed by record.
    """

    offset: int
    length: int | None
    kind: str
    fields: dict[str, str]
    status: int | None
    http: dict[str, str]
    body: bytes

    @property
    def url(self) -> str:
        return self.fields.get("warc-target-uri", "").strip("<>")

    @property
    def time(self) -> datetime:
        text = self.fields.get("warc-date", "")
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError as error:
            raise ArchiveError(f"a record at byte {self.offset} has no readable date ({text[:40]!r})") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def payload_digest(self) -> str:
        """`sha256:<hex>` as we write it; of a file made elsewhere it is computed."""
        stated = self.fields.get("warc-payload-digest", "")
        return stated if stated.startswith("sha256:") and len(stated) == 71 else digest(self.body)

    def warc_fields(self) -> dict[str, str]:
        """The `name: value` lines of a warcinfo or metadata block."""
        pairs = (line.partition(":") for line in self.body.decode("utf-8", "replace").splitlines())
        return {name.strip().lower(): value.strip() for name, _, value in pairs if value}


def read_records(path: Path, defects: list[Defect]) -> Iterator[Record]:
    """Every whole record of a file, in order; what is damaged is left out and named in `defects`."""
    with path.open("rb") as handle:
        handle.seek(0, io.SEEK_END)
        if handle.tell() == 0:
            return
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            # By name too: a file of ours whose very first byte is damaged is still read by record.
            packed = data[:3] == GZIP_MAGIC or (".warc.gz" in path.name and data[: len(PLAIN)] != PLAIN)
            if packed and _one_record_a_member(data):
                yield from _by_member(data, path.name, defects)
                return
    yield from _by_stream(path, defects)


def read_record_at(path: Path, offset: int) -> Record:
    """The record whose member begins at a byte offset. Raises ArchiveError where it does not hold what it must."""
    with path.open("rb") as handle:
        handle.seek(0, io.SEEK_END)
        if offset >= handle.tell():
            raise ArchiveError(f"{path} ends before byte {offset}: it was cut. Fetch the page again.")
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                raw, length = unpack_member(data, offset)
                return _checked(_parse(raw, offset, length))
            except (zlib.error, _DamagedError) as error:
                raise ArchiveError(
                    f"{path}: the record at byte {offset} is damaged ({error}). It is not used; fetch the page again."
                ) from error


def unpack_member(data: mmap.mmap, offset: int) -> tuple[bytes, int]:
    """The content of the gzip member at an offset, and its length in the file. Raises zlib.error where it is torn."""
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = 0
    position = offset
    while not unpacker.eof:
        chunk = data[position : position + CHUNK]
        if not chunk:
            raise zlib.error("the file ends inside it")
        position += len(chunk)
        while chunk:
            part = unpacker.decompress(chunk, MAX_RECORD_BYTES - size + 1)
            size += len(part)
            if size > MAX_RECORD_BYTES:
                raise zlib.error(f"it unpacks to more than {MAX_RECORD_BYTES} bytes")
            parts.append(part)
            chunk = unpacker.unconsumed_tail
    return b"".join(parts), position - len(unpacker.unused_data) - offset


class _DamagedError(Exception):
    """A record that was unpacked and does not hold what it says."""


def _one_record_a_member(data: mmap.mmap) -> bool:
    """Whether the first gzip member is exactly one record, as in our own files and in most of those made elsewhere."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        head = unpacker.decompress(data[:CHUNK], CHUNK)
    except zlib.error:
        # The first record itself is damaged: going by members finds the next whole one.
        return True
    if not unpacker.eof:
        return len(head) == CHUNK and unpacker.unconsumed_tail != b"" and not _second_record(head)
    return not _second_record(head)


def _second_record(head: bytes) -> bool:
    separator = head.find(b"\r\n\r\n")
    for name_value in head[:separator].split(b"\r\n"):
        name, _, value = name_value.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return len(head) > separator + 4 + int(value) + 4
    return False


def _by_member(data: mmap.mmap, name: str, defects: list[Defect]) -> Iterator[Record]:
    offset, end = 0, len(data)
    while offset < end:
        try:
            raw, length = unpack_member(data, offset)
            yield _checked(_parse(raw, offset, length))
            offset += length
        except (zlib.error, _DamagedError) as error:
            defects.append(Defect(name, offset, str(error)))
            after = data.find(GZIP_MAGIC, offset + 1)
            offset = after if after >= 0 else end


def _by_stream(path: Path, defects: list[Defect]) -> Iterator[Record]:
    with path.open("rb") as handle:
        stream = Stream(handle)
        while not stream.is_over:
            offset = stream.position
            try:
                head = stream.until(END_OF_HEAD, MAX_HEAD_BYTES)
                if head is None:
                    raise _DamagedError(stream.damage or "no WARC record, or the file ends inside its head")
                fields, size = _head(head)
                if size > MAX_RECORD_BYTES:
                    defects.append(Defect(path.name, offset, f"{size} bytes are more than a record may have"))
                    stream.drop(size)
                    stream.skip(b"\r\n")
                    continue
                block = stream.take(size)
                if len(block) != size:
                    raise _DamagedError(f"{stream.damage or 'the file ends in it'}: {len(block)} of {size} bytes")
            except _DamagedError as error:
                # Nothing says where the next one begins.
                defects.append(Defect(path.name, offset, str(error)))
                return
            try:
                yield _checked(_record(fields, block, offset, None))
            except _DamagedError as error:
                defects.append(Defect(path.name, offset, str(error)))
            stream.skip(b"\r\n")
        if stream.damage:
            defects.append(Defect(path.name, stream.position, stream.damage))


def _parse(raw: bytes, offset: int, length: int) -> Record:
    head, separator, rest = raw.lstrip(b"\r\n").partition(END_OF_HEAD)
    if not separator:
        raise _DamagedError("no WARC record in it")
    fields, size = _head(head)
    if len(rest) < size:
        raise _DamagedError(f"{len(rest)} of {size} bytes")
    return _record(fields, rest[:size], offset, length)


def _head(head: bytes) -> tuple[dict[str, str], int]:
    """The fields of a record (lower-case names) and the length of its block."""
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    if not version.startswith(PLAIN.decode()):
        raise _DamagedError("no WARC record in it")
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    size = fields.get("content-length", "")
    if not (size.isascii() and size.isdigit() and len(size) < 20):
        raise _DamagedError(f"its length is {size[:40]!r}")
    return fields, int(size)


def _record(fields: dict[str, str], block: bytes, offset: int, length: int | None) -> Record:
    stated = fields.get("warc-block-digest")
    if stated and not _agrees(stated, block):
        raise _DamagedError("its block digest differs")
    kind = fields.get("warc-type", "unknown")
    status: int | None = None
    http: dict[str, str] = {}
    body = block
    if kind in ("response", "revisit") and fields.get("content-type", "").startswith("application/http"):
        status, http, body = _http(block)
    return Record(offset, length, kind, fields, status, http, body)


def _http(block: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Status, headers (lower case, repeated ones joined) and payload of an archived response."""
    head, separator, body = block.partition(b"\r\n\r\n")
    if not separator:
        head, _, body = block.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").splitlines()
    words = lines[0].split(" ", 2) if lines else []
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else None
    http: dict[str, str] = {}
    for text in lines[1:]:
        name, colon, value = text.partition(":")
        if colon:
            key = name.strip().lower()
            http[key] = f"{http[key]}, {value.strip()}" if key in http else value.strip()
    return status, http, body


def _checked(record: Record) -> Record:
    """The record, its payload digest compared where no block digest covers it.

    Where both are there the block decides: makers of WARC files do not agree on what a payload is once chunking or
    compression has been undone.
    """
    stated = record.fields.get("warc-payload-digest")
    covered = "warc-block-digest" in record.fields
    if record.kind == "response" and stated and not covered and not _agrees(stated, record.body):
        raise _DamagedError("its payload digest differs")
    return record


def _agrees(stated: str, data: bytes) -> bool:
    """Whether a digest in hexadecimal or base 32 is that of the data; one of an unknown algorithm is not judged."""
    algorithm, _, value = stated.partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in ("sha1", "sha256", "sha512", "md5"):
        return True
    raw = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    return value.lower() == raw.hex() or value.upper() == b32encode(raw).decode()
