"""Fixtures that all tests share. What belongs to one package stands in that package's folder."""

import signal
from pathlib import Path

import pytest

# A shell starts what runs beside it deaf to Ctrl-C, and children inherit that; the tests that send it need it heard.
signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with the real articles and gold facts, which does not travel with a public clone."""
    folder = PROJECT.parent / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("the folder ../shared (real articles and gold facts) is not here")
    return folder
