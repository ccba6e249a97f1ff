"""A web server with as many news pages as asked, for the crawl benchmark: `python -m benchmarks.news_server COUNT`.

Prints its port and serves until its standard input closes. Pages are those of the sample NukeViet portal, with listings
of twenty and their pager. It runs in a process of its own, so that its time is not counted with the crawler's.
"""

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from benchmarks import corpus

PER_LISTING = 20
PAGE = re.compile(r"^/tin-tuc/(?:page-(\d+)/)?$")
ARTICLE = re.compile(r"^/tin-tuc/bai-(\d+)\.html$")


class Handler(BaseHTTPRequestHandler):
    """Listings, articles, and 404 for the rest."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's acknowledgement
    bodies: list[bytes]
    count: int

    def do_GET(self) -> None:
        """Answer one request."""
        body = self._body()
        self.send_response_only(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        if found := ARTICLE.match(self.path):
            number = int(found[1])
            return self.bodies[number % len(self.bodies)] if number < self.count else b""
        if found := PAGE.match(self.path):
            page = int(found[1] or 1)
            numbers = range((page - 1) * PER_LISTING, min(page * PER_LISTING, self.count))
            rows = "".join(f'<li><a href="/tin-tuc/bai-{n}.html">Tin số {n}</a></li>' for n in numbers)
            pager = (
                f'<ul class="pagination"><li><a rel="next" href="/tin-tuc/page-{page + 1}/">{page + 1}</a></li></ul>'
            )
            return f"<html><head><title>Tin tức</title></head><body><ul>{rows}</ul>{pager}</body></html>".encode()
        return b""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed but the port."""


def main() -> None:
    """Serve until standard input closes."""
    Handler.count = int(sys.argv[1])
    Handler.bodies = [sample.body for sample in corpus.pages(20, "sample-ninhbinh")]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
