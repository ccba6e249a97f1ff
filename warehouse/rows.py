"""Parquet files back as the records they were written from: the way from one step of the line to the next."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from transforms.records import Article
from warehouse.store import named_errors, rows_as_dicts, working


def read_articles(path: Path) -> Iterator[Article]:
    """The rows of one articles file whose verdict is `article`, in the order they were written.

    Raises StoreError for a damaged file.
    """
    names = ", ".join(f'"{field.name}"' for field in fields(Article))
    with named_errors(f"reading {path.name}"), working() as connection:
        rows = rows_as_dicts(
            connection,
            f"SELECT {names} FROM read_parquet(?) WHERE verdict = 'article'",  # noqa: S608 - the record's own fields
            [str(path)],
        )
    for row in rows:
        yield Article(**{name: _record(value) for name, value in row.items()})  # type: ignore[arg-type] # DuckDB's types are the record's


def _record(value: object) -> object:
    """A value as a record holds it: lists as tuples, times with their zone (they are stored in UTC)."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
