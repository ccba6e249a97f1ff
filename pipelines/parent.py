"""A process that was started for another one does not outlive it, however that one went."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import wait
from threading import Thread


def interrupt() -> None:
    """End as on Ctrl-C: what is under way is closed properly."""
    os.kill(os.getpid(), signal.SIGINT)


def leave() -> None:
    """End at once: nobody is left who could want the result."""
    os._exit(1)


def when_parent_is_gone(act: Callable[[], None]) -> None:
    """Watch the process that asked for this one, in a thread, and `act` when it is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        act()

    Thread(target=watch, name="watch parent", daemon=True).start()
