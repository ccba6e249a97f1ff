"""What a portal's archive knows already: which URLs, since when, and what the last crawl left undone.

Read from the indexes beside the WARC files and from nowhere else, so that it cannot disagree with the archive.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scrapers.archive import CRAWL_END_URL, IndexEntry, read_index
from scrapers.archive.index import REVISIT, ended_complete, ordered

RECHECK_EVERY = timedelta(days=7)
RECHECK_UNTIL = timedelta(days=30)
"""Articles are corrected in their first days; later edits show in feeds and sitemaps, or not at all."""

SETTLED = frozenset({"http_error", "not_html", "too_large", "off_site", "redirect_loop", "address_refused"})
"""Failures that tomorrow will not mend. Such a URL is known like a stored one; all others are tried again."""

WAITING = frozenset({"not_reached", "budget"})
"""Outcomes of URLs that nobody asked for yet; they are taken up however long ago they were admitted."""

TAKEN_UP = frozenset({"article", "attachment", "listing"})
"""Kinds of URLs that the next crawl asks for where this one did not come to them."""

GONE = frozenset({"status 404", "status 410"})
"""Reasons of the outcome by which a server says that a page is not there, or no more."""

NO_NEW_ARTICLES = "no_new_articles"
"""Stop reason of a crawl that went on without finding anything: what it left is not taken up."""


@dataclass(slots=True)
class KnownUrl:
    """One URL as the archive has it. `capture` is its newest stored response with status 200."""

    url: str
    first: datetime
    last: datetime
    kind: str | None = None
    outcome: str | None = None
    reason: str | None = None
    dated: datetime | None = None
    capture: IndexEntry | None = None
    has_record: bool = False
    """Whether any answer of it is in the archive, a redirect included."""

    taken_down: bool = False
    """Whether it was removed because it had to go: whatever is dated, it is never fetched again."""

    @property
    def is_lost(self) -> bool:
        """Whether it was stored and its record is gone: damaged on disk, and left out when the index was rebuilt."""
        return self.outcome in ("stored", "unchanged") and not self.has_record and not self.taken_down

    @property
    def is_settled(self) -> bool:
        """Whether it need not be fetched unless something dates it later than our copy."""
        if self.taken_down:
            return True
        if self.outcome in ("stored", "unchanged") or self.capture is not None:
            return not self.is_lost
        # A server that failed may have recovered; a page that was refused or missing has not appeared by itself.
        return self.outcome in SETTLED and not (self.reason or "").startswith("status 5")

    def is_older_than(self, dated: datetime | None) -> bool:
        """Whether a feed or sitemap dates it later than our copy, or later than it dated our copy."""
        if dated is None or self.taken_down:
            return False
        return dated > self.last or (self.dated is not None and dated > self.dated)

    def is_due(self, now: datetime) -> bool:
        """Whether it is an article's turn in the weekly re-check."""
        if self.taken_down:
            return False
        born = self.dated or self.first
        young = now - born < RECHECK_UNTIL
        return self.kind == "article" and self.capture is not None and young and now - self.last >= RECHECK_EVERY


class Known:
    """The archive's knowledge of one portal. URLs are looked up by their identity, which the family decides."""

    def __init__(self, entries: Iterable[IndexEntry], identity: Callable[[str], str]) -> None:
        self._identity = identity
        self._urls: dict[str, KnownUrl] = {}
        in_order = ordered(entries)
        self.complete = ended_complete(in_order)
        """Whether the last crawl ended by itself, having walked its listings; true where there was none."""
        for entry in in_order:
            if entry.url != CRAWL_END_URL:
                self._add(entry)

    @classmethod
    def load(cls, pages_dir: Path, identity: Callable[[str], str] = str) -> "Known":
        """Read every index of a portal's folder. Raises ArchiveError where one is damaged."""
        return cls((entry for path in sorted(pages_dir.glob("*.cdxj")) for entry in read_index(path)), identity)

    def get(self, url: str) -> KnownUrl | None:
        """What is known of a URL, or of the same page under another."""
        return self._urls.get(self._identity(url))

    def __len__(self) -> int:
        return len(self._urls)

    def __contains__(self, url: str) -> bool:
        known = self.get(url)
        return known is not None and known.is_settled

    def is_taken_down(self, url: str) -> bool:
        """Whether a URL, or the same page under another, had to go."""
        known = self.get(url)
        return known is not None and known.taken_down

    def left_over(self, now: datetime) -> Iterator[KnownUrl]:
        """Articles and listing pages that earlier crawls admitted and do not have, in the order they were found.

        Without them a listing page that failed would hide what stood behind it: the next crawl stops at what it knows.
        """
        for known in self._urls.values():
            if known.is_settled or known.kind not in TAKEN_UP or known.reason == NO_NEW_ARTICLES:
                continue
            if (
                known.is_lost
                or known.outcome in WAITING
                or (known.outcome != "robots_denied" and now - known.first < RECHECK_UNTIL)
            ):
                yield known

    def gone(self) -> Iterator[str]:
        """The addresses of pages that were stored and that the server did not have any more when it was asked again."""
        for known in self._urls.values():
            if known.capture is not None and known.outcome == "http_error" and known.reason in GONE:
                yield known.capture.url

    def due(self, now: datetime) -> Iterator[KnownUrl]:
        """The articles whose turn it is in the weekly re-check."""
        return (known for known in self._urls.values() if known.is_due(now))

    def _add(self, entry: IndexEntry) -> None:
        key = self._identity(entry.url)
        known = self._urls.get(key)
        if known is None:
            known = self._urls[key] = KnownUrl(entry.url, entry.time, entry.time)
        if entry.taken_down is not None:
            known.taken_down = True
            return
        if entry.outcome is not None:
            known.kind, known.outcome, known.reason = entry.kind, entry.outcome, entry.reason
            dated = datetime.fromisoformat(entry.dated.replace("Z", "+00:00")) if entry.dated else None
            known.dated = max(filter(None, (known.dated, dated)), default=None)
            return
        known.has_record = True
        if entry.status in (200, 304):
            known.last = entry.time
            if entry.mime != REVISIT and entry.status == 200 and entry.method is None:
                known.capture = entry
