"""Parquet files: typed by the definition, the same bytes for the same rows, whole or not there."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.warehouse.world import Story
from transforms.errors import StoreError
from transforms.records import Alternative, Check, Observation
from warehouse import read_metadata, write_parquet
from warehouse.schema import model
from warehouse.store import reading, working

NAIVE = datetime(2024, 1, 1)  # noqa: DTZ001 - the mistake itself


def _observation(**changes: object) -> Observation:
    story = Story("a").say("members_total", 786)
    return replace(story.observations()[0], **changes)  # type: ignore[arg-type]  # fields by name


def _read(path: Path) -> list[tuple[object, ...]]:
    with working() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


def test_values_come_back_as_they_went_in(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    given = _observation(
        obs_value=Decimal("9876543210123456.1234"),
        sentence='Có "786"\\ công đoàn\tcơ sở\x00, 🙂',
        checks=(Check("ratio_percent", True, "2425/1720"),),
        flags=("PERIOD_ASSUMED", "AMBIGUOUS_BOUNDARY"),
        alternatives=(Alternative("members_admitted", 0.25, "r1"),),
    )
    write_parquet("observations", [given], path, {})
    row = dict(zip(model().tables["observations"].names(), _read(path)[0], strict=True))
    assert row["obs_value"] == given.obs_value
    assert row["sentence"] == given.sentence
    assert row["checks"] == [{"kind": "ratio_percent", "holds": True, "detail": "2425/1720"}]
    assert row["flags"] == ["PERIOD_ASSUMED", "AMBIGUOUS_BOUNDARY"]
    assert row["alternatives"] == [{"indicator": "members_admitted", "score": 0.25, "rule_id": "r1"}]
    assert row["value_low"] is None


def test_an_all_null_column_and_an_empty_file_keep_their_types(tmp_path: Path) -> None:
    for name, rows in (("one", [_observation()]), ("none", [])):
        path = tmp_path / f"{name}.parquet"
        write_parquet("observations", rows, path, {})
        with working() as connection:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        assert [(row[0], row[1]) for row in described] == [
            (c.name, c.type) for c in model().tables["observations"].columns
        ]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [_observation(observation_id=f"o{n}", obs_value=Decimal(n)) for n in range(5000)]
    for name in ("a", "b"):
        write_parquet("observations", rows, tmp_path / name / "o.parquet", {"code_version": "1", "warc_digest": "x"})
    assert (tmp_path / "a/o.parquet").read_bytes() == (tmp_path / "b/o.parquet").read_bytes()


def test_rows_keep_their_order(tmp_path: Path) -> None:
    rows = [_observation(observation_id=f"o{n * 7919 % 4001}") for n in range(4001)]
    write_parquet("observations", rows, tmp_path / "o.parquet", {})
    assert [row[0] for row in _read(tmp_path / "o.parquet")] == [row.observation_id for row in rows]


def test_metadata_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    write_parquet("observations", [], path, {"code_version": "it's 'đ'", "warc_digest": "sha256:1"})
    assert read_metadata(path) == {"code_version": "it's 'đ'", "warc_digest": "sha256:1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"unit_measure": "people"},
        {"sentence": None},
        {"obs_value": Decimal("1e30")},
        {"ref_date": NAIVE},
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_leaves_no_file(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(StoreError):
        write_parquet("observations", [_observation(**changes)], tmp_path / "o.parquet", {})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    write_parquet("observations", [_observation()], path, {})
    before = path.read_bytes()
    with pytest.raises(StoreError):
        write_parquet("observations", [_observation(sentence=None)], path, {})
    assert path.read_bytes() == before


def test_an_odd_metadata_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not lower-case ASCII"):
        write_parquet("observations", [], tmp_path / "o.parquet", {"a': 1, 'b": "x"})


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1 no")
    with pytest.raises(StoreError, match=r"broken\.parquet"):
        read_metadata(path)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY about TO '/tmp/never.csv'",
        "ATTACH '/tmp/never.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "INSERT INTO about VALUES ('a', 'b')",
    ],
)
def test_a_reading_connection_cannot_leave_the_release(published: Path, sql: str) -> None:
    import duckdb

    with reading(published) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql)
