"""One daemon for one DAGSTER_HOME: another one is noticed by its heartbeats, and ours stands aside while it works.

A second `congdoan ui` is kept out by its lock. Dagster's own `dagster-daemon run` and `dagster dev` know of no lock and
are let in: both daemons then launch the same ticks, some of them twice. The other process is not ours to end, so ours
pauses and says so; the alert `daemon/two` says it where the operator looks.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dagster import DagsterInstance
from sqlalchemy.exc import SQLAlchemyError

MARK: Final = "another-daemon"
"""The file in DAGSTER_HOME that exists while ours stands aside, with the time since when."""

LOOK_SECONDS: Final = 2.0
"""Between two looks. Every daemon leaves a heartbeat for each of its threads every 30 seconds, in the place of the last
one, whosever it was: each is seen unless the other's follows within this time."""

GONE_SECONDS: Final = 75.0
"""The other one is gone when two of its heartbeats and some more time have not come."""


def writers(instance: DagsterInstance, since: float) -> set[str]:
    """The daemons whose last heartbeats are later than `since`."""
    beats = instance.get_daemon_heartbeats().values()
    return {beat.daemon_id for beat in beats if beat.daemon_id is not None and beat.timestamp > since}


def aside_since(home: Path) -> str | None:
    """Since when our daemon stands aside for another one; null while it works."""
    try:
        return (home / MARK).read_text("utf-8").strip()
    except FileNotFoundError:
        return None


def run_alone(instance: DagsterInstance, home: Path, run: Callable[[], None], say: Callable[[str], None]) -> None:
    """Run our daemon, `run`, which an interrupt ends, as the only one."""
    mark = home / MARK
    mark.unlink(missing_ok=True)
    while True:
        watch = Watch(instance)
        watch.start()
        run()
        watch.end()
        if not watch.found_another:
            return
        since = datetime.now(UTC).isoformat(timespec="seconds")
        say(
            f"another Dagster daemon works on {home} (`dagster-daemon run` or `dagster dev`?): with two, schedules run "
            "twice. Ours stands aside until it has ended. End the other one."
        )
        try:
            mark.write_text(since + "\n", "utf-8")
            while writers(instance, time.time() - GONE_SECONDS):
                time.sleep(LOOK_SECONDS)
        finally:
            mark.unlink(missing_ok=True)
        say(f"the other daemon has ended, ours works again; it stood aside since {since}")


class Watch(threading.Thread):
    """Looks at the heartbeats, and interrupts this process once two daemons have left some since it started."""

    def __init__(self, instance: DagsterInstance) -> None:
        super().__init__(name="watch for another daemon", daemon=True)
        self.found_another = False
        self._instance = instance
        self._since = time.time()
        self._ended = threading.Event()

    def run(self) -> None:
        seen = set[str]()
        while not self._ended.wait(LOOK_SECONDS):
            with suppress(SQLAlchemyError):  # the database is busy: it is looked at again
                seen |= writers(self._instance, self._since)
            if len(seen) > 1:
                self.found_another = True
                os.kill(os.getpid(), signal.SIGINT)
                return

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()
