"""Protects the arithmetic that corroborates figures: a change against the two totals that it lies between."""

from tests.transforms.observations.conftest import MakeArticle
from transforms.observations import extract_observations


def _checks(text: str, make_article: MakeArticle) -> list[list[str]]:
    return [[check.kind for check in o.checks if check.holds] for o in extract_observations(make_article(text))]


def test_a_change_that_fits_its_totals_corroborates_all_three(make_article: MakeArticle) -> None:
    text = "Năm 2022 toàn tỉnh có 45.120 đoàn viên, năm 2023 có 48.300 đoàn viên, tăng 3.180 đoàn viên."
    assert _checks(text, make_article) == [["change_totals"]] * 3


def test_a_change_that_does_not_fit_corroborates_nothing(make_article: MakeArticle) -> None:
    text = "Năm 2022 toàn tỉnh có 45.120 đoàn viên, năm 2023 có 48.300 đoàn viên, tăng 3.000 đoàn viên."
    assert _checks(text, make_article) == [[], [], []]
