"""The project's own definitions, and beside them a few small things to try the UI with: one that ends at once, one that
never ends, one that is hostile, and schedules that tick every minute."""

import time
from collections.abc import Sequence

import dagster as dg

from pipelines import definitions
from pipelines.jobs import portal_job
from pipelines.schedules import daily
from tests.pipelines.ui import planted

assert planted.serve  # the sample portals with their faults, in every process that loads this

# What a page might have for a title, if it is out to harm who looks at it.
HOSTILE = "![x](http://elsewhere.example/x.png) <script>window.ran = 1</script>"


@dg.asset
def quick() -> dg.MaterializeResult[None]:
    """Ends at once."""
    return dg.MaterializeResult(metadata={"rows": 3, "title": HOSTILE})


@dg.asset(
    description=f"Seen by everybody. {HOSTILE} ![y](/graphql?query=mutation%20%7B%20freeConcurrencySlots%20%7D)"
    "<img src=http://elsewhere.example/z.png onerror='window.ran = 1'>"
)
def described() -> None:
    """Has a description that Dagster renders as Markdown, which ours never hold scraped text in."""


@dg.asset
def slow() -> None:
    """Runs until it is interrupted."""
    time.sleep(600)


quick_job = dg.define_asset_job("quick_job", selection=[quick])
every_minute = dg.ScheduleDefinition(name="every_minute", job=quick_job, cron_schedule="* * * * *")


@dg.schedule(job=portal_job, cron_schedule="* * * * *")
def daily_every_minute(context: dg.ScheduleEvaluationContext) -> Sequence[dg.RunRequest]:
    """What `daily` asks for, without waiting for six o'clock."""
    return daily.evaluate_tick(context).run_requests or []


defs = dg.Definitions.merge(
    definitions.defs,
    dg.Definitions(assets=[quick, described, slow], jobs=[quick_job], schedules=[every_minute, daily_every_minute]),
)
