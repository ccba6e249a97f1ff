"""The assets: what the line makes, and how each is made of the one before. Bodies only read, call and write.

`pages`, `articles` and `observations` are partitioned by portal; a portal's failure is its own. `release` is not: it is
built from all files, and published only when its gates are green (the gates are computed in `warehouse/`, not here).
What each shows of a run is in `metadata.py`, its checks are in `checks.py`. Scraped text never goes into a description
or into Markdown, which the UI would render.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import dagster as dg
from pydantic import Field

from pipelines import checks, crawl, derive, metadata, portal_checks, settings, yearbook
from pipelines.line import Line, open_line
from pipelines.portals import find, select
from transforms.code_version import package_digest
from transforms.errors import CongdoanError, CrawlError, UsageError
from warehouse.portal_state import portal_state, published_values, quantities

Made = Iterator[dg.AssetCheckResult | dg.AssetObservation | dg.MaterializeResult[None]]

OWNERS = ["team:congdoan"]

LINE = open_line()

portals = dg.StaticPartitionsDefinition([p.portal for p in select(LINE.kind, (), LINE.folder.archived())])
"""The enabled portals, and those whose pages are there all the same: retired ones, and what was archived elsewhere."""

ARCHIVE = "warc-1.1"
"""The code version of `pages`: bytes as received do not age with our code, so it names the form they are kept in."""

RULES = package_digest()[:12]
"""The code version of what is read from the pages. The one in each file also covers the portal's own `read:` block."""

MODEL = package_digest(settings.PROJECT / "warehouse")[:12]
"""The code version of the release: tables, SQL, gates."""

DAILY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=29))
"""A release a day, five hours for the crawls; red when two are missed. Not for the assets of the portals: a policy on a
partitioned asset holds as soon as any of its partitions is fresh."""


class PagesConfig(dg.Config):
    """What to crawl: without dates a daily crawl, with `since` (and `until`) a back-crawl."""

    since: str | None = Field(default=None, description="Go back to articles of this date, such as 2019-01-01.")
    until: str | None = Field(default=None, description="Leave out articles after this date.")

    def refuse_mistakes(self) -> None:
        """Raise UsageError for what is no date, and for a time that ends before it begins."""
        for name, text in (("since", self.since), ("until", self.until)):
            try:
                date.fromisoformat(text or "2000-01-01")
            except ValueError as error:
                raise UsageError(f"{name}: {text!r} is not a date such as 2024-12-27. Nothing was fetched.") from error
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"since {self.since} is after until {self.until}. Nothing was fetched.")


class DeriveConfig(dg.Config):
    """What to derive: the new files, or the old ones too."""

    rederive: bool = Field(default=False, description="Files of an older code version too; nothing is fetched for it.")


class ReleaseConfig(dg.Config):
    """How to publish: only what is green, or what an operator has read the diff of."""

    accept: bool = Field(
        default=False, description="Publish although acceptable gates are red (`congdoan diff` first)."
    )
    missing: list[str] = Field(default=[], description="Portals that the release could not wait for; said with it.")


@contextmanager
def _message() -> Iterator[None]:
    """What a person can cause or cure fails the step with its message, not with where in the code it was found."""
    try:
        yield
    except CongdoanError as error:
        raise dg.Failure(str(error), metadata={"kind": type(error).__name__}) from None


@dg.asset(
    partitions_def=portals,
    group_name="portal",
    kinds={"scrapy", "warc"},
    owners=OWNERS,
    code_version=ARCHIVE,
    tags={"layer": "archive"},
    metadata={"files": dg.MetadataValue.text("<data>/pages/<portal>/*.warc.gz, with an index (.cdxj) beside each")},
    check_specs=portal_checks.specs(portal_checks.PAGES, "pages", portals),
)
def pages(context: dg.AssetExecutionContext, config: PagesConfig, line: dg.ResourceParam[Line]) -> Made:
    """The pages of a portal as received, in WARC files kept for ever, with the outcome of every URL.

    A back-crawl takes `since` and `until` (dates such as 2019-01-01) in the run's configuration.
    """
    portal = find(context.partition_key)
    with _message():
        config.refuse_mistakes()
        select(line.kind, [portal.portal])
        error: CrawlError | None = None
        try:
            report = crawl.run(context, line, portal, since=config.since, until=config.until)
        except crawl.FailedCrawlError as failed:
            error, report = failed, failed.report
        except CrawlError as failed:
            error, report = failed, {}
        shown = metadata.of_crawl(report)
        found = portal_checks.results(portal_checks.of_crawl(error, report), line.folder.root, portal.portal)
        if error is not None:
            yield from found
            # What was done is shown of a crawl that failed too: here, and among the numbers that plot.
            yield dg.AssetObservation(context.asset_key, partition=portal.portal, metadata=shown)
            raise dg.Failure(str(error), metadata={**shown, "kind": type(error).__name__})
    yield dg.MaterializeResult(metadata=shown, check_results=found)


