"""Releases: immutable, published by one flip, refused when a gate is red, never a mixture, never a lock for readers."""

import json
import multiprocessing
import os
import resource
import signal
import stat
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import BUILT, CODE, Story, cells, reference, release, store
from transforms.errors import CongdoanError, GateError, NotFoundError, StaleVersionError, StoreError
from warehouse import build, manifest_of, publish, releases, rollback
from warehouse.releases import link_path, published_name, release_path, releases_folder

UNIONS = "grassroots_unions_total"


def story(value: int = 786, name: str = "a") -> Story:
    """An article that says how many unions there are."""
    return Story(name).say(UNIONS, value, period_type="point_in_time")


def later(minutes: int) -> datetime:
    """A build time after the first."""
    return BUILT + timedelta(minutes=minutes)


def mode(path: Path) -> int:
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_release_lies_read_only_in_a_closed_folder_behind_a_link(data: Path) -> None:
    candidate = release(data, story())
    assert candidate.name == "20250301T060000Z"
    assert os.readlink(link_path(data)) == "releases/20250301T060000Z.duckdb"
    assert (mode(candidate.path), mode(candidate.path.with_suffix(".json")), mode(releases_folder(data))) == (
        0o444,
        0o444,
        0o555,
    )
    assert sorted(path.name for path in (data / "warehouse").iterdir()) == ["congdoan.duckdb", "releases"]


