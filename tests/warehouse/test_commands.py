"""What the commands say of releases, as a person reads it: sums with their parts, losses first, what was accepted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.ask import status
from pipelines.cli.explain import explain
from pipelines.cli.release import build as build_command
from pipelines.cli.release import diff
from tests.warehouse.world import Story, reference, release, store
from warehouse import build, publish

PARTS = (("laocai", "VN63_10", 30000), ("yenbai", "VN63_15", 20000))
FIRST, SECOND = "20250301T060000Z", "20250302T060000Z"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases; in the second a cell is contradicted, one changed, one new."""
    data = tmp_path_factory.mktemp("two")
    stock = {"period_type": "point_in_time"}
    parts = [
        Story(name, portal=name, opening=name).say("members_total", value, unit="person", area=area, **stock)
        for name, area, value in PARTS
    ]
    own = Story("a", opening="Một.").say("grassroots_unions_total", 786, **stock)
    release(data, *parts, own, Story("b").say("members_admitted", 5, unit="person"))
    other = Story("c", opening="Hai.").say("grassroots_unions_total", 790, **stock)
    flow = Story("b").say("members_admitted", 6, unit="person").say("members_admitted", 7, unit="person", period="2023")
    store(data, *parts, own, other, flow)
    at = datetime(2025, 3, 2, 6, tzinfo=UTC)
    publish(data, build(data, reference(), kind="sample", built_at=at).name, accept=True, now=at)
    return data


def said(two: Path, command: object, *words: str) -> str:
    """The output of one command."""
    result = CliRunner().invoke(command, [*words, "--data", str(two)])  # type: ignore[arg-type]  # a click command
    assert result.exit_code == 0, result.output
    return result.output


def test_a_sum_is_shown_with_the_evidence_of_each_part(two: Path) -> None:
    told = said(two, explain, "members_total", "Lào Cai", "2024")
    assert "Lào Cai (VN63_10), 2024" in told
    summed = told[told.index("Lào Cai (VN34_15), 2024") :]
    assert "50,000 person" in summed
    for number, (name, area, value) in enumerate(PARTS, start=1):
        assert f"part {number} of 2: {value:,} person of {area}" in summed
        assert f"»{value}«" in summed
        assert f"http://{name}.invalid/{name}.html" in summed


def test_the_losers_name_their_portal(two: Path) -> None:
    told = said(two, explain, "grassroots_unions_total", "Lai Châu", "2024")
    assert "no value published" in told
    assert told.count("(laichau)") == 2


def test_an_earlier_day_is_looked_at_as_it_was_known_then(two: Path) -> None:
    now = said(two, explain, "members_admitted", "Lai Châu", "2024")
    then = said(two, explain, "members_admitted", "Lai Châu", "2024", "--known-on", "2025-03-01")
    assert ("6 person" in now, "5 person" in then) == (True, True)
    assert f"As known on 2025-03-01: release {FIRST}" in then
    both = CliRunner().invoke(explain, ["x", "--release", FIRST, "--known-on", "2025-03-01", "--data", str(two)])
    assert both.exit_code == 2


def test_a_diff_begins_with_what_was_lost_and_says_why(two: Path) -> None:
    told = said(two, diff, FIRST, SECOND).splitlines()
    assert told[0] == f"{FIRST} -> {SECOND}: 1 removed, 1 changed, 1 added"
    cells = [line for line in told if line.startswith(("removed", "changed", "added"))]
    assert [line.split(":")[1].strip() for line in cells] == [
        "786 -> withheld (CONFLICT)",
        "5 -> 6",
        "nothing said -> 7",
    ]
    assert any("was" in line and "con số 786" in line for line in told)


def test_status_says_what_analysts_read_and_what_was_accepted(two: Path) -> None:
    told = said(two, status)
    assert "analysts read this one" in next(line for line in told.splitlines() if line.startswith(SECOND))
    assert "accepted vanished" in told
    assert "RED" not in told
    assert "no article yet" in next(line for line in told.splitlines() if line.startswith("tld"))


def test_a_mistyped_folder_is_not_built_in(tmp_path: Path) -> None:
    """`congdoan run` would take what it left for data that have lost their kind."""
    for folder, says in ((tmp_path / "nowhere", "no data folder"), (tmp_path, "has no file KIND")):
        result = CliRunner().invoke(build_command, ["--data", str(folder)])
        assert says in str(result.exception)
        assert list(tmp_path.iterdir()) == []
