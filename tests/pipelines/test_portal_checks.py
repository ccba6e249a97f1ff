"""The checks of a portal: what makes it red, what is for this week, and what is said with it.

Protects: a wall, a changed layout, dates that cannot be and a box read as text fail the portal's run on the day they
come; a quiet portal is not called broken; a single bad page is no alarm; what rests on the portal is listed.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines import portal_checks
from pipelines.derive import Derived
from pipelines.portal_checks import Finding, grave, of_articles, of_crawl, of_observations, pages_in_doubt, results
from pipelines.portals import find
from tests.warehouse.world import Story, release, store
from transforms.errors import CrawlError
from warehouse.portal_state import PortalState, Quantities, portal_state

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
PORTAL = find("sample-laichau")
WELL = PortalState(
    portal="sample-laichau",
    n_recent=40,
    n_refused=1,
    n_unreadable=0,
    n_read=30,
    n_layout_warnings=1,
    n_undated=0,
    n_repeating=2,
    n_leaking=1,
    oldest_at=datetime(2019, 1, 1),  # noqa: DTZ001 - as DuckDB gives a time in UTC
    newest_at=datetime(2026, 11, 19),  # noqa: DTZ001
    last_at=datetime(2026, 11, 20),  # noqa: DTZ001
    n_last_month=12,
)


def expecting(low: int, high: int) -> object:
    """The portal with another band."""
    return PORTAL.model_copy(update={"crawl": PORTAL.crawl.model_copy(update={"expect_per_month": (low, high)})})


def red(state: PortalState = WELL, low: int = 0, high: int = 60, rows: int = 0, **counts: int) -> dict[str, Finding]:
    """The checks that fail, by name."""
    derived = Derived(rows=rows)
    derived.counts.update(counts)
    found = of_articles(expecting(low, high), derived, state, NOW)  # type: ignore[arg-type]  # a portal
    assert {finding.name for finding in found} == set(portal_checks.ARTICLES)
    return {finding.name: finding for finding in found if not finding.passed}


def test_a_portal_in_order_is_green_with_and_without_news() -> None:
    assert red() == {}
    assert red(rows=30, verdict_article=25, verdict_soft_404=3, verdict_bot_wall=2) == {}
    assert red(rows=2, verdict_login=2) == {}  # too few to tell
    derived = Derived()
    assert all(finding.passed for finding in of_articles(PORTAL, derived, None, NOW))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("readable", {"rows": 20, "verdict_bot_wall": 3, "verdict_login": 2, "verdict_article": 15}),
        ("readable", {"rows": 4, "verdict_soft_404": 3}),  # most of the few of a quiet day
        ("readable", {"rows": 10, "verdict_unreadable": 6}),
        ("selectors", {"rows": 10, "verdict_article": 10, "layout_warnings": 6}),
        ("selectors", {"rows": 3, "verdict_article": 3, "layout_warnings": 3}),
        ("dates", {"rows": 10, "verdict_article": 9, "without_date": 7}),
    ],
)
def test_what_a_run_brings_is_judged_at_once(name: str, counts: dict[str, int]) -> None:
    """Fault table, C1, C5, C7: more than a fifth, and five at least; or most of a day's few."""
    (found,) = red(**counts).values()
    assert (found.name, found.grave) == (name, True)
    assert "of this run" in found.what


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("readable", {"n_refused": 12}),
        ("selectors", {"n_layout_warnings": 12}),
        ("dates", {"n_undated": 9}),
        ("leaks", {"n_leaking": 9, "n_repeating": 9}),
    ],
)
def test_what_was_bad_stays_red_when_nothing_new_comes(name: str, change: dict[str, int]) -> None:
    """Yesterday's walls are not healed by a day without news."""
    (found,) = red(replace(WELL, **change)).values()  # type: ignore[arg-type]  # counts
    assert (found.name, found.grave) == (name, True)


def test_a_repeated_line_without_numbers_is_for_this_week() -> None:
    (found,) = red(replace(WELL, n_repeating=12)).values()
    assert (found.name, found.grave) == ("leaks", False)


