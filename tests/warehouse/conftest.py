"""Fixtures of the warehouse's tests."""

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
