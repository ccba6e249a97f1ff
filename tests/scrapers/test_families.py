"""Each CMS family is recognised by its own pages and by no other's, and pages through its listings past every trap."""

from datetime import UTC, datetime
from urllib.request import Request, urlopen

import pytest
import yaml

from scrapers.families import FAMILIES, family, recognise
from scrapers.families.base import NextPage, shown_date
from scrapers.fetched import Fetched
from scrapers.samples.server import serve
from scrapers.site import Site
from tests.scrapers.crawling import ROOT

PORTALS = sorted((ROOT / "scrapers/samples/portals").glob("*.yaml"))
SITE = Site.from_block("x", {"base": "https://x.vn"})


def page(html: str, url: str = "https://x.vn/tin/", **headers: str) -> Fetched:
    return Fetched(url, url, 200, headers, html.encode(), datetime.now(UTC))


@pytest.mark.parametrize("path", PORTALS, ids=lambda path: path.stem)
def test_a_sample_portal_is_recognised_by_each_of_its_pages(path: object) -> None:
    block = yaml.safe_load((ROOT / str(path)).read_text("utf-8"))
    with serve(block["portal"], port=0) as served:
        addresses = [served.site.section_path(served.site.content.sections[0])]
        addresses += [served.site.story_path(story) for story in served.site.content.stories[:3]]
        for address in ["/", *addresses]:
            request = Request(served.base_url + address, headers={"User-Agent": "test"})  # noqa: S310 (loopback)
            with urlopen(request) as answer:  # noqa: S310 (loopback)
                fetched = Fetched(answer.url, answer.url, 200, {}, answer.read(), datetime.now(UTC))
            assert recognise(fetched) == block["family"], address


def test_a_page_of_no_family_is_generic() -> None:
    assert recognise(page("<html><body><p>Xin chào</p></body></html>")) == "generic"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_answers_on_a_page_that_is_not_its_own(name: str) -> None:
    for html in ("", "<html></html>", "<a href=''>x</a><a>y</a><a href='http://[/'>z</a>", "{}", "\x00"):
        one = family(name).listing(page(html), SITE, 1)
        assert one.next is None
        family(name).feed(page(html), 1)


@pytest.mark.parametrize(
    ("name", "url", "same"),
    [
        ("nukeviet", "https://x.vn/tin/bai-moi-12.html", "https://x.vn/khac/ten-cu-12.html"),
        ("nukeviet", "https://x.vn/tin/", "https://x.vn/index.php?language=vi&nv=news&op=tin"),
        ("vnportal", "https://x.vn/tin/bai-moi-1109966", "https://x.vn/khac/bai-1109966"),
        ("newspaper", "https://x.vn/xa-hoi/202210/bai-2203947/", "https://x.vn/cong-doan/202210/bai-2203947/"),
        ("newspaper", "https://x.vn/xa-hoi/202510/bai-e635eaf/", "https://x.vn/a/202510/khac-e635eaf"),
        ("wordpress", "https://x.vn/2024/12/bai/", "https://x.vn/2024/12/bai"),
        (
            "liferay",
            "https://x.vn/web/guest/tin/-/asset_publisher/Kq7T/content/hop-ban?inheritRedirect=false",
            "https://x.vn/web/guest/home/-/asset_publisher/e0Wm/content/hop-ban",
        ),
        (
            "liferay",
            "https://x.vn/chi-tiet-tin/-/view-article/1/13848241113627/1589692995213",
            "https://x.vn/trang-chu/-/view-article/1/77/1589692995213",
        ),
        (
            "sharepoint",
            "https://x.vn/portal/Pages/2022-8-17/Hop-banw3x.aspx",
            "https://x.vn/Portal/pages/2022-8-17/hop-banw3x.aspx?ItemID=3",
        ),
        ("webforms", "https://x.vn/chi-tiet.aspx?id=12&cat=1", "https://x.vn/Chi-tiet.aspx?cat=2&id=12"),
        (
            "dotnetnuke",
            "https://x.vn/Tin/Chi-tiet/tabid/92/title/6108/ctitle/194/Default.aspx",
            "https://x.vn/Khac/tabid/71/title/6108/ctitle/3/Default.aspx",
        ),
        ("tuyenquang", "https://x.vn/vi/tin-bai/a?type=NEWS&id=12", "https://x.vn/vi/post/b?id=12&type=NEWS"),
        ("tuyenquang", "https://x.vn/DetailView/99/4/a.html", "https://x.vn/DetailView/99/5/b.html"),
        ("contentfck", "https://x.vn/ten-moi-a465150.html", "https://x.vn/ten-cu-a465150.html"),
        ("mastercms", "https://x.vn/ten-moi-post271467.html", "https://x.vn/ten-cu-post271467.html"),
        ("numbered", "https://x.vn/ten-moi-202402011035009.html", "https://x.vn/khac/ten-cu-202402011035009.html"),
    ],
)
def test_one_page_under_two_addresses(name: str, url: str, same: str) -> None:
    assert family(name).identity(url) == family(name).identity(same)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("tuyenquang", "https://x.vn/vi/tin-bai/tin?type=NEWS&id=12", "https://x.vn/vi/tin-bai/tin?type=NEWS&id=13"),
        ("tuyenquang", "https://x.vn/vi/tin-bai/tin?type=NEWS&id=12", "https://x.vn/DetailView/12/4/tin.html"),
        ("webforms", "https://x.vn/chi-tiet.aspx?id=12", "https://x.vn/van-ban.aspx?id=12"),
        (
            "liferay",
            "https://x.vn/web/so-a/tin/-/asset_publisher/Kq7T/content/hop-ban",
            "https://x.vn/web/so-b/tin/-/asset_publisher/Kq7T/content/hop-ban",
        ),
    ],
)
def test_two_pages_that_look_like_one(name: str, one: str, other: str) -> None:
    assert family(name).identity(one) != family(name).identity(other)


