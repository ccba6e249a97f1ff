"""`congdoan run`: the same assets as in the UI, executed from a shell, several portals at a time.

Each portal is a process of its own, forked from a server that has imported everything once; a portal that fails, or
whose process dies, is named and costs none of the others. Dagster records the runs in the same instance, so that what
ran in a shell is in the UI too.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from pipelines.data_folder import DataFolder
from pipelines.line import Progress, open_line
from pipelines.orders import Orders, RunResult, Step
from pipelines.parent import interrupt, when_parent_is_gone
from pipelines.portals import Portal
from pipelines.settings import Settings, export
from transforms.errors import CongdoanError

GRACE_SECONDS = 15
"""From the request to stop until a portal's process is killed: the crawler's ten, and some for the rest."""

Work = tuple[str, Portal | None]
"""What one process does: a portal's run, or (null) the release."""


def run_line(here: Settings, portals: Sequence[Portal], orders: Orders, jobs: int, progress: Progress) -> RunResult:
    """Crawl and read `portals`, then build and publish a release. Raises LockedError, and KeyboardInterrupt."""
    started = datetime.now(UTC)
    result = RunResult()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipelines.execute", "pandas"])  # DuckDB imports pandas at its first query
    with DataFolder(here.data).lock("run", "a run"):
        pool = _Processes(here, orders, progress)
        try:
            for batch, at_once in (([(p.portal, p) for p in portals], jobs), ([("", None)], 1)):
                result.steps.extend(pool.run(context.Process, batch, at_once))
        finally:
            pool.stop()
    result.steps.sort(key=lambda step: (step.portal == "", step.portal))
    result.seconds = (datetime.now(UTC) - started).total_seconds()
    return result


class _Processes:
    """The processes of one run: started some at a time, heard, and ended when the run ends."""

    def __init__(self, here: Settings, orders: Orders, progress: Progress) -> None:
        self._here = here
        self._orders = orders
        self._progress = progress
        self._running: dict[Connection, tuple[str, BaseProcess]] = {}

    def run(self, new: Callable[..., BaseProcess], batch: Sequence[Work], at_once: int) -> list[Step]:
        """Do all of a batch, `at_once` processes at a time; the steps of a process that died say so."""
        waiting, steps = list(batch), list[Step]()
        while waiting or self._running:
            while waiting and len(self._running) < at_once:
                name, portal = waiting.pop(0)
                here, there = multiprocessing.Pipe(duplex=False)
                process = new(target=_work, args=(there, self._here, portal, self._orders), name=name or "release")
                process.start()
                there.close()
                self._running[here] = (name, process)
            for connection in wait(list(self._running)):
                if isinstance(connection, Connection):
                    steps.extend(self._hear(connection))
        return steps

    def _hear(self, connection: Connection) -> list[Step]:
        """One message of a process: progress, or its steps, with which it ends."""
        name, process = self._running[connection]
        try:
            message = connection.recv()
        except EOFError:
            process.join()
            message = [Step(name, "run", f"its process ended with code {process.exitcode} and no result", {})]
        if isinstance(message, list):
            process.join()
            connection.close()
            del self._running[connection]
            return message
        self._progress(name, *message)
        return []

    def stop(self) -> None:
        """Ask what still runs to end, and end what does not."""
        for _, process in self._running.values():
            if process.pid is not None and process.is_alive():
                os.kill(process.pid, signal.SIGINT)
        for _, process in self._running.values():
            process.join(GRACE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()


def _work(connection: Connection, here: Settings, portal: Portal | None, orders: Orders) -> None:
    """In the process: do the work, send progress and at last the steps."""
    when_parent_is_gone(interrupt)
    export(here)
    from pipelines.execute import execute_portal, execute_release  # imported by the fork server already
    from warehouse import arm

    arm(here.crash_at)

    def progress(name: str, step: str, known: Mapping[str, object]) -> None:
        with suppress(BrokenPipeError):
            connection.send((step, dict(known)))

    line = open_line(here, progress=progress)
    try:
        steps = execute_portal(line, portal, orders) if portal else execute_release(line, orders)
    except CongdoanError as error:
        steps = [Step(portal.portal if portal else "", "run", str(error), {})]
    finally:
        line.workers.close()
    with suppress(BrokenPipeError):  # the run was stopped, and nobody listens any more
        connection.send(steps)
