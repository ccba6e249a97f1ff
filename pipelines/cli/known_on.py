"""`--known-on DATE`: by this option a command looks at what analysts read on that day."""

from collections.abc import Callable
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import TypeVar

import click

from warehouse import known_on

F = TypeVar("F", bound=Callable[..., object])
VIETNAM = timezone(timedelta(hours=7))


def known_on_option(command: F) -> F:
    """The option; its value is a time of which the date counts, or None."""
    return click.option(
        "--known-on",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="As known on that day: the release that analysts read at its end, as far as those that are kept tell.",
    )(command)


def chosen_release(data: Path, release: str | None, day: datetime | None) -> str | None:
    """The release a command is about, by name or by day; null for the published one. A day's is named on stderr."""
    if day is None:
        return release
    if release is not None:
        raise click.UsageError("Give a release or a day, not both.")
    midnight = datetime.combine(day.date() + timedelta(days=1), time(), VIETNAM)
    name = known_on(data, midnight - timedelta(microseconds=1))
    click.echo(f"As known on {day:%Y-%m-%d}: release {name}", err=True)
    return name
