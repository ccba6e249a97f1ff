"""The two derivations of one WARC file: pages to articles, articles to observations, each a file of the same name.

A step is a function of its input file and the code version, so it can be repeated, and the result is the same bytes.
The files of a portal go through the workers in one stream, since most are small (ten years of daily crawls are 3,650
files), and each is written as soon as its last page is done. What is up to date is skipped. Reading and extracting
themselves are in `transforms/`; this module only brings the file, the function and the workers together.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
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
from transforms.records import Article, Page
from warehouse import line_of, read_articles, read_metadata, write_lines, write_parquet

Item = TypeVar("Item")
Result = TypeVar("Result")


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


COUNTED = ("mapped", "unmapped", "publishable", "checks", "failed_checks")
"""What is counted in observations."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one article says, as it is written and counted: worked out where the article is read, since there are many
    processes that read and one that writes."""

    lines: tuple[bytes, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)


def found_in(article: Article) -> Found:
    """The observations of an article."""
    rows = extract_observations(article)
    counts = Counter(
        mapped=sum(o.indicator is not None for o in rows),
        unmapped=sum(o.indicator is None for o in rows),
        publishable=sum(o.publishable for o in rows),
        checks=sum(len(o.checks) for o in rows),
        failed_checks=sum(not check.holds for o in rows for check in o.checks),
    )
    return Found(tuple(line_of("observations", o) for o in rows), counts)


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

    defects: dict[Path, list[archive.Defect]] = {}

    def pages(warc: Path) -> Iterator[Page]:
        line.go_on()
        return archive.read_pages(warc, portal.portal, defects.setdefault(warc, []))

    def target(warc: Path) -> Path:
        return line.folder.articles(portal.portal) / f"{warc.name.removesuffix('.warc.gz')}.parquet"

    wanted = line.folder.warcs(portal.portal)
    due = [warc for warc in wanted if _is_due(derived, target(warc), version, rederive=rederive)]
    stream = partial(line.workers.map, read, dead=dead, weight=lambda page: len(page.body))
    for warc, rows in _by_file(due, pages, stream):
        if defects[warc]:
            archive.verify(warc)  # takes them out of the index, so that the next crawl fetches those pages again
        derived.defects.extend(defects[warc])
        write_parquet("articles", rows, target(warc), _metadata(portal, version, warc.name))
        derived.files += 1
        derived.rows += len(rows)
        count_articles(derived, rows)
    derived.seconds = monotonic() - started
    line.progress(portal.portal, "articles", {"pages": derived.rows, "articles": derived.counts["verdict_article"]})
    return derived


def observations(line: Line, portal: Portal, *, rederive: bool) -> Derived:
    """Bring the observations files of a portal up to date with its articles files."""
    derived, started = Derived(), monotonic()
    version = version_of(portal)

    def dead(article: Article, reason: str) -> Found:
        derived.lost.append(f"{article.url}: {reason}")
        return Found()

    def union_articles(source: Path) -> Iterator[Article]:
        line.go_on()
        return (article for article in read_articles(source) if article.verdict == "article")

    made_of = sorted(line.folder.articles(portal.portal).glob("*.parquet"))
    targets = {source: line.folder.observations(portal.portal) / source.name for source in made_of}
    due = [source for source in made_of if _is_due(derived, targets[source], version, rederive=rederive)]
    stream = partial(line.workers.map, found_in, dead=dead)
    for source, found in _by_file(due, union_articles, stream):
        rows = [row for of_article in found for row in of_article.lines]
        write_lines("observations", rows, targets[source], _metadata(portal, version, source.name))
        derived.files += 1
        derived.rows += len(rows)
        for name in COUNTED:
            derived.counts[name] += sum(of_article.counts[name] for of_article in found)
    known = {"quantities": derived.rows, "named": derived.counts["mapped"], "certain": derived.counts["publishable"]}
    derived.seconds = monotonic() - started
    line.progress(portal.portal, "observations", known)
    return derived


def count_articles(derived: Derived, rows: Sequence[Article]) -> None:
    """Add what was read to the numbers of a step."""
    derived.counts.update(f"verdict_{a.verdict}" for a in rows)
    derived.counts["layout_warnings"] += sum(any(map(_is_of_layout, a.layout_warnings)) for a in rows)
    dates = [a.published_at for a in rows if a.published_at is not None]
    derived.oldest = min(filter(None, (derived.oldest, *dates)), default=None)
    derived.newest = max(filter(None, (derived.newest, *dates)), default=None)
    derived.counts["without_date"] += sum(a.verdict == "article" and a.published_at is None for a in rows)


def _is_of_layout(warning: str) -> bool:
    """What is odd about a date stands among the warnings of a page, too; it says nothing of the layout."""
    return not warning.startswith(("date_", "future_date"))


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


def _by_file(
    files: Iterable[Path],
    items_of: Callable[[Path], Iterable[Item]],
    stream: Callable[[Iterator[Item]], Iterator[Result]],
) -> Iterator[tuple[Path, list[Result]]]:
    """Each file with the results of its items, where `stream` gives one result an item, in their order."""
    read: deque[tuple[Path, int]] = deque()
    """Files whose items have all been handed over, with their number, and whose results are not all back."""

    def items() -> Iterator[Item]:
        for file in files:
            number = 0
            for number, item in enumerate(items_of(file), 1):  # noqa: B007 - how many there were is used below
                yield item
            read.append((file, number))

    results: list[Result] = []
    for result in stream(items()):
        while read and read[0][1] == len(results):
            yield read.popleft()[0], results
            results = []
        results.append(result)
    for file, number in read:
        yield file, results[:number]
        results = results[number:]
