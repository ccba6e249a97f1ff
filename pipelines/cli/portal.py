"""`congdoan portal`: what portals there are, whether one can be crawled and read, and the file of a new one."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from pipelines import settings
from pipelines.portals import PORTALS, SAMPLES, Portal, PortalKind, find, load_all, load_portal, why_not
from transforms.areas import area_name, provinces, resolve
from transforms.errors import NotFoundError, UsageError

KINDS: tuple[PortalKind, ...] = get_args(PortalKind)
NAMED: dict[PortalKind, str] = {"portal": "provincial portal", "newspaper": "newspaper", "union": "federation's site"}
WIDTH = 130
SHOWN_CHARS = 150
"""Of what a page says, on one line of a check."""


@click.group()
def portal() -> None:
    """List the portals, check one on the network, or describe a new one."""


@portal.command("list")
@click.option("--kind", type=click.Choice(KINDS), help="Only portals of this kind.")
@click.option("--province", metavar="NAME", help="Only portals of this province, old or new.")
@click.option("--enabled", is_flag=True, help="Only portals that are crawled.")
@click.option("--samples/--no-samples", default=True, help="Show the sample portals too.")
def list_portals(kind: PortalKind | None, province: str | None, enabled: bool, samples: bool) -> None:
    """Every portal by province, with kind, family, host and status; and the provinces that have none."""
    wanted = _areas(province) if province else None
    shown = [
        p
        for p in load_all()
        if (samples or not p.sample)
        and kind in (None, p.kind)
        and (p.enabled or not enabled)
        and (wanted is None or not wanted.isdisjoint({p.home, *(s.home for s in p.crawl.sections)}))
    ]
    order = {row.ref_area_63: row.old_name_ascii for row in provinces()}
    order |= {row.ref_area_34: row.new_name_ascii for row in provinces()}
    last = None
    for p in sorted(shown, key=lambda p: (order.get(p.home, ""), p.home, KINDS.index(p.kind), p.portal)):
        name = _area(p.home) if p.home != last else ""
        last = p.home
        click.echo(f"{name:<18}  {p.portal:<22}  {p.kind:<9}  {p.family:<10}  {p.host:<26}  {_status(p)}")
    click.echo("\n" + click.wrap_text(_summary(shown), WIDTH, subsequent_indent="  "))
    if wanted is None:
        for each in [kind] if kind else KINDS:
            homes = {p.home for p in shown if p.kind == each and not p.sample}
            none = [row.old_name_vi for row in provinces() if homes.isdisjoint({row.ref_area_63, row.ref_area_34})]
            names = "all" if len(none) == len(provinces()) else ", ".join(none) or "none"
            told = f"Provinces without a {NAMED[each]} of their own ({len(none)}): {names}"
            click.echo(click.wrap_text(told, WIDTH, subsequent_indent="  "))


@portal.command("check")
@click.argument("name", metavar="NAME|FILE")
def check_portal(name: str) -> int:
    """Fetch a few pages of a portal, and tell step by step what a crawl and a reader find.

    NAME is a portal of `portal list`, enabled or not; FILE is a portal file that lies elsewhere. Nothing is stored.
    """
    from pipelines.crawler import sample_site
    from pipelines.portal_check import PAGE_BUDGET, check

    file = Path(name)
    registered = file.suffix not in (".yaml", ".yml")
    checked = find(name) if registered else _from_file(file)
    if registered:
        file = (SAMPLES if checked.sample else PORTALS) / f"{checked.portal}.yaml"
        file = file.relative_to(settings.PROJECT)
    if checked.valid_to is not None:
        raise UsageError(
            f"{checked.portal} is not checked: {why_not(checked)} Nothing was asked for. Where it lives again, take "
            f"`valid_to:` out of {file}."
        )
    click.echo(f"{checked.portal}  {checked.crawl.base}  {checked.kind}, {checked.family}, {_status(checked)}")
    click.echo(f"Asking it for a few pages, at most {PAGE_BUDGET}, {checked.crawl.delay_s:g} s apart ...")
    here = settings.load()
    # A file elsewhere says where its site is served; those of the registry are served here.
    served = checked if registered else checked.model_copy(update={"sample": False})
    with sample_site(served, waiting=lambda reason: click.echo(f"Waiting {reason} ...")):
        steps = check(here, checked)
    for step in steps:
        click.echo(f"  {step.state:<6} {step.name:<14} {_plain(step.told)}")
        if step.advice:
            click.echo(f"{'':<24}-> {_plain(step.advice, 3 * SHOWN_CHARS)}")
    wrong = [step.name for step in steps if step.state == "wrong"]
    if wrong:
        click.echo(f"\nWrong: {', '.join(wrong)}. Correct {file} and check again. Nothing was stored.")
        return 1
    notes = sum(step.state == "note" for step in steps)
    click.echo(f"\n{'All steps are right' if not notes else f'No step is wrong; {notes} to read'}. Nothing was stored.")
    words = [] if checked.enabled else [f"in {file} put `verified: {datetime.now(UTC):%Y-%m-%d}` and `enabled: true`"]
    words += [] if registered else [f"move it to {PORTALS.relative_to(settings.PROJECT)}/"]
    words += [f"{'then ' if words else ''}`congdoan run --portal {checked.portal}`"]
    click.echo(f"Next: {', '.join(words)}.")
    return 0


@portal.command("new")
@click.argument("url")
@click.option("--name", help="The portal's name (default: from its host).")
@click.option(
    "--home", metavar="PROVINCE", help="Whose it is, such as 'Lai Châu', or VN (default: from host and title)."
)
@click.option("--kind", type=click.Choice(KINDS), help="What it is (default: from host and title).")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=PORTALS, help="The folder of the file."
)
@click.option("--allow-address", metavar="127.0.0.1:PORT", help="Try it with a sample portal served at this address.")
def new_portal(
    url: str, name: str | None, home: str | None, kind: PortalKind | None, out: Path, allow_address: str | None
) -> None:
    """Recognise the site at URL and write its portal file: unverified, not enabled, for a person to read over."""
    from pipelines.portal_check import Known, scaffold

    known = Known(name=name, home=home, kind=kind, allow_address=allow_address)
    click.echo(f"Asking {url} for a few pages ...")
    path = scaffold(settings.load(), url, out, known)
    click.echo(f"\n{path.read_text('utf-8')}")
    registered = path.parent.resolve() == PORTALS.resolve()
    click.echo(f"Written: {path}. What it guessed are title, kind, home and article_url: read them over.")
    click.echo(f"Next: `congdoan portal check {path.stem if registered else path}`.")


def _from_file(file: Path) -> Portal:
    if not file.is_file():
        raise NotFoundError(f"There is no file {file}. Nothing was started. Name a portal, or a portal file.")
    return load_portal(file)


def _area(code: str) -> str:
    """The name of an area; a new one that took an old one's name is told by its year."""
    return f"{area_name(code)} (2025)" if code.startswith("VN34") else area_name(code) or code


def _areas(province: str) -> set[str]:
    """The areas of a name, with the old provinces that make up a new one of it."""
    codes = set(resolve(province))
    if not codes:
        raise UsageError(f"There is no province {province!r}, old or new.")
    return codes | {row.ref_area_63 for row in provinces() if row.ref_area_34 in codes}


def _status(p: Portal) -> str:
    """One or two words; `why_not` has the sentence."""
    if p.valid_to is not None:
        return f"retired {p.valid_to}" + (f", now {p.moved_to}" if p.moved_to else "")
    state = "enabled" if p.enabled else "off" if p.verified or p.sample else "unverified"
    return f"{state} (sample)" if p.sample else state


def _summary(shown: Sequence[Portal]) -> str:
    """How many, by kind and by status."""
    kinds = Counter(p.kind for p in shown)
    states = Counter(_status(p).split()[0] for p in shown)
    families = Counter(p.family for p in shown)
    told = "; ".join(
        ", ".join(f"{count} {name}" for name, count in counter.most_common()) for counter in (kinds, states, families)
    )
    return f"{len(shown)} portals" + (f": {told}" if shown else "")


def _plain(text: str, limit: int = SHOWN_CHARS) -> str:
    """Text of a page as one line that a terminal only prints."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
