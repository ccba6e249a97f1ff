"""What Dagster loads: assets, jobs, schedule, sensor, and the line they work on. Each of its processes imports this."""

import warnings
from collections.abc import Iterator

import dagster as dg

from pipelines.alerts.sensor import alerts, alerts_check
from pipelines.assets import articles, observations, pages, release
from pipelines.jobs import portal_job, rederive_job, yearbook_job
from pipelines.line import Line, open_line
from pipelines.retention import tidy, weekly_tidy
from pipelines.schedules import daily, release_after_crawls

warnings.filterwarnings("ignore", category=dg.PreviewWarning)  # Dagster's own use of its previews, in every run
warnings.filterwarnings("ignore", category=dg.BetaWarning)  # the links to the code; Dagster's version is locked


@dg.resource(description="The data folder of this process, and the workers that read pages.")
def line(context: dg.InitResourceContext) -> Iterator[Line]:
    """The line for one run, on a data folder of its kind; its workers end with it."""
    opened = open_line()
    opened.folder.claim(opened.kind)
    try:
        yield opened
    finally:
        opened.workers.close()


defs = dg.Definitions(
    assets=dg.with_source_code_references([pages, articles, observations, release]),
    asset_checks=[alerts_check],
    jobs=[portal_job, rederive_job, yearbook_job, tidy],
    schedules=[daily, weekly_tidy],
    sensors=[release_after_crawls, alerts],
    resources={"line": line},
    executor=dg.in_process_executor,
)
