"""The jobs: a portal's run, its re-derivation, the release; in one process, where a step costs 0.08 s and not 4 s."""

import dagster as dg

from pipelines import checks
from pipelines.assets import articles, observations, pages, release

RELEASE = "congdoan/release"
"""The tag by which dagster.yaml holds one release at a time."""

REDERIVE = {"ops": {name: {"config": {"rederive": True}} for name in ("articles", "observations")}}

portal_job = dg.define_asset_job(
    "portal",
    selection=[pages, articles, observations],
    executor_def=dg.in_process_executor,
    description="Crawl a portal, read its new pages, understand their quantities. A back-crawl is a backfill of this "
    "job over the portals you choose, with `since` and `until` in the configuration of `pages`.",
)

rederive_job = dg.define_asset_job(
    "rederive",
    selection=[articles, observations],
    executor_def=dg.in_process_executor,
    config=REDERIVE,
    description="When rules changed: read a portal's archive again with them. Nothing is fetched.",
)

yearbook_job = dg.define_asset_job(
    "yearbook",
    # Whether alerts get out is looked at by their sensor, every minute, not by a release.
    selection=dg.AssetSelection.assets(release)
    - dg.AssetSelection.checks(dg.AssetCheckKey(release.key, checks.ALERTS)),
    executor_def=dg.in_process_executor,
    tags={RELEASE: "yes"},
    description="Build a release from all files, check it, publish it, export it.",
)
