"""Protects: a cluster gives the same bytes as this machine, loses nothing with a node, and never keeps us waiting."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, Timer

import dask
import pytest
from distributed import Security

from benchmarks.machines import Machines, archive, derived, free_port
from pipelines import cluster, workers
from pipelines.cluster import Cluster
from pipelines.line import PRELOAD
from pipelines.workers import Workers
from tests.pipelines.test_workers import GREEDY, LETHAL, dead, work
from transforms.errors import ClusterError


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


PAGES = 60


def outcome(data: Path, out: Path, pool: Workers) -> dict[str, bytes]:
    """What comes out of the archive, with workers that are not needed afterwards."""
    try:
        return derived(data, out, pool)
    finally:
        pool.close()


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("archived")
    archive(data, files=3, pages=PAGES // 3)
    return data


@pytest.fixture(scope="module")
def here(archived: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What comes out on this machine."""
    return outcome(archived, tmp_path_factory.mktemp("here") / "out", Workers(2, 1024, PRELOAD))


def test_the_same_bytes_though_a_node_is_killed_at_its_work(archived, here, machines, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "REMOTE_CHUNK", 5)
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
        assert outcome(archived, tmp_path / "out", Workers(1, 1024, PRELOAD, connect)) == here
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


def test_an_encrypted_address_needs_certificates(tmp_path):
    address = f"tls://127.0.0.1:{free_port()}"
    with pytest.raises(
        ClusterError, match=f"{address} needs .*they are not set.*Set DASK_DISTRIBUTED__COMM__TLS__CA_FILE"
    ):
        Cluster(address, 1024, ())
    absent = str(tmp_path / "absent.pem")
    tls = {f"distributed.comm.tls.{key}": absent for key in ("ca-file", "client.cert", "client.key")}
    with dask.config.set(tls), pytest.raises(ClusterError, match=r"cannot be used here .*No such file"):
        Cluster(address, 1024, ())


@pytest.mark.faults
def test_the_same_bytes_over_tls(archived, here, tmp_path, monkeypatch):
    """With the settings of docs/deploy.md; who has no certificate of the cluster's authority is not let in."""
    tls = certificates(tmp_path / "ours")
    for key, file in tls.items():
        name = key.replace(".", "__").replace("-", "_").upper()
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", file)
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION", "True")
    machines = Machines(tmp_path, "tls")
    try:
        machines.node()
        with dask.config.set({f"distributed.comm.tls.{key}": file for key, file in tls.items()}), ends_within(120):
            assert outcome(archived, tmp_path / "out", machines.workers()) == here
        other = certificates(tmp_path / "theirs")
        monkeypatch.setattr(cluster, "CONNECT_SECONDS", 4)
        with dask.config.set({f"distributed.comm.tls.{key}": file for key, file in other.items()}), ends_within(60):
            with pytest.raises(ClusterError, match="No Dask scheduler answers at tls"):
                Cluster(machines.address, 1024, PRELOAD)
            with pytest.raises(ClusterError, match="No Dask scheduler answers at tcp"):
                Cluster(machines.address.replace("tls", "tcp"), 1024, PRELOAD)
    finally:
        machines.end()


def certificates(folder: Path) -> dict[str, str]:
    """Dask's settings for a certificate that is its own authority, for all three roles."""
    folder.mkdir()
    made = Security.temporary()
    (folder / "cert.pem").write_text(made.tls_ca_file)
    (folder / "key.pem").write_text(made.tls_client_key)
    roles = ("scheduler", "worker", "client")
    kinds = {f"{role}.{kind}": str(folder / f"{kind}.pem") for role in roles for kind in ("cert", "key")}
    return {"ca-file": str(folder / "cert.pem"), **kinds}


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
def test_nothing_is_lost_whenever_a_node_is_killed(archived, here, machines, tmp_path, monkeypatch):
    """Ten kills, each at another time; a new node comes for each that went."""
    monkeypatch.setattr(workers, "REMOTE_CHUNK", 5)
    machines.node()
    machines.node()
    for trial in range(10):
        doomed = machines.node()
        timer = Timer(0.4 * trial, os.killpg, (doomed.pid, signal.SIGKILL))
        timer.start()
        with ends_within(180):
            assert outcome(archived, tmp_path / str(trial), machines.workers()) == here
        timer.join()
