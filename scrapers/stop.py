"""Why a crawl is to end before its queue is empty, and how whatever it waits for is given up at once."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


class StoppedError(Exception):
    """The crawl is ending; what was being waited for has been given up."""


class Stop:
    """Set once, by a signal, a limit or a finding. The first reason stands."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self._event = asyncio.Event()

    def set(self, reason: str) -> None:
        """End the crawl."""
        if self.reason is None:
            self.reason = reason
            self._event.set()

    async def race(self, work: Coroutine[object, object, T]) -> T:
        """The result of some work, or StoppedError as soon as the crawl is to end."""
        if self.reason:
            work.close()
            raise StoppedError(self.reason)
        task = asyncio.ensure_future(work)
        waiter = asyncio.ensure_future(self._event.wait())
        try:
            await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiter.cancel()
            if not task.done():
                task.cancel()
        if not task.done() or task.cancelled():
            raise StoppedError(self.reason or "cancelled")
        return task.result()

    async def sleep(self, seconds: float) -> None:
        """Wait, unless the crawl is to end before."""
        if seconds > 0:
            await self.race(asyncio.sleep(seconds))
