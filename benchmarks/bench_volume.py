"""What a page costs in processor time and bytes, from a foreign WARC file to the derived files: for docs/deploy.md."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import corpus
from benchmarks.harness import Result, cpu_seconds
from pipelines.data_folder import DataFolder
from pipelines.derive import rules_of, version_of
from pipelines.ingest import Intake
from scrapers.archive import ArchiveWriter, Exchange, read_pages
from transforms.articles import read_page
from transforms.observations.extract import extract_observations
from warehouse import write_parquet

ROUNDS = 3

OURS = 50
"""One page in so many of the foreign file is of a portal; in a crawl of the whole web it is one in a million."""


def run(scale: int) -> Iterator[Result]:
    """Pages a CPU second in which a foreign file is gone through, and read; bytes a page in each kind of file."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        foreign = _foreign(folder, scale)
        seconds = [cpu_seconds(partial(_ingest, folder / f"data{n}", foreign)) for n in range(ROUNDS)]
        yield Result("a foreign WARC file gone through", "pages/CPU s", [scale / one for one in seconds])
        yield Result("the same", "MB/CPU s", [foreign.stat().st_size / 1e6 / one for one in seconds])

        warc = corpus.archive(corpus.pages(scale), folder / "pages")
        articles, observations = folder / "articles.parquet", folder / "observations.parquet"
        work = partial(_read, warc, articles, observations)
        yield Result("read and understood", "pages/CPU s", [scale / cpu_seconds(work) for _ in range(ROUNDS)])
        for name, file in (("WARC", warc), ("articles", articles), ("observations", observations)):
            yield Result(f"a page in {name}", "bytes", [file.stat().st_size / scale])


def _foreign(folder: Path, pages: int) -> Path:
    """A WARC file of many sites, with a page of ours now and then."""
    (folder / "foreign").mkdir()
    writer = ArchiveWriter(folder / "foreign", corpus.WHEN, {"software": "benchmark"}, rotate_bytes=2**40)
    for number, sample in enumerate(corpus.pages(pages)):
        host = corpus.portal().crawl.base if number % OURS == 0 else f"https://site{number}.example"
        url = f"{host}/page-{number}.html"
        headers = [("Content-Type", sample.content_type)]
        writer.write_exchange(Exchange(url, "GET", [], b"", 200, headers, sample.body, corpus.WHEN))
    writer.close(complete=True, reason="finished", moment=corpus.WHEN)
    (path,) = (folder / "foreign").glob("*.warc.gz")
    return path


def _ingest(data: Path, foreign: Path) -> None:
    Intake(DataFolder(data), corpus.portal().portal).bring_in(foreign)


def _read(warc: Path, articles: Path, observations: Path) -> None:
    portal = corpus.portal()
    version, rules = version_of(portal), rules_of(portal)
    read = [read_page(page, rules, version) for page in read_pages(warc, portal.portal)]
    write_parquet("articles", read, articles, {"code_version": version})
    found = [seen for article in read for seen in extract_observations(article)]
    write_parquet("observations", found, observations, {"code_version": version})