@pytest.mark.parametrize(
    ("name", "url", "article"),
    [
        ("nukeviet", "https://x.vn/tin/bai-moi-12.html", True),
        ("nukeviet", "https://x.vn/tin/page-2/", False),
        ("vhv", "https://x.vn/tin-tuc/doan-the/hop-ban-chap-hanh.html", True),
        ("vhv", "https://x.vn/chuyen-muc-doan-the-c15-2.html", False),
        ("vnportal", "https://x.vn/tin-tuc/bai-moi-1109966", True),
        ("vnportal", "https://x.vn/tin-tuc/page/2", False),
        ("newspaper", "https://x.vn/xa-hoi/202210/bai-moi-2203947/", True),
        ("newspaper", "https://x.vn/xa-hoi/202210/", False),
        ("wordpress", "https://x.vn/2024/12/bai-moi/", True),
        ("wordpress", "https://x.vn/category/tin/page/2/", False),
        ("liferay", "https://x.vn/web/guest/tin/-/asset_publisher/Kq7T/content/hop-ban-chap-hanh", True),
        ("liferay", "https://x.vn/web/guest/tin/-/asset_publisher/Kq7T/rss", False),
        ("sharepoint", "https://x.vn/portal/Pages/2020-11-3/Hop-bancgc20c.aspx", True),
        ("sharepoint", "https://x.vn/portal/Pages/Tin-tuc-su-kien.aspx", False),
        ("webforms", "https://x.vn/viewer.aspx?macm=39&macmp=39&mabb=222823", True),
        ("webforms", "https://x.vn/vi-VN/1/3034/17/231/tintuc/cua-khau-lao-bao.aspx", False),
        ("webforms", "https://x.vn/tin-tuc/hop-ban-chap-hanh-4412.aspx", True),
        ("webforms", "https://x.vn/tin-tuc.aspx", False),
        ("dotnetnuke", "https://x.vn/Tin/tabid/92/title/6108/ctitle/194/Default.aspx", True),
        ("dotnetnuke", "https://x.vn/Tin/tabid/91/currentpage/2/Default.aspx", False),
        ("tuyenquang", "https://x.vn/vi/tin-bai/luat?type=NEWS&id=53945", True),
        ("tuyenquang", "https://x.vn/vi/tin-bai/luat?type=DOC&id=53945", False),
        ("contentfck", "https://x.vn/nu-nong-dan-a465150.html", True),
        ("contentfck", "https://x.vn/chinh-tri/", False),
        ("mastercms", "https://x.vn/gap-mat-post271467.html", True),
        ("mastercms", "https://x.vn/cong-doan-lao-cai-tag4194.html", False),
        ("numbered", "https://x.vn/glamping/d2023032215063906.htm", True),
        ("numbered", "https://x.vn/tin-tuc-postid412345.bbg", True),
        ("numbered", "https://x.vn/chinh-tri-5.html", False),
    ],
)
def test_what_an_article_is_where_the_portal_file_does_not_say(name: str, url: str, article: bool) -> None:
    assert family(name).is_article(url, SITE) is article


