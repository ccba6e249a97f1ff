"""Reading pages: a known family, an unknown site, and memory over many pages, against trafilatura.extract alone."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import trafilatura

from benchmarks import corpus
from benchmarks.harness import Result, peak_memory_mb, rates
from pipelines.derive import rules_of
from transforms.articles import Rules, read_page
from transforms.articles.rules import load_family
from transforms.records import Page

PEER = "trafilatura.extract, on the same pages"


def run(scale: int) -> Iterator[Result]:
    """Pages a CPU second for two known families and the same pages as unknown; peak memory of few and of many pages."""
    for name in ("sample-laichau", "sample-ninhbinh"):
        rules = rules_of(corpus.portal(name))
        pages = [stored(sample) for sample in corpus.pages(scale // 5, name)]
        unknown = replace(rules, family=load_family("unknown"))
        alone = partial(extract_all, [page.body.decode() for page in pages])
        for title, used in ((f"read_page, family {rules.family.name}", rules), ("read_page, as unknown", unknown)):
            yield rates(title, "pages/CPU s", len(pages), partial(read_all, pages, used), PEER, alone)
    yield Result("peak memory, 500 pages", "MB", [peak_memory_mb(partial(read_many, 500))])
    yield Result("peak memory, 10,000 pages", "MB", [peak_memory_mb(partial(read_many, 10_000))])


def stored(sample: corpus.Sample) -> Page:
    """The page as the archive gives it."""
    headers = {"content-type": sample.content_type}
    return Page(sample.url, 200, headers, sample.body, corpus.WHEN, "sample", "x.warc.gz", 0, "sha256:0")


def read_all(pages: list[Page], rules: Rules) -> None:
    """Every page to its row."""
    for page in pages:
        read_page(page, rules, "0")


def extract_all(sources: list[str]) -> None:
    """What the peer does: text only, without title, date and verdict."""
    for source in sources:
        trafilatura.extract(source)


def read_many(count: int) -> None:
    """`count` readings of the same hundred pages, one after another, each row dropped at once."""
    rules = rules_of(corpus.portal())
    pages = [stored(sample) for sample in corpus.pages(100)]
    for number in range(count):
        read_page(pages[number % len(pages)], rules, "0")
