"""Which date of a page is believed, and which never is."""

import time
from datetime import datetime

import pytest

from transforms.articles import read_page
from transforms.articles.dates import VIETNAM

from .conftest import MakePage, MakeRules

TEXT = "".join(
    f"<p>Công đoàn tỉnh trao {n} suất quà cho đoàn viên, người lao động khó khăn dịp này.</p>" for n in range(5)
)
CLOCK = "<div class=clock>Thứ bảy, 28/12/2024 08:30</div>"
JSON_LD = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}","datePublished":"{}"}}</script>'
TITLE = "Công đoàn tỉnh trao quà"


def page(head: str = "", beside: str = "", after: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body>{CLOCK}<h1>{TITLE}</h1>{beside}"
        f"<div>{TEXT}</div>{after}</body></html>"
    )


META = '<meta property="article:published_time" content="2024-12-24T10:00:00+07:00">'
LISTED = (
    '<h3>Tin cũ hơn</h3><ul><li><a href="/x">Tin khác của tỉnh</a> '
    '<time datetime="2024-11-01">01/11/2024</time></li></ul>'
)
OF_PAGE = JSON_LD.format(TITLE, "2024-12-25T10:00:00+07:00")
TWO = JSON_LD.format("Tin khác", "2020-01-01") + OF_PAGE
COMMENT = "<h3>Bình luận</h3><div>Bạn đọc - 26/12/2024 09:00</div>"


@pytest.mark.parametrize(
    ("html", "expected", "source"),
    [
        (
            page(JSON_LD.format(TITLE, "2024-12-25T10:00:00+07:00") + META, "<p>23/12/2024</p>"),
            "2024-12-25 10:00",
            "json-ld",
        ),
        (page(META, "<span itemprop=datePublished>2024-12-26T10:00:00+07:00</span>"), "2024-12-26 10:00", "itemprop"),
        (page(META, "<p>Thứ hai, 23/12/2024 07:00</p>"), "2024-12-24 10:00", "meta"),
        (page("", "<p>Thứ hai, 23/12/2024 07:00</p>"), "2024-12-23 07:00", "line"),
        (page("", "<p>Đăng ngày 23/12/2024 bởi bientap</p>"), "2024-12-23 00:00", "line"),
        (page("", '<p>Đăng <time datetime="2024-12-23T07:00:00+07:00">hôm kia</time></p>'), "2024-12-23 07:00", "time"),
        (page("", "<p>2 giờ trước</p>"), "2024-12-28 07:00", "line"),
        (
            page(JSON_LD.format("Tin khác", "2020-01-01") + JSON_LD.format(TITLE, "2024-12-25")),
            "2024-12-25 00:00",
            "json-ld",
        ),
    ],
)
def test_order_of_trust(html: str, expected: str, source: str, make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(html), make_rules(), "0")
    assert article.published_at == datetime.fromisoformat(expected).replace(tzinfo=VIETNAM)
    assert article.published_source == source


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page(after=LISTED),
        page(after=COMMENT),
        page(beside="<p>Chiều 27/12</p>"),
        page(beside="<p>27/12/24</p>"),
        page(JSON_LD.format("Tin khác", "2020-01-01") + JSON_LD.format("Tin nữa", "2021-01-01")),
        page('<meta property="article:published_time" content="1970-01-01T00:00:00Z">'),
        page().replace(f"<h1>{TITLE}</h1>", "").replace(f"<title>{TITLE}</title>", ""),
    ],
)
def test_never_from_clock_neighbour_or_comment(html: str, make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(html), make_rules(), "0")
    assert article.verdict == "article"
    assert (article.published_at, article.published_source) == (None, None)


def test_a_date_after_retrieval_is_dropped_with_a_reason(make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(page(META.replace("2024-12-24", "2024-12-30"))), make_rules(), "0")
    assert (article.published_at, article.published_source) == (None, None)
    assert any(warning.startswith("future_date") for warning in article.layout_warnings)


def test_a_day_ahead_is_within_what_clocks_and_zones_do(make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(
        make_page(page(META.replace("2024-12-24", "2024-12-29").replace("10:00", "08:00"))), make_rules(), "0"
    )
    assert article.published_at == datetime(2024, 12, 29, 8, 0, tzinfo=VIETNAM)


def test_a_month_folder_contradicts(make_page: MakePage, make_rules: MakeRules) -> None:
    html = page(META, "<p>05/06/2024 07:00</p>")
    article = read_page(make_page(html, url="https://mau.gov.vn/202406/tin/bai-1.html"), make_rules(), "0")
    assert article.published_at == datetime(2024, 6, 5, 7, 0, tzinfo=VIETNAM)
    assert any(warning.startswith("date_contradicts_url") for warning in article.layout_warnings)


def test_a_whole_date_in_the_address_is_the_last_resort(make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(page(), url="https://mau.gov.vn/pages/2024-12-5/tin/bai.html"), make_rules(), "0")
    assert article.published_at == datetime(2024, 12, 5, tzinfo=VIETNAM)
    assert article.published_source == "url"


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati", ""])
def test_the_zone_of_our_host_changes_nothing(
    zone: str, monkeypatch: pytest.MonkeyPatch, make_page: MakePage, make_rules: MakeRules
) -> None:
    """C8: a host with summer time, on the other side of the day, or without a zone."""
    html = f"<h1>Công đoàn tỉnh trao quà Tết</h1><div>26/12/2024 23:30</div><p>{'Công đoàn trao quà. ' * 20}</p>"
    page = make_page(html)
    here = read_page(page, make_rules(), "0")
    assert here.published_at is not None
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert read_page(page, make_rules(), "0") == here
    finally:
        monkeypatch.undo()
        time.tzset()
