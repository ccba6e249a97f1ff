"""The habits of the newspaper family that crawl and reading must cope with, as the sample shows them."""

import re
from collections.abc import Iterator

import pytest

from scrapers.samples.encodings import TCVN3
from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve("sample-quangbinh", port=0) as served:
        yield served


def path_of(site: Served, key: str) -> str:
    return next(site.site.story_path(story) for story in site.site.content.stories if story.key == key)


def test_the_month_stands_in_the_address(site: Served) -> None:
    assert re.fullmatch(r"/xa-hoi/202212/[a-z0-9-]+-2206451/", path_of(site, "2022-tong-ket"))
    assert re.fullmatch(r"/xa-hoi/202412/[a-z0-9-]+-[0-9a-f]{7}/", path_of(site, "2024-tong-ket"))


def test_the_retired_host_redirects_every_path(site: Served) -> None:
    path = path_of(site, "2022-tong-ket")
    got = get(site.base_url + path, Host="localhost:8714")
    assert (got.status, got.headers["location"]) == (301, site.base_url + path)
    assert f"http://localhost:{site.base_url.rsplit(':', 1)[1]}{path}" in get(site.base_url + path).text


def test_the_slash_must_be_there(site: Served) -> None:
    path = path_of(site, "2022-tong-ket")
    got = get(site.base_url + path.rstrip("/"))
    assert (got.status, got.headers["location"]) == (301, site.base_url + path)
    assert get(site.base_url + "/xa-hoi/202212/khong-co-1234567/").status == 404


def test_past_the_last_page_the_last_is_repeated(site: Served) -> None:
    last, beyond = (get(site.base_url + f"/xa-hoi/?page={number}").text for number in (3, 99))
    rows = re.compile(r'<li class="news-item"><h3><a href="([^"]+)"')
    assert rows.findall(last) == rows.findall(beyond)


def test_sitemaps_by_month_and_a_conditional_feed(site: Served) -> None:
    index = get(site.base_url + "/sitemap.xml").text
    months = re.findall(r"/sitemap-(\d{6})\.xml", index)
    assert "202212" in months
    assert months == sorted(months, reverse=True)
    assert path_of(site, "2022-tong-ket") in get(site.base_url + "/sitemap-202212.xml").text
    feed = get(site.base_url + "/rss/home.rss")
    assert get(site.base_url + "/rss/home.rss", If_None_Match=feed.headers["etag"]).status == 304


def test_two_pages_are_in_legacy_encodings(site: Served) -> None:
    old = get(site.base_url + path_of(site, "2020-mua-lu"))
    assert old.headers["content-type"] == "text/html; charset=windows-1258"
    assert "Quảng" not in old.body.decode("cp1252", "replace")
    older = get(site.base_url + path_of(site, "2019-lao-dong-gioi"))
    assert older.headers["content-type"] == "text/html"
    assert b'face=".VnTime"' in older.body
    assert bytes(TCVN3.get(char, ord(char)) for char in "kết nạp mới 2.950 đoàn viên") in older.body


def test_a_box_of_related_news_stands_inside_the_body(site: Served) -> None:
    page = get(site.base_url + path_of(site, "2024-tong-ket")).text
    body = page[page.index('<div id="content">') : page.index('<div id="comment-box">')]
    assert "Trao 87 mái ấm công đoàn" in body
    assert "<p><strong>(QBĐT) - " in body
