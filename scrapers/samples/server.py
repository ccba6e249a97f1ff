"""The web server of the sample portals: one portal a port, on loopback only, in a thread."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from errno import EADDRINUSE
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from scrapers.samples.site import Request, Site, site_class
from scrapers.samples.stories import load
from transforms.errors import CrawlError, LockedError

HOST = "127.0.0.1"
MARK = "X-Sample-Portal"
"""The header by which a sample server is known, to us and to a second one that wants its port."""

MAX_FORM_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request that was served, with the status of its answer."""

    method: str
    path: str
    headers: Mapping[str, str]
    status: int


@dataclass(slots=True)
class Served:
    """A running sample portal. `requests` grows as it is asked."""

    portal: str
    base_url: str
    site: Site
    requests: list[LoggedRequest] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    served: Served


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's acknowledgement
    server: _Server

    def handle(self) -> None:
        """A client that hangs up, as a cancelled crawl does, is no error of ours."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._serve({})

    def do_HEAD(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        stated = self.headers.get("Content-Length", "")
        length = min(int(stated), MAX_FORM_BYTES) if stated.isdecimal() else 0
        self._serve(dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace"), keep_blank_values=True)))

    def _serve(self, form: Mapping[str, str]) -> None:
        served = self.server.served
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = served.site.answer(Request(self.command, self.path, headers, form))
        served.requests.append(LoggedRequest(self.command, self.path, headers, answer.status))
        self.send_response_only(answer.status)
        for name, value in {
            "Server": "nginx",
            "Date": formatdate(usegmt=True),
            MARK: served.portal,
            **answer.headers,
        }.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed: `Served.requests` is the log."""


@contextmanager
def serve(
    portal: str, *, port: int | None = None, edition: int = 1, edited_at: datetime | None = None
) -> Iterator[Served]:
    """Serve one sample portal until the block ends.

    `port` None is the portal's fixed port, 0 any free one. The feed and sitemap of edition 2 date its edits to
    `edited_at`, else to the moment of serving, as an edit made just now would be. Raises LockedError where another
    sample server has the port, CrawlError where another program has it.
    """
    fixed = urlsplit(load(portal).base).port
    wanted = fixed if port is None and fixed else port or 0
    if edition > 1 and edited_at is None:
        edited_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    content = load(portal, edition, edited_at)
    try:
        server = _Server((HOST, wanted), _Handler)
    except OSError as error:
        if error.errno != EADDRINUSE:
            raise CrawlError(f"The sample portal {portal} cannot listen on {HOST}:{wanted}: {error}.") from error
        raise _taken(portal, wanted) from error
    base_url = f"http://{HOST}:{server.server_address[1]}"
    served = server.served = Served(portal, base_url, site_class(content.family)(content, base_url))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name=f"sample {portal}", daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _taken(portal: str, port: int) -> LockedError | CrawlError:
    """The error for a port in use: another sample server, or something else."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/robots.txt", timeout=2) as answer:
            owner = answer.headers.get(MARK)
    except (OSError, ValueError) as error:
        owner = error.headers.get(MARK) if isinstance(error, urllib.error.HTTPError) else None
    if owner:
        return LockedError(
            f"Another sample server already serves {owner} on {HOST}:{port} (a run, a test or "
            "`python -m scrapers.samples`). Nothing was started. Wait for it to end, or stop it."
        )
    return CrawlError(
        f"The sample portal {portal} needs {HOST}:{port}, which another program is using. Nothing was started. "
        "Stop that program, then try again."
    )
