"""Writing the archive: `.part` while open, rotated by size, fsynced, renamed, indexed.

Here belongs the life of a WARC file. Not here: what a record looks like (records.py), repair after a kill (repair.py).
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from scrapers.archive.index import METADATA, REVISIT, IndexEntry, media_type, validators, write_index
from scrapers.archive.records import (
    CRAWL_END_URL,
    REVISIT_NOT_MODIFIED,
    REVISIT_SAME_PAYLOAD,
    Encoded,
    Exchange,
    OutcomeRecord,
    digest,
    encode,
    encode_fields,
    outcome_fields,
    request_block,
    response_head,
    warc_date,
)
from transforms.errors import DataFolderError

ROTATE_BYTES = 100 * 2**20
"""One WARC file is one unit of work for the transforms: larger ones keep one core busy while the others idle."""

FSYNC_SECONDS = 5.0
"""What a power cut may cost. A killed process costs nothing: every record is handed to the system as it is written."""


class ArchiveWriter:
    """Writes one crawl of one portal. The caller holds the folder's lock and has called `recover` before."""

    def __init__(
        self, pages_dir: Path, started: datetime, info: Mapping[str, str], rotate_bytes: int = ROTATE_BYTES
    ) -> None:
        self.pages_dir = pages_dir
        self.files: list[Path] = []
        """The finished files of this crawl, in order."""
        self.bytes_written = 0
        self._stamp = started.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        self._info = dict(info)
        self._rotate_bytes = rotate_bytes
        self._entries: list[IndexEntry] = []
        self._open_next()

    def write_exchange(self, exchange: Exchange, previous: IndexEntry | None = None) -> bool:
        """Archive one exchange; true where it brought something new, false where it became a revisit.

        `previous` is the newest earlier capture of the same URL: the same payload digest, or a 304, makes a revisit.
        """
        payload = digest(exchange.body)
        moment = exchange.retrieved_at
        not_modified = exchange.status == 304 and previous is not None
        same = previous is not None and exchange.status == 200 and previous.digest == payload
        head = response_head(exchange)
        http = ("Content-Type", "application/http; msgtype=response")
        target = ("WARC-Target-URI", exchange.url)
        address = [("WARC-IP-Address", exchange.ip_address)] if exchange.ip_address else []
        if previous is not None and (not_modified or same):
            payload = previous.digest or payload
            refers = [
                ("WARC-Refers-To-Target-URI", previous.url),
                ("WARC-Refers-To-Date", warc_date(previous.time)),
                ("WARC-Profile", REVISIT_NOT_MODIFIED if not_modified else REVISIT_SAME_PAYLOAD),
            ]
            record = encode(
                "revisit", [target, *address, *refers, http, ("WARC-Payload-Digest", payload)], head, moment
            )
        else:
            record = encode(
                "response", [target, *address, http, ("WARC-Payload-Digest", payload)], head + exchange.body, moment
            )
        request = encode(
            "request",
            [
                target,
                ("WARC-Concurrent-To", record.record_id),
                *((f"WARC-X-{name}", value) for name, value in exchange.notes.items()),
                ("Content-Type", "application/http; msgtype=request"),
            ],
            request_block(exchange),
            moment,
        )
        headers = {name.lower(): value for name, value in exchange.headers}
        etag, modified = validators(headers)
        offset, length = self._write(record)
        self._entries.append(
            IndexEntry(
                url=exchange.url,
                time=moment,
                mime=REVISIT if (not_modified or same) else media_type(headers),
                offset=offset,
                length=length,
                filename=self.current.name,
                status=exchange.status,
                digest=payload,
                method=exchange.method if exchange.method != "GET" else None,
                etag=etag,
                modified=modified,
            )
        )
        self._write(request)
        return not (not_modified or same)

    def write_outcome(self, record: OutcomeRecord) -> None:
        """Archive how a URL ended, as it happens."""
        fields = outcome_fields(record)
        encoded = encode_fields("metadata", [("WARC-Target-URI", record.url)], fields, record.time)
        offset, length = self._write(encoded)
        self._entries.append(
            IndexEntry(
                url=record.url,
                time=record.time,
                mime=METADATA,
                offset=offset,
                length=length,
                filename=self.current.name,
                outcome=record.outcome,
                reason=fields.get("reason"),
                kind=record.kind,
                dated=fields.get("dated"),
                via=fields.get("via"),
            )
        )
        self._rotate_if_full()

    def close(self, *, complete: bool, reason: str, moment: datetime) -> None:
        """End the crawl: `complete` says that its listings were walked as far as it meant to."""
        fields = {"complete": "yes" if complete else "no", "stop-reason": reason}
        encoded = encode_fields("metadata", [("WARC-Target-URI", CRAWL_END_URL)], fields, moment)
        offset, length = self._write(encoded)
        self._entries.append(
            IndexEntry(
                url=CRAWL_END_URL,
                time=moment,
                mime=METADATA,
                offset=offset,
                length=length,
                filename=self.current.name,
                complete=fields["complete"],
            )
        )
        self._finish()

    def _open_next(self) -> None:
        number = len(self.files)
        while True:
            self.current = self.pages_dir / f"{self._stamp}-{number:03d}.warc.gz"
            self._part = self.current.with_name(self.current.name + ".part")
            if not self.current.exists() and not self._part.exists():
                break
            number += 1
        try:
            # Closed in _finish(): the file outlives this call by design.
            self._handle = self._part.open("xb", buffering=0)
        except OSError as error:
            raise _refused(error, self._part) from error
        self._size = 0
        self._entries = []
        self._synced = monotonic()
        moment = datetime.now(UTC)
        self._write(encode_fields("warcinfo", [("WARC-Filename", self.current.name)], self._info, moment))

    def _write(self, record: Encoded) -> tuple[int, int]:
        """One record, one write: offset and length of its gzip member."""
        offset, length = self._size, len(record.data)
        try:
            left = memoryview(record.data)
            while left:
                left = left[self._handle.write(left) :]
            if monotonic() - self._synced > FSYNC_SECONDS:
                os.fsync(self._handle.fileno())
                self._synced = monotonic()
        except OSError as error:
            # Whole records before this one stay readable; the torn one is cut at the next start.
            raise _refused(error, self._part, length) from error
        self._size += length
        self.bytes_written += length
        return offset, length

    def _rotate_if_full(self) -> None:
        if self._size >= self._rotate_bytes:
            self._finish()
            self._open_next()

    def _finish(self) -> None:
        try:
            os.fsync(self._handle.fileno())
            self._handle.close()
            self._part.rename(self.current)
            write_index(self.current, self._entries)
            folder = os.open(self.pages_dir, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise _refused(error, self._part) from error
        self.files.append(self.current)


def _refused(error: OSError, path: Path, needed: int = 0) -> DataFolderError:
    size = f" ({needed} bytes were to be written)" if needed else ""
    return DataFolderError(
        f"Cannot write {path}: {error.strerror}{size}. Pages archived before are safe and are kept at the next start. "
        "Make room or give write permission, and run again."
    )
