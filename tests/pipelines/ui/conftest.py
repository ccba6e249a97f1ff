"""The one UI that the tests of this folder share: it takes some ten seconds to start."""

import signal
from collections.abc import Iterator

import pytest
from dagster import DagsterInstance, DagsterRunStatus

from tests.pipelines.ui.serving import Ui, ignores_sigint


@pytest.fixture(scope="session")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """Started as a script does with `&`, so with SIGINT ignored. Ended with SIGINT all the same while a run goes on:
    quickly, without a rest, and with the run closed."""
    started = Ui.start(tmp_path_factory.mktemp("ui"), background=True)
    try:
        yield started.wait_until_ready()
        run_id = started.materialize("slow")
        started.wait_for_status(run_id, "STARTED")
        # Cancelling a run reaches its crawl as SIGINT, which none of those above it may have been told to ignore.
        assert [command for process, command in started.working().items() if ignores_sigint(process.pid)] == []
        started.stop(signal.SIGINT)
        assert started.log.read_text().rstrip().endswith("congdoan ui: stopped")
    finally:
        started.kill()
    with DagsterInstance.from_config(str(started.home)) as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        # As interrupted, not by its own fault: Dagster starts such a run again when the next daemon comes.
        assert run.status is DagsterRunStatus.FAILURE
        assert run.tags["dagster/failure_reason"] == "UNEXPECTED_TERMINATION"
