"""`python -m scrapers JOB.json`: one crawl in a process of its own, since Scrapy's reactor cannot be started twice.

Reports through Dagster Pipes where its context is in the environment, else as JSON lines on stdout; logs to stderr.
Exit codes: 0 done, 1 the crawl failed and said why, 2 the order is wrong, 75 another crawl writes there, 130
interrupted.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from dagster_pipes import PipesContext, PipesEnvVarParamsLoader, open_dagster_pipes
from scrapy.crawler import AsyncCrawlerProcess

from scrapers.archive import ArchiveWriter, FolderLock, IndexEntry, recover
from scrapers.crawl import Crawl
from scrapers.families import family
from scrapers.fetch import Fetcher
from scrapers.frontier import Frontier
from scrapers.job import CrawlJob, CrawlReport
from scrapers.known import Known
from scrapers.ledger import Ledger
from scrapers.progress import Reporter
from scrapers.settings import settings_for
from scrapers.site import Site
from scrapers.spider import PortalSpider
from scrapers.stop import Stop
from scrapers.transport import Transport
from transforms.errors import CongdoanError, DataFolderError, UsageError

INTERRUPTED = 130
PARENT_POLL_S = 0.5
LINGER_S = 1.0
"""The archive is closed and the report sent when a stopped crawl ends; the engine gets this long to end as well."""


class Run:
    """One crawl from order to exit code."""

    def __init__(self, job: CrawlJob, reporter: Reporter) -> None:
        self.exit_code = 1
        self.error: CongdoanError | None = None
        self._job = job
        self._reporter = reporter
        self._site = Site.from_block(job.portal, job.crawl)
        self._family = family(job.family)
        self._settings = settings_for(job, self._site)
        self._parent = os.getppid()

    def execute(self) -> int:
        """Crawl and return the exit code. Raises CongdoanError where the archive cannot be used."""
        with FolderLock(self._job.pages_dir):
            recover(self._job.pages_dir)
            process = AsyncCrawlerProcess(self._settings)
            process.crawl(PortalSpider, work=self._work)
            process.start(install_signal_handlers=False)
        if self.error:
            raise self.error
        return self.exit_code

    async def _work(self, spider: PortalSpider) -> None:
        """The crawl itself, inside the engine's loop."""
        loop = asyncio.get_running_loop()
        stop = Stop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set, "interrupted")
        self._reporter.lost = lambda: stop.set("parent_died")
        watch = asyncio.ensure_future(self._watch_parent(stop))
        try:
            crawl, ledger = self._prepare(spider, stop)
            try:
                await crawl.run()
            finally:
                self.exit_code = _exit_code(ledger.report)
                self._reporter.report(ledger.report)
        except CongdoanError as error:
            self.error = error
        finally:
            watch.cancel()
            if stop.reason:
                self._end_soon()

    def _prepare(self, spider: PortalSpider, stop: Stop) -> tuple[Crawl, Ledger]:
        job, site, strategy = self._job, self._site, self._family
        now = datetime.now(UTC)
        known = Known.load(job.pages_dir, lambda url: strategy.identity(site.spelled(url)))
        frontier = Frontier(
            site=site,
            known=known,
            is_article=lambda url: strategy.is_article(url, site),
            identity=strategy.identity,
            since=job.since,
            until=job.until,
        )
        info = {
            "software": "congdoan",
            "format": "WARC File Format 1.1",
            "isPartOf": job.portal,
            "operator": job.contact or "not stated",
            "http-header-user-agent": job.user_agent,
            "robots": "obeyed",
        }
        archive = ArchiveWriter(job.pages_dir, now, info)

        def previous(url: str) -> IndexEntry | None:
            entry = known.get(url)
            return entry.capture if entry and entry.capture and entry.capture.url == url else None

        fetcher = Fetcher(
            site,
            self._settings,
            Transport(spider.download, spider.refused_hosts),
            archive,
            previous,
            known.is_taken_down,
            stop,
            job.max_bytes,
        )
        ledger = Ledger(job.portal, frontier, fetcher, archive, self._reporter)
        return Crawl(job, site, strategy, known, frontier, fetcher, ledger, stop), ledger

    async def _watch_parent(self, stop: Stop) -> None:
        """A crawl whose run worker was killed has nobody to report to: it ends by itself."""
        while os.getppid() == self._parent:
            await asyncio.sleep(PARENT_POLL_S)
        stop.set("parent_died")

    def _end_soon(self) -> None:
        """Leave even where a connection that was given up does not let go."""
        timer = threading.Timer(LINGER_S, os._exit, (self.exit_code,))
        timer.daemon = True
        timer.start()


def _exit_code(report: CrawlReport) -> int:
    if report.stop_reason == "interrupted":
        return INTERRUPTED
    return 1 if report.failed else 0


def _interrupted(number: int, frame: object) -> None:
    raise SystemExit(INTERRUPTED)


def main(arguments: list[str]) -> int:
    """Run the order in a file; returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    try:
        if len(arguments) != 1:
            raise UsageError("Usage: python -m scrapers JOB.json. Nothing was fetched.")
        try:
            text = Path(arguments[0]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"Cannot read the order {arguments[0]}: {error}. Nothing was fetched.") from error
        job = CrawlJob.from_json(text)
        with ExitStack() as stack:
            send = None
            if PipesEnvVarParamsLoader().is_dagster_pipes_process():  # type: ignore[no-untyped-call]  # not typed there
                pipes: PipesContext = stack.enter_context(open_dagster_pipes())

                def send(message: Mapping[str, object]) -> None:
                    pipes.report_custom_message(dict(message))

            return Run(job, Reporter(job.portal, send, stack.close)).execute()
    except CongdoanError as error:
        print(error, file=sys.stderr)  # noqa: T201 (the message a person at a shell reads)
        return error.exit_code
    except OSError as error:
        failure = DataFolderError(f"The archive cannot be used: {error}. Pages archived before are safe.")
        print(failure, file=sys.stderr)  # noqa: T201 (the message a person at a shell reads)
        return failure.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
