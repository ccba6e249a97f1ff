"""The ASP.NET family of the `UIArticle...` controls: Cao Bằng, Lào Cai, Sơn La, Cần Thơ and other portals.

Its habits: an article's path ends in its number, without a suffix; listings go on by a form whose fields stand in a
script of their first page, and whose answer is a fragment of HTML; `/page/<n>` and `?page=<n>` may silently show page
one again, which the crawl notices by the links.
"""

import re
from urllib.parse import urlsplit

from scrapers.families.base import Family, Form, NextPage
from scrapers.fetched import Fetched
from scrapers.site import Site

ARTICLE_NUMBER = re.compile(r"-(\d{4,12})$")
LOAD_ARTICLE = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
DATA_BLOCK = re.compile(r"/LoadArticle[\"'][^{}]{0,200}\{([^{}]{20,2000})\}")
DATA_FIELD = re.compile(r"[\"']?\b(\w{1,40})[\"']?\s{0,5}:\s{0,5}[\"']([^\"'<>]{0,80})[\"']")
"""The form of a listing's further pages, as its script writes it. `page` is a variable there, so it is no match."""

REQUIRED = {"article_category_id", "site_id"}


class VnPortal(Family):
    """Recognised by the names of its controls."""

    name = "vnportal"
    row_selector = "ul.ArticleList li, li, article"
    article_path = ARTICLE_NUMBER

    def recognise(self, answer: Fetched) -> int:
        marks = answer.tree.css_first(".ArticleDetailControl, .ArticleHeader, .ArticleList, .ArticleContent")
        return 5 * (marks is not None) + 5 * ("UIArticleInMenu" in answer.text)

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        found = ARTICLE_NUMBER.search(parts.path)
        return f"{parts.netloc}#{found[1]}" if found else url

    def next_page(self, answer: Fetched, site: Site, page: int, form: Form | None) -> NextPage | None:
        """The form with the next page's number, else the pager's link."""
        fields = dict(form or _script_fields(answer))
        if fields.keys() >= REQUIRED:
            fields["page"] = str(page + 1)
            return NextPage(LOAD_ARTICLE, tuple(sorted(fields.items())))
        return super().next_page(answer, site, page, form)


def _script_fields(answer: Fetched) -> list[tuple[str, str]]:
    block = DATA_BLOCK.search(answer.text)
    return DATA_FIELD.findall(block[1]) if block else []
