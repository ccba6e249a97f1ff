"""Publications under readers: processes that open, read and close what analysts open, while it is swapped (K7)."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

import duckdb

from tests.warehouse.world import BUILT
from warehouse import publish
from warehouse.releases import link_path


@dataclass(frozen=True, slots=True)
class Seen:
    """What the readers met: how often each read, and every error or mixture; and the seconds of each publication."""

    reads: list[int]
    faults: list[str]
    took: list[float]


def publish_under_readers(data: Path, names: Sequence[str], *, readers: int, swaps: int, seconds: float) -> Seen:
    """Publish the named releases by turns, at least so often and so long, while so many processes read."""
    context = multiprocessing.get_context("spawn")
    ready, stop, results = context.Barrier(readers + 1), context.Event(), context.Queue()
    given = (str(link_path(data)), ready, stop, results)
    processes = [context.Process(target=_read_on, args=given) for _ in range(readers)]
    for process in processes:
        process.start()
    ready.wait(timeout=120)
    took: list[float] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline or len(took) < swaps:
        started = time.monotonic()
        publish(data, names[len(took) % len(names)], accept=True, now=BUILT)
        took.append(time.monotonic() - started)
    stop.set()
    outcome = [results.get(timeout=30) for _ in processes]
    for process in processes:
        process.join(timeout=30)
    return Seen([reads for reads, _ in outcome], [fault for _, faults in outcome for fault in faults], took)


def _read_on(link: str, ready: Barrier, stop: Event, results: "multiprocessing.Queue[tuple[int, list[str]]]") -> None:
    """Open, read two tables that must agree, close; until told to stop."""
    reads, faults = 0, []
    ready.wait(timeout=120)
    while not stop.is_set():
        try:
            with duckdb.connect(link, read_only=True) as connection:
                row = connection.execute(
                    "SELECT (SELECT obs_value FROM yearly_indicator), (SELECT max(obs_value) FROM observation)"
                ).fetchone()
            if row is None or row[0] != row[1]:
                faults.append(f"mixture {row}")
            reads += 1
        except duckdb.Error as error:
            faults.append(str(error))
    results.put((reads, faults))