def test_quiet_is_told_from_broken() -> None:
    """By what its file expects: one article a month may stay away longer than one a day. And it is a warning."""
    weeks_ago = replace(WELL, newest_at=datetime(2026, 10, 20))  # noqa: DTZ001 - as DuckDB gives it
    assert set(red(weeks_ago, low=10)) == {"quiet"}
    found = red(weeks_ago, low=10)["quiet"]
    assert (found.grave, found.numbers) == (False, {"days": 31})
    assert found.what.startswith("Gone quiet, not broken: the site answers")
    assert red(weeks_ago, low=1) == {}
    assert red(weeks_ago, low=0) == {}


def test_fewer_than_the_band_is_an_error_and_more_a_warning() -> None:
    assert red(low=20)["band"].grave
    assert not red(high=10)["band"].grave
    assert "band" not in red(replace(WELL, n_last_month=None), low=20)


def test_a_crawl_that_fails_shows_its_numbers() -> None:
    """Today's outcome is what a person looks at first."""
    report = {"scheduled": 30, "outcomes": {"stored": 5, "blocked": 1, "not_reached": 24}, "warnings": ["a", "b"]}
    answers, complete = of_crawl(CrawlError("laichau: blocked. Run it again."), report)
    assert (answers.passed, answers.grave, answers.what) == (False, True, "laichau: blocked. Run it again.")
    assert (complete.passed, complete.grave) == (False, False)
    assert complete.what.startswith("24 URLs are left for the next crawl; 2 sections, feeds or sitemaps")
    assert all(finding.passed for finding in of_crawl(None, {"scheduled": 3, "outcomes": {"stored": 3}}))
    (_, lost) = of_crawl(None, {"scheduled": 4, "outcomes": {"stored": 3}})
    assert "4 URLs were scheduled and 3 have an outcome" in lost.what


def test_what_came_of_the_quantities_is_for_this_week() -> None:
    derived = Derived(lost=["http://x/1: MemoryError"])
    assert all(finding.passed for finding in of_observations(Derived(), Quantities(400, 40, 30, 2)))
    found = of_observations(derived, Quantities(100, 60, 30, 20))
    assert [finding.name for finding in found if not finding.passed] == ["understood", "named", "arithmetic"]
    assert grave(found) == []


def test_what_is_in_doubt_is_listed_and_asked_for_again(tmp_path: Path) -> None:
    """Beside the values that are published and are not touched by it; and only when it is more than a single page."""
    good = [
        Story(f"cũ-{n}").say("grassroots_unions_total", 700 + n, period=str(2010 + n), period_type="point_in_time")
        for n in range(6)
    ]
    published = release(tmp_path, *good)
    assert pages_in_doubt(tmp_path, "laichau") == []
    later = datetime(2025, 1, 12, tzinfo=UTC)
    bad = [
        Story(f"mới-{n}", published=None, retrieved=later).say("members_total", 5000 + n, unit="person", period="2024")
        for n in range(6)
    ]
    store(tmp_path, *bad, take="20250112T030000Z-001")
    state = portal_state(tmp_path, "laichau")
    assert state is not None
    assert (state.n_recent, state.n_read, state.n_undated) == (12, 12, 6)
    assert set(pages_in_doubt(tmp_path, "laichau")) == {story.article().url for story in bad}
    (result,) = results([Finding("dates", False, "6 have no date", grave=True)], tmp_path, "laichau")
    assert result.metadata["published_values"].value == 6
    assert result.metadata["doubted_values"].value == 6
    assert str(result.metadata["published_release"].value).startswith(published.name)
    assert "congdoan portal check laichau" in str(result.metadata["what_to_do"].value)
    records = result.metadata["values_on_pages_in_doubt"].value
    assert "members_total" in str(records)
    mended = [replace(story, published=date(2025, 1, 10), retrieved=later + timedelta(days=1)) for story in bad]
    store(tmp_path, *mended, take="20250113T030000Z-001")
    assert pages_in_doubt(tmp_path, "laichau") == []
