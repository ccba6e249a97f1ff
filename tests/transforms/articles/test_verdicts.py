"""Error pages, logins, bot walls, lists and files are told from articles, each with its reason.

The templates are of our own making, in the shape of the answers portals give: bare, inside the full site with its boxes
of headlines, with status 200.
"""

import pytest

from transforms.articles import read_page

from .conftest import MakePage, MakeRules

HEADLINES = "".join(
    f'<li><a href="/tin-tuc/bai-{i}.html">Công đoàn huyện số {i} trao {i}00 suất quà cho đoàn viên</a></li>'
    for i in range(9)
)
SITE = """<html><head><title>{title}</title></head><body>
<header><a href="/">Cổng thông tin điện tử</a><span>Thứ bảy, 28/12/2024 09:00</span></header>
<nav><ul><li><a href="/tin-tuc">Tin tức</a></li><li><a href="/van-ban">Văn bản</a></li></ul></nav>
<div class="main">{main}</div>
<div class="right"><h3>Tin xem nhiều</h3><ul>{headlines}</ul><p>Đang truy cập: 12</p><p>Hôm nay: 1.204</p></div>
<footer><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh. Giấy phép số 12/GP-TTĐT.</p></footer></body></html>"""


def site(main: str, title: str = "Cổng thông tin điện tử tỉnh") -> str:
    return SITE.format(main=main, title=title, headlines=HEADLINES)


