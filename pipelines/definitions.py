"""What Dagster loads: assets, jobs, schedule, sensor, and the line they work on. Each of its processes imports this."""

import dagster as dg

from pipelines.assets import articles, observations, pages, release
from pipelines.jobs import portal_job, release_job
from pipelines.line import open_line
from pipelines.schedules import daily, release_after_crawls

defs = dg.Definitions(
    assets=[pages, articles, observations, release],
    jobs=[portal_job, release_job],
    schedules=[daily],
    sensors=[release_after_crawls],
    resources={"line": open_line()},
    executor=dg.in_process_executor,
)
