"""K1, K2: kills at every named point and at random times; the next run comes to what an undisturbed run comes to."""

import random
import re
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import Report
from tests.faults import line
from warehouse import export
from warehouse.crash import POINTS, arm, passings
from warehouse.releases import names, published_name, release_path
from warehouse.store import one, reading

EVERY_POINT = (*line.ARCHIVING, *line.READING, *POINTS)
TRIALS_A_POINT = 7
RANDOM_TRIALS = 100

pytestmark = pytest.mark.faults


def test_every_point_of_the_warehouse_is_tried() -> None:
    folder = Path(line.__file__).parents[2] / "warehouse"
    named = {name for file in folder.glob("*.py") for name in re.findall(r'crash_point\("(\w+)"\)', file.read_text())}
    assert named == set(POINTS)
    assert len(EVERY_POINT) >= 20
    assert len(EVERY_POINT) * TRIALS_A_POINT + RANDOM_TRIALS >= 300


@pytest.fixture(scope="module")
def passed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """How often an undisturbed run passes each point."""
    data = line.copy(template, tmp_path_factory.mktemp("passed") / "data")
    arm(None)
    line.run(data)
    export(data)
    return dict(passings)


def after_the_kill(data: Path, report: Report, name: str, expected: dict[str, str], *, places: bool) -> None:
    """Analysts read one whole release; the next run repairs, and comes to the same."""
    with reading(release_path(data)) as connection:
        readable = bool(one(connection, "SELECT count(*) FROM yearly_indicator"))
    line.run(data)
    with reading(release_path(data)) as connection:
        double = one(connection, "SELECT count(*) - count(DISTINCT observation_id) FROM observation")
    report.trial(
        name,
        readable=readable,
        published=published_name(data) == names(data)[-1],
        single=double == 0,
        clean=line.leftovers(data) == [],
        the_same=line.digests(data, places=places) == expected,
    )
    line.remove(data)


@pytest.mark.parametrize("point", EVERY_POINT)
def test_k1_a_kill_at_a_named_point(
    point: str, template: Path, undisturbed: Path, passed: Mapping[str, int], tmp_path: Path, report: Report
) -> None:
    places = point not in line.ARCHIVING
    expected = line.digests(undisturbed, places=places)
    times = passed[point]
    assert times, "an undisturbed run does not pass this point"
    for number in range(TRIALS_A_POINT):
        passing = number % times + 1
        data = line.copy(template, tmp_path / f"{point}-{number}")
        code = line.killed(data, point=point, passing=passing)
        assert code == -9, f"{point} passing {passing}: {code}"
        after_the_kill(data, report, f"{point} passing {passing}", expected, places=places)
    assert report.failed == []


def test_k2_a_kill_at_any_time(template: Path, undisturbed: Path, tmp_path: Path, report: Report) -> None:
    seed = 20260112
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    started = time.monotonic()
    line.killed(line.copy(template, tmp_path / "timed"))
    whole = time.monotonic() - started
    expected = line.digests(undisturbed, places=False)
    for number in range(RANDOM_TRIALS):
        data = line.copy(template, tmp_path / str(number))
        moment = moments.uniform(0, whole)
        line.killed(data, after=moment)
        after_the_kill(data, report, f"trial {number}, {moment:.3f} s", expected, places=False)
    assert report.failed == [], f"seed {seed}"
