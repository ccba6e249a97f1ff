"""Party newspapers with the month in their paths: Quảng Trị (with Quảng Bình), Thái Nguyên, Tuyên Quang and others.

Its habits: `/<section>/<YYYYMM>/<slug>-<id>/`, seven digits or, since some years, seven hexadecimal characters, with a
slash at the end; the same article stands under more than one section.
"""

import re
from urllib.parse import urlsplit

from scrapers.families.base import Family
from scrapers.fetched import Fetched

ARTICLE_NUMBER = re.compile(r"/20\d{4}/[^/]{1,300}-([0-9a-f]{7})/?$")
PICTURES = re.compile(r"/dataimages/20\d{4}/")


class Newspaper(Family):
    """Recognised by its pictures' folders and its articles' paths."""

    name = "newspaper"
    article_path = ARTICLE_NUMBER

    def recognise(self, answer: Fetched) -> int:
        links = answer.tree.css("a[href]")
        articles = sum(bool(ARTICLE_NUMBER.search(node.attributes.get("href") or "")) for node in links)
        return 3 * bool(PICTURES.search(answer.text)) + 4 * (articles >= 3)

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        found = ARTICLE_NUMBER.search(parts.path)
        return f"{parts.netloc}#{found[1]}" if found else url
