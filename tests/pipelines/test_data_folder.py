"""Protects: sample and live data never meet, two runs never write at once, and each refusal says what to do."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
    """Simulated, since no such file system can be mounted in a test: SMB shares, exFAT, some object store mounts."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    for what, where, name in (("symlinks", Path, "symlink_to"), ("file locks", fcntl, "flock")):
        with monkeypatch.context() as without:
            without.setattr(where, name, refused)
            with pytest.raises(DataFolderError, match=f"does not hold {what}"):
                check_data_folder(tmp_path)
    check_data_folder(tmp_path)
