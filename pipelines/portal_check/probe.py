"""A probe: a crawl of a few pages of each kind, by the crawler's own child process, into a folder of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.crawler import end, order
from pipelines.portals import Portal
from pipelines.settings import Settings
from scrapers.archive import outcomes
from scrapers.job import CrawlJob
from transforms.errors import CrawlError, InterruptedRun

PAGE_BUDGET = 80
"""Requests of one probe at most; it usually makes some twenty. At the usual pace of 2.5 s these are three minutes."""

TIME_LIMIT_S = 900.0
SAID_CHARS = 500

UNREACHABLE: Mapping[str, str] = {
    "connection_failed": "Check the address in `crawl.base` and this machine's network. Where the name is gone for "
    "good, retire the portal with `valid_to:` and `moved_to:`.",
    "timeout": "Try again later. Where it never answers, the site may be gone, or be open to Vietnam only.",
    "tls_refused": "Where the certificate is another site's, the portal moved: retire it with `valid_to:`. Where the "
    "server is old, allow what it needs under `crawl.tls` (`oldest`, `ciphers`, `verify`) with the reason.",
    "off_site": "Name that host in `crawl.base`, or in `crawl.aliases` where both are the portal's.",
    "address_refused": "Only public addresses are asked, and the loopback address of a sample portal.",
    "redirect_loop": "Open it in a browser; a site that wants a cookie first needs `crawl.cookies: true`.",
}
"""How asking for robots.txt ends where nobody answers for the portal, and what to do then."""


@dataclass(frozen=True)
class Probed:
    """A probe that reached its portal: the order it followed, whose folder holds the pages, and why it ended."""

    job: CrawlJob
    stop_reason: str


def probe(here: Settings, portal: Portal, folder: Path) -> Probed:
    """Ask a portal for a few pages, kept in `folder`. Raises CrawlError where it cannot be reached at all."""
    job = order(here, portal, folder / portal.portal)
    job = replace(job, crawl={**job.crawl, "pages_per_run": PAGE_BUDGET}, probe=True, time_limit_s=TIME_LIMIT_S)
    report = _run(here, job, folder)
    for path in sorted(job.pages_dir.glob("*.warc.gz")):
        for record in outcomes(path):
            if record.kind == "robots" and record.outcome in UNREACHABLE:
                why = f"{record.outcome.replace('_', ' ')}: {record.reason}" if record.reason else record.outcome
                raise CrawlError(
                    f"{portal.portal}: {portal.host} cannot be reached ({why}). Nothing was stored. "
                    f"{UNREACHABLE[record.outcome]}"
                )
    return Probed(job, str(report.get("stop_reason")))


def _run(here: Settings, job: CrawlJob, folder: Path) -> Mapping[str, object]:
    """Run the crawler to its end; its report."""
    file, said, trouble = (folder / f"{job.portal}.{name}" for name in ("json", "said", "trouble"))
    file.write_text(job.to_json(), "utf-8")
    with said.open("wb") as out, trouble.open("wb") as err:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", "scrapers", str(file)],
            env=here.child_environment({}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        try:
            code = child.wait()
        except BaseException:
            end(child)
            raise
    if code == InterruptedRun.exit_code:
        raise InterruptedRun(f"The check of {job.portal} was interrupted. Nothing was stored.")
    reports = [message for message in map(_message, said.read_text("utf-8").splitlines()) if message]
    if not reports:
        told = trouble.read_text("utf-8", "replace").strip()[-SAID_CHARS:]
        raise CrawlError(f"{job.portal}: the crawler ended with code {code} and no report. Nothing was stored. {told}")
    return reports[-1]


def _message(line: str) -> Mapping[str, object] | None:
    message = json.loads(line)
    return message if isinstance(message, dict) and message.get("event") == "report" else None
