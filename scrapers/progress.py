"""What a crawl says while it runs: progress and one final report, as JSON lines on stdout or through Dagster Pipes.

Also the log, as JSON lines on stderr. Page bodies, headers and secrets never appear in either.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

from scrapers.job import CrawlReport

Level = Literal["info", "warning", "error"]


class Reporter:
    """Sends messages to whoever started the crawl. `lost` is called once where nobody listens any more."""

    def __init__(
        self,
        portal: str,
        send: Callable[[Mapping[str, object]], None] | None = None,
        close: Callable[[], None] | None = None,
    ) -> None:
        self._portal = portal
        self._send = send or self._print
        self._close = close
        self._gone = False
        self.lost: Callable[[], None] = lambda: None

    def progress(self, **counts: float) -> None:
        """How far the crawl is: `fetched`, `queued`, `new_articles`, `bytes`, `seconds`."""
        self._send({"event": "progress", "portal": self._portal, **counts})

    def report(self, report: CrawlReport) -> None:
        """The last message of a crawl; the channel is closed behind it."""
        self._send({"event": "report", **report.to_dict()})
        if self._close:
            self._close()

    def log(self, level: Level, code: str, url: str, message: str) -> None:
        """One line of the log: `code` is an outcome or the name of a warning."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": level,
            "portal": self._portal,
            "code": code,
            "url": url,
            "message": message,
        }
        self._write(sys.stderr, line)

    def _print(self, message: Mapping[str, object]) -> None:
        self._write(sys.stdout, message)

    def _write(self, stream: TextIO, message: Mapping[str, object]) -> None:
        if self._gone:
            return
        try:
            stream.write(json.dumps(message) + "\n")
            stream.flush()
        except OSError:
            self._gone = True
            self.lost()
