"""A good guest: one request at a time, in its pace, asking for nothing twice, and gone when its budget is spent."""

import threading
import time
from pathlib import Path

from tests.scrapers.crawling import crawl, order
from tests.scrapers.servers import HTML, Answer, Asked, Route, article, listing, site

PATHS = [f"/tin/bai-{n}.html" for n in range(6)]
PAGES: dict[str, Route] = {"/tin/": listing(PATHS), **{path: article("công đoàn " * 200) for path in PATHS}}


def test_one_request_at_a_time_and_never_faster_than_the_file_says(tmp_path: Path) -> None:
    lock, now, most, moments = threading.Lock(), 0, 0, list[float]()

    def counted(asked: Asked) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
            moments.append(time.monotonic())
        time.sleep(0.005)
        with lock:
            now -= 1
        answer = PAGES.get(asked.path, Answer(b"", 404))
        assert isinstance(answer, Answer)
        asked.answer(answer)

    with site(fallback=lambda path: counted) as served:
        done = crawl(order(tmp_path, "paced", served.base_url, {"sections": ["/tin/"], "delay_s": 0.1}))
    assert done.report["new_articles"] == len(PATHS)
    assert most == 1
    # A quarter either way, so that requests do not come by the clock; the whole says more than its parts, which also
    # depend on when this server's threads ran.
    assert moments[-1] - moments[0] >= 0.5 * 0.1 * (len(moments) - 1)


def test_validators_are_sent_back_where_the_server_stands_by_them(tmp_path: Path) -> None:
    def kept(asked: Asked) -> None:
        if asked.headers.get("If-None-Match") == '"one"':
            asked.answer(Answer(b"", 304, {"ETag": '"one"'}))
        else:
            asked.answer(Answer(listing(PATHS[:3]).body, 200, {**HTML, "ETag": '"one"'}))

    # As NukeViet does it: a date of yesterday on every page, and no copy allowed.
    yesterday = {**HTML, "Last-Modified": "Thu, 19 Nov 2026 06:00:00 GMT", "Cache-Control": "no-store, no-cache"}
    routes = {**PAGES, "/tin/": kept, "/khac/": Answer(listing(PATHS[3:]).body, 200, yesterday)}
    with site(routes) as served:
        job = order(tmp_path, "validated", served.base_url, {"sections": ["/tin/", "/khac/"]})
        assert crawl(job).report["new_articles"] == len(PATHS)
        served.asked.clear()
        second = crawl(job)
        headers = dict(served.asked)
    assert headers["/tin/"]["if-none-match"] == '"one"'
    assert not {"if-none-match", "if-modified-since"} & headers["/khac/"].keys()
    assert (second.exit_code, second.outcomes["unchanged"]) == (0, 2)


def test_a_budget_of_bytes_ends_a_crawl_and_the_next_goes_on(tmp_path: Path) -> None:
    with site(PAGES) as served:
        first = crawl(order(tmp_path, "bytes", served.base_url, {"sections": ["/tin/"]}, max_bytes=6_000))
        assert (first.exit_code, first.report["stop_reason"]) == (0, "byte_budget")
        assert 0 < int(str(first.report["new_articles"])) < len(PATHS)
        second = crawl(order(tmp_path, "bytes", served.base_url, {"sections": ["/tin/"]}))
    assert int(str(first.report["new_articles"])) + int(str(second.report["new_articles"])) == len(PATHS)
    assert max(served.hits[path] for path in PATHS) == 1


def test_a_limit_of_time_ends_a_crawl_and_the_next_goes_on(tmp_path: Path) -> None:
    gate = threading.Event()

    def held(asked: Asked) -> None:
        gate.wait(30)
        asked.answer(article("late"))

    with site({**PAGES, PATHS[3]: held}) as served:
        first = crawl(order(tmp_path, "time", served.base_url, {"sections": ["/tin/"]}, time_limit_s=3))
        gate.set()
        assert (first.exit_code, first.report["stop_reason"]) == (0, "time_limit")
        assert first.outcomes["budget"] >= 1
        second = crawl(order(tmp_path, "time", served.base_url, {"sections": ["/tin/"]}))
    assert second.report["stop_reason"] == "finished"
    assert int(str(first.report["new_articles"])) + int(str(second.report["new_articles"])) == len(PATHS)


def test_menus_are_followed_two_levels_down_and_no_further(tmp_path: Path) -> None:
    def menu(path: str) -> Route:
        if path in ("/robots.txt",) or "." in path:
            return Answer(b"", 404)
        links = "".join(f'<a href="{path}muc-{n}/">Mục</a>' for n in range(2))
        return Answer(f"<html><nav>{links}</nav></html>".encode())

    with site(fallback=menu) as served:
        crawl(order(tmp_path, "deep", served.base_url, family="generic"))
        listings = [path for path in served.hits if path.endswith("/")]
    assert max(path.strip("/").count("muc-") for path in listings) == 2
    assert len(listings) == 1 + 2 + 4
