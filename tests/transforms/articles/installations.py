# ruff: noqa: E501 - markup is easier to compare with a page where its lines are not broken
"""Pages as installations of the systems really have them: Word markup, nested tables, boxes inside the body, old versions.

Each page dresses the same article; its markup is our own, after what such pages look like. `{1}` to `{5}` are the
paragraphs, `{title}`, `{lead}`, `{author}` and `{caption}` what they say. Every figure that is not the article's stands
in PLANTED lines.
"""

from dataclasses import dataclass
from html import escape

TITLE = "Công đoàn thị xã Mường Lay giữ nhịp chăm lo đoàn viên năm 2023"
LEAD = "Một năm nhiều khó khăn, công đoàn thị xã Mường Lay vẫn giữ được những việc nhỏ mà đoàn viên trông đợi."
PARAGRAPHS = (
    "Năm 2023, công đoàn thị xã kết nạp mới 137 đoàn viên, thành lập mới 4 công đoàn cơ sở.",
    "Các cơ sở tặng 512 suất quà cho đoàn viên khó khăn, trị giá 256 triệu đồng; riêng dịp Tết là 301 suất.",
    "Chị Lò Thị Dung, Chủ tịch công đoàn trường mầm non, kể: “Có hôm mưa, tổ công đoàn đi bộ vào bản mang gạo cho một cô giáo vừa sinh con.”",
    "Phong trào thi đua ghi nhận 88 sáng kiến.",
    "Năm tới, công đoàn thị xã chọn việc vận động lao động tự do vào tổ chức làm khâu đột phá.",
)
AUTHOR = "Quàng Thị Mai"
CAPTION = "Đoàn công tác trao 45 suất quà tại bản Na Ka"
PLANTED = (
    "Tủa Chùa: trao 7.771 suất quà Tết", "LĐLĐ huyện Nậm Pồ kết nạp 6.662 đoàn viên", "Hỗ trợ 5.553 lao động mất việc",
    "Công đoàn ngành Y tế có 4.444 sáng kiến", "Toàn tỉnh có 3.335 công đoàn cơ sở",
)  # fmt: skip
ROWS = "".join(
    f'<li><a href="/tin/{i}.html" title="{line}">{line}</a> <span>({10 + i}/01/2019)</span></li>'
    for i, line in enumerate(PLANTED)
)
DIVS = "".join(
    f'<div class="item"><a href="/tin/{i}.html"><img src="/t{i}.jpg" alt="{line}"></a><a href="/tin/{i}.html">{line}</a><p>{line}, theo báo cáo của ngành trong năm 2018.</p></div>'
    for i, line in enumerate(PLANTED)
)
BARE = "<br>".join(f'- <a href="/{i}.aspx">{line}</a> ({i + 1}/2/2018)' for i, line in enumerate(PLANTED))


@dataclass(frozen=True)
class Installation:
    """One page: the family it is read by, and what differs from the common article."""

    family: str
    html: str
    author: str | None = AUTHOR
    has_lead: bool = True
    published: str | None = "2023-12-26"

    @property
    def page(self) -> str:
        said = {
            "{title}": TITLE,
            "{lead}": LEAD,
            "{author}": AUTHOR,
            "{caption}": CAPTION,
            "{rows}": ROWS,
            "{divs}": DIVS,
            "{bare}": BARE,
        }
        said |= {f"{{{i}}}": escape(text, quote=False) for i, text in enumerate(PARAGRAPHS, 1)}
        html = self.html
        for name, text in said.items():
            html = html.replace(name, text)
        return html

    @property
    def lines(self) -> list[str]:
        return [*([LEAD] if self.has_lead else []), *PARAGRAPHS]


