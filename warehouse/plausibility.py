"""Tests of plausibility on the yearly cells: they lower trust, and never change a value.

Belongs here: which cells are suspect. What is suspect gets LOW_RELIABILITY and, unless it is a break, status U.
"""

from warehouse.rules import rules
from warehouse.sqlfiles import statement
from warehouse.store import Connection

USED = ("jump_share", "per_union_low", "per_union_high", "numerator", "denominator")


def lower_trust(connection: Connection) -> None:
    """Fill `yearly_doubt` and mark the suspect cells of `yearly_indicator`."""
    parts = rules().parts
    bound = {name: rules().parameters[name] for name in USED}
    bound["parts"] = [part for part, _ in parts]
    bound["totals"] = [total for _, total in parts]
    select = statement("yearly_doubt")
    connection.execute(f"INSERT INTO yearly_doubt {select}", bound)
    connection.execute(
        """UPDATE yearly_indicator y
           SET flags = list_sort(list_distinct(list_append(y.flags, 'LOW_RELIABILITY'))),
               obs_status = CASE WHEN y.obs_status = 'B' THEN 'B' ELSE 'U' END
           WHERE y.observation_id IN (SELECT observation_id FROM yearly_doubt)"""
    )
