"""The day: a schedule that asks for one crawl a portal, and the sensor that starts the release when they have ended.

The tick ties them together: a run tag with the date in Vietnam. Nothing else belongs here; what a run does is in
`assets.py`.
"""

import json
from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

import dagster as dg
from dagster import DagsterRunStatus, RunsFilter

from pipelines.jobs import portal_job, yearbook_job
from pipelines.line import open_line
from pipelines.portals import select

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LATEST = time(11, 0)
"""When the release starts although portals are missing: an analyst should have it before noon."""

TICK, PORTAL, HOST, RELEASE = "congdoan/tick", "congdoan/portal", "congdoan/host", "congdoan/release"

ENDED = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)


def portal_tags(portal: str, host: str, tick: str) -> dict[str, str]:
    """The tags of a portal's run: by `host` one crawl at a time is held, by `tick` the release finds them."""
    return {PORTAL: portal, HOST: host.replace(":", "-"), TICK: tick}


@dg.schedule(
    job=portal_job,
    cron_schedule="0 6 * * *",
    execution_timezone=str(ZONE),
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every day at 06:00 in Vietnam: one run for each enabled portal. Start it here when you are ready.",
)
def daily(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """One run request a portal."""
    tick = context.scheduled_execution_time.astimezone(ZONE).date().isoformat()
    line = open_line()
    for portal in select(line.kind):
        yield dg.RunRequest(
            run_key=f"{tick}-{portal.portal}",
            partition_key=portal.portal,
            tags=portal_tags(portal.portal, portal.host, tick),
        )


@dg.sensor(
    job=yearbook_job,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Starts the release when all runs of a day's tick have ended, well or badly, or at 11:00 in Vietnam.",
)
def release_after_crawls(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One release request for the newest tick, with the portals that are missing from it named in a tag."""
    newest = context.instance.get_run_records(
        RunsFilter(job_name=portal_job.name, tags={TICK: []}), limit=1, order_by="id"
    )
    if not newest:
        return dg.SkipReason("No run of the daily schedule yet.")
    tick = newest[0].dagster_run.tags[TICK]
    if context.cursor == tick:
        return dg.SkipReason(f"The release of {tick} was asked for already.")
    runs = [r.dagster_run for r in context.instance.get_run_records(RunsFilter(tags={TICK: tick}))]
    open_portals = sorted(r.tags[PORTAL] for r in runs if r.status not in ENDED)
    deadline = datetime.combine(datetime.fromisoformat(tick).date(), LATEST, ZONE)
    now = datetime.now(ZONE)
    if open_portals and now < deadline:
        return dg.SkipReason(f"Still running for {tick}: {', '.join(open_portals)}.")
    done = {r.tags[PORTAL] for r in runs if r.status is DagsterRunStatus.SUCCESS}
    missing = sorted({r.tags[PORTAL] for r in runs} - done)
    request = dg.RunRequest(
        run_key=f"release-{tick}",
        tags={TICK: tick, RELEASE: "yes", "congdoan/missing": json.dumps(missing)[:250]},
    )
    return dg.SensorResult(run_requests=[request], cursor=tick)
