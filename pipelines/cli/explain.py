"""`congdoan explain`: from a value to its sentence, its page, and why this indicator, this year and not the others."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import click
from rich.markup import escape

from pipelines import settings
from pipelines.cli.known_on import chosen_release, known_on_option
from pipelines.cli.options import data_option
from pipelines.cli.screen import screen
from pipelines.data_folder import DataFolder
from scrapers.archive import locate
from transforms.errors import ArchiveError
from transforms.observations import describe_rule
from warehouse import Evidence, Explanation, explain_observation
from warehouse import explain as explain_cell
from warehouse.explain import Correction


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--release", help="A release by its name (default: the published one).")
@known_on_option
@data_option
def explain(what: tuple[str, ...], release: str | None, known_on: datetime | None, data: Path | None) -> int:
    """Follow a value to its sentence, its page and its bytes, and see why the others were not chosen.

    WHAT is INDICATOR PROVINCE YEAR (grassroots_unions_total "Lai Châu" 2024) or one OBSERVATION_ID.
    """
    folder = DataFolder(settings.load(data).data)
    release = chosen_release(folder.root, release, known_on)
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
    for gone in cell.gone:
        when = f"{gone.taken_down_at:%Y-%m-%d} by {escape(gone.author)}: {escape(gone.reason)}"
        out.print(f"  taken down a page of {gone.portal} that said something of this, on {when}")
    if cell.others:
        out.print(f"  others     {len(cell.others)} that were not chosen:")
    for other in cell.others:
        number = f"{other.obs_value.normalize():,f} {other.unit_measure}"
        out.print(f"    {number} ({other.observation_id}): {escape(other.reason_en or other.reason or '-')}")
        if other.correction is not None:
            out.print(f"      {escape(_corrected(other.obs_value, other.correction))}")
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
    if seen.correction is not None:
        out.print(f"  correction {escape(_corrected(seen.obs_value, seen.correction))}")
    out.print(f"  article    {escape(seen.title or '-')}, {seen.published_on or 'date unknown'}")
    out.print(f"  address    {escape(seen.url)}")
    out.print(f"  portal     {seen.portal}; whose number: {escape(seen.org_name or '-')} ({seen.org_level})")
    out.print(f"  archived   {folder.pages(seen.portal) / (seen.warc_file or '-')} at byte {seen.warc_offset}")
    out.print(f"  digest     {seen.payload_digest} ({_holds(folder, seen)})")
    if seen.rule_id is None:
        out.print(f"  read by    no rule names it; code {seen.code_version}")
    else:
        out.print(f"  read by    rule {seen.rule_id}, code {seen.code_version}, confidence {seen.confidence:.2f}")
        out.print(f"  because    {escape(describe_rule(seen.rule_id) or 'a rule that is no longer in the catalogue')}")
    out.print(f"  when       {escape(_when(seen))}")
    for check in seen.checks:
        out.print(f"  arithmetic {check.kind}: {'holds' if check.holds else 'FAILS'} ({escape(check.detail)})")
    for other in seen.alternatives:
        out.print(f"  or else    {other.indicator} (rule {other.rule_id}, score {other.score:.1f})")


def _corrected(read: Decimal, by: Correction) -> str:
    """What a person did to a value that was read, why, and where the right one stands."""
    done = "withdrawn" if by.value is None else f"corrected to {by.value.normalize():,f}"
    return f"read {read.normalize():,f}, {done} by {by.author}: {by.reason} ({by.source})"


def _holds(folder: DataFolder, seen: Evidence) -> str:
    """Whether the archived bytes, hashed now, have the digest."""
    if seen.warc_file is None or seen.warc_offset is None:
        return "no page is archived"
    try:
        page = locate(folder.pages(seen.portal), seen.warc_file, seen.warc_offset)
    except ArchiveError as error:
        return escape(f"DOES NOT HOLD: {error}")
    return "holds" if page.payload_digest == seen.payload_digest else "DOES NOT HOLD: another page lies there"


def _when(seen: Evidence) -> str:
    """Why this period: its kind, and the words that say it."""
    period = f"{seen.time_period or 'not known'} ({seen.period_type})"
    words, year = seen.period_words, (seen.time_period or "")[-4:]
    if "PERIOD_ASSUMED" in seen.flags:
        near = f"the text says »{words}«, " if words else ""
        return f"{period}: {near}the year is inferred and not printed for it"
    if words is None:
        return f"{period}: no words beside it, what the text speaks of before" if year else period
    behind = "" if year in words else ", its year from what stands before"
    return f"{period}: the text says »{words}«{behind}"