@pytest.mark.parametrize(
    ("pager", "page_number", "wanted"),
    [
        ('<ul class="pagination"><li><a href="#">1</a><li><a href="/p/2">2</a></ul>', 1, "/p/2"),
        ('<ul class="pagination"><a href="/p/1">1</a><a href="/p/2">2</a><a href="/p/3">3</a></ul>', 2, "/p/3"),
        ('<div class="paging"><a href="/p/7">Trang sau</a></div>', 6, "/p/7"),
        ('<div class="pager"><a href="javascript:go(2)">2</a></div>', 1, None),
        ('<ul class="pagination"><a href="/p/1">1</a><a href="/p/2">2</a></ul>', 2, None),
        ('<p><a href="/p/2">2</a></p>', 1, None),
        ('<a rel="next" href="/p/9">tiếp</a>', 1, "/p/9"),
    ],
)
def test_pager(pager: str, page_number: int, wanted: str | None) -> None:
    found = family("generic").next_page(page(pager), SITE, page_number, None)
    assert found == (NextPage(wanted) if wanted else None)


def test_the_form_of_a_script_becomes_the_next_page_and_goes_on_in_fragments() -> None:
    script = """<script>function LoadArticle(page) { $.ajax({type: "POST",
        url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle",
        data: { article_category_id: '12', site_id: "27", page: page, page_size: '10', lang: 'vi-VN' } }) }</script>"""
    second = family("vnportal").next_page(page(script), SITE, 1, None)
    assert second is not None
    assert second.href.endswith("/LoadArticle")
    assert dict(second.form or ()) == {
        "article_category_id": "12", "site_id": "27", "page": "2", "page_size": "10", "lang": "vi-VN",
    }  # fmt: skip
    third = family("vnportal").next_page(page("<li>a fragment</li>"), SITE, 2, second.form)
    assert third is not None
    assert dict(third.form or ())["page"] == "3"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("26/12/2024 17:40:00 Đã xem: 7", datetime(2024, 12, 26, 10, 40, tzinfo=UTC)),
        ("18:11:00 | 27/12/2024", datetime(2024, 12, 27, 11, 11, tzinfo=UTC)),
        ("Thứ Tư, ngày 21-12-2022", datetime(2022, 12, 20, 17, tzinfo=UTC)),
        ("31/02/2024", None),
        ("năm 2024", None),
    ],
)
def test_the_date_of_a_row(text: str, wanted: datetime | None) -> None:
    assert shown_date(text) == wanted


def test_rows_give_their_date_to_their_own_links() -> None:
    rows = "".join(f'<li><a href="/tin/bai-{n}.html">x</a> {n:02}/12/2024 08:00</li>' for n in (1, 2, 3))
    links = family("nukeviet").links(page(f"<ul>{rows}</ul><a href='/tin/bai-9.html'>không ngày</a>"), SITE)
    assert [(link.href, link.dated.day if link.dated else None) for link in links] == [
        ("/tin/bai-1.html", 1), ("/tin/bai-2.html", 2), ("/tin/bai-3.html", 3), ("/tin/bai-9.html", None),
    ]  # fmt: skip


def test_the_json_interface_of_wordpress_gives_the_whole_history() -> None:
    posts = """[{"link": "https://x.vn/2024/12/a/", "date_gmt": "2024-12-27T11:00:00", "modified_gmt": ""},
        {"link": "https://x.vn/2024/12/b/", "modified": "2024-12-27T18:00:00"}, {"id": 1}, 7]"""
    url = family("wordpress").history(SITE)[0]
    found = family("wordpress").feed(page(posts, url, **{"x-wp-totalpages": "3"}), 1)
    assert found is not None
    assert {entry.dated for entry in found.entries} == {datetime(2024, 12, 27, 11, tzinfo=UTC)}
    assert found.next is not None
    assert "page=2" in found.next
    last = family("wordpress").feed(page(posts, url, **{"x-wp-totalpages": "3"}), 3)
    assert last is not None
    assert last.next is None


