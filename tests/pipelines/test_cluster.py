"""Protects: a cluster gives the same bytes as this machine, loses nothing with a node, and never keeps us waiting."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, Timer

import pytest

from benchmarks import corpus
from pipelines import cluster, derive, settings, workers
from pipelines.cluster import Cluster
from pipelines.data_folder import DataFolder
from pipelines.line import PRELOAD, Line
from pipelines.workers import Workers
from tests.pipelines.test_workers import GREEDY, LETHAL, dead, work
from transforms.errors import ClusterError

QUIET = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error"}


class Machines:
    """A scheduler and nodes on loopback, each a process of its own, as the pages of docs/deploy.md start them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start("scheduler", "--port", port)
        self.nodes: list[subprocess.Popen[bytes]] = []

    def _start(self, role: str, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "dask", role, "--host", "127.0.0.1", "--no-dashboard", *words],
            cwd=self.folder,
            env={**os.environ, **QUIET},
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
        return Workers(1, 1024, PRELOAD, lambda: Cluster(self.address, 1024, PRELOAD))

    def end(self) -> None:
        for process in (*self.nodes, self.scheduler):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    machines = Machines(tmp_path)
    yield machines
    machines.end()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SILENCE_SECONDS", 4)
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 1)


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """No speed is measured here: a wait without end becomes a failure."""

    def alarm(*_: object) -> None:
        raise AssertionError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def archive(data: Path, files: int, pages: int) -> None:
    """A data folder with some WARC files of one portal."""
    samples = corpus.pages(files * pages)
    portal = corpus.portal().portal
    for number in range(files):
        warc = corpus.archive(samples[number * pages : (number + 1) * pages], data / "made" / str(number))
        target = data / "pages" / portal / f"20261101T06000{number}Z-000.warc.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        warc.rename(target)


def derived(data: Path, out: Path, pool: Workers) -> dict[str, bytes]:
    """What comes out of the archive of `data`, file by file."""
    out.mkdir()
    (out / "pages").symlink_to(data / "pages")
    line = Line(settings.load(out), DataFolder(out), "sample", pool)
    try:
        derive.articles(line, corpus.portal(), rederive=False)
        derive.observations(line, corpus.portal(), rederive=False)
    finally:
        pool.close()
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*.parquet"))}


PAGES = 60


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("archived")
    archive(data, files=3, pages=PAGES // 3)
    return data


@pytest.fixture(scope="module")
def here(archived: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What comes out on this machine."""
    return derived(archived, tmp_path_factory.mktemp("here") / "out", Workers(2, 1024, PRELOAD))


def test_the_same_bytes_though_a_node_is_killed_at_its_work(archived, here, machines, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "CHUNK", 5)
    assert len(here) == 6
    first, _ = machines.node(), machines.node()
    killed = []

    def kill(busy: Cluster) -> None:
        """As soon as both have something to do, one of them is no more."""
        while not killed:
            at_work = busy._client.processing()
            if len(at_work) == 2 and all(at_work.values()):
                os.killpg(first.pid, signal.SIGKILL)
                killed.append(first.pid)
            time.sleep(0.05)

    def connect() -> Cluster:
        opened = Cluster(machines.address, 1024, PRELOAD)
        opened._client.wait_for_workers(2, timeout=60)
        Thread(target=kill, args=(opened,), daemon=True).start()
        return opened

    with ends_within(120):
        assert derived(archived, tmp_path / "out", Workers(1, 1024, PRELOAD, connect)) == here
    assert killed


def test_what_cannot_work_is_said_in_time(machines, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 4)
    nobody = Workers(1, 1024, PRELOAD, lambda: Cluster(f"tcp://127.0.0.1:{free_port()}", 1024, PRELOAD))
    with ends_within(60), pytest.raises(ClusterError, match="No Dask scheduler answers at tcp://127"):
        list(nobody.map(work, range(3), dead))
    with ends_within(60), pytest.raises(ClusterError, match="No Dask scheduler answers at nonsense"):
        list(Workers(1, 1024, (), lambda: Cluster("nonsense://here", 1024, ())).map(work, range(3), dead))
    with ends_within(60), pytest.raises(ClusterError, match="has no node"):
        list(machines.workers().map(work, range(3), dead))


OTHER = (
    "from pipelines import cluster\nknown = cluster.project()\ncluster.project = lambda: {**known, 'congdoan': 'f00d'}"
)
MISSING = "import sys\nsys.modules['pipelines.cluster'] = None"


@pytest.mark.faults
@pytest.mark.parametrize(
    ("words", "preload", "told"),
    [
        ((), OTHER, r"has another version of the project: congdoan f00d \(here "),
        ((), MISSING, r"The node tcp://127\.0\.0\.1:\d+ cannot run this project .*Install the same commit"),
        (("--nanny",), "", "Start it with --no-nanny"),
    ],
    ids=["other-version", "no-project", "nanny"],
)
def test_a_node_that_is_not_fit_is_named(machines, words, preload, told):
    machines.node(*words, preload=preload)
    with ends_within(120), pytest.raises(ClusterError, match=told):
        list(machines.workers().map(work, range(3), dead))


@pytest.mark.faults
def test_a_page_that_kills_costs_itself_alone_on_a_node_too(machines, monkeypatch):
    machines.node()
    items = [*range(11), LETHAL, GREEDY, *range(20, 28)]
    pool = machines.workers()
    expected = [*(f"done {n}" for n in range(11)), "dead 13: BrokenProcessPool", "dead 15: MemoryError"]
    with ends_within(120):
        assert list(pool.map(work, items, dead)) == [*expected, *(f"done {n}" for n in range(20, 28))]
        assert list(pool.map(work, [1, 2], dead)) == ["done 1", "done 2"], "the node works on"
    pool.close()


def slow(item: int) -> int:
    time.sleep(0.01)
    return item


@pytest.mark.faults
@pytest.mark.parametrize(
    ("who", "how"), [("scheduler", signal.SIGKILL), ("scheduler", signal.SIGSTOP), ("node", signal.SIGKILL)]
)
def test_a_cluster_that_goes_in_the_middle_ends_in_an_error(machines, impatient, who, how):
    machines.node()
    pool = machines.workers()

    def items() -> Iterator[int]:
        """The cluster goes while some are under way."""
        yield from range(1000)
        os.killpg((machines.scheduler if who == "scheduler" else machines.nodes[0]).pid, how)
        yield from range(1000)

    told = "lost what it was given|has had no node|has not answered"
    with ends_within(120), pytest.raises(ClusterError, match=told):
        list(pool.map(slow, items(), dead))
    pool.close()


@pytest.mark.faults
def test_nothing_is_lost_whenever_a_node_is_killed(archived, here, machines, tmp_path):
    """Ten kills, each at another time; a new node comes for each that went."""
    machines.node()
    machines.node()
    for trial in range(10):
        doomed = machines.node()
        timer = Timer(0.4 * trial, os.killpg, (doomed.pid, signal.SIGKILL))
        timer.start()
        with ends_within(180):
            assert derived(archived, tmp_path / str(trial), machines.workers()) == here
        timer.join()
