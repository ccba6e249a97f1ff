"""What the place of a data folder can hold: symlinks, replaced in one step, and whether other machines may see it too.

Belongs here: questions to the file system, answered by trying. Which file lies where does not (data_folder.py). What
cannot be tried from one machine is read from Linux's list of mounts; elsewhere every place counts as this machine's.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from transforms.errors import DataFolderError

MOUNTS = Path("/proc/self/mountinfo")

OF_A_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "ceph", "afs", "lustre", "gpfs"})
"""File systems that other machines may have mounted too, beside all that programs mount (`fuse.`)."""

FLIPS = 10
"""How often the probe's link is replaced. On s3fs a reader missed the link in nearly every one."""

OURS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.ENOENT})
"""Errors that say nothing of the kind of file system: it is full, closed, or not there."""

ELSEWHERE = "Put the data folder on a local Linux or macOS file system (under WSL2 on its own, not below /mnt)."


def check(root: Path) -> None:
    """Raise DataFolderError where a release could not be published below `root`; OSError where nothing can be written.

    Takes milliseconds on a local disk, and leaves nothing.
    """
    with _probe(root) as probe:
        _symlink(probe, root, f"which publishing a release needs. Nothing was written. {ELSEWHERE}")
        if _is_missed(probe / "link", probe / "aside"):
            raise DataFolderError(
                f"{root} replaces a link in two steps, between which readers find none; releases are published in one. "
                f"Nothing was written. {ELSEWHERE}"
            )


def check_symlinks(root: Path, consequence: str) -> None:
    """Raise DataFolderError where `root` does not hold symlinks."""
    with _probe(root) as probe:
        _symlink(probe, root, consequence)


@contextmanager
def _probe(root: Path) -> Iterator[Path]:
    root.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".probe-", dir=root) as probe:
        yield Path(probe)


def _symlink(probe: Path, root: Path, consequence: str) -> None:
    try:
        (probe / "link").symlink_to("KIND")
    except OSError as error:
        if error.errno in OURS:
            raise
        raise DataFolderError(f"{root} does not hold symlinks ({error.strerror}), {consequence}") from error


def _is_missed(link: Path, aside: Path) -> bool:
    """Whether a reader beside us finds no link while it is replaced."""
    done, missed = Event(), Event()

    def look() -> None:
        while not done.is_set():
            try:
                os.readlink(link)
            except FileNotFoundError:
                missed.set()

    reader = Thread(target=look, name="look at the probe", daemon=True)
    reader.start()
    try:
        for _ in range(FLIPS):
            aside.symlink_to("KIND")
            aside.replace(link)
    finally:
        done.set()
        reader.join()
    return missed.is_set()


def shared(folder: Path) -> str | None:
    """The type of the file system where other machines may see this folder too (`nfs4`, `fuse.sshfs`); else null."""
    device = folder.stat().st_dev
    mine = f"{os.major(device)}:{os.minor(device)}"
    with suppress(OSError), MOUNTS.open(encoding="utf-8", errors="replace") as mounts:
        for line in mounts:
            mount, _, source = line.partition(" - ")
            if mount.split()[2] == mine:
                kind = source.split()[0]
                return kind if kind in OF_A_NETWORK or kind.startswith("fuse.") else None
    return None
