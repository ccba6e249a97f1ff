"""What an analyst meets first: another user opens what is published, and the names and comments explain themselves."""

import multiprocessing
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import Story, release
from transforms.errors import CongdoanError
from warehouse import export, publish
from warehouse.releases import link_path, releases_folder

NOBODY = 65534


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A published and exported release in a folder that any user may enter (pytest's own is closed)."""
    folder = Path(tempfile.mkdtemp(prefix="congdoan-"))
    folder.chmod(0o755)
    release(folder, Story("a").say("grassroots_unions_total", 786, period_type="point_in_time"))
    export(folder)
    yield folder
    releases_folder(folder).chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(work: Callable[[], object]) -> str:
    """What `work` gives or raises in a process of the user nobody. Only root may become somebody else."""
    if os.geteuid() != 0:
        pytest.skip("only root can try what another user may do")
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def become_nobody() -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            there.send(str(work()))
        except (CongdoanError, OSError, duckdb.Error) as error:
            there.send(f"{type(error).__name__}: {error}")

    child = context.Process(target=become_nobody)
    child.start()
    there.close()
    said = str(here.recv()) if here.poll(60) else "nothing"
    child.join(60)
    return said


def test_another_user_reads_the_release_and_can_do_no_more(data: Path) -> None:
    def look() -> object:
        with duckdb.connect(str(link_path(data)), read_only=True) as connection:
            return connection.execute("SELECT area_name, obs_value FROM yearly_as_reported").fetchall()

    assert as_nobody(look) == "[('Lai Châu', Decimal('786.0000'))]"
    assert "Error" in as_nobody(lambda: duckdb.connect(str(link_path(data))).execute("DROP TABLE about"))
    assert "Error" in as_nobody(lambda: (releases_folder(data) / "x").touch())


def test_another_user_reads_every_export(data: Path) -> None:
    files = [file for file in (data / "exports").rglob("*") if file.is_file()]
    assert as_nobody(lambda: sum(len(file.read_bytes()) > 0 for file in files)) == str(len(files))
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) & 0o444 == 0o444, file


def test_k6_what_another_user_may_not_write_is_named_with_its_path(data: Path) -> None:
    from tests.warehouse.world import BUILT

    said = as_nobody(lambda: publish(data, now=BUILT))
    assert said.startswith("DataFolderError: publishing a release")
    assert str(releases_folder(data)) in said
    assert "untouched" in said


def test_the_first_statements_anyone_tries(data: Path) -> None:
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        shown = [str(row[0]) for row in connection.execute("SHOW TABLES").fetchall()]
        assert len(shown) <= 30
        assert all(name.isascii() and name == name.lower() and len(name) <= 24 for name in shown)
        assert not any(name.startswith(("stage_", "tmp", "v_", "dim_", "fact_")) for name in shown)
        for name in shown:
            columns = [str(row[0]) for row in connection.execute(f"DESCRIBE {name}").fetchall()]
            assert columns == [column[0] for column in connection.execute(f"FROM {name} LIMIT 5").description or []]
            connection.execute(f"SUMMARIZE {name}").fetchall()
        assert connection.execute("FROM about WHERE item = 'start'").fetchone()


def test_every_comment_is_in_both_languages(data: Path) -> None:
    with duckdb.connect(str(link_path(data)), read_only=True) as connection:
        comments = connection.execute(
            """SELECT table_name, comment FROM duckdb_tables()
               UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
               UNION ALL SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal"""
        ).fetchall()
    assert len(comments) > 300
    for name, comment in comments:
        vi, bar, en = (comment or "").partition(" | ")
        assert bar, name
        assert vi.strip(), name
        assert en.strip(), name
        assert vi != en, name
