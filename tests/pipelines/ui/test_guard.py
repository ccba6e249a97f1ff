"""The guard's decisions, without a server: the finer cases, and the declared reverse proxy.

`test_ui.py` tries the attacks on the real thing.
"""

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any

import pytest
from graphql import OperationType

from pipelines.ui.guard import TOKEN_HEADER, Access, Guard, operations, refuses_frame
from pipelines.ui.policy import content_policy

TOKEN = "0123456789abcdef01234567"  # noqa: S105 - guards nothing
LOOPBACK = Access.on_loopback(3000)
PROXY = Access.behind_proxy("UI.example.org", TOKEN)
DAGSTER_POLICY = f"script-src 'nonce-{'ab' * 16}' 'unsafe-inline' https: http: 'strict-dynamic'"


def answer(
    access: Access,
    headers: Mapping[str, str],
    *,
    method: str = "GET",
    path: str = "/",
    query: str = "",
    kind: str = "http",
) -> tuple[int, Mapping[str, str], Mapping[str, str]]:
    """Status, headers, and the headers that the application behind the guard got to see."""
    seen: dict[str, str] = {}
    sent: list[MutableMapping[str, Any]] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.update({name.decode(): value.decode() for name, value in scope["headers"]})
        if kind == "websocket":
            await send({"type": "websocket.accept"})
        else:
            policy = [(b"content-security-policy", DAGSTER_POLICY.encode())]
            content_type = [(b"content-type", b"text/html; charset=utf-8")]
            await send({"type": "http.response.start", "status": 200, "headers": policy + content_type})
            await send({"type": "http.response.body", "body": b""})

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
    }
    asyncio.run(Guard(app, access)(scope, receive, send))
    status = {"websocket.accept": 101, "websocket.close": 403}.get(sent[0]["type"]) or sent[0]["status"]
    return status, {name.decode(): value.decode() for name, value in sent[0].get("headers", [])}, seen


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_loopback_names_are_admitted(host: str, kind: str) -> None:
    """All the names that a browser on this machine can use."""
    assert answer(LOOPBACK, {"Host": host, "Origin": f"http://{host.lower()}"}, kind=kind)[0] in {101, 200}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:3000.attacker.example",
        "attacker.example:3000",
        "0.0.0.0:3000",
        "[::]:3000",
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_other_names_are_refused(host: str, kind: str) -> None:
    """A name that an attacker had resolve to 127.0.0.1 arrives here as Host."""
    assert answer(LOOPBACK, {"Host": host}, kind=kind)[0] == 403


def test_port_of_the_scheme_may_be_left_out() -> None:
    """A browser sends no port for port 80."""
    assert answer(Access.on_loopback(80), {"Host": "localhost", "Origin": "http://localhost"})[0] == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({"Host": "ui.example.org", TOKEN_HEADER: TOKEN}, True),
        ({"Host": "ui.example.org", TOKEN_HEADER: TOKEN, "Origin": "https://ui.example.org"}, True),
        ({"Host": "ui.example.org"}, False),
        ({"Host": "ui.example.org", TOKEN_HEADER: TOKEN[:-1]}, False),
        ({"Host": "ui.example.org", TOKEN_HEADER: TOKEN + "\xe9"}, False),
        ({"Host": "ui.example.org", TOKEN_HEADER: TOKEN, "Origin": "http://ui.example.org"}, False),
        ({"Host": "ui.example.org", TOKEN_HEADER: TOKEN, "Origin": "https://attacker.example"}, False),
        ({"Host": "127.0.0.1:3000", TOKEN_HEADER: TOKEN}, False),
        ({"Host": "127.0.0.1:3000"}, False),
    ],
)
def test_proxy_must_show_its_token(headers: Mapping[str, str], admitted: bool, kind: str) -> None:
    """Fault table, S9: who reaches the port beside the proxy gets nothing, loopback names included."""
    status, _, seen = answer(PROXY, headers, kind=kind)
    assert (status in {101, 200}) == admitted
    assert TOKEN_HEADER not in seen


def test_token_is_in_no_representation() -> None:
    """A debugger's or a log's view of the settings does not hold it."""
    assert TOKEN not in repr(PROXY)


