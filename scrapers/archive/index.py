"""The CDXJ index beside each WARC file: which URL was captured when, and where its record lies.

Rebuildable from the WARC at any time (`reindex`), and only from records that are whole, so that a damaged page is not
taken for known. Lines follow the common CDXJ form (`surt timestamp {json}`); outcomes and the end of a crawl have lines
of their own, with the media type of their metadata records.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.archive.members import Record, read_records
from scrapers.archive.records import CRAWL_END_URL, TAKEN_DOWN, Defect
from transforms.errors import ArchiveError

REVISIT = "warc/revisit"
METADATA = "application/warc-fields"


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line. Fields that do not apply are null: `status` and `digest` of outcomes, `outcome` of captures.

    `etag` and `modified` are the validators the server sent, as far as it stands by them (`validators`); `dated` is the
    date a feed, sitemap or listing gave. `taken_down` says when the response that stood here was removed.
    """

    url: str
    time: datetime
    mime: str
    offset: int
    length: int
    filename: str
    status: int | None = None
    digest: str | None = None
    method: str | None = None
    etag: str | None = None
    modified: str | None = None
    outcome: str | None = None
    reason: str | None = None
    kind: str | None = None
    dated: str | None = None
    via: str | None = None
    complete: str | None = None
    taken_down: str | None = None

    @property
    def is_capture(self) -> bool:
        """A response or a revisit of one, as against an outcome."""
        return self.mime != METADATA


def surt(url: str) -> str:
    """The sort-friendly key of a URL: `vn,gov,laichau)/tin-tuc/a.html`."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){parts.path or '/'}{query}".lower().replace(" ", "%20") if host else url.lower()


def line(entry: IndexEntry) -> str:
    """One entry as a line of text, without fields that are null."""
    fields = {name: value for name, value in asdict(entry).items() if value is not None and name != "time"}
    stamp = entry.time.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
    return f"{surt(entry.url)} {stamp} {json.dumps(fields, ensure_ascii=False)}\n"


def write_index(path: Path, entries: Iterable[IndexEntry]) -> None:
    """Write aside and rename; `path` is that of the WARC file."""
    target = index_path(path)
    aside = target.with_suffix(".cdxj.part")
    with aside.open("w", encoding="utf-8") as handle:
        handle.writelines(sorted(line(entry) for entry in entries))
        handle.flush()
        os.fsync(handle.fileno())
    aside.replace(target)


def read_index(path: Path) -> Iterator[IndexEntry]:
    """The entries of one index file. Raises ArchiveError where a line is not one."""
    with path.open(encoding="utf-8") as handle:
        for number, text in enumerate(handle, 1):
            try:
                _, stamp, fields = text.split(" ", 2)
                # %f reads the three digits after the seconds as a fraction, so milliseconds come back right.
                moment = datetime.strptime(stamp, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
                yield IndexEntry(time=moment, **json.loads(fields))
            except (ValueError, TypeError) as error:
                raise ArchiveError(
                    f"{path}:{number}: not a line of a page index. The WARC file beside it is untouched; "
                    "remove the index file and it is rebuilt at the next crawl."
                ) from error


def ordered(entries: Iterable[IndexEntry]) -> list[IndexEntry]:
    """Entries by time. Of those that share a millisecond, the end of a crawl comes last."""
    return sorted(entries, key=lambda entry: (entry.time, entry.url == CRAWL_END_URL))


def ended_complete(in_order: Sequence[IndexEntry]) -> bool:
    """Whether the last crawl among entries in order of time ended by itself, its listings walked; true where none is.

    Records after the last end of a crawl are those of one that was killed.
    """
    if not in_order:
        return True
    last = in_order[-1]
    return last.url == CRAWL_END_URL and last.complete == "yes"


def index_path(warc: Path) -> Path:
    """The index beside a WARC file: `20261120T060000Z-000.cdxj`."""
    return warc.with_name(warc.name.removesuffix(".part").removesuffix(".warc.gz") + ".cdxj")


def reindex(warc: Path, defects: list[Defect] | None = None) -> int:
    """Rebuild the index of one WARC file from its whole records; returns the number of lines."""
    entries = [
        entry
        for record in read_records(warc, [] if defects is None else defects)
        if (entry := _entry(record, warc.name)) is not None
    ]
    write_index(warc, entries)
    return len(entries)


def _entry(record: Record, filename: str) -> IndexEntry | None:
    """The line of one record; null for records that are not looked up (warcinfo, requests)."""
    if record.kind in ("response", "revisit") and record.status is not None:
        etag, modified = validators(record.http)
        return IndexEntry(
            url=record.url,
            time=record.time,
            offset=record.offset,
            length=record.length or 0,
            filename=filename,
            mime=REVISIT if record.kind == "revisit" else media_type(record.http),
            status=record.status,
            digest=record.payload_digest,
            etag=etag,
            modified=modified,
        )
    if record.kind == "metadata" and record.fields.get("content-type", "").startswith(METADATA):
        fields = record.warc_fields()
        if "outcome" not in fields and TAKEN_DOWN not in fields and record.url != CRAWL_END_URL:
            return None
        return IndexEntry(
            url=record.url,
            time=record.time,
            offset=record.offset,
            length=record.length or 0,
            filename=filename,
            mime=METADATA,
            outcome=fields.get("outcome"),
            reason=fields.get("reason"),
            kind=fields.get("kind"),
            dated=fields.get("dated"),
            via=fields.get("via"),
            complete=fields.get("complete"),
            taken_down=fields.get(TAKEN_DOWN),
        )
    return None


def media_type(headers: Mapping[str, str]) -> str:
    """The media type of a response without its parameters; `unk` where it gave none."""
    return headers.get("content-type", "").split(";")[0].strip().lower() or "unk"


def validators(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """ETag and Last-Modified, to ask with next time. Null where the server forbids keeping a copy to compare with:
    such servers date every page to yesterday."""
    if "no-store" in headers.get("cache-control", "").lower():
        return None, None
    return headers.get("etag"), headers.get("last-modified")
