"""`congdoan extract`: articles in, observations out; nothing is stored."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from pipelines.inputs import Source, read_sources
from pipelines.jsonlines import plain, record_of
from transforms.errors import UsageError
from transforms.observations.extract import extract_observations
from transforms.records import Article, Observation


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: id, article, observations.")
def extract(files: tuple[Path, ...], as_json: bool) -> int:
    """Read articles from FILES and print every quantity they state.

    A file is plain text, HTML, or JSON Lines (.jsonl) of {id, url, title, text|html, published, province}. An input
    that cannot be read is named, the others are done, and the exit code is 2.
    """
    refused = 0
    for source in read_sources(files):
        if isinstance(source, UsageError):
            click.echo(f"congdoan: {source}", err=True)
            refused += 1
            continue
        observations = extract_observations(source.article)
        if as_json:
            click.echo(_line(source, observations))
        else:
            _show(source.article, observations)
    return UsageError.exit_code if refused else 0


def _line(source: Source, observations: list[Observation]) -> str:
    return json.dumps(plain(record_of(source.id, source.article, observations)), ensure_ascii=False)


def _rows(observations: list[Observation]) -> Iterator[tuple[str, ...]]:
    for o in observations:
        yield (
            o.indicator or f"({o.measured_phrase})",
            f"{o.obs_value.normalize():,f}",
            o.unit_measure,
            o.time_period or "-",
            o.period_type,
            o.org_level,
            o.obs_role,
            f"{o.confidence:.2f}{' *' if o.publishable else ''}",
            o.quote,
        )


def _show(article: Article, observations: list[Observation]) -> None:
    console = Console(file=sys.stdout, highlight=False)
    console.print(article.title or article.article_id, style="bold", markup=False)
    console.print(f"{article.author or 'author unknown'}, {article.published_at or 'date unknown'}", markup=False)
    if article.verdict != "article":
        console.print(f"Not read as a union article: {article.verdict} ({article.verdict_reason})", markup=False)
    table = Table("indicator", "value", "unit", "period", "type", "level", "role", "conf.", "as printed", box=None)
    for row in _rows(observations):
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    console.print(table)
    console.print("(…) no rule names it: kept, unmapped.  * sure enough for the yearly table.\n", markup=False)
