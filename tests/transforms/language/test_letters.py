"""Protects the folding of letters, on its fast way and its slow one, and the patterns that are turned for speed."""

import re

import pytest

from transforms.language.letters import fold, word_first

SPELLINGS = {
    "Hoà Bình – “ĐV”": 'hòa bình - "đv"',
    "THUỶ SẢN, QUÝ I, hoàn": "thủy sản, quý i, hoàn",
    "Ðoàn\u00a0viên\tmới": "đoàn viên mới",
    "１２３ ĐOÀN VIÊN": "123 đoàn viên",
    "ΟΔΟΣ İ Hoè 😀": "οδοσ İ hòe 😀",
}
TEXT = "trong năm 2024, cả năm; canăm năm, hết (năm) hai ba2 chai 75 nămba, đến nay, thực hiện hiện nay hai"


@pytest.mark.parametrize("written", SPELLINGS)
def test_one_spelling_of_the_same_length(written: str) -> None:
    assert fold(written) == SPELLINGS[written]
    assert len(fold(written)) == len(written)


def test_a_foreign_character_does_not_change_how_the_rest_is_folded() -> None:
    for written in SPELLINGS:
        assert fold(f"{written} 😀") == f"{fold(written)} 😀"


@pytest.mark.parametrize(
    "pattern",
    [
        "năm",
        "(?:hai|ba)2?",
        "(?:trong |cả |hết )?năm",
        "(?:đến nay|hiện(?<!thực hiện))",
        r"(?:hai|2|ba)(?!\w)",
        "75",
        "(?:hai )?(?:ba)?",
        "n?ăm",
        r"\d{1,2}",
    ],
)
def test_a_turned_pattern_finds_the_same(pattern: str) -> None:
    plain = [match.span() for match in re.finditer(rf"(?<!\w){pattern}", TEXT)]
    assert plain
    assert [match.span() for match in re.finditer(word_first(pattern), TEXT)] == plain
