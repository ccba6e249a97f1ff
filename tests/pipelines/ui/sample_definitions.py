"""The project's own definitions, and beside them a few small things to try the UI with: one that ends at once, one that
never ends, one that is hostile, and schedules that tick every minute."""

import time
from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines import definitions
from pipelines.jobs import portal_job
from pipelines.schedules import daily
from tests.pipelines.ui import planted
from tests.pipelines.ui.payloads import PAYLOADS

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


@dg.asset(check_specs=[dg.AssetCheckSpec("payload", asset="hostile")])
def hostile(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult | dg.AssetObservation]:
    """Puts what a page may hold into everything that the product writes for the UI, and fails with it."""
    records = [dg.TableRecord({"url": text}) for text in PAYLOADS]
    shown = {
        "text": dg.MetadataValue.text("\n".join(PAYLOADS)),
        "json": dg.MetadataValue.json({text: text for text in PAYLOADS}),
        "table": dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn("url")])),
    }
    for text in PAYLOADS:
        context.log.warning(text)
    yield dg.AssetCheckResult(check_name="payload", passed=False, description=PAYLOADS[0], metadata=shown)
    yield dg.AssetObservation("hostile", metadata=shown)
    raise dg.Failure("\n".join(PAYLOADS), metadata=shown)


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
    dg.Definitions(
        assets=[quick, described, hostile, slow], jobs=[quick_job], schedules=[every_minute, daily_every_minute]
    ),
)
