"""Build a release from all Parquet files, aside, with its gates and manifest; publishing is another step (releases.py).

Belongs here: the order of the steps. What each table holds is said in sql/, what it is in tables/.
"""

import hashlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from transforms.errors import StaleVersionError, StoreError
from warehouse import duplicates, gates, plausibility, releases, takedowns, wide
from warehouse.corrections import corrections
from warehouse.crash import crash_point
from warehouse.manifest import LIVE_NOTICE, SAMPLE_NOTICE, Gate, Kind, Manifest
from warehouse.reference import Reference, Row, tables
from warehouse.rules import Parameter, rules
from warehouse.schema import Model, model
from warehouse.sqlfiles import parameters, statement
from warehouse.store import (
    DEFAULT_LIMITS,
    Connection,
    Limits,
    broken_seals,
    creating,
    duckdb_version,
    insert_rows,
    named_errors,
    one,
    working,
    write_parquet,
)

FACTS = ("observation", "organisation")
PLACES = "article_version"
"""The one table that says where the archived pages lie: two releases that differ in nothing else say the same."""
EDITION_DIGITS = 12
YEARLY = ("stage_candidate", "stage_eligible", "stage_ranked", "stage_cell", "yearly_indicator", "yearly_candidate")
START = (
    "Bắt đầu với yearly_as_reported; ý nghĩa các cột: FROM duckdb_columns(); các mã: code; vì sao ô trống: "
    "yearly_missing; câu gốc của mỗi số: evidence. | Begin with yearly_as_reported; what the columns mean: "
    "FROM duckdb_columns(); codes: code; why a cell is empty: yearly_missing; the sentence of each number: evidence."
)
"""For who opens the file without having read anything."""


@dataclass(frozen=True, slots=True)
class ReleaseCandidate:
    """A release that lies in its folder, not yet read by anyone."""

    name: str
    path: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Inputs:
    """The Parquet files of the data folder. `unpaired` names files whose other half is missing."""

    articles: tuple[Path, ...]
    observations: tuple[Path, ...]
    unpaired: tuple[str, ...]
    code_versions: Mapping[str, str]


