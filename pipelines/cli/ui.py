"""`congdoan ui`: Dagster's web server and daemon, behind the guard."""

from functools import partial
from pathlib import Path

import click

from pipelines import settings
from pipelines.cli.options import data_option
from pipelines.data_folder import DataFolder
from pipelines.setup import prepare_dagster
from pipelines.ui.launch import run_ui
from pipelines.ui.recovery import put_right


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=3000, show_default=True, type=click.IntRange(1, 65535))
@data_option
def ui(host: str, port: int, data: Path | None) -> int:
    """Watch and start runs in Dagster's UI, with schedules and sensors alive. Ctrl-C ends it."""
    here = settings.load(data)
    folder = DataFolder(here.data)
    if folder.kind() is None:  # later it may be full, and is looked at all the same
        folder.check()
    prepare_dagster(here)
    return run_ui(
        host=host,
        port=port,
        dagster_home=here.dagster_home,
        project_root=settings.PROJECT,
        public_host=here.ui_public_host,
        token=here.ui_token,
        put_right=partial(put_right, here.data),
    )
