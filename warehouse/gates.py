"""The checks a release must pass before anyone may publish it; they belong to the data, whoever runs the build.

Belongs here: computing gates on the connection of the release being built. Refusing to publish is releases.py.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from warehouse.manifest import Gate
from warehouse.rules import rules
from warehouse.schema import Model, literal
from warehouse.sqlfiles import statement
from warehouse.store import Connection, one

GONE_ARTICLES = "SELECT article_id FROM takedown"
GONE_OBSERVATIONS = "SELECT unnest(said).observation_id FROM takedown"
"""What had to go is expected to be missing, so that no gate holds back the release without it."""
SHOWN = 5
"""Examples named in a red gate: enough to act on, short enough for one line."""


DigestAt = Callable[[str, str, int], str | None]
"""Portal, WARC file and byte to the digest of what is archived there, hashed now; null where it cannot be read."""


def compute(
    connection: Connection,
    model: Model,
    *,
    data: Path,
    unpaired: list[str],
    published: Path | None,
    digest_at: DigestAt | None = None,
) -> tuple[Gate, ...]:
    """Every gate, green or red, in a fixed order. `published` is a copy of the release analysts read now: the file
    itself cannot be opened while one of them, against all advice, has it open for writing. Without `digest_at` the
    archived files are asked for, and not read."""
    gates = [
        _keys(connection, model),
        _references(connection, model),
        _codes(connection),
        _areas(connection),
        _evidence(connection),
        _spans(connection),
        _honest_periods(connection),
        _nothing_lost(connection),
        _no_personal_data(connection),
        _filled(connection),
        _archive(connection, data, digest_at),
        _gate("pairs", unpaired, "articles and observations files without their other half", acceptable=True),
        _corrections(connection),
        _taken_down(connection),
        _portals(connection),
    ]
    return (*gates, *_against_published(connection, model, published))


def _gate(name: str, faults: Iterable[object], what: str, *, acceptable: bool = False) -> Gate:
    found = [str(fault) for fault in faults]
    shown = ", ".join(found[:SHOWN]) + (" ..." if len(found) > SHOWN else "")
    return Gate(name, not found, acceptable, f"{len(found)} {what}: {shown}" if found else f"no {what}")


def _first_column(connection: Connection, sql: str, parameters: list[object] | None = None) -> list[object]:
    return [row[0] for row in connection.execute(sql, parameters or []).fetchall()]


def _keys(connection: Connection, model: Model) -> Gate:
    """Tables, and the views of yearly cells; the other views join tables by their keys and cannot repeat a row."""
    cells = [name for name in model.release_views if "time_period" in model.tables[name].key]
    faults = []
    for name in (*model.release_tables, *cells):
        key = ", ".join(f'"{column}"' for column in model.tables[name].key)
        sql = f'SELECT count(*) FROM (SELECT {key} FROM "{name}" GROUP BY {key} HAVING count(*) > 1)'  # noqa: S608 - defined names
        repeated = one(connection, sql)
        if repeated:
            faults.append(f"{name} ({repeated})")
    return _gate("keys", faults, "tables with a key that stands twice")


def _references(connection: Connection, model: Model) -> Gate:
    faults = []
    for name in model.release_tables:
        for column in model.tables[name].columns:
            if column.references is None:
                continue
            table, target = column.references
            missing = one(
                connection,
                f'SELECT count(*) FROM (SELECT DISTINCT "{column.name}" AS v FROM "{name}" WHERE v IS NOT NULL) '  # noqa: S608 - defined names
                f'ANTI JOIN (SELECT "{target}" AS v FROM "{table}") USING (v)',
            )
            if missing:
                faults.append(f"{name}.{column.name} -> {table}.{target} ({missing})")
    return _gate("references", faults, "references that lead nowhere")


def _codes(connection: Connection) -> Gate:
    sql = """SELECT DISTINCT flag FROM (SELECT unnest(flags) AS flag FROM yearly_indicator)
             WHERE flag NOT IN (SELECT code FROM code WHERE code_list = 'flag')"""
    return _gate("codes", _first_column(connection, sql), "flags outside their list")


def _areas(connection: Connection) -> Gate:
    sql = """SELECT ref_area_34 || ' has ' || count(*) || ' parts' FROM ref_area_map GROUP BY ref_area_34
             HAVING count(*) <> any_value(n_parts) OR min(n_parts) <> max(n_parts)
             UNION ALL
             SELECT codelist || ' has ' || count(*) || ' areas' FROM ref_area GROUP BY codelist
             HAVING count(*) <> CASE codelist WHEN 'VN63' THEN 63 WHEN 'VN34' THEN 34 ELSE 1 END"""
    return _gate("areas", _first_column(connection, sql), "mistakes in the map of the provinces")


def _evidence(connection: Connection) -> Gate:
    """A published value is that of its observation: current, actual, of this cell, quoted in its sentence."""
    sql = """SELECT y.indicator || ' ' || y.ref_area || ' ' || y.time_period
             FROM yearly_indicator y
             LEFT JOIN observation o ON o.observation_id = y.observation_id
             LEFT JOIN yearly_candidate c ON c.observation_id = y.observation_id
             WHERE (y.obs_value IS NOT NULL OR y.observation_id IS NOT NULL)
               AND (y.obs_value = c.obs_value AND o.is_current AND o.obs_role = 'actual'
                    AND (c.obs_value = o.obs_value AND o.publishable OR list_contains(y.flags, 'CORRECTED'))
                    AND c.reason = 'CHOSEN' AND c.indicator = y.indicator AND c.ref_area = y.ref_area
                    AND c.org_level = y.org_level AND c.unit_measure = y.unit_measure AND c.time_period = y.time_period
                    AND contains(o.sentence, o.quote)) IS NOT TRUE"""
    return _gate("evidence", _first_column(connection, sql), "published values that do not stand in their sentence")


def _spans(connection: Connection) -> Gate:
    """The quoted number stands in the archived text where the observation says."""
    sql = """SELECT s.observation_id FROM stage_span s
             WHERE s.printed IS DISTINCT FROM s.quote"""
    return _gate("spans", _first_column(connection, sql), "published quotes that are not in the text at their place")


def _honest_periods(connection: Connection) -> Gate:
    """No half-year, term, campaign, plan or lower-level figure stands in a yearly cell."""
    sql = """SELECT y.observation_id FROM yearly_indicator y JOIN observation o USING (observation_id)
             WHERE o.period_type NOT IN ('year', 'point_in_time') OR o.campaign IS NOT NULL OR o.obs_role <> 'actual'
                OR o.org_level NOT IN ('province', 'national')"""
    return _gate("honest_periods", _first_column(connection, sql), "cells filled by what is not a yearly figure")


def _nothing_lost(connection: Connection) -> Gate:
    sql = """SELECT (SELECT n FROM stage_read) - (SELECT count(*) FROM stage_repeat)
                    - (SELECT count(*) FROM observation)"""
    lost = one(connection, sql)
    return _gate("nothing_lost", [f"{lost} rows"] if lost else [], "observations that belong to no article")


def _no_personal_data(connection: Connection) -> Gate:
    sql = "SELECT observation_id FROM observation WHERE regexp_matches(sentence, ?)"
    found = _first_column(connection, sql, [rules().parameters["personal"]])
    return _gate("personal_data", found, "sentences with telephone or identity numbers")


def _filled(connection: Connection) -> Gate:
    empty = [name for name in ("article", "observation") if not one(connection, f'SELECT count(*) FROM "{name}"')]  # noqa: S608 - two names
    return _gate("filled", empty, "tables without a row")


def _archive(connection: Connection, data: Path, digest_at: DigestAt | None) -> Gate:
    """Every file that an article names is there, and every published value's page still has its digest."""
    sql = "SELECT DISTINCT portal, warc_file FROM article_version WHERE warc_file IS NOT NULL ORDER BY ALL"
    faults = [
        f"{portal}/{warc}"
        for portal, warc in connection.execute(sql).fetchall()
        if not (data / "pages" / portal / warc).exists()
    ]
    if digest_at is not None:
        for portal, warc, offset, digest in connection.execute(statement("published_pages")).fetchall():
            if f"{portal}/{warc}" not in faults and digest_at(portal, warc, offset) != digest:
                faults.append(f"{portal}/{warc} at byte {offset}")
    return _gate("archive", faults, "archived files or pages that are not what the articles say", acceptable=True)