def bare(main: str, title: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body>{main}</body></html>"


SOFT_404 = [
    bare("<h1>404</h1>", "404 Not Found"),
    bare("<h1>Not Found</h1><p>The requested URL was not found on this server.</p>"),
    bare("<p>Không tìm thấy trang bạn yêu cầu.</p>"),
    bare("<h2>Rất tiếc, trang này không tồn tại.</h2><a href='/'>Về trang chủ</a>"),
    bare("<div>Bài viết không tồn tại hoặc đã bị xóa.</div>"),
    bare("<b>Bài viết đã bị gỡ</b>"),
    bare("<p>Đường dẫn không hợp lệ</p>", "Thông báo lỗi"),
    bare("<h1>Server Error in '/' Application.</h1><h2>Runtime Error</h2>", "Runtime Error"),
    bare("<h2>Object moved to <a href='/'>here</a>.</h2>", "Object moved"),
    bare("<h1>Website đang bảo trì</h1><p>Mời bạn quay lại sau.</p>"),
    bare("<p>Hệ thống đang nâng cấp, vui lòng truy cập lại sau ít phút.</p>", "Thông báo"),
    bare("<h1>503 Service Unavailable</h1>"),
    bare("<h1>502 Bad Gateway</h1><hr><center>nginx</center>", "502 Bad Gateway"),
    bare("<p>Account has been suspended. Contact your hosting provider.</p>", "Suspended"),
    bare("<p>Tên miền đã hết hạn.</p>"),
    site("<h2>Thông báo</h2><p>Không tìm thấy bài viết. Bài viết đã hết hạn hiển thị.</p>"),
    site("<div class='error'><h1>404</h1><p>Trang bạn tìm không có.</p></div>"),
    site("<p>Không có dữ liệu</p>"),
    site("<p>Nội dung đang được cập nhật...</p>"),
    site("<h1>Có lỗi xảy ra</h1><p>Vui lòng thử lại.</p>"),
    site("<div class='alert'>Liên kết không hợp lệ hoặc đã bị thay đổi.</div>", "Lỗi"),
    site("<p>Xin lỗi! Bài viết này không còn tồn tại trên hệ thống.</p>"),
    site("<h1>Không tìm thấy trang này.</h1><p>Có vẻ như không có gì ở đây.</p>", "Không tìm thấy trang"),
    site(""),
]
LOGIN = [
    bare("<h1>Đăng nhập</h1><form><input name=u><input type=password name=p><button>Vào</button></form>"),
    bare("<form><label>Tên đăng nhập</label><input><label>Mật khẩu</label><input type='password'></form>", "Đăng nhập"),
    bare("<p>Bạn cần đăng nhập để xem nội dung này.</p>"),
    bare("<h1>Sign in</h1><form><input type=password></form>", "Sign in"),
    site("<h2>Đăng nhập hệ thống</h2><form><input type=password></form>"),
    site("<p>Vui lòng đăng nhập để tiếp tục. Phiên làm việc đã hết hạn.</p>"),
    site("<p>Bạn không có quyền truy cập vào khu vực này.</p>"),
    bare("<h1>401 - Unauthorized</h1><p>Access is denied due to invalid credentials.</p>"),
]
BOT_WALL = [
    bare(
        "<h1>Just a moment...</h1><script src='/cdn-cgi/challenge-platform/h/b/orchestrate.js'></script>",
        "Just a moment...",
    ),
    bare("<p>Checking your browser before accessing the site.</p>"),
    bare("<p>Verifying you are human. This may take a few seconds.</p>"),
    bare("<p>Xác minh bạn là con người để tiếp tục</p><div class='g-recaptcha'></div>"),
    bare("<h1>Attention Required!</h1><p>You have been blocked</p>", "Attention Required! | Cloudflare"),
    bare("<iframe src='/_Incapsula_Resource?x=1'></iframe><p>Request unsuccessful. Incapsula incident ID: 1</p>"),
    bare(
        "The requested URL was rejected. Please consult with your administrator. Your support ID is: 123",
        "Request Rejected",
    ),
    bare("<script>document.cookie='D1N=abc123';window.location.reload(true);</script>"),
    bare("<p>Bạn đã gửi quá nhiều yêu cầu. Vui lòng thử lại sau 60 giây.</p>"),
    bare("<p>Your request is blocked</p>"),
    bare("<h1>Too Many Requests</h1>"),
    site("<p>Vui lòng nhập mã captcha để chứng minh tôi không phải là người máy.</p>"),
]
ARTICLE = site(
    "<h1>Công đoàn tỉnh tập huấn kỹ năng số</h1><p>28/12/2024 08:00</p>"
    "<p>Sáng nay, LĐLĐ tỉnh mở lớp tập huấn cho 120 cán bộ công đoàn về an toàn khi đăng nhập và bảo vệ mật khẩu. "
    "Giảng viên nêu ví dụ: nhiều trang báo lỗi 404 không tìm thấy, hoặc đòi người dùng xác minh bạn là con người.</p>"
    "<p>Theo Ban Tuyên giáo LĐLĐ tỉnh, năm 2024 toàn tỉnh mở 14 lớp như vậy cho 1.560 lượt cán bộ công đoàn cơ sở. "
    "Năm tới, công đoàn tỉnh dự kiến mở thêm 10 lớp ở các huyện vùng cao và khu công nghiệp.</p>",
    "Công đoàn tỉnh tập huấn kỹ năng số",
)


def verdict_of(html: str, make_page: MakePage, make_rules: MakeRules) -> tuple[str, str | None]:
    article = read_page(make_page(html), make_rules(), "0")
    return article.verdict, article.verdict_reason


@pytest.mark.parametrize("html", SOFT_404)
def test_soft_404(html: str, make_page: MakePage, make_rules: MakeRules) -> None:
    assert verdict_of(html, make_page, make_rules)[0] == "soft_404"


@pytest.mark.parametrize("html", LOGIN)
def test_login(html: str, make_page: MakePage, make_rules: MakeRules) -> None:
    assert verdict_of(html, make_page, make_rules)[0] == "login"


@pytest.mark.parametrize("html", BOT_WALL)
def test_bot_wall(html: str, make_page: MakePage, make_rules: MakeRules) -> None:
    assert verdict_of(html, make_page, make_rules)[0] == "bot_wall"


def test_there_are_enough_templates() -> None:
    assert len(SOFT_404) + len(LOGIN) + len(BOT_WALL) >= 30


def test_an_article_may_use_the_same_words(make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(ARTICLE), make_rules(), "0")
    assert article.verdict == "article"
    assert article.title == "Công đoàn tỉnh tập huấn kỹ năng số"
    assert article.text is not None
    assert article.text.count("\n") == 1


def test_a_known_container_with_an_error_message_is_no_article(make_page: MakePage, make_rules: MakeRules) -> None:
    html = site(
        '<h1 class="title-detail">Thông báo</h1><div class="content-detail"><p>Bài viết không tồn tại</p></div>'
    )
    assert verdict_of(html, make_page, lambda: make_rules("vhv"))[0] == "soft_404"


def test_a_list_of_articles_is_a_listing(make_page: MakePage, make_rules: MakeRules) -> None:
    rows = "".join(
        f'<div><h3><a href="/tin-tuc/bai-{i}.html">LĐLĐ tỉnh tổng kết hoạt động công đoàn năm 20{i}</a></h3>'
        f"<p>Năm 20{i}, các cấp công đoàn kết nạp {i}.200 đoàn viên.</p></div>"
        for i in range(10, 20)
    )
    page = make_page(site(f"<h1>Tin công đoàn</h1>{rows}"), url="https://mau.gov.vn/tin-tuc")
    article = read_page(page, make_rules(), "0")
    assert (article.verdict, article.text) == ("listing", None)


@pytest.mark.parametrize(
    ("body", "content_type", "verdict"),
    [
        (b"%PDF-1.4 ...", "application/pdf", "unreadable"),
        (b"%PDF-1.4 ...", "text/html", "unreadable"),
        (b"PK\x03\x04....", "text/html", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "text/html", "document"),
        (b"{\\rtf1 xin chao}", "text/html", "document"),
        (b"\x89PNG\r\n\x1a\n\x00", "text/html", "unreadable"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "text/html", "unreadable"),
        (b"GIF89a\x01\x00", "text/html", "unreadable"),
        (b"RIFF\x00\x00\x00\x00WEBP", "text/html", "unreadable"),
        (b"BM\x00\x00\x00\x00", "text/html", "unreadable"),
        (b"II*\x00", "text/html", "unreadable"),
        (b"\x00\x00\x01\x00", "text/html", "unreadable"),
        (b"\x00\x00\x00\x18ftypmp42", "text/html", "unreadable"),
        (b"ID3\x03\x00", "text/html", "unreadable"),
        (b"OggS\x00", "text/html", "unreadable"),
        (b"\x1aE\xdf\xa3", "text/html", "unreadable"),
        (b"FLV\x01", "text/html", "unreadable"),
        (b"\x1f\x8b\x08\x00", "text/html", "unreadable"),
        (b"BZh91AY", "text/html", "unreadable"),
        (b"\xfd7zXZ\x00", "text/html", "unreadable"),
        (b"Rar!\x1a\x07", "text/html", "document"),
        (b"7z\xbc\xaf\x27\x1c", "text/html", "document"),
        (b"\x7fELF\x02", "text/html", "unreadable"),
        (b"wOF2\x00", "text/html", "unreadable"),
        (b"SQLite format 3\x00", "text/html", "unreadable"),
        (b"", "text/html", "unreadable"),
        (b" \r\n\t ", "text/html", "unreadable"),
        (b"\x00" * 500, "text/html", "unreadable"),
        (b"\x00\x01\x02\x03" * 200, "text/html", "unreadable"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "application/rss+xml", "listing"),
        (b"<?xml version='1.0'?><urlset></urlset>", "text/xml", "listing"),
        (b'{"posts": []}', "application/json", "listing"),
        (b"User-agent: *\nDisallow: /", "text/plain", "listing"),
    ],
)
def test_what_is_no_page_at_all(
    body: bytes, content_type: str, verdict: str, make_page: MakePage, make_rules: MakeRules
) -> None:
    article = read_page(make_page(body, content_type=content_type), make_rules(), "0")
    assert article.verdict == verdict
    assert article.verdict_reason
    assert (article.title, article.text, article.version_id, article.published_at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("status", "verdict"), [(404, "soft_404"), (410, "soft_404"), (500, "soft_404"), (403, "bot_wall")]
)
def test_the_status_speaks_first(status: int, verdict: str, make_page: MakePage, make_rules: MakeRules) -> None:
    assert read_page(make_page(ARTICLE, status=status), make_rules(), "0").verdict == verdict


def test_a_page_drawn_by_a_script_says_so(make_page: MakePage, make_rules: MakeRules) -> None:
    html = bare(
        "<noscript>You need to enable JavaScript to run this app.</noscript>"
        '<div id="root"></div><script src="a.js"></script>'
    )
    article = read_page(make_page(html), make_rules(), "0")
    assert article.verdict == "unreadable"
    assert article.verdict_reason is not None
    assert "JavaScript" in article.verdict_reason


def test_an_article_that_is_only_an_attachment_is_a_document(make_page: MakePage, make_rules: MakeRules) -> None:
    html = site(
        '<h1 class="title-detail">Kế hoạch công đoàn năm 2025</h1><div class="content-detail">'
        '<p>Chi tiết xem tại tệp đính kèm.</p><a href="/upload/ke-hoach.pdf">Kế hoạch</a> '
        '<a href="/tai?id=5">bieu.xlsx</a></div>'
    )
    article = read_page(make_page(html), make_rules("vhv"), "0")
    assert article.verdict == "document"
    assert article.attachments == ("https://mau.gov.vn/upload/ke-hoach.pdf", "https://mau.gov.vn/tai?id=5")


def test_a_page_that_calls_the_front_page_its_address_is_gone(make_page: MakePage, make_rules: MakeRules) -> None:
    html = ARTICLE.replace("<head>", '<head><link rel="canonical" href="https://mau.gov.vn/">')
    assert read_page(make_page(html), make_rules(), "0").verdict == "soft_404"


def test_an_archive_that_shows_whole_texts_is_a_listing(make_page: MakePage, make_rules: MakeRules) -> None:
    post = (
        '<article class="post"><h2 class="entry-title"><a href="/a">Tin</a></h2>'
        '<div class="entry-content">{}</div></article>'
    )
    text = "<p>" + "Công đoàn tỉnh trao 100 suất quà cho đoàn viên khó khăn. " * 12 + "</p>"
    html = f'<html><body class="archive category">{post.format(text) * 3}</body></html>'
    article = read_page(make_page(html, url="https://mau.gov.vn/category/tin/"), make_rules("wordpress"), "0")
    assert (article.verdict, article.text) == ("listing", None)
