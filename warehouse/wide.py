"""The wide view: one column an indicator. Its columns follow the catalogue, so it is written here and not in a file.

Belongs here: the SELECT and the column definitions of `yearly_wide`.
"""

from dataclasses import replace

from transforms.errors import StoreError
from warehouse.schema import NAME, Column, Model, Text, literal
from warehouse.store import Connection


def _columns(connection: Connection) -> list[tuple[str, str, str, str, str]]:
    """(column, indicator, unit, name_vi, name_en) of every indicator that may stand in the yearly table."""
    rows = connection.execute(
        """SELECT indicator, unnest(unit_measure) AS unit, unit = unit_measure[1] AS is_main, name_vi, name_en
           FROM indicator
           WHERE offer <> 'C' AND measure <> 'unit_price' ORDER BY indicator, NOT is_main, unit"""
    ).fetchall()
    found = []
    for indicator, unit, is_main, name_vi, name_en in rows:
        column = str(indicator) if is_main else f"{indicator}_{unit}"
        if not NAME.fullmatch(column):
            raise StoreError(f"the indicator {indicator!r} cannot name a column; codes are lower-case ASCII")
        found.append((column, str(indicator), str(unit), str(name_vi), str(name_en)))
    return found


def select(connection: Connection) -> str:
    """The query of the view."""
    values = "".join(
        f",\n       max(obs_value) FILTER (indicator = {literal(indicator)} AND unit_measure = {literal(unit)})"
        f" AS {column}"
        for column, indicator, unit, _, _ in _columns(connection)
    )
    return (
        f"SELECT ref_area, any_value(area_name) AS area_name, org_level, time_period{values}\n"
        "FROM yearly_as_reported GROUP BY ref_area, org_level, time_period"
    )


def with_columns(connection: Connection, model: Model) -> Model:
    """The model with the columns of the wide view, so that comments and dictionary have them too."""
    empty = Text("Không có giá trị công bố", "No published value")
    table = model.tables["yearly_wide"]
    columns = tuple(
        Column(column, "DECIMAL(20,4)", Text(name_vi, name_en), empty, unit, None, None, None)
        for column, _, unit, name_vi, name_en in _columns(connection)
    )
    return replace(model, tables={**model.tables, "yearly_wide": replace(table, columns=(*table.columns, *columns))})
