"""The platform of Tuyên Quang's portal and its districts' and communes' sites.

Its habits: the article's number stands in the query (`/vi/tin-bai/<slug>?type=NEWS&id=<n>`), in either order, and its
slug may be another article's as well; older sites have `/DetailView/<n>/<category>/<slug>.html`.
"""

import re
from urllib.parse import parse_qs, urlsplit

from scrapers.families.base import Family
from scrapers.fetched import Fetched
from scrapers.site import Site

OLD_ARTICLE = re.compile(r"/DetailView/(\d{1,9})/", re.IGNORECASE)
MIN_LINKS = 2


class TuyenQuang(Family):
    """Recognised by its addresses. Weaker than what a page's own markup says: other systems may link here."""

    name = "tuyenquang"
    article_path = OLD_ARTICLE

    def recognise(self, answer: Fetched) -> int:
        links = {node.attributes.get("href") or "" for node in answer.tree.css("a[href]")}
        own = [href for href in links if href.startswith(("/", "?", answer.url[: answer.url.find("/", 8) + 1]))]
        return 4 * (sum(_number(href) is not None for href in own) >= MIN_LINKS)

    def is_article(self, url: str, site: Site) -> bool:
        return _number(url) is not None if site.article_url is None else super().is_article(url, site)

    def identity(self, url: str) -> str:
        number = _number(url)
        return f"{urlsplit(url).netloc}#{number}" if number else url


def _number(url: str) -> str | None:
    """The article's number with the form it was found in: the two forms are not known to count alike."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if found := OLD_ARTICLE.search(parts.path):
        return f"DetailView {found[1]}"
    query = parse_qs(parts.query)
    number = query.get("id", [""])[0]
    return f"NEWS {number}" if query.get("type") == ["NEWS"] and number.isdecimal() else None
