"""Protects the catalogue as data: it is complete, every mistake is named with file and line, an entry stays small."""

import re
from pathlib import Path

import pytest

from transforms.errors import ConfigError
from transforms.observations import catalogue
from transforms.observations.catalogue import parse_catalogue
from transforms.observations.tables import DATA, read_table

ENTRY = """\
heads: {people: member worker}
groups: {give: trao | tặng}
indicators:
- code: gifts
  vi: Quà
  en: Gifts
  unit: item
  measure: flow
  offer: B
  rules:
  - {id: gift, head: gift, before: "@give"}
"""


def _parse(folder: Path, text: str) -> None:
    (folder / "indicators.yaml").write_text(text, encoding="utf-8")
    parse_catalogue(read_table("indicators.yaml", folder))


def test_an_entry_of_nine_lines_is_enough(tmp_path: Path) -> None:
    _parse(tmp_path, ENTRY)


@pytest.mark.parametrize(
    ("wrong", "right", "line", "message"),
    [
        ("  unit: item", "  unit: apples", 7, "apples"),
        ("  offer: B", "  offer: Z", 9, "Z"),
        ("  en: Gifts\n", "", 4, "en"),
        ("before:", "befor:", 11, "befor"),
        ("@give", "@giver", 11, "@giver"),
        ("head: gift", "head: gifts_and_more", 11, "gifts_and_more"),
        ('head: gift, before: "@give"', "score: 3", 11, "everything"),
        ("id: gift, ", "", 11, "id"),
        ("  offer: B", "  offer: B\n  money: nothing_vnd", 10, "nothing_vnd"),
        ("  offer: B", "  offer: B\n  range: [1, many]", 10, "many"),
        ("  vi: Quà", "  vi: Quà\n  vi: Quà", 6, "twice"),
        ("trao | tặng", "trao | | tặng", 2, "empty"),
        ("measure: flow", "measure: [flow", 9, "YAML"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, wrong: str, right: str, line: int, message: str) -> None:
    assert wrong in ENTRY
    with pytest.raises(ConfigError, match=rf"indicators\.yaml, line {line}\b") as raised:
        _parse(tmp_path, ENTRY.replace(wrong, right, 1))
    assert message in str(raised.value)


def test_the_same_code_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="twice"):
        _parse(tmp_path, ENTRY + ENTRY[ENTRY.index("- code") :])


def test_entries_are_at_most_fifteen_lines() -> None:
    text = (DATA / "indicators.yaml").read_text(encoding="utf-8")
    for entry in re.split(r"(?m)^- code: ", text)[1:]:
        lines = [line for line in entry.splitlines() if line.strip() and not line.startswith("#")]
        assert len(lines) <= 15, entry.split("\n")[0]


def test_indicators_are_described_in_both_languages() -> None:
    for indicator in catalogue():
        assert indicator.name_vi, indicator.code
        assert indicator.name_en, indicator.code
        assert indicator.rules, indicator.code
        if indicator.plausible_min is not None and indicator.plausible_max is not None:
            assert indicator.plausible_min < indicator.plausible_max, indicator.code


@pytest.mark.shared
def test_every_indicator_of_the_evidence_is_in_the_catalogue(shared_dir: Path) -> None:
    lines = (shared_dir / "indicators.csv").read_text(encoding="utf-8").splitlines()[1:]
    wanted = {line.split(",")[0] for line in lines}
    assert sorted(wanted - {indicator.code for indicator in catalogue()}) == []
