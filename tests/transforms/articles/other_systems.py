# ruff: noqa: E501 - markup is easier to compare with a page where its lines are not broken
"""Article pages in the manner of systems that have no family of their own, for the reader of unknown sites.

Each template dresses one sample article (title, lead, blocks, author, date) with the boxes, counters and habits that
such a system has around its articles. Class names are facts about other people's pages; the templates are our own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

NEIGHBOURS = [
    "LĐLĐ huyện bên kết nạp 4.321 đoàn viên trong năm 2019",
    "Công đoàn ngành Y tế hỗ trợ 55 nhà mái ấm năm 2018",
    "Toàn tỉnh có 1.277 công đoàn cơ sở, 88.900 đoàn viên",
    "Trao 9.876 suất quà Tết cho công nhân",
    "Hơn 77 tỷ đồng chăm lo người lao động",
]
COMMENTS = [
    "Tôi làm ở công ty có 1.357 công nhân mà chưa có công đoàn.",
    "Năm 2016 tổ tôi được 24 suất quà, cảm ơn công đoàn.",
]


@dataclass(frozen=True)
class Piece:
    """What a page is made of."""

    title: str
    lead: str | None
    blocks: Sequence[tuple[str, str]]  # kind (p, li, row, h, caption) and text
    author: str | None
    published: datetime


def links(tag: str = "li", teaser: bool = False) -> str:
    rows = []
    for i, line in enumerate(NEIGHBOURS):
        text = f'<a href="/tin/{i}.html">{line}</a> <span>({10 + i}/03/2019)</span>'
        rows.append(
            f"<{tag}>{text}{'<p>' + line + ', đạt 112% kế hoạch được giao trong năm ấy.</p>' if teaser else ''}</{tag}>"
        )
    return "".join(rows)


def body(piece: Piece, paragraph: Callable[[str], str], caption: Callable[[str], str]) -> str:
    """The blocks, with lists and tables closed where they end."""
    out: list[str] = []
    open_tag = ""
    for kind, text in piece.blocks:
        wanted = {"li": "ul", "row": "table"}.get(kind, "")
        if wanted != open_tag:
            out.append(f"</{open_tag}>" if open_tag else "")
            out.append(f"<{wanted}>" if wanted else "")
            open_tag = wanted
        text = escape(text, quote=False)
        if kind == "li":
            out.append(f"<li>{text}</li>")
        elif kind == "row":
            out.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in text.split(" | ")) + "</tr>")
        elif kind == "h":
            out.append(f"<h3>{text}</h3>")
        elif kind == "caption":
            out.append(caption(text))
        else:
            out.append(paragraph(text))
    out.append(f"</{open_tag}>" if open_tag else "")
    return "\n".join(out)


def justified(text: str) -> str:
    return f'<p style="text-align: justify;">{text}</p>'


def figure(text: str) -> str:
    return f'<figure><img src="/a.jpg"><figcaption>{text}</figcaption></figure>'


def centred(text: str) -> str:
    return f'<p style="text-align:center"><img src="/a.jpg"></p><p style="text-align:center"><em>{text}</em></p>'


def liferay(piece: Piece) -> str:
    return f"""<html><head><title>{escape(piece.title)} - Cổng thông tin điện tử</title></head><body class="yui3-skin-sam">
<div id="wrapper"><header id="banner"><h1 class="site-title"><a href="/">Cổng thông tin</a></h1><div class="date-today">Thứ bảy, 28/12/2024</div></header>
<div id="content"><div class="portlet-boundary"><h1 class="portlet-title"><span>Tin công đoàn</span></h1>
<div class="journal-content-article"><h1 class="title">{escape(piece.title)}</h1><div class="date publish">{piece.published:%d/%m/%Y %H:%M}</div>
{f'<div class="article-summary">{escape(piece.lead)}</div>' if piece.lead else ""}
{body(piece, justified, centred)}
{f'<p style="text-align: right;"><strong>{piece.author}</strong></p>' if piece.author else ""}</div>
<div class="asset-links"><h3>Tin cùng chuyên mục</h3><ul>{links()}</ul></div>
<div class="taglib-discussion"><h3>Bình luận</h3>{"".join(f"<div>{c}</div>" for c in COMMENTS)}</div></div>
<div class="portlet-visit"><p>Lượt truy cập: 12.345.678</p></div></div><footer><p>Trưởng ban biên tập: Nguyễn Văn A. Điện thoại 0209 3 876 543.</p></footer></div></body></html>"""


def sharepoint(piece: Piece) -> str:
    return f"""<html><head><title>Tin tức</title><meta property="og:title" content="{escape(piece.title)}"></head><body><form id="aspnetForm">
