"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


def data_option(command: F) -> F:
    """`--data DIR`: the data folder, as a Path or None for the default."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        help="The data folder (default: CONGDOAN_DATA, else data/ in the project).",
    )(command)
