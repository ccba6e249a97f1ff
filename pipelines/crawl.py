"""The crawl of one portal as a child process, watched from here through Dagster Pipes.

A Twisted reactor starts once a process, so each crawl has its own; the same command works from a shell. The child is
asked to end with SIGINT, on which it closes its WARC file; one that does not is killed, and the next start repairs.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import BinaryIO

import dagster as dg

from pipelines import crawler
from pipelines.line import Line
from pipelines.portal_checks import pages_in_doubt
from pipelines.portals import Portal
from scrapers.job import CrawlJob
from transforms.errors import CrawlError, InterruptedRun

POLL_SECONDS = 0.2
LOG_BYTES = 2**20
"""Of a crawler's log kept with the run; what each URL came to stands in the archive."""

AT_ONCE_AGAIN = 200
"""Pages in doubt asked for once more in one crawl; a whole layout that changed is for the rules, not for the site."""

TELL_EVERY_SECONDS = 10
"""How often a run's log says how far its crawl is."""

LAST_WORDS = 500
"""Of what a crawler said last, this much stands in the error."""

SHOWN = ("fetched", "new_articles", "queued")
"""What of a crawl's progress a person at a shell reads."""


class FailedCrawlError(CrawlError):
    """A crawl that did not do its work, with the report of what it did."""

    def __init__(self, message: str, report: Mapping[str, object]) -> None:
        super().__init__(message)
        self.report = report


def run(
    context: dg.AssetExecutionContext, line: Line, portal: Portal, *, since: str | None, until: str | None
) -> Mapping[str, object]:
    """Crawl a portal and return the child's report (scrapers/job.py). Raises CrawlError where a person should look.

    Of a portal that is in doubt (portal_checks.py), the pages that made it so are asked for again.
    """
    folder = line.folder.pages(portal.portal)
    job = replace(
        crawler.order(line.settings, portal, folder),
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
        full=since is not None,
        again=tuple(pages_in_doubt(line.folder.root, portal.portal))[:AT_ONCE_AGAIN],
    )
    line.go_on()
    with line.folder.lock(f"portal-{portal.portal}", f"the crawl of {portal.portal}"), _site(line, portal):
        report = _child(context, line, job)
    line.progress(portal.portal, "pages", {name: report.get(name) for name in SHOWN})
    if report.get("failed"):
        raise FailedCrawlError(
            f"{portal.portal}: {report.get('stop_reason')}. What was archived is kept. "
            f"Run `congdoan run --portal {portal.portal}` again, or `congdoan portal check {portal.portal}` "
            "to see why.",
            report,
        )
    return report


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _site(line: Line, portal: Portal) -> AbstractContextManager[None]:
    """A sample portal, served for the time of its crawl; nothing for a live one.

    From the second crawl on it serves its second edition, edited just after the first crawl, as a newsroom would.
    """
    before = line.folder.warcs(portal.portal) if portal.sample else []
    crawled = datetime.fromtimestamp(before[0].stat().st_mtime, UTC).replace(microsecond=0) if before else None
    edited_at = crawled + timedelta(seconds=1) if crawled else None
    return crawler.sample_site(portal, edited_at, lambda reason: line.progress(portal.portal, "waits", {"": reason}))


def _child(context: dg.AssetExecutionContext, line: Line, job: CrawlJob) -> Mapping[str, object]:
    """Run the child to its end, passing its progress on; the last message is its report."""
    with (
        tempfile.TemporaryDirectory(prefix="congdoan-") as scratch,
        ExitStack() as stack,
        dg.open_pipes_session(
            context=context,
            context_injector=dg.PipesTempFileContextInjector(),
            message_reader=dg.PipesTempFileMessageReader(),
        ) as session,
    ):
        order = Path(scratch) / "job.json"
        order.write_text(job.to_json(), "utf-8")
        said = stack.enter_context((Path(scratch) / "said.jsonl").open("w+b"))
        stack.callback(_pass_on, context, said)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", "scrapers", str(order)],
            env=line.settings.child_environment(session.get_bootstrap_env_vars()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        seen = 0
        told = monotonic()
        try:
            while True:
                code = crawler.wait(child, POLL_SECONDS)
                messages = session.get_custom_messages()
                for message in messages[seen:]:
                    if _mapping(message).get("event") == "progress":
                        known = {name: message.get(name) for name in SHOWN}
                        line.progress(job.portal, "pages", known)
                        if monotonic() - told >= TELL_EVERY_SECONDS:
                            told = monotonic()
                            context.log.info(f"So far {', '.join(f'{value} {name}' for name, value in known.items())}.")
                seen = len(messages)
                if code is not None:
                    break
                line.go_on()
        except BaseException:
            crawler.end(child)
            raise
        words = _last_words(said)
    reports = [m for m in map(_mapping, session.get_custom_messages()) if m.get("event") == "report"]
    if code == InterruptedRun.exit_code:
        raise InterruptedRun(f"The crawl of {job.portal} was interrupted. What was archived is kept.")
    if not reports:
        why = words or f"the crawler ended with code {code} and said nothing."
        raise CrawlError(f"{job.portal}: {why} What was archived is kept and is made whole at the next start.")
    return reports[-1]


def _last_words(said: BinaryIO) -> str:
    """The last line of a crawler's log that is not its own JSON: why it could not even begin, or what it died of."""
    said.seek(0)
    plain = [line for line in said.read(LOG_BYTES).decode("utf-8", "replace").splitlines() if line[:1] not in ("", "{")]
    return plain[-1].strip()[:LAST_WORDS] if plain else ""


def _pass_on(context: dg.AssetExecutionContext, said: BinaryIO) -> None:
    """The crawler's log into the run's, where an operator reads it. Its lines are JSON; others are trouble."""
    said.seek(0)
    for raw in said.read(LOG_BYTES).decode("utf-8", "replace").splitlines():
        try:
            line = json.loads(raw)
            context.log.log(line["level"], f"{line['code']} {line['url']}: {line['message']}")
        except (ValueError, TypeError, KeyError):
            context.log.warning(raw)
