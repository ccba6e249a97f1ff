"""The two derivations of one WARC file: pages to articles, articles to observations, each a file of the same name.

A step is a function of its input file and the code version, so it can be repeated, or run over ten thousand files at
once, and the result is the same bytes. What is up to date is skipped. Reading and extracting themselves are in
`transforms/`; this module only brings the file, the function and the workers together.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TypeVar

from pipelines.line import Line
from pipelines.portals import GENERIC, Portal
from scrapers import archive
from transforms.articles import Rules, load_rules, read_page, unreadable
from transforms.articles.rules import UNKNOWN
from transforms.code_version import code_version
from transforms.observations.extract import extract_observations
from transforms.records import Article, Observation, Page
from warehouse import read_articles, read_metadata, write_parquet

T = TypeVar("T")

WINDOW = 500
"""Pages held in memory at a time; at 100 kB a page some 50 MB."""


@dataclass(slots=True)
class Derived:
    """What a step did with the files of one portal; the numbers are the metadata shown for it.

    `stale` are files of an older code version that were left as they are because `rederive` was not asked for.
    `oldest` and `newest` are the dates of publication of the articles made. `defects` are archive records that no
    longer hold their digest; `lost` names articles whose extraction ended its worker, with the reason.
    """

    files: int = 0
    current: int = 0
    stale: int = 0
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    oldest: datetime | None = None
    newest: datetime | None = None
    seconds: float = 0.0
    defects: list[archive.Defect] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def metadata(self) -> dict[str, int]:
        """The numbers by name, those of `counts` among them."""
        return {
            "files_made": self.files,
            "files_current": self.current,
            "files_stale": self.stale,
            "rows": self.rows,
            "damaged_records": len(self.defects),
            "lost_articles": len(self.lost),
            **dict(sorted(self.counts.items())),
        }


def version_of(portal: Portal) -> str:
    """The code version of a portal's files."""
    return code_version(portal.read.model_dump())


def rules_of(portal: Portal) -> Rules:
    """The reading rules of a portal: its family's, with what its file adds."""
    return load_rules(
        UNKNOWN if portal.family == GENERIC else portal.family,
        portal.read.model_dump(),
        portal=portal.portal,
        home=portal.home,
        kind=portal.kind,
        base=portal.crawl.base,
        aliases=portal.crawl.aliases,
        article_url=portal.crawl.article_url,
        sections=[section.model_dump(exclude_unset=True) for section in portal.crawl.sections],
    )


def articles(line: Line, portal: Portal, *, rederive: bool) -> Derived:
    """Bring the articles files of a portal up to date with its WARC files."""
    derived, started = Derived(), monotonic()
    rules, version = rules_of(portal), version_of(portal)
    read = partial(read_page, rules=rules, code_version=version)

    def dead(page: Page, reason: str) -> Article:
        return unreadable(page, rules, version, f"ended its worker: {reason}")

    for warc in line.folder.warcs(portal.portal):
        target = line.folder.articles(portal.portal) / f"{warc.name.removesuffix('.warc.gz')}.parquet"
        if not _is_due(derived, target, version, rederive=rederive):
            continue
        line.go_on()
        defects: list[archive.Defect] = []
        rows: list[Article] = []
        for window in _windows(archive.read_pages(warc, portal.portal, defects), WINDOW):
            rows.extend(line.workers.map(read, window, dead))
        if defects:
            archive.verify(warc)  # takes them out of the index, so that the next crawl fetches those pages again
        derived.defects.extend(defects)
        write_parquet("articles", rows, target, _metadata(portal, version, warc.name))
        derived.files += 1
        derived.rows += len(rows)
        derived.counts.update(f"verdict_{a.verdict}" for a in rows)
        derived.counts["layout_warnings"] += sum(any(map(_is_of_layout, a.layout_warnings)) for a in rows)
        dates = [a.published_at for a in rows if a.published_at is not None]
        derived.oldest = min(filter(None, (derived.oldest, *dates)), default=None)
        derived.newest = max(filter(None, (derived.newest, *dates)), default=None)
        derived.counts["without_date"] += sum(a.verdict == "article" and a.published_at is None for a in rows)
    derived.seconds = monotonic() - started
    line.progress(portal.portal, "articles", {"pages": derived.rows, "articles": derived.counts["verdict_article"]})
    return derived


def observations(line: Line, portal: Portal, *, rederive: bool) -> Derived:
    """Bring the observations files of a portal up to date with its articles files."""
    derived, started = Derived(), monotonic()
    version = version_of(portal)

    def dead(article: Article, reason: str) -> list[Observation]:
        derived.lost.append(f"{article.url}: {reason}")
        return []

    for source in sorted(line.folder.articles(portal.portal).glob("*.parquet")):
        target = line.folder.observations(portal.portal) / source.name
        if not _is_due(derived, target, version, rederive=rederive):
            continue
        line.go_on()
        read = [a for a in read_articles(source) if a.verdict == "article"]
        rows: list[Observation] = []
        for found in line.workers.map(extract_observations, read, dead):
            rows.extend(found)
        write_parquet("observations", rows, target, _metadata(portal, version, source.name))
        derived.files += 1
        derived.rows += len(rows)
        derived.counts["mapped"] += sum(o.indicator is not None for o in rows)
        derived.counts["unmapped"] += sum(o.indicator is None for o in rows)
        derived.counts["publishable"] += sum(o.publishable for o in rows)
        derived.counts["checks"] += sum(len(o.checks) for o in rows)
        derived.counts["failed_checks"] += sum(not check.holds for o in rows for check in o.checks)
    known = {"quantities": derived.rows, "named": derived.counts["mapped"], "certain": derived.counts["publishable"]}
    derived.seconds = monotonic() - started
    line.progress(portal.portal, "observations", known)
    return derived


def _is_of_layout(warning: str) -> bool:
    """A date in the future stands among the warnings of a page; it says nothing of the layout."""
    return not warning.startswith("future_date")


def _is_due(derived: Derived, target: Path, version: str, *, rederive: bool) -> bool:
    """Whether a file must be made; counts it where not. An unreadable file is made again."""
    if not target.exists():
        return True
    if read_metadata(target).get("code_version") == version:
        derived.current += 1
        return False
    derived.stale += not rederive
    return rederive


def _metadata(portal: Portal, version: str, source: str) -> dict[str, str]:
    return {"portal": portal.portal, "code_version": version, "source": source, "kind": portal.data_kind}


def _windows(items: Iterator[T], size: int) -> Iterator[Sequence[T]]:
    while window := list(islice(items, size)):
        yield window
