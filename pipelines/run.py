"""`congdoan run`: the same assets as in the UI, executed in this process, several portals at a time.

A portal that fails is named and costs none of the others; the release is built from what is there. Dagster records the
runs in the same instance, so that what ran in a shell is in the UI too.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dagster as dg

from pipelines.definitions import defs
from pipelines.line import Line
from pipelines.portals import Portal
from pipelines.schedules import RELEASE, TICK, portal_tags

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster's own console log says nothing: the run's progress is ours, its details are in the UI."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one asset of one portal ended; `portal` is empty for the release, `error` null when it did well."""

    portal: str
    asset: str
    error: str | None
    metadata: Mapping[str, object]


@dataclass(slots=True)
class RunResult:
    """How a run ended: its steps in the order of the line, and how long it took in seconds."""

    steps: list[Step] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failures(self) -> list[Step]:
        return [step for step in self.steps if step.error is not None]


@dataclass(frozen=True, slots=True)
class Orders:
    """What this run is asked to do. Dates are ISO text or null."""

    since: str | None = None
    until: str | None = None
    rederive: bool = False
    accept: bool = False


def run_line(line: Line, portals: Sequence[Portal], orders: Orders, jobs: int) -> RunResult:
    """Crawl and read `portals`, then build and publish a release. Raises InterruptedRun when asked to stop."""
    started = datetime.now(UTC)
    result = RunResult()
    with dg.DagsterInstance.get() as instance, line.folder.lock("run", "a run"):
        tick = f"shell-{started:%Y%m%dT%H%M%SZ}"
        threads = ThreadPoolExecutor(jobs, thread_name_prefix="portal")
        try:
            futures = [threads.submit(_portal, line, portal, orders, tick, instance) for portal in portals]
            for future in as_completed(futures):
                result.steps.extend(future.result())
        except BaseException:
            line.stop.set()
            raise
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
        line.go_on()
        result.steps.extend(_release(line, orders, tick, instance))
    result.seconds = (datetime.now(UTC) - started).total_seconds()
    return result


def _portal(line: Line, portal: Portal, orders: Orders, tick: str, instance: dg.DagsterInstance) -> list[Step]:
    """The run of one portal."""
    derive = {"config": {"rederive": orders.rederive}}
    done = defs.resolve_job_def("portal").execute_in_process(
        run_config={
            **QUIET,
            "ops": {
                "pages": {"config": {"since": orders.since, "until": orders.until}},
                "articles": derive,
                "observations": derive,
            },
        },
        instance=instance,
        partition_key=portal.portal,
        tags=portal_tags(portal.portal, portal.host, tick),
        resources={"line": line},
        raise_on_error=False,
    )
    return _steps(done, portal.portal)


def _release(line: Line, orders: Orders, tick: str, instance: dg.DagsterInstance) -> list[Step]:
    """The run that builds and publishes."""
    line.progress("", "release", {})
    done = defs.resolve_job_def("release").execute_in_process(
        run_config={**QUIET, "ops": {"release": {"config": {"accept": orders.accept}}}},
        instance=instance,
        tags={TICK: tick, RELEASE: "yes"},
        resources={"line": line},
        raise_on_error=False,
    )
    return _steps(done, "")


def _steps(done: dg.ExecuteInProcessResult, portal: str) -> list[Step]:
    """Dagster's events as our steps. Of a failure, the message of what caused it, without the traceback."""
    steps = []
    for event in done.all_events:
        if event.is_step_materialization:
            made = event.step_materialization_data.materialization
            steps.append(Step(portal, made.asset_key.to_user_string(), None, _plain(made.metadata)))
        elif event.is_step_failure and event.step_key:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            message = error.message.partition(": ")[2].strip() if error else "failed without a message"
            steps.append(Step(portal, event.step_key, message, {}))
    return steps


def _plain(metadata: Mapping[str, dg.MetadataValue]) -> dict[str, object]:
    return {key: value.value for key, value in metadata.items()}
