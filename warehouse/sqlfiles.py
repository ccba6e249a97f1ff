"""The statements of sql/, by name: one file a table, view, stage or question.

Belongs here: reading them. Parameters are bound by name where a statement is run; nothing is pasted into its text.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> str:
    """The text of sql/<name>.sql."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def parameters(text: str) -> set[str]:
    """The names that a statement binds; DuckDB refuses any that it does not use."""
    return set(re.findall(r"\$([a-z_]+)", text))
