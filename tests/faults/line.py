"""The line in one process, from the first fetched page to the exports, so that a trial costs two seconds, not twenty.

Belongs here: the stand-in for the crawl (pages that are handed over instead of fetched) and for the worker processes;
everything between is the product's own. Killed crawls and workers have tests of their own (tests/scrapers,
tests/pipelines/test_workers.py).
"""

import multiprocessing
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from benchmarks.corpus import Sample, pages, portal
from pipelines import derive, settings, yearbook
from pipelines.data_folder import DataFolder
from pipelines.line import Line
from pipelines.workers import Workers
from scrapers.archive import ArchiveWriter, Exchange, OutcomeRecord, read_pages, recover
from transforms.errors import CongdoanError
from warehouse import export, manifest_of
from warehouse.crash import arm, crash_point
from warehouse.exports import export_digest

Item = TypeVar("Item")
Result = TypeVar("Result")

WHEN = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
ARCHIVING = ("fetched", "page_archived", "outcome_archived", "archive_closing", "archive_closed")
READING = ("mid_read",)
"""The points of this module, before those of the warehouse. A kill while archiving is repaired with a second WARC file,
so that places in files differ afterwards, and nothing else."""

PLACES = {"article_version"}
"""The one table that says where in which file a page lies."""


class Here(Workers):
    """The work done in this process: a trial is about kills of the whole, not of a worker."""

    def __init__(self) -> None:
        super().__init__(1, 2048)

    def map(
        self,
        work: Callable[[Item], Result],
        items: Iterable[Item],
        dead: Callable[[Item, str], Result],
        weight: Callable[[Item], int] = lambda item: 0,
    ) -> Iterator[Result]:
        for item in items:
            yield work(item)
            crash_point("mid_read")


@cache
def samples() -> tuple[Sample, ...]:
    """The pages that are handed over: enough for values and for names that are not mapped."""
    return tuple(pages(5))


def run(data: Path, count: int | None = None) -> str:
    """Everything that is still to be done in this folder for the first `count` pages (null: for all); the name of the
    release that came out."""
    here = settings.load(data)
    line = Line(here, DataFolder(here.data), "sample", Here())
    with line.folder.lock("run", "a run"):
        line.folder.claim("sample")
        archive(line.folder.pages(portal().portal), samples()[:count])
        derive.articles(line, portal(), rederive=False)
        derive.observations(line, portal(), rederive=False)
        candidate = yearbook.build_release(line)
        return yearbook.publish_and_export(line, candidate.name, accept=True).manifest.release


def archive(folder: Path, wanted: Sequence[Sample]) -> None:
    """Bring in the pages that are not there yet, as the crawler's child does: repair, then page, outcome, page ..."""
    folder.mkdir(parents=True, exist_ok=True)
    recover(folder)
    known = {page.url for warc in folder.glob("*.warc.gz") for page in read_pages(warc, portal().portal)}
    missing = [sample for sample in wanted if sample.url not in known]
    if not missing:
        return
    writer = ArchiveWriter(folder, WHEN, {"software": "fault trial"})
    for sample in missing:
        crash_point("fetched")
        headers = [("Content-Type", sample.content_type)]
        writer.write_exchange(Exchange(sample.url, "GET", [], b"", 200, headers, sample.body, WHEN))
        crash_point("page_archived")
        writer.write_outcome(OutcomeRecord(sample.url, "stored", None, WHEN, "article"))
        crash_point("outcome_archived")
    crash_point("archive_closing")
    writer.close(complete=True, reason="finished", moment=WHEN)
    crash_point("archive_closed")


def digests(data: Path, *, places: bool = True) -> dict[str, str]:
    """What must come out the same: every table's rows and all export files; without `places`, what they say alone."""
    manifest = manifest_of(data)
    found = {name: digest for name, digest in manifest.content.items() if places or name not in PLACES}
    return found | ({"exports": export_digest(data, manifest.release)} if places else {})


def leftovers(data: Path) -> list[str]:
    """Files and folders that a killed run left and a whole one should have cleared away."""
    aside = (".writing-", "building-", ".congdoan.duckdb.")
    return [path.name for path in data.rglob("*") if path.name.startswith(aside) or path.suffix in {".part", ".wal"}]


def killed(data: Path, *, point: str | None = None, passing: int = 1, after: float | None = None) -> int | None:
    """Run the line in a child that dies at a point, or after so many seconds; its exit code (-9, or 0: it was done)."""
    child = multiprocessing.get_context("fork").Process(target=_child, args=(data, point, passing))
    child.start()
    if after is not None and child.pid is not None:
        child.join(after)
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
    child.join(120)
    return child.exitcode


def _child(data: Path, point: str | None, passing: int) -> None:
    arm(point, passing)
    run(data)
    export(data)  # once more: the points at which an export replaces one are passed too


def attempt(data: Path, prepare: Callable[[], object]) -> str:
    """What the line says in a child that was prepared in some way; empty where it came through."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_prepared, args=(data, prepare, there))
    child.start()
    there.close()
    try:
        said = str(here.recv())
    except EOFError:
        said = "Traceback: the process died"
    child.join(60)
    return said


def _prepared(data: Path, prepare: Callable[[], object], said: "multiprocessing.connection.Connection") -> None:
    prepare()
    try:
        run(data)
    except CongdoanError as error:
        said.send(str(error))
    else:
        said.send("")


def copy(template: Path, folder: Path) -> Path:
    """A data folder like `template`, by hard links: what is finished is never written to again, only replaced."""
    subprocess.run(["cp", "-al", str(template), str(folder)], check=True)
    return folder


def remove(folder: Path) -> None:
    """Remove a data folder with its read-only parts."""
    for closed in folder.rglob("releases"):
        closed.chmod(0o755)
    shutil.rmtree(folder)
