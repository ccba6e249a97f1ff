"""Runs pure functions over many items in worker processes that may die.

A page can be hostile: it may eat memory, run for ever, or crash a C library. Each worker therefore has a memory cap and
a time limit an item, and is replaced after some thousand items (lxml and trafilatura keep what they once cached). What
killed its worker twice is given to `dead`, which turns it into a result; everything else is done as if nothing had
happened.

The workers stand behind `concurrent.futures.Executor`: processes of this machine, or the nodes of a cluster
(`cluster.py`). What did not come back from there is done here, apart, so that both give the same results.
"""

import multiprocessing
import resource
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from threading import Lock
from types import ModuleType
from typing import Generic, TypeVar

from pipelines.parent import leave, when_parent_is_gone
from transforms.errors import ClusterError

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 30
"""Items a task: some tenth of a second of work. Small enough that no worker waits long for its first one or the last of
another's, and to repeat after a crash; passing it between processes costs less than a hundredth of the work."""

REMOTE_CHUNK = 100
"""The same for a cluster, where the scheduler and the node spend some ten milliseconds on a task, however large."""

CHUNK_BYTES = 8 * 2**20
"""What a task may weigh at most, if it has more than one item: archived PDFs have some megabytes each."""

AHEAD = 4
"""Tasks a worker that are under way or waiting: enough that none is idle while a file is written here."""

ITEMS_PER_WORKER = 5000
"""Items after which a worker is replaced, on average: all workers of a pool are replaced together. (The executor's own
`max_tasks_per_child` can stop for ever before Python 3.15: github.com/python/cpython/issues/115634.)"""

CPU_SECONDS_PER_ITEM = 20
"""Processor time after which an item's worker is ended. An article of usual size takes 0.01 s."""


class Each(Generic[Item, Result]):
    """A function over a chunk, each item within its time limit. A class, so that it can be sent to a process."""

    def __init__(self, work: Callable[[Item], Result]) -> None:
        self.work = work
        self.seconds = CPU_SECONDS_PER_ITEM

    def __call__(self, chunk: Sequence[Item]) -> list[Result]:
        results = []
        for item in chunk:
            # The default action of SIGPROF ends the process, wherever it is, also inside a C library.
            signal.setitimer(signal.ITIMER_PROF, self.seconds)
            results.append(self.work(item))
            signal.setitimer(signal.ITIMER_PROF, 0)
        return results


