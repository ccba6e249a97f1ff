"""A record as a line of JSON: the form in which rows reach DuckDB, which reads them with the types of their table.

Belongs here: values to text. It needs no database, so that a worker process can do it for the one that writes.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from transforms.errors import StoreError
from warehouse.schema import model

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def line_of(table: str, record: "DataclassInstance") -> bytes:
    """A record of a table as its line. Raises StoreError for a value that no table holds."""
    return _line({name: getattr(record, name) for name in _names(table)})


def line_of_row(table: str, row: Mapping[str, object]) -> bytes:
    """The same for a row by column name; a column that it does not have is null."""
    return _line({name: row.get(name) for name in _names(table)})


@cache
def _names(table: str) -> tuple[str, ...]:
    return model().tables[table].names()


def _plain(value: object) -> str | dict[str, object]:
    """What JSON does not know by itself."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise StoreError(f"the time {value.isoformat()} has no zone; records carry one")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    raise StoreError(f"a value of type {type(value).__name__} has no place in a table")


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)


def _line(values: Mapping[str, object]) -> bytes:
    return _ENCODER.encode(values).encode() + b"\n"
