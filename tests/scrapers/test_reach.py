"""How far a crawl goes: a daily one to what it has, a back-crawl to its date, a full one to the end, a trap nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scrapers.crawling import crawl, order
from tests.scrapers.servers import Answer, Route, Site, article, listing, redirect, site

PAGES = 6
PER_PAGE = 4


def dated_listing(number: int) -> Answer:
    """One page a month, going back from December 2024."""
    first, month = number * PER_PAGE, f"{12 - number:02}/2024 08:00"
    rows = "".join(
        f'<div class="panel"><a href="/tin/bai-{first + n}.html">Tin</a> 1{n}/{month}</div>' for n in range(PER_PAGE)
    )
    pager = f'<ul class="pagination"><a rel="next" href="/tin/page-{number + 2}/">»</a></ul>'
    return Answer(f"<!doctype html><html>{rows}{pager if number < PAGES - 1 else ''}</html>".encode())


@pytest.fixture
def archive_of_months() -> Iterator[Site]:
    routes: dict[str, Route] = {f"/tin/bai-{n}.html": article(str(n)) for n in range(PAGES * PER_PAGE)}
    for number in range(PAGES):
        routes["/tin/" if number == 0 else f"/tin/page-{number + 1}/"] = dated_listing(number)
    with site(routes) as served:
        yield served


def fetched(served: Site, what: str) -> int:
    return sum(count for path, count in served.hits.items() if path.startswith(what) and served.routes.get(path))


def test_a_back_crawl_reaches_its_date_and_no_further(archive_of_months: Site, tmp_path: Path) -> None:
    block = {"sections": ["/tin/"]}
    done = crawl(order(tmp_path, "back", archive_of_months.base_url, block, since="2024-10-12", until="2024-11-30"))
    assert done.exit_code == 0
    assert done.report["new_articles"] == PER_PAGE + 2
    turned_away = done.report["not_admitted"]
    assert turned_away == {"after_until": PER_PAGE, "before_since": 2 + PER_PAGE, "not_an_article": 4}
    assert fetched(archive_of_months, "/tin/page-") == 3


def test_a_daily_crawl_stops_at_what_it_has_and_a_back_crawl_goes_past_it(
    archive_of_months: Site, tmp_path: Path
) -> None:
    block = {"sections": ["/tin/"]}
    job = order(tmp_path, "deep", archive_of_months.base_url, {**block, "pages_per_run": 9})
    crawl(order(tmp_path, "deep", archive_of_months.base_url, block, since="2024-11-01"))
    archive_of_months.hits.clear()
    daily = crawl(job)
    assert daily.report["new_articles"] == 0
    assert fetched(archive_of_months, "/tin/page-") == 0
    full = crawl(order(tmp_path, "deep", archive_of_months.base_url, block, full=True))
    assert full.report["new_articles"] == (PAGES - 2) * PER_PAGE
    assert fetched(archive_of_months, "/tin/page-") == PAGES - 1
    assert full.report["refetched_articles"] == 0


@pytest.mark.parametrize(
    "past_the_end",
    [redirect("/tin/", 301), listing(["/tin/bai-0.html", "/tin/bai-1.html"], "/tin/page-4/"), Answer(b"none", 404)],
    ids=["back to page one", "page one again", "404"],
)
def test_a_pager_that_never_ends_is_left(past_the_end: Answer, tmp_path: Path) -> None:
    routes: dict[str, Route] = {f"/tin/bai-{n}.html": article(str(n)) for n in range(4)}
    routes["/tin/"] = listing(["/tin/bai-0.html", "/tin/bai-1.html"], "/tin/page-2/")
    routes["/tin/page-2/"] = listing(["/tin/bai-2.html", "/tin/bai-3.html"], "/tin/page-3/")
    routes["/tin/page-3/"] = routes["/tin/page-4/"] = past_the_end
    with site(routes) as served:
        done = crawl(order(tmp_path, "endless", served.base_url, {"sections": ["/tin/"]}))
        assert done.report["new_articles"] == 4
        assert served.hits["/tin/page-4/"] == 0
    assert done.exit_code == 0


def test_an_article_that_leads_home_is_missing_and_not_asked_for_again(tmp_path: Path) -> None:
    routes: dict[str, Route] = {"/tin/": listing(["/tin/bai-1.html"]), "/tin/bai-1.html": redirect("/"), "/": article()}
    with site(routes) as served:
        job = order(tmp_path, "missing", served.base_url, {"sections": ["/tin/"]})
        assert crawl(job).report["by_kind"]["article"] == {"http_error": 1}  # type: ignore[index]  # plain JSON
        crawl(job)
        assert served.hits["/tin/bai-1.html"] == 1


def test_a_second_crawl_of_an_unchanged_portal_costs_its_feeds_and_first_listings_only(tmp_path: Path) -> None:
    """Beyond feeds and listings at most 2% of the requests and bytes of the first; of the listings the first page."""
    many, on_page = 300, 20
    bodies = {f"/tin/bai-{n}.html": article(f"Tin {n}: " + "công đoàn cơ sở " * 200) for n in range(many)}
    paths = list(bodies)
    routes: dict[str, Route] = {**bodies}
    for start in range(0, many, on_page):
        number = start // on_page + 1
        following = f"/tin/page-{number + 1}/" if start + on_page < many else None
        routes["/tin/" if number == 1 else f"/tin/page-{number}/"] = listing(paths[start : start + on_page], following)
    with site(routes) as served:
        items = "".join(f"<item><link>{served.base_url}{path}</link></item>" for path in paths[:30])
        served.routes["/rss/"] = Answer(
            f"<rss><channel>{items}</channel></rss>".encode(), 200, {"Content-Type": "text/xml"}
        )
        urls = "".join(f"<url><loc>{served.base_url}{path}</loc></url>" for path in paths)
        served.routes["/map.xml"] = Answer(f"<urlset>{urls}</urlset>".encode(), 200, {"Content-Type": "text/xml"})
        block = {"sections": ["/tin/"], "feeds": ["/rss/"], "sitemaps": ["/map.xml"], "pages_per_run": 1000}
        job = order(tmp_path, "unchanged", served.base_url, block)
        assert crawl(job).report["new_articles"] == many
        served.hits.clear()
        assert crawl(job).exit_code == 0
        asked = served.hits
    beyond = {path: count for path, count in asked.items() if path not in ("/robots.txt", "/rss/", "/map.xml", "/tin/")}
    assert sum(beyond.values()) <= 0.02 * many
    size = sum(len(bodies[path].body) * count for path, count in beyond.items() if path in bodies)
    assert size <= 0.02 * sum(len(answer.body) for answer in bodies.values())
    assert max(asked.values()) == 1
