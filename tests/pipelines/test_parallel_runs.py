"""K11: many runs at once on the SQLite files of one DAGSTER_HOME, while somebody looks at them.

Protects: none of them fails because the records are busy, and none of their events is lost. What they do is the
product's own job `rederive` over an empty archive: all that is left of it is what Dagster writes of it.
"""

import multiprocessing
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterInstance, DagsterRunStatus

from pipelines import settings
from pipelines.execute import execute_portal
from pipelines.line import open_line
from pipelines.orders import Orders
from pipelines.portals import Portal, load_all
from pipelines.setup import prepare_dagster_home
from tests.conftest import Report

LOOK_SECONDS = 0.2
"""Between two looks at the records; the pages of the UI ask every few seconds, several of them at once."""


def rederive(home: str, data: str, portal: Portal) -> list[str]:
    """In a process of its own: one run. The errors of its steps."""
    os.environ.update({"DAGSTER_HOME": home, settings.DATA: data})
    return [step.error for step in execute_portal(open_line(), portal, Orders("tick", rederive=True)) if step.error]


def run(home: Path, data: Path, count: int, at_once: int) -> list[list[str]]:
    """So many runs over the sample portals in turn, `at_once` of them at a time, under a reader. The errors of each."""
    samples = [portal for portal in load_all() if portal.sample and portal.enabled]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipelines.execute"])
    with ProcessPoolExecutor(at_once, mp_context=context) as pool, DagsterInstance.from_config(str(home)) as instance:
        runs = [pool.submit(rederive, str(home), str(data), samples[number % len(samples)]) for number in range(count)]
        left: set[Future[list[str]]] = set(runs)
        while left:
            _, left = wait(left, LOOK_SECONDS, FIRST_COMPLETED)
            for one in instance.get_runs(limit=at_once):
                instance.all_logs(one.run_id)
            instance.fetch_materializations(dg.AssetKey("articles"), limit=20)
    return [one.result() for one in runs]


def complete(home: Path) -> tuple[Counter[DagsterRunStatus], set[int], Sequence[int]]:
    """How the runs ended, how many events they have, and how many the index has of each asset."""
    with DagsterInstance.from_config(str(home)) as instance:
        runs = instance.get_runs()
        events = {len(instance.all_logs(one.run_id)) for one in runs}
        made = [
            len(instance.fetch_materializations(dg.AssetKey(asset), limit=1000).records)
            for asset in ("articles", "observations")
        ]
    return Counter(one.status for one in runs), events, made


@pytest.mark.parametrize(("count", "at_once"), [(3, 3), pytest.param(40, 8, marks=pytest.mark.faults)])
def test_k11_no_run_fails_and_no_event_is_lost(count: int, at_once: int, tmp_path: Path, report: Report) -> None:
    home = tmp_path / "dagster"
    prepare_dagster_home(home)
    with DagsterInstance.from_config(str(home)) as instance:
        instance.get_runs_count()  # makes the databases
    for number, errors in enumerate(run(home, tmp_path / "data", count, at_once)):
        report.trial(f"run {number}: {errors}", went_well=not errors)
    assert report.failed == []
    ended, events, made = complete(home)
    assert ended == {DagsterRunStatus.SUCCESS: count}
    assert len(events) == 1
    assert made == [count, count]
