"""Corrections by a person: applied visibly, only while the source says what it said, and never in silence."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.explain import explain as explain_command
from tests.warehouse.world import BUILT, Story, cells, reference, release, store
from transforms.errors import ConfigError, GateError
from warehouse import build, explain, publish
from warehouse.releases import release_path
from warehouse.store import reading

MEMBERS = "members_total"


def slip() -> Story:
    """A report with a typing error: a digit is missing."""
    return Story("a").say(MEMBERS, 17054, unit="person", period_type="point_in_time")


def write(data: Path, text: str) -> None:
    """The corrections file."""
    (data / "corrections.yaml").write_text(text, encoding="utf-8")


def entry(observation_id: str, *, expect: str = "17054", value: str = '"170540"') -> str:
    """A file with one entry."""
    return (
        f'corrections:\n  - observation_id: {observation_id}\n    expect: "{expect}"\n    value: {value}\n'
        "    reason: a digit is missing\n    source: annual report, table 2\n    author: a person\n"
    )


def test_a_correction_changes_the_cell_and_says_so_everywhere(data: Path) -> None:
    observation_id = slip().observations()[0].observation_id
    write(data, entry(observation_id))
    release(data, slip())
    assert cells(data, columns=("obs_value", "flags")) == [(Decimal(170540), ["CORRECTED", "SINGLE_SOURCE"])]
    with reading(release_path(data)) as connection:
        assert connection.execute("SELECT obs_value FROM observation").fetchall() == [(Decimal(17054),)]
        assert connection.execute("SELECT reason, source, author, is_applied FROM correction").fetchall() == [
            ("a digit is missing", "annual report, table 2", "a person", True)
        ]
    (cell,) = explain(data, MEMBERS, "Lai Châu", 2024)
    assert cell.obs_value == Decimal(170540)
    assert cell.chosen is not None
    assert cell.chosen.obs_value == Decimal(17054)


def test_a_value_can_be_withdrawn(data: Path) -> None:
    write(data, entry(slip().observations()[0].observation_id, value="null"))
    release(data, slip())
    assert cells(data, columns=("obs_value", "obs_status")) == [(None, "Q")]


@pytest.mark.parametrize("change", ["value", "observation"])
def test_an_entry_whose_source_has_changed_is_not_applied_and_holds_the_release(data: Path, change: str) -> None:
    observation_id = slip().observations()[0].observation_id if change == "value" else "nothing"
    write(data, entry(observation_id, expect="17055" if change == "value" else "17054"))
    store(data, slip())
    candidate = build(data, reference(), kind="sample", built_at=BUILT)
    with pytest.raises(GateError, match="corrections whose source has changed"):
        publish(data, candidate.name, now=BUILT)
    publish(data, candidate.name, accept=True, now=BUILT)
    assert cells(data) == [(Decimal(17054),)]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (entry("a").replace("author: a person", "by: a person"), 7, "unknown key"),
        (entry("a").replace('value: "170540"', "value: many"), 4, "a number is expected"),
        (entry("a") + entry("a").removeprefix("corrections:\n"), 8, "corrected twice"),
        ("correction: []\n", 1, "unknown key"),
        *(
            (entry("a", value=value), 4, says)
            for value, says in [
                ("12:30", "a number is expected"),
                ("1_000", "a number is expected"),
                ("1.5", "in quotes"),
                ('"1,5"', "with a point"),
                ('"NaN"', "a number is expected"),
                ('"Infinity"', "a number is expected"),
                ('"1e30"', "a number is expected"),
                (f'"{10**16}"', "at most 16 digits"),
                ('"1.23456"', "and 4 decimals"),
                ("true", "a number is expected"),
                ("[1]", "a number is expected"),
            ]
        ),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(data: Path, text: str, line: int, says: str) -> None:
    write(data, text)
    store(data, slip())
    with pytest.raises(ConfigError, match=says) as error:
        build(data, reference(), kind="sample", built_at=BUILT)
    assert f"corrections.yaml, line {line}" in str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "the file is empty"), (b"\xff\xfe\x00bad", "not UTF-8 from byte 0 on"), (b"a: \x01", "not valid YAML")],
)
def test_a_file_that_is_no_text_is_named(data: Path, content: bytes, says: str) -> None:
    (data / "corrections.yaml").write_bytes(content)
    with pytest.raises(ConfigError, match=rf"corrections\.yaml.*{says}"):
        build(data, reference(), kind="sample", built_at=BUILT)


def test_leading_zeros_are_digits_and_no_octal_number(data: Path) -> None:
    write(data, entry(slip().observations()[0].observation_id, expect="017054", value="0170540"))
    release(data, slip())
    assert cells(data) == [(Decimal(170540),)]


def test_a_correction_is_told_with_its_reason_and_author(data: Path) -> None:
    write(data, entry(slip().observations()[0].observation_id))
    release(data, slip())
    said = CliRunner().invoke(explain_command, [MEMBERS, "Lai Châu", "2024", "--data", str(data)]).output
    assert "read 17,054, corrected to 170,540 by a person: a digit is missing (annual report, table 2)" in said
    write(data, entry(slip().observations()[0].observation_id, value="null"))
    withdrawn = build(data, reference(), kind="sample", built_at=BUILT).name
    arguments = [MEMBERS, "Lai Châu", "2024", "--data", str(data), "--release", withdrawn]
    assert (
        "read 17,054, withdrawn by a person: a digit is missing"
        in CliRunner().invoke(explain_command, arguments).output
    )
