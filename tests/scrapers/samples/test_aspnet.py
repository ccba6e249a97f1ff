"""Habits of sites on ASP.NET (WebForms, SharePoint, DotNetNuke) that crawls must cope with, as the samples show."""

import re
from collections.abc import Iterator

import pytest

from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get, post_back

LISTED = re.compile(
    r'href="(/chi-tiet\.aspx\?id=\d+|/portal/Pages/[\d-]+/[^"]+)(?:&amp;cat=\d+)?"[^>]*>[^<]+</a> <span>'
)


@pytest.fixture(scope="module")
def forms() -> Iterator[Served]:
    with serve("sample-khanhhoa", port=0) as served:
        yield served


@pytest.fixture(scope="module")
def share() -> Iterator[Served]:
    with serve("sample-dienbien", port=0) as served:
        yield served


@pytest.fixture(scope="module")
def nuke() -> Iterator[Served]:
    with serve("sample-phutho", port=0) as served:
        yield served


def test_a_listing_goes_on_only_with_its_whole_state_and_cookie(forms: Served) -> None:
    url = forms.base_url + "/tin-tuc.aspx"
    assert len(LISTED.findall(post_back(url, 2).text)) == 2
    assert LISTED.findall(get(url + "?page=2").text) == LISTED.findall(get(url).text)
    assert post_back(url, 2, __VIEWSTATE="/wEPDwUKold==").status == 500
    assert post_back(url, 2, __EVENTTARGET="ctl00$Calendar1", __EVENTARGUMENT="8702").status == 500


def test_another_listing_in_between_spoils_the_state(forms: Served) -> None:
    url = forms.base_url + "/tin-tuc.aspx"
    first = get(url)
    cookie = first.headers["set-cookie"].partition(";")[0]
    get(forms.base_url + "/kinh-te.aspx", Cookie=cookie)
    assert post_back(url, 2, last=first).status == 500


def test_the_pager_is_a_window_that_moves_by_dots(forms: Served) -> None:
    url = forms.base_url + "/tin-tuc.aspx"
    texts = [re.findall(r"rptPager[^>]*>([^<]+)</a>", post_back(url, number).text) for number in (1, 2, 3)]
    assert texts == [["2", "..."], ["1", "..."], ["..."]]


@pytest.mark.parametrize(("section", "obeys"), [("Doan-the-chinh-tri", False), ("Tin-tong-hop", True)])
def test_the_number_in_the_query_is_obeyed_on_some_listings(share: Served, section: str, obeys: bool) -> None:
    url = f"{share.base_url}/portal/Pages/{section}.aspx"
    first, second = (LISTED.findall(get(url + query).text) for query in ("", "?PageIndex=2"))
    assert (first != second) is obeys
    assert LISTED.findall(post_back(url, 2).text) != first


def test_an_article_has_its_day_in_the_address_and_a_missing_one_leads_home(share: Served) -> None:
    story = share.site.content.stories[0]
    path = share.site.story_path(story)
    assert re.match(r"/portal/Pages/2024-3-13/", path)
    assert get(share.base_url + path.lower()).status == 200
    gone = get(f"{share.base_url}/{share.site.content.extras['gone']}")
    assert (gone.status, gone.headers["location"]) == (302, share.base_url + "/")
    assert "&#8203;" in get(share.base_url + path).text


def test_one_article_answers_in_every_menu(nuke: Served) -> None:
    one, other = (
        get(f"{nuke.base_url}/{menu}/title/6934/ctitle/{number}/Default.aspx").text
        for menu, number in (("Chuyen-muc-tin/Chi-tiet-tin/tabid/92", 194), ("Tin-van-hoa/Chi-tiet-tin/tabid/93", 195))
    )
    assert "tặng 940 suất quà" in one
    assert "tặng 940 suất quà" in other
    assert "Không tìm thấy" in get(nuke.base_url + "/Tin/tabid/92/title/1/ctitle/194/Default.aspx").text


def test_past_the_last_page_the_first_is_shown(nuke: Served) -> None:
    url = nuke.base_url + "/Chuyen-muc-tin/tabid/194"
    titles = re.compile(r"/title/(\d+)/")
    assert titles.findall(get(url + "/currentpage/9/Default.aspx").text) == titles.findall(
        get(url + "/Default.aspx").text
    )
