"""The one UI that the tests of this folder share: it takes some ten seconds to start."""

import signal
from collections.abc import Iterator

import pytest

from tests.pipelines.ui.serving import Ui


@pytest.fixture(scope="session")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """Started in the foreground, and ended as a service manager does, with SIGTERM: quickly, and without a rest."""
    started = Ui.start(tmp_path_factory.mktemp("ui"))
    try:
        yield started.wait_until_ready()
        assert started.stop(signal.SIGTERM) < 20
        assert started.log.read_text().rstrip().endswith("congdoan ui: stopped")
    finally:
        started.kill()