def _corrections(connection: Connection) -> Gate:
    """An entry of the corrections file that no longer fits its source must be looked at again, and taken out; one of a
    page that had to go has nothing left to look at."""
    sql = f"""SELECT observation_id FROM correction WHERE NOT is_applied AND observation_id NOT IN ({GONE_OBSERVATIONS})
              ORDER BY observation_id"""  # noqa: S608 - a constant
    return _gate("corrections", _first_column(connection, sql), "corrections whose source has changed", acceptable=True)


def _taken_down(connection: Connection) -> Gate:
    """A page that had to go may come back with a restored archive, or under an address that nobody named."""
    found = _first_column(connection, f"SELECT url FROM article WHERE article_id IN ({GONE_ARTICLES}) ORDER BY url")  # noqa: S608 - a constant
    return _gate("takedowns", found, "pages that had to go and are back; `congdoan takedown` them again")


def _portals(connection: Connection) -> Gate:
    """An enabled portal that answers with walls only, whose pages are no longer read as they should be, or that gives
    fewer articles in its latest full month than it must."""
    sql = """WITH latest AS (
                 SELECT portal, max(month) AS newest FROM coverage WHERE month <> 'unknown' GROUP BY portal
             ), month_before AS (
                 SELECT l.portal, max_by(c.n_articles, c.month) AS n
                 FROM latest l JOIN coverage c ON c.portal = l.portal AND c.month < l.newest GROUP BY l.portal
             )
             SELECT h.portal || ': ' || CASE WHEN h.n_pages > 0 AND h.health <> 'ok' THEN h.health
                                             ELSE m.n || ' articles in a month' END
             FROM portal_health h JOIN portal p USING (portal) LEFT JOIN month_before m USING (portal)
             WHERE p.enabled AND (h.n_pages > 0 AND h.health <> 'ok' OR m.n < p.expect_min)
             ORDER BY h.portal"""
    return _gate("portals", _first_column(connection, sql), "portals below what they must give", acceptable=True)


