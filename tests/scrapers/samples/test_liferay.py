"""The habits of Liferay that crawl and reading must cope with, as the sample shows them."""

import json
import re
from collections.abc import Iterator

import pytest

from scrapers.samples.liferay import Liferay
from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve("sample-thainguyen", port=0) as served:
        yield served


def test_links_carry_a_session_until_a_cookie_comes_back(site: Served) -> None:
    url = site.base_url + "/web/guest/tin-tuc"
    without, repeated = get(url), get(url)
    sessions = re.compile(r";jsessionid=([0-9A-F]+)")
    assert sessions.findall(without.text)
    assert set(sessions.findall(without.text)) != set(sessions.findall(repeated.text))
    assert not sessions.findall(get(url, Cookie="JSESSIONID=1").text)
    path = site.site.story_path(site.site.content.stories[0])
    assert get(f"{site.base_url}{path};jsessionid=ABCDEF").status == 200


def test_links_carry_the_way_back(site: Served) -> None:
    page = get(site.base_url + "/web/guest/tin-tuc", Cookie="JSESSIONID=1").text
    assert re.search(r"/content/[a-z0-9-]+\?_101_INSTANCE_\w+_redirect=[^\"]+&amp;inheritRedirect=false", page)


def test_past_the_last_page_is_the_last_and_two_lists_have_a_pager(site: Served) -> None:
    path = site.site.section_path(site.site.content.sections[0], 2)
    titles = re.compile(r'<h3 class="asset-title"><a[^>]*>([^<]+)')
    last, beyond = (get(site.base_url + path.replace("_cur=2", f"_cur={n}")).text for n in (3, 9))
    assert titles.findall(last) == titles.findall(beyond)
    assert len(set(re.findall(r"_101_INSTANCE_(\w+)_cur=", last))) == 2


def test_one_list_comes_as_json(site: Served) -> None:
    section = site.site.content.sections[1]
    assert isinstance(site.site, Liferay)
    address = site.site.load_page(section)
    assert f"loadPageURL: '{address}'" in get(site.base_url + site.site.section_path(section)).text
    got = json.loads(get(address + "&pageNum=1").body)
    assert got["totalPageNum"] == 1
    assert got["items"][0]["urlDetail"].endswith("/content/vung-che-tan-cuong-vao-vu-hai-cuoi-nam")


def test_a_page_has_several_first_headings(site: Served) -> None:
    page = get(site.base_url + site.site.story_path(site.site.content.stories[0])).text
    assert len(re.findall("<h1", page)) == 4
