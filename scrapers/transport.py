"""One request through Scrapy's downloader: a complete response, or the name of what went wrong.

Here belongs the translation of Scrapy's and Twisted's exceptions into outcomes. Retries and redirects are fetch.py's.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from OpenSSL import SSL
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.client import ResponseFailed

from transforms.records import Outcome

Download = Callable[[Request], Awaitable[Response]]

EXPECTED = (
    CannotResolveHostError,
    ConnectError,
    ConnectionClosed,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    OSError,
    ResponseDataLossError,
    SSL.Error,
    UnsupportedURLSchemeError,
    ValueError,
    VerificationError,
)
"""What a hostile or broken server can cause. Anything else is a mistake of ours and ends the crawl by its name."""


@dataclass(frozen=True)
class Failure:
    """A request without a complete response: the outcome it means, why, and whether trying again may help."""

    outcome: Outcome
    reason: str
    again: bool


class Transport:
    """Sends single requests. `refused` is the address guard's list of hosts it turned away."""

    def __init__(self, download: Download, refused: Mapping[tuple[str, int], str]) -> None:
        self._download = download
        self._refused = refused

    async def send(
        self, url: str, headers: Mapping[str, str], form: tuple[tuple[str, str], ...] | None = None
    ) -> tuple[Request, Response | Failure]:
        """The request as it was sent, and what came of it."""
        request = Request(
            url,
            method="GET" if form is None else "POST",
            headers=dict(headers),
            body=urlencode(form or ()) or None,
            dont_filter=True,
            callback=NO_CALLBACK,
        )
        if form is not None:
            request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        try:
            return request, await self._download(request)
        except EXPECTED as error:
            return request, self._failure(url, error)

    def _failure(self, url: str, error: Exception) -> Failure:
        kind = type(error).__name__
        if isinstance(error, DownloadTimeoutError):
            return Failure("timeout", "no complete answer in time", again=True)
        if isinstance(error, DownloadCancelledError):
            return Failure("too_large", "larger than a page of news", again=False)
        if isinstance(error, ResponseDataLossError):
            return Failure("truncated", "the connection ended before the body did", again=True)
        if isinstance(error, CannotResolveHostError):
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            address = self._refused.get((parts.hostname or "", port))
            if address is not None:
                return Failure("address_refused", f"{parts.hostname} is {address}, not a public address", again=False)
            return Failure("connection_failed", "its name is not known", again=True)
        if isinstance(error, UnsupportedURLSchemeError | IgnoreRequest | ValueError):
            return Failure("address_refused", f"not an address that is fetched ({kind})", again=False)
        if _is_tls(error):
            return Failure("tls_refused", "its certificate or its TLS was not accepted", again=False)
        return Failure("connection_failed", kind, again=True)


def _is_tls(error: BaseException | None) -> bool:
    """Whether a failure goes back to TLS, through the layers that wrap it."""
    if error is None:
        return False
    if isinstance(error, SSL.Error | VerificationError):
        return True
    inner = getattr(error, "reasons", None) if isinstance(error, ResponseFailed) else None
    return any(_is_tls(getattr(reason, "value", None)) for reason in inner or ()) or _is_tls(error.__cause__)
