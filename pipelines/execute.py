"""Executes Dagster's jobs in this process, and tells how their steps ended without Dagster's own types.

One job at a time: in threads, Dagster's log handlers and SQLAlchemy's take their locks in different orders and stop for
ever. `run.py` therefore gives each portal a process, which is also what keeps one portal's trouble its own.
"""

from collections.abc import Mapping

import dagster as dg

from pipelines.definitions import defs
from pipelines.jobs import REDERIVE
from pipelines.line import Line
from pipelines.orders import Orders, Step
from pipelines.portals import Portal
from pipelines.schedules import TICK, portal_tags

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster's own console log says nothing: the run's progress is ours, its details are in the UI."""


def execute_portal(line: Line, portal: Portal, orders: Orders) -> list[Step]:
    """The run of one portal: pages, articles, observations; a re-derivation begins at the archive."""
    crawl = {"ops": {"pages": {"config": {"since": orders.since, "until": orders.until}}}}
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("rederive" if orders.rederive else "portal")
        done = job.execute_in_process(
            run_config={**QUIET, **(REDERIVE if orders.rederive else crawl)},
            instance=instance,
            partition_key=portal.portal,
            tags=portal_tags(portal.portal, portal.host, orders.tick),
            resources={"line": line},
            raise_on_error=False,
        )
    return _steps(done, portal.portal)


def execute_release(line: Line, orders: Orders) -> list[Step]:
    """The run that builds, checks and publishes."""
    with dg.DagsterInstance.get() as instance:
        done = defs.resolve_job_def("yearbook").execute_in_process(
            run_config={**QUIET, "ops": {"release": {"config": {"accept": orders.accept}}}},
            instance=instance,
            tags={TICK: orders.tick},
            resources={"line": line},
            raise_on_error=False,
        )
    return _steps(done, "")


def _steps(done: dg.ExecuteInProcessResult, portal: str) -> list[Step]:
    """Dagster's events as our steps. Of a failure, the message of what caused it, without the traceback."""
    steps = []
    for event in done.all_events:
        if event.is_step_materialization and event.step_key:
            metadata = event.step_materialization_data.materialization.metadata
            steps.append(Step(portal, event.step_key, None, _plain(metadata)))
        elif event.is_step_failure and event.step_key:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            message = error.message.partition(": ")[2].strip() if error else ""
            steps.append(Step(portal, event.step_key, message or "failed without a message", {}))
    return steps


def _plain(metadata: Mapping[str, object]) -> dict[str, object]:
    return {key: value.value for key, value in metadata.items() if isinstance(value, dg.MetadataValue)}
