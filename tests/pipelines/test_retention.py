"""Protects: Dagster's records do not grow for ever, and forgetting takes nothing that the UI still needs."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import PARTITION_NAME_TAG

from pipelines import settings
from pipelines.definitions import defs
from pipelines.retention import forget


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
def made() -> None:
    print("a line in the log")


def run(instance: dg.DagsterInstance, portal: str) -> str:
    return dg.materialize([made], instance=instance, partition_key=portal).run_id


def test_old_runs_go_with_events_and_logs_but_the_last_good_one_stays(instance):
    first, other, last = run(instance, "a"), run(instance, "b"), run(instance, "a")
    home = Path(instance.root_directory)
    assert any(first in str(path) for path in home.rglob("*")), "a run leaves files"

    assert forget(instance, datetime.now(UTC) - timedelta(days=1)) == 0
    assert forget(instance, datetime.now(UTC) + timedelta(days=1)) == 1
    assert {one.run_id for one in instance.get_runs()} == {other, last}
    assert not [path for path in home.rglob("*") if first in str(path)], "files of the run are left"
    assert instance.get_materialized_partitions(made.key) == {"a", "b"}
    assert forget(instance, datetime.now(UTC) + timedelta(days=1)) == 0


def test_the_job_runs_by_itself_once_a_week(instance, monkeypatch):
    schedule = defs.get_schedule_def("weekly_tidy")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    tomorrow = dataclasses.replace(settings.load(), keep_runs_days=-1)  # what was made before tomorrow
    monkeypatch.setattr(settings, "load", lambda: tomorrow)
    first, last = run(instance, "a"), run(instance, "a")
    assert instance.get_run_by_id(last).tags[PARTITION_NAME_TAG] == "a"
    done = defs.resolve_job_def("tidy").execute_in_process(instance=instance)
    assert done.success
    assert not instance.has_run(first)
    assert instance.has_run(last)
