"""Set-up of the state that Dagster keeps, and a test of what the data folder can hold: `python -m pipelines.setup`."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from pipelines import settings
from pipelines.data_folder import DataFolder
from transforms.errors import ConfigError, CongdoanError, DataFolderError


def prepare_dagster(here: settings.Settings) -> None:
    """Export these settings, and make the home and the databases of Dagster ready for them."""
    settings.export(here)
    prepare_dagster_home(here.dagster_home, postgres=here.postgres is not None)
    prepare_dagster_storage(here.dagster_home, postgres=here.postgres is not None)


INSTANCE = settings.PROJECT / "dagster.yaml"

POSTGRES_INSTANCE = settings.PROJECT / "deploy" / "dagster-postgres.yaml"


def prepare_dagster_home(home: Path, *, postgres: bool = False) -> None:
    """Make `home` with a symlink to the project's dagster.yaml in it, so that every Dagster process reads that file.

    With `postgres` to the one that keeps the records in PostgreSQL. A dagster.yaml that an operator put there stays.
    """
    wanted, other = (POSTGRES_INSTANCE, INSTANCE) if postgres else (INSTANCE, POSTGRES_INSTANCE)
    link = home / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if link.is_symlink() and link.resolve() == other:
            link.unlink()
        if not link.exists() and not link.is_symlink():
            link.symlink_to(os.path.relpath(wanted, home.resolve()))
    except OSError as error:
        raise DataFolderError(
            f"Dagster's state folder cannot be used: {error.filename or home} ({error.strerror}). Nothing was changed. "
            "Give write permission, or set DAGSTER_HOME to another folder."
        ) from error


def prepare_dagster_storage(home: Path, *, postgres: bool = False) -> None:
    """Make Dagster's databases, once and in one process: two that make them at the same time make them twice.

    `DAGSTER_HOME` must be exported. Imports Dagster only where there is something to make, or a server to be asked.
    """
    files = (home / "history" / "runs" / "index.db", home / "schedules" / "schedules.db")
    if not postgres and all(file.exists() for file in files):
        return
    with DataFolder(home).lock("storage", "the set-up of Dagster's storage"):
        _open_postgres() if postgres else _open_storage()


def _open_storage() -> None:
    from dagster import DagsterInstance

    with DagsterInstance.get() as instance:
        instance.get_runs_count()


def _open_postgres() -> None:
    """Raise ConfigError where the server does not answer. Its message names no password."""
    if find_spec("dagster_postgres") is None:
        raise ConfigError(
            f"{settings.POSTGRES} is set, and its driver is not installed. Nothing was started. "
            "Install the project with its extra `postgres`, or unset it."
        )
    from dagster_postgres.utils import DagsterPostgresException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        _open_storage()
    except (DagsterPostgresException, SQLAlchemyError) as error:
        cause = error.__cause__ or error
        why = str(getattr(cause, "orig", None) or type(cause).__name__).strip()
        raise ConfigError(
            f"Dagster's records cannot be kept in the PostgreSQL of {settings.POSTGRES}: {why}. Nothing was started. "
            "Start the server, or correct the address, user and password."
        ) from error


def check_data_folder(root: Path) -> None:
    """Raise DataFolderError where the folder cannot hold what a release needs: a symlink that flips, and a lock."""
    folder = DataFolder(root)
    folder.check()
    with folder.lock("setup", "set-up"):
        pass


def main() -> int:
    """Prepare and check; the exit code is 0, or that of the error that was printed."""
    try:
        here = settings.load()
        prepare_dagster(here)
        check_data_folder(here.data)
    except CongdoanError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
