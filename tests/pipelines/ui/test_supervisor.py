"""The supervisor with children that are quicker than Dagster: what it does when they die, and when it is told to stop.

`test_ui.py` shows the same with the real ones. Protects: a process that died comes back, less and less eagerly; a stop
leaves none, whatever the children do.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pipelines.ui.supervisor import Child, Supervisor, pause_before

READ_ORDERS = "import os, pathlib, signal, sys, time\npath = pathlib.Path(sys.stdin.readline().strip())\n"
SLEEP = READ_ORDERS + "path.write_text(str(os.getpid())); time.sleep(60)"
STUBBORN = READ_ORDERS + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP.removeprefix(READ_ORDERS)
DIES = READ_ORDERS + "path.touch(); sys.exit(3)"
DIES_AND_LEAVES_ONE_BEHIND = (
    READ_ORDERS
    + "child = os.fork()\nif child: path.write_text(str(child)); time.sleep(0.2); sys.exit(3)\ntime.sleep(60)"
)


def child(code: str, orders: Path, name: str = "helper", stop_rank: int = 0) -> Child:
    return Child(name, (sys.executable, "-c", code), f"{orders}\n".encode(), cwd=os.curdir, stop_rank=stop_rank)


def supervise(
    children: list[Child],
    stop_when: Callable[[list[str]], bool],
    *,
    ready: Callable[[], bool],
    signals: tuple[int, ...] = (signal.SIGTERM,),
    end_seconds: float = 5,
) -> tuple[bool, list[str]]:
    """Run the children, and signal ourselves once `stop_when` holds of what was said. How it ended, what was said."""
    said: list[str] = []

    def stop() -> None:
        deadline = time.monotonic() + 15
        while not stop_when(said) and time.monotonic() < deadline:
            time.sleep(0.05)
        for signum in signals:
            os.kill(os.getpid(), signum)
            time.sleep(0.3)

    stopper = threading.Thread(target=stop)
    supervisor = Supervisor(
        children,
        is_ready=ready,
        announce=stopper.start,  # the supervisor has the signals by then
        say=said.append,
        ready_seconds=5,
        end_seconds=end_seconds,
    )
    try:
        return supervisor.run(), said
    finally:
        if stopper.ident is not None:
            stopper.join()


def at_once(_said: list[str]) -> bool:
    return True


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_children(tmp_path: Path, signum: int) -> None:
    """Ctrl-C, a service manager, a closed terminal."""
    first, second = child(SLEEP, tmp_path / "1", stop_rank=1), child(SLEEP, tmp_path / "2")
    ready = lambda: (tmp_path / "1").exists() and (tmp_path / "2").exists()  # noqa: E731 - said once, here
    assert supervise([first, second], at_once, ready=ready, signals=(signum,)) == (True, [])
    assert not [one for one in (first, second) if one.living_groups()]


def test_ignored_sigint_is_taken_and_given_back(tmp_path: Path) -> None:
    """A script's `&` starts us with SIGINT ignored, and a child that inherits that could not be cancelled."""
    orders = tmp_path / "pid"
    tells = READ_ORDERS + "path.write_text(str(signal.getsignal(signal.SIGINT)))\ntime.sleep(60)"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ended, _ = supervise([child(tells, orders)], at_once, ready=orders.exists, signals=(signal.SIGINT,))
        assert ended
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert "default_int_handler" in orders.read_text()
    finally:
        signal.signal(signal.SIGINT, before)


def test_dead_child_is_started_again_and_what_it_left_is_ended(tmp_path: Path) -> None:
    """The code server may die and leave a run behind: the run goes on, and ends with the stop at the latest."""
    orders = tmp_path / "pid"
    helper = child(DIES_AND_LEAVES_ONE_BEHIND, orders)
    ended, said = supervise([helper], lambda said: "the helper was started again" in said, ready=orders.exists)
    assert ended
    assert said[:2] == ["the helper ended (exit code 3); starting it again in 1 s", "the helper was started again"]
    assert not helper.living_groups()
    assert not psutil.pid_exists(int(orders.read_text()))


def test_stubborn_child_is_killed(tmp_path: Path) -> None:
    """A stop ends, even where a child does not listen."""
    orders = tmp_path / "pid"
    helper = child(STUBBORN, orders)
    ended, said = supervise([helper], at_once, ready=orders.exists, end_seconds=0.5)
    assert (ended, said) == (True, ["the helper did not end by itself; killed"])
    assert not helper.living_groups()


def test_second_signal_kills_at_once(tmp_path: Path) -> None:
    """Ctrl-C again, by somebody who does not want to wait."""
    orders = tmp_path / "pid"
    started = time.monotonic()
    ended, said = supervise(
        [child(STUBBORN, orders)],
        at_once,
        ready=orders.exists,
        signals=(signal.SIGINT, signal.SIGINT),
        end_seconds=60,
    )
    assert (ended, said) == (True, ["the helper did not end by itself; killed"])
    assert time.monotonic() - started < 10


def test_failed_start_ends_all_and_says_which(tmp_path: Path) -> None:
    """What cannot start the first time will not the second: an operator is there to read why."""
    good, bad = child(SLEEP, tmp_path / "pid"), child(DIES, tmp_path / "touched", "daemon")
    ended, said = supervise([good, bad], at_once, ready=lambda: False)
    assert (ended, said) == (False, ["the daemon ended at the start (exit code 3); its last lines are above"])
    assert not good.living_groups()


def test_start_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """A start that hangs ends with a word."""
    helper = child(SLEEP, tmp_path / "pid")
    said: list[str] = []
    supervisor = Supervisor(
        [helper], is_ready=lambda: False, announce=lambda: None, say=said.append, ready_seconds=0.3, end_seconds=5
    )
    assert not supervisor.run()
    assert said == ["not ready after 0 seconds; given up"]
    assert not helper.living_groups()


def test_pauses_grow_and_are_bounded() -> None:
    """A daemon that fails for a whole night is tried once a minute, not a thousand times."""
    assert [pause_before(failures) for failures in (1, 2, 3, 6, 7, 8, 500)] == [1, 2, 4, 32, 60, 60, 60]
