"""A disk that fills up: a small one, mounted over a folder."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def full_disk(folder: Path, room: int = 0) -> Iterator[None]:
    """The folder on a disk with room for so many bytes more, until the block ends; what was in it is there before,
    meanwhile and after."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a full disk is made with a mount, which only root may do, on Linux")
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(folder.name + ".aside")
    folder.rename(aside)
    folder.mkdir()
    size = sum(file.stat().st_size for file in aside.iterdir()) // 1024 + 40
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size + room // 1024}k", "tmpfs", str(folder)], check=False
    )
    try:
        if done.returncode:
            pytest.skip("this machine lets nobody mount")
        for file in aside.iterdir():
            shutil.copy2(file, folder)
        with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(1024))
        os.truncate(folder / "filler", max((folder / "filler").stat().st_size - room, 0))
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / "filler").unlink()
        for file in folder.iterdir():
            shutil.copy2(file, aside)
        if not done.returncode:
            subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()
        aside.rename(folder)
