"""The cluster: the workers' chunks on other machines, by Dask.

Pages travel to the nodes and articles back; a node needs the installed project and no file of the data folder. What
runs on a node stands here too: it hands the chunk to worker processes of its own, with the caps they have everywhere,
so that a hostile page ends one of those and not the node. A node that is lost costs nothing: the scheduler gives its
chunks to another one. Imported only where a cluster's address is set (extra `cluster`).
"""

import multiprocessing
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import requires, version
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Generic, cast

from distributed import Client, KilledWorker, Security, get_worker
from packaging.requirements import Requirement

from pipelines.workers import Each, Item, Remote, Result, Workers
from transforms.code_version import package_digest
from transforms.errors import ClusterError

CONNECT_SECONDS = 15
"""How long the scheduler is given to answer, and a first node to be there."""

SILENCE_SECONDS = 60
"""How long the work waits, once begun, for a scheduler that went or for a node when none is left."""

LOOK_SECONDS = 5
"""Between two looks at the cluster. Less than a node takes to come back, far less than `SILENCE_SECONDS`."""

CERTIFICATES = tuple(f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY"))
"""The settings of Dask that an encrypted address needs on this side."""

SAFE = "What is archived and read so far is kept."


@cache
def project() -> dict[str, str]:
    """What decides the bytes that come out: our code, Python, and the libraries it stands on, each with its version."""
    needed = [Requirement(line) for line in requires("congdoan") or ()]
    names = sorted(one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""}))
    found = {name: version(name) for name in names}
    return {"congdoan": package_digest()[:12], "python": "{}.{}".format(*sys.version_info[:2]), **found}


@dataclass(frozen=True, slots=True)
class Answer(Generic[Result]):
    """What a node made of a chunk: the results, or in words what ended its worker process."""

    results: list[Result] | None
    ended: str = ""


@dataclass(frozen=True, slots=True)
class OnNode(Generic[Item, Result]):
    """The work on a chunk, as a node does it. Raises ClusterError where the node is not fit for it."""

    each: Each[Item, Result]
    memory_mb: int
    preload: tuple[str, ...]
    expected: dict[str, str]

    def __call__(self, chunk: Sequence[Item]) -> Answer[Result]:
        node = get_worker()
        differing = sorted(
            k for k in self.expected.keys() | project().keys() if self.expected.get(k) != project().get(k)
        )
        if differing:
            told = ", ".join(f"{k} {project().get(k)} (here {self.expected.get(k)})" for k in differing[:3])
            raise ClusterError(f"The node {node.address} has another version of the project: {told}. {_update()}")
        if multiprocessing.current_process().daemon:
            raise ClusterError(
                f"The node {node.address} runs under Dask's nanny, which forbids it processes of its own. {SAFE} "
                "Start it with --no-nanny."
            )
        done = _processes(node.state.nthreads, self.memory_mb, self.preload).once(self.each, chunk)
        error = done.exception()
        return Answer(done.result()) if error is None else Answer(None, f"{type(error).__name__}: {error}")


def _check_certificates(address: str) -> None:
    """Raise ClusterError where an encrypted address has no certificates: Dask's client would not end then."""
    if not address.startswith("tls://"):
        return
    try:
        usable, why = Security().get_connection_args("client")["ssl_context"] is not None, "they are not set"
    except OSError as error:
        usable, why = False, str(error)
    if not usable:
        raise ClusterError(
            f"{address} needs certificates, and they cannot be used here ({why}). {SAFE} Set "
            f"{', '.join(CERTIFICATES)} to files that can be read (docs/deploy.md)."
        )


def _update() -> str:
    return f"{SAFE} Install the same commit and lock on all nodes, and start them again."


@cache
def _processes(count: int, memory_mb: int, preload: tuple[str, ...]) -> Workers:
    """The worker processes of this node, for as long as it lives."""
    return Workers(count, memory_mb, preload)


