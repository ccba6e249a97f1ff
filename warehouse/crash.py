"""Named places where a test kills the process, to show that a crash there loses nothing.

Belongs here: the hook only. Which point is armed comes from pipelines/settings.py, which alone reads the environment.
"""

import os
import signal
from collections import Counter

POINTS = (
    "parquet_rows",
    "parquet_written",
    "parquet_moved",
    "transaction_open",
    "reference_loaded",
    "versions_loaded",
    "facts_loaded",
    "yearly_loaded",
    "views_made",
    "gates_computed",
    "release_written",
    "release_moved",
    "manifest_aside",
    "release_listed",
    "before_flip",
    "link_aside",
    "after_flip",
    "old_release_half_removed",
    "export_begun",
    "export_half",
    "export_written",
    "export_removed",
    "export_moved",
)
"""Every point by name, in the order in which a run passes them; a test holds the list complete."""

passings: Counter[str] = Counter()
"""How often each point was passed since `arm`, so that a trial can choose one of them."""

_armed: dict[str, int] = {}


def arm(name: str | None, passing: int = 1) -> None:
    """Choose the point at which this process kills itself, and at which passing of it; None arms none."""
    passings.clear()
    _armed.clear()
    if name:
        _armed[name] = passing


def crash_point(name: str) -> None:
    """Die here, without any clean-up, if this point is armed: what SIGKILL or a power cut would leave behind."""
    passings[name] += 1
    if _armed.get(name) == passings[name]:
        os.kill(os.getpid(), signal.SIGKILL)
