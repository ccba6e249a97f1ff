"""Party newspapers with the month in their paths: Quảng Trị (with Quảng Bình), Thái Nguyên, Tuyên Quang and others.

Its habits: `/<section>/<YYYYMM>/<slug>-<id>/`, seven digits or, since some years, seven hexadecimal characters, with a
slash at the end; the same article stands under more than one section. Other systems of newspapers differ in the form of
the number and in what their pages are recognised by, and are subclasses (contentfck.py, mastercms.py, numbered.py).
"""

import re
from typing import ClassVar
from urllib.parse import urlsplit

from scrapers.families.base import Family
from scrapers.fetched import Fetched

MIN_LINKS = 3
"""So many links to articles of one form are no accident."""


class Newspaper(Family):
    """Recognised by marks in its pages (here its pictures' folders) and by the form of its articles' addresses."""

    name = "newspaper"
    article_path = re.compile(r"/20\d{4}/[^/]{1,300}-([0-9a-f]{7})/?$")
    """Its first group is the article's number, which is its identity."""

    marks: ClassVar[re.Pattern[str]] = re.compile(r"/dataimages/20\d{4}/")
    mark_score: ClassVar[int] = 3
    link_score: ClassVar[int] = 4
    """How much the addresses say by themselves: less where other systems have the same form."""

    def recognise(self, answer: Fetched) -> int:
        paths = {_path(node.attributes.get("href") or "") for node in answer.tree.css("a[href]")}
        articles = sum(self._number(path) is not None for path in paths)
        return self.mark_score * bool(self.marks.search(answer.text)) + self.link_score * (articles >= MIN_LINKS)

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        number = self._number(parts.path)
        return f"{parts.netloc}#{number}" if number else url

    def _number(self, path: str) -> str | None:
        found = self.article_path.search(path)
        return found[1] if found else None


def _path(href: str) -> str:
    return href.partition("#")[0].partition("?")[0]
