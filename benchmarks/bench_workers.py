"""What more processors and more machines bring: two workers against one process, and a cluster against this machine."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.harness import ROUNDS, Result, wall_seconds
from benchmarks.machines import MEMORY_MB, Machines, archive, derived
from pipelines.line import PRELOAD
from pipelines.workers import Workers

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

FILES = 10

PAGES = 200
"""Pages a file; ten files are two years of a portal's news, and some seconds of work for two processors."""

COUNT = """
def count():
    total = 0
    for number in range(60_000_000):
        total += number
count()
"""


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
    """Two local workers against what two plain loops gain; then two nodes on loopback against two local workers."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pages = min(PAGES, scale // FILES)
        archive(folder / "data", FILES, pages)
        two = Workers(2, MEMORY_MB, PRELOAD)
        try:
            yield _gain(folder, two)
            yield _remote(folder, pages * FILES, two)
        finally:
            two.close()


def _gain(folder: Path, two: Workers) -> Result:
    """With no cluster on the machine: what it does when it has nothing to do is not the local workers' affair."""
    one = InLine(1, MEMORY_MB)
    gains, plain = list[float](), list[float]()
    for round_number in range(ROUNDS + 1):
        alone, together = (wall_seconds(partial(_derive, folder, pool)) for pool in (one, two))
        loop, loops = (wall_seconds(partial(_loops, number)) for number in (1, 2))
        if round_number:
            gains.append(alone / together)
            plain.append(2 * loop / loops)
    return Result("two local workers: so many times one process", "x", gains, "two plain CPU loops against one", plain)


def _remote(folder: Path, pages: int, two: Workers) -> Result:
    """The first round, which is not counted, is long enough for both nodes to come."""
    machines = Machines(folder)
    nodes = machines.workers()
    local, remote = list[float](), list[float]()
    try:
        machines.node()
        machines.node()
        for round_number in range(ROUNDS + 1):
            here, there = (pages / wall_seconds(partial(_derive, folder, pool)) for pool in (two, nodes))
            if round_number:
                local.append(here)
                remote.append(there)
    finally:
        nodes.close()
        machines.end()
    return Result("two nodes of a cluster on loopback", "pages/s", remote, "two local workers", local)


def _derive(folder: Path, pool: Workers) -> None:
    out = folder / "out"
    derived(folder / "data", out, pool)
    shutil.rmtree(out)


def _loops(number: int) -> None:
    """So many processes that do nothing but count, at the same time."""
    for process in [subprocess.Popen([sys.executable, "-c", COUNT]) for _ in range(number)]:
        process.wait()
