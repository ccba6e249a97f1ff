"""Documents that an article links to are fetched once, archived, and read as pages are; nothing else of a site is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scrapers.archive import outcomes, read_pages
from scrapers.coding import looks_like_document
from scrapers.families import family
from scrapers.fetched import Fetched
from scrapers.samples.documents import document
from scrapers.samples.server import serve
from tests.scrapers.crawling import crawl, order
from tests.scrapers.servers import Answer, listing, site
from tests.scrapers.test_crawl_samples import block

PDF = {"Content-Type": "application/octet-stream"}
PAGE = """<html><head><title>a</title></head><body><nav><a href="/menu.pdf">Menu</a></nav>
<div id="left-sidebar"><a href="/bang-gia.pdf">Bảng giá</a></div>
<div id="news-bodyhtml"><p>Chi tiết xem tệp.</p><a href="/tai-ve/bao-cao.pdf#page=2">Báo cáo</a>
<a href="/download.aspx?id=7">bao-cao-quy.docx</a> <a href="https://elsewhere.vn/khac.pdf">Nơi khác</a>
<a href="/tai-ve/trang.doc">Trang</a> <a href="/anh.jpg">Ảnh</a></div>
<footer><a href="/quy-che.pdf">Quy chế</a></footer></body></html>"""


@pytest.mark.parametrize("portal", ["sample-ninhbinh", "sample-caobang"])
def test_the_documents_of_the_samples_are_archived_once(portal: str, tmp_path: Path) -> None:
    name, crawl_block = block(portal)
    with serve(portal, port=0) as served:
        job = order(tmp_path, portal, served.base_url, crawl_block, family=name)
        first = crawl(job)
        (story,) = (story for story in served.site.content.stories if story.document)
        url = served.base_url + served.site.attachment_path(story, story.attachments[0])
        pages = {page.url: page for path in job.pages_dir.glob("*.gz") for page in read_pages(path, portal)}
        assert pages[url].body == document(story)
        ended = {record.url: record for path in job.pages_dir.glob("*.gz") for record in outcomes(path)}
        assert (ended[url].outcome, ended[url].kind) == ("stored", "attachment")
        assert ended[url].found_on == served.base_url + served.site.story_path(story)
        assert first.report["scheduled"] == sum(first.report["outcomes"].values())
        asked = len(served.requests)
        crawl(job)
        assert not [request for request in served.requests[asked:] if "bao-cao" in request.path]


def test_what_a_page_attaches_is_told_from_its_furniture() -> None:
    answer = Fetched("https://x.vn/a/b.html", "https://x.vn/a/b.html", 200, {}, PAGE.encode(), datetime.now(UTC))
    assert family("nukeviet").attachments(answer) == [
        "/tai-ve/bao-cao.pdf#page=2", "/download.aspx?id=7", "https://elsewhere.vn/khac.pdf", "/tai-ve/trang.doc",
    ]  # fmt: skip
    many = "".join(f'<a href="/{i}.pdf">{i}</a>' for i in range(40)).encode()
    assert len(family("vhv").attachments(Fetched("u", "u", 200, {}, many, datetime.now(UTC)))) == 10


def test_each_attachment_ends_in_one_outcome(tmp_path: Path) -> None:
    routes = {
        "/": listing(["/tin/bai-1.html"]),
        "/tin/bai-1.html": Answer(PAGE.encode()),
        "/tai-ve/bao-cao.pdf": Answer(b"%PDF-1.4\n%%EOF", 200, PDF),
        "/download.aspx": Answer(b"PK\x03\x04 word/document.xml", 200, PDF),
        "/tai-ve/trang.doc": Answer(b"<!doctype html><html><body>Moi dang nhap</body></html>"),
    }
    with site(routes) as server:
        job = order(tmp_path, "x", server.base_url, {"sections": ["/"]})
        done = crawl(job)
        assert done.report["by_kind"]["attachment"] == {"stored": 2, "http_error": 1}  # type: ignore[index]  # plain JSON
        assert done.report["not_admitted"]["off_site"] == 1  # type: ignore[index]  # plain JSON
        assert not {"/menu.pdf", "/bang-gia.pdf", "/quy-che.pdf"} & set(server.hits)
        bodies = [page.body for path in job.pages_dir.glob("*.gz") for page in read_pages(path, "x")]
        assert sum(map(looks_like_document, bodies)) == 2
