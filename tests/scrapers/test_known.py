"""A page is fetched again when something dates it later than our copy, or in the weekly re-check while it is young."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scrapers.archive import CRAWL_END_URL, IndexEntry
from scrapers.families import family
from scrapers.frontier import Frontier
from scrapers.known import NO_NEW_ARTICLES, Known
from scrapers.site import Site

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
URL = "https://x.vn/tin/bai-1.html"
SITE = Site.from_block("x", {"base": "https://x.vn"})
NUKEVIET = family("nukeviet")


def captured(url: str = URL, days_ago: float = 1, **fields: object) -> list[IndexEntry]:
    """The index lines of a stored article."""
    time = NOW - timedelta(days=days_ago)
    capture = IndexEntry(url, time, "text/html", 0, 100, "a.warc.gz", status=200, digest="sha256:0")
    outcome = IndexEntry(url, time, "application/warc-fields", 100, 50, "a.warc.gz", outcome="stored", kind="article")
    return [capture, replace(outcome, **fields)]  # type: ignore[arg-type]  # any field of an entry


def end(days_ago: float) -> IndexEntry:
    return IndexEntry(
        CRAWL_END_URL, NOW - timedelta(days=days_ago), "application/warc-fields", 0, 1, "a", complete="yes"
    )


def known(*entries: IndexEntry) -> Known:
    return Known(entries, NUKEVIET.identity)


def frontier(known: Known) -> Frontier:
    return Frontier(SITE, known, lambda url: NUKEVIET.is_article(url, SITE), NUKEVIET.identity)


@pytest.mark.parametrize(
    ("dated", "again"),
    [
        (None, False),
        (NOW - timedelta(days=2), False),
        (NOW - timedelta(hours=1), True),
    ],
)
def test_fetched_again_only_when_dated_later_than_our_copy(dated: datetime | None, again: bool) -> None:
    queue = frontier(known(*captured()))
    queue.offer(URL, "https://x.vn/rss/", dated)
    assert len(queue) == again
    assert queue.not_admitted["known"] == (not again)


def test_a_date_later_than_the_one_we_were_given_counts_too() -> None:
    """The clock of a portal, or of this machine, may be wrong by days."""
    ours = captured(dated="2020-01-01T00:00:00Z")
    queue = frontier(known(*ours))
    queue.offer(URL, "https://x.vn/rss/", datetime(2020, 1, 1, tzinfo=UTC))
    assert len(queue) == 0
    queue.offer(URL, "https://x.vn/sitemap.xml", datetime(2020, 1, 2, tzinfo=UTC))
    assert len(queue) == 1
    assert queue.not_admitted["known"] == 0
    ticket = queue.pop()
    assert ticket is not None
    assert ticket.refetch


@pytest.mark.parametrize(
    ("seen_days_ago", "born_days_ago", "due"),
    [(8, 10, True), (6, 10, False), (8, 31, False), (40, 40, False)],
)
def test_weekly_recheck_while_young(seen_days_ago: float, born_days_ago: float, due: bool) -> None:
    dated = (NOW - timedelta(days=born_days_ago)).isoformat()
    found = known(*captured(days_ago=seen_days_ago, dated=dated), end(0))
    assert [entry.url for entry in found.due(NOW)] == ([URL] if due else [])


@pytest.mark.parametrize(
    ("outcome", "reason", "again"),
    [
        ("not_reached", "interrupted", True),
        ("budget", "page_budget", True),
        ("budget", NO_NEW_ARTICLES, False),
        ("timeout", None, True),
        ("http_error", "status 500", True),
        ("http_error", "status 404", False),
        ("too_large", None, False),
        ("robots_denied", None, False),
        ("blocked", "status 403", True),
    ],
)
def test_what_an_earlier_crawl_left_is_taken_up(outcome: str, reason: str | None, again: bool) -> None:
    line = captured(outcome=outcome, reason=reason)[1]
    assert [entry.url for entry in known(line, end(0)).left_over(NOW)] == ([URL] if again else [])


def test_a_page_whose_record_was_damaged_is_fetched_again() -> None:
    """`verify` leaves it out of the index; its outcome still says that it was stored."""
    whole, damaged = captured(days_ago=90), captured("https://x.vn/tin/bai-2.html", days_ago=90)
    found = known(*whole, damaged[1], end(0))
    assert [entry.url for entry in found.left_over(NOW)] == ["https://x.vn/tin/bai-2.html"]


def test_a_failing_page_is_given_up_after_a_month() -> None:
    first, last = captured(days_ago=31, outcome="timeout")[1], captured(days_ago=1, outcome="timeout")[1]
    assert list(known(first, last, end(0)).left_over(NOW)) == []


def test_a_crawl_without_an_end_was_killed() -> None:
    assert known().complete
    assert known(*captured(), end(0.5)).complete
    assert known(end(1), *captured(days_ago=1)).complete, "within one millisecond the end comes last"
    assert not known(*captured(days_ago=2), end(1.5), *captured("https://x.vn/tin/b-2.html", days_ago=1)).complete


def test_one_article_under_two_addresses_is_one() -> None:
    queue = frontier(known(*captured()))
    queue.offer("https://x.vn/khac/ten-khac-1.html", "https://x.vn/khac/")
    queue.offer("https://x.vn/khac/bai-2.html", "https://x.vn/khac/")
    queue.offer("https://x.vn/tin/bai-2.html?utm_source=zalo#top", "https://x.vn/tin/")
    assert len(queue) == 1
    assert queue.scheduled == 1


def test_links_not_admitted_are_counted_once_by_reason() -> None:
    queue = frontier(known())
    for _ in range(2):
        for href in ("https://y.vn/a-1.html", "/gioi-thieu/", "mailto:a@x.vn", "javascript:void(0)", "#top", ""):
            queue.offer(href, "https://x.vn/")
    assert queue.not_admitted == {"off_site": 1, "not_an_article": 1, "not_a_page": 4}


def test_what_was_taken_down_is_never_fetched_again() -> None:
    old, outcome = captured(days_ago=40)
    gone = replace(old, time=NOW, mime="application/warc-fields", status=None, taken_down="2026-11-20T06:00:00Z")
    archive = known(outcome, gone)
    queue = frontier(archive)
    queue.offer(URL, "https://x.vn/rss/", NOW + timedelta(days=1))
    assert len(queue) == 0
    assert queue.not_admitted["taken_down"] == 1
    assert archive.is_taken_down(URL)
    assert list(archive.due(NOW + timedelta(days=8))) == []
    assert list(archive.left_over(NOW)) == []


@pytest.mark.parametrize(
    ("outcome", "reason", "gone"),
    [
        ("http_error", "status 404", [URL]),
        ("http_error", "status 410", [URL]),
        ("http_error", "status 500", []),
        ("unchanged", None, []),
        ("connection_failed", "refused", []),
    ],
)
def test_a_stored_page_that_its_site_no_longer_has_is_gone(outcome: str, reason: str | None, gone: list[str]) -> None:
    again = captured(days_ago=0, outcome=outcome, reason=reason)[1]
    assert list(known(*captured(days_ago=9), again).gone()) == gone
    assert list(known(again).gone()) == []
    assert list(known(*captured(days_ago=9), again, *captured(days_ago=-1)).gone()) == []
