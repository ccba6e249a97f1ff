"""docs/data.md says what the definitions and queries say now, and its notebook runs on a release as committed."""

import ast
import json
from pathlib import Path

import pandas as pd
import pytest

from transforms.errors import ConfigError
from warehouse.handbook import PAGE, filled
from warehouse.schema import model

NOTEBOOK = PAGE.parent / "notebook" / "yearbook.ipynb"


def test_the_page_is_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text) == text, "`python -m warehouse.handbook` brings docs/data.md up to date"
    assert all(f"### {name}\n" in text for name in model().tables)


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ConfigError, match="generated: tables"):
        filled(PAGE.read_text(encoding="utf-8").replace("<!-- end: tables -->", ""))


def test_the_notebook_runs_and_every_cell_finds_something(rich: Path, tmp_path: Path, monkeypatch) -> None:
    """From its own folder, as a person opens it, beside a data folder in the root of the project."""
    (tmp_path / "data").symlink_to(rich.resolve().parents[2])
    here = tmp_path / "docs" / "notebook"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    cells = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    known: dict[str, object] = {}
    shown = []
    for cell in cells:
        assert cell["outputs"] == []
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, NOTEBOOK.name, "exec"), known)  # noqa: S102 - our own notebook
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), known))  # noqa: S307 - as above
    known["con"].close()  # type: ignore[attr-defined]  # the notebook's connection
    assert len(shown) >= 7
    assert [number for number, table in enumerate(shown) if not isinstance(table, pd.DataFrame) or table.empty] == []
