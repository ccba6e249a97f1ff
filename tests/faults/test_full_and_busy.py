"""K5, K9: a disk that is full at any step, and several runs at once: named, nothing lost, nothing double."""

import multiprocessing
import resource
import signal
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import Report
from tests.faults import line
from transforms.errors import CongdoanError, LockedError
from warehouse.releases import names, published_name

pytestmark = pytest.mark.faults

SMALLEST, STEP = 256, 1.6
ROUNDS = 50
SAFE = ("untouched", "as it was", "are safe")
"""Words with which a message says what is safe."""


def test_k5_a_disk_that_is_full_at_any_step(template: Path, undisturbed: Path, tmp_path: Path, report: Report) -> None:
    """The limit on the size of a file stands for the full disk: writes beyond it fail in the same way, without a mount.
    It rises until the whole line comes through."""
    expected = line.digests(undisturbed, places=False)
    room = float(SMALLEST)
    said = "nothing yet"
    while said:
        data = line.copy(template, tmp_path / str(int(room)))
        before = published_name(data)
        said = line.attempt(data, partial(_limit, int(room)))
        if said:
            now = published_name(data)
            line.run(data)
            report.trial(
                f"{int(room)} bytes: {said}",
                named="Traceback" not in said and any(words in said for words in SAFE),
                old_or_new=now in {before, *names(data)},
                clean=line.leftovers(data) == [],
                the_same=line.digests(data, places=False) == expected,
            )
        line.remove(data)
        room *= STEP
    assert report.failed == []
    assert report.trials >= 10


def _limit(room: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def test_k9_several_runs_at_once(template: Path, undisturbed: Path, tmp_path: Path, report: Report) -> None:
    expected = line.digests(undisturbed)
    context = multiprocessing.get_context("fork")
    for number in range(ROUNDS):
        data = line.copy(template, tmp_path / str(number))
        outcome: multiprocessing.Queue[str] = context.Queue()
        children = [context.Process(target=_run_beside, args=(data, outcome)) for _ in range(2 + number % 7)]
        for child in children:
            child.start()
        ended = [outcome.get(timeout=60) for _ in children]
        for child in children:
            child.join(60)
        report.trial(
            f"round {number}, {len(children)} processes: {ended}",
            done="done" in ended,
            only_refused=set(ended) <= {"done", "refused"},
            clean=line.leftovers(data) == [],
            the_same=line.digests(data) == expected,
        )
        line.remove(data)
    assert report.failed == []


def _run_beside(data: Path, outcome: "multiprocessing.Queue[str]") -> None:
    try:
        line.run(data)
    except LockedError as error:
        outcome.put("refused" if "in use by" in str(error) else str(error))
    except CongdoanError as error:
        outcome.put(str(error))
    else:
        outcome.put("done")
