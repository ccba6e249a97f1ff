"""Parquet files to release to exports: all SQL, all of DuckDB, all writing of Parquet.

What other packages call:

write_parquet, read_metadata      one WARC file's articles or observations as Parquet (store.py)
line_of, write_lines              the same in two parts: the first needs no database (lines.py, store.py)
read_articles, read_observations  the same records read back (rows.py)
Reference, build                  a release from all Parquet files, aside, with gates and manifest (build.py)
explain, explain_observation      from a value to its sentence, page and bytes, and why not the others (explain.py)
status, unmapped, known_on        releases and portals; what no rule names; the release of a date (reports.py)
diff                              what changes between two releases, with evidence (diff.py)
export                            a release as Parquet, CSV, XLSX, SDMX-CSV, data package, dictionary (exports.py)
publish, rollback                 let analysts read a release, or the one before (releases.py)
manifest_of, release_path         what is published, or any release by name (releases.py)
arm                               choose the point at which a crash test kills the process (crash.py)
"""

from warehouse.build import ReleaseCandidate, build
from warehouse.crash import arm
from warehouse.diff import CellChange, Difference, diff
from warehouse.explain import Evidence, Explanation, explain, explain_observation
from warehouse.exports import export
from warehouse.lines import line_of
from warehouse.manifest import Gate, Manifest
from warehouse.reference import Reference
from warehouse.releases import manifest_of, publish, release_path, rollback
from warehouse.reports import Status, Unmapped, known_on, status, unmapped
from warehouse.rows import read_articles, read_observations
from warehouse.store import read_metadata, write_lines, write_parquet

__all__ = [
    "CellChange",
    "Difference",
    "Evidence",
    "Explanation",
    "Gate",
    "Manifest",
    "Reference",
    "ReleaseCandidate",
    "Status",
    "Unmapped",
    "arm",
    "build",
    "diff",
    "explain",
    "explain_observation",
    "export",
    "known_on",
    "line_of",
    "manifest_of",
    "publish",
    "read_articles",
    "read_metadata",
    "read_observations",
    "release_path",
    "rollback",
    "status",
    "unmapped",
    "write_lines",
    "write_parquet",
]