@pytest.mark.parametrize(
    ("base", "wanted"),
    [
        ("/goc/", "https://x.vn/goc/"),
        ("https://x.vn/", "https://x.vn/"),
        ("https://evil.vn/", "https://x.vn/tin/"),
        ("http://[", "https://x.vn/tin/"),
        ("", "https://x.vn/tin/"),
    ],
)
def test_relative_links_obey_a_base_of_the_same_site_only(base: str, wanted: str) -> None:
    assert page(f"<html><head><base href='{base}'></head></html>").base_url == wanted


def pager(*cur: tuple[str, int], articles: int = 0, name: str = "101_INSTANCE_a1b2_") -> str:
    links = "".join(f"<a href='/tin?p_p_id={p}&_{p}_delta=5&_{p}_cur={n}&p_p_state=normal'>x</a>" for p, n in cur)
    news = "".join(f"<a href='/web/guest/tin/-/asset_publisher/a1b2/content/bai-so-{n}'>x</a>" for n in range(articles))
    return f"<div id='p_p_id_{name}'>{news}{links}</div>"


def test_the_pager_of_liferay_is_that_of_the_list_with_the_articles() -> None:
    """Its link is copied whole, with the page's number changed; of two lists the longer is not always the news."""
    html = pager(("side", 9), name="side_") + pager(("main", 2), ("main", 4), articles=3, name="main_")
    second = family("liferay").next_page(page(html), SITE, 1, None)
    assert second == NextPage("/tin?p_p_id=main&_main_delta=5&_main_cur=2&p_p_state=normal")
    there = page(html, "https://x.vn/tin?_main_cur=4")
    assert family("liferay").next_page(there, SITE, 4, None) is None
    assert family("liferay").next_page(page(html, "https://x.vn/tin?_side_cur=4"), SITE, 4, None) == NextPage(
        "/tin?p_p_id=side&_side_delta=5&_side_cur=5&p_p_state=normal"
    )


def test_a_list_that_a_script_fills_is_read_from_its_json() -> None:
    html = "<script>var c = { loadPageURL: 'https://x.vn/tin?p_p_resource_id=loadPage&amp;size=2' };</script>"
    listing = family("liferay").listing(page(html), SITE, 1)
    assert listing.feeds == ["https://x.vn/tin?p_p_resource_id=loadPage&size=2&pageNum=1"]
    answer = '{"items": [{"urlDetail": "/web/a", "createdDate": "27/12/2024 18:00"}, {"id": 3}, 7], "totalPageNum": 2}'
    first = family("liferay").feed(page(answer, listing.feeds[0]), 1)
    assert first is not None
    assert [(entry.url) for entry in first.entries] == ["/web/a"]
    assert first.next == "https://x.vn/tin?p_p_resource_id=loadPage&size=2&pageNum=2"
    last = family("liferay").feed(page(answer, first.next), 2)
    assert last is not None
    assert last.next is None
    for broken in ("{", '{"items": 3}', "{}"):
        assert family("liferay").feed(page(broken), 1) is None


def test_sharepoint_tries_the_number_and_has_the_posting_back_in_hand() -> None:
    html = """<form action='/Pages/Tin.aspx'><input type=hidden name=__VIEWSTATE value=s1>
        <a href="javascript:__doPostBack('pager','2')">2</a></form>"""
    found = family("sharepoint").next_page(page(html, "https://x.vn/Pages/Tin.aspx?a=1"), SITE, 1, None)
    assert found is not None
    assert found.href == "https://x.vn/Pages/Tin.aspx?a=1&PageIndex=2"
    assert found.form is None
    assert found.otherwise is not None
    assert dict(found.otherwise.form or ())["__VIEWSTATE"] == "s1"
    posted = family("sharepoint").next_page(page(html), SITE, 1, found.otherwise.form)
    assert posted is not None
    assert posted.form is not None, "once it posts back, it goes on so"


def test_a_stated_address_comes_before_posting_back() -> None:
    html = (
        """<div class=pager><a href="/tin.aspx?trang=2">2</a><a href="javascript:__doPostBack('p','2')">2</a></div>"""
    )
    for name in ("webforms", "sharepoint", "dotnetnuke"):
        assert family(name).next_page(page(html), SITE, 1, None) == NextPage("/tin.aspx?trang=2")
