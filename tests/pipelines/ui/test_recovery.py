"""Recovery: whatever is killed, and all of it at once, the line comes to a consistent end and the next run goes.

Protects: runs that nobody carries out any more are closed at the next start, which says so, and hold no slot; a second
daemon by mistake is refused; what an undisturbed crawl brings is there afterwards, once.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

from pipelines import settings
from pipelines.data_folder import DataFolder
from pipelines.ui.recovery import put_right
from scrapers.archive import read_pages
from tests.pipelines.ui.serving import Ui

PORTAL = "sample-laichau"


def test_runs_left_behind_are_closed_and_said(instance: DagsterInstance, tmp_path: Path) -> None:
    """Those of the UI in any case; those of a shell only where no shell is at work; none that waits or has ended."""
    data = tmp_path / "data"
    data.mkdir()

    def run(status: DagsterRunStatus, **tags: str) -> str:
        made = DagsterRun(job_name="portal", status=status, tags={"dagster/partition": PORTAL, **tags})
        return instance.add_run(made).run_id

    of_ui = {".dagster/grpc_info": "{}"}
    left = run(DagsterRunStatus.STARTED, **of_ui)
    waiting, ended = run(DagsterRunStatus.NOT_STARTED), run(DagsterRunStatus.SUCCESS, **of_ui)
    of_shell = run(DagsterRunStatus.STARTED)
    at_work = "import sys; from pathlib import Path; from pipelines.data_folder import DataFolder\n"
    at_work += "with DataFolder(Path(sys.argv[1])).lock('run', 'a run'): print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", at_work, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.PROJECT
    ) as shell:
        assert shell.stdout is not None
        shell.stdout.readline()
        (said,) = put_right(data)
        shell.communicate()
    assert said == f"put right: run {left[:8]} of {PORTAL} was left behind and is closed; starts again"
    (said,) = put_right(data)
    assert said.startswith(f"put right: run {of_shell[:8]} of")
    assert list(put_right(data)) == []
    states = {run.run_id: run.status for run in instance.get_runs()}
    assert states[left] is states[of_shell] is DagsterRunStatus.FAILURE
    assert (states[waiting], states[ended]) == (DagsterRunStatus.NOT_STARTED, DagsterRunStatus.SUCCESS)


def archived(data: Path) -> list[str]:
    """The articles that are in the archive, each as often as it is there."""
    found = []
    for warc in DataFolder(data).warcs(PORTAL):
        found += [page.url for page in read_pages(warc, PORTAL) if page.url.endswith(".html")]
    return sorted(found)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What a crawl that nobody disturbed brings."""
    folder = tmp_path_factory.mktemp("undisturbed")
    ui = Ui.start(folder)
    try:
        ui.wait_until_ready()
        assert ui.wait_for_end(ui.launch_portal(PORTAL), 300) == "SUCCESS"
        yield archived(folder / "data")
    finally:
        ui.kill()


def crawler_of(ui: Ui) -> psutil.Process | None:
    return next((p for p, command in ui.working().items() if "-m scrapers" in command), None)


def wait_for_crawler(ui: Ui) -> psutil.Process:
    deadline = time.monotonic() + 120
    while (found := crawler_of(ui)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def kill_crawler(ui: Ui) -> None:
    wait_for_crawler(ui).kill()


def kill_run_worker(ui: Ui) -> None:
    worker = wait_for_crawler(ui).parent()
    assert worker is not None
    worker.kill()


def kill_role(ui: Ui, role: str) -> None:
    wait_for_crawler(ui)
    (process,) = (p for p, command in ui.working().items() if command.endswith(f" {role}"))
    process.kill()


def kill_all(ui: Ui) -> None:
    """As a power loss: everything at once, nobody left to clear up."""
    wait_for_crawler(ui)
    processes = ui.processes()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=20)


KILLS: dict[str, Callable[[Ui], None]] = {
    "crawler": kill_crawler,
    "run worker": kill_run_worker,
    "web server": lambda ui: kill_role(ui, "web-server"),
    "daemon": lambda ui: kill_role(ui, "daemon"),
    "everything": kill_all,
}


@pytest.mark.faults
@pytest.mark.parametrize("what", KILLS)
def test_k3_killed_in_the_middle_of_a_crawl(what: str, undisturbed: list[str], tmp_path: Path) -> None:
    """The run ends, whichever way; its slot is free; the next one brings exactly what an undisturbed crawl brings."""
    ui = Ui.start(tmp_path)
    try:
        ui.wait_until_ready()
        run_id = ui.launch_portal(PORTAL)
        KILLS[what](ui)
        if what == "everything":
            ui = Ui.start_again(tmp_path)
            ui.wait_for_line(
                rf"put right: run {run_id[:8]} of {PORTAL} was left behind and is closed; starts again", 60
            )
        if what in ("everything", "web server", "daemon"):
            ui.wait_until_answering()
        ui.wait_for_end(run_id, 300)
        assert ui.wait_for_end(ui.launch_portal(PORTAL), 300) == "SUCCESS"
        assert archived(tmp_path / "data") == undisturbed
        assert not list((tmp_path / "data" / "pages").rglob("*.part"))
        ui.start_schedule("every_minute", seconds_ago=90)
        ui.wait_for_tick("every_minute", seconds=90)
    finally:
        ui.kill()


@pytest.mark.faults
def test_a_second_daemon_by_mistake_is_refused(tmp_path: Path) -> None:
    """A second `congdoan ui` ends at once; Dagster's own daemon, started beside, is not let in twice."""
    ui = Ui.start(tmp_path)
    try:
        ui.wait_until_ready()
        command = [sys.executable, "-m", "tests.pipelines.ui.serving", str(ui.home)]
        env = {**os.environ, "DAGSTER_HOME": str(ui.home), settings.DATA: str(tmp_path / "data")}
        for _ in range(5):
            second = subprocess.run(
                command, cwd=settings.PROJECT, env=env, capture_output=True, text=True, timeout=120, check=False
            )
            assert second.returncode != 0
            assert "congdoan ui runs already" in second.stdout + second.stderr
        assert ui.wait_for_end(ui.materialize("quick"), 120) == "SUCCESS"
    finally:
        ui.kill()
