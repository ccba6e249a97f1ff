"""What the fault tests share: the template of a data folder, and the report of ids, trials and results."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import line
from warehouse.rules import rules

LINES: list[str] = []


class Report:
    """Counts the trials of one fault; its line is printed at the end, also where a trial failed."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.trials = 0
        self.failed: list[str] = []

    def trial(self, name: str, **held: bool) -> None:
        """One trial and what must hold after it."""
        self.trials += 1
        self.failed += [f"{name}: not {what}" for what, is_held in held.items() if not is_held]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Iterator[Report]:
    """The report of one test, named after it."""
    report = Report(request.node.name)
    yield report
    LINES.append(f"{report.fault}: {report.trials} trials, {len(report.failed)} failed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the counts."""
    for text in LINES:
        terminalreporter.write_line(text)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with as many releases as are kept, made of all pages but the last."""
    data = tmp_path_factory.mktemp("template") / "data"
    for _ in range(rules().keep_releases):
        line.run(data, -1)
    return data


@pytest.fixture(scope="session")
def undisturbed(template: Path) -> Path:
    """The same folder after a run that nothing disturbed."""
    data = line.copy(template, template.parent / "undisturbed")
    line.run(data)
    return data
