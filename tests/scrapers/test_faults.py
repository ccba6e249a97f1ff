"""Servers that die, lie, hang or lead astray: each URL ends in the outcome that names its fault, and none is lost."""

import gzip
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from scrapers.archive import OutcomeRecord, outcomes, read_pages, verify
from scrapers.known import Known
from tests.scrapers.crawling import Crawled, crawl, measured, order
from tests.scrapers.servers import HTML, Answer, Asked, Route, article, listing, redirect, site

PAGE = b"<!doctype html><html><body><p>" + "Liên đoàn Lao động tỉnh ".encode() * 200 + b"</p></body></html>"
PACKED = gzip.compress(PAGE)
GZIP = {**HTML, "Content-Encoding": "gzip"}


def slow_body(asked: Asked) -> None:
    asked.send_response_only(200)
    asked.send_header("Content-Type", "text/html")
    asked.send_header("Content-Length", "1000")
    asked.end_headers()
    for _ in range(60):
        asked.wfile.write(b"x")
        time.sleep(0.1)


def slow_headers(asked: Asked) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" * 3:
        asked.wfile.write(bytes([byte]))
        time.sleep(0.1)


def short_body(asked: Asked) -> None:
    asked.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n" + PAGE[:900])


def broken_chunks(asked: Asked) -> None:
    asked.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + PAGE[:300])


def no_last_chunk(asked: Asked) -> None:
    whole = b"%x\r\n%s\r\n" % (len(PAGE), PAGE)
    asked.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + whole)


def wrong_chunk_size(asked: Asked) -> None:
    asked.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + PAGE[:300])


def two_lengths(asked: Asked) -> None:
    asked.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\nContent-Length: 50\r\n\r\n" + PAGE)


def no_length(asked: Asked) -> None:
    asked.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -7\r\n\r\n" + PAGE)


def old_http(asked: Asked) -> None:
    asked.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE)


def old_http_cut(asked: Asked) -> None:
    asked.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE[:500])


def garbage(asked: Asked) -> None:
    asked.raw(b"\x16\x03\x01\x02\x00\x01this is not HTTP\r\n\r\n")


def reset(asked: Asked) -> None:
    asked.reset()


def endless(asked: Asked) -> None:
    asked.send_response_only(200)
    asked.send_header("Content-Type", "text/html")
    asked.send_header("Connection", "close")
    asked.end_headers()
    for _ in range(400):
        asked.wfile.write(b"<p>" + b"x" * 65536)
    asked.close_connection = True


def chain(path: str) -> Route:
    number = int(path.rpartition("-")[2].removesuffix(".html"))
    return redirect(f"/tin/chain-{number + 1}.html")


def fallback(path: str) -> Route:
    return chain(path) if path.startswith("/tin/chain-") else Answer(b"<html>none</html>", 404)


BOMB = gzip.compress(b"\0" * (64 * 2**20))

