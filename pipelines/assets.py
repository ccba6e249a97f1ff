"""The assets: what the line makes, and how each is made of the one before. Bodies only read, call and write.

`pages`, `articles` and `observations` are partitioned by portal; a portal's failure is its own. `release` is not: it is
built from all files, and published only when its gates are green (the gates are computed in `warehouse/`, not here).
Metadata is numbers, text and paths: scraped text never goes into Markdown, which the UI would render.
"""

import dagster as dg

from pipelines import crawl, derive, yearbook
from pipelines.line import Line, open_line
from pipelines.portals import Portal, load_all, select

OWNERS = ["team:congdoan"]

portals = dg.StaticPartitionsDefinition([p.portal for p in select(open_line().kind)])


class PagesConfig(dg.Config):
    """What to crawl: without dates a daily crawl, with `since` (and `until`) a back-crawl. ISO dates."""

    since: str | None = None
    until: str | None = None


class DeriveConfig(dg.Config):
    """`rederive` brings files of an older code version up to date; nothing is fetched for it."""

    rederive: bool = False


class ReleaseConfig(dg.Config):
    """`accept` publishes in spite of the gates that an operator may accept after reading the diff."""

    accept: bool = False


def _portal(context: dg.AssetExecutionContext) -> Portal:
    return next(p for p in load_all() if p.portal == context.partition_key)


@dg.asset(partitions_def=portals, group_name="portal", kinds={"python"}, owners=OWNERS)
def pages(
    context: dg.AssetExecutionContext, config: PagesConfig, line: dg.ResourceParam[Line]
) -> dg.MaterializeResult[None]:
    """The pages of a portal as received, in WARC files kept for ever, with the outcome of every URL."""
    report = crawl.run(context, line, _portal(context), since=config.since, until=config.until)
    return dg.MaterializeResult(metadata=crawl.metadata(report))


@dg.asset(partitions_def=portals, deps=[pages], group_name="portal", kinds={"parquet"}, owners=OWNERS)
def articles(
    context: dg.AssetExecutionContext, config: DeriveConfig, line: dg.ResourceParam[Line]
) -> dg.MaterializeResult[None]:
    """Each stored page with its verdict; of a union article its clean text, title, author and date."""
    derived = derive.articles(line, _portal(context), rederive=config.rederive)
    return dg.MaterializeResult(metadata=derived.metadata())


@dg.asset(partitions_def=portals, deps=[articles], group_name="portal", kinds={"parquet"}, owners=OWNERS)
def observations(
    context: dg.AssetExecutionContext, config: DeriveConfig, line: dg.ResourceParam[Line]
) -> dg.MaterializeResult[None]:
    """Each quantity of each article: value, unit, indicator, period, organisation, role, sentence."""
    derived = derive.observations(line, _portal(context), rederive=config.rederive)
    return dg.MaterializeResult(metadata=derived.metadata())


@dg.asset(deps=[observations], group_name="yearbook", kinds={"duckdb"}, owners=OWNERS)
def release(config: ReleaseConfig, line: dg.ResourceParam[Line]) -> dg.MaterializeResult[None]:
    """The DuckDB file that analysts open: built from all files, checked, published by a symlink, exported."""
    published = yearbook.build_and_publish(line, accept=config.accept)
    return dg.MaterializeResult(metadata=published.metadata())