def build(
    data: Path,
    reference: Reference,
    *,
    kind: Kind,
    built_at: datetime,
    digest_at: gates.DigestAt | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ReleaseCandidate:
    """Build one release from all articles and observations and leave it, read-only, in the folder of releases.

    `built_at` names the release and stands in its manifest, nowhere else, so that the same files give the same content.
    Raises StaleVersionError where files of different code versions would meet, StoreError or DataFolderError where
    a file cannot be read or written. What is published stays as it is in every case.
    """
    warehouse = data / "warehouse"
    with named_errors("building a release"):
        warehouse.mkdir(parents=True, exist_ok=True)
        releases.remove_leftovers(data)
        inputs = find_inputs(data, reference)
        with tempfile.TemporaryDirectory(prefix=releases.ASIDE, dir=warehouse) as folder:
            aside = Path(folder) / "release.duckdb"
            with creating(aside, limits, spill=Path(folder)) as connection:
                checked, counts, content, edition = _fill(
                    connection, data, reference, kind, inputs, Path(folder), digest_at
                )
            crash_point("release_written")
            name = releases.free_name(data, built_at)
            manifest = Manifest(
                release=name,
                kind=kind,
                notice=SAMPLE_NOTICE if kind == "sample" else LIVE_NOTICE,
                built_at=built_at.astimezone(UTC).isoformat(),
                schema_version=model().version,
                duckdb_version=duckdb_version(),
                file=f"{name}.duckdb",
                bytes=aside.stat().st_size,
                sha256=releases.sha256(aside),
                counts=counts,
                content=content,
                edition=edition,
                code_versions=inputs.code_versions,
                inputs={"articles_files": len(inputs.articles), "observations_files": len(inputs.observations)},
                gates=checked,
            )
            path = releases.put_release(data, aside, manifest)
    return ReleaseCandidate(name, path, manifest)


def find_inputs(data: Path, reference: Reference) -> Inputs:
    """The files to build from. Raises StaleVersionError where a portal's files differ in code version."""
    articles = tuple(sorted((data / "articles").glob("*/*.parquet")))
    observations = tuple(sorted((data / "observations").glob("*/*.parquet")))
    names = [{f"{file.parent.name}/{file.name}" for file in files} for files in (articles, observations)]
    versions: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file, version in _code_versions((*articles, *observations)):
        versions[file.parent.name][version].append(f"{file.parent.parent.name}/{file.parent.name}/{file.name}")
    for portal, found in versions.items():
        expected = reference.code_versions.get(portal)
        wrong = {version: files for version, files in found.items() if version != expected} if expected else found
        if len(found) > 1 or (expected and wrong):
            stale = "; ".join(
                f"{version}: {len(files)} files, e.g. {files[0]}" for version, files in sorted(wrong.items())
            )
            raise StaleVersionError(
                f"portal {portal}: its files were made by other code than now ({stale}"
                + (f"; now {expected}" if expected else "")
                + "). Nothing was changed. `congdoan run --rederive` reads the archive again and fetches nothing."
            )
    _refuse_broken("articles", articles)  # only now: files of other code may have other columns
    _refuse_broken("observations", observations)
    return Inputs(
        articles=articles,
        observations=observations,
        unpaired=tuple(sorted(names[0] ^ names[1])),
        code_versions={portal: next(iter(found)) for portal, found in sorted(versions.items())},
    )


def _refuse_broken(table: str, files: Sequence[Path]) -> None:
    broken = [f"{table}/{file.parent.name}/{file.name}" for file in broken_seals(table, files)]
    if broken:
        raise StoreError(
            f"damaged: {', '.join(broken)}: the rows are not those that were written; what was published before is "
            "untouched. Remove these files; `congdoan run` makes them again from the archive."
        )


def _code_versions(files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    if not files:
        return
    with working() as connection:
        rows = connection.execute(
            "SELECT file_name, decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'code_version'",
            [[str(file) for file in files]],
        ).fetchall()
    known = dict(rows)
    for file in files:
        yield file, str(known.get(str(file), "unknown"))


def _fill(
    connection: Connection,
    data: Path,
    reference: Reference,
    kind: Kind,
    inputs: Inputs,
    folder: Path,
    digest_at: gates.DigestAt | None,
) -> tuple[tuple[Gate, ...], dict[str, int], dict[str, str], str]:
    """All tables and views of the release, its gates, the counts and content digests of its tables, its edition."""
    definitions = model()
    for name in ("articles", "observations"):
        # An empty file of the right columns, so that a data folder without any file is no special case.
        write_parquet(name, [], folder / f"{name}.parquet", {})
    bound: dict[str, Parameter] = {
        **rules().parameters,
        "gone": list(reference.gone),
        "articles": [str(folder / "articles.parquet"), *map(str, inputs.articles)],
        "observations": [str(folder / "observations.parquet"), *map(str, inputs.observations)],
    }
    connection.execute("BEGIN")
    for name in definitions.release_tables:
        connection.execute(definitions.tables[name].ddl(definitions.codes))
    for name, rows in tables(reference, definitions).items():
        insert_rows(connection, name, rows, folder)
    insert_rows(connection, "correction", corrections(data), folder)
    insert_rows(connection, "takedown", takedowns.table_rows(data), folder)
    crash_point("transaction_open")
    connection.execute("COMMIT")
    crash_point("reference_loaded")
    for step in ("stage_page", "stage_version", "article_version"):
        _run(connection, definitions, step, bound)
    _link_duplicates(connection, bound)
    crash_point("versions_loaded")
    for step in ("stage_gone", "article", "stage_read", "stage_repeat", *FACTS):
        _run(connection, definitions, step, bound)
    crash_point("facts_loaded")
    connection.execute(statement("apply_corrections"))
    for step in YEARLY:
        _run(connection, definitions, step, bound)
    plausibility.lower_trust(connection)
    for step in ("coverage", "stage_state", "portal_health", "stage_span"):
        _run(connection, definitions, step, bound)
    crash_point("yearly_loaded")
    counts, content = _summary(
        connection, definitions, [name for name in definitions.release_tables if name != "about"]
    )
    said = "".join(content[name] for name in sorted(content) if name != PLACES)
    edition = hashlib.sha256(said.encode()).hexdigest()[:EDITION_DIGITS]
    insert_rows(connection, "about", _about(connection, reference, kind, definitions, edition), folder)
    of_about = _summary(connection, definitions, ["about"])
    definitions = wide.with_columns(connection, definitions)
    connection.execute("BEGIN")
    for name in definitions.release_views:
        select = wide.select(connection) if name == "yearly_wide" else statement(name)
        connection.execute(f'CREATE VIEW "{name}" AS {select}')
    for name in (*definitions.release_tables, *definitions.release_views):
        for comment in definitions.tables[name].comments():
            connection.execute(comment)
    connection.execute("COMMIT")
    crash_point("views_made")
    published = releases.measured_against(data)
    copy = Path(shutil.copyfile(published, folder / "published.duckdb")) if published else None
    unpaired = list(inputs.unpaired)
    checked = gates.compute(connection, definitions, data=data, unpaired=unpaired, published=copy, digest_at=digest_at)
    crash_point("gates_computed")
    return checked, counts | of_about[0], content | of_about[1], edition


def _run(connection: Connection, definitions: Model, step: str, bound: Mapping[str, Parameter]) -> None:
    """One file of sql/: a table of the release is filled by name, a stage becomes a temporary table."""
    select = statement(step)
    used = {name: bound[name] for name in parameters(select)}
    if step in definitions.tables:
        columns = ", ".join(f'"{column}"' for column in definitions.tables[step].names())
        connection.execute(f'INSERT INTO "{step}" ({columns}) SELECT {columns} FROM ({select})', used)  # noqa: S608 - defined names
    else:
        connection.execute(f'CREATE TEMP TABLE "{step}" AS {select}', used)


def _about(connection: Connection, reference: Reference, kind: Kind, definitions: Model, edition: str) -> list[Row]:
    """What the release says of itself. Its name is not among it, since that is a time and exports have none; the same
    content bears the same edition wherever and whenever it is built."""
    until = one(connection, "SELECT (max(retrieved_at) + INTERVAL 7 HOUR)::DATE FROM stage_page")
    return [
        {"item": "kind", "value": kind.upper()},
        {"item": "notice", "value": SAMPLE_NOTICE if kind == "sample" else LIVE_NOTICE},
        {"item": "start", "value": START},
        {"item": "schema_version", "value": definitions.version},
        {"item": "licence", "value": reference.licence},
        {"item": "edition", "value": edition},
        {
            "item": "citation",
            "value": f"{reference.citation} Edition {edition}" + (f", pages fetched until {until}." if until else "."),
        },
    ]


def _link_duplicates(connection: Connection, bound: Mapping[str, Parameter]) -> None:
    """Near-duplicates need all articles at once, and their text, which is read here and goes no further."""
    connection.execute("CREATE TEMP TABLE stage_duplicate (article_id VARCHAR, duplicate_of VARCHAR)")
    connection.execute(statement("texts"), {"articles": bound["articles"]})
    found = duplicates.link(_texts(connection))
    if found:
        connection.execute(
            "INSERT INTO stage_duplicate SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            [list(found), list(found.values())],
        )


def _texts(reading: Connection) -> Iterator[duplicates.Text]:
    while rows := reading.fetchmany(500):
        for article_id, fingerprint, text in rows:
            yield duplicates.Text(article_id, fingerprint, text)


def _summary(
    connection: Connection, definitions: Model, tables: Sequence[str]
) -> tuple[dict[str, int], dict[str, str]]:
    """Rows and a digest of the rows a table, the same for the same rows in any order."""
    counts: dict[str, int] = {}
    content: dict[str, str] = {}
    for name in tables:
        cells = ", ".join(f'coalesce("{column}"::VARCHAR, chr(30))' for column in definitions.tables[name].names())
        row = connection.execute(
            f"SELECT count(*), coalesce(bit_xor(md5_number(concat_ws(chr(31), {cells}))), 0)::VARCHAR "  # noqa: S608 - defined names
            f'FROM "{name}"'
        ).fetchone()
        if row is None:
            raise StoreError(f"table {name} could not be counted")
        counts[name] = int(row[0])
        content[name] = hashlib.sha256(f"{row[0]} {row[1]}".encode()).hexdigest()
    return counts, content