class Cluster(Remote):
    """A Dask cluster as an executor. Futures end with ClusterError when nothing can come back any more."""

    def __init__(self, address: str, memory_mb: int, preload: Sequence[str]) -> None:
        self.address = address
        self._on_node = partial(OnNode, memory_mb=memory_mb, preload=tuple(preload), expected=project())
        self._open = set[Future[Any]]()
        self._lock = Lock()
        self._closed = Event()
        self._client = self._connect()
        # The futures of `get_executor` are those of the standard library, and do not know that a cluster may be gone.
        self._executor = self._client.get_executor(pure=False)
        Thread(target=self._watch, name="watch cluster", daemon=True).start()

    def _connect(self) -> Client:
        _check_certificates(self.address)
        try:
            client = Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(
                f"No Dask scheduler answers at {self.address} ({error or type(error).__name__}). {SAFE} Start it, "
                "or correct CONGDOAN_DASK; without it the work is done on this machine."
            ) from error
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            self._look_at_nodes(client)
        except (OSError, FutureTimeoutError) as error:
            client.close()
            raise ClusterError(
                f"The cluster at {self.address} has no node. {SAFE} Start at least one (docs/deploy.md)."
            ) from error
        except ClusterError:
            client.close()
            raise
        return client

    def _look_at_nodes(self, client: Client) -> None:
        """Raise ClusterError where a node has no such project: it could not even say so when it gets a chunk."""
        threads = client.nthreads()
        self.width = sum(threads.values())
        asked = {node: client.submit(import_module, __name__, workers=[node], pure=False) for node in threads}
        latest = monotonic() + CONNECT_SECONDS
        for node, future in asked.items():
            with suppress(FutureTimeoutError):  # busy with what others gave it
                error = future.exception(timeout=max(0.1, latest - monotonic()))
                if error is not None:
                    raise ClusterError(f"The node {node} cannot run this project ({error}). {_update()}")

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Send a chunk: `call` is an `Each`."""
        told: Future[Any] = Future()
        with self._lock:
            self._open.add(told)
        work: OnNode[Any, Any] = self._on_node(cast("Each[Any, Any]", call))
        asked = self._executor.submit(work, *args, **kwargs)
        asked.add_done_callback(partial(self._tell, told))
        told.add_done_callback(lambda done: asked.cancel() if done.cancelled() else None)
        return told

    def _tell(self, told: Future[Any], asked: Future[Any]) -> None:
        """Translate how a chunk ended. What killed a process or a node is done again by the caller."""
        with self._lock:
            self._open.discard(told)
        with suppress(InvalidStateError):  # given up, or no longer wanted
            if asked.cancelled():
                told.set_exception(ClusterError(f"The scheduler at {self.address} lost what it was given. {SAFE}"))
                return
            error = asked.exception()
            if error is None:
                answer = asked.result()
                if answer.results is None:
                    told.set_exception(ChildProcessError(answer.ended))
                else:
                    told.set_result(answer.results)
            elif isinstance(error, KilledWorker):
                told.set_exception(ChildProcessError(str(error)))
            elif isinstance(error, ClusterError):
                told.set_exception(error)
            else:
                why = f"{type(error).__name__}: {error}"
                told.set_exception(ClusterError(f"A node cannot run this project ({why}). {_update()}"))

    def _watch(self) -> None:
        """Look at the cluster now and then; give up what is open when it was of no use for too long."""
        last_good = monotonic()
        while not self._closed.wait(LOOK_SECONDS):
            trouble = self._look()
            if not trouble:
                last_good = monotonic()
            elif monotonic() - last_good >= SILENCE_SECONDS:
                self._give_up(f"{trouble} for {SILENCE_SECONDS} seconds. {SAFE} The next run goes on from there.")
                return

    def _look(self) -> str:
        """What is wrong with the cluster at this moment; empty where nothing is."""
        unheard = f"The scheduler at {self.address} has not answered"
        if self._client.scheduler is None:  # closed, since the scheduler sent us away
            return unheard
        try:
            threads = self._client.nthreads(callback_timeout=LOOK_SECONDS)
        except (OSError, FutureTimeoutError, RuntimeError):
            return unheard
        self.width = sum(threads.values()) or self.width
        return "" if threads else f"The cluster at {self.address} has had no node"

    def _give_up(self, why: str) -> None:
        with self._lock:
            left, self._open = self._open, set()
        for told in left:
            with suppress(InvalidStateError):
                told.set_exception(ClusterError(why))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster. What it still works on for us is dropped there."""
        self._closed.set()
        self._client.close(timeout=LOOK_SECONDS)
