"""What ended runs say: which troubles they open, which they end. Read from Dagster's own records, nothing is kept here.

One cause is one trouble: the checks of an asset whose step failed in the same run are part of that failure, and the
gates of a release are part of its being held back, which `standing.py` reads from the manifest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg
from dagster import (
    AssetRecordsFilter,
    DagsterEvent,
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    RunRecord,
    RunsFilter,
)
from dagster._core.event_api import PartitionKeyFilter
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.tags import PARTITION_NAME_TAG

from pipelines.advice import for_check, for_step
from pipelines.alerts.trouble import Trouble, moment
from pipelines.schedules import ENDED

AT_ONCE = 150
"""Runs read in one look; the rest wait for the next one, a minute later. A day's runs are a few hundred."""

NO_TROUBLE = frozenset({"GateError", "InterruptedRun", "LockedError", "RedChecks"})
"""Failures that are told otherwise, or need nobody: a release that is held back stands in its manifest, whoever built
it; an interruption was wanted; what is locked is being done by another run; red checks are told each by itself."""

READ = {
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.ASSET_CHECK_EVALUATION,
    DagsterEventType.STEP_FAILURE,
    DagsterEventType.PIPELINE_FAILURE,
}


@dataclass(slots=True)
class Said:
    """What one run says: keys whose trouble it ends, and the troubles it opens."""

    good: set[str] = field(default_factory=set)
    bad: dict[str, Trouble] = field(default_factory=dict)


def ended_since(instance: DagsterInstance, seen: datetime) -> Sequence[RunRecord]:
    """The runs that ended since, oldest first; runs that start again by themselves have not ended."""
    records = instance.get_run_records(
        RunsFilter(statuses=list(ENDED), updated_after=seen), limit=AT_ONCE, order_by="update_timestamp", ascending=True
    )
    return [record for record in records if not record.dagster_run.is_complete_and_waiting_to_retry]


def is_last_word(instance: DagsterInstance, run: DagsterRun) -> bool:
    """Whether no later run of the same job and portal has ended: a record may be touched long after its run."""
    tags = {name: run.tags[name] for name in (PARTITION_NAME_TAG,) if name in run.tags}
    latest = instance.get_run_records(RunsFilter(job_name=run.job_name, tags=tags, statuses=list(ENDED)), limit=1)
    return not latest or latest[0].dagster_run.run_id == run.run_id


def said_by(instance: DagsterInstance, record: RunRecord) -> Said:
    """What an ended run says. One that was cancelled says nothing: somebody wanted that."""
    run, said = record.dagster_run, Said()
    if run.status is DagsterRunStatus.CANCELED:
        return said
    subject = run.tags.get(PARTITION_NAME_TAG) or ("release" if run.job_name == "yearbook" else run.job_name)
    at = moment(datetime.fromtimestamp(record.end_time or record.update_timestamp.timestamp(), UTC))
    events = [entry.dagster_event for entry in instance.all_logs(run.run_id, of_type=READ) if entry.dagster_event]
    failed = [event for event in events if event.event_type is DagsterEventType.STEP_FAILURE]
    for event in events:
        if event.event_type is DagsterEventType.ASSET_MATERIALIZATION and event.step_key:
            said.good.add(f"{subject}/{event.step_key}")
    told: set[str | None] = set()
    for event in failed:
        trouble = _of_step(instance, event, run, subject, at)
        if trouble is not None:
            said.bad[trouble.key] = trouble
            told.add(event.step_key)
    _checks(instance, said, events, told, subject, at, run.run_id)
    if run.status is DagsterRunStatus.SUCCESS or failed:
        said.good.add(f"{subject}/run")
    else:
        said.bad[f"{subject}/run"] = _of_run(instance, events, run, subject, at)
    return said


