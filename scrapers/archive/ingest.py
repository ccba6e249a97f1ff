"""Bringing in pages archived elsewhere: Common Crawl, Heritrix, a browser. They become files like our own.

Rewritten, not copied: a file that is one gzip stream has no offsets by which a page could be found again, and one with
a torn tail must not look whole. What the page was, when, and from where stays as its maker recorded it.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.archive.index import IndexEntry, ended_complete, ordered, read_index
from scrapers.archive.lock import FolderLock
from scrapers.archive.reader import read_responses
from scrapers.archive.records import Defect, Exchange, OutcomeRecord, digest
from scrapers.archive.repair import recover
from scrapers.archive.writer import ArchiveWriter
from scrapers.coding import looks_like_document, looks_like_html
from transforms.errors import ArchiveError
from transforms.records import Page

CLOCKS_DIFFER = timedelta(days=1)
"""A page dated later than this from now has a date that is none; believed, it would never be fetched again."""


@dataclass
class Taken:
    """What became of the responses that belong to one portal; `skipped` counts those left out by reason."""

    stored: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    files: list[Path] = field(default_factory=list)


@dataclass
class Ingested:
    """What became of a foreign file. `taken` is by the name of the portal's folder, `elsewhere` counts the responses of
    sites that are no portal of ours by host, `defects` are damaged records."""

    taken: dict[str, Taken] = field(default_factory=dict)
    elsewhere: Counter[str] = field(default_factory=Counter)
    defects: list[Defect] = field(default_factory=list)


def ingest(path: Path, started: datetime, place: Callable[[Page], Path | None]) -> Ingested:
    """Take the pages of one WARC file into the folders that `place` names; null is for a site that is none of ours.

    Bringing the same file in twice adds nothing. Raises ArchiveError where the file holds no response that can be read,
    LockedError while a crawl of a portal runs.
    """
    if not path.is_file():
        raise ArchiveError(f"There is no file {path}. Nothing was brought in.")
    done = Ingested()
    folders: dict[Path, _Folder] = {}
    with ExitStack() as locks:
        for page in read_responses(path, "", done.defects):
            pages_dir = place(page)
            if pages_dir is None:
                done.elsewhere[_host(page.url)] += 1
                continue
            if pages_dir not in folders:
                locks.enter_context(FolderLock(pages_dir))
                folders[pages_dir] = _Folder(pages_dir, started, f"from {path.name}")
            folders[pages_dir].take(page)
        for pages_dir, folder in folders.items():
            folder.close()
            done.taken[pages_dir.name] = folder.taken
    if not folders and not done.elsewhere:
        why = done.defects[0].reason if done.defects else "no responses in it"
        raise ArchiveError(
            f"{path} holds nothing that can be read as an archived page ({why}). Nothing was brought in."
        )
    return done


class _Folder:
    """One portal's folder while pages come in. The caller holds its lock."""

    def __init__(self, pages_dir: Path, started: datetime, source: str) -> None:
        self.taken = Taken()
        self._pages_dir = pages_dir
        self._started = started
        self._source = source
        self._writer: ArchiveWriter | None = None
        recover(pages_dir)
        in_order = ordered(entry for file in pages_dir.glob("*.cdxj") for entry in read_index(file))
        self._complete = ended_complete(in_order)
        self._newest: dict[str, IndexEntry] = {}
        self._moments: set[tuple[str, datetime]] = set()
        self._contents: set[tuple[str, str | None]] = set()
        self._taken_down = {_bare(entry.url) for entry in in_order if entry.taken_down}
        for entry in in_order:
            if entry.status == 200 and entry.method is None:
                self._remember(entry)

    def take(self, page: Page) -> None:
        """Write a page, unless there is a reason not to."""
        reason = self._reason_to_skip(page)
        if reason is not None:
            self.taken.skipped[reason] += 1
            return
        if self._writer is None:
            info = {"software": "congdoan", "format": "WARC File Format 1.1", "description": self._source}
            self._writer = ArchiveWriter(self._pages_dir, self._started, info)
        headers = [item for item in page.headers.items() if item[0] != "content-encoding"]
        exchange = Exchange(page.url, "GET", (), b"", page.status, headers, page.body, page.retrieved_at)
        newest = self._newest.get(page.url)
        previous = newest if newest and newest.time < page.retrieved_at else None
        is_new = self._writer.write_exchange(exchange, previous)
        outcome = OutcomeRecord(
            page.url, "stored" if is_new else "unchanged", self._source, page.retrieved_at, "article"
        )
        self._writer.write_outcome(outcome)
        self._remember(_entry(page))
        self.taken.stored += is_new
        self.taken.unchanged += not is_new

    def close(self) -> None:
        """Finish the files that were begun."""
        if self._writer is not None:
            # What the next crawl has to make up for is as it was: these pages came from elsewhere.
            self._writer.close(complete=self._complete, reason=self._source, moment=self._started)
            self.taken.files = self._writer.files

    def _reason_to_skip(self, page: Page) -> str | None:
        if page.status != 200:
            return "not_a_page"
        if not looks_like_html(page.headers.get("content-type"), page.body) and not looks_like_document(page.body):
            return "not_html"
        if _bare(page.url) in self._taken_down:
            return "taken_down"
        if page.retrieved_at > self._started + CLOCKS_DIFFER:
            return "dated_in_the_future"
        if (page.url, _to_the_index(page.retrieved_at)) in self._moments:
            return "known"
        newest = self._newest.get(page.url)
        has_later = newest is not None and newest.time >= page.retrieved_at
        return "known" if has_later and (page.url, digest(page.body)) in self._contents else None

    def _remember(self, entry: IndexEntry) -> None:
        self._moments.add((entry.url, _to_the_index(entry.time)))
        self._contents.add((entry.url, entry.digest))
        newest = self._newest.get(entry.url)
        if newest is None or newest.time <= entry.time:
            self._newest[entry.url] = entry


def _entry(page: Page) -> IndexEntry:
    """A page that has just been written, as later ones of the same address are compared with it."""
    return IndexEntry(
        page.url, page.retrieved_at, "text/html", 0, 0, page.warc_file, status=200, digest=digest(page.body)
    )


def _bare(url: str) -> str:
    """An address without what others may write otherwise: the scheme, `www.`, a slash at the end."""
    return url.partition("://")[2].lower().removeprefix("www.").rstrip("/")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url[:100]
    except ValueError:
        return url[:100]


def _to_the_index(moment: datetime) -> datetime:
    """A time as precise as the index has it."""
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)
