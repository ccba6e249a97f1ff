"""R2: slips of the pen in otherwise sound series are doubted, and what is sound is not."""

import csv
import random
from pathlib import Path

import pytest

from tests.conftest import Report
from tests.warehouse.world import PROVINCES, Story, cells, release

pytestmark = pytest.mark.faults

YEARS = range(2019, 2025)
SEED = 20261120
MUTATED, FOUND, FALSE_SHARE = 50, 48, 0.02
SLIPS = {
    "a digit too many": ("members_total", lambda members, unions: members * 10),
    "a digit too few": ("members_total", lambda members, unions: members // 10),
    "the numbers of another line": ("grassroots_unions_total", lambda members, unions: members),
    "a jump": ("grassroots_unions_total", lambda members, unions: unions * 17 // 10),
    "more than everybody": ("cba_coverage_pct", lambda members, unions: 140),
}


def series(slips: dict[str, tuple[int, str]]) -> list[Story]:
    """The unions, members and agreements of the old provinces, some per cent more or less each year; with the slips
    given by province: a year, and which slip."""
    chance = random.Random(SEED)  # noqa: S311 - numbers, not secrets
    with PROVINCES.open(encoding="utf-8", newline="") as file:
        codes = [f"VN63_{row['old_code']}" for row in csv.DictReader(file)]
    stories = []
    for code in codes:
        story = Story(code, portal="tld", opening=f"Bản tin riêng của {code}, không giống bản nào khác.")
        unions = chance.randrange(300, 3000)
        for year in YEARS:
            unions = int(unions * chance.uniform(0.9, 1.12))
            members = int(unions * chance.uniform(38, 42))
            said = {"grassroots_unions_total": unions, "members_total": members, "cba_coverage_pct": 70 + year % 9}
            if code in slips and slips[code][0] == year:
                indicator, slip = SLIPS[slips[code][1]]
                said[indicator] = slip(members, unions)
            for indicator, value in said.items():
                unit = {"members_total": "person", "cba_coverage_pct": "percent"}.get(indicator, "org")
                sentence = f"Hết năm {year}, {indicator} của {code} là {value} theo báo cáo."
                kind = "year" if unit == "percent" else "point_in_time"
                story.say(
                    indicator,
                    value,
                    sentence=sentence,
                    period=str(year),
                    area=code,
                    unit=unit,
                    period_type=kind,  # type: ignore[arg-type]  # as named above
                )
        stories.append(story)
    return stories


def doubted(data: Path) -> set[tuple[object, ...]]:
    """The cells that are flagged."""
    return set(cells(data, "list_contains(flags, 'LOW_RELIABILITY')", ("ref_area", "time_period", "indicator")))


def test_r2_slips_are_doubted_and_what_is_sound_is_not(tmp_path: Path, report: Report) -> None:
    sound = tmp_path / "sound"
    release(sound, *series({}))
    every = len(cells(sound))
    false = doubted(sound)
    assert every == 63 * len(YEARS) * 3
    assert len(false) <= FALSE_SHARE * every
    chance = random.Random(SEED + 1)  # noqa: S311 - places, not secrets
    kinds = list(SLIPS)
    codes = sorted(story.name for story in series({}))
    slips = {
        code: (chance.choice(list(YEARS)[1:]), kinds[number % len(kinds)])
        for number, code in enumerate(chance.sample(codes, MUTATED))
    }
    slipped = tmp_path / "slipped"
    release(slipped, *series(slips))
    seen = doubted(slipped)
    for code, (year, kind) in slips.items():
        report.trial(f"{code} {year}: {kind}", doubted=(code, str(year), SLIPS[kind][0]) in seen)
    assert MUTATED - len(report.failed) >= FOUND, report.failed
