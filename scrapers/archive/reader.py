"""Reading the archive: pages for the transforms, outcomes for the counts, one page for `explain`.

Damage never passes for content: a record whose digest differs is left out and named.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import get_args

from fastwarc.stream_io import ChunkedReader

from scrapers.archive.index import METADATA
from scrapers.archive.members import Record, read_record_at, read_records
from scrapers.archive.records import Defect, OutcomeRecord, digest
from scrapers.coding import CodingError, decode_body, looks_like_document, looks_like_html
from transforms.errors import ArchiveError
from transforms.records import Outcome, Page


def read_pages(path: Path, portal: str, defects: list[Defect] | None = None) -> Iterator[Page]:
    """The stored HTML pages and documents of one WARC file: complete responses with status 200.

    Robots files, feeds, redirects, error pages and revisits are not pages. With `defects` given, damaged records are
    left out and added to it; without, the first one raises ArchiveError.
    """
    for page in read_responses(path, portal, defects):
        if page.status != 200:
            continue
        if looks_like_html(page.headers.get("content-type"), page.body) or looks_like_document(page.body):
            yield page


def read_responses(path: Path, portal: str, defects: list[Defect] | None = None) -> Iterator[Page]:
    """Every stored response, whatever it is: feeds, robots files, redirects and error pages too."""
    found: list[Defect] = [] if defects is None else defects
    for record in read_records(path, found):
        if defects is None and found:
            raise _damaged(path, found[0])
        if record.kind == "response" and record.status is not None:
            try:
                if cut := record.fields.get("warc-truncated"):
                    raise ArchiveError(f"cut when it was archived ({cut[:40]})")
                page = _page(
                    record, decode_body(_joined(record), record.http.get("content-encoding")), portal, path.name
                )
            except (CodingError, ArchiveError) as error:
                found.append(Defect(path.name, record.offset, str(error)))
                continue
            yield page
    if defects is None and found:
        raise _damaged(path, found[0])


def outcomes(path: Path) -> Iterator[OutcomeRecord]:
    """How each URL ended that has its outcome in this file. Raises ArchiveError for damage, or an unknown outcome."""
    defects: list[Defect] = []
    for record in read_records(path, defects):
        if record.kind != "metadata" or not record.fields.get("content-type", "").startswith(METADATA):
            continue
        fields = record.warc_fields()
        if "outcome" in fields:
            yield _outcome(record, fields, path)
    if defects:
        raise _damaged(path, defects[0])


def locate(pages_dir: Path, warc_file: str, offset: int) -> Page:
    """One archived page by its place, its payload hashed again. Raises ArchiveError where anything differs."""
    path = pages_dir / warc_file
    if path.parent != pages_dir or not path.is_file():
        raise ArchiveError(f"There is no {warc_file!r} in {pages_dir}; bring the file back from a copy.")
    record = read_record_at(path, offset)
    if record.kind != "response":
        raise ArchiveError(f"{path}: the record at byte {offset} is a {record.kind}, not a response.")
    if record.payload_digest != digest(record.body):
        raise ArchiveError(f"{path}: the payload at byte {offset} does not have its digest. Fetch the page again.")
    try:
        body = decode_body(record.body, record.http.get("content-encoding"))
    except CodingError as error:
        raise ArchiveError(f"{path}: the payload at byte {offset} cannot be unpacked ({error}).") from error
    return _page(record, body, pages_dir.name, warc_file)


def _joined(record: Record) -> bytes:
    """The payload without its transfer coding, which makers of WARC files keep, or undo and leave the header."""
    if "chunked" not in record.http.get("transfer-encoding", "").lower():
        return record.body
    try:
        return ChunkedReader(io.BytesIO(record.body)).read()
    except OSError:
        return record.body


def _page(record: Record, body: bytes, portal: str, warc_file: str) -> Page:
    return Page(
        url=record.url,
        status=record.status or 0,
        headers=record.http,
        body=body,
        retrieved_at=record.time,
        portal=portal,
        warc_file=warc_file,
        warc_offset=record.offset,
        payload_digest=record.payload_digest,
    )


def _outcome(record: Record, fields: dict[str, str], path: Path) -> OutcomeRecord:
    for outcome in get_args(Outcome):
        if fields["outcome"] == outcome:
            return OutcomeRecord(
                url=record.url,
                outcome=outcome,
                reason=fields.get("reason"),
                time=record.time,
                kind=fields.get("kind", "article"),
                dated=datetime.fromisoformat(fields["dated"].replace("Z", "+00:00")) if "dated" in fields else None,
                found_on=fields.get("via"),
            )
    raise ArchiveError(f"{path}: unknown outcome {fields['outcome'][:40]!r} at byte {record.offset}.")


def _damaged(path: Path, defect: Defect) -> ArchiveError:
    return ArchiveError(
        f"{path}: the record at byte {defect.offset} is damaged ({defect.reason}). It is not used, the others are "
        "whole; the page is fetched again once the index has been rebuilt (`verify`)."
    )
