"""Plausibility lowers trust and never changes a value (R2), and does not cry wolf."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.warehouse.world import Story, cells, release
from warehouse.releases import release_path
from warehouse.store import reading

UNIONS = "grassroots_unions_total"


def stock(name: str, indicator: str, value: int, year: int, **more: object) -> Story:
    """A stock at the end of November."""
    story = Story(name, published=date(year + 1, 1, 10), opening=f"Tổng kết {year} của {name}.")
    said = {"unit": "org" if indicator == UNIONS else "person", "period": str(year), "period_type": "point_in_time"}
    return story.say(indicator, value, **(said | {"ref_date": date(year, 11, 30)} | more))  # type: ignore[arg-type]  # fields


CLEAN = [(2021, 900, 40000), (2022, 950, 42000), (2023, 1000, 46000), (2024, 1100, 48000)]


def test_r2_suspect_cells_are_marked_and_keep_their_value(data: Path) -> None:
    stories = [stock(f"c{year}", UNIONS, unions, year) for year, unions, _ in CLEAN]
    stories += [stock(f"m{year}", "members_total", members, year) for year, _, members in CLEAN]
    release(data, *stories)
    assert cells(data, where="list_contains(flags, 'LOW_RELIABILITY')") == []
    stories[-1] = stock("m2024", "members_total", 4800, 2024)
    release(data, *stories)
    with reading(release_path(data)) as connection:
        doubts = connection.execute("SELECT DISTINCT test FROM yearly_doubt ORDER BY ALL").fetchall()
    assert doubts == [("jump",), ("per_union",)]
    columns = ("indicator", "time_period", "obs_value", "obs_status")
    assert cells(data, "list_contains(flags, 'LOW_RELIABILITY')", columns) == [
        (UNIONS, "2024", Decimal(1100), "U"),
        ("members_total", "2024", Decimal(4800), "U"),
    ]


MEMBERS = "members_total"
CASES = {
    "a jump": ([stock("a", UNIONS, 1000, 2023), stock("b", UNIONS, 1400, 2024)], {(UNIONS, "2024")}),
    "a small step": ([stock("a", UNIONS, 1000, 2023), stock("b", UNIONS, 1290, 2024)], set()),
    "a jump over a break": ([stock("a", UNIONS, 1000, 2024), stock("b", UNIONS, 400, 2025)], set()),
    "fewer members than unions": (
        [stock("a", UNIONS, 2000, 2024), stock("b", MEMBERS, 1900, 2024)],
        {(UNIONS, "2024"), (MEMBERS, "2024")},
    ),
    "outside the range": ([stock("a", UNIONS, 40000, 2024)], {(UNIONS, "2024")}),
    "a part over its total": (
        [stock("a", MEMBERS, 48000, 2024), stock("b", "members_admitted", 49000, 2024, period_type="year")],
        {("members_admitted", "2024"), (MEMBERS, "2024")},
    ),
    "over 100%": (
        [stock("a", "cba_coverage_pct", 104, 2024, unit="percent", period_type="year")],
        {("cba_coverage_pct", "2024")},
    ),
}


@pytest.mark.parametrize(("stories", "suspect"), CASES.values(), ids=CASES.keys())
def test_r2_each_test_of_plausibility(data: Path, stories: list[Story], suspect: set[tuple[str, str]]) -> None:
    release(data, *stories)
    found = cells(data, "list_contains(flags, 'LOW_RELIABILITY')", ("indicator", "time_period"))
    assert set(found) == suspect
