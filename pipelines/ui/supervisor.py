"""Keeps a handful of processes running: starts them, starts one again that died, and ends them all, leaving none.

Nothing here knows of Dagster. Each process leads a session and a process group of its own, so that Ctrl-C in a
terminal reaches the supervisor alone, which then ends them in order; and so that whatever a process started can be
ended with it.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

_TICK_SECONDS: Final = 0.1
# A process that ran this long had started well: its next failure is a new one, not the same again.
_HEALTHY_SECONDS: Final = 60.0
_LONGEST_PAUSE_SECONDS: Final = 60.0


def pause_before(failures: int) -> float:
    """Seconds to wait before a process is started again after so many failures in a row: 1, 2, 4 ... 60."""
    return min(2.0 ** (failures - 1), _LONGEST_PAUSE_SECONDS)


@dataclass(slots=True)
class Child:
    """A process to keep running.

    It gets `orders` on its standard input, which stays open until the supervisor is gone. `pass_fds` are the open
    files that it inherits. Children with a lower `stop_rank` are ended first.
    """

    name: str
    command: Sequence[str]
    orders: bytes
    cwd: str
    pass_fds: tuple[int, ...] = ()
    stop_rank: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    _groups: list[int] = field(default_factory=list)
    _failures: int = 0
    _started: float = 0.0
    _due: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            self.command, stdin=subprocess.PIPE, cwd=self.cwd, pass_fds=self.pass_fds, start_new_session=True
        )
        self._started = time.monotonic()
        self._groups.append(self.process.pid)
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):  # it died at once: the next look finds that out
                self.process.stdin.write(self.orders)
                self.process.stdin.flush()

    def died(self) -> str | None:
        """Take note if it has ended, and say how; null while it runs or waits to be started again."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None
        self._failures = 1 if time.monotonic() - self._started > _HEALTHY_SECONDS else self._failures + 1
        self._due = time.monotonic() + self.pause
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    @property
    def pause(self) -> float:
        return pause_before(self._failures)

    @property
    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self._due

    def signal_groups(self, signum: int) -> None:
        """Signal the process and all that it and its predecessors started and left behind."""
        for group in self.living_groups():
            with suppress(ProcessLookupError):
                os.killpg(group, signum)

    def living_groups(self) -> list[int]:
        """The process groups that still have members; emptied ones are forgotten, since their number may be reused."""
        if self.process is not None:
            self.process.poll()  # an ended process counts as a member until it is waited for
        self._groups = [group for group in self._groups if _has_members(group)]
        return self._groups


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # macOS answers so where only ended processes are left
    return True


class Supervisor:
    """Runs the children until it gets SIGINT, SIGTERM or SIGHUP, or one of them fails before all is ready.

    `is_ready` tells whether the whole works, `announce` is called when it first does. `say` gets what an operator
    should read, one line each.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        is_ready: Callable[[], bool],
        announce: Callable[[], None],
        say: Callable[[str], None],
        ready_seconds: float,
        end_seconds: float,
    ) -> None:
        self._children = children
        self._is_ready = is_ready
        self._announce = announce
        self._say = say
        self._ready_seconds = ready_seconds
        self._end_seconds = end_seconds
        self._stop_requests = 0

    def run(self) -> bool:
        """True after a stop that was asked for, false where the start failed; no process is left in either case."""
        with self._signals():
            try:
                for child in self._children:
                    child.start()
                return self._wait_until_ready() and self._keep_running()
            finally:
                self._end()

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + self._ready_seconds
        while not self._stop_requests and not self._is_ready():
            for child in self._children:
                how = child.died()
                if how is not None:
                    self._say(f"the {child.name} ended at the start ({how}); its last lines are above")
                    return False
            if time.monotonic() > deadline:
                self._say(f"not ready after {self._ready_seconds:.0f} seconds; given up")
                return False
            time.sleep(_TICK_SECONDS)
        if not self._stop_requests:
            self._announce()
        return True

    def _keep_running(self) -> bool:
        while not self._stop_requests:
            for child in self._children:
                child.living_groups()
                how = child.died()
                if how is not None:
                    self._say(f"the {child.name} ended ({how}); starting it again in {child.pause:.0f} s")
                elif child.is_due:
                    child.start()
                    self._say(f"the {child.name} was started again")
            time.sleep(_TICK_SECONDS)
        return True

    def _end(self) -> None:
        """Terminate the children rank by rank, and kill what is left when its time is over or a second signal came."""
        for rank in sorted({child.stop_rank for child in self._children}):
            ranked = [child for child in self._children if child.stop_rank == rank]
            # SIGTERM to all of the group: a run is told to end as well, and ends as interrupted, which Dagster retries.
            for child in ranked:
                child.signal_groups(signal.SIGTERM)
            deadline = time.monotonic() + self._end_seconds
            while _any_left(ranked) and self._stop_requests < 2 and time.monotonic() < deadline:
                time.sleep(_TICK_SECONDS)
            for child in ranked:
                if child.living_groups():
                    self._say(f"the {child.name} did not end by itself; killed")
                    child.signal_groups(signal.SIGKILL)
                if child.process is not None:
                    child.process.wait()
                    child.died()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Take the signals, also those that were ignored when we were started, as they are for a script's `&`.

        A handler of ours becomes the default again in what we execute, so that the children can be interrupted too.
        An ignored SIGHUP stays ignored: that is `nohup`, and means it.
        """
        taken = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            taken.append(signal.SIGHUP)
        before = [(signum, signal.signal(signum, self._request_stop)) for signum in taken]
        try:
            yield
        finally:
            for signum, handler in before:
                signal.signal(signum, handler)

    def _request_stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._stop_requests += 1


def _any_left(children: Iterable[Child]) -> bool:
    return any(child.living_groups() for child in children)
