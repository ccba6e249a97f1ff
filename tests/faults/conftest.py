"""What the fault tests share: the template of a data folder."""

from pathlib import Path

import pytest

from tests.faults import line
from warehouse.rules import rules


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
