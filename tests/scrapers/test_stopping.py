"""A crawl can be stopped at any moment: what it fetched is kept, what it left is taken up by the next."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from scrapers.archive import outcomes, read_pages, verify
from scrapers.job import CrawlJob
from tests.scrapers.crawling import ROOT, Crawled, command, crawl, order, read
from tests.scrapers.servers import Answer, Asked, Route, Site, article, listing, site, sitemap

COUNT = 21
PATHS = [f"/tin/bai-{n}.html" for n in range(COUNT)]


def pages(held: int, gate: threading.Event) -> dict[str, Route]:
    """A section of three pages; the server keeps one article back until the gate is opened."""

    def wait(asked: Asked) -> None:
        gate.wait(20)
        asked.answer(article(asked.path))

    routes: dict[str, Route] = {path: wait if n == held else article(path) for n, path in enumerate(PATHS)}
    for number in range(3):
        following = f"/tin/page-{number + 2}/" if number < 2 else None
        here = "/tin/" if number == 0 else f"/tin/page-{number + 1}/"
        routes[here] = listing(PATHS[number * 7 : number * 7 + 7], following)
    return routes


def started(job: CrawlJob) -> subprocess.Popen[str]:
    return subprocess.Popen(command(job), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(served: Site, path: str) -> None:
    limit = time.monotonic() + 20
    while not served.hits[path]:
        assert time.monotonic() < limit
        time.sleep(0.01)


def finish(process: subprocess.Popen[str]) -> Crawled:
    stdout, stderr = process.communicate(timeout=20)
    return read(process.returncode, stdout, stderr)


def stored(job: CrawlJob) -> list[str]:
    """The articles in the archive, one entry for every response record."""
    found = []
    for file in sorted(job.pages_dir.glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
        assert verify(file) == []
        found += [page.url for page in read_pages(file, job.portal) if "/bai-" in page.url]
    return sorted(found)


AT_ONCE = 20
"""Seconds. It is two on a machine with nothing else to do; one that waited for its server would take the 45 that a
request may take."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_with_a_valid_file(number: int, tmp_path: Path) -> None:
    gate = threading.Event()
    with site(pages(6, gate)) as served:
        job = order(tmp_path, "stopped", served.base_url, {"sections": ["/tin/"]})
        process = started(job)
        wait_for(served, PATHS[6])
        process.send_signal(number)
        sent = time.monotonic()
        done = finish(process)
        assert time.monotonic() - sent < AT_ONCE
        assert (done.exit_code, done.report["stop_reason"]) == (130, "interrupted")
        assert not list(job.pages_dir.glob("*.part"))
        (file,) = job.pages_dir.glob("*.warc.gz")
        assert done.report["scheduled"] == len(list(outcomes(file)))
        assert done.outcomes["not_reached"] >= 2
        gate.set()
        after = crawl(job)
    assert after.exit_code == 0
    assert stored(job) == sorted(served.base_url + path for path in PATHS)


def interrupted(job: CrawlJob, served: Site, at: str) -> Crawled:
    """A crawl that gets SIGINT when it has asked for this path."""
    process = started(job)
    wait_for(served, at)
    process.send_signal(signal.SIGINT)
    return finish(process)


def held(answer: Answer, gate: threading.Event) -> Route:
    """An answer that waits until the gate is opened."""

    def wait(asked: Asked) -> None:
        gate.wait(20)
        asked.answer(answer)

    return wait


def test_what_stands_behind_a_listing_page_that_was_not_reached_is_found_later(tmp_path: Path) -> None:
    """The sitemap knows all articles of the first two pages, so that they give no reason to go on to the third."""
    gate = threading.Event()
    routes = pages(COUNT, gate)
    second = routes["/tin/page-2/"]
    assert isinstance(second, Answer)
    with site({**routes, "/tin/page-2/": held(second, gate)}) as served:
        served.routes["/sitemap.xml"] = sitemap(served.base_url, PATHS[:14])
        job = order(tmp_path, "behind", served.base_url, {"sections": ["/tin/"], "sitemaps": ["/sitemap.xml"]})
        assert interrupted(job, served, "/tin/page-2/").exit_code == 130
        assert stored(job) == sorted(served.base_url + path for path in PATHS[:14])
        gate.set()
        assert crawl(job).exit_code == 0
        assert stored(job) == sorted(served.base_url + path for path in PATHS)
        asked = served.hits["/tin/page-3/"]
        assert crawl(job).exit_code == 0
        assert served.hits["/tin/page-3/"] == asked  # and from then on only what is new is looked for


def test_a_feed_of_all_years_that_was_not_reached_is_walked_later(tmp_path: Path) -> None:
    """The first crawl of a WordPress site asks its API for every post, and is stopped at its second page."""
    gate = threading.Event()
    with site({path: article(path) for path in PATHS}) as served:
        posts = [json.dumps([{"link": served.base_url + path} for path in part]) for part in (PATHS[:10], PATHS[10:])]
        first, second = (Answer(text.encode(), 200, {"X-WP-TotalPages": "2"}) for text in posts)
        api = "/wp-json/wp/v2/posts?per_page=100&page={}&_fields=link,date,date_gmt,modified,modified_gmt"
        served.routes |= {api.format(1): first, api.format(2): held(second, gate), "/": listing(PATHS[:2])}
        job = order(tmp_path, "years", served.base_url, family="wordpress")
        assert interrupted(job, served, api.format(2)).exit_code == 130
        gate.set()
        assert crawl(job).exit_code == 0
        assert stored(job) == sorted(served.base_url + path for path in PATHS)


