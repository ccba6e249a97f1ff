"""One article, one address: whatever a link carries along, and never two articles under one."""

from datetime import date, datetime

import pytest

from transforms.articles import canonical_url, read_page
from transforms.articles.dates import VIETNAM
from transforms.articles.urls import day_of, is_ancestor, month_of, section_of

from .conftest import MakePage, MakeRules

BASE = "https://mau.gov.vn"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{BASE}/tin-tuc/a-1.html", "/tin-tuc/a-1.html"),
        ("http://mau.gov.vn/tin-tuc/a-1.html", "/tin-tuc/a-1.html"),
        ("https://www.mau.gov.vn/tin-tuc/a-1.html", "/tin-tuc/a-1.html"),
        ("https://WWW.MAU.gov.vn:443/tin-tuc/a-1.html", "/tin-tuc/a-1.html"),
        ("https://cu.mau.gov.vn/tin-tuc/a-1.html", "/tin-tuc/a-1.html"),
        (f"{BASE}/tin-tuc/a-1.html#binh-luan", "/tin-tuc/a-1.html"),
        (f"{BASE}/tin-tuc/a-1.html?utm_source=zalo&utm_medium=x", "/tin-tuc/a-1.html"),
        (f"{BASE}/tin-tuc/a-1.html?fbclid=IwAR0&gidzl=abc", "/tin-tuc/a-1.html"),
        (f"{BASE}/tin-tuc/a-1.html?PHPSESSID=0a1b", "/tin-tuc/a-1.html"),
        (f"{BASE}/tin-tuc/a-1.html;jsessionid=0A1B2C", "/tin-tuc/a-1.html"),
        (f"{BASE}/(S(abc123))/tin-tuc/a-1.html", "/tin-tuc/a-1.html"),
        (f"{BASE}//tin-tuc///a-1.html", "/tin-tuc/a-1.html"),
        (f"{BASE}/index.php", "/"),
        (BASE, "/"),
        (f"{BASE}/tin-b%C3%A0i/a", "/tin-b%C3%A0i/a"),
        (f"{BASE}/tin-bài/a", "/tin-b%C3%A0i/a"),
        (f"{BASE}/vi/tin-bai/a?type=NEWS&id=7", "/vi/tin-bai/a?type=NEWS&id=7"),
        (f"{BASE}/vi/tin-bai/a?id=7&type=NEWS&utm_source=x", "/vi/tin-bai/a?type=NEWS&id=7"),
        (f"{BASE}/viewer.aspx?macm=39&macmp=39&mabb=222823", "/viewer.aspx?macm=39&macmp=39&mabb=222823"),
        (f"{BASE}/?language=vi&nv=news&op=tin/a-1", "/?language=vi&nv=news&op=tin%2Fa-1"),
        (f"{BASE}/Pages/a.aspx?ItemID=12&sid=3", "/Pages/a.aspx?ItemID=12"),
        (f"{BASE}/?p=30831", "/?p=30831"),
        (f"{BASE}/tin?page=2", "/tin?page=2"),
    ],
)
def test_canonical(url: str, expected: str, make_rules: MakeRules) -> None:
    rules = make_rules()
    assert canonical_url(url, rules) == BASE + expected
    assert canonical_url(canonical_url(url, rules), rules) == BASE + expected


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "http://[::1", "mailto:a@b.vn", "https://x:99999/a", "\x00", "//"]
)
def test_what_is_no_address_does_not_raise(url: str, make_rules: MakeRules) -> None:
    assert isinstance(canonical_url(url, make_rules()), str)
    assert isinstance(canonical_url(url, None), str)


def test_other_articles_keep_other_addresses(make_rules: MakeRules) -> None:
    urls = ["/a?type=NEWS&id=7", "/a?type=NEWS&id=8", "/a", "/a/b", "/?p=1", "/?p=2", "/a-1.html", "/a-2.html"]
    assert len({canonical_url(BASE + url, make_rules()) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    ("declared", "believed"),
    [
        ("/tin-tuc/a.html", True),
        ("https://mau.gov.vn/tin-tuc/a.html", True),
        ("http://www.mau.gov.vn/tin-tuc/a.html", True),
        ("https://khac.vn/tin-tuc/a.html", False),
        ("https://mau.gov.vn/", False),
        ("https://mau.gov.vn/tin-tuc/", False),
        ("https://mau.gov.vn/lien-he", False),
        ("javascript:void(0)", False),
        ("http://[", False),
    ],
)
def test_what_a_page_calls_itself_is_believed_where_it_can_be(
    declared: str, believed: bool, make_rules: MakeRules
) -> None:
    url = f"{BASE}/in/tin-tuc/a.html"
    expected = f"{BASE}/tin-tuc/a.html" if believed else url
    assert canonical_url(url, make_rules(), declared) == expected


def test_two_addresses_of_one_article_have_one_identity(make_page: MakePage, make_rules: MakeRules) -> None:
    html = (
        '<link rel="canonical" href="https://mau.gov.vn/tin-tuc/a.html"><h1>Công đoàn tỉnh trao quà</h1>'
        "<p>" + "Công đoàn tỉnh trao 100 suất quà cho đoàn viên. " * 9 + "</p>"
    )
    urls = [f"{BASE}/tin-tuc/a.html", f"{BASE}/tin-tuc/a.html?fbclid=1", "http://www.mau.gov.vn/khac/a.html"]
    articles = [read_page(make_page(html, url=url), make_rules(), "0") for url in urls]
    assert len({article.article_id for article in articles}) == 1
    assert len({article.version_id for article in articles}) == 1


def test_an_edit_is_another_version_of_the_same_article(make_page: MakePage, make_rules: MakeRules) -> None:
    html = "<h1>Công đoàn tỉnh trao quà</h1><p>" + "Công đoàn tỉnh trao {} suất quà cho đoàn viên. " * 9 + "</p>"
    one, two, three = (read_page(make_page(html.format(*[n] * 9)), make_rules(), "0") for n in (100, 120, 100))
    assert one.article_id == two.article_id
    assert one.version_id != two.version_id
    assert one.version_id == three.version_id


def test_dates_in_addresses() -> None:
    assert month_of("https://b.vn/xa-hoi/202212/bai-2205976/") == date(2022, 12, 1)
    assert month_of("https://b.vn/xa-hoi/202213/bai-2205976/") is None
    assert day_of("https://b.vn/portal/Pages/2022-8-17/Bai.aspx") == datetime(2022, 8, 17, tzinfo=VIETNAM)
    assert day_of("https://b.vn/portal/Pages/2022-2-31/Bai.aspx") is None


def test_ancestors() -> None:
    assert is_ancestor("https://b.vn/", "https://b.vn/a/b.html")
    assert is_ancestor("https://b.vn/a", "https://b.vn/a/b.html")
    assert not is_ancestor("https://b.vn/a/b.html", "https://b.vn/a/b.html")
    assert not is_ancestor("https://b.vn/ab", "https://b.vn/abc")
    assert not is_ancestor("https://c.vn/", "https://b.vn/a")


def test_sections_have_their_own_home(make_rules: MakeRules) -> None:
    rules = make_rules()
    assert section_of(f"{BASE}/hai-phong/a.html", rules) == ("/hai-phong", "VN63_31")
    assert section_of(f"{BASE}/hai-phong-moi/a.html", rules) == (None, "VN63_12")
    assert section_of(f"{BASE}/tinh-ban/a.html", rules) == ("/tinh-ban/", None)
    assert section_of(f"{BASE}/tin-tuc/a.html", rules) == (None, "VN63_12")
