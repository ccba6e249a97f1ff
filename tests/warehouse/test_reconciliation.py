"""The rules that keep yearly values honest, each with statements that would break it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.warehouse.world import BUILT, Story, cells, reference, release, store
from warehouse import build, publish
from warehouse.releases import release_path
from warehouse.store import reading

STOCK = {"period_type": "point_in_time"}
UNIONS = "grassroots_unions_total"


def reasons(data: Path) -> list[tuple[object, ...]]:
    """(value, reason) of every candidate of the published release."""
    with reading(release_path(data)) as connection:
        return connection.execute(
            "SELECT obs_value::INTEGER, reason FROM yearly_candidate ORDER BY obs_value, reason"
        ).fetchall()


def test_the_unions_of_lai_chau_in_2024(data: Path) -> None:
    release(data, Story("bao-cao").say(UNIONS, 786, **STOCK))
    columns = ("indicator", "ref_area", "org_level", "time_period", "obs_value", "obs_status", "flags", "choice_rule")
    assert cells(data, columns=columns) == [
        (UNIONS, "VN63_12", "province", "2024", Decimal("786.0000"), "A", ["SINGLE_SOURCE"], "ONLY_ONE")
    ]


NOT_A_CELL = [
    ({"period": "2024-S1", "period_type": "half"}, "NOT_A_YEAR"),
    ({"period": "2024-Q3", "period_type": "months"}, "NOT_A_YEAR"),
    ({"period": "2024-05", "period_type": "months"}, "NOT_A_YEAR"),
    ({"period": "2024-05", "period_type": "year"}, "NOT_A_YEAR"),
    ({"period": "2018/2023", "period_type": "term"}, "NOT_A_YEAR"),
    ({"period": "2024", "period_type": "unknown"}, "NOT_A_YEAR"),
    ({"period": "2024", "period_type": "point_in_time"}, "NOT_A_YEAR"),
    ({"period": None, "period_type": "year"}, "NO_YEAR"),
    ({"period_type": "campaign", "campaign": "tet"}, "CAMPAIGN"),
    ({"campaign": "workers_month"}, "CAMPAIGN"),
    ({"role": "plan"}, "NOT_ACTUAL"),
    ({"role": "target"}, "NOT_ACTUAL"),
    ({"level": "district"}, "LEVEL"),
    ({"level": "grassroots"}, "LEVEL"),
    ({"level": "sector"}, "LEVEL"),
    ({"level": "cluster"}, "LEVEL"),
    ({"level": "other"}, "LEVEL"),
    ({"area": None}, "NO_AREA"),
    ({"level": "national"}, "AREA_LEVEL"),
    ({"area": "VN"}, "AREA_LEVEL"),
    ({"unit": "house"}, "UNIT"),
    ({"area": "VN63_10", "period": "2026"}, "ABOLISHED"),
]


def test_what_is_not_a_years_figure_of_a_province_never_becomes_a_cell(data: Path) -> None:
    story = Story("a")
    for number, (said, _) in enumerate(NOT_A_CELL, start=100):
        story.say("members_admitted", number, **({"unit": "person"} | said))  # type: ignore[arg-type]  # cases
    release(data, story)
    assert cells(data) == []
    assert reasons(data) == [(number, reason) for number, (_, reason) in enumerate(NOT_A_CELL, start=100)]


def test_a_guard_never_becomes_a_cell(data: Path) -> None:
    release(data, Story("a").say("gift_unit_value_vnd", 500000, unit="vnd"))
    assert cells(data) == []
    assert reasons(data) == [(500000, "GUARD")]


def test_an_unnamed_quantity_is_kept_and_is_no_candidate(data: Path) -> None:
    release(data, Story("a").say(None, 12, unit="item", measured_phrase="chậu hoa"))
    with reading(release_path(data)) as connection:
        assert connection.execute("SELECT measured_phrase FROM observation").fetchall() == [("chậu hoa",)]
    assert reasons(data) == []


def test_what_is_said_but_not_certain_enough_is_a_cell_without_value(data: Path) -> None:
    release(data, Story("a").say(UNIONS, 786, **STOCK, publishable=False, confidence=0.4))
    assert cells(data, columns=("obs_value", "obs_status", "choice_rule", "observation_id")) == [
        (None, "Q", "WITHHELD", None)
    ]
    assert reasons(data) == [(786, "NOT_PUBLISHABLE")]


AGREEMENT = [
    ((786, "exact"), (786, "exact"), 786),
    ((786, "exact"), (780, "over"), 786),
    ((786, "exact"), (800, "under"), 786),
    ((786, "exact"), (800, "about"), 786),
    ((45114, "exact"), (45000, "exact"), 45114),
    ((780, "over"), (800, "under"), 780),
    ((786, "exact"), (790, "exact"), None),
    ((786, "exact"), (800, "over"), None),
    ((786, "exact"), (700, "under"), None),
    ((786, "exact"), (7860, "exact"), None),
    ((45114, "exact"), (46000, "exact"), None),
]
"""Two statements of equally near sources, and the value that may be published."""


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[object, ...]]:
    """Number of the case to its cell: each case is a year of its own in one release."""
    stories = []
    for number, (first, second, _) in enumerate(AGREEMENT):
        for name, (value, qualifier) in (("Liên đoàn tổng kết", first), ("Sáng nay cán bộ gặp mặt", second)):
            opening = f"{name} bản tin số {number}. " * 3
            story = Story(f"{name.split()[0]}-{number}", opening=opening.strip())
            said = {"qualifier": qualifier, "unit": "person", "period": str(2000 + number)}
            stories.append(story.say("care_beneficiaries", value, **said))  # type: ignore[arg-type]  # cases
    folder = tmp_path_factory.mktemp("agreed")
    release(folder, *stories)
    columns = ("time_period", "obs_value", "obs_status", "flags", "choice_rule", "n_sources")
    return {int(str(row[0])) - 2000: row[1:] for row in cells(folder, columns=columns)}


@pytest.mark.parametrize("number", range(len(AGREEMENT)), ids=lambda number: str(AGREEMENT[number]))
def test_agreement_within_qualifier_or_rounding_is_published_and_contradiction_is_not(
    agreed: dict[int, tuple[object, ...]], number: int
) -> None:
    expected = AGREEMENT[number][2]
    if expected is None:
        assert agreed[number] == (None, "Q", ["CONFLICT"], "CONFLICT", 1)
    else:
        value, _, _, rule, sources = agreed[number]
        assert (value, rule, sources) == (expected, "AGREEMENT", 2)


def test_the_own_portal_comes_before_the_newspaper_and_the_loser_says_why(data: Path) -> None:
    paper = Story("b", portal="bao", opening="Báo đưa tin.").say(UNIONS, 790, **STOCK)
    release(data, Story("a").say(UNIONS, 786, **STOCK), paper)
    assert cells(data, columns=("obs_value", "choice_rule", "n_distinct_values")) == [(Decimal(786), "OWN_PORTAL", 2)]
    assert reasons(data) == [(786, "CHOSEN"), (790, "OTHER_PORTAL")]


def test_the_final_report_comes_before_the_provisional_one_and_marks_the_revision(data: Path) -> None:
    early = Story("a", published=date(2024, 11, 20)).say("members_admitted", 1500, unit="person")
    late = Story("b", opening="Tổng kết cuối năm.").say("members_admitted", 1720, unit="person")
    release(data, early, late)
    assert cells(data, columns=("obs_value", "obs_status", "flags", "choice_rule")) == [
        (Decimal(1720), "A", ["REVISED", "SINGLE_SOURCE"], "FINAL")
    ]
    assert reasons(data) == [(1500, "PROVISIONAL"), (1720, "CHOSEN")]


def test_a_flow_told_before_the_year_is_closed_is_provisional(data: Path) -> None:
    release(data, Story("a", published=date(2024, 11, 20)).say("members_admitted", 1500, unit="person"))
    assert cells(data, columns=("obs_value", "obs_status")) == [(Decimal(1500), "P")]


MID_YEAR = [
    ({"ref_date": date(2024, 5, 31)}, date(2024, 6, 10), "P", True),
    ({"ref_date": date(2024, 11, 30)}, date(2024, 12, 10), "A", False),
    ({"period": "2024-05"}, date(2025, 1, 10), "P", True),
    ({}, date(2024, 3, 10), "P", True),
    ({}, date(2024, 10, 10), "A", False),
    ({"period": None, "ref_date": date(2024, 12, 15)}, date(2025, 1, 10), "A", False),
]
"""What is said of a stock and when; its status, and whether it is marked as one of mid-year."""


def test_a_stock_from_before_october_is_provisional_and_marked(data: Path) -> None:
    areas = ("VN63_01", "VN63_02", "VN63_04", "VN63_06", "VN63_08", "VN63_10")
    stories = [
        Story(area, published=published).say(UNIONS, 786, **(STOCK | {"area": area} | said))  # type: ignore[arg-type]  # cases
        for area, (said, published, _, _) in zip(areas, MID_YEAR, strict=True)
    ]
    release(data, *stories)
    columns = ("ref_area", "time_period", "ref_date", "obs_status", "list_contains(flags, 'MID_YEAR')")
    assert cells(data, columns=columns) == [
        (area, "2024", said.get("ref_date"), status, marked)
        for area, (said, _, status, marked) in zip(areas, MID_YEAR, strict=True)
    ]


def test_the_later_reference_date_of_a_year_holds(data: Path) -> None:
    one = Story("a").say(UNIONS, 780, **STOCK, ref_date=date(2024, 10, 31))
    other = Story("b", opening="Bản khác.").say(UNIONS, 786, **STOCK, ref_date=date(2024, 11, 30))
    release(data, one, other)
    assert cells(data, columns=("obs_value", "choice_rule")) == [(Decimal(786), "LATER_REF_DATE")]


def test_a_stock_of_the_years_end_comes_before_one_of_mid_year_whoever_says_it(data: Path) -> None:
    own = Story("a", published=date(2024, 6, 10)).say(UNIONS, 780, **STOCK)
    paper = Story("b", portal="bao", opening="Báo đưa tin.").say(UNIONS, 786, **STOCK)
    release(data, own, paper)
    assert cells(data, columns=("obs_value", "obs_status", "choice_rule")) == [(Decimal(786), "A", "FINAL")]
    assert reasons(data) == [(780, "PROVISIONAL"), (786, "CHOSEN")]


def test_the_year_comes_from_the_text_and_not_from_the_date_of_the_article(data: Path) -> None:
    release(data, Story("a", published=date(2021, 1, 18)).say("members_admitted", 7074, unit="person", period="2020"))
    assert cells(data, columns=("time_period", "obs_status")) == [("2020", "A")]


def test_the_newest_version_of_an_article_holds_and_the_old_one_is_kept(data: Path) -> None:
    old = Story("a").say(UNIONS, 768, **STOCK).say("members_total", 48000, unit="person", **STOCK)
    new = Story("a", retrieved=datetime(2025, 1, 20, tzinfo=UTC)).say(UNIONS, 786, **STOCK)
    new.say("members_total", 48000, unit="person", **STOCK)
    release(data, old, new)
    assert cells(data, f"indicator = '{UNIONS}'", ("obs_value", "flags")) == [
        (Decimal(786), ["REVISED", "SINGLE_SOURCE"])
    ]
    assert reasons(data) == [(768, "OLD_VERSION"), (786, "CHOSEN"), (48000, "CHOSEN"), (48000, "OLD_VERSION")]
    with reading(release_path(data)) as connection:
        assert connection.execute("SELECT version_no, old_value, new_value FROM revision").fetchall() == [
            (1, Decimal(768), Decimal(786))
        ]


def test_an_article_edited_back_has_three_versions_and_one_is_current(data: Path) -> None:
    stories = [
        Story("a", retrieved=datetime(2025, 1, day, tzinfo=UTC)).say(UNIONS, value, **STOCK)
        for day, value in ((11, 786), (12, 768), (13, 786))
    ]
    release(data, *stories)
    with reading(release_path(data)) as connection:
        assert connection.execute("SELECT version_no, is_current FROM article_version ORDER BY 1").fetchall() == [
            (1, False),
            (2, False),
            (3, True),
        ]
        assert connection.execute("SELECT count(*) FROM observation").fetchone() == (2,)
    assert cells(data) == [(Decimal(786),)]


LONG = " ".join(f"Đoạn {n} kể về hoạt động của các cấp công đoàn trong tỉnh." for n in range(30))


def test_a_press_release_on_two_portals_is_one_source(data: Path) -> None:
    paper = Story("b", portal="bao", opening=LONG, published=date(2025, 1, 9)).say(UNIONS, 786, **STOCK)
    own = Story("a", opening=LONG).say(UNIONS, 786, **STOCK)
    third = Story("c", opening="Một bài viết riêng.").say(UNIONS, 786, **STOCK)
    release(data, paper, own, third)
    assert cells(data, columns=("n_sources", "flags")) == [(2, [])]
    assert sorted(reason for _, reason in reasons(data)) == ["AGREES", "CHOSEN", "NEAR_DUPLICATE"]


def test_a_repost_with_a_changed_number_is_a_contradiction_and_no_duplicate(data: Path) -> None:
    one = Story("a", opening=LONG).say(UNIONS, 786, **STOCK)
    other = Story("b", opening=LONG).say(UNIONS, 768, **STOCK)
    release(data, one, other)
    with reading(release_path(data)) as connection:
        assert connection.execute("SELECT count(duplicate_of) FROM article").fetchone() == (0,)
    assert cells(data, columns=("obs_value", "flags")) == [(None, ["CONFLICT"])]


def test_the_same_number_twice_in_an_article_is_one_statement_of_one_source(data: Path) -> None:
    story = (
        Story("a").say(UNIONS, 786, **STOCK).say(UNIONS, 786, sentence="Nhắc lại, toàn tỉnh có 786 đơn vị.", **STOCK)
    )
    release(data, story)
    assert cells(data, columns=("obs_value", "n_sources")) == [(Decimal(786), 1)]
    assert reasons(data) == [(786, "CHOSEN"), (786, "REPEATED")]


def test_a_page_fetched_twice_without_change_is_counted_once(data: Path) -> None:
    store(data, Story("a").say(UNIONS, 786, **STOCK), take="20250110T030000Z-001")
    release(data, Story("a", retrieved=datetime(2025, 1, 12, tzinfo=UTC)).say(UNIONS, 786, **STOCK))
    with reading(release_path(data)) as connection:
        counts = "SELECT (SELECT count(*) FROM article_version), (SELECT count(*) FROM observation)"
        assert connection.execute(counts).fetchone() == (1, 1)
    assert cells(data) == [(Decimal(786),)]


def test_a_page_that_is_gone_marks_its_values(data: Path) -> None:
    said = Story("a").say(UNIONS, 786, **STOCK)
    gone = Story("a", retrieved=datetime(2025, 2, 1, tzinfo=UTC), verdict="soft_404")
    release(data, said, gone)
    assert cells(data, columns=("obs_value", "flags")) == [(Decimal(786), ["SINGLE_SOURCE", "SOURCE_GONE"])]


def test_c11_a_page_that_its_site_answers_with_404_marks_its_values_and_keeps_them(data: Path) -> None:
    store(data, Story("a").say(UNIONS, 786, **STOCK), Story("b").say("members_admitted", 5, unit="person"))
    told = replace(reference(), gone=["http://laichau.invalid/a.html"])
    publish(data, build(data, told, kind="sample", built_at=BUILT).name, now=BUILT)
    flagged = cells(data, columns=("indicator", "obs_value", "list_contains(flags, 'SOURCE_GONE')"))
    assert flagged == [(UNIONS, Decimal(786), True), ("members_admitted", Decimal(5), False)]


def test_qualified_and_estimated_values_are_marked(data: Path) -> None:
    release(data, Story("a").say(UNIONS, 800, qualifier="about", quote="khoảng 800", **STOCK))
    assert cells(data, columns=("obs_status", "flags")) == [("E", ["QUALIFIED", "SINGLE_SOURCE"])]


def test_the_flags_of_the_reading_travel_with_the_value(data: Path) -> None:
    flags = ("AMBIGUOUS_BOUNDARY", "PERIOD_ASSUMED", "SOMETHING_OF_THE_READER")
    release(data, Story("a").say(UNIONS, 786, flags=flags, **STOCK))
    assert cells(data, columns=("flags",)) == [(["AMBIGUOUS_BOUNDARY", "PERIOD_ASSUMED", "SINGLE_SOURCE"],)]


PERSONAL = [
    "Liên hệ 0912 345 678 để nhận 786 suất.",
    "Liên hệ 0912.345.678 để nhận 786 suất.",
    "Điện thoại +84912345678, có 786 đơn vị.",
    "Anh A, CCCD 012345678901, cùng 786 đơn vị.",
    "CMND số 123456789, cùng 786 đơn vị.",
    "Gửi về abc@congdoan.vn trước khi 786 đơn vị họp.",
]


IMPERSONAL = [
    "Tổng số tiền 1.234.567.890 đồng cho 786 đơn vị.",
    "Chi 84.123.456.789 đồng cho 786 đơn vị.",
    "Từ 01/01/2024 đến 31/12/2024 có 786 đơn vị.",
    "Quyết định 1454/QĐ-TLĐ nêu 786 đơn vị, đạt 100,05%.",
    "Năm 2023 2024 2025 có 786 đơn vị và 0,12 tỷ 345 triệu 678 nghìn.",
]


def test_a_sentence_with_personal_data_is_withheld_with_its_value_and_no_other_is(data: Path) -> None:
    story = Story("a")
    for number, sentence in enumerate(PERSONAL + IMPERSONAL):
        story.say(UNIONS, 786, sentence=sentence, period=str(2010 + number), measured_phrase="đơn vị", **STOCK)
    release(data, story)
    columns = ("obs_value", "obs_status = 'Q'")
    assert cells(data, columns=columns, where="time_period < '2016'") == [(None, True)] * len(PERSONAL)
    assert cells(data, columns=columns, where="time_period >= '2016'") == [(Decimal(786), False)] * len(IMPERSONAL)
    with reading(release_path(data)) as connection:
        kept = connection.execute("SELECT sentence FROM observation WHERE measured_phrase IS NOT NULL").fetchall()
    assert sorted(row[0] for row in kept) == sorted(IMPERSONAL)


def test_no_text_of_an_article_lands_in_the_release(data: Path) -> None:
    story = Story("a", opening="Một câu mở đầu rất riêng biệt.").say(UNIONS, 786, **STOCK)
    release(data, story)
    assert "câu mở đầu rất riêng biệt".encode() not in release_path(data).read_bytes()
