"""Small definitions to try the UI with: quick to load, and one of each thing that an operator starts."""

import time

import dagster as dg


@dg.asset
def quick() -> dg.MaterializeResult[None]:
    """Ends at once."""
    return dg.MaterializeResult(
        metadata={"rows": 3, "title": "![x](https://elsewhere.example/x.png) <script>1</script>"}
    )


@dg.asset
def slow() -> None:
    """Runs until it is interrupted."""
    time.sleep(600)


quick_job = dg.define_asset_job("quick_job", selection=[quick])
every_minute = dg.ScheduleDefinition(name="every_minute", job=quick_job, cron_schedule="* * * * *")

defs = dg.Definitions(
    assets=[quick, slow],
    jobs=[quick_job],
    schedules=[every_minute],
    executor=dg.in_process_executor,
)
