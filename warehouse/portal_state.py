"""How a portal was read lately, from its own files, before they are part of a release; and what rests on it.

Belongs here: the questions that a portal's run asks about itself. The same statement gives the table `portal_health` of
a release, so that a portal's checks and the gate of the release cannot disagree.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

from warehouse.releases import published_name, release_path
from warehouse.rules import rules
from warehouse.sqlfiles import parameters, statement
from warehouse.store import Connection, reading, rows_as_dicts, working


@dataclass(frozen=True, slots=True)
class PortalState:
    """Counts over the newest copies of the pages of the last week of fetching; times in UTC.

    `n_read` are union articles, `n_repeating` in how many of them the most repeated long line stands, `n_leaking` the
    same of lines with a digit. `oldest_at` and `newest_at` are dates of publication; `n_last_month` articles of the
    last full month, null where that month was not fetched from its beginning.
    """

    portal: str
    n_recent: int
    n_refused: int
    n_unreadable: int
    n_read: int
    n_layout_warnings: int
    n_undated: int
    n_repeating: int
    n_leaking: int
    oldest_at: datetime | None
    newest_at: datetime | None
    last_at: datetime
    n_last_month: int | None


@dataclass(frozen=True, slots=True)
class Quantities:
    """What came of a portal's quantities; `n_checks` is arithmetic that was tried, `n_failing` did not hold."""

    n_quantities: int
    n_unmapped: int
    n_checks: int
    n_failing: int


@dataclass(frozen=True, slots=True)
class Value:
    """A yearly value, published or about to be; `as_of` is the date of its article, null where it is not published."""

    indicator: str
    ref_area: str | None
    time_period: str | None
    obs_value: Decimal
    unit_measure: str
    as_of: date | None = None


def portal_state(data: Path, portal: str) -> PortalState | None:
    """How the portal was read lately; null where nothing of it was read yet."""
    articles = _files(data, "articles", portal)
    if not articles:
        return None
    with working() as connection:
        rows = _ask(connection, "stage_state", articles=articles)
    return PortalState(**rows[0]) if rows else None  # type: ignore[arg-type]  # the columns of the statement


def quantities(data: Path, portal: str) -> Quantities:
    """What came of the quantities of the portal's articles."""
    files = _files(data, "observations", portal)
    if not files:
        return Quantities(0, 0, 0, 0)
    with working() as connection:
        (row,) = _ask(connection, "state_read", observations=files)
    return Quantities(**row)  # type: ignore[arg-type]  # the columns of the statement


def doubted_pages(data: Path, portal: str) -> list[tuple[str, str]]:
    """URL and article id of the pages that were not what they should be when last fetched, newest first."""
    articles = _files(data, "articles", portal)
    if not articles:
        return []
    with working() as connection:
        return [
            (str(row["url"]), str(row["article_id"])) for row in _ask(connection, "doubted_pages", articles=articles)
        ]


def doubted_values(data: Path, portal: str) -> list[Value]:
    """The values that would come into the yearly table from pages in doubt."""
    doubted = [article_id for _, article_id in doubted_pages(data, portal)]
    articles, observations = _files(data, "articles", portal), _files(data, "observations", portal)
    if not (doubted and articles and observations):
        return []
    with working() as connection:
        rows = _ask(connection, "doubted_values", articles=articles, observations=observations, doubted=doubted)
    return [Value(**row) for row in rows]  # type: ignore[arg-type]  # the columns of the statement


def published_values(data: Path, portal: str | None = None) -> tuple[str | None, list[Value]]:
    """The published release, and its yearly values, or those that rest on one portal; null and none before the first.

    Values that were added up from several portals rest on none of them alone.
    """
    release = published_name(data)
    if release is None:
        return None, []
    with reading(release_path(data)) as connection:
        rows = rows_as_dicts(connection, statement("published_values"), {"portal": portal})
    return release, [Value(**row) for row in rows]  # type: ignore[arg-type]  # the columns of the statement


def too_many(count: int, of: int) -> bool:
    """Whether so many of so many are more than a portal in order shows: the limits of `portal_health`."""
    least, share = (cast("float", rules().parameters[name]) for name in ("refused_least", "refused_share"))
    return count >= least and count > share * of


def _files(data: Path, table: str, portal: str) -> list[str]:
    return [str(file) for file in sorted((data / table / portal).glob("*.parquet"))]


def _ask(connection: Connection, name: str, **bound: object) -> list[dict[str, object]]:
    text = statement(name)
    every = {**rules().parameters, **bound}
    return rows_as_dicts(connection, text, {key: every[key] for key in parameters(text)})
