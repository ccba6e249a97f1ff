"""`congdoan build`, `publish`, `rollback`, `export`, `diff`: releases by hand."""

from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines import settings, yearbook
from pipelines.cli.known_on import chosen_release, known_on_option
from pipelines.cli.options import data_option
from pipelines.data_folder import DataFolder
from pipelines.line import open_line
from transforms.errors import NotFoundError
from warehouse import Manifest
from warehouse import export as export_release
from warehouse import publish as publish_release
from warehouse import rollback as rollback_release
from warehouse.diff import CellChange, Change, Difference, Side
from warehouse.diff import diff as compare

CHANGES: tuple[Change, ...] = ("removed", "changed", "added")
"""In this order: what an operator must look at before `publish --accept` comes first."""


def _folder(data: Path | None) -> DataFolder:
    folder = DataFolder(settings.load(data).data)
    if not folder.root.is_dir():
        raise NotFoundError(f"There is no data folder {folder.root}; `congdoan run` makes one, --data names another.")
    return folder


def _gates(manifest: Manifest) -> None:
    for gate in manifest.gates:
        click.echo(f"  {'green' if gate.green else 'RED  '}  {gate.name}: {gate.detail}")


@click.command()
@data_option
def build(data: Path | None) -> int:
    """Build a release from all files, with its gates, and leave it unpublished."""
    folder = _folder(data)
    if folder.kind() is None:
        raise NotFoundError(
            f"{folder.root} has no file KIND, so it is no data folder. Nothing was built. `congdoan run` makes one, "
            "--data names another; where the file was lost, write `sample` or `live` into it, whichever it is."
        )
    candidate = yearbook.build_release(open_line(settings.load(data)))
    click.echo(f"{candidate.name} built, not published: {candidate.path}")
    _gates(candidate.manifest)
    return 0 if candidate.manifest.green else 1


@click.command()
@click.argument("release", required=False)
@click.option("--accept", is_flag=True, help="Although values fell or vanished, after reading `congdoan diff`.")
@data_option
def publish(release: str | None, accept: bool, data: Path | None) -> int:
    """Let analysts read RELEASE (default: the newest one built)."""
    folder = _folder(data)
    with folder.lock("release", "a publication"):
        manifest = publish_release(folder.root, release, accept=accept, now=datetime.now(UTC))
    click.echo(f"{manifest.release} is published: {folder.database}")
    return 0


@click.command()
@data_option
def rollback(data: Path | None) -> int:
    """Publish again the release that was published before the present one."""
    folder = _folder(data)
    with folder.lock("release", "a rollback"):
        manifest = rollback_release(folder.root, now=datetime.now(UTC))
    click.echo(f"{manifest.release} is published again: {folder.database}")
    return 0


@click.command()
@click.argument("release", required=False)
@known_on_option
@data_option
def export(release: str | None, known_on: datetime | None, data: Path | None) -> int:
    """Write RELEASE (default: the published one) as Parquet, CSV, XLSX, SDMX-CSV and data package."""
    folder = _folder(data)
    release = chosen_release(folder.root, release, known_on)
    with folder.lock("release", "an export"):
        click.echo(str(export_release(folder.root, release)))
    return 0


@click.command()
@click.argument("a")
@click.argument("b")
@data_option
def diff(a: str, b: str, data: Path | None) -> int:
    """What changed for analysts from release A to release B, each change with its evidence."""
    _show(compare(_folder(data).root, a, b))
    return 0


def _show(difference: Difference) -> None:
    numbers = ", ".join(f"{difference.number(change)} {change}" for change in CHANGES)
    click.echo(f"{difference.a} -> {difference.b}: {numbers}")
    if difference.code_changed:
        click.echo(f"made by other code: {', '.join(difference.code_changed)}")
    for name, (before, after) in difference.counts.items():
        if before != after:
            click.echo(f"  {name}: {before:,} -> {after:,} rows")
    for change in CHANGES:
        for cell in difference.cells:
            if cell.change == change:
                _show_cell(cell)


def _show_cell(cell: CellChange) -> None:
    where = f"{cell.indicator}, {cell.ref_area}, {cell.time_period} ({cell.org_level}, {cell.unit_measure})"
    click.echo(f"{cell.change:<8} {where}: {_value(cell.before)} -> {_value(cell.after)}")
    said = [(side.sentence, side.url) if side else None for side in (cell.before, cell.after)]
    words = [("both", said[0])] if said[0] == said[1] else [("was", said[0]), ("is", said[1])]
    for word, evidence in words:
        if evidence and evidence[0]:
            click.echo(f"    {word:<5}{evidence[0]} <{evidence[1]}>")


def _value(side: Side | None) -> str:
    """The value, or why there is none."""
    if side is None:
        return "nothing said"
    if side.obs_value is None:
        return f"withheld ({side.choice_rule})"
    return f"{side.obs_value.normalize():,f}"
