"""A first look at a release: what it holds, and the yearly table of the province that has most values in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from warehouse.releases import manifest_of, release_path
from warehouse.sqlfiles import statement
from warehouse.store import reading, rows_as_dicts


@dataclass(frozen=True, slots=True)
class Overview:
    """`area` is null where no value is published yet. `counts` is rows a table.

    `values` maps (indicator, Vietnamese name, unit) to year to value.
    """

    release: str
    area: str | None
    years: tuple[str, ...]
    values: Mapping[tuple[str, str, str], Mapping[str, Decimal]]
    counts: Mapping[str, int]


def overview(data: Path, release: str | None = None) -> Overview:
    """The first look at a release, by default the published one. Raises NotFoundError."""
    path = release_path(data, release)
    with reading(path) as connection:
        rows = rows_as_dicts(connection, statement("overview"))
    values: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for row in rows:
        key = (str(row["indicator"]), str(row["name_vi"]), str(row["unit_measure"]))
        values.setdefault(key, {})[str(row["time_period"])] = Decimal(str(row["obs_value"]))
    years = tuple(sorted({year for line in values.values() for year in line}))
    return Overview(
        path.stem, str(rows[0]["area"]) if rows else None, years, values, manifest_of(data, path.stem).counts
    )
