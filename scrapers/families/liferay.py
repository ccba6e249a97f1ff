"""Liferay: Bắc Giang, Thái Nguyên, Bắc Ninh, Đắk Lắk, Quảng Bình, many ministries.

Its habits: one article stands under every page that lists it, with the way back in its query; session numbers stand in
links as long as no cookie comes back; a pager's links carry the whole state of their list, of which the parameter that
ends in `_cur` is the page; a page may have several lists. Past the last page it shows the last one again. Bắc Ninh's
portlet fills its list by script from a JSON address, which is read as a feed here.
"""

import json
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from scrapers.families.base import Family, FeedPage, Form, Listing, NextPage
from scrapers.feeds import Entry, parse_date
from scrapers.fetched import Fetched
from scrapers.site import Site

ARTICLE_PATH = re.compile(
    r"/-/asset_publisher/[^/]{1,40}/content/(?:id/)?[^/]{4,300}|/-/view-article/\d{1,9}/\d{1,20}/\d{1,20}"
    r"|/(?:-|w)/[^/]{8,300}/?$"
)
GROUP = re.compile(r"^/web/[^/]{1,80}")
CONTENT = re.compile(r"/-/asset_publisher/[^/]{1,40}/content/(?:id/)?([^/]{4,300})")
VIEWED = re.compile(r"/-/view-article/\d{1,9}/\d{1,20}/(\d{1,20})")
INSTANCE = re.compile(r"_INSTANCE_\w{4,20}_|/-/asset_publisher/|portlet_asset_publisher")
LOAD_PAGE = re.compile(r"loadPageURL\s{0,5}[:=]\s{0,5}['\"]([^'\"\s]{10,900})['\"]")
PAGE = "_cur"
JSON_PAGE = "pageNum"


class Liferay(Family):
    """Recognised by its portlets: their class names, their parameters, its script object."""

    name = "liferay"
    row_selector = ".asset-abstract, .asset-entry, .row, li, article, tr"
    article_path = ARTICLE_PATH

    def recognise(self, answer: Fetched) -> int:
        portlet = answer.tree.css_first(".journal-content-article, .portlet-asset-publisher, [id^=p_p_id_]")
        return 4 * (portlet is not None) + 3 * bool(INSTANCE.search(answer.text)) + 2 * ("Liferay." in answer.text)

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        if found := CONTENT.search(parts.path):
            # Slugs are unique in a group of pages (/web/<group>), wherever they are listed.
            group = GROUP.match(parts.path)
            return f"{parts.netloc}{group[0] if group else ''}#{found[1]}"
        if found := VIEWED.search(parts.path):
            return f"{parts.netloc}#{found[1]}"
        return url

    def listing(self, answer: Fetched, site: Site, page: int, form: Form | None = None) -> Listing:
        """A listing page; the JSON address of a list that is filled by script counts among its feeds."""
        found = super().listing(answer, site, page, form)
        filled = LOAD_PAGE.search(answer.text) if page == 1 else None
        if filled is None:
            return found
        feeds = [*found.feeds, _with(filled[1].replace("&amp;", "&"), JSON_PAGE, 1)]
        return Listing(found.links, found.next, feeds, found.sections)

    def feed(self, answer: Fetched, page: int) -> FeedPage | None:
        """A page of the JSON list, or an ordinary feed."""
        if not answer.body.lstrip().startswith(b"{"):
            return super().feed(answer, page)
        try:
            found = json.loads(answer.body)
        except ValueError:
            return None
        items = found.get("items")
        if not isinstance(items, list):
            return None
        entries = [
            Entry(str(item["urlDetail"]), parse_date(str(item.get("createdDate") or "")))
            for item in items
            if isinstance(item, dict) and item.get("urlDetail")
        ]
        total = found.get("totalPageNum")
        more = isinstance(total, int) and page < total and bool(entries)
        return FeedPage(entries, _with(answer.url, JSON_PAGE, page + 1) if more else None)

    def next_page(self, answer: Fetched, site: Site, page: int, form: Form | None) -> NextPage | None:
        """The query of a pager's link with the next number, as long as the pager knows of one. Of several lists on a
        page it is the one already being paged through, else the one with most articles."""
        asked = {name for name, _ in _pages_of(answer.url)}
        lists: dict[str, tuple[bool, int, int, str]] = {}
        for node in answer.tree.css(f"a[href*={PAGE}]"):
            href = (node.attributes.get("href") or "").strip()
            for name, number in _pages_of(href):
                found = (name in asked, self._articles_beside(node, answer, site), number, href)
                lists[name] = max(lists.get(name, found), found)
        if not lists:
            return super().next_page(answer, site, page, form)
        name, (_, _, last, href) = max(lists.items(), key=lambda item: item[1])
        return NextPage(_with(href, name, page + 1)) if page < last else None

    def _articles_beside(self, node: LexborNode, answer: Fetched, site: Site) -> int:
        """How many links to articles the portlet holds that a pager's link stands in."""
        portlet = node.parent
        while portlet is not None and not (portlet.attributes.get("id") or "").startswith("p_p_id_"):
            portlet = portlet.parent
        if portlet is None:
            return 0
        hrefs = {link.attributes.get("href") or "" for link in portlet.css("a[href]")}
        urls = {site.normalise(href, answer.base_url) for href in hrefs}
        return sum(url is not None and self.is_article(url, site) for url in urls)


def _pages_of(href: str) -> Sequence[tuple[str, int]]:
    """The parameters of an address that hold a list's page."""
    try:
        query = parse_qsl(urlsplit(href).query)
    except ValueError:
        return ()
    return [(name, int(value)) for name, value in query if name.endswith(PAGE) and value.isdecimal() and len(value) < 6]


def _with(href: str, name: str, number: int) -> str:
    """An address with one parameter set, in the place it had."""
    parts = urlsplit(href)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if name not in dict(query):
        query.append((name, ""))
    return urlunsplit(parts._replace(query=urlencode([(n, str(number) if n == name else v) for n, v in query])))
