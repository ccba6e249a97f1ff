"""Both maps of the provinces: nothing is summed with a part missing, nothing is divided, no bare code gets in."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import Story, cells, reference, release
from warehouse import explain
from warehouse.releases import release_path
from warehouse.schema import model
from warehouse.store import reading

UNIONS = "grassroots_unions_total"
STOCK = {"period_type": "point_in_time"}
LAO_CAI, YEN_BAI, NEW_LAO_CAI = "VN63_10", "VN63_15", "VN34_15"


def view(data: Path, name: str, columns: str) -> list[tuple[object, ...]]:
    """Rows of a view of the published release."""
    with reading(release_path(data)) as connection:
        return connection.execute(f"SELECT {columns} FROM {name} ORDER BY ALL").fetchall()  # noqa: S608 - words of the tests


def part(name: str, portal: str, area: str, value: int, **more: object) -> Story:
    """A province's stock at the end of 2024."""
    return Story(name, portal=portal, opening=f"Tin của {portal}.").say(UNIONS, value, area=area, **(STOCK | more))  # type: ignore[arg-type]  # fields


def test_a_new_province_is_summed_only_with_all_its_parts(data: Path) -> None:
    release(data, part("a", "laocai", LAO_CAI, 1211))
    assert view(data, "yearly_on_34", "ref_area") == []
    release(data, part("a", "laocai", LAO_CAI, 1211), part("b", "yenbai", YEN_BAI, 900))
    assert view(
        data, "yearly_on_34", "ref_area, area_name, obs_value, flags, len(part_observation_ids), observation_id"
    ) == [(NEW_LAO_CAI, "Lào Cai", Decimal(2111), ["DERIVED_SUM", "SINGLE_SOURCE"], 2, None)]
    assert [row[0] for row in view(data, "yearly_on_63", "ref_area")] == [LAO_CAI, YEN_BAI]


def test_a_sum_leads_to_each_of_its_parts(data: Path) -> None:
    release(data, part("a", "laocai", LAO_CAI, 1211), part("b", "yenbai", YEN_BAI, 900))
    old, new = explain(data, UNIONS, "Lào Cai", 2024)
    assert (old.ref_area, old.obs_value) == (LAO_CAI, Decimal(1211))
    assert (new.ref_area, new.obs_value, new.choice_rule) == (NEW_LAO_CAI, Decimal(2111), "SUM")
    assert [(p.ref_area, p.obs_value, p.portal) for p in new.parts] == [
        (LAO_CAI, Decimal(1211), "laocai"),
        (YEN_BAI, Decimal(900), "yenbai"),
    ]


def test_an_unchanged_province_is_found_by_either_code(data: Path) -> None:
    release(data, part("a", "laichau", "VN63_12", 786))
    for code in ("VN63_12", "VN34_12"):
        assert [cell.obs_value for cell in explain(data, UNIONS, code, 2024)] == [Decimal(786)]


def test_the_country_adds_up_to_the_same_on_both_maps_where_all_parts_are_there(data: Path) -> None:
    stories = [
        Story(f"t{n}", portal="tld", opening=f"Tin về tỉnh thứ {n}.").say(UNIONS, 100 + n, area=code, **STOCK)  # type: ignore[arg-type]  # fields
        for n, code in enumerate(f"VN63_{row['old_code']}" for row in reference().provinces)
    ]
    release(data, *stories)
    (old,) = view(data, "yearly_on_63", "count(*), sum(obs_value)")
    (new,) = view(data, "yearly_on_34", "count(*), sum(obs_value)")
    assert (old[0], new[0]) == (63, 34)
    assert old[1] == new[1] == sum(100 + n for n in range(63))


def test_a_ratio_is_never_summed(data: Path) -> None:
    stories = [
        Story(p, portal=p, opening=p).say("cba_coverage_pct", 80, unit="percent", area=a)
        for p, a in (("laocai", LAO_CAI), ("yenbai", YEN_BAI))
    ]
    release(data, *stories)
    assert view(data, "yearly_on_34", "ref_area") == []


def test_what_is_reported_on_the_new_boundary_stands_before_a_sum_and_is_not_divided(data: Path) -> None:
    new = Story("c", portal="laocai", opening="Sau sáp nhập.").say(UNIONS, 2100, area=NEW_LAO_CAI, **STOCK)
    release(data, part("a", "laocai", LAO_CAI, 1211), part("b", "yenbai", YEN_BAI, 900), new)
    assert view(data, "yearly_on_34", "ref_area, obs_value, part_observation_ids") == [
        (NEW_LAO_CAI, Decimal(2100), None)
    ]
    assert [row[0] for row in view(data, "yearly_on_63", "ref_area")] == [LAO_CAI, YEN_BAI]
    assert len(view(data, "yearly_as_reported", "ref_area")) == 3


