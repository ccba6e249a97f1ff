"""The habits of systems whose articles are known by a number (newspapers, Tuyên Quang), as the samples show them."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get

NAMES = ("sample-angiang", "sample-hatinh", "sample-haiphong", "sample-tuyenquang")


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Served]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(name, port=0)) for name in NAMES}


def page_of(site: Served, key: str) -> str:
    return get(site.base_url + next(site.site.story_path(s) for s in site.site.content.stories if s.key == key)).text


def test_any_slug_before_the_number_will_do(sites: dict[str, Served]) -> None:
    site = sites["sample-angiang"]
    assert get(site.base_url + "/ten-khac-a389204.html").text.count("kết nạp 8.677 đoàn viên") == 1
    assert get(site.base_url + "/ten-khac-a1.html").status == 404


def test_the_first_heading_is_not_the_title_and_the_author_stands_in_the_body(sites: dict[str, Served]) -> None:
    page = page_of(sites["sample-angiang"], "2023-tong-ket")
    assert page.index('<h1 class="breadcrumb">') < page.index('<div class="detail-title">')
    body = page[page.index('class="content-fck"') : page.index("detail-fb-like-share")]
    assert '<p class="author"' in body
    assert 'class="news-relate"' in body


def test_pages_of_keywords_list_articles_and_listings_have_no_numbers(sites: dict[str, Served]) -> None:
    site = sites["sample-hatinh"]
    assert get(site.base_url + "/cong-doan-tag4194.html").text.count('<article class="story">') == 3
    assert 'rel="next"' in get(site.base_url + "/tin-tuc/").text
    assert 'rel="next"' not in get(site.base_url + "/tin-tuc/?page=3").text
    assert get(site.base_url + "/tin-tuc/?page=4").status == 404


def test_links_to_other_articles_stand_in_a_table_of_the_body(sites: dict[str, Served]) -> None:
    page = page_of(sites["sample-hatinh"], "2024-tong-ket")
    body = page[page.index("__MASTERCMS_CONTENT") : page.index("article__author")]
    assert "__MB_ARTICLE_A" in body
    assert "cms-relate" in body


def test_the_body_repeats_its_header_and_numbers_are_of_two_kinds(sites: dict[str, Served]) -> None:
    site = sites["sample-haiphong"]
    page = page_of(site, "2024-tet")
    entry = page[page.index('<article class="entry">') : page.index("</article>")]
    assert "sc-longform-header-title" in entry
    paths = [site.site.story_path(story) for story in site.site.content.stories]
    lengths = {len(found[1]) for path in paths if (found := re.search(r"-(\d+)\.html$", path))}
    assert lengths == {6, 15}
    listed = re.compile(r'b-grid__title"><a href="([^"]+)"')
    first, beyond = (get(site.base_url + f"/xa-hoi{query}").text for query in ("", "?page=9"))
    assert listed.findall(first) == listed.findall(beyond)


def test_the_number_in_the_query_is_the_article_in_either_order(sites: dict[str, Served]) -> None:
    base = sites["sample-tuyenquang"].base_url
    for query in ("type=NEWS&id=40530", "id=40530&type=NEWS"):
        assert "trao 135 suất quà Tết" in get(f"{base}/vi/tin-bai/tin-hoat-dong-cong-doan?{query}").text
    assert "kết nạp 3.876" in get(f"{base}/vi/tin-bai/tin-hoat-dong-cong-doan?type=NEWS&id=53120").text
    gone = get(f"{base}/vi/tin-bai/tin-hoat-dong-cong-doan?type=NEWS&id=1")
    assert gone.status == 200
    assert "Không tìm thấy" in gone.text
    assert "kết nạp 2.064" in page_of(sites["sample-tuyenquang"], "2019-tong-ket")
