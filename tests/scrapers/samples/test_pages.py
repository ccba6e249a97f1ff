"""Every article page as it is served: all of its text in the article's container, the planted lines around it."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from selectolax.lexbor import LexborHTMLParser

from scrapers.samples.encodings import TCVN3, encode_tcvn3, encode_windows_1258
from scrapers.samples.server import Served, serve
from scrapers.samples.site import FAMILIES, NOTICE
from scrapers.samples.stories import Section, Story, load, portals
from scrapers.samples.vnportal import LOAD_ARTICLE
from tests.scrapers.samples.web import Got, get, post_back
from transforms.articles.legacy import from_vni

CONTAINERS = {
    "vhv": "h1.title-detail, div.brief, div.content-detail",
    "nukeviet": "h1.title, div.hometext, #news-bodyhtml",
    "vnportal": "div.ArticleHeader, div.ArticleSummary, div.ArticleContent",
    "newspaper": "h2#title, #content",
    "wordpress": "h1.entry-title, div.entry-content",
    "liferay": ".asset-full-content h1, .article-summary, .article-content",
    "sharepoint": "[class*=tandan-p-article-news], .ms-rtestate-field",
    "webforms": "[id$=lblTieuDe], [id$=lblTomTat], [id$=lblNoiDung]",
    "dotnetnuke": "[id$=lblTitle], [id$=lblSummary], [id$=lblContent]",
    "tuyenquang": ".news-detail h1, .sapo, .news-content",
    "contentfck": ".detail-title, h4.sapo, .content-fck",
    "mastercms": ".article__title, .article__sapo, .cms-body",
    "numbered": "article.entry",
}
TCVN3_BACK = {code: char for char, code in TCVN3.items()}


@pytest.fixture(params=portals())
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with serve(request.param, port=0) as running:
        yield running


def test_every_family_has_a_portal() -> None:
    assert {load(portal).family for portal in portals()} <= set(FAMILIES)
    assert {load(portal).family for portal in portals()} == set(CONTAINERS)


def test_every_article_says_all_of_its_text(served: Served) -> None:
    for story in served.site.content.stories:
        got = get(served.base_url + served.site.story_path(story))
        assert got.status == 200, story.key
        html = LexborHTMLParser(decoded(got, story))
        inside = squeezed(" ".join(node.text(separator="") for node in html.css(CONTAINERS[served.site.family])))
        whole = squeezed(html.body.text(separator=" ") if html.body else "")
        assert squeezed(story.title) in inside, story.key
        if story.document:
            assert squeezed(NOTICE) in inside, story.key
            assert story.attachments[0] in whole, story.key
            continue
        for block in story.blocks:
            if block.kind == "row":
                assert all(squeezed(cell) in inside for cell in block.plain.split(" | ")), story.key
            else:
                assert squeezed(block.plain) in inside, (story.key, block.plain)
        assert story.author is None or squeezed(story.author) in whole, story.key


def test_every_page_carries_what_must_not_be_read(served: Served) -> None:
    story = served.site.content.stories[0]
    page = squeezed(get(served.base_url + served.site.story_path(story)).text)
    for key in ("teasers", "comments"):
        planted = served.site.content.strings(key)
        assert planted
        assert any(squeezed(line) in page for line in planted)


def test_counters_change_at_every_request(served: Served) -> None:
    url = served.base_url + served.site.story_path(served.site.content.stories[0])
    first, second = get(url), get(url)
    assert first.body != second.body
    assert first.headers["x-sample-portal"] == served.portal
    assert [entry.status for entry in served.requests] == [200, 200]


def test_the_main_section_has_three_pages(served: Served) -> None:
    section = served.site.content.sections[0]
    pages = served.site.pages_in(section)
    assert pages >= 3
    seen: list[str] = []
    for number in range(1, pages + 1):
        page = listing_page(served, section, number)
        for story in served.site.page_of(section, number):
            assert served.site.story_path(story).replace("&", "&amp;") in page
            seen.append(story.key)
    assert seen == [story.key for story in served.site.content.in_section(section.slug)]


def test_front_page_and_every_section_answer(served: Served) -> None:
    for path in ("/", *(served.site.section_path(section) for section in served.site.content.sections)):
        got = get(served.base_url + path)
        assert got.status == 200, path
        assert any(squeezed(story.title) in squeezed(got.text) for story in served.site.content.stories), path


@pytest.mark.parametrize(
    "text", ["Ủy ban, uỷ viên, đoàn viên ưu tú: “nghị quyết” số 5", "Hoà thuận được 1.250 xuất quà"]
)
def test_legacy_encodings_say_what_they_were_given(text: str) -> None:
    assert unicodedata.normalize("NFC", encode_windows_1258(text).decode("cp1258")) == text
    lower = text.lower().replace("“", "").replace("”", "")
    assert "".join(TCVN3_BACK.get(code, chr(code)) for code in encode_tcvn3(lower)) == lower


def listing_page(served: Served, section: Section, number: int) -> str:
    """One page of a listing, asked for as the family wants it."""
    url = served.base_url + served.site.section_path(section, number)
    if served.site.family in ("webforms", "sharepoint"):
        return post_back(served.base_url + served.site.section_path(section), number).text
    if served.site.family != "vnportal" or number == 1:
        return get(url).text
    form = {"article_category_id": section.number, "site_id": 27, "page": number, "page_size": 3}
    return get(
        served.base_url + LOAD_ARTICLE,
        method="POST",
        body=urlencode(form),
        Referer=url,
        Content_Type="application/x-www-form-urlencoded",
    ).text


def decoded(got: Got, story: Story) -> str:
    """The page's text, by the encoding the article's file asks for."""
    if story.charset == "vni":
        return from_vni(got.body.decode("latin-1"))
    if story.charset == "tcvn3":
        return "".join(TCVN3_BACK.get(code, chr(code)) for code in got.body)
    return got.body.decode("cp1258" if story.charset == "windows-1258" else "utf-8")


def squeezed(text: str) -> str:
    """NFC without any white space, so that line breaks of the markup do not count."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))
