"""ASP.NET WebForms sites without a product's name: Khánh Hòa, Tây Ninh, Quảng Nam, papers such as Đồng Tháp's.

Their habits: further pages of a listing stand under no address of their own, but post the page before back, with its
`__VIEWSTATE` and often a session cookie (`cookies:` in the portal file); the pager shows a window of numbers that moves
by "..."; an article's number stands in its query, at the end of its name, or in a folder.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from scrapers.families.base import Family, Form, NextPage
from scrapers.families.postback import next_postback
from scrapers.fetched import Fetched
from scrapers.site import Site

ARTICLE_NAME = re.compile(r"-\d{2,12}\.aspx$|/\d{2,12}/[^/]{8,300}\.aspx$", re.IGNORECASE)
NUMBERS = frozenset(
    {"id", "itemid", "newsid", "articleid", "tinid", "idtin", "matin", "mabb", "baivietid", "postid", "contentid"}
)
"""Query parameters that hold an article's number."""


class WebForms(Family):
    """Recognised by the state its pages carry, which weighs little: products on ASP.NET carry it as well."""

    name = "webforms"
    article_path = ARTICLE_NAME
    page_suffixes = (".aspx",)

    def recognise(self, answer: Fetched) -> int:
        state = answer.tree.css_first("input[name=__VIEWSTATE]")
        control = answer.tree.css_first("[id^=ctl00_]")
        return 2 * (state is not None) + (control is not None)

    def is_article(self, url: str, site: Site) -> bool:
        if site.article_url is None and _number(url):
            return True
        return super().is_article(url, site)

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        number = _number(url)
        return f"{parts.netloc}{parts.path.lower()}#{number}" if number else url

    def next_page(self, answer: Fetched, site: Site, page: int, form: Form | None) -> NextPage | None:
        return super().next_page(answer, site, page, form) or next_postback(answer, page)


def _number(url: str) -> str | None:
    """The parameter with the article's number, as `name=number`."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in NUMBERS and value.isdecimal():
            return f"{name.lower()}={value}"
    return None
