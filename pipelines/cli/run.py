"""`congdoan run`: the whole line, with progress on the way and a summary at the end."""

import signal
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

import click

from pipelines import settings
from pipelines.cli.options import data_option
from pipelines.data_folder import DataFolder
from pipelines.line import resolve_kind
from pipelines.orders import Orders
from pipelines.portals import select
from pipelines.run import run_line
from pipelines.setup import prepare_dagster
from pipelines.summary import summary

STEPS = {"pages": "crawled", "articles": "read", "observations": "understood"}


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise click.BadParameter(f"{value!r} is not a date such as 2024-12-27.") from error
    return value


@click.command()
@click.option("--portal", "names", multiple=True, metavar="NAME", help="Only this portal (may be given again).")
@click.option("--since", callback=_date, metavar="DATE", help="Go back to articles of this date.")
@click.option("--until", callback=_date, metavar="DATE", help="Leave out articles after this date.")
@click.option("--rederive", is_flag=True, help="Read the archive again where the rules changed; fetch nothing.")
@click.option("--accept", is_flag=True, help="Publish although values fell or vanished, after reading `congdoan diff`.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Portals at a time (default: CONGDOAN_JOBS, else 2).")
@data_option
def run(
    names: tuple[str, ...],
    since: str | None,
    until: str | None,
    rederive: bool,
    accept: bool,
    jobs: int | None,
    data: Path | None,
) -> int:
    """Crawl, archive, read, understand, build and publish.

    Without --portal all enabled portals of the data folder's kind; where no live portal is enabled, the sample portals.
    """
    here = settings.load(data)
    folder = DataFolder(here.data)
    kind = resolve_kind(folder, names)
    portals = select(kind, names, folder.archived() if rederive else ())
    if not portals:
        raise click.UsageError(f"No {kind} portal is enabled; `congdoan portal list` shows all.")
    prepare_dagster(here)
    folder.claim(kind)
    signal.signal(signal.SIGTERM, _as_interrupt)

    click.echo(f"congdoan: {len(portals)} {kind} portals, data in {here.data}")
    orders = Orders(f"shell-{datetime.now(UTC):%Y%m%dT%H%M%SZ}", since, until, rederive, accept)
    result = run_line(here, portals, orders, jobs or here.jobs, _progress)
    click.echo(summary(folder, portals, result))
    return 1 if result.failures else 0


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _progress(portal: str, step: str, known: Mapping[str, object]) -> None:
    """One line a step, and one now and then while a crawl goes on; plain lines, so that a log file reads well too."""
    if step == "release":
        text = "  building the release ..."
    else:
        numbers = ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in known.items() if value)
        text = f"  {portal:<18} {STEPS.get(step, step):<11} {numbers}".rstrip()
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