FAULTS: dict[str, tuple[Route, str, int]] = {
    # path: what the server does, the outcome, the most requests it may see (a kept connection that breaks on its next
    # use is opened anew by the client, which the crawl does not see)
    "/tin/good-1.html": (article(), "stored", 1),
    "/tin/packed-2.html": (Answer(PACKED, 200, GZIP), "stored", 1),
    "/tin/slow-body-3.html": (slow_body, "timeout", 4),
    "/tin/slow-headers-4.html": (slow_headers, "timeout", 4),
    "/tin/loop-5.html": (redirect("/tin/loop-6.html"), "redirect_loop", 1),
    "/tin/chain-7.html": (redirect("/tin/chain-8.html"), "redirect_loop", 1),
    "/tin/elsewhere-9.html": (redirect("http://example.vn/tin/a-1.html"), "off_site", 1),
    "/tin/metadata-10.html": (redirect("http://169.254.169.254/latest/meta-data"), "address_refused", 1),
    "/tin/file-11.html": (redirect("file:///etc/passwd"), "address_refused", 1),
    "/tin/user-12.html": (redirect("http://user:secret@127.0.0.1/"), "address_refused", 1),
    "/tin/short-13.html": (short_body, "truncated", 4),
    "/tin/chunks-14.html": (broken_chunks, "truncated", 4),
    "/tin/cut-gzip-15.html": (Answer(PACKED[:-20], 200, GZIP), "truncated", 1),
    "/tin/no-gzip-16.html": (Answer(PAGE, 200, GZIP), "truncated", 1),
    "/tin/cut-deflate-17.html": (
        Answer(zlib.compress(PAGE)[:-9], 200, {**HTML, "Content-Encoding": "deflate"}),
        "truncated",
        1,
    ),
    "/tin/bomb-18.html": (Answer(BOMB, 200, GZIP), "too_large", 1),
    "/tin/huge-19.html": (Answer(b"<html>" + b"x" * (11 * 2**20)), "too_large", 1),
    "/tin/endless-20.html": (endless, "too_large", 1),
    "/tin/picture-21.html": (Answer(b"\x89PNG", 200, {"Content-Type": "image/png"}), "not_html", 1),
    "/tin/document-32.html": (Answer(b"%PDF-1.4", 200, {"Content-Type": "application/pdf"}), "stored", 1),
    "/tin/gone-22.html": (Answer(b"<html>no</html>", 410), "http_error", 1),
    "/tin/error-23.html": (Answer(b"<html>no</html>", 500), "http_error", 4),
    "/tin/later-24.html": (Answer(b"", 503, {"Retry-After": "1000000000"}), "http_error", 1),
    "/tin/negative-25.html": (Answer(b"", 503, {"Retry-After": "-5"}), "http_error", 4),
    "/tin/reset-26.html": (reset, "connection_failed", 5),
    "/tin/garbage-27.html": (garbage, "connection_failed", 5),
    "/tin/members-28.html": (Answer(b"<html>no</html>", 403), "blocked", 1),
    "/admin/denied-29.html": (article(), "robots_denied", 0),
    "/tin/home-30.html": (redirect("/"), "http_error", 1),
    "/tin/unknown-coding-31.html": (Answer(PAGE, 200, {**HTML, "Content-Encoding": "x-lzw"}), "truncated", 1),
    "/tin/no-last-chunk-42.html": (no_last_chunk, "truncated", 5),
    "/tin/wrong-chunk-33.html": (wrong_chunk_size, "truncated", 5),
    "/tin/two-lengths-34.html": (two_lengths, "connection_failed", 5),
    "/tin/no-length-35.html": (no_length, "connection_failed", 5),
    "/tin/old-http-36.html": (old_http, "stored", 5),
    "/tin/old-http-cut-37.html": (old_http_cut, "truncated", 5),
    "/tin/double-gzip-38.html": (Answer(gzip.compress(PACKED), 200, GZIP), "truncated", 5),
    "/tin/nested-39.html": (
        Answer(gzip.compress(PACKED), 200, {**HTML, "Content-Encoding": "gzip, gzip"}),
        "stored",
        5,
    ),
    "/tin/nested-thrice-40.html": (
        Answer(PACKED, 200, {**HTML, "Content-Encoding": "gzip, gzip, gzip"}),
        "truncated",
        5,
    ),
}
NO_ARTICLE_LINKS = "no_article_links: the layout has changed, or crawl.article_url does not fit"
SETTLED = {"stored", "redirect_loop", "off_site", "address_refused", "too_large", "not_html"}


MENDED = ("/tin/slow-body-3.html", "/tin/slow-headers-4.html", "/tin/error-23.html", "/tin/reset-26.html")


@dataclass(frozen=True)
class Faulty:
    """Two crawls of the faulty site, and what its server saw of each."""

    hits: Counter[str]
    again: Counter[str]
    first: Crawled
    second: Crawled
    pages_dir: Path


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """Two crawls, a moment apart, of a site where every article has another fault."""
    folder = tmp_path_factory.mktemp("faults")
    routes: dict[str, Route] = {path: fault[0] for path, fault in FAULTS.items()}
    routes["/tin/loop-6.html"] = redirect("/tin/loop-5.html")
    routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /admin/\n", 200, {"Content-Type": "text/plain"})
    routes["/"] = routes["/tin/"] = listing(list(FAULTS))
    with site(routes, fallback) as served:
        job = order(folder, "faulty", served.base_url, {"sections": ["/tin/"]}, timeout_s=0.6)
        first = crawl(job)
        hits = served.hits.copy()
        served.routes.update({path: article("mended") for path in MENDED})
        served.hits.clear()
        second = crawl(job)
        again = Counter(served.hits)
        yield Faulty(hits, again, first, second, job.pages_dir)


def ended(pages_dir: Path, number: int) -> dict[str, OutcomeRecord]:
    """The outcomes of one crawl by path."""
    file = sorted(pages_dir.glob("*.warc.gz"))[number]
    return {"/" + record.url.split("/", 3)[3]: record for record in outcomes(file)}


@pytest.mark.parametrize("path", FAULTS)
def test_each_fault_ends_in_its_outcome(faulty: Faulty, path: str) -> None:
    _, wanted, most = FAULTS[path]
    found = ended(faulty.pages_dir, 0)[path]
    assert (found.outcome, found.reason) == (wanted, found.reason)
    assert faulty.hits[path] <= most


