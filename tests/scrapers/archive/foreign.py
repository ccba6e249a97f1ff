"""WARC files as other tools make them, to be brought in."""

import gzip
from collections.abc import Callable, Mapping
from io import BytesIO
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PACKINGS = ("by record", "whole", "none", "common crawl")


def made_elsewhere(packing: str, fill: Callable[[Callable[..., None]], None]) -> bytes:
    """A file whose responses `fill` adds one by one; packed by record or whole, or not, or as Common Crawl does it."""
    made = BytesIO()
    crawled = packing == "common crawl"
    writer = WARCWriter(made, gzip=packing == "by record" or crawled, warc_version="1.0" if crawled else "1.1")

    def write(kind: str, url: str, body: bytes, headers: StatusAndHeaders | None = None, **fields: object) -> None:
        writer.write_record(_record(writer, kind, url, body, headers, **fields))

    def add(
        url: str,
        body: bytes,
        status: str = "200 OK",
        media: str = "text/html",
        fields: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        pairs = [("Content-Type", media), *((name.replace("_", "-"), value) for name, value in more.items())]
        if crawled:
            write("request", url, b"", StatusAndHeaders("GET / HTTP/1.1", [("Host", urlsplit(url).netloc)]))
            # Its bodies are unpacked, and the headers that said how they were packed renamed.
            pairs = [(f"X-Crawl-{name}" if name in PACKING_HEADERS else name, value) for name, value in pairs]
        headers = StatusAndHeaders(status, pairs, protocol="HTTP/1.1")
        write("response", url, body, headers, warc_headers_dict=dict(fields or {}))
        if crawled:
            write("metadata", url, b"fetchTimeMs: 512\r\n")

    if crawled:
        writer.write_record(writer.create_warcinfo_record("CC-MAIN-2023.warc.gz", {"software": "Nutch"}))
    fill(add)
    return gzip.compress(made.getvalue()) if packing == "whole" else made.getvalue()


PACKING_HEADERS = ("Content-Encoding", "Transfer-Encoding")


def _record(
    writer: WARCWriter, kind: str, url: str, body: bytes, headers: StatusAndHeaders | None, **fields: object
) -> ArcWarcRecord:
    return writer.create_warc_record(url, kind, BytesIO(body), http_headers=headers, **fields)
