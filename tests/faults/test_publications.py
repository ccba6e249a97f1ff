"""K7, K8: analysts read one complete release through every publication, also with stale logs beside it."""

import random
import statistics
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Report
from tests.warehouse.publications import publish_under_readers
from tests.warehouse.world import BUILT, Story, release
from warehouse import publish
from warehouse.releases import link_path, releases_folder

pytestmark = pytest.mark.faults


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, list[str]]:
    """A data folder with two releases that say different things."""
    stories = [Story("a").say("grassroots_unions_total", value, period_type="point_in_time") for value in (786, 790)]
    return tmp_path, [release(tmp_path, story).name for story in stories]


def test_k7_publications_under_four_readers(two: tuple[Path, list[str]], report: Report) -> None:
    data, names = two
    seen = publish_under_readers(data, names, readers=4, swaps=120, seconds=0)
    report.trials, report.failed = len(seen.took), seen.faults
    report.fault += f" (each in {statistics.median(seen.took):.3f} s; {sum(seen.reads)} readings)"
    assert all(reads > 0 for reads in seen.reads)
    assert seen.faults == []
    assert len(seen.took) >= 120


def test_k8_stale_logs_beside_a_release(two: tuple[Path, list[str]], report: Report) -> None:
    data, names = two
    noise = random.Random(8)  # noqa: S311 - rubbish, not secrets
    for number in range(20):
        beside = [data / "warehouse", releases_folder(data)][number % 2]
        name = ["congdoan.duckdb", *(f"{name}.duckdb" for name in names)][number % 3]
        releases_folder(data).chmod(0o755)
        (beside / f"{name}.wal").write_bytes(noise.randbytes(1 + number * 500))
        publish(data, names[number % 2], accept=True, now=BUILT)
        with duckdb.connect(str(link_path(data)), read_only=True) as connection:
            read = connection.execute("SELECT obs_value FROM yearly_indicator").fetchone()
        report.trial(name, read=read == ((786, 790)[number % 2],), clean=not list((data / "warehouse").rglob("*.wal")))
    assert report.failed == []
