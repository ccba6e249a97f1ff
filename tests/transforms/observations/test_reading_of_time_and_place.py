"""Protects whose, when, where and whether a value may be published, in whole short articles of our own."""

import pytest

from tests.transforms.observations.conftest import make_article
from transforms.observations import extract_observations
from transforms.records import Observation


def _one(text: str, number: str, **known: str | None) -> Observation:
    (found,) = [o for o in extract_observations(make_article(text, **known)) if number in o.quote]  # type: ignore[arg-type]  # keywords of make_article
    return found


def test_a_year_and_a_subject_in_the_text_are_published() -> None:
    seen = _one("Năm 2023, LĐLĐ tỉnh Lai Châu kết nạp mới 1.264 đoàn viên.", "1.264")
    assert seen.publishable
    assert (seen.ref_area, seen.org_level, seen.time_period) == ("VN63_12", "province", "2023")


@pytest.mark.parametrize(
    "text",
    [
        "LĐLĐ tỉnh Lai Châu kết nạp mới 1.264 đoàn viên.",  # no year
        "Năm 2023, LĐLĐ huyện Tam Đường kết nạp mới 1.264 đoàn viên.",  # a district
        "Năm 2025, LĐLĐ tỉnh phấn đấu kết nạp mới 1.264 đoàn viên.",  # a plan
        "Nhiệm kỳ 2018-2023, LĐLĐ tỉnh kết nạp mới 1.264 đoàn viên.",  # a term
        "Từ năm 2023, LĐLĐ tỉnh kết nạp mới 1.264 đoàn viên.",  # the beginning of a span
        "LĐLĐ huyện Tam Đường có 40 CĐCS. Năm 2023, LĐLĐ tỉnh kết nạp mới 1.264 đoàn viên.",  # met in passing
        "Năm 2023, LĐLĐ tỉnh kết nạp đoàn viên tăng 1.264 so với năm 2022.",  # a difference
        "6 tháng đầu năm 2023, LĐLĐ tỉnh kết nạp mới 1.264 đoàn viên.",  # a half
        "Năm 2023, LĐLĐ tỉnh có 1.264 công nhân được kết nạp Đảng, trong đó 12 công nhân lao động trực tiếp.",
    ],
)
def test_what_is_less_than_explicit_is_not_published(text: str) -> None:
    published = [o for o in extract_observations(make_article(text)) if o.publishable]
    assert [o for o in published if o.indicator in ("members_admitted", "members_admitted_to_party_workers")] == []


def test_the_year_of_publication_is_assumed_and_flagged() -> None:
    seen = _one("LĐLĐ tỉnh hiện có 1.264 CĐCS.", "1.264", published="2023-12-28")
    assert (seen.time_period, seen.publishable) == ("2023", False)
    assert "PERIOD_ASSUMED" in seen.flags


@pytest.mark.parametrize(
    ("text", "published", "province", "area", "flagged"),
    [
        ("Năm 2024, LĐLĐ tỉnh Gia Lai kết nạp 900 đoàn viên.", "2024-12-20", "Gia Lai", "VN63_64", False),
        ("Năm 2024, LĐLĐ tỉnh Gia Lai kết nạp 900 đoàn viên.", "2025-08-20", "Gia Lai", "VN63_64", True),
        ("Năm 2026, LĐLĐ tỉnh Gia Lai kết nạp 900 đoàn viên.", "2026-12-20", "Gia Lai", "VN34_52", False),
        ("Năm 2024, LĐLĐ tỉnh kết nạp 900 đoàn viên.", "2024-12-20", "Bình Định", "VN63_52", False),
        ("Năm 2024, LĐLĐ tỉnh kết nạp 900 đoàn viên.", "2025-12-20", "Lai Châu", "VN63_12", False),
        ("Năm 2026, LĐLĐ tỉnh kết nạp 900 đoàn viên.", "2026-12-20", "Lai Châu", "VN34_12", False),
        (
            "Năm 2026, tại tỉnh Bắc Kạn (cũ), LĐLĐ tỉnh Bắc Kạn kết nạp 900 đoàn viên.",
            "2026-12-20",
            None,
            "VN63_06",
            False,
        ),
        ("Năm 2026, khu vực Quảng Bình (cũ) kết nạp 900 đoàn viên.", "2026-12-20", "Quảng Trị", "VN63_44", False),
        ("Hợp nhất Quảng Bình (cũ), năm 2026 tỉnh kết nạp 900 người.", "2026-12-20", "Quảng Trị", "VN34_44", False),
        ("Năm 2023, Tổng LĐLĐ Việt Nam kết nạp 900 đoàn viên.", "2023-12-20", "Lai Châu", "VN", False),
    ],
)
def test_area(text: str, published: str, province: str | None, area: str, flagged: bool) -> None:
    seen = _one(text, "900", published=published, province=province)
    assert seen.ref_area == area
    assert ("AMBIGUOUS_BOUNDARY" in seen.flags) is flagged


def test_a_check_that_fails_lowers_confidence_and_changes_nothing() -> None:
    right = _one("Năm 2023, LĐLĐ tỉnh kết nạp 500/400 đoàn viên, đạt 125% chỉ tiêu.", "500")
    wrong = _one("Năm 2023, LĐLĐ tỉnh kết nạp 500/400 đoàn viên, đạt 152% chỉ tiêu.", "500")
    assert [check.holds for check in (*right.checks, *wrong.checks)] == [True, False]
    assert right.obs_value == wrong.obs_value == 500
    assert wrong.confidence < right.confidence
    assert not wrong.publishable


def test_parts_are_checked_against_their_total() -> None:
    text = "Năm 2023, LĐLĐ tỉnh hỗ trợ 24 nhà Mái ấm Công đoàn (xây mới 13 nhà, sửa chữa 11 nhà)."
    assert [check.kind for check in _one(text, "24").checks] == ["parts_total"]


def test_an_implausible_value_is_kept_and_flagged() -> None:
    seen = _one("Năm 2020, LĐLĐ tỉnh nâng tổng số lên 1.985.000 CĐCS.", "1.985.000")
    assert seen.obs_value == 1_985_000
    assert "LOW_RELIABILITY" in seen.flags
    assert not seen.publishable


def test_an_unmapped_quantity_keeps_what_it_counts() -> None:
    seen = _one("LĐLĐ tỉnh lắp đặt 14 tủ sách pháp luật tại khu nhà trọ.", "14")
    assert seen.measured_phrase is not None
    assert seen.measured_phrase.startswith("tủ sách")


def test_a_row_of_a_table_is_named_and_not_published() -> None:
    """Which of its numbers is the plan, only the header says."""
    row = "Năm 2023, LĐLĐ tỉnh kết nạp đoàn viên | 1.000 | 1.250"
    plan, done = (_one(row, number, published="2024-01-20") for number in ("1.000", "1.250"))
    assert (plan.indicator, plan.publishable, done.publishable) == ("members_admitted", False, False)
