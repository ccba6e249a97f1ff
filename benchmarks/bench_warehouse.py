"""From observations to a release, and the usual questions to it: `python -m benchmarks warehouse`.

`python -m benchmarks.bench_warehouse 1000000 4000000` measures releases of those sizes (some minutes each) and prints
time, peak memory, and the ratios between them.
"""

import random
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from pathlib import Path
from typing import cast

import duckdb

from benchmarks.harness import ROUNDS, Result, cpu_seconds, peak_memory_mb
from pipelines import settings
from pipelines.derive import version_of
from pipelines.line import open_line
from pipelines.portals import Portal, load_all
from pipelines.yearbook import reference
from transforms.articles.digest import fingerprint
from transforms.observations.catalogue import Indicator, catalogue
from transforms.records import Article, Observation, Unit
from warehouse import build, publish, release_path, write_parquet

OBSERVATIONS_PER_ARTICLE = 30
"""What the default scales are multiplied with; the real articles at hand have some ten to fifty."""
ARTICLES_PER_FILE = 2000
YEARS = range(2005, 2025)
AREAS = [f"VN63_{number:02d}" for number in (1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31)]
WORDS_A_SENTENCE = 18
WORDS = ["".join(letters) for letters in product("nhtgckmd", "aeiou", "nmtc", "aeiou", "ngmt")]
"""What the sentences are made of: without digits, since figures are what near-duplicates are told apart by."""

QUESTIONS = {
    "one province, all years": """
        SELECT indicator, time_period, obs_value FROM yearly_indicator WHERE ref_area = 'VN63_12'""",
    "one indicator, all provinces": """
        SELECT ref_area, time_period, obs_value FROM yearly_indicator WHERE indicator = 'members_total'""",
    "sums by year": """
        SELECT indicator, time_period, sum(obs_value) FROM yearly_indicator GROUP BY indicator, time_period""",
    "statements by indicator and year": """
        SELECT indicator, time_period, count(*), avg(obs_value) FROM observation GROUP BY indicator, time_period""",
}
"""The usual yearly questions, in words that DuckDB and SQLite both understand; pandas is asked the same below."""


