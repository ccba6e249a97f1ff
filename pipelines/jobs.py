"""The two jobs: a portal's run, and the release. In one process: a step costs 0.08 s there, and 4 s in its own."""

import dagster as dg

from pipelines.assets import articles, observations, pages, release

RELEASE = "congdoan/release"
"""The tag by which dagster.yaml holds one release at a time."""

portal_job = dg.define_asset_job(
    "portal",
    selection=[pages, articles, observations],
    executor_def=dg.in_process_executor,
    description="Crawl a portal, read its new pages, understand their quantities. A back-crawl is a backfill of this "
    "job over the portals you choose, with `since` and `until` in the configuration of `pages`.",
)

yearbook_job = dg.define_asset_job(
    "yearbook",
    selection=[release],
    executor_def=dg.in_process_executor,
    tags={RELEASE: "yes"},
    description="Build a release from all files, check it, publish it, export it.",
)
