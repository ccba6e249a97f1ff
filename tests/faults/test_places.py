"""A data folder on file systems that programs mount, for real: skipped where sshfs, rclone or FUSE is not there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.backup import backup
from pipelines.data_folder import DataFolder
from tests.faults import line
from transforms.errors import DataFolderError, LockedError

SFTP = next(
    (path for path in map(Path, ("/usr/lib/openssh/sftp-server", "/usr/libexec/sftp-server")) if path.exists()), None
)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(
        not os.access("/dev/fuse", os.W_OK) or not shutil.which("fusermount3"), reason="FUSE is not here"
    ),
]


@contextmanager
def mounted(at: Path, *command: object) -> Iterator[Path]:
    """A mount for the time of the block."""
    at.mkdir()
    done = subprocess.run([str(word) for word in (*command, at)], capture_output=True, text=True, timeout=30)
    if done.returncode != 0:
        pytest.skip(f"{command[0]} does not mount here: {done.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["fusermount3", "-u", "-z", str(at)], check=True, timeout=30)


@pytest.mark.skipif(SFTP is None or not shutil.which("sshfs"), reason="sshfs or sftp-server is not here")
def test_a_folder_over_sshfs_works_and_a_second_mount_of_it_is_refused(
    tmp_path: Path, undisturbed: Path, template: Path
) -> None:
    """sshfs talks to its server by a pipe here, so that no network and no key is needed. The second mount stands for
    another machine: it does not see the first one's locks."""
    server, disk = tmp_path / "server", tmp_path / "disk"
    server.write_text(f"#!/bin/sh\nexec {SFTP}\n")
    server.chmod(0o755)
    disk.mkdir()
    shutil.copytree(template, disk / "data", symlinks=True)
    sshfs = ("sshfs", "-o", f"ssh_command={server}", f"any:{disk}")
    with mounted(tmp_path / "one", *sshfs) as one, mounted(tmp_path / "two", *sshfs) as two:
        hold = "from tests.faults.test_places import *; hold(sys.argv[1])"
        holder = subprocess.Popen(
            [sys.executable, "-c", hold, str(one / "data")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid} .*fuse.sshfs"):
            line.run(two / "data")
        holder.communicate(b"\n", timeout=30)
        line.run(two / "data")
    assert line.digests(disk / "data") == line.digests(undisturbed)
    assert line.leftovers(disk / "data") == []


def hold(data: str) -> None:
    """Hold the lock of a run until a line comes in."""
    with DataFolder(Path(data)).lock("run", "a run"):
        print("held", flush=True)
        sys.stdin.readline()


@pytest.mark.skipif(not shutil.which("rclone"), reason="rclone is not here")
def test_a_mount_without_symlinks_is_refused_before_anything_is_written(tmp_path: Path, template: Path) -> None:
    (tmp_path / "store").mkdir()
    with mounted(tmp_path / "mount", "rclone", "mount", "--daemon", "--config", "", tmp_path / "store") as mount:
        with pytest.raises(DataFolderError, match="does not hold symlinks"):
            line.run(mount / "data")
        assert [path.name for path in (mount / "data").iterdir()] == ["locks"]
        with pytest.raises(DataFolderError, match="Nothing was copied"):
            backup(template, tmp_path / "no records", mount / "backup")
        assert list((mount / "backup").iterdir()) == []