EXPECTED = {
    "article": f"SELECT count(*) FROM published.article WHERE article_id NOT IN ({GONE_ARTICLES})",  # noqa: S608 - a constant
    "observation": f"SELECT count(*) FROM published.observation WHERE article_id NOT IN ({GONE_ARTICLES})",  # noqa: S608 - as above
    "organisation": f"""SELECT count(DISTINCT organisation_id) FROM published.observation
                        WHERE article_id NOT IN ({GONE_ARTICLES})""",  # noqa: S608 - as above
    "yearly_indicator": f"""SELECT count(*) FROM published.yearly_indicator SEMI JOIN (
                                SELECT * FROM published.yearly_candidate
                                WHERE observation_id NOT IN ({GONE_OBSERVATIONS})
                            ) USING (indicator, unit_measure, ref_area, org_level, time_period)""",  # noqa: S608 - as above
}
"""The rows that the release after the published one is expected to have at least, but for a small share."""


def _against_published(connection: Connection, model: Model, published: Path | None) -> list[Gate]:
    """Counts that fall and values that vanish against what analysts read now."""
    falls: list[str] = []
    vanished: list[object] = []
    if published is not None:
        connection.execute(f"ATTACH {literal(str(published))} AS published (READ_ONLY)")
        for name, expected in EXPECTED.items():
            was = _number(connection, expected)
            now = _number(connection, f"SELECT count(*) FROM {name}")  # noqa: S608 - names of this module
            if now < was * (1 - rules().fall_share):
                falls.append(f"{name} {was} -> {now}")
        vanished = _first_column(
            connection,
            f"""SELECT indicator || ' ' || ref_area || ' ' || time_period FROM published.yearly_indicator
               WHERE obs_value IS NOT NULL AND observation_id NOT IN ({GONE_OBSERVATIONS})
                 AND (indicator, unit_measure, ref_area, org_level, time_period) NOT IN (
                     SELECT (indicator, unit_measure, ref_area, org_level, time_period) FROM yearly_indicator
                     WHERE obs_value IS NOT NULL)
               ORDER BY ALL""",  # noqa: S608 - a constant
        )
        connection.execute("DETACH published")
    return [
        _gate("counts", falls, f"tables that lost more than {rules().fall_share:.0%}", acceptable=True),
        _gate("vanished", vanished, "published values that vanish", acceptable=True),
    ]


def _number(connection: Connection, sql: str) -> int:
    value = one(connection, sql)
    return value if isinstance(value, int) else 0
