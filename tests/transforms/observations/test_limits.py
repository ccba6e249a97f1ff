"""Protects the visibility of the caps: a text that is not read to its end says so on every observation."""

from tests.transforms.observations.conftest import make_article
from transforms.observations import extract_observations
from transforms.observations.extract import MAX_CHARS
from transforms.observations.reading import MAX_QUANTITIES


def test_a_text_that_is_read_whole_has_no_flag() -> None:
    (found,) = extract_observations(make_article("Năm 2023, LĐLĐ tỉnh kết nạp 392 đoàn viên."))
    assert "TEXT_CUT" not in found.flags


def test_a_text_with_too_many_characters_is_flagged() -> None:
    found = extract_observations(make_article("LĐLĐ tỉnh kết nạp 392 đoàn viên.\n" + "Đoàn viên. " * (MAX_CHARS // 10)))
    assert [observation.flags[-1:] for observation in found] == [("TEXT_CUT",)]


def test_a_text_with_too_many_numbers_is_flagged() -> None:
    found = extract_observations(make_article("trao 100 suất quà, " * (MAX_QUANTITIES + 1)))
    assert len(found) == MAX_QUANTITIES
    assert {observation.flags[-1:] for observation in found} == {("TEXT_CUT",)}
