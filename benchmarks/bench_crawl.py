"""A crawl with links, known pages and WARC against bare Scrapy that fetches the same pages and keeps nothing."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import Result
from scrapers.archive import IndexEntry, read_index
from scrapers.job import CrawlJob

ROUNDS = 3
UNLIMITED = 10**6

USUAL = 500
"""One request at a time takes some 25 ms on the wall: enough pages for a ratio, few enough for a coffee. The whole is
`--count 5000`."""


@dataclass(frozen=True)
class Spent:
    """What a child took: processor seconds, peak memory in MB; `report` is the crawler's own, empty of bare Scrapy."""

    cpu: float
    peak: float
    report: dict[str, object]


def run(scale: int) -> Iterator[Result]:
    """Pages a CPU second, child process and imports included; peak memory; a second crawl against the first."""
    ours, bare, memory, little = [], [], [], []
    cpu_again, requests_again, bytes_again = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as scratch, _server(max(scale // 10, 1)) as base:
            little.append(_spent("-m", "scrapers", str(_order(Path(scratch), base))).peak)
        with tempfile.TemporaryDirectory() as scratch, _server(scale) as base:
            order = _order(Path(scratch), base)
            first = _spent("-m", "scrapers", str(order))
            second = _spent("-m", "scrapers", str(order))
            other = _spent("-m", "benchmarks.bare_spider", base, str(scale))
            pages = Path(scratch) / "pages" / "bench"
            requests, size = _articles(pages, first)
            if requests != scale:
                raise RuntimeError(f"{requests} articles were fetched, {scale} are there: {first.report}")
            again, size_again = _articles(pages, second)
        ours.append(scale / first.cpu)
        bare.append(scale / other.cpu)
        memory.append(first.peak)
        cpu_again.append(100 * second.cpu / first.cpu)
        requests_again.append(100 * again / requests)
        bytes_again.append(100 * size_again / size)
    yield Result("crawl with links, known pages and WARC", "pages/CPU s", ours, "bare Scrapy", bare)
    yield Result("peak memory of the crawler", "MB", memory, "a tenth of the pages", little)
    yield Result("second crawl, unchanged portal: requests beyond listings", "% of the first", requests_again)
    yield Result("second crawl, unchanged portal: bytes beyond listings", "% of the first", bytes_again)
    yield Result("second crawl, unchanged portal: CPU, listings included", "% of the first", cpu_again)


@contextmanager
def _server(count: int) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.news_server", str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the server was started without its pipes")
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def _order(scratch: Path, base: str) -> Path:
    crawl = {
        "base": base,
        "sections": [{"path": "/tin-tuc/", "title": None, "home": None}],
        "article_url": r"/tin-tuc/bai-\d+\.html$",
        "delay_s": 0,
        "pages_per_run": UNLIMITED,
    }
    job = CrawlJob(
        portal="bench",
        family="nukeviet",
        crawl=crawl,
        pages_dir=scratch / "pages" / "bench",
        user_agent="congdoan-benchmark",
        allow_addresses=(base.removeprefix("http://"),),
        max_bytes=2**40,
    )
    path = scratch / "job.json"
    path.write_text(job.to_json(), "utf-8")
    return path


def _spent(*words: str) -> Spent:
    """A child run to its end. Its last line is the crawler's report; bare Scrapy prints nothing."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([sys.executable, *words], stdout=said, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{words} ended with code {child.returncode}")
        said.seek(0)
        lines = said.read().splitlines()
    report = json.loads(lines[-1]) if lines else {}
    return Spent(
        usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 2**20), report
    )


def _articles(pages: Path, crawled: Spent) -> tuple[int, int]:
    """Articles that a crawl asked for, and their archived bytes."""
    files = crawled.report["warc_files"]
    if not isinstance(files, list):
        raise TypeError("a crawl's report names its files")
    entries: list[IndexEntry] = []
    for name in files:
        entries += read_index(pages / str(name).replace(".warc.gz", ".cdxj"))
    kinds = {entry.url: entry.kind for entry in entries if entry.kind}
    captures = [entry for entry in entries if entry.is_capture and kinds.get(entry.url) == "article"]
    return len(captures), sum(entry.length for entry in captures)
