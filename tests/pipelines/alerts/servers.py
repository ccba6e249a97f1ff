"""A webhook and a mail server on loopback that keep what they are sent, and refuse when they are told to."""

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Received:
    """What a server was sent; it answers `status` (of HTTP or SMTP)."""

    port: int = 0
    status: int = 0
    messages: list[Any] = field(default_factory=list)


@contextmanager
def _running(server: socketserver.TCPServer, received: Received) -> Iterator[Received]:
    received.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def webhook() -> Iterator[Received]:
    """Takes POSTs of JSON."""
    received = Received(status=200)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.messages.append((self.path, json.loads(body)))
            self.send_response(received.status)
            if received.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler), received) as running:
        yield running


@contextmanager
def mail_server() -> Iterator[Received]:
    """Speaks as much SMTP as a letter needs, without TLS, with a login."""
    received = Received(status=250)

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.partition(" ")[0].upper()
                if word == "EHLO":
                    self.say("250-here")
                    self.say("250 AUTH PLAIN")
                elif word == "AUTH":
                    received.messages.append(line)
                    self.say("235 come in")
                elif word == "DATA":
                    self.say("354 go on")
                    letter = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        letter.append(part.decode())
                    received.messages.append("".join(letter))
                    self.say(f"{received.status} said")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 well")

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), received) as running:
        yield running
