"""Example queries for analysts: one file a question in queries/, shown in the documentation and run by a test.

Belongs here: loading them. A file begins with `-- vi:` and `-- en:`, the question in both languages.
"""

from dataclasses import dataclass
from pathlib import Path

from transforms.errors import ConfigError

FOLDER = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the query that answers it."""

    name: str
    question_vi: str
    question_en: str
    sql: str


def examples() -> list[Example]:
    """All examples in the order of their names. Raises ConfigError for a file without its question."""
    return [_example(file) for file in sorted(FOLDER.glob("*.sql"))]


def _example(file: Path) -> Example:
    first, second, sql = file.read_text(encoding="utf-8").split("\n", 2)
    if not first.startswith("-- vi: ") or not second.startswith("-- en: "):
        raise ConfigError(f"{file.name}, line 1: an example begins with `-- vi: ` and `-- en: `, its question")
    return Example(file.stem, first.removeprefix("-- vi: "), second.removeprefix("-- en: "), sql.strip())
