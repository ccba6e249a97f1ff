"""What operators ask of a release: how it stands, what could not be named, what a portal gave, what was known when.

Belongs here: small questions with typed answers. From a value to its source is explain.py, two releases diff.py,
a first look overview.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

from transforms.errors import NotFoundError, StoreError
from warehouse.manifest import Gate, Manifest, read_manifest
from warehouse.releases import link_path, names, published_name, release_path, releases_folder, trusted
from warehouse.sqlfiles import statement
from warehouse.store import reading, rows_as_dicts


@dataclass(frozen=True, slots=True)
class Release:
    """One line of the list of releases."""

    name: str
    kind: str
    built_at: str
    published_at: str | None
    is_published: bool
    red: tuple[Gate, ...]
    accepted: tuple[str, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class PortalHealth:
    """One portal's row of `portal_health`; `health_en` says its code in words."""

    portal: str
    health: str
    health_en: str
    n_pages: int
    n_articles: int
    n_not_article: int
    n_refused: int
    n_layout_warnings: int
    n_observations: int
    newest_article_on: date | None
    last_retrieved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The releases, oldest first, and the portals as the published release saw them (none before the first). `damaged`
    has a sentence for each release that is not whole."""

    published: str | None
    releases: tuple[Release, ...]
    portals: tuple[PortalHealth, ...]
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A phrase that is often counted and that no rule names, with up to three sentences. `units` as they were met."""

    phrase: str
    count: int
    articles: int
    units: tuple[str, ...]
    examples: tuple[str, ...]


def status(data: Path) -> Status:
    """How the warehouse stands; nothing published is a state, not an error."""
    published = published_name(data)
    found = [_release(manifest, published) for manifest in trusted(data)]
    portals: list[PortalHealth] = []
    damaged = list(_damaged(data, published))
    if published is not None:
        try:
            with reading(release_path(data)) as connection:
                rows = rows_as_dicts(connection, statement("status_portals"))
        except StoreError as error:
            damaged.append(str(error))
        else:
            portals = [PortalHealth(**row) for row in rows]  # type: ignore[arg-type]  # the query's columns
    return Status(published, tuple(found), tuple(portals), tuple(damaged))


def _damaged(data: Path, published: str | None) -> Iterator[str]:
    """What a person or a disk did to the folder of releases: nothing of it comes from a run that was killed."""
    folder, link = releases_folder(data), link_path(data)
    for name in names(data):
        try:
            manifest = read_manifest(folder / f"{name}.json")
        except StoreError as error:
            yield str(error)
            continue
        size = (folder / manifest.file).stat().st_size
        if size != manifest.bytes:
            yield f"{manifest.file} is not the file that was checked ({size:,} bytes, then {manifest.bytes:,})" + (
                ", and analysts read it: `congdoan rollback`" if name == published else ": it is not used"
            )
    for file in sorted(folder.glob("*.json")):
        if not file.with_suffix(".duckdb").exists():
            yield f"the database of release {file.stem} is missing: put {file.stem}.duckdb back from a backup"
    if published is not None and published not in names(data):
        yield (
            f"analysts read {published}, and its manifest is missing: it stays until another release is published. "
            "Put it back from a backup; or `congdoan build` and `congdoan publish`"
        )
    if published is None and link.is_symlink():
        yield f"{link} leads nowhere, so analysts read nothing: `congdoan publish` leads it to the newest whole release"


def _release(manifest: Manifest, published: str | None) -> Release:
    return Release(
        name=manifest.release,
        kind=manifest.kind,
        built_at=manifest.built_at,
        published_at=manifest.published_at,
        is_published=manifest.release == published,
        red=tuple(manifest.red()),
        accepted=manifest.accepted,
        counts=dict(manifest.counts),
    )


def unmapped(data: Path, *, limit: int = 30, release: str | None = None) -> list[Unmapped]:
    """The phrases that most often stand beside a number no rule names: where the next rule is worth writing."""
    with reading(release_path(data, release)) as connection:
        rows = rows_as_dicts(connection, statement("unmapped"), {"limit": limit})
    return [
        Unmapped(
            phrase=cast("str", row["phrase"]),
            count=cast("int", row["count"]),
            articles=cast("int", row["articles"]),
            units=tuple(cast("list[str]", row["units"])),
            examples=tuple(cast("list[str]", row["examples"])),
        )
        for row in rows
    ]


def known_on(data: Path, moment: datetime) -> str:
    """The release that analysts read at that time, as far as those that are kept tell; a rollback counts as a
    publication. Raises NotFoundError where none of them was published by then."""
    known = ("", "")
    for manifest in trusted(data):
        times = manifest.publications or ((manifest.published_at,) if manifest.published_at else ())
        before = [time for time in times if datetime.fromisoformat(time) <= moment.astimezone(UTC)]
        known = max([known, *((time, manifest.release) for time in before)])
    if not known[1]:
        raise NotFoundError(
            f"no release that is still kept was published by {moment.isoformat()}; `congdoan status` lists them"
        )
    return known[1]
