"""What a family strategy answers, and the answers most families share.

A family says how a site is recognised, where its articles are announced, what its listings look like and how they go
on. It reads one answer at a time and fetches nothing; what is admitted is the frontier's decision. Reading an article
is not its business (transforms/families/).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapers.coding import looks_like_document
from scrapers.feeds import VIETNAM, Entry, parse_feed
from scrapers.fetched import Fetched
from scrapers.site import Site

ROW_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](20\d\d)\b(?:[ ,|-]{1,5}(\d{1,2}):(\d\d))?")
TIME_BEFORE = re.compile(r"\b(\d{1,2}):(\d\d)(?::\d\d)?\s{0,3}[|,-]\s{0,3}$")
NEXT_WORDS = frozenset({"›", "»", ">", ">>", "next", "sau", "tiếp", "trang sau", "trang kế", "tiếp theo", "older"})
MAX_ROW_LINKS = 8
"""A row with more links than this is the list itself, and its date is some row's."""

PAGE_NUMBER = re.compile(r"(?i:page(?:index|num)?|trang|_cur)[-/=]?(\d{1,5})|-c\d{1,9}-(\d{1,5})\.html")
DOCUMENT = re.compile(r"\.(?:pdf|docx?)(?:[?#]|$)", re.IGNORECASE)
MAX_ATTACHMENTS = 10
"""Documents of one article that are fetched; one with more is a register of documents."""

ARTICLE_AROUND = ", ".join(
    ["nav", "header", "footer", "aside"]
    + [f"[{name}*={word} i]" for name in ("class", "id") for word in ("menu", "sidebar", "footer")]
)
"""Parts of a page whose links are those of every page."""

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
NOT_FEEDS = re.compile(r"/comments/|/comment/", re.IGNORECASE)


Form = tuple[tuple[str, str], ...]
"""The fields of a POST, in order."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a listing; `dated` is the date its row shows, null where it shows none."""

    href: str
    dated: datetime | None = None


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where a listing goes on: a URL, and the fields to send where that takes a POST.

    `at_once` is for a server that remembers the page it showed last: no other listing may be asked for in between.
    `otherwise` is the second way to the same page, where the first shows the page before it again.
    """

    href: str
    form: Form | None = None
    at_once: bool = False
    otherwise: "NextPage | None" = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """The entries of one answer of a feed, and where it goes on."""

    entries: Sequence[Entry]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page offers."""

    links: Sequence[Link]
    next: NextPage | None = None
    feeds: Sequence[str] = ()
    sections: Sequence[str] = field(default=())


