"""What more processors and more machines bring: two workers against one process, and a cluster against this machine."""

import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.harness import ROUNDS, Result, wall_seconds
from benchmarks.machines import MEMORY_MB, Machines, archive, derived
from pipelines.cluster import Cluster
from pipelines.line import PRELOAD
from pipelines.workers import Workers

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

FILES = 10

PAGES = 200
"""Pages a file; ten files are two years of a portal's news, and some seconds of work for two processors."""

LOOPS = 30_000_000


class InLine(Workers):
    """The work done in this process, one page after the other."""

    def map(
        self,
        work: Callable[[Item], Outcome],
        items: Iterable[Item],
        dead: Callable[[Item, str], Outcome],
        weight: Callable[[Item], int] = lambda item: 0,
    ) -> Iterator[Outcome]:
        """The results of `work`, without a worker."""
        return map(work, items)


def run(scale: int) -> Iterator[Result]:
    """Two local workers against what two plain loops gain at the same time; two nodes on loopback against both."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pages = min(PAGES, scale // FILES)
        archive(folder / "data", FILES, pages)
        machines = Machines(folder)
        machines.node()
        machines.node()
        one, two = InLine(1, MEMORY_MB), Workers(2, MEMORY_MB, PRELOAD)
        # The first round, which is not counted, is long enough for both nodes to come.
        nodes = Workers(1, MEMORY_MB, PRELOAD, partial(Cluster, machines.address, MEMORY_MB, PRELOAD))
        try:
            yield from _compared(folder, pages * FILES, one, two, nodes)
        finally:
            for pool in (one, two, nodes):
                pool.close()
            machines.end()


def _compared(folder: Path, pages: int, one: Workers, two: Workers, nodes: Workers) -> Iterator[Result]:
    gains, plain, local, remote = list[float](), list[float](), list[float](), list[float]()
    for round_number in range(ROUNDS + 1):
        seconds = [wall_seconds(partial(_derive, folder, pool)) for pool in (one, two, nodes)]
        loops = [wall_seconds(partial(_loops, number)) for number in (1, 2)]
        if round_number:
            gains.append(seconds[0] / seconds[1])
            plain.append(2 * loops[0] / loops[1])
            local.append(pages / seconds[1])
            remote.append(pages / seconds[2])
    yield Result("two local workers: so many times one process", "x", gains, "two plain CPU loops against one", plain)
    yield Result("two nodes of a cluster on loopback", "pages/s", remote, "two local workers", local)


def _derive(folder: Path, pool: Workers) -> None:
    out = folder / "out"
    derived(folder / "data", out, pool)
    shutil.rmtree(out)


def _loops(number: int) -> None:
    """So many processes that do nothing but count, at the same time."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count) for _ in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def _count() -> None:
    total = 0
    for number in range(LOOPS):
        total += number