def _limit(memory_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when work ends
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    when_parent_is_gone(leave)
    with suppress(ValueError, OSError):  # macOS does not know RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, memory_mb * 2**20))


def _keep_to_itself(program: ModuleType) -> None:
    """Spares workers the import of the program that was started, a second for Dagster's: no work is defined there.

    A fork server imports it in every process anew, but for one that was started as `python -m package`; that is told by
    its spec, which a script does not have.
    """
    if getattr(program, "__spec__", None) is None:
        program.__spec__ = ModuleSpec("__main__", None)


class Remote(Executor):
    """An executor on other machines. `width` is the number of tasks that it works on at the same time.

    Its futures end in bounded time, with ClusterError where the cluster is of no use any more.
    """

    width: int = 1


@dataclass(frozen=True, slots=True)
class _Sent(Generic[Item, Result]):
    """A chunk under way; `future` is null where it could not be sent."""

    chunk: Sequence[Item]
    executor: Executor | None
    future: Future[list[Result]] | None


class Workers:
    """A pool of worker processes that starts when first used and outlives crashes. Safe to share among threads.

    With `connect` the work goes to the executor that it opens, and only what was lost there to a process here.
    """

    def __init__(
        self, count: int, memory_mb: int, preload: Sequence[str] = (), connect: Callable[[], Remote] | None = None
    ) -> None:
        self.count = count
        self.memory_mb = memory_mb
        self._preload = list(preload)
        self._connect = connect
        self._executor: Executor | None = None
        self._given = 0
        self._lock = Lock()

    def _new(self, count: int) -> Executor:
        _keep_to_itself(sys.modules["__main__"])
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(self._preload)
        return ProcessPoolExecutor(count, mp_context=context, initializer=_limit, initargs=(self.memory_mb,))

    def _shared(self, items: int) -> Executor:
        """The executor for so many items more. A pool that has done its share finishes what it has, and another one
        takes its place."""
        with self._lock:
            if self._executor is None:
                self._executor = self._connect() if self._connect else self._new(self.count)
            elif not isinstance(self._executor, Remote) and self._given >= ITEMS_PER_WORKER * self.count:
                self._executor.shutdown(wait=False)
                self._executor, self._given = self._new(self.count), 0
            self._given += items
            return self._executor

    def _drop(self, broken: Executor | None) -> None:
        with self._lock:
            if self._executor is broken:
                self._executor = None
        if broken is not None:
            broken.shutdown(wait=False)

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        dead: Callable[[Item, str], Result],
        weight: Callable[[Item], int] = lambda item: 0,
    ) -> Iterator[Result]:
        """The results of `work` in the order of `items`, which are taken as they are needed; `weight` is their bytes.

        Of an item that ended its worker (or raised an exception) in company and again alone, the result is that of
        `dead`, which is given the item and the reason. Raises ClusterError.
        """
        each = Each(work)
        sent = deque[_Sent[Item, Result]]()
        try:
            for chunk in _chunks(items, weight, REMOTE_CHUNK if self._connect else CHUNK):
                sent.append(self._send(each, chunk))
                while len(sent) > AHEAD * self._width():
                    yield from self._receive(each, sent.popleft(), dead)
            while sent:
                yield from self._receive(each, sent.popleft(), dead)
        finally:
            for left in sent:
                if left.future is not None:
                    left.future.cancel()

    def once(self, call: Callable[[Sequence[Item]], list[Result]], chunk: Sequence[Item]) -> Future[list[Result]]:
        """One chunk, done: its future has the results, or what ended its worker."""
        sent = self._send(call, chunk)
        if sent.future is None:
            sent = self._send(call, chunk)
        future = sent.future or Future()
        if sent.future is None:
            future.set_exception(BrokenExecutor("the worker processes cannot be started"))
        if isinstance(future.exception(), BrokenExecutor):
            self._drop(sent.executor)
        return future

    def _width(self) -> int:
        return self._executor.width if isinstance(self._executor, Remote) else self.count

    def _send(self, call: Callable[[Sequence[Item]], list[Result]], chunk: Sequence[Item]) -> _Sent[Item, Result]:
        executor = self._shared(len(chunk))
        try:
            return _Sent(chunk, executor, executor.submit(call, chunk))
        except (BrokenExecutor, RuntimeError):  # the pool broke, or was dropped by another thread, in the meantime
            self._drop(executor)
            return _Sent(chunk, None, None)

    def _receive(
        self, each: Each[Item, Result], sent: _Sent[Item, Result], dead: Callable[[Item, str], Result]
    ) -> Iterator[Result]:
        error = sent.future.exception() if sent.future is not None else BrokenExecutor()
        if sent.future is not None and error is None:
            yield from sent.future.result()
            return
        if isinstance(error, ClusterError):
            raise error
        if isinstance(error, BrokenExecutor):
            self._drop(sent.executor)
        # Either this chunk ended a worker, or another one took the pool down with it: do it again, apart.
        yield from self._apart(each, sent.chunk, dead)

    def _apart(
        self, each: Each[Item, Result], chunk: Sequence[Item], dead: Callable[[Item, str], Result]
    ) -> Iterator[Result]:
        """A chunk in a process of its own; halved where that dies, down to the item that does it."""
        executor = self._new(1)
        future = executor.submit(each, chunk)
        error = future.exception()
        executor.shutdown(wait=False, cancel_futures=True)
        if error is None:
            yield from future.result()
        elif len(chunk) == 1:
            yield dead(chunk[0], f"{type(error).__name__}: {error}"[:300])
        else:
            middle = len(chunk) // 2
            yield from self._apart(each, chunk[:middle], dead)
            yield from self._apart(each, chunk[middle:], dead)

    def close(self) -> None:
        """End the workers. A later call starts new ones."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)


def _chunks(items: Iterable[Item], weight: Callable[[Item], int], size: int) -> Iterator[Sequence[Item]]:
    chunk, heavy = list[Item](), 0
    for item in items:
        chunk.append(item)
        heavy += weight(item)
        if len(chunk) >= size or heavy >= CHUNK_BYTES:
            yield chunk
            chunk, heavy = [], 0
    if chunk:
        yield chunk
