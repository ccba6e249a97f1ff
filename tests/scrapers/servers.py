"""Real servers on loopback that answer as a test tells them to, honestly or not."""

import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Answer:
    """An ordinary response, with its length stated."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: HTML)


class Asked(BaseHTTPRequestHandler):
    """One request; a route may write to it as it likes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        self.server.hits[self.path] += 1
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        route = self.server.routes.get(self.path) or self.server.routes.get(urlsplit(self.path).path)
        route = route if route is not None else self.server.fallback(self.path)
        if callable(route):
            route(self)
        else:
            self.answer(route)

    def do_POST(self) -> None:
        self.form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.do_GET()

    def answer(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def raw(self, data: bytes) -> None:
        """Send bytes as they are and hang up."""
        self.wfile.write(data)
        self.close_connection = True

    def reset(self) -> None:
        """End the connection as a crashed server does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


Route = Answer | Callable[[Asked], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    routes: dict[str, Route]
    fallback: Callable[[str], Route]
    hits: Counter[str]
    asked: list[tuple[str, dict[str, str]]]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the tests."""


@dataclass
class Site:
    """A running server. `hits` counts requests by path, `asked` has them in order with their headers."""

    base_url: str
    routes: dict[str, Route]
    hits: Counter[str]
    asked: list[tuple[str, dict[str, str]]]

    @property
    def address(self) -> str:
        return urlsplit(self.base_url).netloc


def missing(path: str) -> Route:
    """What is not routed does not exist."""
    return Answer(b"<html>none</html>", 404)


@contextmanager
def site(
    routes: Mapping[str, Route] | None = None,
    fallback: Callable[[str], Route] = missing,
    tls: ssl.SSLContext | None = None,
    at: tuple[str, int] = ("127.0.0.1", 0),
) -> Iterator[Site]:
    """Serve routes on a free port until the block ends. Without a route robots.txt allows everything (404)."""
    server = _Server(at, Asked)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.routes, server.fallback = dict(routes or {}), fallback
    server.hits, server.asked = Counter(), []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        scheme = "https" if tls else "http"
        yield Site(f"{scheme}://{at[0]}:{server.server_address[1]}", server.routes, server.hits, server.asked)
    finally:
        server.shutdown()
        server.server_close()


def listing(paths: list[str], next_page: str | None = None) -> Answer:
    """A listing page in NukeViet's manner."""
    rows = "".join(f'<div class="panel"><h3><a href="{path}">Tin</a></h3></div>' for path in paths)
    pager = f'<ul class="pagination"><li><a rel="next" href="{next_page}">»</a></li></ul>' if next_page else ""
    return Answer(f"<!doctype html><html><body>{rows}{pager}</body></html>".encode())


def article(text: str = "Công đoàn cơ sở") -> Answer:
    """An article's page."""
    return Answer(f"<!doctype html><html><body><h1>Tin</h1><p>{text}</p></body></html>".encode())


def sitemap(base_url: str, paths: list[str]) -> Answer:
    """A sitemap without dates."""
    urls = "".join(f"<url><loc>{base_url}{path}</loc></url>" for path in paths)
    return Answer(f"<urlset>{urls}</urlset>".encode(), 200, {"Content-Type": "application/xml"})


def redirect(target: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(b"", status, {"Location": target})
