"""Pages of installations that no sample portal has: old versions, themes of their own, Word markup, boxes in the body.

Protects: the article and nothing else, read by the family or, where its container is missing, as an unknown page.
"""

import re

import pytest

from transforms.articles import read_page
from transforms.articles.document import Document
from transforms.articles.unknown import read_unknown

from .conftest import MakePage, MakeRules
from .installations import AUTHOR, CAPTION, PAGES, TITLE
from .test_unknown import MARKERS


@pytest.mark.parametrize("name", PAGES)
def test_the_article_and_nothing_else(name: str, make_page: MakePage, make_rules: MakeRules) -> None:
    wanted = PAGES[name]
    article = read_page(make_page(wanted.page), make_rules(wanted.family), "0")
    assert (article.verdict, article.verdict_reason) == ("article", None)
    assert (article.text or "").split("\n") == wanted.lines
    assert article.title == TITLE
    assert article.author == wanted.author
    assert article.published_at is not None
    assert f"{article.published_at:%Y-%m-%d}" == wanted.published
    own = set(re.findall(r"\d[\d.]*\d", "\n".join(wanted.lines)))
    assert set(re.findall(r"\d[\d.]*\d", article.text or "")) == own
    assert CAPTION not in (article.text or "")


@pytest.mark.parametrize("name", PAGES)
def test_the_same_without_knowing_the_system(name: str) -> None:
    """As a page of an unknown site, with its markers and without."""
    wanted = PAGES[name]
    for html in (wanted.page, MARKERS.sub("", wanted.page)):
        content = read_unknown(Document(html, "https://mau.vn/a"), None)
        assert content is not None
        assert list(content.lines) == wanted.lines
        assert (content.title, content.author) == (TITLE, AUTHOR)
        assert content.published_at is not None
        assert f"{content.published_at:%Y-%m-%d}" == wanted.published