def test_the_books_balance_and_the_rest_of_the_portal_is_whole(faulty: Faulty) -> None:
    assert faulty.first.exit_code == 0
    assert faulty.first.report["scheduled"] == len(ended(faulty.pages_dir, 0))
    file = min(faulty.pages_dir.glob("*.gz"))
    bodies = {page.url.rpartition("/")[2]: page.body for page in read_pages(file, "faulty")}
    assert bodies["packed-2.html"] == PAGE
    assert not [name for name in bodies if name.startswith(("cut", "short", "chunks", "bomb", "no-gzip"))]


def test_the_next_crawl_tries_again_what_may_have_mended_and_nothing_else(faulty: Faulty) -> None:
    assert not {path for path in faulty.again if path in FAULTS and FAULTS[path][1] in SETTLED}
    assert {faulty.again[path] for path in MENDED} == {1}
    assert faulty.second.report["new_articles"] == len(MENDED)


def test_a_dead_portal_is_named_with_its_reason(tmp_path: Path) -> None:
    with site() as served:
        address = served.base_url
    done = crawl(order(tmp_path, "dead", address))
    assert done.exit_code == 1
    assert done.report["failed"] is True
    assert str(done.report["stop_reason"]).startswith("unreachable: robots.txt: connection_failed")


def test_too_many_requests_stops_the_crawl_and_the_rest_is_taken_up_by_the_next(tmp_path: Path) -> None:
    paths = [f"/tin/bai-{n}.html" for n in range(6)]
    limited = Answer(b"<html>slow down</html>", 429, {**HTML, "Retry-After": "7200"})
    routes: dict[str, Route] = {path: article(path) for path in paths}
    with site({**routes, "/tin/": listing(paths), paths[2]: limited}) as served:
        job = order(tmp_path, "limited", served.base_url, {"sections": ["/tin/"]})
        first = crawl(job)
        assert (first.exit_code, first.report["stop_reason"]) == (1, "blocked: status 429")
        assert served.hits[paths[2]] == 1
        assert first.outcomes["not_reached"] == 3
        served.routes[paths[2]] = article("again")
        second = crawl(job)
    assert second.exit_code == 0
    assert second.report["new_articles"] == 4


@pytest.mark.parametrize("asked_for", ["1", "a date"])
def test_a_server_that_asks_to_wait_is_given_its_time(asked_for: str, tmp_path: Path) -> None:
    moments: list[float] = []

    def limited(asked: Asked) -> None:
        moments.append(time.time())
        # A date has no fractions of a second: two from now are at least one.
        wait = asked_for if asked_for == "1" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
        first = len(moments) == 1
        asked.answer(Answer(b"slow down", 429, {**HTML, "Retry-After": wait}) if first else article())

    with site({"/tin/": listing(["/tin/bai-1.html"]), "/tin/bai-1.html": limited}) as served:
        done = crawl(order(tmp_path, "patient", served.base_url, {"sections": ["/tin/"]}))
    assert (done.exit_code, done.report["new_articles"]) == (0, 1)
    assert len(moments) == 2
    assert moments[1] - moments[0] >= 0.99


def test_a_bot_wall_is_not_climbed(tmp_path: Path) -> None:
    wall = Answer(b"<html><title>Just a moment...</title><script>challenge</script></html>", 503)
    paths = [f"/tin/bai-{n}.html" for n in range(4)]
    with site({"/tin/": listing(paths)}, lambda path: wall if path.endswith(".html") else Answer(b"", 404)) as served:
        done = crawl(order(tmp_path, "walled", served.base_url, {"sections": ["/tin/"]}))
    assert done.exit_code == 1
    assert str(done.report["stop_reason"]).startswith("blocked: a page that asks whether we are a robot")
    assert sum(served.hits[path] for path in paths) <= 4


def test_a_changed_layout_is_noticed(tmp_path: Path) -> None:
    with site({"/tin/": Answer(b"<html><body><a href='#' onclick='go(1)'>Tin</a></body></html>")}) as served:
        done = crawl(order(tmp_path, "changed", served.base_url, {"sections": ["/tin/"]}))
    assert done.exit_code == 1
    assert str(done.report["stop_reason"]).startswith("no_article_links")


