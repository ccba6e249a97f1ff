"""The one spider: it joins the crawl to Scrapy's engine, which downloads one request at a time for it.

Scrapy's scheduler and its middlewares for redirects, retries and robots are not used (settings.py says why), so the
spider yields nothing: the crawl asks the engine for each page and waits for it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, cast

from scrapy import Request, Spider
from scrapy.http import Response

from scrapers.guard import AddressGuard

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase


class PortalSpider(Spider):
    """Runs the crawl it is given as `work`."""

    name = "portal"

    def __init__(self, work: Callable[["PortalSpider"], Awaitable[None]]) -> None:
        super().__init__()
        self._work = work

    async def start(self) -> AsyncIterator[Request]:
        """Run the crawl. Nothing is yielded: it fetches through `download`."""
        await self._work(self)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def download(self, request: Request) -> Response:
        """One request through the engine: its throttle, its limits, its connection."""
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the engine has not been started")
        return await engine.download_async(request)

    @property
    def refused_hosts(self) -> Mapping[tuple[str, int], str]:
        """What the address guard turned away."""
        from twisted.internet import reactor

        resolver = cast("ReactorBase", reactor).nameResolver
        return resolver.refused if isinstance(resolver, AddressGuard) else {}
