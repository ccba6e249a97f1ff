"""What a probe of a portal found, step by step, and what a portal file for an unknown site could say.

Reads the archive of a probe (`CrawlJob.probe`) and fetches nothing. What an article says is for the transforms to tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from scrapers.archive import OutcomeRecord, outcomes, read_responses
from scrapers.article_url import article_form
from scrapers.families import Family, family, recognise
from scrapers.families.generic import Generic
from scrapers.feeds import parse_sitemap
from scrapers.fetched import Fetched
from scrapers.job import CrawlJob
from scrapers.robots import read_robots
from scrapers.site import Site
from transforms.records import Page

State = Literal["good", "warning", "bad"]
MIN_SECTION_LINKS = 3
"""A menu's page with fewer article links than this, and no second page, is about something, not a listing of news."""


@dataclass(frozen=True)
class Finding:
    """One line of a check: `good`, a `warning`, or `bad` where the portal cannot be crawled as its file stands."""

    step: str
    state: State
    message: str


class Probe:
    """The archive of one probe, by the parts its pages played."""

    def __init__(self, job: CrawlJob) -> None:
        self.job = job
        self.site = Site.from_block(job.portal, job.crawl)
        self.family: Family = family(job.family)
        files = sorted(job.pages_dir.glob("*.warc.gz"))
        self.ended = [record for path in files for record in outcomes(path)]
        self.answers: dict[str, Fetched] = {}
        for path in files:
            for page in read_responses(path, job.portal):
                # The first: further pages of a listing that takes a form have its address too.
                self.answers.setdefault(page.url, _fetched(page))

    def of(self, kind: str) -> list[tuple[OutcomeRecord, Fetched | None]]:
        """The tickets of a kind that were asked for, with their answers."""
        asked = (record for record in self.ended if record.kind == kind and record.outcome != "budget")
        return [(record, self.answers.get(record.url)) for record in asked]

    def home(self) -> Fetched | None:
        """The first listing, by which the family is recognised."""
        return next((answer for _, answer in self.of("listing") if answer), None)


def examine(job: CrawlJob) -> list[Finding]:
    """What a probe found, in the order a crawl meets it. Raises ArchiveError where its archive is damaged."""
    probe = Probe(job)
    found = [_robots(probe), _family(probe), *_feeds(probe), *_sitemaps(probe), *_listings(probe), _pagination(probe)]
    return [*found, _articles(probe)]


def articles(job: CrawlJob) -> list[str]:
    """The URLs of the articles that a probe stored."""
    return [record.url for record, _ in Probe(job).of("article") if record.outcome == "stored"]


def suggest(job: CrawlJob) -> Mapping[str, object]:
    """`family` and `crawl` for the portal file of an unknown site.

    Probe it twice: as `generic` first, then, without sections, as the family that this names.
    """
    probe = Probe(job)
    home = probe.home()
    name = recognise(home) if home else Generic.name
    strategy, site = family(name), probe.site
    sections = []
    for record, answer in probe.of("listing"):
        if answer and answer.status == 200 and urlsplit(record.url).path.strip("/"):
            links = {link.href for link in strategy.links(answer, site) if _leads_to_article(link.href, answer, probe)}
            goes_on = strategy.next_page(answer, site, 1, None) is not None
            if len(links) >= (1 if goes_on else MIN_SECTION_LINKS):
                sections.append({"path": urlsplit(record.url).path})
    feeds = [record.url for record, answer in probe.of("feed") if answer and strategy.feed(answer, 1)]
    maps = [record.url for record, answer in probe.of("sitemap") if answer and _is_sitemap(answer)]
    return {
        "family": name,
        "crawl": {
            "base": site.base,
            "sections": sections,
            "feeds": [urlsplit(url).path for url in feeds],
            "sitemaps": [urlsplit(url).path for url in maps],
            "article_url": _article_url(probe, strategy),
            "cookies": _wants_cookies(probe),
        },
    }


def _wants_cookies(probe: Probe) -> bool:
    """Whether a listing's next page, asked for with a form, was refused: a server that keeps the state of the page it
    showed in a session knows nobody without its cookie."""
    forms = {record.outcome for record, _ in probe.of("form")}
    return bool(forms) and not probe.site.cookies and forms.isdisjoint({"stored", "unchanged"})


def _article_url(probe: Probe, strategy: Family) -> str | None:
    """The form of the addresses that feeds name as articles', or else of those that the family takes for one."""
    site = probe.site
    named: set[str] = set()
    for _, answer in probe.of("feed"):
        page = strategy.feed(answer, 1) if answer and answer.status == 200 else None
        named |= {url for entry in (page.entries if page else ()) if (url := site.normalise(entry.url, site.base))}
    linked: set[str] = set()
    others = {site.base + "/"}
    for record, answer in probe.of("listing"):
        others.add(record.url)
        if answer is None or answer.status != 200:
            continue
        found = strategy.listing(answer, site, 1)
        urls = {url for link in found.links if (url := site.normalise(link.href, answer.base_url))}
        linked |= {url for url in urls if site.is_on_site(url) and strategy.is_article(url, site)}
        others |= {url for href in found.sections if (url := site.normalise(href, answer.base_url))}
        if found.next is not None and (url := site.normalise(found.next.href, answer.base_url)):
            others.add(url)
    articles = {url for url in named if site.is_on_site(url)} or linked
    return article_form(articles | linked, others - articles) or article_form(articles, others - articles)