def run(scale: int) -> Iterator[Result]:
    """Time and memory of a release, a release with one more day, and the questions against pandas and SQLite."""
    count = scale * OBSERVATIONS_PER_ARTICLE
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch)
        generate(data, count)
        first = [cpu_seconds(partial(to_release, data)) for _ in range(3)]
        yield Result(f"{count:,} observations to a published release", "CPU s", first)
        yield Result("peak memory of that", "MB", [peak_memory_mb(partial(to_release, data))])
        generate(data, max(count // 1000, OBSERVATIONS_PER_ARTICLE), start=count, take="20260102T060000Z-000")
        more = [cpu_seconds(partial(to_release, data)) for _ in range(3)]
        yield Result("a release with one more day", "CPU s", more, "the release before", first)
        yield from questions(data)


def generate(data: Path, count: int, *, start: int = 0, take: str = "20260101T060000Z-") -> None:
    """Articles and observations as the pipeline writes them, `count` statements from number `start` on."""
    portals = [portal for portal in load_all() if portal.sample]
    indicators = [i for i in catalogue() if i.offer == "A" and i.measure in ("stock", "flow")]
    per_file = ARTICLES_PER_FILE * OBSERVATIONS_PER_ARTICLE
    for number, first in enumerate(range(start, start + count, per_file)):
        portal = portals[number % len(portals)]
        articles: list[Article] = []
        observations: list[Observation] = []
        for at in range(first, min(first + per_file, start + count), OBSERVATIONS_PER_ARTICLE):
            article, found = _article(at, min(OBSERVATIONS_PER_ARTICLE, start + count - at), portal, indicators)
            articles.append(article)
            observations += found
        name = f"{take}{number:03d}.parquet" if take.endswith("-") else f"{take}.parquet"
        pages = data / "pages" / portal.portal
        pages.mkdir(parents=True, exist_ok=True)
        (pages / "generated.warc.gz").touch()
        metadata = {"code_version": version_of(portal)}
        write_parquet("articles", articles, data / "articles" / portal.portal / name, metadata)
        write_parquet("observations", observations, data / "observations" / portal.portal / name, metadata)


def _article(first: int, count: int, portal: Portal, indicators: list[Indicator]) -> tuple[Article, list[Observation]]:
    """One article of `count` statements; words and numbers follow from the number of its first statement."""
    chance = random.Random(first)  # noqa: S311 - words, not secrets
    digest, version = f"{first:016x}", version_of(portal)
    text, observations = "", []
    for number in range(first, first + count):
        cell, indicator = _cell(number, indicators)
        # Nine statements of a cell in ten agree; the tenth says something else.
        value = 1000 + zlib.crc32(repr(cell).encode()) % 90000 + (number % 10 == 9) * chance.randrange(1, 500)
        words = " ".join(chance.choices(WORDS, k=WORDS_A_SENTENCE))
        sentence = f"{words} {value} {indicator.name_vi}."
        begins = len(text) + len(words) + 1
        text += sentence + "\n"
        observations.append(
            Observation(
                observation_id=f"{number:016x}",
                article_id=digest,
                version_id=digest,
                portal=portal.portal,
                code_version=version,
                rule_id="generated",
                indicator=indicator.code,
                measured_phrase=None,
                obs_value=Decimal(value),
                value_low=None,
                value_high=None,
                value_qualifier="exact",
                unit_measure=cast("Unit", indicator.unit.split("|")[0]),
                obs_role="actual",
                target_value=None,
                ratio_kind=None,
                achievement_pct=None,
                time_period=cell[1],
                period_type="point_in_time" if indicator.measure == "stock" else "year",
                period_start=None,
                period_end=None,
                ref_date=date(int(cell[1]), 12, 31) if indicator.measure == "stock" else None,
                campaign=None,
                period_words=None,
                org_name=None,
                org_level="province",
                ref_area=cell[2],
                sentence=sentence,
                quote=str(value),
                char_start=begins,
                char_end=begins + len(str(value)),
                confidence=0.95,
                publishable=True,
            )
        )
    moment = datetime(2025, 1, 10, tzinfo=UTC) + timedelta(minutes=first // OBSERVATIONS_PER_ARTICLE)
    article = Article(
        article_id=digest,
        version_id=digest,
        url=f"{portal.crawl.base}/{digest}.html",
        canonical_url=f"{portal.crawl.base}/{digest}.html",
        portal=portal.portal,
        home=portal.home,
        section=None,
        verdict="article",
        verdict_reason=None,
        encoding_source="utf-8",
        attachments=(),
        title=f"Bài {first}",
        lead=None,
        author=None,
        published_at=moment,
        published_source="meta",
        retrieved_at=moment,
        text=text.rstrip("\n"),
        text_fingerprint=fingerprint(text),
        layout_warnings=(),
        warc_file="generated.warc.gz",
        warc_offset=first,
        payload_digest=f"sha256:{digest}",
        extractor="generated",
        code_version=version,
    )
    return article, observations


def _cell(number: int, indicators: list[Indicator]) -> tuple[tuple[str, str, str], Indicator]:
    """The cell (indicator, year, area) of a statement: all cells in turn."""
    indicator = indicators[number % len(indicators)]
    year = YEARS[number // len(indicators) % len(YEARS)]
    area = AREAS[number // len(indicators) // len(YEARS) % len(AREAS)]
    return (indicator.code, str(year), area), indicator


def to_release(data: Path) -> None:
    """Build, check and publish."""
    known = reference(open_line(settings.load(data), ["sample-laichau"]))
    candidate = build(data, known, kind="sample", built_at=datetime.now(UTC))
    publish(data, candidate.name, accept=True, now=datetime.now(UTC))


def questions(data: Path) -> Iterator[Result]:
    """The usual questions to the release, and to the same rows in pandas and in SQLite; each is open or loaded.

    The release answers in exact decimals, the others in floating point.
    """
    with (
        duckdb.connect(str(release_path(data)), read_only=True, config={"threads": 2}) as release,
        closing(sqlite3.connect(data / "peer.sqlite")) as peer,
    ):
        yearly = release.execute("SELECT * EXCLUDE (flags) FROM yearly_indicator").df()
        statement = release.execute("SELECT observation_id, indicator, time_period, obs_value FROM observation").df()
        for name, frame in (("yearly_indicator", yearly), ("observation", statement)):
            frame.astype({"obs_value": float}).to_sql(name, peer, index=False)
            peer.execute(f"CREATE INDEX {name}_by_indicator ON {name} (indicator, time_period)")
        peer.execute("CREATE INDEX by_area ON yearly_indicator (ref_area)")
        asked = {
            "one province, all years": lambda: yearly.loc[
                yearly.ref_area == "VN63_12", ["indicator", "time_period", "obs_value"]
            ],
            "one indicator, all provinces": lambda: yearly.loc[
                yearly.indicator == "members_total", ["ref_area", "time_period", "obs_value"]
            ],
            "sums by year": lambda: yearly.groupby(["indicator", "time_period"]).obs_value.sum(),
            "statements by indicator and year": lambda: statement.groupby(["indicator", "time_period"]).obs_value.agg(
                ["count", "mean"]
            ),
        }
        for name, sql in QUESTIONS.items():
            ask = partial(_fetch, release, sql)
            yield _beside(name, ask, "pandas, loaded", asked[name])
            yield _beside(name, ask, "SQLite, indexed", partial(_fetch, peer, sql))


def _fetch(connection: "duckdb.DuckDBPyConnection | sqlite3.Connection", sql: str) -> list[tuple[object, ...]]:
    return connection.execute(sql).fetchall()


def _beside(name: str, ask: Callable[[], object], peer: str, other: Callable[[], object]) -> Result:
    ours, theirs = [], []
    for number in range(ROUNDS + 1):
        a, b = cpu_seconds(ask), cpu_seconds(other)
        if number:
            ours.append(a * 1000)
            theirs.append(b * 1000)
    return Result(f"question: {name}", "CPU ms", ours, peer, theirs)


def main() -> None:
    """Releases of the sizes given, each in a process of its own: time, peak memory, and the time against the first."""
    times: list[float] = []
    for count in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as scratch:
            generate(Path(scratch), count)
            started = time.perf_counter()
            peak = peak_memory_mb(partial(to_release, Path(scratch)))
            times.append(time.perf_counter() - started)
            print(
                f"{count:>10,} observations {times[-1]:8.1f} s {peak:8.0f} MB {times[-1] / times[0]:6.2f} x", flush=True
            )


if __name__ == "__main__":
    main()