def test_fifty_pages_without_a_new_article_stop_the_crawl(tmp_path: Path) -> None:
    paths = [f"/tin/bai-{n}.html" for n in range(200)]
    with site({"/tin/": listing(paths)}) as served:
        job = order(tmp_path, "barren", served.base_url, {"sections": ["/tin/"]})
        done = crawl(job)
        assert done.report["stop_reason"] == "no_new_articles"
        assert done.outcomes["budget"] == 150
        asked = len(served.asked)
        crawl(job)
        assert len([path for path, _ in served.asked[asked:] if path in paths]) <= 150


Links = Callable[[str, int], str]
"""The address of the n-th link on the page of a path."""

ENDLESS: dict[str, Links] = {
    "calendar": lambda path, n: f"/lich/ngay-{int(re.sub('[^0-9]', '', path) or 0) * 7 + n}.html",
    "sessions": lambda path, n: f"/tin/bai-{n}.html?sid={path}{n}",
    "facets": lambda path, n: f"/tin/loc-{n}.html?{path.partition('?')[2]}&f{n}={n}",
    "growing path": lambda path, n: f"{path.removesuffix('.html').rstrip('/')}/muc-{n}.html",
    "ever new listings": lambda path, n: f"{path.rstrip('/')}/muc-{n}/",
}


def endless_site(links: Links, many: int) -> Callable[[str], Route]:
    """A site on which every page has `many` links to pages that no other page has, and a next page."""

    def page(path: str) -> Route:
        following = f"/lich/page-{int(re.sub('[^0-9]', '', path) or 0) + 1}/"
        return listing([links(path, n) for n in range(1, many + 1)], following)

    return page


@pytest.mark.parametrize("family", ["nukeviet", "generic"])
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_site_without_end_ends_within_the_budget(kind: str, family: str, tmp_path: Path) -> None:
    with site({"/robots.txt": Answer(b"", 404)}, endless_site(ENDLESS[kind], 20)) as served:
        block = {"sections": ["/lich/"], "pages_per_run": 120, "article_url": r"\.html"}
        done = crawl(order(tmp_path, "endless", served.base_url, block, family=family))
    assert done.report["fetched"] <= 120
    assert done.report["stop_reason"] in ("page_budget", "finished", "no_new_articles", NO_ARTICLE_LINKS)


@pytest.mark.faults
def test_a_calendar_of_a_million_pages_ends_within_the_budget_and_in_bounds(tmp_path: Path) -> None:
    """Twenty sitemaps of fifty thousand addresses each; what the queue does not hold is counted, and not forgotten."""

    def page(path: str) -> Route:
        if not path.startswith("/map-"):
            return article() if path.endswith(".html") else listing([])
        first = int(path.removeprefix("/map-").removesuffix(".xml")) * 50_000
        days = (f"<url><loc>{served.base_url}/lich/ngay-{n}.html</loc></url>" for n in range(first, first + 50_000))
        return Answer(f"<urlset>{''.join(days)}</urlset>".encode(), 200, {"Content-Type": "application/xml"})

    with site({"/robots.txt": Answer(b"", 404)}, page) as served:
        maps = [f"/map-{n}.xml" for n in range(20)]
        block = {"sections": ["/lich/"], "sitemaps": maps, "pages_per_run": 120}
        job = order(tmp_path, "calendar", served.base_url, block)
        done, peak_kb, cpu_seconds = measured(job, tmp_path)
    assert (done.report["fetched"], done.report["stop_reason"]) == (120, "page_budget")
    turned_away = done.report["not_admitted"]
    assert isinstance(turned_away, dict)
    assert turned_away["queue_full"] + done.outcomes["budget"] + done.outcomes["stored"] > 1_000_000
    assert cpu_seconds < 120
    assert peak_kb < 300 * 1024
    assert not Known.load(job.pages_dir).complete


def test_a_page_damaged_on_disk_is_found_and_fetched_again(tmp_path: Path) -> None:
    paths = [f"/tin/bai-{n}.html" for n in range(4)]
    routes: dict[str, Route] = {path: article(path) for path in paths}
    with site({**routes, "/tin/": listing(paths)}) as served:
        job = order(tmp_path, "damaged", served.base_url, {"sections": ["/tin/"]})
        crawl(job)
        (file,) = job.pages_dir.glob("*.warc.gz")
        page = next(page for page in read_pages(file, "damaged") if page.url.endswith(paths[2]))
        with file.open("r+b") as handle:
            handle.seek(page.warc_offset + 60)
            handle.write(b"\0\0\0\0")
        assert len(verify(file)) == 1
        served.hits.clear()
        again = crawl(job)
    assert {path: served.hits[path] for path in paths if served.hits[path]} == {paths[2]: 1}
    assert again.exit_code == 0