OWN = {"Host": "127.0.0.1:3000"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/runs/1", LINK, 200),  # a link in an alert
        ("POST", "/graphql", {**LINK, "Content-Type": "application/json"}, 403),  # a form of another site
        ("GET", "/runs/1", {**LINK, "Sec-Fetch-Dest": "iframe"}, 403),
        ("GET", "/favicon.png", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"}, 403),
        ("GET", "/runs/1", {"Sec-Fetch-Site": "none"}, 200),  # typed into the address bar
        ("HEAD", "/", {}, 200),
        ("POST", "/graphql", {"Content-Type": "application/json; charset=utf-8"}, 200),
        ("POST", "/graphql", {"Content-Type": "Application/JSON"}, 200),
        ("POST", "/graphql", {"Content-Type": "application/graphql"}, 403),
        ("POST", "/graphql", {"Content-Type": "text/plain, application/json"}, 403),
        ("POST", "/report_asset_check/quick", {}, 403),
        ("PUT", "/graphql", {"Content-Type": "application/json"}, 403),
        ("OPTIONS", "/graphql", {}, 403),
        ("GET", "/graphql\n", {}, 403),
        ("GET", "/tỉnh", {}, 200),
    ],
)
def test_requests(method: str, path: str, headers: Mapping[str, str], status: int) -> None:
    """What the page and its operator do passes; what only a foreign page does, does not."""
    assert answer(LOOPBACK, {**OWN, **headers}, method=method, path=path)[0] == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("query={version}", 200),
        ("query=query+A{version}+query+B{version}&operationName=A", 200),
        ("query=fragment+F+on+Query{version}", 200),
        ("extensions={%22persistedQuery%22:{}}", 200),  # not known here: Dagster has no stored queries
        ("query=mutation{wipeAssets}", 403),
        ("query=%23+a+comment%0Amutation+M{wipeAssets}", 403),
        ("query=%EF%BB%BFmutation{wipeAssets}", 403),
        ("query={version}&query=mutation{wipeAssets}", 403),
        ("query=query+A{version}+mutation+B{wipeAssets}&operationName=A", 403),
        ("query=subscription{capturedLogs}", 403),
        ("query=[%22mutation{wipeAssets}%22]", 403),
        ("query=" + "{a" * 5000, 403),
        ("query=", 403),
    ],
)
def test_graphql_over_get(query: str, status: int) -> None:
    """Fault table, S2: over GET only what was read and is a query, whichever operation is then named."""
    assert answer(LOOPBACK, OWN, path="/graphql", query=query)[0] == status


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ('{"type": "connection_init", "payload": {}}', True),
        ('{"type": "start", "id": "1", "payload": {"query": "subscription { capturedLogs }"}}', True),
        ('{"type": "stop", "id": "1"}', True),
        ('{"type": "start", "payload": {"query": "mutation { wipeAssets }"}}', False),
        ('{"type": "start", "payload": {"query": "{ version }"}}', False),
        ('{"type": "start", "payload": {"query": "subscription A { a } mutation B { b }"}}', False),
        ('{"type": "start", "payload": {"query": ["mutation { wipeAssets }"]}}', False),
        ('{"type": "start", "payload": {"query": "{ version }", "query": "mutation { b }"}}', False),
        ("mutation", False),
        ("[" * 100_000, False),
        (None, False),  # a binary message
    ],
)
def test_websocket_messages(text: str | None, passes: bool) -> None:
    """Over a websocket the page subscribes, and does nothing else."""
    assert (refuses_frame({"type": "websocket.receive", "text": text}) is None) == passes


def test_operations_are_told_apart() -> None:
    """Every operation of a document counts; one that cannot be read is not guessed at."""
    both = frozenset({OperationType.QUERY, OperationType.MUTATION})
    assert operations("query A { a } mutation B { b }") == both
    assert operations("{ a") is None


def test_page_gets_its_nonce_and_no_permission_more() -> None:
    """The policy that Dagster sets lets pages load images from anywhere; ours replaces it, on refusals too."""
    _, headers, _ = answer(LOOPBACK, OWN)
    policy = headers["content-security-policy"]
    assert f"script-src 'nonce-{'ab' * 16}' 'strict-dynamic';" in policy
    assert "img-src 'self' data: blob:;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy
    _, refused, _ = answer(LOOPBACK, {"Host": "attacker.example"})
    assert refused["x-frame-options"] == "DENY"
    assert refused["content-security-policy"].startswith("default-src 'none'")
    assert "attacker" not in str(refused)


def test_playground_runs_its_own_inline_script_only() -> None:
    """The page without a nonce: its script is admitted by digest, and the digest is there."""
    policy = content_policy("text/html", "", "[::1]:3000")
    assert "script-src 'self' 'sha256-" in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert "[" not in policy
