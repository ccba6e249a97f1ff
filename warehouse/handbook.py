"""Keeps docs/data.md up to date: `python -m warehouse.handbook` fills in what the definitions and the queries say.

Belongs here: the generated parts of that page, each between a pair of marks. Its prose is written by hand around them.
"""

from pathlib import Path

from transforms.errors import ConfigError
from warehouse import dictionary
from warehouse.queries import examples
from warehouse.schema import model

PAGE = Path(__file__).parents[1] / "docs" / "data.md"
MARKS = "<!-- generated: {0} -->", "<!-- end: {0} -->"


def filled(text: str) -> str:
    """The page with its generated parts as they must be now. Raises ConfigError where a pair of marks is missing."""
    definitions = model()
    parts = {
        "queries": _queries(),
        "tables": dictionary.tables(definitions, (*definitions.release_tables, *definitions.release_views), "###"),
        "parquet": dictionary.tables(definitions, definitions.parquet, "###"),
        "codes": dictionary.code_lists(definitions, "###"),
    }
    for name, content in parts.items():
        begin, end = (mark.format(name) for mark in MARKS)
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ConfigError(f"{PAGE.name}: the marks {begin} and {end} must each stand there once")
        head, tail = text.partition(begin)[0], text.partition(end)[2]
        text = f"{head}{begin}\n\n{content}\n{end}{tail}"
    return text


def _queries() -> str:
    return "\n".join(
        f"### {example.question_en}\n\n{example.question_vi}\n\n```sql\n{example.sql}\n```\n" for example in examples()
    )


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
