"""Pages that had to go: the file that remembers them, and the releases that still hold them.

Belongs here: reading and writing <data>/takedowns.yaml, and telling from files what was said on such a page. Taking the
bytes out of the archive is scrapers/archive/takedown.py; the order of the steps is pipelines/takedown.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import yaml

from warehouse.sqlfiles import statement
from warehouse.store import named_errors, one, put_in_place, reading, rows_as_dicts, working
from warehouse.yamlfile import Node, read

FILE = "takedowns.yaml"
NOTE = "# Written by `congdoan takedown`. What stands here is never fetched, read or published again.\n"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a page that had to go: which cell it was about, without its value and without its words."""

    observation_id: str
    indicator: str | None
    unit_measure: str
    ref_area: str | None
    org_level: str
    time_period: str | None


@dataclass(frozen=True, slots=True)
class Takedown:
    """One article that had to go. `payload_digests` are of its archived copies, all that is kept of what it said.

    `said` is what published releases had read from it; `releases` names those that went with it.
    """

    url: str
    portal: str
    article_id: str
    taken_down_at: datetime
    reason: str
    author: str
    payload_digests: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as the derived files have it: under which addresses, from which payloads."""

    article_id: str
    urls: frozenset[str]
    payload_digests: tuple[str, ...]


def takedowns(data: Path) -> list[Takedown]:
    """What was taken down so far, in that order. Raises ConfigError with file and line."""
    file = data / FILE
    if not file.exists():
        return []
    return [_takedown(node) for node in read(file).mapping({"takedowns"}, {"takedowns"})["takedowns"].items()]


def record(data: Path, changed: Iterable[Takedown]) -> None:
    """Write these into the file, each in the place of what was known of its article."""
    every = {known.article_id: known for known in takedowns(data)}
    every |= {new.article_id: new for new in changed}
    plain = [_plain(known) for known in every.values()]
    with named_errors(f"writing {FILE}"):
        aside = data / f".{FILE}.part"
        aside.write_text(
            NOTE + yaml.safe_dump({"takedowns": plain}, allow_unicode=True, sort_keys=False, width=120), "utf-8"
        )
        put_in_place(aside, data / FILE)


def table_rows(data: Path) -> list[dict[str, object]]:
    """The rows of the table `takedown`: no address, since a site writes the headline into it."""
    return [
        {
            "article_id": known.article_id,
            "portal": known.portal,
            "taken_down_at": known.taken_down_at,
            "reason": known.reason,
            "author": known.author,
            "payload_digests": list(known.payload_digests),
            "said": known.said,
        }
        for known in sorted(takedowns(data), key=lambda known: known.article_id)
    ]


def stored_articles(files: Sequence[Path], addresses: Sequence[str]) -> list[Stored]:
    """The articles of these files that have one of the addresses, as fetched or canonical."""
    if not files:
        return []
    given = {"articles": [str(file) for file in files], "addresses": list(addresses)}
    with named_errors("looking for an article"), working() as connection:
        rows = connection.execute(statement("stored_articles"), given).fetchall()
    return [Stored(str(name), frozenset(urls), tuple(digests)) for name, urls, digests in rows]


def files_with(files: Sequence[Path], article_ids: Sequence[str]) -> list[Path]:
    """The articles files that hold one of these articles."""
    if not files or not article_ids:
        return []
    query = "SELECT DISTINCT filename FROM read_parquet(?, filename = true) WHERE list_contains(?, article_id)"
    with named_errors("looking for an article"), working() as connection:
        rows = connection.execute(query, [[str(file) for file in files], list(article_ids)]).fetchall()
    return sorted(Path(str(row[0])) for row in rows)


def holds(release: Path, article_id: str) -> bool:
    """Whether a release has an article."""
    with reading(release) as connection:
        return one(connection, "SELECT 1 FROM article WHERE article_id = ? LIMIT 1", [article_id]) is not None


def said_in(release: Path, article_id: str) -> list[Said]:
    """What a release read from an article, by the cells it was about."""
    with reading(release) as connection:
        rows = rows_as_dicts(connection, statement("said"), {"article_id": article_id})
    return [Said(**cast("dict[str, str]", row)) for row in rows]


def twins_in(release: Path, article_id: str) -> list[str]:
    """The addresses of other articles of a release with nearly the same text."""
    with reading(release) as connection:
        return [str(row[0]) for row in connection.execute(statement("twins"), {"article_id": article_id}).fetchall()]


def _plain(known: Takedown) -> Mapping[str, object]:
    entry = asdict(known) | {"taken_down_at": known.taken_down_at.astimezone(UTC).isoformat()}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in entry.items()}


def _takedown(node: Node) -> Takedown:
    names = {field.name for field in fields(Takedown)}
    entry = node.mapping(names, names)
    try:
        moment = datetime.fromisoformat(entry["taken_down_at"].text())
    except ValueError as error:
        raise entry["taken_down_at"].mistake("a time is written 2026-11-20T06:00:00+00:00") from error
    if moment.tzinfo is None:
        raise entry["taken_down_at"].mistake("a time has its zone: 2026-11-20T06:00:00+00:00")
    return Takedown(
        url=entry["url"].text(),
        portal=entry["portal"].text(),
        article_id=entry["article_id"].text(),
        taken_down_at=moment,
        reason=entry["reason"].text(),
        author=entry["author"].text(),
        payload_digests=entry["payload_digests"].texts(),
        releases=entry["releases"].texts(),
        said=tuple(_one_said(item) for item in entry["said"].items()),
    )


def _one_said(node: Node) -> Said:
    names = {field.name for field in fields(Said)}
    entry = node.mapping(names, names)

    def maybe(name: str) -> str | None:
        return None if entry[name].value is None else entry[name].text()

    return Said(
        observation_id=entry["observation_id"].text(),
        indicator=maybe("indicator"),
        unit_measure=entry["unit_measure"].text(),
        ref_area=maybe("ref_area"),
        org_level=entry["org_level"].text(),
        time_period=maybe("time_period"),
    )