def test_the_manifest_says_what_the_release_is_made_of(data: Path) -> None:
    release(data, story())
    manifest = json.loads(release_path(data).with_suffix(".json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "sample"
    assert manifest["notice"].startswith("SAMPLE")
    assert manifest["counts"]["yearly_indicator"] == 1
    assert manifest["code_versions"] == {"laichau": CODE}
    assert manifest["published_at"] == BUILT.isoformat()
    assert {gate["name"]: gate["green"] for gate in manifest["gates"]} == dict.fromkeys(
        [gate["name"] for gate in manifest["gates"]], True
    )
    assert manifest["sha256"] == releases.sha256(release_path(data))


def test_a_sample_says_so_inside_the_database(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        about = dict(connection.execute("SELECT item, value FROM about").fetchall())
    assert about["kind"] == "SAMPLE"
    assert about["notice"].startswith("SAMPLE")
    assert about["licence"]
    assert about["citation"]


def test_the_same_inputs_give_the_same_content_at_any_time(data: Path) -> None:
    first = release(data, story())
    second = build(data, reference(), kind="sample", built_at=later(60))
    assert first.manifest.content == second.manifest.content
    assert first.name != second.name


def test_everything_carries_a_comment_in_both_languages(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        bare = connection.execute(
            """SELECT table_name FROM duckdb_tables() WHERE comment IS NULL OR NOT contains(comment, ' | ')
               UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
               UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
               WHERE NOT internal AND comment IS NULL"""
        ).fetchall()
    assert bare == []


def test_the_file_opens_from_the_promised_version_on(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE path IS NOT NULL").fetchone()
    assert tags is not None
    assert "v1.4.0" in str(tags[0])


def test_without_a_single_file_nothing_is_published_and_the_reason_is_named(data: Path) -> None:
    candidate = build(data, reference(), kind="sample", built_at=BUILT)
    with pytest.raises(GateError, match="filled"):
        publish(data, candidate.name, accept=True, now=BUILT)
    assert published_name(data) is None


def test_files_of_two_code_versions_never_meet_in_a_release(data: Path) -> None:
    store(data, story(), code="aaaa")
    store(data, story(790, "b"), code="bbbb", take="20250112T030000Z-001")
    with pytest.raises(StaleVersionError, match=r"(?s)laichau.*rederive"):
        build(data, reference(), kind="sample", built_at=BUILT)


def test_files_of_another_version_than_the_present_code_are_refused(data: Path) -> None:
    store(data, story(), code="aaaa")
    with pytest.raises(StaleVersionError, match="now bbbb"):
        build(data, reference(laichau="bbbb"), kind="sample", built_at=BUILT)
    build(data, reference(laichau="aaaa", laocai="cccc"), kind="sample", built_at=BUILT)


def test_a_file_without_its_other_half_holds_the_release_until_accepted(data: Path) -> None:
    store(data, story())
    store(data, story(1, "b"), take="20250112T030000Z-001")
    (data / "observations/laichau/20250112T030000Z-001.parquet").unlink()
    candidate = build(data, reference(), kind="sample", built_at=BUILT)
    with pytest.raises(GateError, match=r"pairs.*20250112T030000Z-001"):
        publish(data, candidate.name, now=BUILT)
    assert publish(data, candidate.name, accept=True, now=BUILT).accepted == ("pairs",)


@pytest.mark.faults
def test_r1_a_red_gate_keeps_the_release_unpublished_whatever_gate_it_is(data: Path) -> None:
    first = release(data, story())
    second = build(data, reference(), kind="sample", built_at=later(1))
    path = second.path.with_suffix(".json")
    for gate in second.manifest.gates:
        red = replace(gate, green=False, detail="forced")
        gates = tuple(red if other.name == gate.name else other for other in second.manifest.gates)
        path.unlink()
        path.write_text(replace(second.manifest, gates=gates).to_json(), encoding="utf-8")
        with pytest.raises(GateError, match=f"Red: {gate.name}: forced"):
            publish(data, second.name, now=later(2))
        if not gate.acceptable:
            with pytest.raises(GateError, match="cannot be overruled"):
                publish(data, second.name, accept=True, now=later(2))
    assert published_name(data) == first.name


@pytest.mark.faults
def test_r3_values_that_vanish_and_counts_that_fall_need_a_person(data: Path) -> None:
    first = release(data, story(), story(1, "b"), Story("c").say("members_total", 48000, unit="person", period="2023"))
    store(data, story())
    second = build(data, reference(), kind="sample", built_at=later(1))
    red = {gate.name: gate.detail for gate in second.manifest.red()}
    assert set(red) == {"counts", "vanished"}
    assert "members_total VN63_12 2023" in red["vanished"] or "grassroots" in red["vanished"]
    assert "article 3 -> 1" in red["counts"]
    with pytest.raises(GateError, match="--accept"):
        publish(data, now=later(2))
    assert published_name(data) == first.name
    assert publish(data, accept=True, now=later(2)).accepted == ("counts", "vanished")
    assert published_name(data) == second.name
    assert manifest_of(data).accepted == ("counts", "vanished")


def test_publish_takes_the_newest_release_unless_one_is_named(data: Path) -> None:
    store(data, story())
    names = [build(data, reference(), kind="sample", built_at=later(n)).name for n in (3, 1, 2)]
    publish(data, now=later(4))
    assert published_name(data) == names[0]
    publish(data, names[1], now=later(5))
    assert published_name(data) == names[1]
    with pytest.raises(NotFoundError, match="no release 'nothing'"):
        publish(data, "nothing", now=later(5))


def test_two_builds_within_a_second_are_two_releases(data: Path) -> None:
    store(data, story())
    names = [build(data, reference(), kind="sample", built_at=BUILT).name for _ in range(3)]
    assert names == ["20250301T060000Z", "20250301T060000Z-2", "20250301T060000Z-3"]
    assert releases.names(data) == names


def test_rollback_goes_to_what_was_published_before(data: Path) -> None:
    first = release(data, story(786))
    store(data, story(790))
    build(data, reference(), kind="sample", built_at=later(1))
    store(data, story(795))
    release(data, story(795), at=later(2))
    assert cells(data) == [(Decimal(795),)]
    assert rollback(data, now=later(3)).release == first.name
    assert cells(data) == [(Decimal(786),)]
    with pytest.raises(NotFoundError, match="none to go back to"):
        rollback(data, now=later(4))


def test_the_newest_releases_and_the_published_one_are_kept(data: Path) -> None:
    first = release(data, story())
    releases_folder(data).chmod(0o755)
    for minute in range(1, 10):
        copy = first.path.with_stem(f"20250301T06{minute:02}00Z")
        copy.write_bytes(first.path.read_bytes())
        manifest = replace(first.manifest, release=copy.stem, file=copy.name)
        copy.with_suffix(".json").write_text(manifest.to_json(), encoding="utf-8")
    publish(data, first.name, now=later(20))
    kept = releases.names(data)
    assert len(kept) == 8
    assert kept[0] == first.name
    assert len(list(releases_folder(data).glob("*.json"))) == 8


def test_what_was_changed_after_it_was_checked_is_not_published(data: Path) -> None:
    store(data, story())
    candidate = build(data, reference(), kind="sample", built_at=BUILT)
    candidate.path.chmod(0o644)
    with candidate.path.open("r+b") as file:
        file.seek(5000)
        file.write(b"changed")
    with pytest.raises(StoreError, match="digest differs"):
        publish(data, candidate.name, now=BUILT)


def test_what_a_killed_build_left_is_removed_by_the_next(data: Path) -> None:
    release(data, story())
    warehouse = data / "warehouse"
    (warehouse / "building-abc").mkdir()
    (warehouse / "building-abc" / "release.duckdb").touch()
    (warehouse / ".congdoan.duckdb.1").symlink_to("releases/nowhere.duckdb")
    releases_folder(data).chmod(0o755)
    (releases_folder(data) / "20250301T060500Z.duckdb").touch()
    (releases_folder(data) / ".20250301T060500Z.json.part").touch()
    candidate = build(data, reference(), kind="sample", built_at=later(6))
    assert releases.names(data) == ["20250301T060000Z", candidate.name]
    assert len(list(releases_folder(data).iterdir())) == 4
    assert len(list(warehouse.iterdir())) == 2


@pytest.mark.faults
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


def _read_on(link: str, stop: Event, results: "multiprocessing.Queue[tuple[int, list[str]]]") -> None:
    """Open, read two tables that must agree, close; until told to stop."""
    reads, faults = 0, []
    while not stop.is_set():
        try:
            with duckdb.connect(link, read_only=True) as connection:
                row = connection.execute(
                    "SELECT (SELECT obs_value FROM yearly_indicator), (SELECT max(obs_value) FROM observation)"
                ).fetchone()
            if row is None or row[0] != row[1]:
                faults.append(f"mixture {row}")
            reads += 1
        except duckdb.Error as error:
            faults.append(str(error))
    results.put((reads, faults))


@pytest.mark.faults
def test_k7_readers_see_one_complete_release_through_every_publication(data: Path) -> None:
    names = [release(data, story(value), at=later(value)).name for value in (786, 790)]
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    readers = [context.Process(target=_read_on, args=(str(link_path(data)), stop, results)) for _ in range(2)]
    for reader in readers:
        reader.start()
    slowest = 0.0
    deadline = time.monotonic() + 3
    swaps = 0
    while time.monotonic() < deadline or swaps < 20:
        started = time.monotonic()
        publish(data, names[swaps % 2], accept=True, now=later(2000))
        slowest = max(slowest, time.monotonic() - started)
        swaps += 1
    stop.set()
    outcome = [results.get(timeout=30) for _ in readers]
    for reader in readers:
        reader.join(timeout=30)
    assert [faults for _, faults in outcome] == [[], []]
    assert all(reads > 0 for reads, _ in outcome)
    assert slowest < 1.0


@pytest.mark.faults
def test_k7_an_analyst_keeps_the_old_release_until_the_connection_closes(data: Path) -> None:
    release(data, story(786))
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        release(data, story(790), at=later(1))
        assert connection.execute("SELECT obs_value FROM yearly_indicator").fetchone() == (Decimal(786),)
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        assert connection.execute("SELECT obs_value FROM yearly_indicator").fetchone() == (Decimal(790),)


@pytest.mark.faults
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


@pytest.mark.faults
@pytest.mark.parametrize(
    "point",
    [
        "reference_loaded",
        "facts_loaded",
        "yearly_loaded",
        "release_written",
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
    from warehouse import arm

    arm(point)
    candidate = build(data, reference(), kind="sample", built_at=later(1))
    publish(data, candidate.name, now=later(1))


@pytest.mark.faults
@pytest.mark.parametrize("room", [1_000, 30_000, 300_000, 1_000_000])
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
