"""How long Dagster's records are kept: old runs go with their events and logs, once a week, by a job of Dagster itself.

Of each job and portal the last run that came through stays, whatever its age: from it the UI knows that a partition was
made, and when. What the pipeline has made does not depend on any of this. How long ticks are kept is in dagster.yaml.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.tags import PARTITION_NAME_TAG

from pipelines import settings

ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]

BATCH = 200
"""Runs asked for at a time: with their tags a few hundred kilobytes."""


def forget(instance: dg.DagsterInstance, before: datetime) -> int:
    """Delete the runs that ended and were made before a time, with events and logs; how many there were."""
    forgotten, cursor = 0, None
    while batch := instance.get_runs(RunsFilter(statuses=ENDED, created_before=before), cursor=cursor, limit=BATCH):
        kept = [run for run in batch if _is_last_good(instance, run)]
        for run in batch:
            if run not in kept:
                _delete(instance, run.run_id)
                forgotten += 1
        if not kept:
            continue  # a cursor must be a run that is still there; without one this begins anew, with what is left
        cursor = kept[-1].run_id
    return forgotten


def _delete(instance: dg.DagsterInstance, run_id: str) -> None:
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    instance.delete_run(run_id)
    events = instance.event_log_storage
    if isinstance(events, SqliteEventLogStorage):  # empties the file that it has for each run, and leaves it
        for suffix in ("", "-wal", "-shm"):
            Path(events.path_for_shard(run_id) + suffix).unlink(missing_ok=True)


def _is_last_good(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    partition = run.tags.get(PARTITION_NAME_TAG)
    same = RunsFilter(
        job_name=run.job_name,
        tags={PARTITION_NAME_TAG: partition} if partition else {},
        statuses=[DagsterRunStatus.SUCCESS],
    )
    return any(last.run_id == run.run_id for last in instance.get_runs(same, limit=1))


@dg.op(description="Deletes the records of old runs; CONGDOAN_KEEP_RUNS_DAYS says how old.")
def forget_old_runs(context: dg.OpExecutionContext) -> None:
    """The job's one step."""
    days = settings.load().keep_runs_days
    forgotten = forget(context.instance, datetime.now(UTC) - timedelta(days=days))
    context.log.info(f"{forgotten} runs older than {days} days were forgotten")


@dg.job(executor_def=dg.in_process_executor, description="Once a week: old runs go, with their events and logs.")
def tidy() -> None:
    """The records of old runs."""
    forget_old_runs()


weekly_tidy = dg.ScheduleDefinition(
    name="weekly_tidy",
    job=tidy,
    cron_schedule="30 13 * * 0",
    execution_timezone="Asia/Ho_Chi_Minh",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Sundays at 13:30 in Vietnam, when nothing else is due.",
)
