"""The queue of one crawl: which URLs it admits, in which order it hands them out, and why it turned others away.

Every distinct link is decided once. What is admitted gets exactly one outcome later (crawl.py); what is not is counted
by its reason.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal

from scrapers.families.base import NextPage
from scrapers.feeds import VIETNAM
from scrapers.known import Known, KnownUrl
from scrapers.site import Site

Kind = Literal["robots", "feed", "sitemap", "article", "attachment", "listing"]

ORDER: dict[Kind, int] = {"robots": 0, "feed": 1, "sitemap": 2, "article": 3, "attachment": 4, "listing": 5}
"""Feeds and sitemaps first, for their dates; articles and their documents before the next listing page, so that a crawl
cut short has the newest ones."""

MAX_QUEUE = 100_000
"""A site that names more than this in one crawl is generating them."""

QUEUE_FULL = "queue_full"
"""Why a link beyond that was turned away. The next crawl walks everything again, to find what was."""


@dataclass(slots=True)
class Ticket:
    """One admitted URL and the part it plays. `depth` counts the menus above a listing; `walk` groups its pages; `form`
    makes it a POST; `at_once` puts it before all other listings; `otherwise` is the second way to the same page
    (families/base.py)."""

    url: str
    kind: Kind
    dated: datetime | None = None
    found_on: str | None = None
    depth: int = 0
    page: int = 1
    walk: str | None = None
    form: tuple[tuple[str, str], ...] | None = None
    at_once: bool = False
    otherwise: NextPage | None = None
    refetch: bool = False
    """Known already, and fetched again because something dates it later or it is due for the re-check."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A link, judged: an article's or not, never heard of by the archive or known to it."""

    is_article: bool
    is_unknown: bool = False


@dataclass
class Frontier:
    """Admission, order and accounting. `since` and `until` are days in Vietnam, both included."""

    site: Site
    known: Known
    is_article: Callable[[str], bool]
    identity: Callable[[str], str]
    since: date | None = None
    until: date | None = None
    scheduled: int = 0
    not_admitted: Counter[str] = field(default_factory=Counter)
    _seen: dict[str, Ticket | str] = field(default_factory=dict)
    _heap: list[tuple[int, int, int, Ticket]] = field(default_factory=list)
    _overflow: set[int] = field(default_factory=set)

    def admit(self, ticket: Ticket) -> bool:
        """Queue a URL that the crawl itself needs (robots, feeds, listings); false where it has it already."""
        key = f"{self.identity(ticket.url)} {ticket.form or ''}"
        if key in self._seen:
            return False
        self._push(key, ticket)
        return True

    def offer(self, href: str, page_url: str, dated: datetime | None = None) -> "Offered":
        """Consider a link as an article: queued, or turned away and counted, once for each distinct page."""
        url = self.site.normalise(href, page_url)
        if url is None or not self.site.is_on_site(url) or not self.is_article(url):
            if href not in self._seen:
                self._seen[href] = "not_admitted"
                self.not_admitted[self._foreign(url)] += 1
            return Offered(is_article=False)
        key = f"{self.identity(url)} "
        seen = self._seen.get(key)
        known = self.known.get(url)
        offered = Offered(is_article=True, is_unknown=known is None)
        if isinstance(seen, Ticket):
            if dated and (seen.dated is None or dated > seen.dated):
                seen.dated = dated
            return offered
        refused = self._refusal(known, dated)
        if refused is None:
            if seen is not None:
                # A later date has turned up for a page that was turned away before.
                self.not_admitted[seen] -= 1
            if hash(key) in self._overflow:
                self._overflow.discard(hash(key))
                self.not_admitted[QUEUE_FULL] -= 1
            refetch = known is not None and known.is_settled
            self._push(key, Ticket(url, "article", dated, page_url, refetch=refetch))
        elif refused == QUEUE_FULL:
            # By its hash: there may be a million of them, and they need not be told from each other again.
            if hash(key) not in self._overflow:
                self._overflow.add(hash(key))
                self.not_admitted[refused] += 1
        elif seen is None:
            self._seen[key] = refused
            self.not_admitted[refused] += 1
        return offered

    def attach(self, href: str, page_url: str, article: Ticket) -> None:
        """Queue a document that an article links to, once for ever; turned away and counted where it is not wanted."""
        url = self.site.normalise(href, page_url)
        key = f"{self.identity(url)} " if url else href
        if key in self._seen:
            return
        known = self.known.get(url) if url else None
        if url is None or not self.site.is_on_site(url):
            refused = self._foreign(url)
        elif known is not None and known.is_settled:
            refused = "known"
        elif len(self._heap) >= MAX_QUEUE:
            refused = "queue_full"
        else:
            self._push(key, Ticket(url, "attachment", article.dated, page_url))
            return
        self._seen[key] = refused
        self.not_admitted[refused] += 1

    def recheck(self, url: str, dated: datetime | None, why: str) -> None:
        """Queue a known article once more."""
        self.admit(Ticket(url, "article", dated, why, refetch=True))

    def pop(self) -> Ticket | None:
        """The next URL to fetch; null when nothing is left."""
        return heapq.heappop(self._heap)[-1] if self._heap else None

    def __len__(self) -> int:
        return len(self._heap)

    def is_before_since(self, dated: datetime | None) -> bool:
        """Whether a date lies before the back-crawl's first day."""
        return bool(self.since and dated and dated < datetime.combine(self.since, time.min, VIETNAM).astimezone(UTC))

    def _foreign(self, url: str | None) -> str:
        if url is None:
            return "not_a_page"
        return "not_an_article" if self.site.is_on_site(url) else "off_site"

    def _refusal(self, known: KnownUrl | None, dated: datetime | None) -> str | None:
        if self.is_before_since(dated):
            return "before_since"
        if self.until and dated and dated > datetime.combine(self.until, time.max, VIETNAM).astimezone(UTC):
            return "after_until"
        if known is not None and known.is_settled and not known.is_older_than(dated):
            return "taken_down" if known.taken_down else "known"
        return QUEUE_FULL if len(self._heap) >= MAX_QUEUE else None

    def _push(self, key: str, ticket: Ticket) -> None:
        self._seen[key] = ticket
        self.scheduled += 1
        heapq.heappush(self._heap, (ORDER[ticket.kind], 0 if ticket.at_once else ticket.page, self.scheduled, ticket))
