"""Every sample page through the reader of its family.

Protects: no line of an article lost, none of the boxes, counters, captions and comments around it kept, and title,
author, date right, for every family the samples have.
"""

import re

import pytest

from scrapers.samples.server import serve
from transforms.articles import canonical_url, read_page
from transforms.articles.decode import decode
from transforms.articles.document import Document

from .sample_pages import fetch, samples


def test_every_sample_article_is_read_line_for_line() -> None:
    assert len(samples()) >= 24
    for sample in samples():
        article, case = read_page(sample.page, sample.rules, "0", second_reader=True), sample.case
        assert article.verdict == case["verdict"], (sample.id, article.verdict_reason)
        assert article.canonical_url == canonical_url(str(case["url"]), sample.rules), sample.id
        assert article.layout_warnings == (), sample.id
        if case["verdict"] != "article":
            assert article.text is None, sample.id
            assert article.verdict_reason, sample.id
            continue
        assert article.text == sample.text, sample.id
        assert article.title == case["title"], sample.id
        assert article.author == case["author"], sample.id
        assert article.published_at is not None, sample.id
        assert article.published_at.isoformat() == case["published"], sample.id
        assert article.extractor.startswith("family:"), sample.id


def test_no_figure_of_the_boxes_counters_and_comments_is_in_any_text() -> None:
    planted = 0
    for sample in samples():
        decoded = decode(sample.page.body, sample.page.headers)
        assert decoded is not None
        body = Document(decoded.text, sample.page.url).tree.body
        assert body is not None
        own = set(re.findall(r"\d[\d.,/]*", f"{sample.text} {sample.case['title']}"))
        around = set(re.findall(r"\d[\d.,/]*", body.text(separator=" "))) - own
        planted += len(around)
        article = read_page(sample.page, sample.rules, "0")
        assert not around & set(re.findall(r"\d[\d.,/]*", article.text or "")), sample.id
    assert planted >= 200


def test_nothing_planted_around_an_article_is_in_its_text() -> None:
    for sample in samples():
        text, planted = read_page(sample.page, sample.rules, "0").text or "", sample.case["boilerplate"]
        assert isinstance(planted, list)
        assert not [line for line in planted if line in text], sample.id


def test_reading_twice_gives_the_same_row() -> None:
    for sample in samples()[:10]:
        assert read_page(sample.page, sample.rules, "0") == read_page(sample.page, sample.rules, "0")


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/sitemap.xml", "/tin-tuc/khong-co/bai-viet.html"])
def test_pages_that_are_no_articles_have_another_verdict(path: str) -> None:
    sample = next(sample for sample in samples() if sample.rules.family.name == "vhv")
    with serve(sample.page.portal, port=0) as served:
        page = fetch(served.base_url + path, sample.page.portal)
    article = read_page(page, sample.rules, "0")
    assert article.verdict in ("listing", "soft_404")
    assert article.verdict_reason
