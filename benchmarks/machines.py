"""A cluster on loopback to measure and to test on: a Dask scheduler and nodes, each a process of its own.

Belongs here: starting and ending them, an archive of several files for them to read, and what comes out of it.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from benchmarks import corpus
from pipelines import derive, settings
from pipelines.cluster import Cluster
from pipelines.data_folder import DataFolder
from pipelines.line import PRELOAD, Line
from pipelines.workers import Workers

SETTINGS = {
    "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
}
"""Few words, and as the units of deploy/ have it: no profile, and a look at its own delay once a second."""

MEMORY_MB = 1024


class Machines:
    """A scheduler and its nodes. `folder` is where they keep what they need."""

    def __init__(self, folder: Path, protocol: str = "tcp") -> None:
        self.folder = folder
        self.address = f"{protocol}://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("scheduler", "--port", port)
        self.nodes: list[subprocess.Popen[bytes]] = []

    def _start(self, role: str, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "dask", role, "--host", "127.0.0.1", "--no-dashboard", *words],
            cwd=self.folder,
            env={**os.environ, **SETTINGS},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def node(self, *words: str, preload: str = "") -> "subprocess.Popen[bytes]":
        """One node more; `preload` is code that it runs first."""
        if preload:
            (self.folder / "first.py").write_text(preload)
            words = (*words, "--preload", str(self.folder / "first.py"))
        chosen = words if "--nanny" in words else ("--no-nanny", *words)
        local = ("--nthreads", "1", "--local-directory", str(self.folder))
        self.nodes.append(self._start("worker", self.address, *local, *chosen))
        return self.nodes[-1]

    def workers(self) -> Workers:
        """Workers that send everything to the nodes."""
        return Workers(1, MEMORY_MB, PRELOAD, lambda: Cluster(self.address, MEMORY_MB, PRELOAD))

    def end(self) -> None:
        """Kill what still runs."""
        for process in (*self.nodes, self.scheduler):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def archive(data: Path, files: int, pages: int) -> None:
    """WARC files of the sample portal in a data folder, with so many pages each."""
    samples = corpus.pages(files * pages)
    target = data / "pages" / corpus.portal().portal
    target.mkdir(parents=True)
    for number in range(files):
        warc = corpus.archive(samples[number * pages : (number + 1) * pages], data / "made" / str(number))
        warc.rename(target / f"20261101T0600{number:02}Z-000.warc.gz")


def derived(data: Path, out: Path, pool: Workers) -> dict[str, bytes]:
    """What comes out of the archive of `data`, file by file, written to the new folder `out`."""
    out.mkdir()
    (out / "pages").symlink_to(data / "pages")
    line = Line(settings.load(out), DataFolder(out), "sample", pool)
    derive.articles(line, corpus.portal(), rederive=False)
    derive.observations(line, corpus.portal(), rederive=False)
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*.parquet"))}