PAGES = {
    "nukeviet with word markup": Installation("nukeviet", """<!DOCTYPE html><html lang="vi"><head><title>{title} - LĐLĐ tỉnh</title><meta name="generator" content="NukeViet v4.5"><meta property="og:title" content="{title}"></head><body>
<div id="header"><h1 class="hidden">LĐLĐ tỉnh</h1><div class="clock">Thứ ba, 02/01/2024, 08:15</div></div>
<div class="news_column panel panel-default"><div class="panel-body"><h1 class="title margin-bottom-lg" itemprop="headline">{title}</h1><div class="hidden hide d-none" itemprop="author"><span itemprop="name">LĐLĐ tỉnh</span></div>
<span class="hidden hide d-none" itemprop="datePublished">2023-12-26T09:12:00+07:00</span><span class="h5">Thứ ba - 26/12/2023 09:12</span>
<div class="clearfix"><div class="hometext m-bottom" itemprop="description">{lead}</div><figure class="article center"><img alt="{title}" src="/a.jpg" class="img-thumbnail"/></figure></div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg"><div><!--[if gte mso 9]><xml><w:WordDocument><w:Zoom>100</w:Zoom></w:WordDocument></xml><![endif]--><style>p.MsoNormal{margin:0cm}</style>
<p class="MsoNormal" style="text-align:justify;text-indent:36.0pt"><span lang="VI" style="font-size:14.0pt;line-height:120%">&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; {1}<o:p></o:p></span></p>
<p class="MsoNormal" style="text-align:justify"><span style="mso-list:Ignore">-<span style="font:7.0pt 'Times New Roman'">&nbsp;&nbsp; </span></span><span style="font-size:14.0pt">{2}</span></p>
<p class="MsoNormal" align="center" style="text-align:center"><img src="/1.jpg" style="width:500px"></p><p class="MsoNormal" align="center" style="text-align:center"><i><span style="font-size:13.0pt">{caption}<o:p></o:p></span></i></p>
<p class="MsoNormal"><span style="font-size:14.0pt"><o:p>&nbsp;</o:p></span></p><p class="MsoNormal" style="text-align:justify"><span style="font-size:14.0pt">{3}</span></p><p class="MsoNormal"><span style="font-size:14.0pt">{4}</span></p><p class="MsoNormal"><span style="font-size:14.0pt">{5}</span></p>
<p class="MsoNormal" align="right" style="text-align:right"><b><span style="font-size:14.0pt">{author}<o:p></o:p></span></b></p></div></div></div></div>
<div class="news_column panel panel-default"><div class="panel-body"><form id="form3B"><div class="h5 clearfix"><p id="stringrating">Tổng số điểm của bài viết là: 15 trong 3 đánh giá</p></div></form></div></div>
<div class="news_column panel panel-default"><div class="panel-body other-news"><p class="h3"><strong>Những tin mới hơn</strong></p><ul class="detail-related related">{rows}</ul></div></div></body></html>"""),
    "nukeviet 3": Installation("nukeviet", """<html><head><title>{title} - Tin tức - Công đoàn</title></head><body><div id="news_detail"><h1>{title}</h1><span class="time">Thứ ba - 26/12/2023 09:12</span><div class="action"><a href="#">Gửi bài viết qua email</a> <a href="#">In ra</a></div><div style="clear:both"></div>
<div id="hometext"><img src="/x.jpg" width="100">{lead}</div><div class="bodytext"><div style="text-align: justify;">{1}<br />  <br />  {2}<br />  <br />  &nbsp;<div style="text-align: center;"><img src="/y.jpg" /><br />  <em>{caption}</em></div><br />  {3}<br />  <br />  {4}<br />  <br />  {5}</div></div>
<p style="text-align: right;"><strong>Tác giả bài viết: </strong>{author}</p><p style="text-align: right;"><strong>Nguồn tin: </strong>Công đoàn thị xã</p></div>
<div class="keywords">Từ khóa: <a href="/t">đoàn viên</a>, <a href="/u">thị xã</a></div><div id="idcomment">Ý kiến bạn đọc</div><div class="other_blocknews"><p>Những tin mới hơn</p><ul class="related">{rows}</ul></div></body></html>"""),
    "vhv with an audio box and breaks": Installation("vhv", """<html><head><title>{title}</title><meta property="og:title" content="{title}"></head><body><div class="ModuleWrapper" id="module12"><div class="statistic-block">Hôm nay : 1.931 Hôm qua : 6.411</div></div>
<article class="news-detail-layout-type-2" itemtype="http://schema.org/NewsArticle"><meta itemprop="datePublished" content="2023-12-26T09:12:00+07:00"><h1 class="title-detail" itemprop="headline">{title}</h1><div class="post-info"><span class="post-date">09:12:00 | 26/12/2023</span> | lượt xem: 1.871</div>
<div class="block_share"><span>A-</span><span>A</span><span>A+</span> <a>In</a> <a>Email</a> Tăng/Giảm tương phản</div><div id="audio77"><p>Nghe audio bài viết</p><audio src="/a.mp3"></audio><span>00:00 / 03:12</span></div>
<div class="brief font-size-text">{lead}</div><div class="content-detail font-size-text" itemprop="articleBody"><div><span style="font-size:16px">{1}<br><br>{2}</span></div><table border="0" align="center" class="image-center"><tbody><tr><td><img src="/upload/1/a.jpg"></td></tr><tr><td style="text-align:center">{caption}</td></tr></tbody></table>
<div><span style="font-size:16px">{3}</span></div><div>&nbsp;</div><div><span style="font-size:16px">{4}<br>{5}</span></div></div><div class="author">Tác giả: {author}</div><div class="source">Nguồn: Cổng thông tin thị xã</div>
<div class="rating"><div id="stringrating88">Tổng số điểm của bài viết là: 0 trong 0 đánh giá</div></div><div class="relatedArticles"><h3>Tin liên quan</h3>{divs}</div></article><div class="show-article"><h3>Tin mới nhất</h3><ul>{rows}</ul></div></body></html>"""),
    "vnportal in nested tables": Installation("vnportal", """<html><head><title>{title}</title></head><body><form><div class="UIArticleInMenu_Default"><div class="ArticleDetailControl"><div class="tool"><a>In trang</a><a>Gửi email</a></div><div class="ArticleHeader">{title}</div><div class="PostDate">Thứ ba, 26/12/2023 | 09:12</div><div class="ArticleSummary">{lead}</div>
<div class="ArticleContent"><table cellpadding="0" width="100%"><tbody><tr><td><div align="justify"><font face="Times New Roman" size="4">{1}</font></div><div align="justify"><font face="Times New Roman" size="4"><br>{2}</font></div>
<table align="center"><tbody><tr><td align="center"><img src="/UploadFolder/1.jpg"></td></tr><tr><td align="center"><font size="3"><i>{caption}</i></font></td></tr></tbody></table><div align="justify"><font size="4">{3}</font></div><div align="justify"><font size="4">{4}</font></div><div align="justify"><font size="4">{5}</font></div></td></tr></tbody></table></div>
<div class="author">{author}</div><div class="UISocialShare">Chia sẻ</div><div class="OtherArticle"><div class="Header">Các tin đã đăng</div><ul>{rows}</ul></div></div></div></form></body></html>"""),
    "liferay 6": Installation("liferay", """<html class="ltr"><head><title>{title} - Tin tức - Thị xã</title></head><body class="yui3-skin-sam"><div id="wrapper"><header id="banner"><h1 class="site-title"><a class="logo" href="/">Thị xã Mường Lay</a></h1><div class="date-today">Thứ ba, 02/01/2024 08:15</div></header><div id="content"><div class="portlet-boundary"><h1 class="portlet-title"><span class="portlet-title-text">Xuất bản thông tin</span></h1>
<div class="asset-full-content show-asset-title"><div class="article-tools"><a>In</a></div><h3 class="asset-title">{title}</h3><div class="asset-content"><div class="metadata-publish-date">26/12/2023 09:12</div><div class="journal-content-article"><div class="article-summary"><p><b>{lead}</b></p></div><div class="article-content"><p style="text-align:justify">{1}</p><p>{2}</p>
<p style="text-align:center"><img src="/documents/10180/1/a.jpg?t=1"></p><p style="text-align:center"><i>{caption}</i></p><blockquote><p>{3}</p></blockquote><p>{4}</p><p>{5}</p><p style="text-align:right"><strong>{author}</strong></p></div></div></div><div class="taglib-ratings">Trung bình (0 Bình chọn)</div><div class="asset-related-assets"><h2>Tin liên quan</h2><ul>{rows}</ul></div></div></div>
<div class="portlet-visit">Đang truy cập: 12 Hôm nay: 9.871</div></div></div></body></html>"""),
    "sharepoint publishing page": Installation("sharepoint", """<html><head><title>
	{title}
</title></head><body><form id="aspnetForm"><div id="s4-workspace"><div class="ms-core-navigation"><a href="/">Trang chủ</a><a href="/Pages/tin.aspx">Tin tức</a></div><div class="ngaythang">Thứ ba, ngày 02/01/2024</div>
<div class="title-news"><h1 class="title-news">{title}</h1></div><div class="date-news">26/12/2023 09:12</div><div class="summary-news">{lead}</div><div id="ctl00_PlaceHolderMain_ctl01__ControlWrapper_RichHtmlField" class="ms-rtestate-field" style="display:inline" aria-labelledby="x"><div class="ExternalClass12AB34"><p style="text-align&#58;justify;">&#8203;<span style="font-size&#58;14pt;">{1}</span></p><p>{2}</p><p align="center"><img src="/PublishingImages/2023-12/1.jpg" alt="" /></p><p align="center"><em>{caption}</em>&#8203;</p><p>{3}</p><p>&#8203;{4}</p><p>{5}</p><p style="text-align&#58;right;"><strong>{author}</strong></p></div></div>
<div class="tandan-other-news"><div>Các tin khác</div><ul>{rows}</ul></div></div></form></body></html>"""),
    "wordpress with a magazine theme": Installation("wordpress", """<html><head><title>{title} &#8211; Công đoàn</title><meta property="og:title" content="{title}"><meta property="article:published_time" content="2023-12-26T02:12:00+00:00"></head><body class="post-template-default single single-post"><div class="td-header">Thứ Ba, Tháng Một 2, 2024</div><article class="post type-post"><div class="td-post-header"><h1 class="tdb-title-text">{title}</h1><time class="td-module-date" datetime="2023-12-26T09:12:00+07:00">26/12/2023</time><div class="td-post-views">1.871</div></div><div class="td-post-sharing"><a>Facebook</a><a>Zalo</a></div>
<div class="td-post-content tagdiv-type"><div id="toc_container"><p class="toc_title">Mục lục</p><ul><li><a href="#1">1 Chăm lo đoàn viên</a></li></ul></div><p><strong>{lead}</strong></p><p>{1}</p><p>{2}</p><figure class="wp-caption aligncenter"><img src="/1.jpg"><figcaption class="wp-caption-text">{caption}</figcaption></figure><div class="td_block_related_posts"><h4>Bài liên quan</h4>{divs}</div><p>{3}</p><p>{4}</p><p>{5}</p><p style="text-align:right"><em>{author}</em></p></div><div class="td-post-source-tags"><ul class="td-tags"><li><span>TAGS</span></li><li><a href="/t">công đoàn</a></li></ul></div></article>
<div class="td_block_wrap td_block_related_posts"><h4>BÀI VIẾT LIÊN QUAN</h4>{divs}</div><div class="comments" id="comments"><h4>BÌNH LUẬN</h4><p>Tôi nhận 9.991 đồng thôi.</p></div></body></html>"""),
    "wordpress with a shop theme": Installation("wordpress", """<html><head><title>{title}</title></head><body class="single"><article class="post"><div class="entry-header"><h6 class="entry-category">Tin tức</h6><h1 class="entry-title">{title}</h1><div class="entry-meta"><span class="posted-on">Posted on <time class="entry-date published" datetime="2023-12-26T09:12:00+07:00">26 Tháng Mười Hai, 2023</time></span> by admin</div></div>
<div class="entry-content single-page"><div class="kk-star-ratings"><div class="kksr-legend">5/5 - (1.231 bình chọn)</div></div><p><em><strong>{lead}</strong></em></p><p>{1}</p><p>{2}</p><div id="attachment_12" style="width: 810px" class="wp-caption aligncenter"><img src="/2.jpg"><p id="caption-attachment-12" class="wp-caption-text">{caption}</p></div><p>{3}</p><p><strong>Xem thêm: <a href="/x">Tủa Chùa: trao 7.771 suất quà Tết</a></strong></p><p>{4}</p><p>{5}</p><p><strong>{author}</strong></p><div class="blog-share"><div class="is-divider"></div><a>Facebook</a></div><div class="relate-post"><h3>Bài viết liên quan</h3><ul>{rows}</ul></div></div></article></body></html>"""),
    "dotnetnuke with a module of its own": Installation("dotnetnuke", """<html><head><title>{title}</title></head><body id="Body"><form id="Form"><div id="dnn_dnnCURRENTDATE">Thứ Ba, 02/01/2024</div><div id="dnn_ContentPane"><div class="DnnModule DnnModule-438"><div id="dnn_ctr438_ViewTinTuc_pnlChiTiet"><table width="100%"><tr><td class="TieuDeTin"><span>{title}</span></td></tr><tr><td class="NgayTin">(26/12/2023 09:12)</td></tr><tr><td class="TomTat"><b>{lead}</b></td></tr><tr><td class="NoiDungTin"><p>{1}</p><p>{2}</p><p align="center"><img src="/Portals/0/1.jpg"></p><p align="center"><em>{caption}</em></p><p>{3}</p><p>{4}</p><p>{5}</p><p align="right"><strong>{author}</strong></p></td></tr></table><a href="javascript:history.back()">Quay lại</a> <a href="#">In trang</a></div><div class="TinKhac"><b>Các tin khác</b><br>{bare}</div></div></div><div id="dnn_RightPane"><h3>Tin tiêu điểm</h3>{divs}</div></form></body></html>"""),
    "newspaper with boxes between the paragraphs": Installation("unknown", """<html><head><title>{title} | Báo tỉnh</title><meta property="og:title" content="{title}"><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Báo tỉnh"},{"@type":"NewsArticle","headline":"x","datePublished":"2023-12-26T09:12:00+07:00","author":{"@type":"Person","name":"Báo tỉnh"}}]}</script></head><body><div class="c-top-bar"><span class="date">Thứ ba, 02/01/2024 08:15</span></div><main><div class="l-content"><ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/xa-hoi">Xã hội</a></li></ul>
<h1 class="detail__title">{title}</h1><div class="detail__meta"><span class="detail__time">Thứ ba, 26/12/2023 - 09:12</span><div class="c-share"><a>Chia sẻ</a><a>Lưu bài</a></div></div><div class="audio-player"><p>Nghe đọc bài</p><select><option>Giọng nữ</option></select></div><h2 class="detail__summary">{lead}</h2><div class="detail__content"><p>{1}</p><div class="c-widget"><div class="c-widget__title">Tin liên quan</div>{divs}</div><p>{2}</p>
<table class="picture" align="center"><tbody><tr><td class="pic"><img src="https://a/1.jpg"></td></tr><tr><td class="caption">{caption}</td></tr></tbody></table><p>{3}</p><aside class="c-box"><h4>Đọc thêm</h4>{divs}</aside><p>{4}</p><p>{5}</p><p class="author" style="text-align:right"><strong>{author}</strong></p></div><div class="c-tags"><span>Từ khóa:</span><a href="/t">công đoàn</a></div><div class="c-comment"><p>Ý kiến của bạn</p><div>Hay quá, cơ quan tôi có 8.882 người.</div></div><div class="c-news"><h3>Cùng chuyên mục</h3>{divs}</div></div></main></body></html>"""),
    "mastercms with related boxes": Installation("mastercms", """<html><head><title>{title}</title></head><body><article class="article"><header class="article__header"><h1 class="article__title cms-title">{title}</h1><div class="article__meta"><time class="cms-date" datetime="2023-12-26T09:12:00+07:00">26/12/2023 09:12</time></div></header><div class="article__social">Chia sẻ</div><div class="article__sapo cms-desc">(BĐB) - {lead}</div><div class="article__body cms-body" itemprop="articleBody"><p>{1}</p><table class="picture __MB_ARTICLE_A"><tbody><tr><td class="pic"><img src="a.jpg" class="cms-photo"></td></tr><tr><td class="caption">{caption}</td></tr></tbody></table><p>{2}</p><div class="article-relate cms-relate">{divs}</div><p>{3}</p><p>{4}</p><p>{5}</p></div><div class="article__author"><span class="name">{author}</span></div><div class="article__tag">{rows}</div></article></body></html>"""),
    "tables of the year 2008": Installation("unknown", """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Trang thong tin dien tu Thi xa</title></head><body topmargin="0"><table width="780" align="center" border="0"><tr><td colspan="3"><img src="banner.swf"></td></tr><tr><td width="160" valign="top"><table><tr><td class="menu"><a href="/">Trang chủ</a></td></tr><tr><td class="menu"><a href="/gt">Giới thiệu</a></td></tr></table><b>Thời tiết</b><br>Điện Biên 18-25 độ<br>Số người truy cập: 1.234.567</td>
<td valign="top"><table width="100%"><tr><td class="tieude"><b><font color="#990000" size="3">{title}</font></b></td></tr><tr><td><font size="1"><i>Cập nhật lúc 09h12, ngày 26/12/2023</i></font></td></tr><tr><td class="noidung"><p align="justify"><b>{lead}</b></p><p align="justify">{1}<br>{2}</p><table align="left" width="200"><tr><td><img src="1.jpg" width="200"></td></tr><tr><td><font size="1"><i>{caption}</i></font></td></tr></table><p align="justify">{3}<p align="justify">{4}<p align="justify">{5}<p align="right"><b>{author}</b></p></td></tr><tr><td><a href="#"><img src="print.gif"> In trang</a> <a href="#">Gửi cho bạn bè</a></td></tr><tr><td><b>Các tin đã đưa:</b><br>{bare}</td></tr></table></td><td width="160" valign="top"><b>Tin nổi bật</b><br>{bare}</td></tr><tr><td colspan="3" align="center">Bản quyền của UBND thị xã. Điện thoại: 0215.3852.123</td></tr></table></body></html>"""),
    "joomla 1.5": Installation("unknown", """<html><head><title>{title}</title><meta name="generator" content="Joomla! 1.5"></head><body><div id="page"><div id="search">26 Tháng 01 2024</div><div id="maincolumn"><table class="contentpaneopen"><tr><td class="contentheading" width="100%">{title}</td><td align="right" width="100%" class="buttonheading"><a href="/pdf" title="PDF"><img src="/pdf.png"></a></td></tr></table><table class="contentpaneopen"><tr><td valign="top" class="createdate">Thứ ba, 26 Tháng 12 2023 09:12</td></tr><tr><td valign="top"><p><strong>{lead}</strong></p><p>{1}</p><p>{2}</p><p style="text-align: center;"><img src="/images/stories/1.jpg" border="0" /></p><p style="text-align: center;"><em>{caption}</em></p><p>{3}</p><p>{4}</p><p>{5}</p><p style="text-align: right;"><strong>{author}</strong></p></td></tr><tr><td class="modifydate">Cập nhật ( Thứ ba, 26 Tháng 12 2023 10:00 )</td></tr></table><span class="article_separator">&nbsp;</span><strong>Các tin mới hơn:</strong><ul>{rows}</ul></div><div id="rightcolumn"><div class="moduletable"><h3>Thống kê</h3>Lượt truy cập: 9.871.234</div></div></div></body></html>"""),
    "a portal rendered by a framework": Installation("unknown", """<!DOCTYPE html><html><head><title>{title}</title><meta property="og:title" content="{title}"/><meta property="og:type" content="article"/></head><body><div id="__next"><div class="css-1abc"><div class="css-2d">Thứ Ba, 02/01/2024</div></div><div class="css-3x"><div class="css-7k"><h1 class="css-9q">{title}</h1><div class="css-4t"><p>26/12/2023 09:12</p><p>Lượt xem: 1.871</p></div><p class="css-8s">{lead}</p><div class="css-5y"><p style="text-align:justify">{1}</p><p style="text-align:justify">{2}</p><figure class="image"><img src="/api/1.jpg"/><figcaption>{caption}</figcaption></figure><p>{3}</p><p>{4}</p><p>{5}</p><p style="text-align:right"><strong>{author}</strong></p></div></div><div class="css-6z"><p>Bài viết liên quan</p>{divs}</div></div></div><script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"related":[{"title":"Tủa Chùa: trao 7.771 suất quà Tết"}]}}}</script></body></html>"""),
}  # fmt: skip
