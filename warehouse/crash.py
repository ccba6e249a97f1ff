"""Named places where a test kills the process, to show that a crash there loses nothing.

Belongs here: the hook only. Which point is armed comes from pipelines/settings.py, which alone reads the environment.
"""

import os
import signal

_armed: set[str] = set()


def arm(name: str | None) -> None:
    """Choose the one point at which this process kills itself; None arms none."""
    _armed.clear()
    if name:
        _armed.add(name)


def crash_point(name: str) -> None:
    """Die here, without any clean-up, if this point is armed: what SIGKILL or a power cut would leave behind."""
    if name in _armed:
        os.kill(os.getpid(), signal.SIGKILL)
