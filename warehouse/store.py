"""The one place that opens DuckDB and writes Parquet; every other module gets a connection from here.

Belongs here: connections with their limits, Parquet files through the table definitions, durable renames. What a table
means does not.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from transforms.errors import DataFolderError, NotFoundError, StoreError
from warehouse.crash import crash_point
from warehouse.lines import line_of, line_of_row
from warehouse.schema import NAME, literal, model

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Connection = duckdb.DuckDBPyConnection
Value = str | int | float | bool | bytes | Decimal | date | datetime | None | Sequence["Value"] | Mapping[str, "Value"]

STORAGE_VERSION = "v1.4.0"
"""Any DuckDB from 1.4 on opens what we publish; a newer format would lock analysts with an older one out."""

WRITING = ".writing-"
"""How the folder begins in which a file is written aside; the writer's process number follows."""

NO_BARS = "SET enable_progress_bar = false"
"""DuckDB draws bars for what takes seconds, into log files too; it takes this setting from each connection only."""

SEAL = "rows_seal"
"""The key of a file's metadata that holds the digest of its rows."""

SMALLEST_BUFFER = 2**20
"""DuckDB's JSON reader takes twice the longest row a thread from the first byte on, so it is told the true length."""
NEWER = "created with a newer version of DuckDB"
"""What DuckDB says of a file in a format that it does not know yet; a test with two versions holds it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may use. Without caps DuckDB takes 80% of the memory and every core; with 1.5 GB a build of
    four million observations stays under 2 GB in all."""

    memory: str = "1500MB"
    threads: int = 2


DEFAULT_LIMITS = Limits()
LOCKED: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False, "lock_configuration": True}
"""For whoever reads a release. Given when the file is opened, so that several readers of one process may open it."""


def _config(limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }


@contextmanager
def working(limits: Limits = DEFAULT_LIMITS, spill: Path | None = None) -> Iterator[Connection]:
    """A connection in memory, for reading and writing Parquet. What does not fit in memory spills to `spill`."""
    connection = duckdb.connect(":memory:", config=_config(limits))
    try:
        connection.execute(NO_BARS)
        if spill is not None:
            connection.execute(f"SET temp_directory = {literal(str(spill))}")
        yield connection
    finally:
        connection.close()


@contextmanager
def creating(path: Path, limits: Limits = DEFAULT_LIMITS, spill: Path | None = None) -> Iterator[Connection]:
    """A connection that makes a new database file in the storage format that old readers understand."""
    config = _config(limits) | {"storage_compatibility_version": STORAGE_VERSION}
    try:
        connection = duckdb.connect(str(path), config=config)
    except duckdb.Error as error:
        raise StoreError(f"cannot create {path.name}: {error}; what was published before is untouched") from error
    try:
        connection.execute(NO_BARS)
        if spill is not None:
            connection.execute(f"SET temp_directory = {literal(str(spill))}")
        yield connection
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


@contextmanager
def reading(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Connection]:
    """A read-only connection to a release that cannot leave it: no files, no network, no settings.

    Raises StoreError for a file that cannot be opened, and where a question needs what an older release does not have.
    """
    if not path.exists():
        raise NotFoundError(f"there is no release at {path}; `congdoan run` or `congdoan build` makes one")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=_config(limits) | LOCKED)
    except duckdb.Error as error:
        if NEWER in str(error):
            raise StoreError(
                f"{path.name} was written by a newer DuckDB than {duckdb_version()}, which is installed here; it is "
                "untouched. Update and run `make setup`; the Parquet files of its export open in any version."
            ) from error
        raise StoreError(f"cannot open {path}: {error}; the Parquet files are untouched, build again") from error
    try:
        yield connection
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        made = connection.execute("SELECT value FROM about WHERE item = 'schema_version'").fetchone()
        if made is None or made[0] == model().version:
            raise
        raise StoreError(
            f"release {path.stem} has the tables of schema {made[0]}, and this asks for those of {model().version}; "
            "it is untouched. `congdoan run --rederive` makes a release of today's schema from the archive."
        ) from error
    except (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.SerializationException,
    ) as error:
        raise StoreError(
            f"release {path.stem} is damaged ({error}); the archive and all other releases are untouched. "
            "`congdoan rollback` lets analysts read the one before, `congdoan build` makes another from the same files."
        ) from error
    finally:
        connection.close()


def duckdb_version() -> str:
    """The version that writes, for the manifest."""
    return str(duckdb.__version__)


@contextmanager
def named_errors(what: str) -> Iterator[None]:
    """Turn DuckDB's and the file system's errors into ours: what was being done, and what is safe."""
    try:
        yield
    except (duckdb.Error, UnicodeDecodeError) as error:  # its message may quote damaged bytes, which Python cannot read
        raise StoreError(f"{what}: {error}; what was published before is untouched") from error
    except OSError as error:
        raise DataFolderError(f"{what}: {error}; what was published before is untouched") from error


def write_parquet(table: str, rows: "Sequence[DataclassInstance]", path: Path, metadata: Mapping[str, str]) -> None:
    """Write records as one Parquet file, typed by the table definition and renamed into place when complete.

    The same rows and metadata give the same bytes. `metadata` (code_version, warc_digest ...) goes into the file's
    key-value metadata. Raises StoreError where a value does not fit its column: such a file is never left behind.
    """
    write_lines(table, (line_of(table, row) for row in rows), path, metadata)


