"""The descriptor of the CSV files after the Data Package standard (v1), from the table definitions.

Belongs here: datapackage.json. It has no date, since exports of the same content are the same bytes.
"""

from collections.abc import Mapping
from pathlib import Path

from warehouse.lines import Json
from warehouse.releases import sha256
from warehouse.schema import Column, Model, Table

TYPES = {
    "DECIMAL(20,4)": "number",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
LISTED = " Several are joined by a vertical bar; an empty cell is an empty list."


def descriptor(model: Model, about: Mapping[str, str], folder: Path) -> dict[str, Json]:
    """The descriptor of the CSV files in `folder`."""
    names = (*model.release_tables, *model.release_views)
    return {
        "profile": "tabular-data-package",
        "name": "congdoan",
        "title": "Yearbook of Vietnamese trade unions",
        **({"id": f"congdoan-{about['edition']}"} if "edition" in about else {}),  # releases of schema 1.1 have none
        "description": f"{about['notice']} {about['citation']}",
        "version": model.version,
        "licenses": [{"name": "custom", "path": "LICENCE.txt", "title": about["licence"]}],
        "sources": [{"title": "Union news of Vietnamese portals and newspapers; each row names its page"}],
        "resources": [_resource(model.tables[name], folder / f"{name}.csv", model) for name in names],
    }


def _resource(table: Table, file: Path, model: Model) -> dict[str, Json]:
    schema: dict[str, Json] = {
        "fields": [_field(column, model) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    keys: list[Json] = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.references[0] == table.name else column.references[0],
                "fields": [column.references[1]],
            },
        }
        for column in table.columns
        if column.references
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"csv/{file.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256(file)}",
        "description": f"{table.meaning.en} | {table.meaning.vi}",
        "schema": schema,
    }


def _field(column: Column, model: Model) -> dict[str, Json]:
    constraints: dict[str, Json] = {}
    is_list = column.type == "VARCHAR[]"
    if column.empty is None and not is_list:
        constraints["required"] = True
    if column.codes is not None:
        constraints["enum"] = list(model.codes[column.codes])
    if column.pattern is not None:
        constraints["pattern"] = column.pattern
    field: dict[str, Json] = {
        "name": column.name,
        "type": TYPES.get(column.type, "string"),
        "title": column.meaning.vi,
        "description": column.comment() + (LISTED if is_list else ""),
    }
    if column.unit is not None:
        field["unit"] = column.unit
    if constraints:
        field["constraints"] = constraints
    return field
