"""What the UI shows of a step: numbers under names that never change, so that each of them plots over the runs.

Numbers, our own words, and counts by our own reasons; never what a page said. The command line's summary reads the same
names. Nothing is computed here but sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import get_args

import dagster as dg

from pipelines.derive import COUNTED, Derived
from pipelines.yearbook import Published
from transforms.records import Outcome, Verdict
from warehouse import Manifest
from warehouse.portal_state import Value
from warehouse.schema import model

Metadata = Mapping[str, dg.MetadataValue]

CRAWLED = ("scheduled", "fetched", "new_articles", "refetched_articles", "bytes")
"""The numbers of a crawl's report (scrapers/job.py) beside its outcomes."""

SHOWN_VALUES = 50
"""Values in a table of the UI; how many there are in all stands beside it."""

READ = ("layout_warnings", "without_date")
"""The counts of pages read (pipelines/derive.py), verdicts apart."""


def of_crawl(report: Mapping[str, object]) -> Metadata:
    """A crawl's report: every outcome there is, also those that did not occur."""
    outcomes, refused = _mapping(report.get("outcomes")), _mapping(report.get("not_admitted"))
    numbers = {name: report.get(name, 0) for name in CRAWLED}
    numbers |= {f"outcome_{name}": outcomes.get(name, 0) for name in get_args(Outcome)}
    return {
        **{name: dg.MetadataValue.int(int(str(value))) for name, value in numbers.items()},
        "seconds": dg.MetadataValue.float(float(str(report.get("seconds", 0)))),
        "stop_reason": dg.MetadataValue.text(str(report.get("stop_reason"))),
        "links_not_admitted": dg.MetadataValue.json(dict(refused)),
    }


def of_articles(derived: Derived, version: str) -> Metadata:
    """What was read in this run, by verdict, and the dates of publication of its articles."""
    return {
        **_derived(derived, version, (*(f"verdict_{name}" for name in get_args(Verdict)), *READ)),
        "oldest_published": _date(derived.oldest),
        "newest_published": _date(derived.newest),
    }


def of_observations(derived: Derived, version: str) -> Metadata:
    """What was understood in this run."""
    return _derived(derived, version, COUNTED)


def of_release(published: Published, missing: list[str], values: Sequence[Value]) -> Metadata:
    """A release that was published, with its first values, and the portals whose crawl it could not wait for."""
    return {
        **of_manifest(published.manifest),
        "dagster/row_count": dg.MetadataValue.int(published.manifest.counts["yearly_indicator"]),
        "missing_portals": dg.MetadataValue.int(len(missing)),
        "missing": dg.MetadataValue.text(", ".join(missing) or "none"),
        "first_values": table_of(values),
        "database": dg.MetadataValue.path(str(published.database)),
        "exports": dg.MetadataValue.path(str(published.exports)),
    }


def of_manifest(manifest: Manifest) -> Metadata:
    """A release that was built: its rows by table, its gates, how large it is."""
    return {
        "release": dg.MetadataValue.text(manifest.release),
        "notice": dg.MetadataValue.text(manifest.notice),
        **{f"rows_{table}": dg.MetadataValue.int(count) for table, count in manifest.counts.items()},
        "gates": dg.MetadataValue.int(len(manifest.gates)),
        "gates_red": dg.MetadataValue.int(len(manifest.red())),
        "gates_accepted": dg.MetadataValue.int(len(manifest.accepted)),
        "bytes": dg.MetadataValue.int(manifest.bytes),
        **{f"read_{name}": dg.MetadataValue.int(count) for name, count in manifest.inputs.items()},
    }


def columns_of(table: str) -> dict[str, dg.TableSchema]:
    """The columns of a table with their meaning, where Dagster looks for them."""
    columns = [
        dg.TableColumn(
            column.name,
            column.type,
            column.meaning.en + (f" [{column.unit}]" if column.unit else ""),
            dg.TableColumnConstraints(nullable=column.empty is not None),
        )
        for column in model().tables[table].columns
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


def _derived(derived: Derived, version: str, names: Iterable[str]) -> Metadata:
    numbers = dict.fromkeys(names, 0) | derived.metadata()
    return {
        **{name: dg.MetadataValue.int(count) for name, count in numbers.items()},
        "dagster/row_count": dg.MetadataValue.int(derived.rows),
        "seconds": dg.MetadataValue.float(round(derived.seconds, 3)),
        "code_version": dg.MetadataValue.text(version),
    }


def _date(when: datetime | None) -> dg.MetadataValue:
    return dg.MetadataValue.text(when.date().isoformat() if when else "none")


def table_of(values: Sequence[Value]) -> dg.TableMetadataValue:
    """Yearly values as a table: codes and numbers only, the first of them where they are many."""
    columns = ("indicator", "ref_area", "time_period", "obs_value", "unit_measure", "as_of")
    records = [
        dg.TableRecord({name: "" if (cell := getattr(v, name)) is None else str(cell) for name in columns})
        for v in values[:SHOWN_VALUES]
    ]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn(name) for name in columns]))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
