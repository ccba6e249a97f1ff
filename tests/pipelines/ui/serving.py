"""The UI as a user has it: a process of its own, its address read from what it says, its processes counted."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import yaml
from dagster import DagsterInstance
from dagster._core.scheduler.instigation import ScheduleInstigatorData

from pipelines import settings
from pipelines.ui.launch import run_ui
from pipelines.ui.recovery import put_right

PROJECT = Path(__file__).resolve().parents[3]
MODULE = "tests.pipelines.ui.sample_definitions"
REPOSITORY = {"repositoryLocationName": MODULE, "repositoryName": "__repository__"}

LAUNCH = """mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { runId } } }
}"""
BACKFILL = """mutation Backfill($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) { __typename ... on LaunchBackfillSuccess { backfillId } }
}"""
RUNS = """query Runs($filter: RunsFilter!) {
  runsOrError(filter: $filter) { ... on Runs { results { runId status jobName runConfigYaml tags { key value } } } }
}"""


@dataclass
class Ui:
    """A started UI. `log` has all that it and its processes said."""

    pid: int
    log: Path
    home: Path
    address: str = ""

    @classmethod
    def start(cls, folder: Path, *, background: bool = False) -> "Ui":
        """Start it; `background` does so as a script does with `&`: with SIGINT ignored, and not as our child."""
        home = folder / "dagster"
        home.mkdir()
        instance = yaml.safe_load((PROJECT / "dagster.yaml").read_text("utf-8"))
        # The shipped one, but for the pause between two looks at the run queue (5 s).
        instance["run_coordinator"]["config"] = {"dequeue_interval_seconds": 1}
        (home / "dagster.yaml").write_text(yaml.safe_dump(instance), "utf-8")
        with DagsterInstance.from_config(str(home)) as storage:
            storage.get_runs_count()  # makes the databases, as the command line does before it starts the UI
        return cls.start_again(folder, background=background)

    @classmethod
    def start_again(cls, folder: Path, *, background: bool = False) -> "Ui":
        """Start it where it was before, with a log of its own."""
        home = folder / "dagster"
        log = folder / f"log-{len(list(folder.glob('log-*')))}"
        command = [sys.executable, "-m", "tests.pipelines.ui.serving", str(home)]
        with log.open("wb") as out:
            env = {**os.environ, "DAGSTER_HOME": str(home), settings.DATA: str(folder / "data")}
            options: dict[str, Any] = {"cwd": PROJECT, "env": env, "stderr": out}
            if background:
                script = ["sh", "-c", 'exec 3>&1 1>&2; "$@" 3>&- & echo $! >&3', "sh", *command]
                shell = subprocess.run(script, stdout=subprocess.PIPE, text=True, check=True, **options)
                return cls(int(shell.stdout), log, home)
            process = subprocess.Popen(command, stdout=out, start_new_session=True, **options)
        return cls(process.pid, log, home)

    def wait_until_ready(self) -> "Ui":
        line = self.wait_for_line(r"congdoan ui: (http://\S+) \(stop", seconds=90)
        self.address = line[1]
        return self

    def wait_for(self, happened: Callable[[], bool], seconds: float, pause: float = 0.5) -> None:
        """Wait until something has happened."""
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(pause)

    def wait_until_answering(self) -> None:
        """After a part of it was killed, or all: until the page answers again."""
        if not self.address:
            self.wait_until_ready()
        deadline = time.monotonic() + 90
        while True:
            try:
                self.run_count()
                return
            except OSError:
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.3)

    def wait_for_line(self, pattern: str, seconds: float) -> re.Match[str]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.log.read_text("utf-8", "replace"))
            if found:
                return found
            assert psutil.pid_exists(self.pid), f"ended early:\n{self.log.read_text()}"
            time.sleep(0.1)
        raise AssertionError(f"{pattern!r} was not said in {seconds} s:\n{self.log.read_text()}")

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        supervisor = psutil.Process(self.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def working(self) -> dict[psutil.Process, str]:
        """Those that have not ended, with their command line; Python's own trackers of shared resources apart."""
        found = {}
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):  # ended, and perhaps not waited for yet
                found[process] = " ".join(process.cmdline())
        return {process: command for process, command in found.items() if "resource_tracker" not in command}

    def stop(self, signum: int) -> float:
        """Signal the supervisor; the seconds until none of its processes was left."""
        processes = self.processes()
        started = time.monotonic()
        os.kill(self.pid, signum)
        _, left = psutil.wait_procs(processes, timeout=30)
        assert not left, f"left over: {[process.cmdline() for process in left]}"
        return time.monotonic() - started

    def kill(self) -> None:
        """The end of a test that went wrong: nothing of it is left, whatever it asserts."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in self.processes():
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()

    def query(self, query: str, **variables: object) -> Mapping[str, Any]:
        """POST a GraphQL query as the page does; its data."""
        request = urllib.request.Request(  # noqa: S310 - http on loopback
            f"{self.address}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json", "Origin": self.address, "Sec-Fetch-Site": "same-origin"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            answer = json.load(response)
        assert "errors" not in answer, answer
        data: Mapping[str, Any] = answer["data"]
        return data

    def materialize(self, asset: str) -> str:
        """Launch a run as the button in the UI does; its id."""
        selector = {**REPOSITORY, "jobName": "__ASSET_JOB", "assetSelection": [{"path": [asset]}]}
        return self._launch({"selector": selector, "runConfigData": {}})

    def launch_portal(self, portal: str) -> str:
        """Launch the job `portal` for one portal; the id of its run."""
        selector = {**REPOSITORY, "jobName": "portal"}
        tags = [{"key": "dagster/partition", "value": portal}]
        return self._launch({"selector": selector, "runConfigData": {}, "executionMetadata": {"tags": tags}})

    def launch_portal_soon(self, portal: str, seconds: float) -> str:
        """The same as somebody does it who tries again while a part of the UI is being started again."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.launch_portal(portal)
            except (OSError, AssertionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)

    def _launch(self, params: Mapping[str, object]) -> str:
        answer = self.query(LAUNCH, params=params)
        assert answer["launchRun"]["__typename"] == "LaunchRunSuccess", answer
        return str(answer["launchRun"]["run"]["runId"])

    def back_crawl(self, portals: Sequence[str], **dates: str) -> str:
        """Launch a backfill of the portals' assets with dates in its run config; its id."""
        params = {
            "assetSelection": [{"path": [asset]} for asset in ("pages", "articles", "observations")],
            "partitionNames": portals,
            "runConfigData": {"ops": {"pages": {"config": dates}}},
        }
        answer = self.query(BACKFILL, params=params)["launchPartitionBackfill"]
        assert answer["__typename"] == "LaunchBackfillSuccess", answer
        return str(answer["backfillId"])

    def runs(self, **tags: str) -> list[dict[str, Any]]:
        """The runs with these tags, their first `_` for `/`, newest first; their own tags as a mapping."""
        wanted = [{"key": key.replace("_", "/", 1), "value": value} for key, value in tags.items()]
        found: list[dict[str, Any]] = self.query(RUNS, filter={"tags": wanted})["runsOrError"]["results"]
        return [{**run, "tags": {tag["key"]: tag["value"] for tag in run["tags"]}} for run in found]

    def started_again(self, run_id: str, seconds: float) -> str:
        """The run with which Dagster starts this one again by itself."""
        self.wait_for(lambda: bool(self.runs(dagster_parent_run_id=run_id)), seconds)
        return str(self.runs(dagster_parent_run_id=run_id)[0]["runId"])

    def wait_for_runs(self, count: int, seconds: float, **tags: str) -> list[dict[str, Any]]:
        """The runs with these tags, once there are so many and all went well; never more than four at a time."""
        deadline = time.monotonic() + seconds
        while True:
            runs = self.runs(**tags)
            states = Counter(run["status"] for run in runs)
            if states["SUCCESS"] == len(runs) >= count:
                return runs
            assert not states["FAILURE"], runs
            assert states["STARTING"] + states["STARTED"] <= 4, runs
            assert time.monotonic() < deadline, runs
            time.sleep(0.5)

    def start_schedule(self, name: str, *, seconds_ago: float) -> None:
        """Switch a schedule on as the UI does, and let it have been on for a while."""
        selector = {**REPOSITORY, "scheduleName": name}
        self.query("mutation($s: ScheduleSelector!) { startSchedule(scheduleSelector: $s) { __typename } }", s=selector)
        with DagsterInstance.from_config(str(self.home)) as instance:
            state = next(state for state in instance.all_instigator_state() if state.instigator_name == name)
            assert isinstance(state.instigator_data, ScheduleInstigatorData)
            started_earlier = state.instigator_data._replace(start_timestamp=time.time() - seconds_ago)
            instance.update_instigator_state(state.with_data(started_earlier))

    def stop_schedule(self, name: str) -> None:
        """Switch it off."""
        selector = {**REPOSITORY, "scheduleName": name}
        query = "query($s: ScheduleSelector!) { scheduleOrError(scheduleSelector: $s) { ... on Schedule { id } } }"
        id_ = self.query(query, s=selector)["scheduleOrError"]["id"]
        self.query("mutation($i: String!) { stopRunningSchedule(id: $i) { __typename } }", i=id_)

    def ticks(self, name: str) -> list[Mapping[str, Any]]:
        """The last ticks of a schedule, newest first; the time of each is the one that it was due at."""
        query = """query($s: ScheduleSelector!) { scheduleOrError(scheduleSelector: $s) { ... on Schedule
          { scheduleState { ticks(limit: 200) { status runIds timestamp } } } } }"""
        answer = self.query(query, s={**REPOSITORY, "scheduleName": name})
        found: list[Mapping[str, Any]] = answer["scheduleOrError"]["scheduleState"]["ticks"]
        return found

    def launched(self, name: str) -> list[float]:
        """When the ticks were due for which a schedule has launched runs, once for each run."""
        return sorted(float(tick["timestamp"]) for tick in self.ticks(name) for _ in tick["runIds"])

    def wait_for_tick(self, name: str, seconds: float, due_after: float = 0) -> None:
        """Wait until a schedule has ticked and asked for a run, at a time due after this one (of the clock)."""
        deadline = time.monotonic() + seconds
        while True:
            ticks = [tick for tick in self.ticks(name) if tick["timestamp"] > due_after]
            if any(tick["status"] == "SUCCESS" and tick["runIds"] for tick in ticks):
                return
            assert time.monotonic() < deadline, ticks
            time.sleep(0.5)

    def run_status(self, run_id: str) -> str:
        answer = self.query("query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }", id=run_id)
        return str(answer["runOrError"]["status"])

    def wait_for_status(self, run_id: str, status: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while (now := self.run_status(run_id)) != status:
            assert now not in {"SUCCESS", "FAILURE", "CANCELED"}, now
            assert time.monotonic() < deadline, now
            time.sleep(0.2)

    def wait_for_end(self, run_id: str, seconds: float) -> str:
        """How a run ended."""
        deadline = time.monotonic() + seconds
        while (now := self.run_status(run_id)) not in {"SUCCESS", "FAILURE", "CANCELED"}:
            assert time.monotonic() < deadline, now
            time.sleep(0.3)
        return now

    def run_count(self) -> int:
        answer = self.query("{ runsOrError { ... on Runs { results { runId } } } }")
        return len(answer["runsOrError"]["results"])


def ignores_sigint(pid: int) -> bool:
    """Whether a process ignores SIGINT; only Linux tells."""
    if sys.platform != "linux":
        return False
    status = Path(f"/proc/{pid}/status").read_text()
    (mask,) = re.findall(r"SigIgn:\s*([0-9a-f]+)", status)
    return bool(int(mask, 16) >> (signal.SIGINT - 1) & 1)


if __name__ == "__main__":
    sys.exit(
        run_ui(
            host="127.0.0.1",
            port=0,
            dagster_home=Path(sys.argv[1]),
            project_root=PROJECT,
            module=MODULE,
            put_right=partial(put_right, settings.load().data),
        )
    )
