"""DotNetNuke: the party's site of Phú Thọ, services of Quảng Ninh.

Its habits: what a page is stands as pairs in its path (`/tabid/92/title/6108/ctitle/194/Default.aspx`); `title` is the
article's number, the others say in which menu it was found, so that one article has an address for each of them. A
listing goes on by `currentpage` in the path, or posts back.
"""

import re
from urllib.parse import urlsplit

from scrapers.families.base import Family, Form, NextPage
from scrapers.families.postback import next_postback
from scrapers.fetched import Fetched
from scrapers.site import Site

ARTICLE_NUMBER = re.compile(r"/(?:title|articleid|itemid|newsid)/(\d{1,9})(?:/|$)", re.IGNORECASE)
CONTROL = re.compile(r"\bdnn_ctr\d{2,6}_")
TAB = re.compile(r"/tabid/\d{1,6}(?:/|$)|Default\.aspx\?tabid=\d", re.IGNORECASE)


class DotNetNuke(Family):
    """Recognised by its numbered modules and by the pairs in its addresses."""

    name = "dotnetnuke"
    article_path = ARTICLE_NUMBER
    page_suffixes = (".aspx",)

    def recognise(self, answer: Fetched) -> int:
        return 5 * bool(CONTROL.search(answer.text)) + 3 * bool(TAB.search(answer.text))

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        found = ARTICLE_NUMBER.search(parts.path)
        return f"{parts.netloc}#{found[1]}" if found else url

    def next_page(self, answer: Fetched, site: Site, page: int, form: Form | None) -> NextPage | None:
        return super().next_page(answer, site, page, form) or next_postback(answer, page)
