"""`congdoan backup`: a copy from which everything can go on."""

from pathlib import Path

import click

from pipelines import settings
from pipelines.backup import backup as copy
from pipelines.cli.options import data_option


@click.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@data_option
def backup(target: Path, data: Path | None) -> int:
    """Bring the folder TARGET up to date with the data folder and Dagster's records.

    May run while a run goes on. What is there already is not copied again. To restore, copy TARGET/data and
    TARGET/dagster back to their places (docs/deploy.md).
    """
    here = settings.load(data)
    click.echo(f"data of {here.data}, Dagster's records of {here.dagster_home}")
    done = copy(here.data, here.dagster_home, target)
    click.echo(
        f"{target}: {done.files} files copied ({done.bytes / 1e6:,.1f} MB), {done.as_before} were there already, "
        f"{done.removed} removed"
    )
    return 0
