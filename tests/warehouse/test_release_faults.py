"""Releases survive: kills at every step, full disks, stale logs, analysts who hold the file open (K1, K5, K7, K8)."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.damage import flip_bits
from tests.warehouse.publications import publish_under_readers
from tests.warehouse.test_releases import later, story
from tests.warehouse.world import Story, cells, reference, release, store
from transforms.errors import CongdoanError, StoreError
from warehouse import arm, build, publish, releases
from warehouse.releases import link_path, release_path, releases_folder


@pytest.mark.parametrize(
    "place", ["releases/20250301T060000Z.duckdb.wal", "congdoan.duckdb.wal", "releases/20250301T060100Z.duckdb.wal"]
)
def test_k8_a_stale_log_beside_a_release_is_cleaned_away(data: Path, place: str) -> None:
    release(data, story(786))
    store(data, story(790))
    candidate = build(data, reference(), kind="sample", built_at=later(1))
    releases_folder(data).chmod(0o755)
    (data / "warehouse" / place).write_bytes(b"\x00stale log of another file" * 100)
    publish(data, candidate.name, now=later(1))
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        assert connection.execute("SELECT obs_value FROM yearly_indicator").fetchall() == [(Decimal(790),)]
    assert list((data / "warehouse").rglob("*.wal")) == []


def test_k7_readers_see_one_complete_release_through_every_publication(data: Path) -> None:
    names = [release(data, story(value), at=later(value)).name for value in (786, 790)]
    seen = publish_under_readers(data, names, readers=2, swaps=20, seconds=2)
    assert seen.faults == []
    assert all(reads > 0 for reads in seen.reads)


def test_k7_an_analyst_keeps_the_old_release_until_the_connection_closes(data: Path) -> None:
    release(data, story(786))
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        release(data, story(790), at=later(1))
        assert connection.execute("SELECT obs_value FROM yearly_indicator").fetchone() == (Decimal(786),)
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        assert connection.execute("SELECT obs_value FROM yearly_indicator").fetchone() == (Decimal(790),)


def test_k7_an_open_write_connection_of_an_analyst_does_not_stop_a_publication(data: Path) -> None:
    release(data, story(786))
    if os.geteuid() != 0:
        release_path(data).chmod(0o644)
    with duckdb.connect(str(link_path(data))) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE mine (a INTEGER)")
        release(data, story(790), at=later(1))
    assert cells(data) == [(Decimal(790),)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The content of the release that no kill disturbed."""
    return release(tmp_path_factory.mktemp("undisturbed"), story(790)).manifest.content


@pytest.mark.parametrize(
    "point",
    [
        "facts_loaded",
        "release_moved",
        "before_flip",
        "after_flip",
    ],
)
def test_k1_a_kill_at_any_step_leaves_the_old_release_or_the_new_one(
    data: Path, point: str, undisturbed: Mapping[str, str]
) -> None:
    first = release(data, story(786))
    store(data, story(790))
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_build_and_die, args=(data, point))
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -9
    assert cells(data) == [(Decimal(790 if point == "after_flip" else 786),)]
    again = release(data, story(790), at=later(5))
    assert again.manifest.content == undisturbed
    assert cells(data) == [(Decimal(790),)]
    assert releases.names(data)[0] == first.name


def _build_and_die(data: Path, point: str) -> None:
    arm(point)
    candidate = build(data, reference(), kind="sample", built_at=later(1))
    publish(data, candidate.name, now=later(1))


@pytest.mark.parametrize("room", [1_000, 300_000])
def test_k5_a_disk_that_is_full_at_any_step_is_named_and_costs_nothing(data: Path, room: int) -> None:
    """The limit on file size stands for the full disk: writes beyond it fail in the same way, without a mount."""
    release(data, story(786))
    store(data, story(790))
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    child = context.Process(target=_build_without_room, args=(data, room, said))
    child.start()
    message = said.get(timeout=60)
    child.join(timeout=60)
    assert child.exitcode == 0
    assert "what was published before is untouched" in message
    assert cells(data) == [(Decimal(786),)]
    release(data, story(790), at=later(5))
    assert cells(data) == [(Decimal(790),)]


def _build_without_room(data: Path, room: int, said: "multiprocessing.Queue[str]") -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        publish(data, build(data, reference(), kind="sample", built_at=later(1)).name, now=later(1))
    except CongdoanError as error:
        said.put(str(error))
    else:
        said.put("nothing failed")


@pytest.mark.parametrize("kept", [0, 0.5])
def test_k4_a_torn_input_is_named_and_costs_nothing(data: Path, kept: float) -> None:
    release(data, story(786))
    file = data / "observations/laichau/20250111T030000Z-001.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[: int(kept if kept > 1 else kept * len(whole))])
    with pytest.raises(StoreError, match=r"20250111T030000Z-001\.parquet.*untouched"):
        build(data, reference(), kind="sample", built_at=later(1))
    assert cells(data) == [(Decimal(786),)]
    assert len(releases.names(data)) == 1
    file.write_bytes(whole)
    build(data, reference(), kind="sample", built_at=later(1))


def test_k4_a_flipped_bit_is_named_or_changes_nothing(tmp_path: Path) -> None:
    assert flip_bits(tmp_path, 40) == []


def test_how_the_records_lie_in_files_does_not_change_the_yearly_table(data: Path) -> None:
    stories = [story(786, "a"), story(786, "b"), Story("c", opening="Khác.").say("members_admitted", 5, unit="person")]
    together = release(data, *stories).manifest.content
    apart = data.parent / "apart"
    for number, one in enumerate(reversed(stories)):
        store(apart, one, take=f"2025011{number}T030000Z-001")
    split = build(apart, reference(), kind="sample", built_at=later(1)).manifest.content
    for table in ("yearly_indicator", "yearly_candidate", "observation", "article"):
        assert split[table] == together[table], table
