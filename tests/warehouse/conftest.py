"""Fixtures of the warehouse's tests."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.warehouse.world import Story, release
from warehouse import release_path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small published release, for tests that only read."""
    folder = tmp_path_factory.mktemp("published")
    release(folder, Story("bao-cao").say("grassroots_unions_total", 786, period_type="point_in_time"))
    return release_path(folder)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with something for every example query."""
    data = tmp_path_factory.mktemp("rich")
    stock = {"period_type": "point_in_time"}
    first = Story("a").say("grassroots_unions_total", 780, **stock)
    own = Story("a", retrieved=datetime(2025, 1, 20, tzinfo=UTC)).say("grassroots_unions_total", 786, **stock)
    own.say("members_admitted", 1720, unit="person", target_value=1500, ratio_kind="target", achievement_pct=115)
    own.say("tet_gifts", 500, unit="item", period_type="campaign", campaign="tet")
    paper = Story("b", portal="bao", opening="Báo.").say("grassroots_unions_total", 790, **stock)
    two = [
        Story(f"c{n}", opening=f"Tin {n}.").say("members_total", 48001 + n, unit="person", period="2023", **stock)
        for n in (0, 7)
    ]
    parts = [
        Story(p, portal=p, opening=p).say("members_total", 30000, unit="person", area=a, **stock)
        for p, a in (("laocai", "VN63_10"), ("yenbai", "VN63_15"))
    ]
    after = Story("d", opening="Sau.").say(
        "grassroots_unions_total", 500, period="2025", ref_date=date(2025, 12, 1), **stock
    )
    release(data, first, own, paper, *two, *parts, after)
    return release_path(data)
