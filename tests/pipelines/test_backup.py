"""Protects: a backup is whole, also when it is taken during a run, and what is restored from it goes on."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from pipelines.backup import backup
from pipelines.cli import COMMANDS
from tests.faults import line
from transforms.errors import DataFolderError
from warehouse.releases import published_name


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release, made of all pages but the last."""
    data = tmp_path_factory.mktemp("original") / "data"
    line.run(data, -1)
    return data


def records(home: Path) -> Path:
    """A stand-in for Dagster's home with a database that somebody is writing in."""
    (home / "history").mkdir(parents=True)
    (home / "dagster.yaml").symlink_to("../dagster.yaml")
    (home / "ui.lock").touch()
    return home / "history" / "runs.db"


def test_what_is_restored_is_the_same_release_and_goes_on(data, tmp_path):
    assert "backup" in COMMANDS
    database = sqlite3.connect(records(tmp_path / "home"))
    database.execute("PRAGMA journal_mode=wal")
    database.execute("CREATE TABLE runs (name)")
    database.execute("INSERT INTO runs VALUES ('whole')")
    database.commit()
    database.execute("INSERT INTO runs VALUES ('not committed')")

    first = backup(data, tmp_path / "home", tmp_path / "backup")
    assert first.files > 10
    (pages,) = data.glob("pages/*/*.warc.gz")
    (pages.parent / "later-000.warc.gz.part").touch()
    again = backup(data, tmp_path / "home", tmp_path / "backup")
    (pages.parent / "later-000.warc.gz.part").unlink()
    assert (again.files, again.as_before) == (1, first.files - 1), "only the database is copied again"
    database.close()

    restored = tmp_path / "restored"
    shutil.copytree(tmp_path / "backup" / "data", restored, symlinks=True)
    assert line.digests(restored) == line.digests(data)
    assert published_name(restored) == published_name(data)
    assert not line.leftovers(restored)
    copy = sqlite3.connect(tmp_path / "backup" / "dagster" / "history" / "runs.db")
    assert copy.execute("SELECT * FROM runs").fetchall() == [("whole",)]
    copy.close()
    assert (tmp_path / "backup" / "dagster" / "dagster.yaml").is_symlink()
    assert not (tmp_path / "backup" / "dagster" / "ui.lock").exists()

    onward = line.copy(data, tmp_path / "onward")
    assert line.run(restored) == published_name(restored)
    line.run(onward)
    assert line.digests(restored, places=False) == line.digests(onward, places=False)
    assert len(list(restored.glob("pages/*/*.warc.gz"))) == 2, "nothing new came in"


def test_what_went_does_not_come_back_but_pages_are_kept(data, tmp_path):
    copy = line.copy(data, tmp_path / "data")
    backup(copy, tmp_path / "none", tmp_path / "backup")
    export = next((copy / "exports").rglob("*.csv"))
    export.unlink()
    (warc,) = copy.glob("pages/*/*.warc.gz")
    warc.unlink()
    assert backup(copy, tmp_path / "none", tmp_path / "backup").removed == 1
    assert not (tmp_path / "backup" / "data" / export.relative_to(copy)).exists()
    assert (tmp_path / "backup" / "data" / warc.relative_to(copy)).exists()


def test_a_copied_release_stands_alone(data, tmp_path):
    """What docs/deploy.md tells analysts on other machines to do: no symlink, no folder around it, another name."""
    shutil.copy(data / "warehouse" / "congdoan.duckdb", tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as copy:
        assert copy.execute("SELECT count(*) FROM about").fetchone() != (0,)
        assert copy.execute("SELECT count(*) FROM observation JOIN article USING (article_id)").fetchone() != (0,)


def test_what_cannot_be_backed_up_is_said(data, tmp_path):
    with pytest.raises(DataFolderError, match="is no data folder"):
        backup(tmp_path, tmp_path, tmp_path / "backup")
    for name, runs in (("used", 2), ("as set up", 0)):
        with closing(sqlite3.connect(records(tmp_path / name))) as database, database:
            database.execute("CREATE TABLE runs (name)")
            database.executemany("INSERT INTO runs VALUES (?)", [("a run",)] * runs)
    backup(data, tmp_path / "used", tmp_path / "backup")
    with pytest.raises(DataFolderError, match=r"as set up holds no run.* holds 2, which would go"):
        backup(data, tmp_path / "as set up", tmp_path / "backup")
    with pytest.raises(DataFolderError, match="lies in the data folder itself"):
        backup(data, tmp_path, data / "backup")
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match=r"The backup is not complete: .*Make room"):
        backup(data, tmp_path, tmp_path / "file")
