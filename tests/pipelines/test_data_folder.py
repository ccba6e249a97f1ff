"""Protects: sample and live data never meet, two runs never write at once, and each refusal says what to do."""

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines import file_system
from pipelines.data_folder import DataFolder
from pipelines.setup import check_data_folder, prepare_dagster_home
from transforms.errors import DataFolderError, LockedError


def test_a_folder_takes_its_kind_once(tmp_path):
    folder = DataFolder(tmp_path / "data")
    assert folder.kind() is None
    folder.claim("sample")
    folder.claim("sample")
    assert folder.kind() == "sample"
    with pytest.raises(DataFolderError, match="holds sample data"):
        folder.claim("live")
    folder.kind_file.write_text("both\n")
    with pytest.raises(DataFolderError, match="must say"):
        folder.kind()


def test_data_without_a_kind_is_not_claimed(tmp_path):
    (tmp_path / "pages").mkdir()
    with pytest.raises(DataFolderError, match="no KIND file"):
        DataFolder(tmp_path).claim("live")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_named(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(DataFolderError, match="cannot be written"):
        DataFolder(tmp_path / "data").claim("sample")


def test_a_path_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError, match="file"):
        DataFolder(tmp_path / "file" / "data").claim("sample")


def test_a_lock_names_its_holder_and_ends_with_it(tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from pipelines.data_folder import DataFolder\n"
            "with DataFolder(Path(sys.argv[1])).lock('run', 'a run'): print('held', flush=True); time.sleep(60)",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LockedError, match=f"process {holder.pid} on") as caught, DataFolder(tmp_path).lock("run", "it"):
        pass
    assert caught.value.exit_code == 75
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    deadline = time.monotonic() + 5
    while True:
        try:
            with DataFolder(tmp_path).lock("run", "it"):
                break
        except LockedError:
            assert time.monotonic() < deadline, "the lock of a dead process is held"
    holder.stdout.close()


def test_setup_checks_symlinks_and_locks_and_can_be_repeated(tmp_path):
    for _ in range(2):
        prepare_dagster_home(tmp_path / "home")
        check_data_folder(tmp_path / "data")
    assert (tmp_path / "home" / "dagster.yaml").read_text("utf-8").startswith("# Dagster's instance")


def test_a_file_system_without_symlinks_or_locks_is_named(tmp_path, monkeypatch):
    """Simulated here; tests/faults/test_places.py mounts such places. SMB shares, exFAT, some object store mounts."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    for what, where, name in (("symlinks", Path, "symlink_to"), ("file locks", fcntl, "flock")):
        with monkeypatch.context() as without:
            without.setattr(where, name, refused)
            with pytest.raises(DataFolderError, match=f"does not hold {what}"):
                check_data_folder(tmp_path)
    check_data_folder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locks"]


def test_a_link_that_is_replaced_in_two_steps_is_noticed(tmp_path, monkeypatch):
    """As s3fs does it: the link is away for a moment."""

    def in_two_steps(self: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        time.sleep(0.01)
        target.symlink_to("KIND")
        self.unlink()

    monkeypatch.setattr(Path, "replace", in_two_steps)
    with pytest.raises(DataFolderError, match="in two steps"):
        DataFolder(tmp_path / "data").claim("sample")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_note_of_another_machine_counts_where_locks_do_not_reach_it(tmp_path, monkeypatch):
    note = tmp_path / "locks" / "run.lock"

    def left(host: str, pid: int) -> None:
        note.write_text(json.dumps({"pid": pid, "host": host, "since": "2026-11-20", "what": "a run"}))

    def taken() -> None:
        with DataFolder(tmp_path).lock("run", "it"):
            assert json.loads(note.read_text())["pid"] == os.getpid()
        assert note.read_text() == ""

    dead = subprocess.Popen(["true"])
    dead.wait()
    taken()
    left("elsewhere", 1)
    taken()  # on a local disk the lock itself is proof
    monkeypatch.setattr(file_system, "shared", lambda folder: "fuse.sshfs")
    taken()
    left(socket.gethostname(), dead.pid)
    taken()
    for host, pid in (("elsewhere", dead.pid), (socket.gethostname(), os.getppid())):
        left(host, pid)
        with pytest.raises(LockedError, match=f"process {pid} on {host}.*fuse.sshfs.*delete {note}"):
            taken()
        assert json.loads(note.read_text())["host"] == host
    note.unlink()
    taken()
