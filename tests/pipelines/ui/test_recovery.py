"""Recovery: whatever is killed, and all of it at once, the line comes to a consistent end and the next run goes.

Protects: runs that nobody carries out any more are closed at the next start, which says so, and hold no slot; a second
daemon by mistake is refused; what an undisturbed crawl brings is there afterwards, once.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

from pipelines import settings
from pipelines.data_folder import DataFolder
from pipelines.ui.recovery import put_right
from scrapers.archive import read_pages
from tests.conftest import Report
from tests.pipelines.ui.disks import full_disk
from tests.pipelines.ui.looking import look
from tests.pipelines.ui.planted import SLOW, plant
from tests.pipelines.ui.serving import Ui

PORTAL = "sample-laichau"
EVERY_MINUTE = "every_minute"
UNDER_WAY = ("QUEUED", "NOT_STARTED", "STARTING", "STARTED", "CANCELING")

TRIALS = 10
"""Of each kill, each at another moment of the crawl: at its start, when a tenth is archived, two tenths ..."""


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


def size(data: Path) -> int:
    """Bytes of the archive, of the file that is being written too."""
    total = 0
    for file in DataFolder(data).pages(PORTAL).glob("*.warc.gz*"):
        with contextlib.suppress(FileNotFoundError):  # renamed just now
            total += file.stat().st_size
    return total


def wait_until_archived(ui: Ui, data: Path, enough: int) -> None:
    ui.wait_for(lambda: size(data) >= enough, 60, pause=0.005)


@dataclass(frozen=True)
class Crawled:
    """What a crawl that nobody disturbed brings: its articles, and the bytes of its archive."""

    articles: list[str]
    bytes: int


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("undisturbed")
    ui = Ui.start(folder)
    try:
        ui.wait_until_ready()
        assert ui.wait_for_end(ui.launch_portal(PORTAL), 300) == "SUCCESS"
        yield Crawled(archived(folder / "data"), size(folder / "data"))
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


def worker_of(ui: Ui, crawler: psutil.Process) -> list[psutil.Process]:
    worker = crawler.parent()
    assert worker is not None
    return [worker]


def part_of(ui: Ui, role: str) -> list[psutil.Process]:
    return [process for process, command in ui.working().items() if command.endswith(f" {role}")]


def settled(ui: Ui, role: str) -> bool:
    """Whether a part of the UI has run so long that its end is a new one: the pause before a start grows otherwise."""
    return all(time.time() - process.create_time() > 61 for process in (part_of(ui, role) if role else []))


@dataclass(frozen=True)
class Kill:
    """Which processes are killed (of a part of the UI, its role), how the run ends in which it happens, and whether
    Dagster starts that one again."""

    victims: Callable[[Ui, psutil.Process], list[psutil.Process]]
    ends: str
    again: bool = False
    role: str = ""

    @classmethod
    def of(cls, role: str) -> "Kill":
        """A run goes on without any of the UI's parts."""
        return cls(lambda ui, _: part_of(ui, role), "SUCCESS", role=role)


KILLS = {
    "crawler": Kill(lambda ui, crawler: [crawler], "FAILURE"),
    "run worker": Kill(worker_of, "FAILURE", again=True),
    "code server": Kill.of("code-server"),
    "web server": Kill.of("web-server"),
    "daemon": Kill.of("daemon"),
    "everything": Kill(lambda ui, crawler: ui.processes(), "FAILURE", again=True),
}


def kill(victims: list[psutil.Process]) -> None:
    """All at once, so that nobody is left to clear up."""
    for process in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    for process in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(victims, timeout=20)


def nothing_archived(data: Path) -> None:
    """The data folder as it was before the first crawl."""
    for name in ("pages", "articles", "observations"):
        shutil.rmtree(data / name, ignore_errors=True)
    DataFolder(data).claim("sample")


def after(ui: Ui, data: Path, undisturbed: Crawled) -> dict[str, bool]:
    """What must hold once the line has recovered."""
    return {
        "as_undisturbed": archived(data) == undisturbed.articles,
        "closed_files": not list(data.rglob("*.part")),
        "free_slots": not [run for run in ui.runs(dagster_partition=PORTAL) if run["status"] in UNDER_WAY],
    }


