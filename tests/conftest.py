"""What all tests share: fixtures, and the report of ids, trials and results. What belongs to one package stands in its
folder.
"""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

# A shell starts what runs beside it deaf to Ctrl-C, and children inherit that; the tests that send it need it heard.
signal.signal(signal.SIGINT, signal.default_int_handler)

LINES: list[str] = []

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


class Report:
    """Counts the trials of one fault; its line is printed at the end, also where a trial failed."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.trials = 0
        self.failed: list[str] = []
        self.note = ""

    def trial(self, name: str, **held: bool) -> None:
        """One trial and what must hold after it."""
        self.trials += 1
        self.failed += [f"{name}: not {what}" for what, is_held in held.items() if not is_held]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Iterator[Report]:
    """The report of one test, named after it."""
    report = Report(request.node.name)
    yield report
    LINES.append(f"{report.fault}: {report.trials} trials, {len(report.failed)} failed{report.note}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the counts."""
    for text in LINES:
        terminalreporter.write_line(text)
