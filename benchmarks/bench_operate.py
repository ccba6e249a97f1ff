"""What a day costs on which nothing is new: processor seconds a portal, as the schedule starts them, a process each."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.harness import Result
from pipelines import settings
from pipelines.portals import load_all

DAY = 150
"""Portals of a full house; the sample portals stand for them, in turn."""

QUIET = '{"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}'


def run(scale: int) -> Iterator[Result]:
    """A portal's run that finds nothing new, against a process that loads the definitions and does nothing."""
    names = sorted(p.portal for p in load_all() if p.sample and p.enabled)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "dagster"
        home.mkdir()
        (home / "dagster.yaml").symlink_to(settings.PROJECT / "dagster.yaml")
        environment = {**os.environ, settings.DATA: str(Path(scratch) / "data"), "DAGSTER_HOME": str(home)}
        (Path(scratch) / "quiet.yaml").write_text(QUIET, "utf-8")
        quiet = Path(scratch) / "quiet.yaml"
        for name in [*names, *names]:  # the second time brings the second edition
            seconds(portal_run(name, quiet), environment)
        count = DAY if scale > 1000 else len(names)
        ours = [seconds(portal_run(names[number % len(names)], quiet), environment) for number in range(count)]
        loads = [sys.executable, "-c", "import pipelines.definitions"]
        theirs = [seconds(loads, environment) for _ in range(min(count, 10))]
        yield Result(f"{count} portals with nothing new: one of them", "CPU s", ours)
        yield Result("    of it, loading the definitions", "CPU s", theirs)


def portal_run(portal: str, config: Path) -> list[str]:
    """The run of a portal's job in a process of its own, as the UI's launcher does it."""
    tags = f'{{"dagster/partition": "{portal}"}}'
    command = [sys.executable, "-m", "dagster", "job", "execute", "-m", "pipelines.definitions", "-j", "portal"]
    return [*command, "--tags", tags, "--config", str(config)]


def seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """Processor seconds of a command and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, cwd=settings.PROJECT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
