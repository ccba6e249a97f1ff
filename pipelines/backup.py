"""A copy of the data folder and of Dagster's records, from which everything can go on: `congdoan backup`.

It may be taken while a run goes on: finished files never change under their name, except by a takedown, and what
belongs together is copied in the order in which it is made, so that nothing in the copy stands on something that is not
there. The copy is a data folder like any other; to restore it is to copy it back. Records in PostgreSQL are the
server's own to save (`pg_dump`).
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.file_system import check_symlinks
from transforms.errors import DataFolderError

ORDER = ("KIND", "pages", "articles", "observations", "exports", "alerts", "warehouse/releases")
"""What is copied first. The published release, a symlink, and what else lies in the folder come last."""

LEFT_OUT = frozenset({"locks"})
"""Locks are of this machine's processes."""

DATA, RECORDS = "data", "dagster"

WITHOUT_LINKS = (
    "and the published release is one. Nothing was copied. Back up to a local folder, and copy that with what keeps "
    "symlinks (`tar`, `rclone --links`)."
)

RUNS = "history/runs.db"
"""Where Dagster keeps its runs, below its home."""

SQLITE = frozenset({".db"})
LOGS = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database while somebody writes; its copy of the database holds what is in them."""


@dataclass(slots=True)
class Copied:
    """What a backup did: files copied, files that were there already, files removed because they are gone here."""

    files: int = 0
    bytes: int = 0
    as_before: int = 0
    removed: int = 0


def backup(data: Path, dagster_home: Path, target: Path) -> Copied:
    """Bring the folder `target` up to date with the data folder and Dagster's home. It keeps all archived pages."""
    if not (data / "KIND").exists():
        raise DataFolderError(f"{data} is no data folder (it has no KIND file). Nothing was copied.")
    if target.resolve().is_relative_to(data.resolve()):
        raise DataFolderError(f"{target} lies in the data folder itself. Nothing was copied.")
    kept = _runs(target / RECORDS)
    if kept and dagster_home.is_dir() and not _runs(dagster_home):
        raise DataFolderError(
            f"{dagster_home} holds no run, and the copy in {target / RECORDS} holds {kept}, which would go. Nothing "
            "was copied. Set DAGSTER_HOME to the folder in which runs are recorded, or give another folder to copy to."
        )
    copied = Copied()
    try:
        check_symlinks(target, WITHOUT_LINKS)
        for file in _in_order(data):
            _copy(data / file, target / DATA / file, copied)
        _remove_what_is_gone(data, target / DATA, copied)
        if dagster_home.is_dir():
            for file in _files(dagster_home):
                _copy(dagster_home / file, target / RECORDS / file, copied)
            _remove_what_is_gone(dagster_home, target / RECORDS, copied)
    except (OSError, sqlite3.Error) as error:
        where = getattr(error, "filename", None) or target
        raise DataFolderError(
            f"The backup is not complete: {where} ({getattr(error, 'strerror', None) or error}). The data folder is as "
            "it was, and so is what was copied before. Make room or give permission, and start it again."
        ) from error
    return copied


def _runs(home: Path) -> int:
    """How many runs are on record in a home of Dagster."""
    database = home / RUNS
    if not database.exists():
        return 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as records:
        return int(records.execute("SELECT count(*) FROM runs").fetchone()[0])
    return 0


def _files(root: Path) -> Iterator[Path]:
    """Every file and symlink below a folder, relative to it; no lock, nothing that is just being written."""
    for folder, names, files in os.walk(root):
        below = Path(folder).relative_to(root)
        names[:] = sorted(name for name in names if name not in LEFT_OUT and not name.startswith((".", "building-")))
        for name in sorted(files):
            unfinished = name.startswith(".") or name.endswith((".part", ".lock", *LOGS))
            if not unfinished:
                yield below / name


def _in_order(data: Path) -> Iterator[Path]:
    """The files of a data folder, of what others stand on first. Each part is listed when its turn comes."""
    for first in ORDER:
        yield from [Path(first)] if (data / first).is_file() else [Path(first) / file for file in _files(data / first)]
    for file in _files(data):
        if not any(file.is_relative_to(first) for first in ORDER):
            yield file


def _copy(source: Path, target: Path, copied: Copied) -> None:
    """One file, aside and then in its place. What has the same size and time is there already."""
    with suppress(FileNotFoundError):  # an old release or a run was removed meanwhile
        if source.is_symlink():
            aside = _aside(target)
            aside.symlink_to(os.readlink(source))
        else:
            known = source.stat()
            if target.exists() and source.suffix not in SQLITE:
                there = target.stat()
                if (there.st_size, there.st_mtime_ns) == (known.st_size, known.st_mtime_ns):
                    copied.as_before += 1
                    return
            aside = _aside(target)
            if source.suffix in SQLITE:
                _copy_database(source, aside)
            else:
                shutil.copy2(source, aside)
            copied.files += 1
            copied.bytes += known.st_size
        os.replace(aside, target)


def _aside(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    aside.unlink(missing_ok=True)
    return aside


def _copy_database(source: Path, target: Path) -> None:
    """A SQLite database as it is between two transactions, also while Dagster writes in it."""
    address = f"file:{source}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _remove_what_is_gone(root: Path, copy: Path, copied: Copied) -> None:
    """Old releases, their exports, and what a takedown withdrew: the copy must not bring them back."""
    for file in list(_files(copy)):
        gone = not (root / file).exists() and not (root / file).is_symlink()
        if gone and file.parts[0] != "pages":
            (copy / file).unlink()
            copied.removed += 1