def test_an_unchanged_province_is_one_series_whatever_code_its_source_used(data: Path) -> None:
    release(
        data,
        part("a", "laichau", "VN63_12", 780, period="2023", ref_date=date(2023, 11, 30)),
        part("b", "laichau", "VN34_12", 786, period="2025", ref_date=date(2025, 11, 30)),
    )
    columns = "ref_area, area_name, time_period, obs_value::INTEGER"
    assert view(data, "yearly_on_63", columns) == [
        ("VN63_12", "Lai Châu", "2023", 780),
        ("VN63_12", "Lai Châu", "2025", 786),
    ]
    assert view(data, "yearly_on_34", columns) == [
        ("VN34_12", "Lai Châu", "2023", 780),
        ("VN34_12", "Lai Châu", "2025", 786),
    ]


def test_both_codes_of_an_unchanged_province_meet_in_one_cell(data: Path) -> None:
    release(data, part("a", "laichau", "VN63_12", 780), part("b", "laichau", "VN34_12", 786))
    assert cells(data, columns=("ref_area", "flags")) == [("VN63_12", ["CONFLICT"])]


def test_the_breaks_of_2025_are_marked_once_as_break_and_kept_as_flags(data: Path) -> None:
    release(
        data,
        part("a", "laocai", NEW_LAO_CAI, 513, period="2025", ref_date=date(2025, 12, 15)),
        part("b", "laocai", NEW_LAO_CAI, 520, period="2026", ref_date=date(2026, 11, 30)),
        part("c", "laichau", "VN63_12", 500, period="2025", ref_date=date(2025, 12, 15)),
        part("d", "laichau", "VN63_12", 786, period="2025", ref_date=date(2025, 5, 31)),
    )
    both = ["BREAK_BOUNDARY_2025", "BREAK_COVERAGE_2025", "SINGLE_SOURCE"]
    assert cells(data, columns=("ref_area", "time_period", "obs_status", "flags")) == [
        (NEW_LAO_CAI, "2025", "B", both),
        (NEW_LAO_CAI, "2026", "A", both),
        ("VN63_12", "2025", "B", ["BREAK_COVERAGE_2025", "REVISED", "SINGLE_SOURCE"]),
    ]


def test_a_stock_from_before_the_break_is_not_marked(data: Path) -> None:
    release(data, part("d", "laichau", "VN63_12", 786, period="2025", ref_date=date(2025, 5, 31)))
    assert cells(data, columns=("obs_status", "flags")) == [("P", ["MID_YEAR", "SINGLE_SOURCE"])]


def test_every_empty_cell_has_its_reason(data: Path) -> None:
    release(
        data,
        part("a", "laichau", "VN63_12", 786, period="2024"),
        part("b", "laichau", "VN63_12", 780, period="2026", ref_date=date(2026, 11, 30)),
        Story("c").say("members_total", 48000, unit="person", period_type="point_in_time", publishable=False),
    )
    with reading(release_path(data)) as connection:
        status = dict(
            connection.execute(
                "SELECT ref_area || ' ' || time_period || ' ' || indicator, obs_status FROM yearly_missing"
            ).fetchall()
        )
        total = connection.execute("SELECT count(*), count(obs_value) FROM yearly_long").fetchone()
    assert status[f"{LAO_CAI} 2024 {UNIONS}"] == "L"
    assert status[f"{LAO_CAI} 2026 {UNIONS}"] == "M"
    assert status[f"{NEW_LAO_CAI} 2026 {UNIONS}"] == "L"
    assert f"{NEW_LAO_CAI} 2024 {UNIONS}" not in status
    assert status[f"VN63_12 2025 {UNIONS}"] == "O"
    assert status["VN63_12 2024 members_total"] == "Q"
    assert f"VN63_12 2024 {UNIONS}" not in status
    assert total == (len(status) + 2, 2)


@pytest.mark.parametrize("code", ["12", "52", "VN_12", "VN63-12", "VN63_1", "VN64_12", ""])
def test_a_bare_code_is_refused(code: str) -> None:
    definitions = model()
    with duckdb.connect(":memory:") as connection:
        connection.execute(definitions.tables["ref_area"].ddl(definitions.codes))
        with pytest.raises(duckdb.ConstraintException):
            connection.execute(
                "INSERT INTO ref_area VALUES (?, 'VN63', '12', 'x', 'x', 'province', NULL, NULL, NULL, NULL)", [code]
            )


def test_the_map_is_complete_and_seven_codes_changed_their_meaning(published: Path) -> None:
    with reading(published) as connection:
        count = "SELECT count(*) FROM ref_area WHERE codelist = ?"
        assert [connection.execute(count, [c]).fetchone() for c in ("VN63", "VN34", "VN")] == [(63,), (34,), (1,)]
        changed = connection.execute(
            "SELECT o.code FROM ref_area o JOIN ref_area n ON n.codelist = 'VN34' AND n.code = o.code "
            "WHERE o.codelist = 'VN63' AND o.name_vi <> n.name_vi ORDER BY 1"
        ).fetchall()
        assert [row[0] for row in changed] == ["15", "24", "44", "52", "80", "82", "91"]
        assert connection.execute("SELECT count(*) FROM ref_area_map WHERE change_type = 'unchanged'").fetchone() == (
            11,
        )