def test_it_ends_in_time_even_while_a_server_hangs(tmp_path: Path) -> None:
    gate = threading.Event()

    def hang(asked: Asked) -> None:
        gate.wait(60)

    with site({"/tin/": listing(["/tin/bai-1.html"]), "/tin/bai-1.html": hang}) as served:
        process = started(order(tmp_path, "hanging", served.base_url, {"sections": ["/tin/"]}))
        wait_for(served, "/tin/bai-1.html")
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        assert finish(process).exit_code == 130
        assert time.monotonic() - sent < AT_ONCE
        gate.set()


@pytest.mark.parametrize("at", [9, *(pytest.param(at, marks=pytest.mark.faults) for at in (1, 17))])
def test_kill_9_loses_nothing_and_doubles_nothing(at: int, tmp_path: Path) -> None:
    gate = threading.Event()
    with site(pages(at, gate)) as served:
        job = order(tmp_path, "killed", served.base_url, {"sections": ["/tin/"]})
        process = started(job)
        wait_for(served, PATHS[at])
        process.kill()
        process.communicate()
        (part,) = job.pages_dir.glob("*.part")
        with part.open("ab") as handle:
            handle.write(b"\x1f\x8b\x08\x00torn in the middle of a write")
        gate.set()
        done = crawl(job)
    assert done.exit_code == 0
    assert stored(job) == sorted(served.base_url + path for path in PATHS)


def test_it_ends_by_itself_when_its_parent_dies(tmp_path: Path) -> None:
    with site(pages(4, threading.Event())) as served:
        job = order(tmp_path, "orphaned", served.base_url, {"sections": ["/tin/"]})
        code = (
            "import subprocess, sys, time; p = subprocess.Popen(sys.argv[1:]); print(p.pid, flush=True); time.sleep(60)"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", code, *command(job)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        wait_for(served, PATHS[4])
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        limit = time.monotonic() + 4
        while Path(f"/proc/{child}").exists() and time.monotonic() < limit:
            time.sleep(0.05)
            parent.stdout.read1()
        assert not list(job.pages_dir.glob("*.part"))
        (file,) = job.pages_dir.glob("*.warc.gz")
        assert "not_reached" in {record.outcome for record in outcomes(file)}
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


@pytest.mark.parametrize("limit", [2_000, 20_000])
def test_a_full_disk_is_named_and_what_was_written_is_kept(limit: int, tmp_path: Path) -> None:
    """A file that may not grow stands for a disk that is full: the write fails in the middle of a record."""

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with site(pages(COUNT, threading.Event())) as served:
        job = order(tmp_path, "full", served.base_url, {"sections": ["/tin/"]})
        done = subprocess.run(
            command(job), cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=small_files
        )
        failed = read(done.returncode, done.stdout, done.stderr)
        assert (failed.exit_code, failed.report["stop_reason"]) == (1, "archive_failed")
        assert "Pages archived before are safe" in failed.stderr
        assert "bytes were to be written" in failed.stderr
        after = crawl(job)
    assert after.exit_code == 0
    assert stored(job) == sorted(served.base_url + path for path in PATHS)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("in the way")
    done = crawl(order(tmp_path, "nowhere", "http://127.0.0.1:9"))
    assert done.exit_code == 1
    assert str(tmp_path / "pages") in done.stderr


def test_a_second_crawl_of_the_same_portal_is_refused(tmp_path: Path) -> None:
    gate = threading.Event()
    with site(pages(3, gate)) as served:
        job = order(tmp_path, "twice", served.base_url, {"sections": ["/tin/"]})
        process = started(job)
        wait_for(served, PATHS[3])
        second = subprocess.run(command(job), cwd=ROOT, capture_output=True, text=True, check=False)
        assert second.returncode == 75
        assert f"process {process.pid}" in second.stderr
        gate.set()
        assert finish(process).exit_code == 0
    assert stored(job) == sorted(served.base_url + path for path in PATHS)


def test_budgets_end_a_crawl_and_the_next_goes_on(tmp_path: Path) -> None:
    with site(pages(COUNT, threading.Event())) as served:
        job = order(tmp_path, "budget", served.base_url, {"sections": ["/tin/"], "pages_per_run": 12})
        reports = [crawl(job).report for _ in range(4)]
    assert reports[0]["stop_reason"] == "page_budget"
    assert all(int(str(report["fetched"])) <= 12 for report in reports)
    assert reports[-1]["stop_reason"] == "finished"
    assert stored(job) == sorted(served.base_url + path for path in PATHS)


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", 2), ('{"portal": "x"}', 2), (None, 2)],
    ids=["not JSON", "fields missing", "no file"],
)
def test_an_order_that_is_none_is_refused_in_words(text: str | None, code: int, tmp_path: Path) -> None:
    file = tmp_path / "job.json"
    if text is not None:
        file.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "scrapers", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert "Nothing was fetched" in done.stderr
    assert "Traceback" not in done.stderr
