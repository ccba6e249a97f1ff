"""`congdoan ingest`: pages that somebody else archived become pages of a portal."""

from collections.abc import Sequence
from pathlib import Path

import click

from pipelines import settings
from pipelines.cli.options import data_option
from pipelines.data_folder import DataFolder
from pipelines.ingest import Intake
from pipelines.portals import find
from scrapers.archive import Defect, Ingested, Taken
from transforms.errors import ArchiveError, UsageError

SHOWN = 3
"""How many foreign hosts and damaged records are named; their number always is."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--portal", "name", metavar="NAME", help="Only pages of this portal (default: of all, by their host).")
@data_option
def ingest(files: tuple[Path, ...], name: str | None, data: Path | None) -> int:
    """Bring in the pages of WARC files made elsewhere: Common Crawl, Heritrix, browsertrix, wget.

    FILES may be packed by record, packed whole or not packed, and may break off. A page goes to the portal of its host;
    one that is there already is left out, so that the same file twice adds nothing. Nothing is fetched.
    """
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}. Nothing was brought in.")
    folder = DataFolder(settings.load(data).data)
    intake = Intake(folder, name)
    brought: set[str] = set()
    refused = 0
    for file in files:
        try:
            done = intake.bring_in(file)
        except ArchiveError as error:
            click.echo(f"congdoan: {error}", err=True)
            refused += 1
            continue
        _tell(file, done)
        brought |= {portal for portal, taken in done.taken.items() if taken.files}
    if brought:
        words = "".join(f" --portal {portal}" for portal in sorted(brought))
        off = [portal for portal in sorted(brought) if not find(portal).enabled]
        why = f" ({', '.join(off)}: not enabled, so no crawl)" if off else ""
        click.echo(
            f"\nArchived in {folder.root}{why}. To read these pages and release what they say, without fetching:"
        )
        click.echo(f"  congdoan run --rederive{words}" + (f" --data {data}" if data else ""))
    else:
        click.echo("\nNothing new came in.")
    return 1 if refused else 0


def _tell(file: Path, done: Ingested) -> None:
    click.echo(f"{file.name}")
    for portal, taken in sorted(done.taken.items()):
        click.echo(f"  {portal:<22} {_counts(taken)}")
    if done.elsewhere:
        hosts = ", ".join(f"{host} {count}" for host, count in done.elsewhere.most_common(SHOWN))
        more = ", …" if len(done.elsewhere) > SHOWN else ""
        click.echo(f"  {'of no such portal':<22} {done.elsewhere.total()} left out ({hosts}{more})")
    if done.defects:
        click.echo(f"  {'damaged':<22} {len(done.defects)} left out ({_places(done.defects)})")


def _counts(taken: Taken) -> str:
    told = [f"{taken.stored} new"]
    told += [f"{taken.unchanged} as before"] if taken.unchanged else []
    told += [f"{count} {reason.replace('_', ' ')}" for reason, count in sorted(taken.skipped.items())]
    return ", ".join(told)


def _places(defects: Sequence[Defect]) -> str:
    told = "; ".join(f"byte {defect.offset}: {defect.reason}" for defect in defects[:SHOWN])
    return told + ("; …" if len(defects) > SHOWN else "")
