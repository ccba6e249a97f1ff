"""Time in tests, only where a defect changes its order of magnitude: a quadratic pattern, a bomb that is not bounded.

Speed itself is measured in `benchmarks/`. Machines are shared and their clocks noisy, so only the CPU time of this
process counts, the best of several tries decides, and the bounds lie far from both what is right and what is wrong.
"""

import time
from collections.abc import Callable

_TRIES = 6


def cpu_seconds(work: Callable[[], object], enough: float) -> float:
    """The least CPU time of up to six tries, or of the first that took no more than enough."""
    least = float("inf")
    for _ in range(_TRIES):
        started = time.process_time()
        work()
        least = min(least, time.process_time() - started)
        if least <= enough:
            break
    return least


def near_linear(work: Callable[[int], Callable[[], object]], small: int, large: int) -> bool:
    """Whether a size grown from small to large costs less than four times its share; work(size) makes what is timed.

    From 1 to 16 a linear cost grows 16 times and may grow 64 times here; a quadratic one grows 256 times.
    """
    base = cpu_seconds(work(small), enough=0)
    allowed = 4 * large / small * base + 0.05
    return cpu_seconds(work(large), enough=allowed) <= allowed
