"""`congdoan unmapped` and `status`: questions to the published release and the data folder; explain.py has its own."""

from pathlib import Path

import click

from pipelines import settings
from pipelines.cli.options import data_option
from pipelines.data_folder import DataFolder
from warehouse.reports import Release
from warehouse.reports import status as status_of
from warehouse.reports import unmapped as unmapped_in
from warehouse.takedowns import takedowns


@click.command()
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 1000))
@data_option
def unmapped(limit: int, data: Path | None) -> int:
    """The phrases that quantities without an indicator count most often, with an example of each."""
    for row in unmapped_in(settings.load(data).data, limit=limit):
        click.echo(f"{row.count:>6}  {row.phrase}  ({', '.join(row.units)}; {row.articles} articles)")
        for example in row.examples:
            click.echo(f"          {example}")
    return 0


@click.command()
@data_option
def status(data: Path | None) -> int:
    """The releases with their gates, and each portal as the published release saw it. Times are UTC."""
    folder = DataFolder(settings.load(data).data)
    found = status_of(folder.root)
    for damage in found.damaged:
        click.echo(f"DAMAGED: {damage}")
    if not found.releases and not found.published:
        click.echo("No release yet; `congdoan run` makes one.")
        return 1 if found.damaged else 0
    click.echo(f"{'release':<20} {'kind':<7} {'articles':>8} {'quantities':>10} {'yearly cells':>12}  published")
    for release in found.releases:
        _release(release)
    click.echo(f"Analysts open {folder.database}" if found.published else "Nothing is published yet.")
    for gone in takedowns(folder.root):
        removed = f"; with it releases {', '.join(gone.releases)}" if gone.releases else ""
        click.echo(f"Taken down {gone.taken_down_at:%Y-%m-%d} by {gone.author} ({gone.reason}): {gone.url}{removed}")
    if found.portals:
        click.echo(
            f"\n{'portal':<22} {'articles':>8} {'pages':>6} {'quantities':>10}  newest      last fetched      health"
        )
    for portal in found.portals:
        fetched = f"{portal.last_retrieved_at:%Y-%m-%d %H:%M}" if portal.last_retrieved_at else "-"
        click.echo(
            f"{portal.portal:<22} {portal.n_articles:>8} {portal.n_pages:>6} {portal.n_observations:>10}  "
            f"{portal.newest_article_on or '-'!s:<11} {fetched:<17} {portal.health_en}"
        )
    return 1 if found.damaged else 0


def _release(release: Release) -> None:
    counts = [release.counts[name] for name in ("article", "observation", "yearly_indicator")]
    published = release.published_at[:16].replace("T", " ") if release.published_at else "never"
    now = "  <- analysts read this one" if release.is_published else ""
    click.echo(f"{release.name:<20} {release.kind:<7} {counts[0]:>8} {counts[1]:>10} {counts[2]:>12}  {published}{now}")
    for gate in release.red:
        word = "accepted" if gate.name in release.accepted else "RED"
        click.echo(f"    {word} {gate.name}: {gate.detail}")
