"""K1 through the command itself: CRASH_AT kills the process at work, the run says so, the next one repairs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import settings
from warehouse.releases import published_name

pytestmark = pytest.mark.faults

RUN = "import sys; from pipelines.cli import main; sys.exit(main())"


@pytest.mark.parametrize("point", ["parquet_written", "before_flip"])
def test_k1_a_run_whose_process_is_killed(point: str, tmp_path: Path) -> None:
    env = {**os.environ, settings.DATA: str(tmp_path / "data"), "DAGSTER_HOME": str(tmp_path / "dagster")}
    command = [sys.executable, "-c", RUN, "run", "--portal", "sample-laichau"]
    code, told = _said(command, {**env, settings.CRASH: point}, tmp_path / "killed.log")
    assert code == 1, told
    assert "ended with code -9" in told
    assert "Traceback" not in told
    assert published_name(tmp_path / "data") is None
    code, told = _said(command, env, tmp_path / "again.log")
    assert code == 0, told
    assert published_name(tmp_path / "data") is not None


def _said(command: list[str], env: dict[str, str], log: Path) -> tuple[int, str]:
    """Exit code and output. Into a file: whoever reads a pipe waits for every process that was ever given its end."""
    with log.open("w") as out:
        code = subprocess.run(
            command, env=env, stdout=out, stderr=subprocess.STDOUT, timeout=300, check=False
        ).returncode
    return code, log.read_text("utf-8")