def write_lines(table: str, lines: Iterable[bytes], path: Path, metadata: Mapping[str, str]) -> None:
    """Write records that are lines already (`line_of`), as `write_parquet` does."""
    definition = model().tables[table]
    for key in metadata:
        if not NAME.fullmatch(key):
            raise StoreError(f"{path.name}: metadata key {key!r} is not lower-case ASCII")
    with named_errors(f"writing {path.name}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_unfinished(path.parent)
        with tempfile.TemporaryDirectory(prefix=f"{WRITING}{os.getpid()}-", dir=path.parent) as folder:
            aside = Path(folder) / "rows.parquet"
            with working(Limits(memory="1GB", threads=1), Path(folder)) as connection:
                connection.execute(definition.ddl(model().codes, temporary=True))
                _insert_lines(connection, table, lines, Path(folder))
                crash_point("parquet_rows")
                sealed = {**metadata, SEAL: str(one(connection, f"SELECT {seal_of(table)} FROM {definition.name}"))}  # noqa: S608 - defined names
                kv = ", ".join(f"{key}: {literal(sealed[key])}" for key in sorted(sealed))
                options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{kv}}}"
                connection.execute(f'COPY "{table}" TO {literal(str(aside))} ({options})')
            crash_point("parquet_written")
            put_in_place(aside, path)
            crash_point("parquet_moved")


def seal_of(table: str) -> str:
    """The SQL aggregate that is written beside a file's rows and holds only for them, in any order: Parquet itself does
    not notice a flipped bit in a value. Null differs from the empty text."""
    cells = ", ".join(f'coalesce("{column}"::VARCHAR, chr(30))' for column in model().tables[table].names())
    return f"count(*) || '-' || coalesce(bit_xor(md5_number(concat_ws(chr(31), {cells}))), 0)"


def broken_seals(table: str, files: Sequence[Path]) -> list[Path]:
    """The files whose rows are not those that were written. Raises StoreError for one that cannot be read at all."""
    if not files:
        return []
    given = [str(file) for file in files]
    with named_errors("reading the derived files"), working() as connection:
        kept = connection.execute(
            "SELECT file_name, decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?", [given, SEAL]
        ).fetchall()
        read = "read_parquet(?, filename = true, union_by_name = true)"
        found = connection.execute(f"SELECT filename, {seal_of(table)} FROM {read} GROUP BY filename", [given])  # noqa: S608 - defined names
        seals = {str(name): str(seal) for name, seal in found.fetchall()}
    written = {str(name): str(seal) for name, seal in kept}
    empty = "0-0"
    return [file for file in files if written.get(str(file)) != seals.get(str(file), empty)]


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed writer left; its process number is in the name, and those still at work are let be."""
    for left in folder.glob(f"{WRITING}*"):
        try:
            os.kill(int(left.name.removeprefix(WRITING).partition("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (PermissionError, ValueError):
            continue  # another user's process, or no folder of ours


def insert_rows(connection: Connection, table: str, rows: Iterable[Mapping[str, object]], folder: Path) -> None:
    """Insert rows into an existing table, by way of a file in `folder`."""
    _insert_lines(connection, table, (line_of_row(table, row) for row in rows), folder)


def _insert_lines(connection: Connection, table: str, lines: Iterable[bytes], folder: Path) -> None:
    """JSON Lines, which DuckDB reads back with the types we say, guessing nothing (pandas would type an all-null column
    by guess), and far faster than row by row."""
    columns = model().tables[table].columns
    file = folder / f"{table}.jsonl"
    longest = 0
    with file.open("wb") as out:
        for line in lines:
            longest = max(longest, out.write(line))
    if longest:
        spec = ", ".join(f"{literal(column.name)}: {literal(column.type)}" for column in columns)
        size = max(longest, SMALLEST_BUFFER)
        options = f"format='newline_delimited', maximum_object_size={size}, columns={{{spec}}}"
        read = f'INSERT INTO "{table}" SELECT * FROM read_json(?, {options})'  # noqa: S608 - defined names
        connection.execute(read, [str(file)])
    file.unlink()


def put_in_place(aside: Path, path: Path) -> None:
    """Flush a finished file and rename it over its final name: after a power cut it is there whole, or not at all."""
    sync(aside)
    os.replace(aside, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """fsync a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_metadata(path: Path) -> dict[str, str]:
    """The key-value metadata that was handed over for a Parquet file. Raises StoreError for a damaged file."""
    with named_errors(f"reading {path.name}"), working() as connection:
        rows = connection.execute(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(path)]
        ).fetchall()
    return {str(key): str(value) for key, value in rows if key != SEAL}


def rows_as_dicts(
    connection: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[dict[str, object]]:
    """Run one query and give its rows by column name."""
    result = connection.execute(sql, parameters)
    names = [str(column[0]) for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def one(connection: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> object:
    """Run a query that gives one value."""
    row = connection.execute(sql, parameters).fetchone()
    return row[0] if row else None