def _of_step(instance: DagsterInstance, event: DagsterEvent, run: DagsterRun, subject: str, at: str) -> Trouble | None:
    """A step that failed, in the words of its error."""
    failure, asset = event.step_failure_data, event.step_key or "run"
    own = failure.user_failure_data
    kind = own.metadata.get("kind") if own is not None else None
    if kind is not None and kind.value in NO_TROUBLE:
        return None
    what = (own.description if own is not None else None) or _root(failure.error)
    portal = run.tags.get(PARTITION_NAME_TAG)
    return Trouble(
        key=f"{subject}/{asset}",
        what=what,
        last_good=_last_made(instance, asset, portal),
        page=f"/runs/{run.run_id}",
        command=for_step(asset, portal),
        since=at,
        portals=(portal,) if portal else (),
        cause=_cause(what, subject),
    )


def _of_run(
    instance: DagsterInstance, events: Sequence[DagsterEvent], run: DagsterRun, subject: str, at: str
) -> Trouble:
    """A run that ended without a failed step: its process died, or it took longer than a run may."""
    said = [
        event.message for event in events if event.event_type is DagsterEventType.PIPELINE_FAILURE and event.message
    ]
    portal = run.tags.get(PARTITION_NAME_TAG)
    return Trouble(
        key=f"{subject}/run",
        what=said[-1] if said else f"The run of {subject} ended without a word.",
        last_good=_last_made(instance, "pages" if portal else "release", portal),
        page=f"/runs/{run.run_id}",
        command=for_step("pages" if portal else "release", portal),
        since=at,
        portals=(portal,) if portal else (),
        cause="ended",
    )


def _checks(
    instance: DagsterInstance,
    said: Said,
    events: Sequence[DagsterEvent],
    told_steps: set[str | None],
    subject: str,
    at: str,
    run_id: str,
) -> None:
    """The checks of a portal's run, except those of a step whose failure is told: they are its reason."""
    for event in events:
        if event.event_type is not DagsterEventType.ASSET_CHECK_EVALUATION:
            continue
        result = event.asset_check_evaluation_data
        asset, name = result.asset_key.to_user_string(), result.check_name
        if asset == "release" or asset in told_steps:
            continue
        key = f"{subject}/{asset}/{name}"
        if result.passed:
            said.good.add(key)
            continue
        said.bad[key] = Trouble(
            key=key,
            what=f"{subject}: {result.description or name}",
            last_good=_last_passed(instance, result.asset_check_key, result.partition),
            page=f"/runs/{run_id}",
            command=for_check(name, subject),
            since=at,
            severity="error" if result.severity is dg.AssetCheckSeverity.ERROR else "warning",
            portals=(subject,) if result.partition else (),
        )


def _last_made(instance: DagsterInstance, asset: str, portal: str | None) -> str:
    """When an asset was last made."""
    wanted = AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[portal] if portal else None)
    records = instance.fetch_materializations(wanted, limit=1).records
    return moment(datetime.fromtimestamp(records[0].timestamp, UTC)) if records else "never"


def _last_passed(instance: DagsterInstance, key: dg.AssetCheckKey, portal: str | None) -> str:
    """When a check of a portal last passed."""
    records = instance.event_log_storage.get_asset_check_execution_history(
        key,
        limit=1,
        status={AssetCheckExecutionRecordStatus.SUCCEEDED},
        partition_filter=PartitionKeyFilter(key=portal) if portal else None,
    )
    return moment(datetime.fromtimestamp(records[0].create_timestamp, UTC)) if records else "never"


def _cause(what: str, subject: str) -> str:
    """What two messages of one cause have in common: neither counts, nor times, nor what to do."""
    return re.sub(r"\d+", "", what.replace(subject, "").partition(". ")[0])[:200].strip()


def _root(error: object) -> str:
    """The message of what caused a failure, without where in the code it was found."""
    while (cause := getattr(error, "cause", None)) is not None:
        error = cause
    text: object = getattr(error, "message", None)
    return str(text).strip() if text else "It failed without a message."


def open_after(
    instance: DagsterInstance, records: Sequence[RunRecord], open_now: Mapping[str, Trouble]
) -> dict[str, Trouble]:
    """The troubles that are open after these runs, of those that were open before and those that they tell of."""
    found = dict(open_now)
    for record in records:
        if not is_last_word(instance, record.dagster_run):
            continue
        said = said_by(instance, record)
        for key in said.good:
            found.pop(key, None)
        found.update(said.bad)
    return found
