"""The habits of NukeViet that crawl and reading must cope with, as the sample shows them."""

import re
from collections.abc import Iterator

import pytest

from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve("sample-ninhbinh", port=0) as served:
        yield served


def path_of(site: Served, key: str) -> str:
    return next(site.site.story_path(story) for story in site.site.content.stories if story.key == key)


@pytest.mark.parametrize(
    ("path", "target"),
    [("/tin-tuc/page-99/", "/tin-tuc/"), ("/khong-co-trang-nay/", "/"), ("/a/b/c", "/")],
    ids=["past the last page", "unknown category", "unknown path"],
)
def test_what_is_not_there_redirects(site: Served, path: str, target: str) -> None:
    got = get(site.base_url + path)
    assert (got.status, got.headers["location"]) == (301, site.base_url + target)


def test_the_number_is_the_identity(site: Served) -> None:
    path = path_of(site, "2024-tong-ket")
    got = get(site.base_url + "/tin-tuc/ten-cu-1843.html")
    assert (got.status, got.headers["location"]) == (301, site.base_url + path)
    assert get(site.base_url + "/tin-tuc/ten-cu-99999.html").status == 404


def test_the_parent_lists_its_childs_articles(site: Served) -> None:
    child = path_of(site, "2024-kim-son")
    assert child.startswith("/hoat-dong-co-so/")
    assert child in get(site.base_url + "/tin-tuc/").text


def test_the_same_listing_without_rewriting(site: Served) -> None:
    got = get(site.base_url + "/index.php?language=vi&nv=news&op=tin-tuc/page-2")
    assert got.status == 200
    assert f'<link rel="canonical" href="{site.base_url}/tin-tuc/page-2/">' in got.text


def test_dates_are_as_broken_as_they_are(site: Served) -> None:
    page = get(site.base_url + path_of(site, "2024-tong-ket")).text
    assert 'property="article:published_time" content="2024-12-31+0715:20:00"' in page
    assert '<span class="hidden hide d-none" itemprop="datePublished">2024-12-31T15:20:00+07:00</span>' in page
    assert '<span class="h5">Thứ ba - 31/12/2024 15:20</span>' in page


def test_the_description_is_escaped_twice(site: Served) -> None:
    page = get(site.base_url + path_of(site, "2022-tong-ket")).text
    found = re.search(r'property="og:description" content="([^"]*)"', page)
    assert found
    assert "&amp;#x002F;" in found[1]


def test_conditional_requests_are_ignored(site: Served) -> None:
    got = get(site.base_url + "/sitemap.xml", If_Modified_Since="Fri, 20 Nov 2099 00:00:00 GMT")
    assert got.status == 200
    assert "etag" not in got.headers
    assert get(site.base_url + "/rss/tin-tuc/").text.count("<item>") > 5


def test_a_page_that_answers_200_without_content(site: Served) -> None:
    got = get(site.base_url + "/chuyen-muc-tam-dung/")
    assert got.status == 200
    assert "Không tìm thấy" in got.text


def test_a_post_without_referer_is_blocked_politely(site: Served) -> None:
    assert get(site.base_url + "/tin-tuc/", method="POST", body="a=1").body == b"Error: Your request is blocked"


def test_the_print_page_says_the_same(site: Served) -> None:
    got = get(site.base_url + "/print" + path_of(site, "2024-tong-ket"))
    assert got.status == 200
    assert "hơn 65.000 lượt đoàn viên" in got.text
    assert "Những tin mới hơn" not in got.text
