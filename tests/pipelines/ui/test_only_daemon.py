"""A second daemon by mistake, of Dagster's own kind, which no lock of ours keeps out.

Protects: it is noticed and said, ours stands aside, what is launched is launched once, and ours goes on afterwards.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dagster import DagsterInstance
from dagster._daemon.types import DaemonHeartbeat

from pipelines import settings
from pipelines.ui import only_daemon
from pipelines.ui.only_daemon import aside_since, run_alone
from tests.conftest import Report
from tests.pipelines.ui.serving import MODULE, Ui

TRIALS = 3
EVERY_MINUTE = "every_minute"


def beat(instance: DagsterInstance, thread: str, daemon: str, seconds_ago: float = 0) -> None:
    instance.add_daemon_heartbeat(DaemonHeartbeat(time.time() - seconds_ago, thread, daemon))


def test_ours_stands_aside_until_the_other_has_ended(
    instance: DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a predecessor of ours left behind is no other daemon."""
    monkeypatch.setattr(only_daemon, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(only_daemon, "GONE_SECONDS", 0.5)
    instance.wipe_daemon_heartbeats()
    beat(instance, "SENSOR", "predecessor", seconds_ago=0.01)
    said: list[str] = []
    runs: list[str] = []

    def ours() -> None:
        beat(instance, "SCHEDULER", "ours")
        time.sleep(0.3)
        runs.append("well")
        if len(runs) == 1:
            beat(instance, "SENSOR", "other")
            try:
                time.sleep(20)
            except KeyboardInterrupt:
                runs.append("interrupted")

    def say(line: str) -> None:
        said.append(line)
        assert aside_since(tmp_path) is None  # about to stand aside, or done with it

    (tmp_path / only_daemon.MARK).write_text("left behind by a power loss")
    started = time.monotonic()
    run_alone(instance, tmp_path, ours, say)
    assert runs == ["well", "interrupted", "well"]
    assert time.monotonic() - started > 0.5
    assert [line.split(" works")[0] for line in said] == ["another Dagster daemon", "the other daemon has ended, ours"]


@pytest.mark.faults
def test_k9_a_daemon_of_dagsters_own_beside_ours(tmp_path: Path, report: Report) -> None:
    """From when it is noticed, within half a minute, each tick launches one run; also after the other one has ended."""
    ui = Ui.start(tmp_path)
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-m", MODULE]
    env = {**os.environ, "DAGSTER_HOME": str(ui.home), settings.DATA: str(tmp_path / "data")}
    try:
        ui.wait_until_ready()
        ui.start_schedule(EVERY_MINUTE, seconds_ago=0)
        for number in range(TRIALS):
            with (tmp_path / f"other-{number}").open("wb") as out:
                other = subprocess.Popen(command, cwd=settings.PROJECT, env=env, stdout=out, stderr=out)
            try:
                ui.wait_for(lambda: aside_since(ui.home) is not None, 120)
                aside = time.time()
                ui.wait_for_tick(EVERY_MINUTE, seconds=240, due_after=aside)
            finally:
                other.terminate()
                other.wait(60)
            alone = time.time()
            ui.wait_for(lambda: aside_since(ui.home) is None, 150)
            ui.wait_for_tick(EVERY_MINUTE, seconds=240, due_after=alone)
            launched = [due for due in ui.launched(EVERY_MINUTE) if due > aside]
            log = ui.log.read_text()
            report.trial(
                f"trial {number}: {launched}",
                each_once=len(launched) == len(set(launched)),
                said=log.count("congdoan ui: another Dagster daemon works on") == number + 1,
                goes_on=log.count("congdoan ui: the other daemon has ended, ours works again") == number + 1,
            )
    finally:
        ui.kill()
    assert report.failed == []
