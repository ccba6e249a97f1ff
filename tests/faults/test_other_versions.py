"""K12: a release opens in the oldest DuckDB that is promised and in a newer one; what is too new for ours says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.world import Story, release
from transforms.errors import StoreError
from warehouse import export, release_path
from warehouse.store import reading

pytestmark = pytest.mark.faults

OLDEST, NEWEST = "1.4.0", "2.0.0"
LOOK = """
import sys, duckdb
assert duckdb.__version__ == sys.argv[1], duckdb.__version__
c = duckdb.connect(sys.argv[2], read_only=True)
for (name,) in c.execute("SHOW TABLES").fetchall():
    there = duckdb.sql(f"FROM '{sys.argv[3]}/{name}.parquet'").fetchall()
    assert sorted(map(str, c.execute(f'FROM "{name}"').fetchall())) == sorted(map(str, there)), name
print(c.execute("SELECT obs_value FROM yearly_as_reported").fetchone()[0])
"""
WRITE = """
import sys, duckdb
c = duckdb.connect(sys.argv[2], config={"storage_compatibility_version": "latest"})
c.execute("CREATE TABLE about AS SELECT 'schema_version' AS item, '0.9' AS value")
c.close()
"""


def with_version(version: str, code: str, *words: str) -> str:
    """What a program says that has another DuckDB than ours; `make faults` brings them."""
    folder = Path(sys.prefix) / f"duckdb-{version}"
    if not folder.is_dir():
        pytest.skip(f"DuckDB {version} is not installed beside ours; `make faults` fetches it")
    env = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", code, version, *words]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True, timeout=120).stdout.strip()


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_k12_a_release_and_its_files_open_in_another_version(version: str, tmp_path: Path) -> None:
    story = Story("a").say("grassroots_unions_total", 786, period_type="point_in_time").say(None, 5, unit="item")
    release(tmp_path, story)
    folder = export(tmp_path)
    assert with_version(version, LOOK, str(release_path(tmp_path)), str(folder / "parquet")) == "786.0000"


def test_k12_a_file_of_an_older_version_opens(tmp_path: Path) -> None:
    with_version(OLDEST, WRITE, str(tmp_path / "old.duckdb"))
    with reading(tmp_path / "old.duckdb") as connection:
        assert connection.execute("FROM about").fetchall() == [("schema_version", "0.9")]


def test_k12_a_file_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    with_version(NEWEST, WRITE, str(tmp_path / "new.duckdb"))
    said = r"^new\.duckdb was written by a newer DuckDB [^\n]* untouched[^\n]*$"
    with pytest.raises(StoreError, match=said), reading(tmp_path / "new.duckdb"):
        pass
