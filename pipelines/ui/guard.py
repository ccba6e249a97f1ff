"""The guard in front of Dagster's web server: which requests reach it.

Dagster's server has no login. What protects it is that it listens on loopback, and that no page of another site which
the operator has open can make the browser talk to it. Everything the guard refuses is answered with 403 and one line
that says why; what it lets through gets the headers of `policy.py`.

Not here: who the users are. Behind a declared reverse proxy that is the proxy's task; the guard only makes sure that a
request came through that proxy.
"""

import hmac
import json
import logging
from dataclasses import dataclass, field
from typing import Final

from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.ui.policy import HEADERS, content_policy

TOKEN_HEADER: Final = "x-congdoan-token"  # noqa: S105 - the name of a header, not a secret

_GRAPHQL: Final = "/graphql"
_READ_METHODS: Final = frozenset({"GET", "HEAD"})
_METHODS: Final = _READ_METHODS | {"POST"}
_OWN_SITE: Final = frozenset({"same-origin", "none"})
_POLICY_VIOLATION: Final = 1008  # websocket close code, RFC 6455

_log = logging.getLogger("congdoan.ui")


@dataclass(frozen=True, slots=True)
class Access:
    """Under which names the UI may be asked for, and from which pages.

    `hosts` are the Host headers that are admitted, `origins` the Origin headers, both in lower case. With a `token`,
    every request must carry it in the header `X-Congdoan-Token`: the reverse proxy adds it, so that nobody gets in
    beside the proxy.
    """

    hosts: frozenset[str]
    origins: frozenset[str]
    token: str | None = field(default=None, repr=False)

    @classmethod
    def on_loopback(cls, port: int) -> "Access":
        """The UI on this machine alone."""
        names = ("127.0.0.1", "localhost", "[::1]")
        # A browser leaves the port out where it is the scheme's own.
        hosts = frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())
        return cls(hosts=hosts, origins=frozenset(f"http://{host}" for host in hosts))

    @classmethod
    def behind_proxy(cls, public_host: str, token: str) -> "Access":
        """The UI behind a reverse proxy that serves it over https as `public_host` and logs its users in."""
        host = public_host.lower()
        return cls(hosts=frozenset({host}), origins=frozenset({f"https://{host}"}), token=token)


def operations(query: str) -> frozenset[OperationType] | None:
    """The kinds of operation in a GraphQL document, whichever of them is then named; null where it cannot be read."""
    try:
        document = parse(query, no_location=True)
    except (GraphQLError, RecursionError):
        return None
    return frozenset(part.operation for part in document.definitions if isinstance(part, OperationDefinitionNode))


def _only(headers: Headers, name: str) -> str | None:
    """The value of a header that may come once; a second one is joined, and then equals nothing that is admitted."""
    values = headers.getlist(name)
    return ", ".join(values) if values else None


def refuses_caller(access: Access, headers: Headers) -> str | None:
    """Why a request or websocket is refused for where it comes from; null where it is not."""
    if access.token is not None:
        given = _only(headers, TOKEN_HEADER) or ""
        if not hmac.compare_digest(given.encode(), access.token.encode()):
            return "it did not come through the declared reverse proxy (token missing or wrong)"
    if (_only(headers, "host") or "").lower() not in access.hosts:
        return "its Host is not a name of this server"
    origin = _only(headers, "origin")
    if origin is not None and origin.lower() not in access.origins:
        return "it comes from a page of another origin"
    return None


def refuses_request(method: str, connection: HTTPConnection) -> str | None:
    """Why an HTTP request of an admitted caller is refused for what it does; null where it is not."""
    headers = connection.headers
    path = str(connection.scope["path"])
    if method not in _METHODS:
        return f"only {', '.join(sorted(_METHODS))} are served"
    # The server's routes end in `$`, which also matches before a newline: "/graphql%0A" would be "/graphql".
    if not path.isprintable():
        return "its path has control characters in it"
    site = _only(headers, "sec-fetch-site")
    if site is not None and site not in _OWN_SITE and not (method == "GET" and _is_navigation(headers)):
        return "it was started by a page of another site"
    if method == "POST":
        # The content type a foreign page cannot send without asking first, and the only one the UI uses. Dagster looks
        # for it anywhere in the header and would take "text/plain; application/json" as well.
        media_type = (_only(headers, "content-type") or "").partition(";")[0].strip().lower()
        return None if media_type == "application/json" else "a POST needs the content type application/json"
    if path == _GRAPHQL:
        for query in connection.query_params.getlist("query"):
            kinds = operations(query)
            if kinds is None:
                return "its GraphQL could not be read, and only what is known to be a query may come over GET"
            if kinds - {OperationType.QUERY}:
                return "mutations and subscriptions do not run over GET"
    return None


def _is_navigation(headers: Headers) -> bool:
    """Whether somebody followed a link to the UI, say from an alert; a frame or an image is not that."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def refuses_frame(message: Message) -> str | None:
    """Why a websocket message of the page is refused: over a websocket the UI only subscribes."""
    try:
        frame: object = json.loads(message.get("text") or "")
    except (ValueError, RecursionError):
        return "its message is not JSON"
    payload = frame.get("payload") if isinstance(frame, dict) else None
    query = payload.get("query") if isinstance(payload, dict) else None
    if query is None:
        return None
    kinds = operations(query) if isinstance(query, str) else None
    return "only subscriptions run over a websocket" if kinds is None or kinds - {OperationType.SUBSCRIPTION} else None


class Guard:
    """The ASGI application around Dagster's: refuses, or passes on and sets the headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        reason = refuses_caller(self._access, connection.headers) or refuses_request(scope["method"], connection)
        host = connection.headers.get("host", "")

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = content_policy(
                    headers.get("content-type", ""), headers.get("content-security-policy", ""), "" if reason else host
                )
                headers.update({**HEADERS, "Content-Security-Policy": policy})
            await send(message)

        if reason is None:
            await self._app(_without_token(scope), receive, send_with_policy)
        else:
            _report(scope, reason)
            response = PlainTextResponse(f"Refused: {reason}.\n", status_code=403)
            await response(scope, receive, send_with_policy)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = refuses_caller(self._access, Headers(scope=scope))
        if reason is not None:
            _report(scope, reason)
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})  # before accepting: the answer is 403
            return

        async def receive_checked() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            reason = refuses_frame(message)
            if reason is None:
                return message
            _report(scope, reason)
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": reason})
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

        await self._app(_without_token(scope), receive_checked, send)


def _without_token(scope: Scope) -> Scope:
    """The request without the proxy's token, so that it cannot turn up in a log or an error of Dagster's."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != TOKEN_HEADER.encode()]}


def _report(scope: Scope, reason: str) -> None:
    client = scope.get("client")
    _log.warning(
        "refused %s %r from %s: %s",
        scope.get("method", "websocket"),
        str(scope["path"])[:200],
        client[0] if client else "an unknown address",
        reason,
    )
