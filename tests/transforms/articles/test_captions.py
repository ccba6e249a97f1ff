"""Captions are left out where the page's structure says that they are one, with or without a mark, and text is not.

Protects: figures under pictures ("trao 45 suất quà") that are not the article's.
"""

import pytest

from transforms.articles import read_page

from .conftest import MakePage, MakeRules

CAPTION = "Đoàn công tác trao 45 suất quà tại bản Na Ka"
BEFORE = "Năm 2023, công đoàn thị xã kết nạp mới 137 đoàn viên, thành lập mới 4 công đoàn cơ sở."
BEHIND = [
    "Các cơ sở tặng 512 suất quà cho đoàn viên khó khăn, trị giá 256 triệu đồng.",
    "Năm tới, công đoàn thị xã vận động lao động tự do vào tổ chức.",
]
LAYOUTS = {
    "figcaption": "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
    "a figure without figcaption": "<figure><img src=a.jpg><p>{}</p></figure>",
    "a table of two rows": "<table><tr><td><img src=a.jpg></td></tr><tr><td>{}</td></tr></table>",
    "one cell": "<table align=center><tr><td><img src=a.jpg><br>{}</td></tr></table>",
    "picture left, words right": "<table><tr><td><img src=a.jpg></td><td>{}</td></tr></table>",
    "a table in a table": (
        "<table><tr><td><table><tr><td><img src=a.jpg></td></tr></table></td></tr><tr><td>{}</td></tr></table>"
    ),
    "italic, centred, below": "<p align=center><img src=a.jpg></p><p align=center><em>{}</em></p>",
    "italic below": "<p><img src=a.jpg></p><p><i>{}</i></p>",
    "centred below": '<p style="text-align:center"><img src=a.jpg></p><p style="text-align:center">{}</p>',
    "centred behind a break": "<center><img src=a.jpg><br>{}</center>",
    "in its paragraph": "<p><img src=a.jpg><br>{}</p>",
    "by its class": '<div><img src=a.jpg></div><div class="img-cap">{}</div>',
    "an inset": "<div><img src=a.jpg><p>{}</p></div>",
    "an inset of spans": "<div><img src=a.jpg><span>{}</span></div>",
    "a gallery": "<div><div><img src=a.jpg><span>{}</span></div><div><img src=b.jpg><span>Hai người</span></div></div>",
    "with its photographer": "<p><img src=a.jpg></p><p>{}. Ảnh: T.L</p>",
    "of a video": "<figure><iframe src=v></iframe><figcaption>{}</figcaption></figure>",
}


@pytest.mark.parametrize("family", ["nukeviet", "unknown"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_caption_is_not_the_text(layout: str, family: str, make_page: MakePage, make_rules: MakeRules) -> None:
    behind = "".join(f"<p>{line}</p>" for line in BEHIND)
    html = (
        f'<title>Công đoàn thị xã một năm nhìn lại</title><h1 class="title">Công đoàn thị xã một năm nhìn lại</h1>'
        f'<div id="news-bodyhtml"><p>{BEFORE}</p>{LAYOUTS[layout].format(CAPTION)}{behind}</div>'
    )
    assert read_page(make_page(html), make_rules(family), "0").text == "\n".join([BEFORE, *BEHIND])


@pytest.mark.parametrize(
    "block",
    [
        "<p><img src=a.jpg>{}</p>",
        "<div><img src=a.jpg>{}</div>",
        "<p><img src=a.jpg></p><p>{}</p>",
        "<table><tr><td><table><tr><td><img src=a.jpg></td></tr></table>{}</td></tr></table>",
        "<table><tr><td>{}</td><td><img src=icon.gif></td></tr></table>",
    ],
)
@pytest.mark.parametrize("family", ["nukeviet", "unknown"])
def test_a_sentence_beside_a_picture_is_the_text(
    block: str, family: str, make_page: MakePage, make_rules: MakeRules
) -> None:
    more = "".join(f"<p>{line}</p>" for line in BEHIND)
    html = (
        f'<title>Công đoàn thị xã một năm nhìn lại</title><h1 class="title">Công đoàn thị xã một năm nhìn lại</h1>'
        f'<div id="news-bodyhtml">{more}{block.format(BEFORE)}</div>'
    )
    assert read_page(make_page(html), make_rules(family), "0").text == "\n".join([*BEHIND, BEFORE])
