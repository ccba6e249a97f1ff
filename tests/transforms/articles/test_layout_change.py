"""A portal changes its markup: the page is still read as well as can be, and a warning says what no longer fits."""

import re
from dataclasses import replace

import pytest

from transforms.articles import read_page
from transforms.records import Article

from .sample_pages import Sample, samples

CHANGES: dict[str, dict[str, str]] = {
    "vhv": {"body": "content-detail|articleBody", "lead": "brief"},
    "nukeviet": {"body": "news-bodyhtml|bodytext", "lead": "hometext"},
    "vnportal": {"body": "ArticleContent", "lead": "ArticleSummary"},
    "newspaper": {"body": '(?<=id=")content'},
    "wordpress": {"body": "entry-content"},
    "liferay": {"body": "journal-content-article|article-content"},
    "sharepoint": {"body": "tandan-p-article-main|ms-rtestate-field"},
    "dotnetnuke": {"body": "lblContent"},
    "tuyenquang": {"body": "news-content", "lead": "sapo"},
    "contentfck": {"body": "content-fck"},
    "mastercms": {"body": "__MASTERCMS_CONTENT|cms-body|article__body"},
    "webforms": {"body": "lblNoiDung", "lead": "lblTomTat"},
    "numbered": {"body": 'c-news-detail|b-maincontent|(?<=class=")entry'},
}


def one_of(family: str, marker: str = "") -> Sample:
    """The family's article with most lines, in UTF-8, whose page has the marker."""
    found = [s for s in samples() if s.rules.family.name == family and s.case["verdict"] == "article"]
    found = [s for s in found if re.search(f'(?:class|id)="[^"]*(?:{marker})', s.page.body.decode("utf-8", "replace"))]
    found = [s for s in found if s.text.split("\n")[-1].encode() in s.page.body]
    return max(found, key=lambda sample: sample.text.count("\n"))


def mutated(sample: Sample, pattern: str) -> Article:
    body = re.sub(pattern, "v2-moi", sample.page.body.decode()).encode()
    assert body != sample.page.body
    return read_page(replace(sample.page, body=body), sample.rules, "0", second_reader=True)


@pytest.mark.parametrize("family", CHANGES)
def test_a_renamed_body_is_noticed_and_still_read(family: str) -> None:
    sample = one_of(family)
    article = mutated(sample, CHANGES[family]["body"])
    assert article.verdict == "article"
    assert any(warning.startswith("container_missing") for warning in article.layout_warnings)
    assert article.extractor.startswith("unknown:")
    assert article.text == sample.text


@pytest.mark.parametrize("family", [family for family, change in CHANGES.items() if "lead" in change])
def test_a_renamed_lead_is_noticed_by_the_second_reader(family: str) -> None:
    sample = one_of(family, CHANGES[family]["lead"])
    article = mutated(sample, CHANGES[family]["lead"])
    assert article.text == "\n".join(sample.text.split("\n")[1:])
    assert any(warning.startswith("second_reader") for warning in article.layout_warnings)


@pytest.mark.parametrize("family", CHANGES)
def test_a_body_cut_in_two_is_noticed_by_the_second_reader(family: str) -> None:
    """On one of the family's pages at least: the lost part may be few words, or stand behind a box like other news."""
    lost, warned = 0, 0
    for sample in samples():
        last = sample.text.split("\n")[-1][:40]
        html = sample.page.body.decode("utf-8", "replace")
        if sample.rules.family.name != family or sample.case["verdict"] != "article" or last not in html:
            continue
        at = html.rindex(last)
        start = html.rindex("<p", 0, at) if "<p" in html[at - 400 : at] else html.rindex("<div", 0, at)
        body = (html[:start] + '</div><div class="phan-hai">' + html[start:]).encode()
        article = read_page(replace(sample.page, body=body), sample.rules, "0", second_reader=True)
        lost += last not in (article.text or "")
        warned += any(warning.startswith("second_reader") for warning in article.layout_warnings)
    assert warned >= max(1, lost // 4)


def test_one_page_in_twenty_is_read_twice() -> None:
    sample = one_of("nukeviet", "hometext")
    body = re.sub("hometext|canonical", "v2-moi", sample.page.body.decode()).encode()
    warned = []
    for i in range(400):
        page = replace(sample.page, url=f"{sample.rules.base}/tin-tuc/bai-{i}.html", body=body)
        warned.append(bool(read_page(page, sample.rules, "0").layout_warnings))
    assert 8 <= sum(warned) <= 40


def test_every_family_of_the_samples_is_here() -> None:
    assert {sample.rules.family.name for sample in samples()} == set(CHANGES)
