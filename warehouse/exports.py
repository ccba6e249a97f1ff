"""A release as files for everybody: Parquet, CSV, XLSX, SDMX-CSV, data package, dictionary, licence, checksums.

Belongs here: which files there are and how cells are written. The same release content gives the same bytes, wherever
and whenever it is exported; therefore no time stands in any file.
"""

import json
import shutil
from pathlib import Path

from transforms.errors import NotFoundError
from warehouse import datapackage, dictionary, workbook
from warehouse.crash import crash_point
from warehouse.releases import release_path, sha256
from warehouse.schema import Column, Table, literal, model
from warehouse.store import Connection, Limits, named_errors, reading, sync, working
from warehouse.wide import with_columns

BOM = b"\xef\xbb\xbf"
"""Spreadsheets take a CSV without it for the local code page and spoil every Vietnamese letter."""
FORMULA = "^[=+@\\t\\r\\n＝＋－＠-]"
"""How a cell begins that a spreadsheet would run; text cells of this kind get an apostrophe, numbers are untouched."""
DIMENSIONS = ("REF_AREA", "INDICATOR", "UNIT_MEASURE", "ORG_LEVEL", "TIME_PERIOD")
SDMX_ID = "CONGDOAN:DF_YEARLY(1.0)"


def exports_folder(data: Path, release: str) -> Path:
    """Where the exports of a release lie."""
    return data / "exports" / release


def export(data: Path, release: str | None = None) -> Path:
    """Write all exports of a release, by default the published one, and return their folder.

    Built aside and renamed when complete; an earlier export of the same release is replaced.
    """
    path = release_path(data, release)
    folder = exports_folder(data, path.stem)
    with named_errors(f"exporting release {path.stem}"):
        aside = folder.with_name(f".{folder.name}.part")
        for left in folder.parent.glob(".*.part"):
            shutil.rmtree(left)
        aside.mkdir(parents=True)
        _write(path, aside)
        crash_point("export_written")
        if folder.exists():
            shutil.rmtree(folder)
        crash_point("export_removed")
        aside.rename(folder)
        crash_point("export_moved")
        sync(folder.parent)
    return folder


def _write(path: Path, folder: Path) -> None:
    with reading(path) as connection:
        definitions = with_columns(connection, model())
        about = {
            str(item): str(value) for item, value in connection.execute("SELECT item, value FROM about").fetchall()
        }
    names = (*definitions.release_tables, *definitions.release_views)
    (folder / "parquet").mkdir()
    (folder / "csv").mkdir()
    crash_point("export_begun")
    with working(Limits(memory="1GB", threads=1), folder) as connection:
        connection.execute(f"ATTACH {literal(str(path))} AS release (READ_ONLY)")
        connection.execute("USE release")
        for name in names:
            _parquet(connection, definitions.tables[name], folder / "parquet" / f"{name}.parquet", about)
            _csv(connection, definitions.tables[name], folder / "csv" / f"{name}.csv")
        crash_point("export_half")
        _sdmx(connection, folder / "sdmx.csv")
        workbook.write(connection, definitions, about, folder / "congdoan.xlsx")
        connection.execute("USE memory")
        connection.execute("DETACH release")
    (folder / "DICTIONARY.md").write_text(dictionary.markdown(definitions, about), encoding="utf-8")
    (folder / "LICENCE.txt").write_text(_licence(about), encoding="utf-8")
    package = datapackage.descriptor(definitions, about, folder / "csv")
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _checksums(folder)


def _select(table: Table, columns: str) -> str:
    """All rows in the order of the key, so that the bytes do not depend on how the release was built."""
    order = ", ".join(f'"{name}"' for name in table.key)
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'  # noqa: S608 - defined names


def _parquet(connection: Connection, table: Table, path: Path, about: dict[str, str]) -> None:
    columns = ", ".join(f'"{column.name}"::{column.type} AS "{column.name}"' for column in table.columns)
    kept = ", ".join(f"{item}: {literal(about[item])}" for item in sorted(about))
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{kept}}}"
    connection.execute(f"COPY ({_select(table, columns)}) TO {literal(str(path))} ({options})")


def _csv(connection: Connection, table: Table, path: Path) -> None:
    columns = ", ".join(f'{_cell(column)} AS "{column.name}"' for column in table.columns)
    _copy_csv(connection, _select(table, columns), path)


def _copy_csv(connection: Connection, select: str, path: Path) -> None:
    body = path.with_suffix(".body")
    connection.execute(f"COPY ({select}) TO {literal(str(body))} (FORMAT csv, HEADER true, DELIMITER ',', NULLSTR '')")
    with path.open("wb") as out, body.open("rb") as read:
        out.write(BOM)
        shutil.copyfileobj(read, out)
    body.unlink()


def _cell(column: Column) -> str:
    """The SQL that writes a column's cells: plain numbers, ISO dates, lists joined by `|`, guarded text."""
    name = f'"{column.name}"'
    if column.type == "DECIMAL(20,4)":
        return f"regexp_replace({name}::VARCHAR, '\\.?0+$', '')"
    if column.type == "TIMESTAMP":
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ')"
    if column.type == "VARCHAR":
        return _guarded(name)
    if column.type == "VARCHAR[]":
        return _guarded(f"array_to_string({name}, '|')")
    if column.type.startswith("STRUCT"):
        return f"to_json({name})::VARCHAR"
    return f"{name}::VARCHAR"


def _guarded(text: str) -> str:
    clean = f"replace({text}, chr(0), '')"
    return f"CASE WHEN regexp_matches({clean}, {literal(FORMULA)}) THEN '''' || {clean} ELSE {clean} END"


def _sdmx(connection: Connection, path: Path) -> None:
    """SDMX-CSV 2.0 of the annual cells; spans and terms have no form there and are no yearly cells either."""
    dimensions = ", ".join(f"{name.lower()} AS {name}" for name in DIMENSIONS)
    select = f"""SELECT 'dataflow' AS "STRUCTURE", '{SDMX_ID}' AS "STRUCTURE_ID", 'I' AS "ACTION", 'A' AS "FREQ",
           {dimensions},
           regexp_replace(obs_value::VARCHAR, '\\.?0+$', '') AS "OBS_VALUE", obs_status AS "OBS_STATUS",
           value_qualifier AS "VALUE_QUALIFIER", ref_date AS "REF_DATE", array_to_string(flags, ';') AS "FLAGS",
           observation_id AS "OBSERVATION_ID"
           FROM yearly_indicator ORDER BY ref_area, indicator, unit_measure, org_level, time_period"""  # noqa: S608 - constants
    body = path.with_suffix(".body")
    connection.execute(f"COPY ({select}) TO {literal(str(body))} (FORMAT csv, HEADER true, NULLSTR '')")
    body.rename(path)


def _licence(about: dict[str, str]) -> str:
    return f"{about['notice']}\n\nLicence\n{about['licence']}\n\nCitation\n{about['citation']}\n"


def _checksums(folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    lines = [f"{sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def export_digest(data: Path, release: str) -> str:
    """One digest over all export files: equal for equal content. Raises NotFoundError where nothing was exported."""
    sums = exports_folder(data, release) / "SHA256SUMS"
    if not sums.exists():
        raise NotFoundError(f"release {release} has no exports; `congdoan export {release}` writes them")
    return sha256(sums)
