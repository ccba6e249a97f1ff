"""K6: folders that may not be written, too few files that may be open, signals in the midst: named, or of no matter."""

import os
import resource
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import Report
from tests.faults import line
from warehouse.releases import names, published_name

pytestmark = pytest.mark.faults

NOBODY = 65534
FEWEST, MOST, STEP = 8, 120, 6
"""Files that may be open, from too few for anything to enough for everything."""
TICK = 0.002


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user may enter; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="congdoan-"))
    folder.chmod(0o755)
    yield folder
    line.remove(folder)


def _become_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def test_k6_a_folder_that_may_not_be_written(
    template: Path, undisturbed: Path, open_folder: Path, report: Report
) -> None:
    """Every folder of the data folder in turn belongs to another user and is closed to this one."""
    expected = line.digests(undisturbed, places=False)
    places = sorted(path.relative_to(template) for path in template.rglob("*") if path.is_dir())
    for number, place in enumerate([Path(), *places]):
        data = open_folder / str(number)
        shutil.copytree(template, data, symlinks=True)  # not linked: owners are changed here
        _give(data, NOBODY)
        closed, mode = data / place, stat.S_IMODE((data / place).stat().st_mode)
        _give_one(closed, 0)
        closed.chmod(0o555)
        before = published_name(data)
        said = line.attempt(data, _become_nobody)
        now = published_name(data)
        _give_one(closed, NOBODY)
        closed.chmod(mode)
        again = line.attempt(data, _become_nobody)
        report.trial(
            f"{place}: {said}",
            named="Traceback" not in said and (not said or place.name in said or str(data) in said),
            old_or_new=now in {before, *names(data)},
            repaired=not again,
            clean=line.leftovers(data) == [],
            the_same=line.digests(data, places=False) == expected,
        )
        line.remove(data)
    assert report.failed == []


def test_k6_too_few_files_may_be_open(template: Path, undisturbed: Path, tmp_path: Path, report: Report) -> None:
    expected = line.digests(undisturbed, places=False)
    came_through = 0
    for number in range(FEWEST, MOST, STEP):
        data = line.copy(template, tmp_path / str(number))
        before = published_name(data)
        said = line.attempt(data, partial(_limit_files, number))
        came_through += not said
        now = published_name(data)
        line.run(data)
        report.trial(
            f"{number} files: {said}",
            named="Traceback" not in said,
            old_or_new=now in {before, *names(data)},
            clean=line.leftovers(data) == [],
            the_same=line.digests(data, places=False) == expected,
        )
        line.remove(data)
    assert report.failed == []
    assert 0 < came_through < report.trials


def test_k6_signals_in_the_midst_of_it_do_not_matter(
    template: Path, undisturbed: Path, tmp_path: Path, report: Report
) -> None:
    expected = line.digests(undisturbed, places=False)
    for number in range(5):
        data = line.copy(template, tmp_path / str(number))
        said = line.attempt(data, _tick)
        report.trial(f"round {number}: {said}", done=not said, the_same=line.digests(data, places=False) == expected)
        line.remove(data)
    assert report.failed == []


def _tick() -> None:
    signal.signal(signal.SIGALRM, lambda number, frame: None)
    signal.setitimer(signal.ITIMER_REAL, TICK, TICK)


def _limit_files(number: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))


def _give(folder: Path, owner: int) -> None:
    for path in (folder, *folder.rglob("*")):
        _give_one(path, owner)


def _give_one(path: Path, owner: int) -> None:
    if os.geteuid() == 0:
        os.chown(path, owner, owner, follow_symlinks=False)
