"""Bringing in pages archived elsewhere: Common Crawl, Heritrix, a browser. They become files like our own.

Rewritten, not copied: a file that is one gzip stream has no offsets by which a page could be found again, and one with
a torn tail must not look whole. What the page was, when, and from where stays as its maker recorded it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scrapers.archive.index import IndexEntry, ended_complete, ordered, read_index
from scrapers.archive.lock import FolderLock
from scrapers.archive.reader import read_responses
from scrapers.archive.records import Defect, Exchange, OutcomeRecord
from scrapers.archive.repair import recover
from scrapers.archive.writer import ArchiveWriter
from scrapers.coding import looks_like_html
from transforms.errors import ArchiveError


@dataclass
class Ingested:
    """What became of a foreign file's responses: `skipped` counts by reason, `defects` are its damaged records."""

    stored: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    defects: list[Defect] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def ingest(path: Path, pages_dir: Path, started: datetime, belongs: Callable[[str], bool]) -> Ingested:
    """Take the pages of one WARC file that belong to a portal into its folder.

    Bringing the same file in twice adds nothing. Raises ArchiveError where the file holds no response that can be read,
    LockedError while a crawl of the portal runs.
    """
    if not path.is_file():
        raise ArchiveError(f"There is no file {path}. Nothing was brought in.")
    done = Ingested()
    with FolderLock(pages_dir):
        recover(pages_dir)
        in_order = ordered(entry for file in pages_dir.glob("*.cdxj") for entry in read_index(file))
        known = _captures(in_order)
        writer: ArchiveWriter | None = None
        for page in read_responses(path, pages_dir.name, done.defects):
            reason = _reason_to_skip(page.url, page.status, page.headers.get("content-type"), page.body, belongs)
            previous = known.get(page.url)
            if reason is None and previous and previous.time >= page.retrieved_at:
                reason = "known"
            if reason is not None:
                done.skipped[reason] += 1
                continue
            if writer is None:
                info = {"software": "congdoan", "format": "WARC File Format 1.1", "description": f"from {path.name}"}
                writer = ArchiveWriter(pages_dir, started, info)
            headers = [item for item in page.headers.items() if item[0] != "content-encoding"]
            exchange = Exchange(page.url, "GET", (), b"", page.status, headers, page.body, page.retrieved_at)
            is_new = writer.write_exchange(exchange, previous)
            outcome = OutcomeRecord(
                page.url, "stored" if is_new else "unchanged", f"from {path.name}", page.retrieved_at, "article"
            )
            writer.write_outcome(outcome)
            done.stored += is_new
            done.unchanged += not is_new
        if writer is not None:
            # What the next crawl has to make up for is as it was: these pages came from elsewhere.
            writer.close(complete=ended_complete(in_order), reason=f"from {path.name}", moment=started)
            done.files = writer.files
    if not (done.stored + done.unchanged + done.skipped.total()):
        why = done.defects[0].reason if done.defects else "no responses in it"
        raise ArchiveError(
            f"{path} holds nothing that can be read as an archived page ({why}). Nothing was brought in."
        )
    return done


def _reason_to_skip(
    url: str, status: int, media: str | None, body: bytes, belongs: Callable[[str], bool]
) -> str | None:
    if not belongs(url):
        return "of_another_site"
    if status != 200:
        return "not_a_page"
    return None if looks_like_html(media, body) else "not_html"


def _captures(in_order: Sequence[IndexEntry]) -> dict[str, IndexEntry]:
    """The newest stored capture of each URL."""
    return {entry.url: entry for entry in in_order if entry.status == 200}