<div id="s4-workspace"><div class="menu"><a href="/">Trang chủ</a> <a href="/gioi-thieu">Giới thiệu</a></div>
<div class="ms-rtestate-notify"><table width="100%"><tr><td class="left-col"><div>Thông báo</div><div>{links("div")}</div></td>
<td class="mid-col"><div class="tandan-p-article-news-title">{escape(piece.title)}</div><span class="tandan-span-date-publish">Đăng ngày {piece.published:%d/%m/%Y}</span> <span>Lượt xem: 345</span>
{f'<div class="tandan-p-article-news-summary">{escape(piece.lead)}</div>' if piece.lead else ""}
<div class="ms-rtestate-field">{body(piece, lambda t: f'<div style="text-align:justify"><span style="font-size:14pt">{t}</span></div>', centred)}
{f'<div style="text-align:right"><b>{piece.author}</b></div>' if piece.author else ""}</div>
<div class="other"><div class="tt">Các tin khác</div>{links("div")}</div></td></tr></table></div>
<div class="footer">Bản quyền thuộc về Liên đoàn Lao động tỉnh. Giấy phép số 99/GP-STTTT.</div></div></form></body></html>"""


def master_cms(piece: Piece) -> str:
    return f"""<html><head><title>{escape(piece.title)} | Báo tỉnh</title><script type="application/ld+json">
{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{piece.title.replace('"', "'")}","datePublished":"{piece.published.isoformat()}"}}</script></head><body>
<div class="header"><time class="cms-now">Thứ bảy, 28/12/2024 10:00</time></div><div class="box-breaking">{links("div")}</div>
<article class="__MASTERCMS_CONTENT"><h1 class="cms-title">{escape(piece.title)}</h1><div class="cms-author-top"></div><time class="cms-date" datetime="{piece.published.isoformat()}">{piece.published:%d/%m/%Y %H:%M}</time>
{f'<h2 class="cms-desc">{escape(piece.lead)}</h2>' if piece.lead else ""}
<div class="cms-relate"><a href="/x">{NEIGHBOURS[0]}</a><a href="/y">{NEIGHBOURS[1]}</a></div>
<div class="cms-body">{body(piece, lambda t: f"<p>{t}</p>", lambda t: f'<table class="picture"><tr><td class="pic"><img src="a.jpg"></td></tr><tr><td class="caption">{t}</td></tr></table>')}
{f'<p class="author"><strong>{piece.author}</strong></p>' if piece.author else ""}</div>
<div class="cms-tags">Từ khóa: <a href="/t/1">công đoàn</a>, <a href="/t/2">đoàn viên</a></div></article>
<div class="box-news"><h3>Tin liên quan</h3>{links("div", teaser=True)}</div><div class="box-most"><h3>Đọc nhiều</h3>{links("div")}</div></body></html>"""


def joomla(piece: Piece) -> str:
    return f"""<html><head><title>{escape(piece.title)}</title><meta name="generator" content="Joomla!"></head><body><div class="body"><div class="container">
<div class="span3"><div class="moduletable"><h3>Menu</h3><ul class="nav"><li><a href="/">Trang chủ</a></li><li><a href="/2">Văn bản</a></li></ul></div>
<div class="moduletable"><h3>Giới thiệu</h3><p>Liên đoàn Lao động tỉnh được thành lập năm 1946, hiện có 1.234 công đoàn cơ sở trực thuộc, 99 cán bộ chuyên trách.</p></div></div>
<main class="span6"><div class="item-page"><div class="page-header"><h2 itemprop="headline">{escape(piece.title)}</h2></div>
<dl class="article-info"><dt>Chi tiết</dt><dd class="published"><time datetime="{piece.published.isoformat()}">Được đăng: {piece.published:%d/%m/%Y}</time></dd><dd class="hits">Lượt xem: 4.711</dd></dl>
<div itemprop="articleBody">{f"<p><strong>{escape(piece.lead)}</strong></p>" if piece.lead else ""}{body(piece, lambda t: f"<p>{t}</p>", lambda t: f'<p><img src="a.jpg"><br>{t}</p>')}
{f'<p style="text-align: right;"><em>{piece.author}</em></p>' if piece.author else ""}</div>
<ul class="pager"><li class="previous"><a href="/p">Trang trước</a></li><li class="next"><a href="/n">Trang sau</a></li></ul></div></main>
<div class="span3"><div class="moduletable"><h3>Tin mới nhất</h3><ul>{links()}</ul></div><div class="moduletable"><h3>Thống kê</h3><table><tr><td>Hôm nay</td><td>99</td></tr><tr><td>Tổng số</td><td>1.234.567</td></tr></table></div></div>
</div></div></body></html>"""


def table_site(piece: Piece) -> str:
    rows = body(
        piece,
        lambda t: f"{t}<br><br>",
        lambda t: (
            f'<table align="center"><tr><td><img src="a.jpg"></td></tr><tr><td align="center"><i>{t}</i></td></tr></table>'
        ),
    )
    return f"""<html><head><title>{escape(piece.title)}</title></head><body bgcolor="#ffffff"><table width="980" align="center"><tr><td colspan="3"><img src="banner.gif"></td></tr>
<tr><td width="180" valign="top"><table><tr><td><a href="/">Trang chủ</a></td></tr><tr><td><a href="/2">Tin tức</a></td></tr></table><b>Thăm dò ý kiến</b><form>Bạn biết trang này qua đâu? <input type=radio> Báo chí (1.024) <input type=radio> Bạn bè (512)</form></td>
<td valign="top"><font size="4"><b>{escape(piece.title)}</b></font><br><font size="1">Cập nhật: {piece.published:%H:%M} - {piece.published:%d/%m/%Y}</font><br>
{f"<b>{escape(piece.lead)}</b><br><br>" if piece.lead else ""}{rows}
{f'<div align="right"><b>{piece.author}</b></div>' if piece.author else ""}<hr><b>Các tin đã đưa</b><br>{"".join(f'- <a href="/{i}">{n}</a> ({i}/5/2011)<br>' for i, n in enumerate(NEIGHBOURS, 1))}</td>
<td width="180" valign="top"><b>Tin nổi bật</b><br>{links("div")}<br>Số lượt truy cập: 2.345.678<br>Đang online: 15</td></tr>
<tr><td colspan="3" align="center">Liên đoàn Lao động tỉnh. Địa chỉ: số 12 đường Trần Phú. Điện thoại: 0230.3825.123</td></tr></table></body></html>"""


def spans(piece: Piece) -> str:
    """A page of div and span only, with hashed class names, as front-end frameworks make them."""
    return f"""<html><head><title>{escape(piece.title)} - Trang tin</title><meta property="og:title" content="{escape(piece.title)}"><meta property="article:published_time" content="{piece.published.isoformat()}"></head>
<body><div class="sc-a1"><div class="sc-b2"><span class="x">Trang chủ</span><span class="x">Tin tức</span></div>
<div class="sc-c3"><div class="sc-d4"><div class="h">{escape(piece.title)}</div><div class="m"><span>{piece.author or ""}</span><span>{piece.published:%d/%m/%Y, %H:%M}</span></div>
<div class="sap">{escape(piece.lead) if piece.lead else ""}</div><div class="sc-e5">{body(piece, lambda t: f"<div><span>{t}</span></div>", figure)}</div>
<div class="act"><span>Thích</span><span>Chia sẻ</span></div><div class="cm"><div>Bình luận (2)</div>{"".join(f"<div><span>Bạn đọc</span><div>{c}</div></div>" for c in COMMENTS)}</div></div>
<div class="sc-f6"><div>Có thể bạn quan tâm</div>{"".join(f'<div><a href="/{i}"><div>{n}</div></a><div>{n}, theo báo cáo năm ấy của tỉnh.</div></div>' for i, n in enumerate(NEIGHBOURS))}</div></div></div></body></html>"""


TEMPLATES: dict[str, Callable[[Piece], str]] = {
    "liferay": liferay,
    "sharepoint": sharepoint,
    "master_cms": master_cms,
    "joomla": joomla,
    "table_site": table_site,
    "spans": spans,
}
