"""Protects the environment's settings: a wrong one is named before anything starts."""

import pytest

from pipelines import settings
from transforms.errors import ConfigError


@pytest.mark.parametrize("name", [settings.JOBS, settings.WORKER_MEMORY, settings.KEEP_RUNS])
@pytest.mark.parametrize("written", ["two", "0", "-3", "1.5", "٣", "1" * 5000 + "x"])
def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, name: str, written: str) -> None:
    monkeypatch.setenv(name, written)
    with pytest.raises(ConfigError, match=rf"{name} must be a whole number.*Nothing was started") as raised:
        settings.load()
    assert len(str(raised.value)) < 200


def test_what_is_not_set_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (settings.JOBS, settings.WORKER_MEMORY, settings.KEEP_RUNS):
        monkeypatch.setenv(name, "")
    here = settings.load()
    assert (here.jobs, here.worker_memory_mb, here.keep_runs_days) == (2, 2048, 180)
