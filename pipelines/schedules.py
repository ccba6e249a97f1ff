"""The day: a schedule that asks for one crawl a portal, and the sensor that starts the release when they have ended.

The tick ties them together: a run tag with the date in Vietnam. Nothing else belongs here; what a run does is in
`assets.py`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import dagster as dg
from dagster import DagsterRun, DagsterRunStatus, RunRecord, RunsFilter

from pipelines.jobs import portal_job, yearbook_job
from pipelines.line import open_line
from pipelines.portals import select

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

LATEST = time(11, 0)
"""When the release starts although portals are missing: an analyst should have it before noon."""

PATIENCE = timedelta(hours=5)
"""What the crawls are given at least, also where the machine was off at six and the tick is late."""

TICK, PORTAL, HOST, MISSING = "congdoan/tick", "congdoan/portal", "congdoan/host", "congdoan/missing"

ENDED = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)


def now() -> datetime:
    """The present time in Vietnam."""
    return datetime.now(ZONE)


def portal_tags(portal: str, host: str, tick: str) -> dict[str, str]:
    """The tags of a portal's run: by `host` one crawl at a time is held, by `tick` the release finds them."""
    return {PORTAL: portal, HOST: host.replace(":", "-"), TICK: tick}


@dg.schedule(
    job=portal_job,
    cron_schedule="0 6 * * *",
    execution_timezone=str(ZONE),
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every day at 06:00 in Vietnam: one run for each enabled portal. Start it here when you are ready; the "
    "release follows by itself.",
)
def daily(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One run request a portal; none for a day that passed while nothing ran: the next crawls find its news too."""
    tick = context.scheduled_execution_time.astimezone(ZONE).date()
    if tick < now().date():
        yield dg.SkipReason(f"{tick} has passed; the next crawls find its news too.")
        return
    kind = open_line().kind
    portals = select(kind)
    if not portals:
        yield dg.SkipReason(f"No {kind} portal is enabled; `congdoan portal list` says why.")
    for portal in portals:
        yield dg.RunRequest(
            run_key=f"{tick}-{portal.portal}",
            partition_key=portal.portal,
            tags=portal_tags(portal.portal, portal.host, tick.isoformat()),
        )


@dg.sensor(
    job=yearbook_job,
    minimum_interval_seconds=30,
    # Running, so that one switch makes a day: without the schedule there is no tick, and this does nothing.
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts the release when all runs of a day's tick have ended, well or badly, or at 11:00 in Vietnam.",
)
def release_after_crawls(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One release request a tick. A tick older than yesterday's is left to the next, which includes what it brought."""
    moment = now()
    for day in (moment.date(), moment.date() - timedelta(days=1)):
        tick = day.isoformat()
        records = context.instance.get_run_records(RunsFilter(job_name=portal_job.name, tags={TICK: tick}))
        if not records:
            continue
        if (context.cursor or "") >= tick:
            return dg.SkipReason(f"The release of {tick} was asked for already.")
        found = decide(tick, records, moment)
        return found if isinstance(found, dg.SkipReason) else dg.SensorResult(run_requests=[found], cursor=tick)
    return dg.SkipReason("No run of the schedule `daily` today or yesterday.")


def decide(tick: str, records: Sequence[RunRecord], moment: datetime) -> dg.RunRequest | dg.SkipReason:
    """The release of a tick, with the portals it goes without, or why not yet. A portal may have several runs: those
    that Dagster or a person started again bear the tick of the first."""
    runs: dict[str, list[DagsterRun]] = defaultdict(list)
    for record in records:
        runs[record.dagster_run.tags[PORTAL]].append(record.dagster_run)
    waited_for = sorted(name for name, of_portal in runs.items() if any(map(_goes_on, of_portal)))
    asked = min(record.create_timestamp for record in records).astimezone(UTC)
    latest = max(datetime.combine(datetime.fromisoformat(tick).date(), LATEST, ZONE), asked + PATIENCE)
    if waited_for and moment < latest:
        return dg.SkipReason(f"Still running for {tick}: {', '.join(waited_for)}.")
    missing = sorted(
        name for name, of_portal in runs.items() if not any(run.status is DagsterRunStatus.SUCCESS for run in of_portal)
    )
    return dg.RunRequest(
        run_key=f"release-{tick}",
        run_config={"ops": {"release": {"config": {"missing": missing}}}},
        tags={TICK: tick, MISSING: str(len(missing))},
    )


def _goes_on(run: DagsterRun) -> bool:
    return run.status not in ENDED or run.is_complete_and_waiting_to_retry