class Family:
    """The default strategy. A family overrides what differs; class attributes are CSS selectors and patterns."""

    name = "base"
    row_selector = "article, li, tr, .item, .news-item, .item-block"
    """What one entry of a listing is: links within it take its date."""

    pager_selector = "[class*=pag i] a[href], [id*=pag i] a[href], a[rel=next]"
    section_selector = ", ".join(
        f"{place} a[href]" for place in ("nav", "header", "[class*=menu i]", "[id*=menu i]", "[class*=nav i]")
    )
    article_path = re.compile(r"/[^/]{8,}\.html?$")
    """The form of an article's path where the portal file does not give one."""

    page_suffixes: tuple[str, ...] = ()
    """What a listing's path may end in; a last part with any other dot in it is a file or an article."""

    def recognise(self, answer: Fetched) -> int:
        """How strongly an answer speaks for this family: 0 not at all, 10 beyond doubt."""
        return 0

    def feeds(self, site: Site) -> list[str]:
        """Feeds to try where the portal file names none."""
        return []

    def sitemaps(self, site: Site) -> list[str]:
        """Sitemaps to try where neither the portal file nor robots.txt names one."""
        return []

    def is_article(self, url: str, site: Site) -> bool:
        """Whether a URL has the form of an article's: by the portal file, else by the family's habit."""
        stated = site.is_article(url)
        return bool(self.article_path.search(urlsplit(url).path)) if stated is None else stated

    def identity(self, url: str) -> str:
        """What makes two URLs the same page; by default the URL itself."""
        return url

    def page_number(self, url: str) -> int:
        """Which page of a listing a URL is, for one that is taken up in the middle."""
        found = PAGE_NUMBER.search(url)
        return int(found[1] or found[2]) if found else 1

    def history(self, site: Site) -> list[str]:
        """Feeds that go back to the beginning, asked for in a back-crawl and the first time."""
        return []

    def feed(self, answer: Fetched, page: int) -> FeedPage | None:
        """The entries of a feed and where it goes on; null where the answer is no feed."""
        entries = parse_feed(answer.body, answer.retrieved_at)
        return None if entries is None else FeedPage(entries)

    def listing(self, answer: Fetched, site: Site, page: int, form: Form | None = None) -> Listing:
        """The links of a listing page, where it goes on, and the feeds and sections it names.

        `form` holds the fields the page was asked for with, null for a GET.
        """
        first = page == 1
        return Listing(
            links=self.links(answer, site),
            next=self.next_page(answer, site, page, form),
            feeds=self.feed_links(answer) if first else (),
            sections=self.section_links(answer, site) if first else (),
        )

    def links(self, answer: Fetched, site: Site) -> list[Link]:
        """Every distinct link of a page, with the date of the row it stands in."""
        dates = self.row_dates(answer)
        hrefs = dict.fromkeys((node.attributes.get("href") or "").strip() for node in answer.tree.css("a[href]"))
        return [Link(href, dates.get(href)) for href in hrefs if href]

    def row_dates(self, answer: Fetched) -> dict[str, datetime]:
        """The date shown in a link's own row of a listing; of rows within rows the innermost counts."""
        dates: dict[str, datetime] = {}
        for row in answer.tree.css(self.row_selector):
            anchors = row.css("a[href]")
            if 0 < len(anchors) <= MAX_ROW_LINKS and (dated := shown_date(row.text(separator=" "))):
                for anchor in anchors:
                    dates[(anchor.attributes.get("href") or "").strip()] = dated
        return dates

    def next_page(self, answer: Fetched, site: Site, page: int, form: Form | None) -> NextPage | None:
        """The following page by the pager: `rel=next`, the next number, or a word for it; null on the last page."""
        by_number = None
        by_word = None
        for node in answer.tree.css(self.pager_selector):
            href = (node.attributes.get("href") or "").strip()
            if not href or href.startswith(("#", "javascript:")):
                continue
            text = node.text().strip().lower()
            if node.attributes.get("rel") == "next":
                return NextPage(href)
            if text == str(page + 1):
                by_number = by_number or NextPage(href)
            elif text in NEXT_WORDS:
                by_word = by_word or NextPage(href)
        return by_number or by_word

    def attachments(self, answer: Fetched) -> list[str]:
        """The documents an article's page links to, by the ending of the address or of the link's text."""
        if looks_like_document(answer.body):
            return []
        around = {anchor.mem_id for part in answer.tree.css(ARTICLE_AROUND) for anchor in part.css("a[href]")}
        found: dict[str, None] = {}
        for node in answer.tree.css("a[href]"):
            href = (node.attributes.get("href") or "").strip()
            if node.mem_id not in around and (DOCUMENT.search(href) or DOCUMENT.search(node.text().strip()[-200:])):
                found[href] = None
        return list(found)[:MAX_ATTACHMENTS]

    def feed_links(self, answer: Fetched) -> list[str]:
        """The feeds a page names in its head, without those of comments."""
        found = []
        for node in answer.tree.css("link[rel=alternate][href]"):
            href = node.attributes.get("href") or ""
            if (node.attributes.get("type") or "").lower() in FEED_TYPES and not NOT_FEEDS.search(href):
                found.append(href)
        return found

    def section_links(self, answer: Fetched, site: Site) -> list[str]:
        """The sections a page's menus name, for a portal whose file names none."""
        found = dict.fromkeys(
            (node.attributes.get("href") or "").strip() for node in answer.tree.css(self.section_selector)
        )
        return [href for href in found if self.is_section(site.normalise(href, answer.base_url), site)]

    def is_section(self, url: str | None, site: Site) -> bool:
        """Whether a menu's link leads to a listing: on this site, not the home page, not an article, not a file."""
        if url is None or not site.is_on_site(url) or self.is_article(url, site):
            return False
        path = urlsplit(url).path.lower()
        name = path.rpartition("/")[2]
        return path.strip("/") != "" and ("." not in name or name.endswith(self.page_suffixes))


def shown_date(text: str) -> datetime | None:
    """The first day of the form 26/12/2024 in a row's text, with the time beside it; a local date, given in UTC."""
    found = ROW_DATE.search(text)
    if not found:
        return None
    day, month, year = int(found[1]), int(found[2]), int(found[3])
    hour, minute = int(found[4] or 0), int(found[5] or 0)
    if found[4] is None and (before := TIME_BEFORE.search(text[max(0, found.start() - 16) : found.start()])):
        hour, minute = int(before[1]), int(before[2])
    try:
        return datetime(year, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)
    except ValueError:
        return None
