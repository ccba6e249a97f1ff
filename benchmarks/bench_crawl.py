"""A crawl with links, known pages and WARC against bare Scrapy that fetches the same pages and keeps nothing."""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness import Result
from scrapers.job import CrawlJob

ROUNDS = 3
UNLIMITED = 10**6

MAX_PAGES = 500
"""One request at a time takes some 25 ms on the wall: enough pages for a ratio, few enough for a coffee."""


def run(scale: int) -> Iterator[Result]:
    """Pages a CPU second, child process and imports included; peak memory; a second crawl against the first."""
    scale = min(scale, MAX_PAGES)
    ours, bare, memory, again = [], [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as scratch, _server(scale) as base:
            first, peak = _cpu("-m", "scrapers", str(_order(Path(scratch), base)))
            second, _ = _cpu("-m", "scrapers", str(_order(Path(scratch), base)))
            other, _ = _cpu("-m", "benchmarks.bare_spider", base, str(scale))
            ours.append(scale / first)
            bare.append(scale / other)
            memory.append(peak)
            again.append(second / first)
    yield Result("crawl with links, known pages and WARC", "pages/CPU s", ours, "bare Scrapy", bare)
    yield Result("peak memory of the crawler", "MB", memory)
    yield Result("CPU of a second crawl of the unchanged portal, of the first's", "", again)


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
    )
    path = scratch / "job.json"
    path.write_text(job.to_json(), "utf-8")
    return path


def _cpu(*words: str) -> tuple[float, float]:
    """Processor seconds and peak memory (MB) of a child that is run to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)
