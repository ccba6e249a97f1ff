"""The walk reads markup as a person reads the page: where lines begin and end, what is a caption, what is hidden."""

import pytest

from transforms.articles.blocks import MAX_NODES, walk
from transforms.articles.captions import lines_of, without_captions
from transforms.articles.document import Document


def lines(html: str) -> list[str]:
    body = Document(f"<html><body>{html}</body></html>", "https://mau.gov.vn/").tree.body
    assert body is not None
    return [block.text for block in lines_of(without_captions(walk(body)))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Một</p><p>Hai</p>", ["Một", "Hai"]),
        ("<div>Chữ trần<p>Một</p>đuôi</div>", ["Chữ trần", "Một", "đuôi"]),
        ("Một.<br>Hai.<br/><br />Ba.", ["Một.", "Hai.", "Ba."]),
        ("Dòng bị cắt giữa<br>câu thì nối lại.<br>Câu sau.", ["Dòng bị cắt giữa câu thì nối lại.", "Câu sau."]),
        ("<p>786 <b>công</b> đoàn <i>cơ</i>\n  sở</p>", ["786 công đoàn cơ sở"]),
        ("<p>2.4<b>25</b>/1.720</p>", ["2.425/1.720"]),
        ("<ul><li>Một</li><li>Hai<ul><li>Hai rưỡi</li></ul></li></ul>", ["Một", "Hai", "Hai rưỡi"]),
        ("<p>• Một</p><p>- Hai</p>", ["Một", "- Hai"]),
        ("<h2>Kết quả</h2><p>Một</p>", ["Kết quả", "Một"]),
        (
            "<table><tr><th>Năm</th><th>Số</th></tr><tr><td>2024</td><td>786</td></tr></table>",
            ["Năm | Số", "2024 | 786"],
        ),
        ("<table><tr><td><p>2024</p></td><td><p>786</p></td><td></td></tr></table>", ["2024 | 786"]),
        ("<table><tr><td><p>Một</p><p>Hai</p></td><td>Bên</td></tr></table>", ["Một", "Hai", "Bên"]),
        ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>", ["a | b", "c"]),
        ("<dl><dt>Chỉ tiêu</dt><dd>786</dd></dl>", ["Chỉ tiêu", "786"]),
        ("<blockquote>Lời<p>trích</p></blockquote>", ["Lời", "trích"]),
        ("<p>Một</p><hr><p>Hai</p>", ["Một", "Hai"]),
        ("<p class=MsoNormal>&nbsp;&nbsp; Một<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>", ["Một"]),
        ("<p><span style='mso-list:Ignore'>·&nbsp;&nbsp;</span>Một</p>", ["Một"]),
        ("<p>cô\u00adng&shy; đo\u200bàn</p>", ["công đoàn"]),
        ("<p>&#272;o&agrave;n vi&ecirc;n</p>", ["Đoàn viên"]),
        ("<p>a &lt;script&gt;b</p>", ["a <script>b"]),
        ("<!-- <p>không</p> --><p>có</p>", ["có"]),
        ("<script>x='<p>1</p>'</script><style>p{}</style><noscript>y</noscript><p>có</p>", ["có"]),
        ("<p>có</p><p style='display: none'>999</p><p hidden>999</p><div class='d-none x'>999</div>", ["có"]),
        ("<p>có <span style='visibility:hidden'>999</span>đây</p>", ["có đây"]),
        ("<form><input value=9><select><option>9</select><button>9</button><textarea>9</textarea>chữ</form>", ["chữ"]),
        ("<p>Một<p>Hai<div>Ba", ["Một", "Hai", "Ba"]),
        ("<b><p>Một</b><p>Hai</p>", ["Một", "Hai"]),
        ("", []),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src=a.jpg><figcaption>Đại biểu 999</figcaption></figure>",
        "<figure><p><img src=a.jpg></p>Đại biểu 999</figure>",
        "<table class=image><tr><td><img src=a.jpg></td></tr><tr><td>Đại biểu 999</td></tr></table>",
        "<table align=center><tbody><tr><td><img src=a><p>Đại biểu 999</p></td></tr></tbody></table>",
        "<p style='text-align:center'><img src=a><br><em>Đại biểu 999</em></p>",
        "<p style='text-align: center'><img src=a></p><p style='text-align: center'>Đại biểu 999</p>",
        "<p><img src=a></p><p><em>Đại biểu 999</em></p>",
        "<center><img src=a></center><center>Đại biểu 999</center>",
        "<p><img src=a><br>Đại biểu 999</p>",
        "<div class='wp-caption'><img src=a><p class='wp-caption-text'>Đại biểu 999</p></div>",
        "<p><img src=a></p><p class='image-caption'>Đại biểu 999</p>",
    ],
)
def test_captions_are_told_by_structure(caption: str) -> None:
    assert lines(f"<p>Trước.</p>{caption}<p>Sau, có 786 công đoàn cơ sở.</p>") == [
        "Trước.",
        "Sau, có 786 công đoàn cơ sở.",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<p><img src=a></p><p>Sau ảnh, có 786 công đoàn cơ sở.</p>",
        "<p><img src=a class=emoji> " + "Năm qua có 786 công đoàn cơ sở. " * 10 + "</p>",
        "<p><img src=icon.png> Có 786 công đoàn cơ sở.</p>",
        "<p style='text-align:center'>Có 786 công đoàn cơ sở.</p>",
        "<p><em>Có 786 công đoàn cơ sở.</em></p>",
        "<figure class=table><table><tr><td>CĐCS</td><td>786</td></tr></table></figure>",
        "<div><img src=a><br>Có 786 công đoàn cơ sở.<br>Và 23.218 đoàn viên.</div>",
    ],
)
def test_what_only_looks_like_a_caption_stays(html: str) -> None:
    assert any("786" in line for line in lines(html))


def test_depth_and_size_do_not_matter() -> None:
    assert lines("<span>" * 20_000 + "đáy")[-1] == "đáy"
    assert len(lines("<br>x" * (MAX_NODES + 1000))) <= MAX_NODES
