"""The record format: values in, the bytes of one WARC 1.1 record out, each record its own gzip member.

Here belongs what a record looks like. Not here: files (writer.py, reader.py) and the index (index.py). Records are put
together here and not by fastwarc, which reads them: its header map has no order, and one record must be one write.
"""

import hashlib
import re
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from transforms.records import Outcome

GZIP_LEVEL = 1
"""Compression is the whole cost of archiving: level 1 writes 1.7 times the pages per second of level 9."""

CRAWL_END_URL = "metadata:crawl-end"
"""Target of the record a crawl closes with. A crawl without one was killed: the next walks its listings in full."""

TAKEN_DOWN = "taken-down"
"""The field of a metadata record that stands where a response stood that had to go; its value is when it went."""

REVISIT_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
REVISIT_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "authentication-info",
        "cookie",
        "cookie2",
        "proxy-authenticate",
        "proxy-authentication-info",
        "proxy-authorization",
        "set-cookie",
        "set-cookie2",
        "x-api-key",
        "x-auth-token",
        "x-csrf-token",
        "x-xsrf-token",
    }
)
"""Headers that can carry a secret or a session. They are never written; the WARC says nothing in their place."""

USER_INFO = re.compile(r"//[^/@\s]{1,200}@")
"""A user name and password in an address, as a redirect may carry them."""

HOP_HEADERS = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive", "proxy-connection"})
"""Headers of the transfer, which the client has undone: the archived body has one length, given by Content-Length."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its complete response. `body` is as received (content coding kept, transfer coding undone)."""

    url: str
    method: str
    request_headers: Sequence[tuple[str, str]]
    request_body: bytes
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    retrieved_at: datetime
    ip_address: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    """Exceptions in force for this fetch (`tls-verified: no`), recorded in the request record as WARC headers."""


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """How one admitted URL ended. `kind` is the part it played (robots, feed, sitemap, listing, article).

    `dated` is the newest date a feed, sitemap or listing gave for it; null where none did. `found_on` is where it was
    seen first.
    """

    url: str
    outcome: Outcome
    reason: str | None
    time: datetime
    kind: str
    dated: datetime | None = None
    found_on: str | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """A place in a WARC file that does not hold what it must: where, and what is wrong."""

    warc_file: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """One record ready to be written, and what the index says about it."""

    record_id: str
    data: bytes


def digest(data: bytes) -> str:
    """The digest written into records and into `Page.payload_digest`: `sha256:<hex>`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def warc_date(moment: datetime) -> str:
    """WARC 1.1 timestamp in UTC with microseconds, so that two captures of one URL never share a date."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def one_line(text: str) -> str:
    """A value that cannot break out of its header or field line."""
    return " ".join(text.split())[:500]


def encode(kind: str, headers: Sequence[tuple[str, str]], block: bytes, moment: datetime) -> Encoded:
    """One record as a gzip member: type, id, date and digest are added to the given headers."""
    record_id = f"<urn:uuid:{uuid.uuid4()}>"
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Date: {warc_date(moment)}",
        *(f"{name}: {one_line(value)}" for name, value in headers),
        f"WARC-Block-Digest: {digest(block)}",
        f"Content-Length: {len(block)}",
    ]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    data = zlib.compress(head + b"\r\n\r\n" + block + b"\r\n\r\n", level=GZIP_LEVEL, wbits=31)
    return Encoded(record_id, data)


def encode_fields(
    kind: str, headers: Sequence[tuple[str, str]], fields: Mapping[str, str], moment: datetime
) -> Encoded:
    """A record whose block is `name: value` lines (warcinfo, metadata)."""
    block = "".join(f"{name}: {one_line(value)}\r\n" for name, value in fields.items()).encode()
    return encode(kind, [*headers, ("Content-Type", "application/warc-fields")], block, moment)


def request_block(exchange: Exchange) -> bytes:
    """The HTTP request as sent, without headers that can carry a secret."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{exchange.method} {target} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
    lines += [f"{name}: {one_line(value)}" for name, value in kept(exchange.request_headers) if name.lower() != "host"]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + exchange.request_body


def response_head(exchange: Exchange) -> bytes:
    """Status line and headers of the response, its length corrected to the body that is kept."""
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {exchange.status} {phrase}"]
    lines += [f"{name}: {one_line(value)}" for name, value in kept(exchange.headers)]
    lines.append(f"Content-Length: {len(exchange.body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def kept(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that are archived: no secrets, no hop-by-hop lines, no user names in addresses."""
    left_out = SECRET_HEADERS | HOP_HEADERS
    return [(name, USER_INFO.sub("//", value)) for name, value in headers if name.lower() not in left_out]


def outcome_fields(record: OutcomeRecord) -> dict[str, str]:
    """The fields of an outcome's metadata record; `parse_outcome` is the way back."""
    fields: dict[str, str] = {"outcome": record.outcome, "kind": record.kind}
    if record.reason:
        fields["reason"] = one_line(record.reason)
    if record.dated:
        fields["dated"] = warc_date(record.dated)
    if record.found_on:
        fields["via"] = one_line(record.found_on)
    return fields
