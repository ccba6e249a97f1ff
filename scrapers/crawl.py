"""One crawl of one portal: what is asked for first, what follows from each answer, when enough is enough.

Robots, then feeds and sitemaps for their dates, then articles and listings in turn. Every URL admitted to the queue
ends in exactly one outcome, written to the archive as it happens; `scheduled` is their sum whatever stops the crawl.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapers.families import Family
from scrapers.families.base import NextPage
from scrapers.feeds import Entry, parse_sitemap
from scrapers.fetch import Fetcher, Result
from scrapers.fetched import Fetched
from scrapers.frontier import Frontier, Kind, Ticket
from scrapers.job import CrawlJob
from scrapers.known import NO_NEW_ARTICLES, Known
from scrapers.ledger import FINISHED, INTERNAL_ERROR, Ledger
from scrapers.robots import read_robots
from scrapers.site import Site, is_ancestor
from scrapers.stop import Stop, StoppedError

BARREN_PAGES = 50
"""Pages in a row without an article not seen before: by then a site is generating pages."""

REFUSALS = 3
"""401 or 403 so many times in a row is the site's answer to us; a single one is a page that is not for everybody."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""Servers are off by seconds; minutes are a clock that nobody sets, theirs or ours."""

UNREACHABLE = frozenset({"connection_failed", "timeout", "tls_refused", "address_refused"})
"""How robots.txt ends where the site cannot be reached at all: that is not a site that closes itself to us."""

PROBE_PAGES = 2
"""What a probe looks at: this many pages of a listing, articles, and sections where the portal file names none."""

PROBE_ARTICLES = 3
PROBE_SECTIONS = 8
MAX_SECTIONS = 40
MENU_DEPTH = 2
"""Where the portal file names no sections, menus of menus of the home page are followed, and no deeper ones."""

MAX_SITEMAPS = 50


