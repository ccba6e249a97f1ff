"""Set-up of the state that Dagster keeps, and a test of what the data folder can hold: `python -m pipelines.setup`."""

import os
import sys
from pathlib import Path

from pipelines import settings
from pipelines.data_folder import DataFolder
from transforms.errors import CongdoanError, DataFolderError


def prepare_dagster_home(home: Path) -> None:
    """Make `home` with a symlink to the project's dagster.yaml in it, so that every Dagster process reads that file."""
    wanted = settings.PROJECT / "dagster.yaml"
    link = home / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not link.exists() and not link.is_symlink():
            link.symlink_to(os.path.relpath(wanted, home.resolve()))
    except OSError as error:
        raise DataFolderError(
            f"Dagster's state folder cannot be used: {error.filename or home} ({error.strerror}). Nothing was changed. "
            "Give write permission, or set DAGSTER_HOME to another folder."
        ) from error


def prepare_dagster_storage(home: Path) -> None:
    """Make Dagster's databases, once and in one process: two that make them at the same time make them twice.

    `DAGSTER_HOME` must be exported. Imports Dagster only where there is something to make.
    """
    if (home / "history" / "runs" / "index.db").exists() and (home / "schedules" / "schedules.db").exists():
        return
    from dagster import DagsterInstance

    with DataFolder(home).lock("storage", "the set-up of Dagster's storage"), DagsterInstance.get() as instance:
        instance.get_runs_count()


def check_data_folder(root: Path) -> None:
    """Raise DataFolderError where the folder cannot hold what a release needs: a symlink that flips, and a lock."""
    root.mkdir(parents=True, exist_ok=True)
    folder = DataFolder(root)
    link, aside = root / f".probe-link-{os.getpid()}", root / f".probe-aside-{os.getpid()}"
    try:
        aside.symlink_to("KIND")
        aside.replace(link)
        link.unlink()
    except OSError as error:
        raise DataFolderError(
            f"{root} does not hold symlinks ({error.strerror}), which publishing a release needs. Nothing was written. "
            "Put the data folder on a local Linux or macOS file system (under WSL2 on its own, not below /mnt)."
        ) from error
    with folder.lock("setup", "set-up"):
        pass


def main() -> int:
    """Prepare and check; the exit code is 0, or that of the error that was printed."""
    here = settings.load()
    try:
        settings.export(here)
        prepare_dagster_home(here.dagster_home)
        prepare_dagster_storage(here.dagster_home)
        check_data_folder(here.data)
    except CongdoanError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
