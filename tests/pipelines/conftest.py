"""Dagster's own storage, for the tests of this folder that look into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from pipelines import settings
from pipelines.setup import prepare_dagster_home


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DagsterInstance]:
    """A real instance on the project's own dagster.yaml, in a home of its own; its databases take a second to make."""
    home = tmp_path_factory.mktemp("instance") / "dagster"
    prepare_dagster_home(home)
    with DagsterInstance.from_config(str(home)) as opened:
        yield opened


@pytest.fixture
def instance(storage: DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DagsterInstance:
    """The same without a run in it, and a data folder that is not there yet."""
    monkeypatch.setenv("DAGSTER_HOME", storage.root_directory)
    monkeypatch.setenv(settings.DATA, str(tmp_path / "data"))
    for run in storage.get_runs():
        storage.delete_run(run.run_id)
    return storage
