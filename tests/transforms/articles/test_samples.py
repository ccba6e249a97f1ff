"""Every sample page, through the reader of its family and as a page of an unknown site.

Protects: no line of an article lost, none of the boxes, counters, captions and comments around it kept, and title,
author, date right, for every family the samples have.
"""

import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
import yaml

from scrapers.samples.content import expected
from scrapers.samples.server import serve
from scrapers.samples.stories import PORTALS
from transforms.articles import Rules, load_rules, read_page
from transforms.articles.decode import decode
from transforms.articles.document import Document
from transforms.articles.guard import harmless
from transforms.articles.unknown import read_unknown
from transforms.records import Page

MARKERS = re.compile(r"\s(?:class|id|itemprop|itemtype|itemscope|role|rel|name|property)(?:=\"[^\"]*\")?(?=[\s>/])")


@dataclass(frozen=True)
class Sample:
    """One sample article as served, and what must be read from it."""

    case: dict[str, object]
    page: Page
    rules: Rules

    @property
    def id(self) -> str:
        return str(self.case["id"])


def fetch(url: str, portal: str) -> Page:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - loopback, the sample server
        body = answer.read()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.url, answer.status, headers, body, datetime.now(UTC), portal, "x.warc.gz", 0, "sha256:0")


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(_samples())


def _samples() -> Iterator[Sample]:
    for path in sorted(PORTALS.glob("*.yaml")):
        portal, file = path.stem, yaml.safe_load(path.read_text("utf-8"))
        crawl = file["crawl"]
        with serve(portal, port=0) as served:
            rules = load_rules(
                file["family"],
                file.get("read", {}),
                portal=portal,
                home=file["home"],
                kind=file["kind"],
                base=served.base_url,
                aliases=crawl.get("aliases", []),
                article_url=crawl["article_url"],
                sections=crawl["sections"],
            )
            for case in expected(portal, base_url=served.base_url):
                yield Sample(case, fetch(str(case["url"]), portal), rules)


def word_bag(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def test_every_sample_article_is_read_line_for_line() -> None:
    assert len(samples()) >= 24
    for sample in samples():
        article, case = read_page(sample.page, sample.rules, "0", second_reader=True), sample.case
        assert article.verdict == case["verdict"], (sample.id, article.verdict_reason)
        assert article.canonical_url == case["url"], sample.id
        assert article.layout_warnings == (), sample.id
        if case["verdict"] != "article":
            assert article.text is None, sample.id
            assert article.verdict_reason, sample.id
            continue
        assert article.text == case["text"], sample.id
        assert article.title == case["title"], sample.id
        assert article.author == case["author"], sample.id
        assert article.published_at is not None, sample.id
        assert article.published_at.isoformat() == case["published"], sample.id
        assert article.extractor.startswith("family:"), sample.id


def test_nothing_planted_around_an_article_is_in_its_text() -> None:
    for sample in samples():
        text = read_page(sample.page, sample.rules, "0").text or ""
        leaks = [line for line in _strings(sample.case["boilerplate"]) if line in text]
        assert not leaks, (sample.id, leaks)


def _strings(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def test_the_same_pages_without_any_marker_are_still_read() -> None:
    right, kept = [], []
    for sample in samples():
        if sample.case["verdict"] not in ("article", "not_union"):
            continue
        decoded = decode(sample.page.body, sample.page.headers)
        assert decoded is not None
        source = harmless(MARKERS.sub("", decoded.text))
        assert source is not None
        content = read_unknown(Document(source, sample.page.url), None)
        found, wanted = word_bag("\n".join(content.lines) if content else ""), word_bag(str(sample.case["text"]))
        both = (found & wanted).total()
        right.append(both / max(1, found.total()))
        kept.append(both / wanted.total())
    assert sum(right) / len(right) >= 0.97
    assert sum(kept) / len(kept) >= 0.99


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/sitemap.xml", "/tin-tuc/khong-co/bai-viet.html"])
def test_pages_that_are_no_articles_have_another_verdict(path: str) -> None:
    sample = next(sample for sample in samples() if sample.rules.family.name == "vhv")
    with serve(sample.page.portal, port=0) as served:
        page = fetch(served.base_url + path, sample.page.portal)
    article = read_page(page, sample.rules, "0")
    assert article.verdict in ("listing", "soft_404")
    assert article.verdict_reason
