"""Runs pure functions over many items in worker processes that may die.

A page can be hostile: it may eat memory, run for ever, or crash a C library. Each worker therefore has a memory cap and
a time limit an item, and is replaced after some thousand items (lxml and trafilatura keep what they once cached). What
killed its worker twice is given to `dead`, which turns it into a result; everything else is done as if nothing had
happened.

The workers stand behind `concurrent.futures.Executor`, so that a cluster can take the place of the local processes.
"""

import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

from pipelines.parent import leave, when_parent_is_gone

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 50
"""Items a task: small enough to share among workers and to repeat after a crash, large enough that passing the results
between processes stays below a hundredth of the work."""

ITEMS_PER_WORKER = 1000
"""Items after which a worker is replaced."""

CPU_SECONDS_PER_ITEM = 20
"""Processor time after which an item's worker is ended. An article of usual size takes 0.01 s."""


class _Each(Generic[Item, Result]):
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


class Workers:
    """A pool of worker processes that starts when first used and outlives crashes. Safe to share among threads."""

    def __init__(self, count: int, memory_mb: int, preload: Sequence[str] = ()) -> None:
        self.count = count
        self.memory_mb = memory_mb
        self._preload = list(preload)
        self._executor: Executor | None = None
        self._lock = Lock()

    def _new(self, count: int) -> Executor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(self._preload)
        return ProcessPoolExecutor(
            count,
            mp_context=context,
            initializer=_limit,
            initargs=(self.memory_mb,),
            max_tasks_per_child=ITEMS_PER_WORKER // CHUNK,
        )

    def _shared(self) -> Executor:
        with self._lock:
            if self._executor is None:
                self._executor = self._new(self.count)
            return self._executor

    def _drop(self, broken: Executor) -> None:
        with self._lock:
            if self._executor is broken:
                self._executor = None
        broken.shutdown(wait=False)

    def map(
        self, work: Callable[[Item], Result], items: Sequence[Item], dead: Callable[[Item, str], Result]
    ) -> Iterator[Result]:
        """The results of `work` in the order of `items`.

        Of an item that ended its worker (or raised an exception) in company and again alone, the result is that of
        `dead`, which is given the item and the reason.
        """
        each = _Each(work)
        chunks = [items[at : at + CHUNK] for at in range(0, len(items), CHUNK)]
        executor = self._shared()
        futures = [self._submit(executor, each, chunk) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            error = future.exception() if future is not None else BrokenExecutor()
            if future is not None and error is None:
                yield from future.result()
                continue
            if isinstance(error, BrokenExecutor):
                self._drop(executor)
            # Either this chunk ended a worker, or another one took the pool down with it: do it again, apart.
            yield from self._apart(each, chunk, dead)

    @staticmethod
    def _submit(executor: Executor, each: _Each[Item, Result], chunk: Sequence[Item]) -> Future[list[Result]] | None:
        try:
            return executor.submit(each, chunk)
        except (BrokenExecutor, RuntimeError):  # the pool broke, or was dropped by another thread, in the meantime
            return None

    def _apart(
        self, each: _Each[Item, Result], chunk: Sequence[Item], dead: Callable[[Item, str], Result]
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
