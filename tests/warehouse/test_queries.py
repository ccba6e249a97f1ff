"""The example queries run as printed and find something."""

from pathlib import Path

import pytest

from warehouse.queries import examples
from warehouse.store import reading


def test_there_is_more_than_a_dozen() -> None:
    assert len(examples()) > 12


@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_every_example_runs_and_finds_something(rich: Path, name: str) -> None:
    example = next(example for example in examples() if example.name == name)
    assert example.question_vi
    assert example.question_en
    with reading(rich) as connection:
        assert connection.execute(example.sql).fetchall() != []
