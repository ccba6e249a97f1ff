"""Releases: immutable, published by one flip, refused when a gate is red, never a mixture, never a lock for readers."""

import json
import os
import re
import stat
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import BUILT, CODE, Story, cells, reference, release, store
from transforms.errors import GateError, NotFoundError, StaleVersionError, StoreError
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
    assert re.fullmatch("[0-9a-f]{12}", about["edition"])
    assert about["citation"].endswith(f"Edition {about['edition']}, pages fetched until 2025-01-11.")


def test_the_same_inputs_give_the_same_content_at_any_time(data: Path) -> None:
    first = release(data, story())
    second = build(data, reference(), kind="sample", built_at=later(60))
    assert first.manifest.content == second.manifest.content
    assert first.manifest.edition == second.manifest.edition
    assert first.name != second.name
    third = release(data, story(787), at=later(61))
    assert third.manifest.edition != second.manifest.edition


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


def test_the_last_release_of_each_month_is_kept_for_two_years(data: Path) -> None:
    newest = release(data, story())
    releases_folder(data).chmod(0o755)
    for month in range(30):
        for day in (5, 20, 25):
            copy = newest.path.with_stem(f"{2022 + month // 12}{month % 12 + 1:02}{day:02}T060000Z")
            copy.write_bytes(b"")
            published = None if day == 25 else BUILT.isoformat()
            manifest = replace(newest.manifest, release=copy.stem, file=copy.name, published_at=published)
            copy.with_suffix(".json").write_text(manifest.to_json(), encoding="utf-8")
    publish(data, newest.name, now=later(20))
    kept = releases.names(data)
    assert [name for name in kept[:-7] if name[6:8] != "20"] == []
    assert kept[-1] == newest.name
    assert kept[0] == "20220820T060000Z"


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
