"""`congdoan takedown`: a page that must go is taken out of the archive and out of what is published."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines import settings
from pipelines.cli.options import data_option
from pipelines.line import open_line
from pipelines.takedown import take_down
from transforms.errors import NotFoundError


@click.command()
@click.argument("url")
@click.option("--reason", required=True, help="Why it must go. It is published with each release.")
@click.option("--author", required=True, help="Who decided it. Published too.")
@data_option
def takedown(url: str, reason: str, author: str, data: Path | None) -> int:
    """Take the page at URL out of the archive and out of what is published, for good.

    Its bytes, its text and its values go; digests, the reason, the author and the date stay. It is never fetched again.
    The release that holds it is replaced by one without it, and releases that held it are removed. The same command
    goes on where it was interrupted.
    """
    if not reason.strip() or not author.strip():
        raise click.UsageError("A reason and an author are needed: they are all that will explain the gap.")
    line = open_line(settings.load(data))
    if not line.folder.root.is_dir():
        raise NotFoundError(f"There is no data folder {line.folder.root}; --data names another.")
    try:
        done = take_down(line, url, reason=reason.strip(), author=author.strip(), now=datetime.now(UTC))
    finally:
        line.workers.close()
    for known in done.known:
        when = f"{known.taken_down_at:%Y-%m-%d %H:%M} UTC by {known.author}: {known.reason}"
        click.echo(f"{known.url} is taken down ({when})")
        click.echo(f"  article {known.article_id}; {len(known.said)} statements of it had been published")
        if known.releases:
            click.echo(f"  releases removed because they held it: {', '.join(known.releases)}")
    click.echo(f"  archived copies removed now: {len(done.removed)}")
    click.echo(f"  published instead: {done.release}" if done.release else "  what is published does not hold it")
    for twin in done.twins:
        click.echo(f"  nearly the same text, not taken down: {twin}")
    return 0
