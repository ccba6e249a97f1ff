"""From a value to its sentence, its article and its archived bytes, and why the other candidates did not stand there.

Belongs here: looking up. How it is shown is the command line's business.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from transforms.errors import NotFoundError
from transforms.records import Alternative, Check
from warehouse.releases import release_path
from warehouse.rows import structs, texts
from warehouse.sqlfiles import statement
from warehouse.store import Connection, one, reading, rows_as_dicts

KEY = ("indicator", "unit_measure", "ref_area", "org_level", "time_period")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person knew better of an observation; `value` is null where it was withdrawn."""

    value: Decimal | None
    reason: str
    source: str
    author: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation and where it stands. `start` and `end` mark the quoted number inside `sentence`.

    `sentence` is null where it is withheld for personal data; then so are the marks. `reason` is a code of the list
    `reason` and `reason_en`, `reason_vi` its labels; null for an observation that no indicator names. `obs_value` is
    what was read, also where there is a `correction`.
    """

    observation_id: str
    indicator: str | None
    obs_value: Decimal
    value_qualifier: str
    unit_measure: str
    obs_role: str
    org_level: str
    org_name: str | None
    ref_area: str | None
    time_period: str | None
    period_type: str
    period_words: str | None
    ref_date: date | None
    sentence: str | None
    quote: str
    start: int | None
    end: int | None
    title: str | None
    published_on: date | None
    url: str
    portal: str
    rule_id: str | None
    confidence: float
    checks: tuple[Check, ...]
    flags: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    warc_file: str | None
    warc_offset: int | None
    payload_digest: str | None
    code_version: str
    reason: str | None
    reason_vi: str | None
    reason_en: str | None
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A page that had to go and had said something of what is asked for."""

    article_id: str
    portal: str
    taken_down_at: datetime
    reason: str
    author: str
    payload_digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cell of the yearly table, or one observation on its own.

    `obs_value` is null where the cell is withheld or contradicted; `obs_status`, `flags` and `choice_rule` say which.
    `chosen` carries the value; `others` are all further candidates of the cell, nearest to being chosen first. A sum of
    old provinces has no `chosen`, but the evidence of its `parts`. `gone` are pages that had to be taken down.
    """

    release: str
    indicator: str | None
    name_vi: str | None
    name_en: str | None
    ref_area: str | None
    area_name: str | None
    time_period: str | None
    unit_measure: str
    obs_value: Decimal | None
    obs_status: str | None
    flags: tuple[str, ...]
    choice_rule: str | None
    choice_vi: str | None
    choice_en: str | None
    chosen: Evidence | None
    others: tuple[Evidence, ...] = field(default=())
    parts: tuple[Evidence, ...] = field(default=())
    gone: tuple[Gone, ...] = field(default=())


def explain(
    data: Path, indicator: str, province: str, year: str | int, *, release: str | None = None
) -> list[Explanation]:
    """Every cell of that indicator, province and year: one an organisation level and unit, mostly exactly one; and the
    sum of old provinces where the province is a new one and all its parts are there.

    `province` is a name with or without marks ("Lai Châu", "lai chau"), a code (VN63_12) or "VN". Cells that have only
    candidates and no row of their own are given too, without a value. Raises NotFoundError with what there is.
    """
    path = release_path(data, release)
    with reading(path) as connection:
        _known_indicator(connection, indicator)
        areas = find_areas(connection, province)
        asked: dict[str, object] = {"indicator": indicator, "areas": areas, "year": str(year)}
        cells = rows_as_dicts(connection, statement("explain_cells"), asked)
        cells += rows_as_dicts(connection, statement("explain_sums"), asked)
        gone = _gone(connection, asked)
        if not cells:
            raise NotFoundError(_nothing_said(connection, indicator, areas, province, str(year)) + _told(gone))
        return [replace(_explanation(connection, path.stem, cell), gone=gone) for cell in cells]


def explain_observation(data: Path, observation_id: str, *, release: str | None = None) -> Explanation:
    """One observation with its evidence and, where it was a candidate, its cell. Raises NotFoundError."""
    path = release_path(data, release)
    with reading(path) as connection:
        found = _evidence(connection, {"id": observation_id})
        if not found:
            gone = _told(_gone(connection, {"id": observation_id}))
            raise NotFoundError(f"release {path.stem} has no observation {observation_id!r}{gone}")
        own = found[0]
        sql = statement("explain_observation")
        cells = rows_as_dicts(connection, sql, {"id": observation_id})
        if cells:
            return _explanation(connection, path.stem, cells[0] | {"only": own})
        return Explanation(
            release=path.stem,
            indicator=None,
            name_vi=None,
            name_en=None,
            ref_area=own.ref_area,
            area_name=None,
            time_period=own.time_period,
            unit_measure=own.unit_measure,
            obs_value=own.obs_value,
            obs_status=None,
            flags=(),
            choice_rule=None,
            choice_vi=None,
            choice_en=None,
            chosen=own,
        )


def _gone(connection: Connection, asked: dict[str, object]) -> tuple[Gone, ...]:
    """The pages that had to go, of an observation's `id` or a cell; none in a release made before there were any."""
    if not one(connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = 'takedown'"):
        return ()
    nothing: dict[str, object] = dict.fromkeys(("id", "indicator", "areas", "year"))
    rows = rows_as_dicts(connection, statement("explain_takedowns"), nothing | asked)
    return tuple(
        Gone(**(row | {"payload_digests": tuple(cast("list[str]", row["payload_digests"]))}))  # type: ignore[arg-type]  # the query's columns
        for row in rows
    )


def _told(gone: Sequence[Gone]) -> str:
    return "".join(
        f"; a page of {page.portal} that said it was taken down on {page.taken_down_at:%Y-%m-%d} by {page.author}: "
        f"{page.reason}"
        for page in gone
    )


def find_areas(connection: Connection, province: str) -> list[str]:
    """The codes a name may mean: an unchanged or surviving name stands for its old and its new territory."""
    wanted = _fold(province)
    rows = connection.execute("SELECT ref_area, name_vi, name_en FROM ref_area ORDER BY ref_area").fetchall()
    found = [str(code) for code, vi, en in rows if wanted in {_fold(str(code)), _fold(str(vi)), _fold(str(en))}]
    same = connection.execute(
        "SELECT ref_area_34, ref_area_63 FROM ref_area_map WHERE change_type = 'unchanged'"
    ).fetchall()
    found += [str(old) for new, old in same if new in found and old not in found]
    if not found:
        raise NotFoundError(_no_such_area(connection, province))
    return found


def _no_such_area(connection: Connection, province: str) -> str:
    if re.fullmatch(r"[0-9]{2}", province.strip()):
        code = province.strip()
        return (
            f"{code} alone is no province, as seven codes mean another one since July 2025: VN63_{code} or VN34_{code}?"
        )
    rows = connection.execute("SELECT DISTINCT name_vi FROM ref_area ORDER BY name_vi").fetchall()
    names = {_fold(str(name)): str(name) for (name,) in rows}
    near = get_close_matches(_fold(province), names)
    listed = ", ".join(names[name] for name in near)
    return f"no province is called {province!r}; " + (
        f"near to it are {listed}" if near else "the table ref_area lists them"
    )


def _fold(name: str) -> str:
    """A name without marks, case and the words for province and city."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = letters.replace("-", " ").replace("–", " ").replace(".", " ").split()
    while len(words) > 1 and words[0] in {"tinh", "thanh", "pho", "tp"} and words[:2] != ["thanh", "hoa"]:
        words = words[1:]
    return " ".join(words)


def _known_indicator(connection: Connection, indicator: str) -> None:
    if connection.execute("SELECT 1 FROM indicator WHERE indicator = ?", [indicator]).fetchone():
        return
    rows = connection.execute(
        "SELECT indicator FROM indicator ORDER BY jaro_winkler_similarity(indicator, ?) DESC, indicator LIMIT 3",
        [indicator],
    ).fetchall()
    near = ", ".join(str(row[0]) for row in rows)
    raise NotFoundError(f"there is no indicator {indicator!r}; near to it are {near}")


def _nothing_said(connection: Connection, indicator: str, areas: list[str], province: str, year: str) -> str:
    rows = connection.execute(
        """SELECT DISTINCT time_period FROM yearly_indicator
           WHERE indicator = ? AND list_contains(?, ref_area) ORDER BY time_period""",
        [indicator, areas],
    ).fetchall()
    years = ", ".join(str(row[0]) for row in rows)
    why = connection.execute(
        """SELECT DISTINCT m.obs_status, k.label_en FROM yearly_missing m
           JOIN code k ON k.code_list = 'obs_status' AND k.code = m.obs_status
           WHERE m.indicator = ? AND list_contains(?, m.ref_area) AND m.time_period = ? ORDER BY ALL""",
        [indicator, areas, year],
    ).fetchall()
    status = "".join(f" ({code}: {label.lower()})" for code, label in why)
    return f"no article says {indicator} of {province} in {year}{status}; " + (
        f"there is {years}" if years else "nor in other years"
    )


def _explanation(connection: Connection, release: str, cell: dict[str, object]) -> Explanation:
    only = cell.pop("only", None)
    key = {name: cell[name] for name in KEY}
    found = _evidence(connection, key)
    wanted = only.observation_id if isinstance(only, Evidence) else cell["observation_id"]
    chosen = next((item for item in found if item.observation_id == wanted), None)
    return Explanation(
        release=release,
        indicator=cast("str", cell["indicator"]),
        name_vi=cast("str", cell["name_vi"]),
        name_en=cast("str", cell["name_en"]),
        ref_area=cast("str | None", cell["ref_area"]),
        area_name=cast("str | None", cell["area_name"]),
        time_period=cast("str | None", cell["time_period"]),
        unit_measure=cast("str", cell["unit_measure"]),
        obs_value=only.obs_value if isinstance(only, Evidence) else cast("Decimal | None", cell["obs_value"]),
        obs_status=cast("str | None", cell["obs_status"]),
        flags=tuple(cast("list[str]", cell["flags"] or [])),
        choice_rule=cast("str | None", cell["choice_rule"]),
        choice_vi=cast("str | None", cell["choice_vi"]),
        choice_en=cast("str | None", cell["choice_en"]),
        chosen=chosen,
        others=tuple(item for item in found if item is not chosen),
        parts=tuple(
            evidence
            for part in cast("list[str]", cell.get("part_observation_ids") or [])
            for evidence in _evidence(connection, {"id": part})
        ),
    )


def _evidence(connection: Connection, wanted: dict[str, object]) -> list[Evidence]:
    """The observation of that `id`, or all candidates of a cell, given by its key."""
    sql = statement("explain_evidence")
    nothing: dict[str, object] = dict.fromkeys(("id", *KEY))
    found = []
    for row in rows_as_dicts(connection, sql, nothing | wanted):
        start, end = _marks(cast("str | None", row["sentence"]), cast("str", row["quote"]))
        row |= {"start": start, "end": end, "flags": texts(row["flags"])}
        row["correction"] = _correction(row)
        row |= {"checks": structs(row["checks"], Check), "alternatives": structs(row["alternatives"], Alternative)}
        found.append(Evidence(**row))  # type: ignore[arg-type]  # the query's columns
    return found


def _correction(row: dict[str, object]) -> Correction | None:
    """The correction in an observation's row, taken out of it."""
    value, is_corrected = row.pop("corrected_value"), row.pop("is_corrected")
    reason, source, author = (str(row.pop(f"correction_{name}")) for name in ("reason", "source", "author"))
    return Correction(cast("Decimal | None", value), reason, source, author) if is_corrected else None


def _marks(sentence: str | None, quote: str) -> tuple[int | None, int | None]:
    """Where the quoted number stands in its sentence; 86 is not found inside 786."""
    if sentence is None:
        return None, None
    found = re.search(rf"(?<![0-9.,]){re.escape(quote)}(?![0-9])", sentence) or re.search(re.escape(quote), sentence)
    return found.span() if found else (None, None)
