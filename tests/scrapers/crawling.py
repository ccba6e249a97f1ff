"""Running crawls in tests: as users do, in a child process, against real servers on loopback."""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.__main__ import main
from scrapers.job import CrawlJob
from tests.scrapers.naming import Names, answer_for

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Crawled:
    """What a crawl left: exit code, final report, messages before it, log lines."""

    exit_code: int
    report: dict[str, object]
    messages: list[dict[str, object]]
    log: list[dict[str, object]]
    stderr: str

    @property
    def outcomes(self) -> dict[str, int]:
        counts = self.report["outcomes"]
        assert isinstance(counts, dict)
        return counts


def order(
    folder: Path, portal: str, base_url: str, crawl: Mapping[str, object] | None = None, **fields: object
) -> CrawlJob:
    """A job against a server on loopback; `folder` is a data folder."""
    block = {"article_url": r"/[a-z0-9-]+/[a-z0-9-]+\.html$", "delay_s": 0, **(crawl or {}), "base": base_url}
    values: dict[str, object] = {
        "portal": portal,
        "family": "nukeviet",
        "crawl": block,
        "pages_dir": str(folder / "pages" / portal),
        "user_agent": "congdoan-test/1.0",
        "contact": "test@example.vn",
        "allow_addresses": [urlsplit(base_url).netloc],
        **fields,
    }
    return CrawlJob.from_json(json.dumps(values, default=str))


def command(job: CrawlJob) -> list[str]:
    """The command line that runs a job, its order written beside the portal's folder."""
    folder = job.pages_dir.parent.parent
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{job.portal}.json"
    file.write_text(job.to_json(), "utf-8")
    return [sys.executable, "-m", "scrapers", str(file)]


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["scrapers.__main__", "scrapy.core.engine", "scrapy.core.downloader.handlers.http11", "tests.scrapers.crawling"]
)
"""Crawls run in processes forked from one that has Scrapy loaded: importing it takes longer than most of them."""


def _child(folder: Path, arguments: list[str], names: Names | None, trusted: Path | None) -> None:
    for stream, name in ((1, "stdout"), (2, "stderr")):
        handle = os.open(folder / name, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(handle, stream)
    if names is not None:
        answer_for(names)
    if trusted is not None:
        os.environ["SSL_CERT_FILE"] = str(trusted)
    sys.exit(main(arguments))


def crawl(job: CrawlJob, timeout: float = 60, names: Names | None = None, trusted: Path | None = None) -> Crawled:
    """Run a job to its end, with a name server that says what `names` has, on a machine that trusts this certificate.
    The books must balance, whatever happened."""
    order_file = command(job)[-1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = FORKS.Process(target=_child, args=(folder, [order_file], names, trusted))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
        stdout, stderr = ((folder / stream).read_text("utf-8") for stream in ("stdout", "stderr"))
        assert process.exitcode is not None
        return read(process.exitcode, stdout, stderr)


def read(exit_code: int, stdout: str, stderr: str) -> Crawled:
    """A finished process's output as what it means."""
    messages = [json.loads(line) for line in stdout.splitlines()]
    reports = [message for message in messages if message["event"] == "report"]
    assert len(reports) <= 1
    report = reports[0] if reports else {}
    if report:
        assert messages[-1] is report
        assert report["scheduled"] == sum(report["outcomes"].values())
    log = [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]
    assert "Traceback" not in stderr, stderr
    return Crawled(exit_code, report, messages, log, stderr)


MEASURE = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(json.dumps([spent.ru_maxrss, spent.ru_utime]))
sys.exit(code)
"""
"""Runs the crawler from a small process: a peak starts at what the process had that it was forked from."""


def measured(job: CrawlJob, folder: Path) -> tuple[Crawled, int, float]:
    """A crawl with its peak of memory in kB and its seconds of CPU."""
    spent = folder / "spent.json"
    arguments = [sys.executable, "-c", MEASURE, str(spent), *command(job)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    peak_kb, cpu_seconds = json.loads(spent.read_text("utf-8"))
    return read(done.returncode, done.stdout, done.stderr), peak_kb, cpu_seconds
