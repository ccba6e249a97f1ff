"""What a person or a disk does to the folder of releases: it is named, and no other release suffers from it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.ask import status as status_command
from tests.warehouse.test_releases import UNIONS, later, story
from tests.warehouse.world import Story, reference, release, store
from transforms.errors import StoreError
from warehouse import build, explain, publish, rollback
from warehouse.build import ReleaseCandidate
from warehouse.releases import link_path, published_name, releases_folder
from warehouse.reports import known_on, status

Edit = Callable[[dict[str, object]], object]


@pytest.fixture
def two(data: Path) -> tuple[ReleaseCandidate, ReleaseCandidate]:
    """Two published releases, in a folder that may be written in."""
    made = release(data, story()), release(data, story(), at=later(6))
    releases_folder(data).chmod(0o755)
    return made


def manifest(candidate: ReleaseCandidate) -> Path:
    """The manifest beside a release."""
    return candidate.path.with_suffix(".json")


def edit(candidate: ReleaseCandidate, change: Edit) -> None:
    """Change a manifest as a person with an editor would."""
    file = manifest(candidate)
    given = json.loads(file.read_text("utf-8"))
    change(given)
    file.chmod(0o644)
    file.write_text(json.dumps(given, indent=2), "utf-8")


def gate(given: dict[str, object]) -> dict[str, object]:
    """The first gate of a manifest."""
    gates = given["gates"]
    assert isinstance(gates, list)
    first = gates[0]
    assert isinstance(first, dict)
    return first


EDITS: dict[str, Edit] = {
    "a count": lambda given: given.update(counts={"article": 9}),
    "counts of another kind": lambda given: given.update(counts="many"),
    "a gate made green": lambda given: gate(given).update(green="no"),
    "a gate made acceptable": lambda given: gate(given).update(acceptable=True),
    "gates of another kind": lambda given: given.update(gates="green"),
    "no gates": lambda given: given.pop("gates"),
    "a hard gate accepted": lambda given: given.update(accepted=["keys"]),
    "another name": lambda given: given.update(release="20200101T000000Z"),
    "no time": lambda given: given.update(publications=["yesterday"]),
    "a time without a zone": lambda given: given.update(publications=["2026-01-01T00:00:00"]),
    "a number for a time": lambda given: given.update(published_at=5),
    "a new word": lambda given: given.update(note="looked over"),
    "a list": lambda given: given.clear(),
}


@pytest.mark.parametrize("change", EDITS)
def test_a_manifest_that_was_changed_by_hand_is_named_and_stops_nobody_else(
    two: tuple[ReleaseCandidate, ReleaseCandidate], data: Path, change: str
) -> None:
    first, second = two
    edit(first, EDITS[change])
    with pytest.raises(StoreError, match=rf"{first.name}\.json cannot be trusted: .*all others are as they were"):
        publish(data, first.name, now=later(7))
    found = status(data)
    assert ([one.name for one in found.releases], len(found.damaged)) == ([second.name], 1)
    assert known_on(data, later(7)) == second.name
    third = build(data, reference(), kind="sample", built_at=later(8))
    publish(data, third.name, now=later(8))
    assert rollback(data, now=later(9)).release == second.name


@pytest.mark.parametrize("kept", [0, 100])
def test_a_torn_manifest_is_named_on_the_command_line(
    two: tuple[ReleaseCandidate, ReleaseCandidate], data: Path, kept: int
) -> None:
    torn = manifest(two[1]).read_bytes()[:kept]
    manifest(two[1]).chmod(0o644)
    manifest(two[1]).write_bytes(torn)
    said = CliRunner().invoke(status_command, ["--data", str(data)], standalone_mode=False)
    assert said.return_value == 1
    assert f"DAMAGED: the manifest {two[1].name}.json cannot be trusted" in said.output
    assert two[0].name in said.output


def test_what_was_sealed_is_read_again_and_so_is_a_release_from_before_there_were_seals(
    two: tuple[ReleaseCandidate, ReleaseCandidate], data: Path
) -> None:
    edit(two[0], lambda given: given.pop("seal"))
    assert [one.name for one in status(data).releases] == [two[0].name, two[1].name]
    publish(data, two[0].name, now=later(7))
    seals = [json.loads(manifest(one).read_text("utf-8"))["seal"] for one in two]
    assert len(set(seals)) == 2
    assert status(data).damaged == ()


def test_the_release_analysts_read_stays_when_its_manifest_is_gone(
    two: tuple[ReleaseCandidate, ReleaseCandidate], data: Path
) -> None:
    """A database without a manifest is what a killed build leaves, unless somebody reads it."""
    manifest(two[1]).unlink()
    third = build(data, reference(), kind="sample", built_at=later(8))
    assert explain(data, UNIONS, "Lai Châu", 2024)[0].obs_value is not None
    assert published_name(data) == two[1].name
    assert [two[1].name in damage for damage in status(data).damaged] == [True]
    publish(data, third.name, now=later(8))
    build(data, reference(), kind="sample", built_at=later(9))
    assert not two[1].path.exists()
    assert status(data).damaged == ()


def test_a_lost_database_is_named_and_the_next_release_is_measured_against_the_one_before(
    two: tuple[ReleaseCandidate, ReleaseCandidate], data: Path
) -> None:
    two[1].path.unlink()
    assert published_name(data) is None
    missing, nowhere = status(data).damaged
    assert f"the database of release {two[1].name} is missing" in missing
    assert f"{link_path(data)} leads nowhere" in nowhere
    for folder in ("articles", "observations"):
        for file in (data / folder).glob("*/*.parquet"):
            file.unlink()
    store(data, Story("another").say(UNIONS, 5, period="2023", period_type="point_in_time"))
    third = build(data, reference(), kind="sample", built_at=later(8))
    assert "vanished" in [red.name for red in third.manifest.red()]


@pytest.mark.parametrize("kept", [0.1, 0.6, 0.95])
def test_a_damaged_database_is_named_everywhere_and_stops_no_other_release(
    two: tuple[ReleaseCandidate, ReleaseCandidate], data: Path, kept: float
) -> None:
    two[1].path.chmod(0o644)
    with two[1].path.open("r+b") as file:
        file.truncate(int(two[1].manifest.bytes * kept))
    with pytest.raises(StoreError, match=r"is damaged|cannot open"):
        explain(data, UNIONS, "Lai Châu", 2024)
    found = status(data)
    assert [one.name for one in found.releases] == [two[0].name, two[1].name]
    assert any(two[1].name in damage for damage in found.damaged)
    with pytest.raises(StoreError, match="digest differs"):
        publish(data, two[1].name, now=later(7))
    third = build(data, reference(), kind="sample", built_at=later(8))
    assert third.manifest.green
    assert rollback(data, now=later(9)).release == two[0].name
    publish(data, third.name, now=later(10))
    assert explain(data, UNIONS, "Lai Châu", 2024)[0].obs_value == 786
