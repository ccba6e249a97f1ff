"""`congdoan extract`: articles in, observations out; nothing is stored."""

import json
from pathlib import Path

import click

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

    A file is plain text, HTML, PDF, DOCX, or JSON Lines (.jsonl) of {id, url, title, text|html, published, province}.
    An input that cannot be read is named, the others are done, and the exit code is 2.
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


def _show(article: Article, observations: list[Observation]) -> None:
    """For a person: the article's head, then a line an observation, widest at its end."""
    click.echo(article.title or article.article_id)
    click.echo(f"{article.author or 'author unknown'}, {article.published_at or 'date unknown'}")
    if article.verdict != "article":
        click.echo(f"Not read as a union article: {article.verdict} ({article.verdict_reason})")
    for seen in observations:
        value = f"{seen.obs_value.normalize():,f} {seen.unit_measure}"
        when = f"{seen.time_period or '?':<9} {seen.period_type:<13}"
        mark = "*" if seen.publishable else " "
        name = seen.indicator or f"({seen.measured_phrase or '?'})"
        click.echo(f"{mark}{value:>24}  {when} {seen.org_level:<10} {seen.obs_role:<6} {name}: {seen.quote}")
    click.echo("* sure enough for the yearly table; (...) no rule names it: kept, unmapped.\n")
