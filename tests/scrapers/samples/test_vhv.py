"""The habits of VHV.Platform that crawl and reading must cope with, as the sample shows them."""

import re
from collections.abc import Iterator

import pytest

from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve("sample-laichau", port=0) as served:
        yield served


def test_an_unknown_article_answers_200(site: Served) -> None:
    got = get(site.base_url + "/tin-tuc-su-kien/doan-the/khong-co-bai-nay.html")
    assert got.status == 200
    assert "không tìm thấy" in got.text
    assert get(site.base_url + "/khong-co").status == 404


def test_pages_stand_in_the_pager_and_past_the_last_is_empty(site: Served) -> None:
    first = get(site.base_url + "/tin-tuc-su-kien/doan-the").text
    assert 'href="/chuyen-muc-doan-the-c15-2.html"' in first
    beyond = get(site.base_url + "/chuyen-muc-doan-the-c15-99.html")
    assert beyond.status == 200
    assert "Chưa có bài viết nào" in beyond.text


def test_robots_sitemap_and_feed(site: Served) -> None:
    assert f"Sitemap: {site.base_url}/sitemap.xml" in get(site.base_url + "/robots.txt").text
    sitemap = get(site.base_url + "/sitemap.xml")
    assert sitemap.text.count("<loc>") == len(site.site.content.stories)
    assert get(site.base_url + "/sitemap.xml", If_None_Match=sitemap.headers["etag"]).status == 304
    feed = get(site.base_url + "/rss/tin-moi.rss")
    assert feed.text.count("<pubDate>") == 15
    assert get(site.base_url + "/rss/tin-moi.rss", If_Modified_Since=feed.headers["last-modified"]).status == 304


def test_an_edit_is_dated_by_feed_and_sitemap() -> None:
    with serve("sample-laichau", port=0, edition=2) as served:
        path = next(served.site.story_path(story) for story in served.site.content.stories if story.modified)
        assert "1.421 sáng kiến" in get(served.base_url + path).text
        feed = get(served.base_url + "/rss/tin-moi.rss").text
        assert re.search(r"<item>.*?</link>", feed, re.DOTALL)
        assert feed.index(path) == feed.index("http", feed.index("<item>")) + len(served.base_url)
        entry = re.search(rf"{re.escape(path)}</loc><lastmod>(\d{{4}})", get(served.base_url + "/sitemap.xml").text)
        assert entry
        assert int(entry[1]) >= 2025


def test_one_page_is_in_decomposed_unicode(site: Served) -> None:
    path = next(site.site.story_path(story) for story in site.site.content.stories if story.form == "NFD")
    assert "\u0301" in get(site.base_url + path).text