class Crawl:
    """Runs once; the ledger has its report after `run`."""

    def __init__(
        self,
        job: CrawlJob,
        site: Site,
        family: Family,
        known: Known,
        frontier: Frontier,
        fetcher: Fetcher,
        ledger: Ledger,
        stop: Stop,
    ) -> None:
        self._job = job
        self._site = site
        self._family = family
        self._known = known
        self._frontier = frontier
        self._fetcher = fetcher
        self._ledger = ledger
        self._stop = stop
        self._barren = 0
        self._clocks_compared = False
        self._refusals = 0
        self._listings = 0
        self._article_links = 0
        self._walks: dict[str, set[str]] = {}
        self._again = frozenset(job.again)
        self._walk_all = job.full or job.since is not None or not known.complete
        """Whether listings are walked past what is known: asked for, or because the last crawl was killed."""

    async def run(self) -> None:
        """Crawl until the queue is empty or something ends it. Whatever happens, every ticket gets its outcome."""
        limit = asyncio.get_running_loop().call_later(self._job.time_limit_s, self._stop.set, "time_limit")
        current: Ticket | None = None
        reason: str | None = INTERNAL_ERROR
        try:
            self._frontier.admit(Ticket(self._site.absolute("/robots.txt"), "robots"))
            while current := self._frontier.pop():
                if self._job.probe and self._is_enough(current):
                    ticket, current = current, None
                    self._ledger.end(ticket, Result("budget", "probe"))
                    continue
                # Robots is always read: what it says is needed now, and a 304 does not say it.
                # So are pages that were walls: the wall may have had a tag, and would be "unchanged".
                conditional = not (current.kind == "robots" or self._walk_all or current.url in self._again)
                result = await self._fetcher.fetch(current, conditional=conditional)
                ticket, current = current, None
                self._ledger.end(ticket, result)
                self._follow(ticket, result)
                self._ledger.progress()
            reason = self._disappointment()
        except StoppedError:
            reason = None
        except asyncio.CancelledError:
            reason = "cancelled"
            raise
        finally:
            limit.cancel()
            self._ledger.close(current, self._stop.reason or reason or FINISHED)

    def _is_enough(self, ticket: Ticket) -> bool:
        """Whether a probe has seen enough of a ticket's kind."""
        if ticket.kind == "article":
            return self._ledger.report.new_articles >= PROBE_ARTICLES
        return ticket.page > PROBE_PAGES or self._listings > PROBE_PAGES * PROBE_SECTIONS

    def _compare_clocks(self, answer: Fetched) -> None:
        """Say once that our clock and the server's differ: dates are judged by the moment of retrieval."""
        if self._clocks_compared or not (stated := answer.headers.get("date")):
            return
        try:
            theirs = parsedate_to_datetime(stated).astimezone(UTC)
        except ValueError:
            return
        self._clocks_compared = True
        if abs(apart := theirs - answer.retrieved_at) > CLOCKS_DIFFER:
            minutes = round(apart.total_seconds() / 60)
            self._ledger.warn("clocks_differ", answer.url, f"the server's clock is {minutes:+} minutes from ours")

    def _follow(self, ticket: Ticket, result: Result) -> None:
        """What an answer leads to."""
        if result.answer is not None:
            self._compare_clocks(result.answer)
        if result.wall:
            self._stop.set(f"blocked: {result.reason}")
        self._refusals = self._refusals + 1 if result.outcome == "blocked" else 0
        if self._refusals >= REFUSALS:
            self._stop.set(f"blocked: {result.reason}")
        if ticket.kind == "robots":
            self._start(result)
            return
        usable = result.outcome in ("stored", "unchanged")
        if ticket.kind == "listing" and ticket.page == 1 and not usable:
            self._ledger.warn("section_failed", ticket.url, f"{result.outcome}: {result.reason or 'no reason given'}")
        if ticket.kind == "article":
            self._after_article(ticket, result)
        elif result.answer is not None and usable:
            if ticket.kind == "feed":
                self._read_feed(ticket, result.answer)
            elif ticket.kind == "sitemap":
                self._read_sitemap(result.answer)
            else:
                self._read_listing(ticket, result.answer)
        if self._barren >= BARREN_PAGES:
            self._stop.set(NO_NEW_ARTICLES)

    def _start(self, result: Result) -> None:
        """Robots has been read: admit what every crawl begins with, and what earlier ones left."""
        robots = read_robots(result.outcome, result.reason, result.answer, self._job.user_agent)
        self._fetcher.robots = robots
        if robots.closed:
            word = "unreachable" if result.outcome in UNREACHABLE else "robots_closed"
            self._stop.set(f"{word}: {robots.closed}")
            return
        site, family, admit = self._site, self._family, self._frontier.admit
        for href in list(site.feeds) or family.feeds(site):
            admit(Ticket(site.absolute(href), "feed"))
        if self._walk_all or not len(self._known):
            for address in family.history(site):
                admit(Ticket(address, "feed"))
        for href in list(site.sitemaps) or robots.sitemaps or family.sitemaps(site):
            if url := site.normalise(href, site.base + "/"):
                admit(Ticket(url, "sitemap"))
        for path in site.sections or ["/"]:
            admit(Ticket(site.absolute(path), "listing", walk=path))
        now = datetime.now(UTC)
        for left in self._known.left_over(now):
            if left.kind == "listing":
                page = family.page_number(left.url)
                admit(Ticket(left.url, "listing", found_on="an earlier crawl", page=page, walk=left.url))
            else:
                kind: Kind = "attachment" if left.kind == "attachment" else "article"
                admit(Ticket(left.url, kind, left.dated, "an earlier crawl"))
        for due in self._known.due(now):
            self._frontier.recheck(due.url, due.dated, "weekly re-check")
        for url in self._job.again:
            if self._frontier.is_article(url):
                self._frontier.recheck(url, None, "not what it should be")

    def _read_feed(self, ticket: Ticket, answer: Fetched) -> None:
        found = self._family.feed(answer, ticket.page)
        if found is None:
            self._ledger.warn("not_a_feed", answer.asked, "it is neither RSS nor Atom")
            return
        has_new = self._offer(found.entries, answer)
        url = self._site.normalise(found.next, answer.url) if found.next else None
        if url and self._site.is_on_site(url) and (has_new or self._walk_all):
            self._frontier.admit(Ticket(url, "feed", found_on=answer.url, page=ticket.page + 1))

    def _read_sitemap(self, answer: Fetched) -> None:
        found = parse_sitemap(answer.body, answer.retrieved_at)
        if found is None:
            self._ledger.warn("not_a_sitemap", answer.asked, "it is neither a sitemap nor an index of them")
            return
        for child in found.children[:MAX_SITEMAPS]:
            url = self._site.normalise(child.url, answer.url)
            known = self._known.get(url) if url else None
            if url is None or not self._site.is_on_site(url):
                self._frontier.not_admitted["off_site"] += 1
            elif known and child.dated and known.capture and child.dated <= known.last and not self._walk_all:
                self._frontier.not_admitted["unchanged_sitemap"] += 1
            else:
                self._frontier.admit(Ticket(url, "sitemap", child.dated, answer.asked))
        self._offer(found.pages, answer)

    def _offer(self, entries: Sequence[Entry], answer: Fetched) -> bool:
        """Offer what a feed or sitemap names, newest first; true where something was never heard of before."""
        oldest = datetime.min.replace(tzinfo=UTC)
        newest_first = sorted(entries, key=lambda entry: entry.dated or oldest, reverse=True)
        offered = [self._frontier.offer(entry.url, answer.url, entry.dated) for entry in newest_first]
        return any(found.is_unknown for found in offered)

    def _read_listing(self, ticket: Ticket, answer: Fetched) -> None:
        """Offer a listing's links; go on to its next page where this one gives reason to."""
        if is_ancestor(answer.url, ticket.url):
            if ticket.page > 1:
                # Past its last page a CMS leads back to the first, or home.
                return
            self._ledger.warn("section_moved", ticket.url, f"redirected to {answer.url}, which lies above it")
        page = self._family.listing(answer, self._site, ticket.page, ticket.form)
        self._listings += 1
        base, offer = answer.base_url, self._frontier.offer
        offered = [(link, offer(link.href, base, link.dated)) for link in page.links]
        articles = [(link, found) for link, found in offered if found.is_article]
        self._article_links += len(articles)
        if ticket.page == 1:
            for href in page.feeds:
                self._admit_on_site(href, answer, "feed", ticket)
            if not self._site.sections and ticket.depth < MENU_DEPTH:
                for href in page.sections[: PROBE_SECTIONS if self._job.probe else MAX_SECTIONS]:
                    self._admit_on_site(href, answer, "listing", ticket)
            if not articles:
                self._ledger.warn(
                    "no_article_links", ticket.url, "no link on this listing has the form of an article's"
                )
        fresh = self._fresh(ticket, [link.href for link, _ in articles])
        self._barren = 0 if fresh else self._barren + (ticket.page > 1)
        dates = [link.dated for link, _ in articles if link.dated]
        too_old = bool(dates) and all(self._frontier.is_before_since(date) for date in dates)
        # What stands behind a page that was never read is unknown, though all on it may be known from a sitemap: an
        # earlier crawl may have been stopped before it came here.
        goes_on = self._walk_all or ticket.url not in self._known or any(found.is_unknown for _, found in articles)
        if not fresh and ticket.otherwise is not None:
            self._go_on(ticket.otherwise, ticket, answer, ticket.page)
        elif page.next is not None and fresh and not too_old and goes_on:
            self._go_on(page.next, ticket, answer, ticket.page + 1)

    def _go_on(self, following: NextPage, ticket: Ticket, answer: Fetched, number: int) -> None:
        """Queue page `number` of the listing that a ticket stands in."""
        if url := self._site.normalise(following.href, answer.base_url):
            page = Ticket(
                url,
                "listing",
                found_on=answer.url,
                depth=ticket.depth,
                page=number,
                walk=ticket.walk,
                form=following.form,
                at_once=following.at_once,
                otherwise=following.otherwise,
            )
            self._frontier.admit(page)

    def _fresh(self, ticket: Ticket, hrefs: list[str]) -> bool:
        """Whether a page shows an article that no earlier page of the same listing showed. A pager that ignores its
        number shows page one for ever."""
        shown = self._walks.setdefault(ticket.walk or ticket.url, set())
        before = len(shown)
        shown.update(hrefs)
        return len(shown) > before

    def _admit_on_site(self, href: str, answer: Fetched, kind: str, ticket: Ticket) -> None:
        url = self._site.normalise(href, answer.base_url)
        if url and self._site.is_on_site(url):
            if kind == "feed":
                self._frontier.admit(Ticket(url, "feed", found_on=answer.url))
            else:
                self._frontier.admit(Ticket(url, "listing", found_on=answer.url, depth=ticket.depth + 1, walk=url))

    def _after_article(self, ticket: Ticket, result: Result) -> None:
        if result.answer is not None and result.outcome in ("stored", "unchanged") and not self._job.probe:
            for href in self._family.attachments(result.answer):
                self._frontier.attach(href, result.answer.base_url, ticket)
        if ticket.refetch:
            self._ledger.report.refetched_articles += 1
        elif result.outcome == "stored":
            self._ledger.report.new_articles += 1
            self._barren = 0
        else:
            self._barren += 1

    def _disappointment(self) -> str | None:
        """Why a crawl that ran to its end still did not do its work; null where it did."""
        entries = self._ledger.outcomes("feed", "sitemap", "listing")
        if not entries["stored"] + entries["unchanged"]:
            most = entries.most_common(1)[0][0] if entries else "nothing to ask for"
            return "robots_closed: it denies every listing" if most == "robots_denied" else f"unreachable: {most}"
        if self._listings and not self._article_links:
            return "no_article_links: the layout has changed, or crawl.article_url does not fit"
        return None
