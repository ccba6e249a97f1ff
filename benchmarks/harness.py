"""How a benchmark is measured: in turn with its peer, several rounds, medians and spread."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report. `figures` are of the rounds; `peer` null where the figure stands alone."""

    name: str
    unit: str
    figures: list[float]
    peer: str | None = None
    peer_figures: list[float] = field(default_factory=list)

    def line(self) -> str:
        """Medians with minimum and maximum, and the ratio round by round."""
        text = f"{self.name:<58}{_spread(self.figures):>26} {self.unit}"
        if self.peer is None:
            return text
        ratios = [a / b for a, b in zip(self.figures, self.peer_figures, strict=True)]
        peer = f"    {'against ' + self.peer:<54}{_spread(self.peer_figures):>26} {self.unit}"
        return f"{text}\n{peer}   ratio {_spread(ratios)}"


def _spread(figures: list[float]) -> str:
    return f"{median(figures):.4g} ({min(figures):.3g}-{max(figures):.3g})"


def rates(
    name: str, unit: str, count: int, work: Callable[[], object], peer: str, other: Callable[[], object]
) -> Result:
    """Items a CPU second of `work` and of its peer, in turn, after one round that is not counted."""
    ours, theirs = [], []
    for round_number in range(ROUNDS + 1):
        a, b = cpu_seconds(work), cpu_seconds(other)
        if round_number:
            ours.append(count / a)
            theirs.append(count / b)
    return Result(name, unit, ours, peer, theirs)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time of this process for one call."""
    started = time.process_time()
    work()
    return max(time.process_time() - started, 1e-9)


def wall_seconds(work: Callable[[], object]) -> float:
    """Time on the wall for one call, for what runs in several processes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak_memory_mb(work: Callable[[], object]) -> float:
    """The largest resident set of a new process that does `work` once, imports included."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(there, work))
    process.start()
    peak = here.recv()
    process.join()
    return float(peak)


def _measured(pipe: "multiprocessing.connection.Connection", work: Callable[[], object]) -> None:
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send(peak / 1024 if sys.platform != "darwin" else peak / 1024 / 1024)
