"""Read articles and observations back as the records they were written from.

Belongs here: Parquet rows to records. Writing is store.py.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from transforms.records import Alternative, Article, Check, Observation
from warehouse.schema import model
from warehouse.store import Limits, named_errors, working

BATCH = 500
"""Rows held at a time: with full texts some megabytes."""
Record = TypeVar("Record")


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of one file in their order. Raises StoreError for a damaged file."""
    for row in _rows("articles", path):
        for name in ("attachments", "layout_warnings"):
            row[name] = texts(row[name])
        yield Article(**row)  # type: ignore[arg-type]  # the columns are the fields, held by a test


def read_observations(path: Path) -> Iterator[Observation]:
    """The observations of one file in their order. Raises StoreError for a damaged file."""
    for row in _rows("observations", path):
        row["flags"] = texts(row["flags"])
        row["checks"] = structs(row["checks"], Check)
        row["alternatives"] = structs(row["alternatives"], Alternative)
        yield Observation(**row)  # type: ignore[arg-type]  # the columns are the fields, held by a test


def _rows(table: str, path: Path) -> Iterator[dict[str, object]]:
    names = model().tables[table].names()
    columns = ", ".join(f'"{name}"' for name in names)
    with named_errors(f"reading {path.name}"), working(Limits(threads=1)) as connection:
        connection.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)])  # noqa: S608 - defined names
        while batch := connection.fetchmany(BATCH):
            for values in batch:
                yield {name: _zoned(value) for name, value in zip(names, values, strict=True)}


def _zoned(value: object) -> object:
    """Files hold UTC without saying so in each value; records carry the zone."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def texts(value: object) -> tuple[str, ...]:
    """A list of texts as a record holds it."""
    return tuple(str(item) for item in value) if isinstance(value, Sequence) else ()


def structs(value: object, record: type[Record]) -> tuple[Record, ...]:
    """A list of structs as the records they were written from."""
    return tuple(record(**item) for item in value) if isinstance(value, Sequence) else ()
