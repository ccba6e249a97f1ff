"""The habits of the vnPortal family that crawl and reading must cope with, as the sample shows them."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from scrapers.samples.server import Served, serve
from scrapers.samples.vnportal import LOAD_ARTICLE
from tests.scrapers.samples.web import Got, get


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve("sample-caobang", port=0) as served:
        yield served


def post(site: Served, **fields: object) -> Got:
    form = {"article_category_id": "412", "categoryIds": "412", "site_id": "27", "page": 2, "page_size": "3", **fields}
    return get(site.base_url + LOAD_ARTICLE, method="POST", body=urlencode(form), Referer=f"{site.base_url}/x")


def test_further_pages_come_by_post_with_the_fields_of_the_script(site: Served) -> None:
    first = get(site.base_url + "/cong-tac-cong-doan").text
    fields = dict(re.findall(r"(article_category_id|categoryIds|site_id|page_size): '(\d+)'", first))
    assert fields == {"article_category_id": "412", "categoryIds": "412", "site_id": "27", "page_size": "3"}
    assert "var maxPage = 3;" in first
    rows = post(site).text
    assert rows.count('<h2 class="Title">') == 3
    assert "<html" not in rows
    assert post(site, page=4).text.strip() == ""
    assert post(site, site_id="1").status == 500
    assert get(site.base_url + LOAD_ARTICLE, method="POST", body=urlencode({"page": 2})).status == 403


@pytest.mark.parametrize("path", ["/cong-tac-cong-doan/page/2", "/cong-tac-cong-doan?page=2"])
def test_other_ways_to_page_two_silently_give_page_one(site: Served, path: str) -> None:
    links = re.findall(r'<h2 class="Title"><a href="([^"]+)"', get(site.base_url + path).text)
    assert links == re.findall(r'<h2 class="Title"><a href="([^"]+)"', get(site.base_url + "/cong-tac-cong-doan").text)


def test_the_query_is_the_identity(site: Served) -> None:
    one = get(site.base_url + "/vi/tin-bai/tin-hoat-dong-cong-doan?type=NEWS&id=40211").text
    other = get(site.base_url + "/vi/tin-bai/tin-hoat-dong-cong-doan?type=NEWS&id=40387").text
    assert "Cụm thi đua số 01 gồm có 07 đơn vị" in one
    assert "trao 120 suất quà" in other
    gone = get(site.base_url + "/vi/tin-bai/tin-hoat-dong-cong-doan?type=NEWS&id=1")
    assert gone.status == 200
    assert "Không tìm thấy bài viết" in gone.text


def test_there_is_neither_feed_nor_sitemap(site: Served) -> None:
    assert "Sitemap" not in get(site.base_url + "/robots.txt").text
    assert get(site.base_url + "/sitemap.xml").status == 404


def test_a_legal_record_stands_in_the_same_template(site: Served) -> None:
    story = next(story for story in site.site.content.stories if story.key == "2022-cong-van")
    page = get(site.base_url + site.site.story_path(story)).text
    assert "Số ký hiệu" in page
    assert 'class="ArticleContent"' in page


def test_a_cluster_is_hosted_and_old_tone_marks_are_kept(site: Served) -> None:
    texts = {story.key: story.text for story in site.site.content.stories}
    assert "Bắc Kạn, Lạng Sơn, Hà Giang, Thái Nguyên" in texts["2023-cum-dong-bac"]
    assert "Uỷ ban" in texts["2024-tong-ket"]
    assert "khoá" in texts["2021-tong-ket"]