def _robots(probe: Probe) -> Finding:
    for record, answer in probe.of("robots"):
        robots = read_robots(record.outcome, record.reason, answer, probe.job.user_agent)
        if robots.closed:
            return Finding("robots", "bad", f"{robots.closed}; the portal is closed to us today")
        if robots.rules is None:
            return Finding("robots", "good", "there is no robots.txt, so everything may be fetched")
        asked = f", asks for {robots.delay_s:g} s between requests" if robots.delay_s else ""
        return Finding("robots", "good", f"read{asked}, names {len(robots.sitemaps)} sitemap(s)")
    return Finding("robots", "bad", "it was not asked for")


def _family(probe: Probe) -> Finding:
    home = probe.home()
    if home is None:
        return Finding("family", "bad", "no listing could be fetched, so nothing can be recognised")
    seen = recognise(home)
    if seen == probe.job.family:
        return Finding("family", "good", f"the markup is that of {seen}")
    state: State = "warning" if seen == Generic.name else "bad"
    return Finding("family", state, f"the file says {probe.job.family}, the markup says {seen}")


def _feeds(probe: Probe) -> list[Finding]:
    found = []
    for record, answer in probe.of("feed"):
        page = probe.family.feed(answer, 1) if answer and answer.status == 200 else None
        if page is None:
            found.append(Finding("feeds", "warning", f"{record.url}: {_fate(record)}, not a feed"))
            continue
        newest = max((entry.dated for entry in page.entries if entry.dated), default=None)
        when = f", the newest of {newest:%Y-%m-%d}" if newest else ", without dates"
        found.append(Finding("feeds", "good", f"{record.url}: {len(page.entries)} entries{when}"))
    return found or [Finding("feeds", "warning", "none is known")]


def _sitemaps(probe: Probe) -> list[Finding]:
    found = []
    for record, answer in probe.of("sitemap"):
        parsed = parse_sitemap(answer.body, answer.retrieved_at) if answer else None
        if parsed is None:
            found.append(Finding("sitemaps", "warning", f"{record.url}: {_fate(record)}, not a sitemap"))
        else:
            count = f"{len(parsed.pages)} pages, {len(parsed.children)} sitemaps below"
            found.append(Finding("sitemaps", "good", f"{record.url}: {count}"))
    return found or [Finding("sitemaps", "warning", "none is known")]


def _listings(probe: Probe) -> list[Finding]:
    found = []
    for record, answer in probe.of("listing"):
        if answer is None or answer.status != 200:
            found.append(Finding("listings", "bad", f"{record.url}: {_fate(record)}"))
            continue
        links = probe.family.links(answer, probe.site)
        news = {link.href: link.dated for link in links if _leads_to_article(link.href, answer, probe)}
        dated = sum(date is not None for date in news.values())
        message = f"{record.url}: {len(news)} article links of {len(links)} links, {dated} with a date"
        if not news:
            message += "; the layout has changed, or crawl.article_url does not fit"
        found.append(Finding("listings", "good" if news else "bad", message))
    return found or [Finding("listings", "bad", "none was asked for")]


def _pagination(probe: Probe) -> Finding:
    followed = [record for record, _ in probe.of("listing") if record.found_on in probe.answers]
    followed += [record for record, _ in probe.of("form")]
    if not followed:
        return Finding(
            "pagination", "warning", "no listing named a further page: either all are short, or it is missed"
        )
    bad = [record for record in followed if record.outcome not in ("stored", "unchanged")]
    if bad:
        return Finding("pagination", "bad", f"{bad[0].url}: {_fate(bad[0])}")
    return Finding("pagination", "good", f"{len(followed)} further page(s) fetched, such as {followed[0].url}")


def _articles(probe: Probe) -> Finding:
    asked = [record for record, _ in probe.of("article")]
    stored = [record.url for record in asked if record.outcome == "stored"]
    if stored:
        return Finding("articles", "good", f"{len(stored)} of {len(asked)} fetched, such as {stored[0]}")
    fates = ", ".join(sorted({_fate(record) for record in asked})) or "none was found"
    return Finding("articles", "bad", f"no article could be fetched: {fates}")


def _leads_to_article(href: str, answer: Fetched, probe: Probe) -> bool:
    url = probe.site.normalise(href, answer.base_url)
    strategy = probe.family if probe.job.family != Generic.name else family(recognise(answer))
    return bool(url and probe.site.is_on_site(url) and strategy.is_article(url, probe.site))


def _is_sitemap(answer: Fetched) -> bool:
    return parse_sitemap(answer.body, answer.retrieved_at) is not None


def _fate(record: OutcomeRecord) -> str:
    return f"{record.outcome} ({record.reason})" if record.reason else record.outcome


def _fetched(page: Page) -> Fetched:
    return Fetched(page.url, page.url, page.status, dict(page.headers), page.body, page.retrieved_at)