def check_ticks(ui: Ui, moments: list[float], report: Report) -> None:
    """The schedule went on after each of these moments, and launched nothing twice."""
    ui.wait_for_tick(EVERY_MINUTE, seconds=150, due_after=moments[-1])
    launched = ui.launched(EVERY_MINUTE)
    report.failed += [f"no tick after trial {n}" for n, at in enumerate(moments) if not late(at, launched) <= 120]
    runs = [run for run in ui.runs(dagster_schedule_name=EVERY_MINUTE) if "dagster/parent_run_id" not in run["tags"]]
    assert len(launched) == len(set(launched)) == len(runs), launched  # those apart that were started again


def late(moment: float, launched: list[float]) -> float:
    """From a moment until the next tick was due that launched a run."""
    return min(due for due in launched if due > moment) - moment


@pytest.mark.faults
@pytest.mark.parametrize("what", KILLS)
def test_k3_killed_in_the_middle_of_a_crawl(what: str, undisturbed: Crawled, tmp_path: Path, report: Report) -> None:
    """The run ends, whichever way; its slot is free; the next one brings exactly what an undisturbed crawl brings; the
    schedule goes on."""
    data = tmp_path / "data"
    ui = Ui.start(tmp_path)
    moments, longest = [], 0.0
    try:
        ui.wait_until_ready()
        ui.start_schedule(EVERY_MINUTE, seconds_ago=90)
        for number in range(TRIALS):
            ui.wait_for(partial(settled, ui, KILLS[what].role), 120)
            nothing_archived(data)
            plant(data, {PORTAL: SLOW})
            run_id = ui.launch_portal(PORTAL)
            crawler = wait_for_crawler(ui)
            wait_until_archived(ui, data, undisturbed.bytes * number // TRIALS)
            victims = KILLS[what].victims(ui, crawler)
            crawling = crawler.is_running()
            moments.append(time.time())
            kill(victims)
            plant(data, {})
            if ui.pid in {process.pid for process in victims}:
                ui = Ui.start_again(tmp_path)
                ui.wait_for_line(
                    rf"put right: run {run_id[:8]} of {PORTAL} was left behind and is closed; starts again", 60
                )
            ui.wait_until_answering()
            ended = ui.wait_for_end(run_id, 180)
            longest = max(longest, time.time() - moments[-1])
            following = ui.started_again(run_id, 90) if KILLS[what].again else ui.launch_portal_soon(PORTAL, 90)
            recovered = ui.wait_for_end(following, 180) == "SUCCESS"
            report.trial(
                f"{what}, trial {number}",
                in_the_middle=bool(victims) and crawling,
                ended_as_it_must=ended == KILLS[what].ends,
                recovered=recovered,
                **after(ui, data, undisturbed),
            )
        check_ticks(ui, moments, report)
    finally:
        ui.kill()
        report.note = f"; the run had ended after at most {longest:.0f} s"
    assert report.failed == []


@pytest.mark.faults
def test_k5_the_disk_fills_up_in_the_middle_of_a_crawl(undisturbed: Crawled, tmp_path: Path, report: Report) -> None:
    """The run fails and says so; with room, the next one brings exactly what an undisturbed crawl brings."""
    data = tmp_path / "data"
    ui = Ui.start(tmp_path)
    moments = []
    try:
        ui.wait_until_ready()
        ui.start_schedule(EVERY_MINUTE, seconds_ago=90)
        for number in range(TRIALS):
            nothing_archived(data)
            with full_disk(DataFolder(data).pages(PORTAL), room=undisturbed.bytes * number // TRIALS):
                run_id = ui.launch_portal(PORTAL)
                ended = ui.wait_for_end(run_id, 180)
                moments.append(time.time())
            said = look(ui, run_id).words
            recovered = ui.wait_for_end(ui.launch_portal(PORTAL), 180) == "SUCCESS"
            report.trial(
                f"trial {number}: {said}",
                failed=ended == "FAILURE",
                named="No space left on device" in said or "archive_failed" in said,
                recovered=recovered,
                **after(ui, data, undisturbed),
            )
        check_ticks(ui, moments, report)
    finally:
        ui.kill()
    assert report.failed == []


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
