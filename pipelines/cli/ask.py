"""`congdoan explain`, `unmapped`, `status`: questions to the published release and the data folder."""

from pathlib import Path

import click
from rich.markup import escape

from pipelines import settings
from pipelines.cli.options import data_option
from pipelines.cli.screen import screen
from pipelines.data_folder import DataFolder
from warehouse import Evidence, Explanation, explain_observation
from warehouse import explain as explain_cell
from warehouse.reports import Release
from warehouse.reports import status as status_of
from warehouse.reports import unmapped as unmapped_in


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--release", help="A release by its name (default: the published one).")
@data_option
def explain(what: tuple[str, ...], release: str | None, data: Path | None) -> int:
    """Follow a value to its sentence, its page and its bytes, and see why the others were not chosen.

    WHAT is INDICATOR PROVINCE YEAR (grassroots_unions_total "Lai Châu" 2024) or one OBSERVATION_ID.
    """
    folder = DataFolder(settings.load(data).data)
    if len(what) == 1:
        found = [explain_observation(folder.root, what[0], release=release)]
    elif len(what) == 3:
        found = explain_cell(folder.root, *what, release=release)
    else:
        raise click.UsageError('Give INDICATOR PROVINCE YEAR, e.g. grassroots_unions_total "Lai Châu" 2024, or an id.')
    for explanation in found:
        _show(folder, explanation)
    return 0


def _show(folder: DataFolder, cell: Explanation) -> None:
    out = screen()
    area = cell.area_name or cell.ref_area or ""
    if cell.indicator is not None:
        where = area if area == cell.ref_area else f"{area} ({cell.ref_area})"
        out.print(f"[bold]{escape(cell.name_vi or '')}[/] ({cell.indicator}), {escape(where)}, {cell.time_period}")
    value = "no value published" if cell.obs_value is None else f"{cell.obs_value.normalize():,f} {cell.unit_measure}"
    flags = f"  flags {', '.join(cell.flags)}" if cell.flags else ""
    out.print(f"  value      [bold]{value}[/]  status {cell.obs_status or '-'}{flags}")
    if cell.choice_rule:
        out.print(f"  chosen by  {cell.choice_rule}: {escape(cell.choice_en or '')}")
    if cell.chosen is not None:
        _evidence(folder, cell.chosen)
    for place, part in enumerate(cell.parts, start=1):
        one = f"{part.obs_value.normalize():,f} {part.unit_measure} of {part.ref_area}"
        out.print(f"  part {place} of {len(cell.parts)}: [bold]{one}[/] ({part.observation_id})")
        _evidence(folder, part)
    if cell.others:
        out.print(f"  others     {len(cell.others)} that were not chosen:")
    for other in cell.others:
        number = f"{other.obs_value.normalize():,f} {other.unit_measure}"
        out.print(f"    {number} ({other.observation_id}): {escape(other.reason_en or other.reason or '-')}")
        out.print(f"      {escape(other.sentence or 'sentence withheld')} ({escape(other.portal)})", style="dim")


def _evidence(folder: DataFolder, seen: Evidence) -> None:
    out = screen()
    sentence = "withheld: it holds personal data"
    if seen.sentence is not None:
        sentence = escape(seen.sentence)
        if seen.start is not None and seen.end is not None:
            before, number, after = (
                seen.sentence[: seen.start],
                seen.sentence[seen.start : seen.end],
                seen.sentence[seen.end :],
            )
            sentence = f"{escape(before)}[reverse]»{escape(number)}«[/]{escape(after)}"
    out.print(f"  sentence   {sentence}")
    out.print(f"  article    {escape(seen.title or '-')}, {seen.published_on or 'date unknown'}")
    out.print(f"  address    {escape(seen.url)}")
    out.print(f"  portal     {seen.portal}; whose number: {escape(seen.org_name or '-')} ({seen.org_level})")
    out.print(f"  archived   {folder.pages(seen.portal) / (seen.warc_file or '-')} at byte {seen.warc_offset}")
    out.print(f"  digest     {seen.payload_digest}")
    out.print(f"  read by    rule {seen.rule_id}, code {seen.code_version}, confidence {seen.confidence:.2f}")


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
    if not found.releases:
        click.echo("No release yet; `congdoan run` makes one.")
        return 0
    click.echo(f"{'release':<20} {'kind':<7} {'articles':>8} {'quantities':>10} {'yearly cells':>12}  published")
    for release in found.releases:
        _release(release)
    click.echo(f"Analysts open {folder.database}" if found.published else "Nothing is published yet.")
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
    return 0


def _release(release: Release) -> None:
    counts = [release.counts[name] for name in ("article", "observation", "yearly_indicator")]
    published = release.published_at[:16].replace("T", " ") if release.published_at else "never"
    now = "  <- analysts read this one" if release.is_published else ""
    click.echo(f"{release.name:<20} {release.kind:<7} {counts[0]:>8} {counts[1]:>10} {counts[2]:>12}  {published}{now}")
    for gate in release.red:
        word = "accepted" if gate.name in release.accepted else "RED"
        click.echo(f"    {word} {gate.name}: {gate.detail}")
