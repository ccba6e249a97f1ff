"""SharePoint portals, those with the Tân Dân theme above all: Điện Biên, Nam Định, Hải Dương, communes of Hà Tĩnh.

Their habits: the day stands in an article's path, without leading zeros; paths do not tell capitals; a listing's pager
posts back, but `?PageIndex=<n>` gives the page too, on some sites. On others it shows page one again: the crawl
notices by the links, and posts back.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapers.families.base import Family, Form, NextPage
from scrapers.families.postback import next_postback
from scrapers.fetched import Fetched
from scrapers.site import Site

ARTICLE_PATH = re.compile(r"/Pages/20\d\d-\d{1,2}-\d{1,2}/[^/]{4,300}\.aspx$", re.IGNORECASE)
DATED_LINK = re.compile(r"/Pages/20\d\d-\d{1,2}-\d{1,2}/", re.IGNORECASE)
START_PAGE = re.compile(r"/(?:default|login|home)\.aspx$", re.IGNORECASE)
PAGE = "PageIndex"


class SharePoint(Family):
    """Recognised by the theme's class names, and by the days in its addresses."""

    name = "sharepoint"
    row_selector = "[class*=tandan-news], [class*=channel-news], li, article, tr"
    article_path = ARTICLE_PATH
    page_suffixes = (".aspx",)

    def recognise(self, answer: Fetched) -> int:
        theme = answer.tree.css_first("[class*=tandan-], .ms-rtestate-field")
        return (
            5 * (theme is not None)
            + 3 * bool(DATED_LINK.search(answer.text))
            + ("/PublishingImages/" in answer.text)
            + ("/_layouts/" in answer.text)
        )

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        return f"{parts.netloc}{parts.path.lower()}" if ARTICLE_PATH.search(parts.path) else url

    def is_section(self, url: str | None, site: Site) -> bool:
        return super().is_section(url, site) and not START_PAGE.search(urlsplit(url or "").path)

    def next_page(self, answer: Fetched, site: Site, page: int, form: Form | None) -> NextPage | None:
        """The pager's address where it has one; else the number in the query, and posting back where that fails."""
        stated = super().next_page(answer, site, page, form)
        posted = next_postback(answer, page)
        if stated is not None or posted is None or form is not None:
            return stated or posted
        parts = urlsplit(answer.url)
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != PAGE]
        guess = urlunsplit(parts._replace(query=urlencode([*query, (PAGE, str(page + 1))])))
        return NextPage(guess, otherwise=posted)
