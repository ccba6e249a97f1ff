"""Small definitions to try the UI with: quick to load, and one of each thing that an operator starts."""

import time

import dagster as dg

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

defs = dg.Definitions(
    assets=[quick, described, slow],
    jobs=[quick_job],
    schedules=[every_minute],
    executor=dg.in_process_executor,
)
