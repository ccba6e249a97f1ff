"""The books of one crawl: every admitted URL with its one outcome, in the archive and in the report.

Here belongs the accounting. What is fetched and why is the crawl's business (crawl.py).
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from time import monotonic

from scrapers.archive import ArchiveWriter, OutcomeRecord
from scrapers.fetch import Fetcher, Result
from scrapers.frontier import QUEUE_FULL, Frontier, Ticket
from scrapers.job import CrawlReport
from scrapers.known import NO_NEW_ARTICLES
from scrapers.progress import Reporter
from transforms.errors import CongdoanError
from transforms.records import Outcome

OVER_BUDGET = frozenset({"page_budget", "byte_budget", "time_limit", NO_NEW_ARTICLES})
"""Reasons to stop that are no failure: what is left is taken up by the next crawl."""

LEFT = frozenset({"budget", "not_reached"})
"""Outcomes of URLs that were not asked for. There may be thousands, so the log has their number only."""

MAX_WARNINGS = 100
FINISHED = "finished"
INTERNAL_ERROR = "internal_error"
PROGRESS_SECONDS = 1.0


class Ledger:
    """Keeps `report`, which is final after `close`. `scheduled == sum(outcomes)` then, whatever ended the crawl."""

    def __init__(
        self, portal: str, frontier: Frontier, fetcher: Fetcher, archive: ArchiveWriter, reporter: Reporter
    ) -> None:
        self.report = CrawlReport(portal)
        self.complete = True
        """False where the next crawl must walk all in full, because it cannot come back to a page of this one."""
        self._frontier = frontier
        self._fetcher = fetcher
        self._archive = archive
        self._reporter = reporter
        self._by_kind: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
        self._started = self._reported = monotonic()
        self._writable = True

    def end(self, ticket: Ticket, result: Result) -> None:
        """Write a ticket's one outcome. Raises DataFolderError where the archive cannot be written; it counts then."""
        self._by_kind[ticket.kind][result.outcome] += 1
        good = result.outcome in ("stored", "unchanged")
        if ticket.form is not None and not good:
            # A page that is asked for with a form has no address of its own.
            self.complete = False
        record = OutcomeRecord(
            url=ticket.url,
            outcome=result.outcome,
            reason=result.reason,
            time=datetime.now(UTC),
            kind=ticket.kind if ticket.form is None else "form",
            dated=ticket.dated,
            found_on=ticket.found_on,
        )
        if self._writable:
            try:
                self._archive.write_outcome(record)
            except CongdoanError:
                self._writable = False
                raise
        if not good and result.outcome not in LEFT:
            self._reporter.log("info", result.outcome, ticket.url, result.reason or "")

    def warn(self, code: str, url: str, message: str) -> None:
        """Something that a person should act on this week; it stands in the report."""
        if len(self.report.warnings) < MAX_WARNINGS:
            self.report.warnings.append(f"{code}: {url}: {message}")
        self._reporter.log("warning", code, url, message)

    def progress(self) -> None:
        """Say how far the crawl is, at most once a second."""
        now = monotonic()
        if now - self._reported >= PROGRESS_SECONDS:
            self._reported = now
            self._reporter.progress(
                fetched=self._fetcher.fetched,
                queued=len(self._frontier),
                new_articles=self.report.new_articles,
                bytes=self._fetcher.bytes,
                seconds=round(now - self._started, 1),
            )

    def close(self, current: Ticket | None, reason: str) -> None:
        """Give what was not reached its outcome, `current` first; close the archive; finish the report."""
        left: Outcome = "budget" if reason in OVER_BUDGET else "not_reached"
        if waiting := len(self._frontier) + (current is not None):
            self._reporter.log("info", left, "", f"{waiting} URLs are left: {reason}")
        try:
            while ticket := current or self._frontier.pop():
                current = None
                self.end(ticket, Result(left, reason))
                if ticket.kind in ("feed", "sitemap") and left == "not_reached":
                    # They come first, so that walking all again costs little. A budget would end there every time.
                    self.complete = False
            if self._writable:
                complete = self.complete and not self._frontier.not_admitted[QUEUE_FULL]
                self._archive.close(complete=complete, reason=reason, moment=datetime.now(UTC))
        except CongdoanError as error:
            self._writable = False
            self._reporter.log("error", "archive", "", str(error))
            while ticket := self._frontier.pop():
                self.end(ticket, Result(left, reason))
        self._fill_in(reason if self._writable else "archive_failed")

    def outcomes(self, *kinds: str) -> Counter[Outcome]:
        """How tickets ended so far, of these kinds or of all."""
        chosen = (counts for kind, counts in self._by_kind.items() if not kinds or kind in kinds)
        return sum(chosen, start=Counter[Outcome]())

    def _fill_in(self, reason: str) -> None:
        report, refused = self.report, self._frontier.not_admitted
        report.scheduled = self._frontier.scheduled
        report.outcomes = {str(name): count for name, count in sorted(self.outcomes().items())}
        report.by_kind = {kind: {str(name): n for name, n in counts.items()} for kind, counts in self._by_kind.items()}
        report.not_admitted = {name: count for name, count in sorted(refused.items()) if count}
        report.fetched, report.bytes = self._fetcher.fetched, self._fetcher.bytes
        report.seconds = round(monotonic() - self._started, 3)
        report.stop_reason = reason
        report.failed = reason != FINISHED and reason not in OVER_BUDGET
        report.warc_files = [path.name for path in self._archive.files]