@dg.asset(
    partitions_def=portals,
    deps=[pages],
    group_name="portal",
    kinds={"python", "parquet"},
    owners=OWNERS,
    code_version=RULES,
    tags={"layer": "derived"},
    metadata=metadata.columns_of("articles"),
    check_specs=portal_checks.specs(portal_checks.ARTICLES, "articles", portals),
)
def articles(context: dg.AssetExecutionContext, config: DeriveConfig, line: dg.ResourceParam[Line]) -> Made:
    """Each stored page with its verdict; of a union article its clean text, title, author and date."""
    portal = find(context.partition_key)
    with _message():
        derived = derive.articles(line, portal, rederive=config.rederive)
    shown = metadata.of_articles(derived, derive.version_of(portal))
    found = portal_checks.of_articles(portal, derived, portal_state(line.folder.root, portal.portal), datetime.now(UTC))
    results = portal_checks.results(found, line.folder.root, portal.portal)
    line.red.extend(finding.what for finding in portal_checks.grave(found))
    yield dg.MaterializeResult(metadata=shown, check_results=results)


@dg.asset(
    partitions_def=portals,
    deps=[articles],
    group_name="portal",
    kinds={"python", "parquet"},
    owners=OWNERS,
    code_version=RULES,
    tags={"layer": "derived"},
    metadata=metadata.columns_of("observations"),
    check_specs=portal_checks.specs(portal_checks.OBSERVATIONS, "observations", portals),
)
def observations(context: dg.AssetExecutionContext, config: DeriveConfig, line: dg.ResourceParam[Line]) -> Made:
    """Each quantity of each article: value, unit, indicator, period, organisation, role, sentence."""
    portal = find(context.partition_key)
    with _message():
        derived = derive.observations(line, portal, rederive=config.rederive)
    for lost in derived.lost:
        context.log.warning(lost)
    shown = metadata.of_observations(derived, derive.version_of(portal))
    found = portal_checks.of_observations(derived, quantities(line.folder.root, portal.portal))
    yield dg.MaterializeResult(
        metadata=shown, check_results=portal_checks.results(found, line.folder.root, portal.portal)
    )
    if line.red:
        # At the end, so that nothing is left half done: what is in doubt stays out by the gate of the next release.
        raise dg.Failure(
            f"{portal.portal}: {' '.join(line.red)} What was read is kept.", metadata={"kind": "RedChecks"}
        )


@dg.asset(
    deps=[observations],
    group_name="yearbook",
    kinds={"duckdb"},
    owners=OWNERS,
    code_version=MODEL,
    tags={"layer": "published"},
    metadata=metadata.columns_of("yearly_indicator"),
    check_specs=checks.gate_specs("release"),
    freshness_policy=DAILY,
)
def release(context: dg.AssetExecutionContext, config: ReleaseConfig, line: dg.ResourceParam[Line]) -> Made:
    """The DuckDB file that analysts open: built from all files, checked, published by a symlink, exported.

    Its checks are the gates of its manifest. While one is red the release before stays published. The columns shown are
    those of its table `yearly_indicator`.
    """
    with _message():
        candidate = yearbook.build_release(line)
        yield from checks.of_gates(candidate.manifest, accept=config.accept)
        published = yearbook.publish_and_export(line, candidate.name, accept=config.accept)
        _, values = published_values(line.folder.root)
    yield dg.MaterializeResult(metadata=metadata.of_release(published, config.missing, values))
