"""robots.txt: what denies, what allows, and what closes a portal for today."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scrapers.archive import outcomes
from tests.scrapers.crawling import Crawled, crawl, order
from tests.scrapers.servers import Answer, Asked, Route, article, listing, redirect, site

RULES = "User-agent: *\nDisallow: /tin/\n"
TEXT = {"Content-Type": "text/plain"}


def slow(asked: Asked) -> None:
    time.sleep(1)
    asked.close_connection = True


CASES: dict[str, tuple[Route, str]] = {
    # the answer to /robots.txt, and whether the article is fetched, denied, or the portal closed
    "allow": (Answer(b"User-agent: *\nDisallow:\n", 200, TEXT), "fetched"),
    "deny": (Answer(RULES.encode(), 200, TEXT), "denied"),
    "deny us by name": (Answer(b"User-agent: congdoan-test\nDisallow: /\n", 200, TEXT), "denied"),
    "404": (Answer(b"none", 404, TEXT), "fetched"),
    "410": (Answer(b"none", 410, TEXT), "fetched"),
    "401": (Answer(b"no", 401, TEXT), "closed"),
    "403": (Answer(b"no", 403, TEXT), "closed"),
    "500": (Answer(b"error", 500, TEXT), "closed"),
    "503": (Answer(b"error", 503, TEXT), "closed"),
    "HTML": (Answer(b"<!DOCTYPE html><html>home</html>"), "closed"),
    "timeout": (slow, "closed"),
    "10 MB": (Answer(RULES.encode() + b"# x\n" * 2_600_000, 200, TEXT), "denied or closed"),
    "UTF-16": (Answer(RULES.encode("utf-16"), 200, TEXT), "denied"),
    "BOM": (Answer(b"\xef\xbb\xbf" + RULES.encode(), 200, TEXT), "denied"),
    "redirect": (redirect("/robots-2.txt"), "denied"),
    "loop": (redirect("/robots.txt"), "closed"),
}


def run(case: str, folder: Path) -> tuple[str, Crawled, int]:
    """Crawl a portal with this robots.txt: what became of its article, and how often its listing was asked for."""
    routes: dict[str, Route] = {
        "/robots.txt": CASES[case][0],
        "/robots-2.txt": Answer(RULES.encode(), 200, TEXT),
        "/moi/": listing(["/tin/a-1.html"]),
        "/tin/a-1.html": article(),
    }
    with site(routes) as served:
        done = crawl(order(folder, "robots", served.base_url, {"sections": ["/moi/"]}, timeout_s=0.4))
    (file,) = (folder / "pages/robots").glob("*.warc.gz")
    denied = [record.url for record in outcomes(file) if record.outcome == "robots_denied"]
    found = "fetched" if served.hits["/tin/a-1.html"] else "denied" if denied else "closed"
    return found, done, served.hits["/moi/"]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Crawled, int]]:
    """All cases, a few at a time: most of each is waiting."""
    folder = tmp_path_factory.mktemp("robots")
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda case: run(case, folder / case.replace(" ", "-")), CASES)
        return dict(zip(CASES, done, strict=True))


@pytest.mark.parametrize("case", CASES)
def test_robots(case: str, results: dict[str, tuple[str, Crawled, int]]) -> None:
    found, done, listed = results[case]
    assert found in CASES[case][1]
    if found == "closed":
        assert done.exit_code == 1
        assert str(done.report["stop_reason"]).partition(": ")[2].startswith("robots.txt: ")
        assert listed == 0


def test_a_crawl_delay_is_kept(tmp_path: Path) -> None:
    rules = Answer(b"User-agent: *\nCrawl-delay: 0.4\n", 200, TEXT)
    with site({"/robots.txt": rules, "/moi/": listing(["/tin/a-1.html"]), "/tin/a-1.html": article()}) as served:
        done = crawl(order(tmp_path, "slow", served.base_url, {"sections": ["/moi/"]}))
    assert done.report["fetched"] >= 3
    assert float(str(done.report["seconds"])) >= 0.4 * (int(str(done.report["fetched"])) - 1)


def test_robots_is_read_anew_by_every_crawl(tmp_path: Path) -> None:
    """A 304 does not say what the rules are."""

    def unchanged(asked: Asked) -> None:
        same = asked.headers.get("If-None-Match")
        asked.answer(Answer(b"", 304) if same else Answer(RULES.encode(), 200, {**TEXT, "ETag": '"1"'}))

    with site({"/robots.txt": unchanged, "/moi/": listing(["/khac/a-1.html"]), "/khac/a-1.html": article()}) as served:
        job = order(tmp_path, "again", served.base_url, {"sections": ["/moi/"]})
        assert [crawl(job).exit_code for _ in range(2)] == [0, 0]


def test_a_portal_that_closes_later_is_left_and_what_is_archived_stays(tmp_path: Path) -> None:
    open_to_all = Answer(b"User-agent: *\nDisallow:\n", 200, TEXT)
    routes: dict[str, Route] = {
        "/robots.txt": open_to_all,
        "/moi/": listing(["/tin/a-1.html"]),
        "/tin/a-1.html": article(),
    }
    with site(routes) as served:
        job = order(tmp_path, "closing", served.base_url, {"sections": ["/moi/"]})
        assert crawl(job).report["new_articles"] == 1
        archived = {file.name: file.read_bytes() for file in job.pages_dir.glob("2*")}
        served.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", 200, TEXT)
        served.hits.clear()
        done = crawl(job)
        assert set(served.hits) == {"/robots.txt"}
    assert (done.exit_code, done.report["stop_reason"]) == (1, "robots_closed: it denies every listing")
    assert {name: (job.pages_dir / name).read_bytes() for name in archived} == archived
