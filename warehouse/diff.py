"""What changes for analysts between two releases: cells added, removed and changed, with their evidence.

Belongs here: comparing two releases cell by cell. Whether a change may be published is decided by the gates.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, cast

from warehouse.releases import manifest_of, release_path
from warehouse.sqlfiles import statement
from warehouse.store import Connection, reading, rows_as_dicts

Change = Literal["added", "removed", "changed"]
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """One release's cell with the sentence its value was read in."""

    obs_value: Decimal | None
    obs_status: str
    flags: tuple[str, ...]
    choice_rule: str
    observation_id: str | None
    sentence: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs in value; `before` is null where it was added, `after` where it was removed."""

    change: Change
    indicator: str
    unit_measure: str
    ref_area: str
    org_level: str
    time_period: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Release `b` against release `a`. `code_changed` names portals whose files were made by other code."""

    a: str
    b: str
    counts: dict[str, tuple[int, int]]
    code_changed: tuple[str, ...]
    cells: tuple[CellChange, ...]

    def number(self, change: Change) -> int:
        """How many cells changed in that way."""
        return sum(1 for cell in self.cells if cell.change == change)


def diff(data: Path, a: str, b: str) -> Difference:
    """Compare two releases. Raises NotFoundError where one does not exist."""
    before, after = manifest_of(data, a), manifest_of(data, b)
    old, new = _cells(release_path(data, a)), _cells(release_path(data, b))
    changes = []
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        was, now = (one.obs_value if one else None), (other.obs_value if other else None)
        if was == now:
            continue
        change: Change = "added" if was is None else "removed" if now is None else "changed"
        changes.append(CellChange(change, *key, before=one, after=other))
    names = sorted(before.counts.keys() | after.counts.keys())
    portals = before.code_versions.keys() | after.code_versions.keys()
    return Difference(
        a=a,
        b=b,
        counts={name: (before.counts.get(name, 0), after.counts.get(name, 0)) for name in names},
        code_changed=tuple(sorted(p for p in portals if before.code_versions.get(p) != after.code_versions.get(p))),
        cells=tuple(changes),
    )


def _cells(path: Path) -> dict[Key, Side]:
    with reading(path) as connection:
        return dict(_sides(connection))


def _sides(connection: Connection) -> list[tuple[Key, Side]]:
    found = []
    for row in rows_as_dicts(connection, statement("diff_cells")):
        key = cast(
            "Key", tuple(row[name] for name in ("indicator", "unit_measure", "ref_area", "org_level", "time_period"))
        )
        side = Side(
            obs_value=cast("Decimal | None", row["obs_value"]),
            obs_status=cast("str", row["obs_status"]),
            flags=tuple(cast("list[str]", row["flags"])),
            choice_rule=cast("str", row["choice_rule"]),
            observation_id=cast("str | None", row["observation_id"]),
            sentence=cast("str | None", row["sentence"]),
            url=cast("str | None", row["url"]),
        )
        found.append((key, side))
    return found
