"""Fetching one URL to its end: politeness, retries, redirects, archiving, and exactly one outcome.

Here belongs everything between "this URL may be asked for" and "this is how it ended". Which URLs to ask for is the
crawl's business (crawl.py); one request is the transport's (transport.py).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from time import monotonic
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.settings import Settings
from w3lib.url import safe_url_string

from scrapers.archive import ArchiveWriter, Exchange, IndexEntry
from scrapers.bot_wall import is_bot_wall
from scrapers.coding import (
    CodingError,
    TooLargeError,
    decode_body,
    is_packed,
    looks_like_document,
    looks_like_html,
)
from scrapers.fetched import Fetched
from scrapers.frontier import Ticket
from scrapers.guard import is_public
from scrapers.robots import Robots
from scrapers.site import Site, is_ancestor
from scrapers.stop import Stop, StoppedError
from scrapers.transport import Failure, Transport
from transforms.records import Outcome

RETRY_STATUS = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BLOCKING = frozenset({401, 403, 429})
MAX_COOKIES = 20
MAX_COOKIE_BYTES = 4096
MIN_BACKOFF_S = 0.05
MAX_WAIT_S = 3600.0
"""A server that asks to wait for longer than this is asking us to come another day."""


@dataclass(frozen=True)
class Result:
    """How a URL ended. `answer` is there when it can be read further, `is_new` when it brought bytes unknown before.

    `wall` means that the site does not want to be crawled now, so the crawl stops.
    """

    outcome: Outcome
    reason: str | None = None
    answer: Fetched | None = None
    is_new: bool = False
    wall: bool = False


class Fetcher:
    """Fetches ticket after ticket, one connection at a time. Counts every request and every byte received."""

    def __init__(
        self,
        site: Site,
        settings: Settings,
        transport: Transport,
        archive: ArchiveWriter,
        previous: Callable[[str], IndexEntry | None],
        taken_down: Callable[[str], bool],
        stop: Stop,
        max_bytes: int,
    ) -> None:
        self.robots = Robots()
        self.fetched = 0
        self.bytes = 0
        self._last = monotonic()
        self._cookies: dict[str, str] = {}
        self._site = site
        self._transport = transport
        self._archive = archive
        self._previous = previous
        self._taken_down = taken_down
        self._stop = stop
        self._max_bytes = max_bytes
        self._max_hops = settings.getint("REDIRECT_MAX_TIMES")
        self._tries = 1 + settings.getint("RETRY_TIMES")

    async def fetch(self, ticket: Ticket, *, conditional: bool = True) -> Result:
        """Ask for a URL, follow it to its end, archive what came. Raises StoppedError when the crawl is to end."""
        url, seen = ticket.url, {ticket.url}
        for hop in range(self._max_hops + 1):
            refused = self._refusal(url, ticket)
            if refused:
                return refused
            got = await self._try(url, ticket, conditional=conditional and hop == 0)
            if isinstance(got, Result):
                return got
            if got.status not in REDIRECTS or "location" not in got.headers:
                return self._judge(got, ticket)
            target = _redirect_target(url, got.headers["location"])
            if target is None:
                return Result("address_refused", "redirected to what is no address")
            url = target
            if url in seen:
                return Result("redirect_loop", f"back to {url}")
            seen.add(url)
        return Result("redirect_loop", f"more than {self._max_hops} redirects")

    def _refusal(self, url: str, ticket: Ticket) -> Result | None:
        """Why a URL, given or redirected to, is not asked for."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return Result("address_refused", f"redirected to a {parts.scheme or 'nameless'} address")
        if "@" in parts.netloc:
            return Result("address_refused", "redirected to an address with a user name")
        if not self._site.is_on_site(url):
            if _is_private_literal(parts.hostname):
                return Result("address_refused", f"redirected to {parts.hostname}, not a public address")
            return Result("off_site", f"redirected to {parts.scheme}://{parts.netloc}")
        if ticket.kind == "article" and self._taken_down(url):
            return Result("address_refused", "redirected to a page that was taken down")
        if ticket.kind != "robots" and not self.robots.allows(url):
            return Result("robots_denied", self.robots.closed or "robots.txt")
        return None

    async def _try(self, url: str, ticket: Ticket, *, conditional: bool) -> "Fetched | Result":
        """One URL with its retries: an answer that was archived, or the result that stands in its place."""
        previous = self._previous(url) if ticket.form is None else None
        attempt = 0
        while True:
            attempt += 1
            last = attempt == self._tries
            await self._take_turn()
            request, response = await self._stop.race(
                self._transport.send(url, self._headers(ticket, previous if conditional else None), ticket.form)
            )
            moment = datetime.now(UTC)
            if isinstance(response, Failure):
                if last or not response.again:
                    return Result(response.outcome, response.reason)
                await self._stop.sleep(self._backoff(attempt))
                continue
            self.bytes += len(response.body)
            wait = self._wait(response, attempt, moment) if response.status in RETRY_STATUS else None
            if last or wait is None or wait > MAX_WAIT_S:
                return self._receive(request, response, ticket, previous, moment)
            await self._stop.sleep(wait)

    def _receive(
        self, request: Request, response: Response, ticket: Ticket, previous: IndexEntry | None, moment: datetime
    ) -> "Fetched | Result":
        """A complete response: unpacked to see that it is whole, and archived as it came."""
        pairs = _pairs(response.headers)
        headers: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        try:
            body = decode_body(response.body, headers.get("content-encoding"))
        except TooLargeError as error:
            return Result("too_large", str(error))
        except CodingError as error:
            return Result("truncated", str(error))
        media = headers.get("content-type")
        if response.status == 200 and (unwanted := _not_wanted(ticket, media, body)):
            return unwanted
        if self._site.cookies:
            self._keep_cookies(response)
        exchange = Exchange(
            url=request.url,
            method=request.method,
            request_headers=_pairs(request.headers),
            request_body=request.body,
            status=response.status,
            headers=pairs,
            body=response.body,
            retrieved_at=moment,
            ip_address=str(response.ip_address) if response.ip_address else None,
            notes=self._notes(),
        )
        is_new = self._archive.write_exchange(exchange, previous)
        return Fetched(request.url, ticket.url, response.status, headers, body, moment, is_new)

    def _judge(self, got: Fetched, ticket: Ticket) -> Result:
        """The outcome of a URL's last answer."""
        if is_bot_wall(got.status, got.headers, got.body):
            return Result("blocked", "a page that asks whether we are a robot", got, wall=True)
        if got.status == 304 and self._previous(got.url):
            return Result("unchanged", "status 304")
        if got.status in BLOCKING:
            return Result("blocked", f"status {got.status}", got, wall=got.status == 429)
        if got.status != 200:
            return Result("http_error", f"status {got.status}", got)
        if ticket.kind == "article" and got.url != ticket.url and is_ancestor(got.url, ticket.url):
            return Result("http_error", f"redirected to {got.url}, which lies above it", got)
        return Result("stored" if got.is_new else "unchanged", None, got, is_new=got.is_new)

    async def _take_turn(self) -> None:
        """Wait as robots.txt asks (the portal's own pace is kept by the downloader), and pay from the budget."""
        await self._stop.sleep(self._last + self.robots.delay_s - monotonic())
        if self.fetched >= self._site.pages_per_run:
            self._stop.set("page_budget")
        elif self.bytes >= self._max_bytes:
            self._stop.set("byte_budget")
        if self._stop.reason:
            raise StoppedError(self._stop.reason)
        self._last = monotonic()
        self.fetched += 1

    def _headers(self, ticket: Ticket, previous: IndexEntry | None) -> dict[str, str]:
        headers = {}
        if previous and previous.etag:
            headers["If-None-Match"] = previous.etag
        elif previous and previous.modified:
            headers["If-Modified-Since"] = previous.modified
        if ticket.form is not None or self._site.referer:
            headers["Referer"] = ticket.found_on or self._site.base + "/"
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return headers

    def _keep_cookies(self, response: Response) -> None:
        """A portal's own cookies, for this crawl only, sent back to this portal only. Never archived, never logged."""
        for line in response.headers.getlist("Set-Cookie"):
            name, equals, value = line.decode("latin-1").partition(";")[0].partition("=")
            if equals and len(line) <= MAX_COOKIE_BYTES and len(self._cookies) < MAX_COOKIES:
                self._cookies[name.strip()] = value.strip()

    def _notes(self) -> dict[str, str]:
        tls = self._site.tls
        if tls is None:
            return {}
        return {
            "TLS-Verified": "yes" if tls.verify else "no",
            "TLS-Allowed": f"{tls.oldest} {tls.allowed}",
            "TLS-Exception": tls.reason,
        }

    def _backoff(self, attempt: int) -> float:
        base = max(2 * self._site.delay_s, MIN_BACKOFF_S)
        return float(base * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))  # noqa: S311 (spreads load, no secret)

    def _wait(self, response: Response, attempt: int, now: datetime) -> float:
        """How long a refusing server wants us to wait: its Retry-After where it can be read, else our back-off."""
        text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
        if text.lstrip("-").isdigit():
            return max(float(text[:12]), self._backoff(attempt))
        try:
            asked = (parsedate_to_datetime(text).astimezone(UTC) - now).total_seconds() if text else 0.0
        except ValueError:
            asked = 0.0
        return max(asked, self._backoff(attempt))


def _not_wanted(ticket: Ticket, media: str | None, body: bytes) -> Result | None:
    """Why a complete answer is not kept: an article is a page or a document, what it links to is a document."""
    if ticket.kind not in ("article", "attachment", "listing"):
        return None
    if is_packed(body):
        return Result("truncated", "packed once more than its headers say")
    is_page = looks_like_html(media, body)
    if is_page and ticket.kind == "attachment":
        return Result("http_error", "a page in place of a document")
    if is_page or (ticket.kind != "listing" and looks_like_document(body)):
        return None
    return Result("not_html", (media or "no content type")[:100])


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    """Scrapy's headers as pairs of text; bytes that are not UTF-8 survive as surrogates."""
    return [
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape"))
        for name, values in headers.items()
        for value in values
    ]


def _redirect_target(url: str, location: str) -> str | None:
    """Where a redirect leads, spelled as it will be asked for; null where it leads nowhere."""
    try:
        target = safe_url_string(urldefrag(urljoin(url, location.strip()))[0])
        parts = urlsplit(target)
        # Reading the port is what finds a port that is none.
        return target if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _is_private_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return not is_public(host)
