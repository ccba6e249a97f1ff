"""Bringing the archive back into order: after a kill, and when bytes have changed on disk."""

import os
from pathlib import Path

from scrapers.archive.index import index_path, reindex
from scrapers.archive.members import read_records
from scrapers.archive.records import Defect

ASIDE = ".aside"
"""How the copy of a WARC file ends that is being rewritten (takedown.py)."""


def recover(pages_dir: Path) -> list[Path]:
    """Make every file of a portal's folder whole; returns the WARC files that were finished or removed as empty.

    A `.part` left by a kill is cut to its last whole record and renamed; one that has no record is removed. A WARC
    file without its index gets one. The caller holds the folder's lock.
    """
    done = []
    for part in sorted(pages_dir.glob("*.warc.gz.part")):
        end = _whole_length(part)
        warc = part.with_name(part.name.removesuffix(".part"))
        if end == 0:
            part.unlink()
        else:
            with part.open("r+b") as handle:
                handle.truncate(end)
                os.fsync(handle.fileno())
            part.rename(warc)
        done.append(warc)
    for leftover in (*pages_dir.glob("*.cdxj.part"), *pages_dir.glob(f"*{ASIDE}")):
        leftover.unlink()
    for warc in sorted(pages_dir.glob("*.warc.gz")):
        if not index_path(warc).exists():
            reindex(warc)
    return done


def verify(path: Path) -> list[Defect]:
    """Hash every record of a WARC file again. Where something differs the index is rebuilt from what is whole.

    A page that is no longer in the index is no longer known, so the next crawl fetches it again.
    """
    defects: list[Defect] = []
    for _ in read_records(path, defects):
        pass
    if defects:
        reindex(path)
    return defects


def _whole_length(part: Path) -> int:
    """Where the last whole record of an unfinished file ends."""
    end = 0
    for record in read_records(part, []):
        if record.length is not None:
            end = record.offset + record.length
    return end
