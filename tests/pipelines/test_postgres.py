"""Protects: Dagster's records in a real PostgreSQL, as Debian packages it; skipped where that is not installed."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance, DagsterRunStatus

from benchmarks.machines import free_port
from pipelines import settings
from pipelines.setup import INSTANCE, POSTGRES_INSTANCE, prepare_dagster_home

HOMES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path(shutil.which("initdb") or "/").parent)
BIN = next((folder for folder in HOMES if (folder / "initdb").exists()), None)


class Server:
    """A server of its own on loopback. It refuses to run as root, who hands it to the package's user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        (password := folder / "password").write_text("a-secret")
        if self.user:
            shutil.chown(password, self.user)
        self.port = free_port()
        self.url = f"postgresql://congdoan:a-secret@127.0.0.1:{self.port}/postgres"
        self._do("initdb", "-D", str(folder / "db"), "-U", "congdoan", "-A", "scram-sha-256", f"--pwfile={password}")

    def _do(self, program: str, *words: str) -> None:
        subprocess.run([f"{BIN}/{program}", *words], check=True, capture_output=True, user=self.user, cwd=self.folder)

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off -k {self.folder}"
        self._do("pg_ctl", "-D", f"{self.folder}/db", "-o", options, "-l", f"{self.folder}/log", "-w", "start")

    def stop(self) -> None:
        self._do("pg_ctl", "-D", f"{self.folder}/db", "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if BIN is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("root cannot run PostgreSQL, and there is no user `postgres`")
    folder = Path(tempfile.mkdtemp(prefix="congdoan-postgres-"))  # not below pytest's, which is closed to others
    server = Server(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def congdoan(folder: Path, url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command of the project with its records there."""
    code = "import sys; from pipelines.cli import main; sys.exit(main())" if words else ""
    command = [sys.executable, "-c", code, *words] if words else [sys.executable, "-m", "pipelines.setup"]
    home = {settings.DATA: str(folder / "data"), "DAGSTER_HOME": str(folder / "home"), settings.POSTGRES: url}
    env = {**os.environ, **home}
    return subprocess.run(command, env=env, cwd=settings.PROJECT, capture_output=True, text=True, timeout=300)


def test_the_records_are_kept_there_and_nowhere_else(server, tmp_path, monkeypatch):
    prepared = congdoan(tmp_path, server.url)
    assert (prepared.returncode, prepared.stderr) == (0, "")
    home = tmp_path / "home"
    assert (home / "dagster.yaml").resolve() == POSTGRES_INSTANCE
    monkeypatch.setenv(settings.POSTGRES, server.url.replace("postgresql", settings.PSYCOPG))
    for count in range(2):
        with DagsterInstance.from_config(str(home)) as instance:
            assert len(instance.get_runs()) == count
            instance.create_run_for_job(_job(), status=DagsterRunStatus.SUCCESS)
    assert not list(home.rglob("*.db")), "SQLite was written too"


def _job():
    import dagster as dg

    @dg.job
    def nothing() -> None:
        pass

    return nothing


@pytest.mark.faults
def test_a_database_that_cannot_be_used_is_named_without_its_password(server, tmp_path):
    for url in (server.url.replace("a-secret", "wrong-one"), server.url.replace(str(server.port), str(free_port()))):
        refused = congdoan(tmp_path, url)
        assert refused.returncode == 2
        assert "Dagster's records cannot be kept in the PostgreSQL of CONGDOAN_POSTGRES: " in refused.stderr
        assert "Traceback" not in refused.stderr
        assert "wrong-one" not in refused.stderr
        assert "a-secret" not in refused.stderr
    assert congdoan(tmp_path, "mysql://here").returncode == 2


@pytest.mark.faults
def test_the_whole_line_with_its_records_there(server, tmp_path, monkeypatch):
    done = congdoan(tmp_path, server.url, "run", "--portal", "sample-laichau")
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.setenv(settings.POSTGRES, server.url.replace("postgresql", settings.PSYCOPG))
    with DagsterInstance.from_config(str(tmp_path / "home")) as instance:
        ended = {run.job_name: run.status for run in instance.get_runs()}
    assert ended["portal"] == ended["yearbook"] == DagsterRunStatus.SUCCESS
    assert not list((tmp_path / "home").rglob("*.db"))


def test_the_home_changes_with_the_setting(tmp_path):
    for postgres, wanted in ((True, POSTGRES_INSTANCE), (False, INSTANCE), (True, POSTGRES_INSTANCE)):
        prepare_dagster_home(tmp_path, postgres=postgres)
        assert (tmp_path / "dagster.yaml").resolve() == wanted
    (tmp_path / "dagster.yaml").unlink()
    (tmp_path / "dagster.yaml").write_text("# an operator's own\n")
    prepare_dagster_home(tmp_path)
    assert (tmp_path / "dagster.yaml").read_text() == "# an operator's own\n"


def test_the_instance_differs_in_nothing_else():
    plain, postgres = (yaml.safe_load(path.read_text("utf-8")) for path in (INSTANCE, POSTGRES_INSTANCE))
    assert postgres.pop("storage") == {"postgres": {"postgres_url": {"env": settings.POSTGRES}}}
    assert postgres == plain
