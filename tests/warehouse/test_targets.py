"""Plans and targets beside results: what a plan said stands in `target_vs_actual`, and never in the yearly table."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.warehouse.world import Story, cells, release
from transforms.observations.publishing import PUBLISH_FROM
from warehouse import release_path
from warehouse.sqlfiles import statement
from warehouse.store import reading

PLAN: dict[str, Any] = {"unit": "person", "role": "plan"}


def targets(data: Path) -> list[tuple[object, ...]]:
    """The view, without its keys."""
    with reading(release_path(data)) as connection:
        return connection.execute(
            """SELECT time_period, source, target_value, actual_value, computed_pct, printed_pct
               FROM target_vs_actual ORDER BY ALL"""
        ).fetchall()


def test_a_plan_a_target_and_the_denominator_of_a_result_stand_beside_the_result(data: Path) -> None:
    """The reading never calls a plan publishable, since that is for results; it is shown nevertheless."""
    ratio: dict[str, Any] = {"target_value": Decimal(1000), "ratio_kind": "target", "achievement_pct": Decimal("109.2")}
    release(
        data,
        Story("ke-hoach").say("members_admitted", 1040, **PLAN).say("members_admitted", 1100, period="2025", **PLAN),
        Story("chi-tieu").say("members_admitted", 1050, unit="person", role="target"),
        Story("ket-qua").say("members_admitted", 1092, unit="person", **ratio),
    )
    assert targets(data) == [
        ("2024", "plan", 1040, 1092, 105, None),
        ("2024", "ratio", 1000, 1092, Decimal("109.2"), Decimal("109.2")),
        ("2024", "target", 1050, 1092, 104, None),
        ("2025", "plan", 1100, None, None, None),
    ]
    assert cells(data) == [(1092,)]


def test_a_plan_that_is_not_certain_or_of_another_kind_is_not_shown(data: Path) -> None:
    unsure = Story("a").say("members_admitted", 1, confidence=PUBLISH_FROM - 0.01, **PLAN)
    unsure.say("members_admitted", 2, flags=("PERIOD_ASSUMED",), **PLAN)
    unsure.say("members_admitted", 3, period="2024-S1", period_type="half", **PLAN)
    unsure.say("members_admitted", 4, level="district", **PLAN)
    unsure.say("members_admitted", 5, role="plan", unit="house")
    unsure.say("members_admitted", 6, sentence="Kế hoạch 6 đoàn viên, hỏi 0912345678.", **PLAN)
    unsure.say("members_admitted", 7, confidence=PUBLISH_FROM, **PLAN)
    release(data, unsure)
    assert [row[2] for row in targets(data)] == [7]
    assert f"o.confidence >= {PUBLISH_FROM:g} " in statement("target_vs_actual")


def test_a_corrected_plan_campaign_and_contradiction_show_the_right_value(data: Path) -> None:
    plan = Story("a").say("members_admitted", 1040, **PLAN).say("members_admitted", 2040, period="2023", **PLAN)
    tet: dict[str, Any] = {"unit": "item", "period_type": "campaign", "campaign": "tet"}
    plan.say("tet_gifts", 500, **tet).say("tet_gifts", 600, **tet)
    two = [
        Story(f"b{n}", opening=f"Tin {n}.").say("grassroots_unions_total", n, period_type="point_in_time")
        for n in (780, 790)
    ]
    ids = [seen.observation_id for story in (plan, two[0]) for seen in story.observations()]
    values = [(1040, 1045), (2040, "null"), (500, 550), (600, "null"), (780, 770)]
    entries = [
        f'  - {{observation_id: "{observation_id}", expect: {read}, value: {right}, reason: r, source: s, author: a}}\n'
        for observation_id, (read, right) in zip(ids, values, strict=True)
    ]
    (data / "corrections.yaml").write_text("corrections:\n" + "".join(entries), "utf-8")
    release(data, plan, *two)
    assert [row[2] for row in targets(data)] == [1045]
    with reading(release_path(data)) as connection:
        assert connection.execute("SELECT obs_value FROM campaign_indicator").fetchall() == [(550,)]
        assert connection.execute("SELECT obs_value FROM yearly_conflict ORDER BY 1").fetchall() == [(770,), (790,)]
