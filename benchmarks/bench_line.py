"""The line from WARC to release, a core; and what a run costs that finds nothing new."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import trafilatura

from benchmarks import corpus
from benchmarks.harness import Result, peak_memory_mb, rates, wall_seconds
from pipelines import settings
from pipelines.derive import rules_of, version_of
from pipelines.line import open_line
from pipelines.yearbook import reference
from scrapers.archive import read_pages
from transforms.articles import read_page
from transforms.observations.extract import extract_observations
from warehouse import build, publish, write_parquet


def run(scale: int) -> Iterator[Result]:
    """Articles a CPU second from WARC to release; peak memory; a run with nothing new against a first one."""
    samples = corpus.pages(scale)
    html = [sample.body.decode() for sample in samples]
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch)
        warc = corpus.archive(samples, data / "pages" / "sample-laichau")
        work = partial(warc_to_release, data, warc)
        yield rates(
            "WARC to release: read, understood, built, published",
            "articles/CPU s",
            scale,
            work,
            "trafilatura.extract alone, on the same pages",
            lambda: [trafilatura.extract(page) for page in html],
        )
        yield Result("peak memory of that, one process", "MB", [peak_memory_mb(work)])
    yield no_op()


def warc_to_release(data: Path, warc: Path) -> None:
    """All of it in one process, as the workers do it in several."""
    portal = corpus.portal()
    version, rules = version_of(portal), rules_of(portal)
    stamp = warc.name.removesuffix(".warc.gz")
    articles = [read_page(page, rules, version) for page in read_pages(warc, portal.portal)]
    observations = [seen for article in articles for seen in extract_observations(article)]
    metadata = {"code_version": version}
    write_parquet("articles", articles, data / "articles" / portal.portal / f"{stamp}.parquet", metadata)
    write_parquet("observations", observations, data / "observations" / portal.portal / f"{stamp}.parquet", metadata)
    known = reference(open_line(settings.load(data), [portal.portal]))
    candidate = build(data, known, kind="sample", built_at=datetime.now(UTC))
    publish(data, candidate.name, accept=True, now=datetime.now(UTC))


def no_op() -> Result:
    """`congdoan run` on all sample portals: the third run, which finds nothing new, against the first."""
    first, third = [], []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as scratch:
            home = Path(scratch)
            environment = {**os.environ, settings.DATA: str(home / "data"), "DAGSTER_HOME": str(home / "dagster")}
            command = [sys.executable, "-c", "from pipelines.cli import main; raise SystemExit(main())", "run"]
            seconds = []
            for _ in range(3):
                one = partial(subprocess.run, command, env=environment, check=True, capture_output=True)
                seconds.append(wall_seconds(one))
            first.append(seconds[0])
            third.append(seconds[2])
    return Result("a run with nothing new, five sample portals", "s", third, "the first run", first)
