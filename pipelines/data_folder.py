"""The data folder: where its files lie, which kind it is, and who may write in it at the moment.

A folder holds sample data or live data, never both: what was written for a demonstration must not stand in a table
beside what a province reported. The locks are those of the operating system (`flock`): they end with their process,
however it ends, so there is no stale lock to clear by hand. Where another machine may see the folder too, such a lock
need not hold there; so each holder leaves a note, which it takes away at its end, and a note of another machine counts.
"""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO, cast

from pipelines import file_system
from pipelines.portals import Kind
from transforms.errors import DataFolderError, LockedError


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths below one data folder (docs/design.md, section 3)."""

    root: Path

    @property
    def kind_file(self) -> Path:
        return self.root / "KIND"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def database(self) -> Path:
        """The symlink that analysts open."""
        return self.warehouse / "congdoan.duckdb"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    def pages(self, portal: str) -> Path:
        return self.root / "pages" / portal

    def articles(self, portal: str) -> Path:
        return self.root / "articles" / portal

    def observations(self, portal: str) -> Path:
        return self.root / "observations" / portal

    def warcs(self, portal: str) -> list[Path]:
        """The finished WARC files of a portal, oldest first (their names begin with the time)."""
        return sorted(self.pages(portal).glob("*.warc.gz"))

    def archived(self) -> frozenset[str]:
        """The names of the portals that have pages here, whatever has become of the portals since."""
        return frozenset(path.parent.name for path in (self.root / "pages").glob("*/*.warc.gz"))

    def kind(self) -> Kind | None:
        """What the folder holds; null where nothing was written yet."""
        try:
            text = self.kind_file.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refused(error) from error
        if text not in ("sample", "live"):
            raise DataFolderError(
                f"{self.kind_file} says {text!r}; it must say 'sample' or 'live'. Nothing was written."
            )
        return cast("Kind", text)

    def claim(self, kind: Kind) -> None:
        """Make the folder ready for data of this kind, or raise DataFolderError where it is of the other kind."""
        present = self.kind()
        if present is not None and present != kind:
            raise DataFolderError(
                f"{self.root} holds {present} data, and this run would bring in {kind} data. Nothing was written. "
                "Give another folder with --data."
            )
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            begun = any((self.root / name).exists() for name in ("pages", "articles", "observations", "warehouse"))
            if present is None and begun:
                raise DataFolderError(
                    f"{self.root} has data in it but no KIND file. Nothing was written. Put 'sample' or 'live' "
                    f"into {self.kind_file}, whichever it is, or give another folder with --data."
                )
            self.check()
            if present is None:
                self.kind_file.write_text(kind + "\n", "utf-8")
        except OSError as error:
            raise self._refused(error) from error

    def check(self) -> None:
        """Make the folder, and raise DataFolderError where it cannot be written or releases not be published in it."""
        try:
            file_system.check(self.root)
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> DataFolderError:
        path = error.filename or self.root
        what = "is full" if error.errno == errno.ENOSPC else f"cannot be written ({error.strerror})"
        return DataFolderError(
            f"The data folder {what}: {path}. What was archived and published before is as it was. "
            "Make room or give write permission, or give another folder with --data."
        )

    @contextmanager
    def lock(self, name: str, what: str) -> Iterator[None]:
        """Hold one of the folder's locks (`run`, a portal's name, `release`) while the block runs.

        Raises LockedError at once where another process holds it, naming that process.
        """
        folder = self.root / "locks"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = (folder / f"{name}.lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise self._refused(error) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LockedError(_held_by(handle.name, what)) from error
            except OSError as error:
                raise DataFolderError(
                    f"{folder} does not hold file locks ({error.strerror}), so two runs could write at once. "
                    "Nothing was written. Put the data folder on a local file system."
                ) from error
            try:
                self._leave_a_note(handle, file_system.shared(folder), what)
            except OSError as error:
                raise self._refused(error) from error
            try:
                yield
            finally:
                with suppress(OSError):  # the place is gone: the note stays, and says who held it
                    handle.truncate(0)

    def _leave_a_note(self, handle: TextIO, kind: str | None, what: str) -> None:
        """Say who holds the lock, after looking for another machine's note where there may be one."""
        if kind is not None:
            _heed_the_note(handle, kind, what)
        handle.seek(0)
        handle.truncate()
        started = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": started, "what": what}, handle)
        handle.flush()
        if kind is not None:
            os.fsync(handle.fileno())


def _heed_the_note(handle: TextIO, kind: str, what: str) -> None:
    """Raise LockedError where another machine, or a living process that has the folder from another mount, holds it.

    Of a process that died here nothing is left but its note, which is passed over.
    """
    os.utime(handle.name)  # a change of our own makes sshfs forget what it knew of the file for its 20 seconds
    handle.seek(0)
    try:
        note = json.load(handle)
        pid, host = int(note["pid"]), str(note["host"])
    except (ValueError, KeyError, TypeError):
        return
    if host == socket.gethostname() and not _lives(pid):
        return
    raise LockedError(
        f"{_held_by(handle.name, what)} Locks of {kind} do not reach other machines, so its note counts: if nothing "
        f"runs there any more (it was switched off, or killed), delete {handle.name}."
    )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno != errno.ESRCH
    return True


def _held_by(path: str, what: str) -> str:
    try:
        holder = json.loads(Path(path).read_text("utf-8"))
        who = f"process {holder['pid']} on {holder['host']}, {holder['what']} since {holder['since']}"
    except (OSError, ValueError, KeyError):
        who = "another process that is just starting or ending"
    return (
        f"Cannot start {what}: this data folder is in use by {who}. Nothing was changed. "
        "Wait until it has ended, or give another folder with --data."
    )
