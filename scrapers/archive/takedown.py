"""Taking pages out of the archive: their bytes go, a record in their place says so, all other records stay in theirs.

Here belongs what happens to the WARC files. Why a page must go, and what becomes of what was read from it, is decided
elsewhere.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scrapers.archive.index import REVISIT, IndexEntry, index_path, read_index, reindex
from scrapers.archive.lock import FolderLock
from scrapers.archive.records import TAKEN_DOWN, encode_fields, warc_date
from scrapers.archive.repair import ASIDE, recover
from transforms.errors import ArchiveError

GZIP_HEADER = 10
GZIP_FLAGS = 3
"""Where in its header a gzip member says which optional fields follow."""
GZIP_COMMENT = 0x10


@dataclass(frozen=True, slots=True)
class Removed:
    """A response that is no longer in the archive; `payload_digest` is all that is left of what it said."""

    url: str
    warc_file: str
    retrieved_at: datetime
    payload_digest: str | None


def take_down(pages_dir: Path, belongs: Callable[[str], bool], moment: datetime) -> list[Removed]:
    """Remove every stored response of the addresses that `belongs` names; none where it was done before.

    A file is written aside and renamed, so that a kill leaves it as it was or as it must be. The record in the place of
    the response has its length, so that whatever else was read from this file is still found where it was found. The
    index then says `taken_down`, by which the crawler knows not to come again. Raises LockedError while a crawl runs.
    """
    removed: list[Removed] = []
    if not pages_dir.is_dir():
        return removed
    with FolderLock(pages_dir):
        recover(pages_dir)
        for warc in sorted(pages_dir.glob("*.warc.gz")):
            found = [entry for entry in read_index(index_path(warc)) if _is_response(entry) and belongs(entry.url)]
            if found:
                _rewrite(warc, found, moment)
                removed += [Removed(entry.url, warc.name, entry.time, entry.digest) for entry in found]
    return removed


def _is_response(entry: IndexEntry) -> bool:
    """A stored answer with its body; a revisit has none, and an outcome says only how it ended."""
    return entry.is_capture and entry.mime != REVISIT


def _rewrite(warc: Path, found: Sequence[IndexEntry], moment: datetime) -> None:
    aside = warc.with_name(warc.name + ASIDE)
    shutil.copyfile(warc, aside)
    with aside.open("r+b") as handle:
        for entry in found:
            handle.seek(entry.offset)
            handle.write(_in_place_of(entry, warc, moment))
        handle.flush()
        os.fsync(handle.fileno())
    # Without an index it gets a new one at the next start, should this be the last that we do.
    index_path(warc).unlink()
    aside.replace(warc)
    reindex(warc)


def _in_place_of(entry: IndexEntry, warc: Path, moment: datetime) -> bytes:
    """A gzip member with the record that stands for a response, of the response's own length.

    What it is shorter by is filled up in the comment of the gzip header, which every reader skips.
    """
    headers = [("WARC-Target-URI", entry.url)]
    if entry.digest:
        headers.append(("WARC-Payload-Digest", entry.digest))
    record = encode_fields("metadata", headers, {TAKEN_DOWN: warc_date(moment)}, moment).data
    missing = entry.length - len(record)
    if missing < 0:
        raise ArchiveError(
            f"{warc}: the record at byte {entry.offset} has {entry.length} bytes, too few to be one of a page. "
            "Nothing in this file was changed; remove its index, which is made anew, and try again."
        )
    if missing == 0:
        return record
    head = bytearray(record[:GZIP_HEADER])
    head[GZIP_FLAGS] |= GZIP_COMMENT
    return bytes(head) + b" " * (missing - 1) + b"\0" + record[GZIP_HEADER:]
