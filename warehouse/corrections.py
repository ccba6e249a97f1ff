"""The corrections file: what a person knows better, applied visibly and only while the source is unchanged.

Belongs here: reading <data>/corrections.yaml. How a correction enters a cell is said in sql/stage_candidate.sql.
"""

import re
from decimal import Decimal
from pathlib import Path

from warehouse.reference import Row
from warehouse.yamlfile import Node, read

FILE = "corrections.yaml"
WRITTEN = re.compile(r"[-+]?[0-9]+([.][0-9]+)?")
MOST_DIGITS, DECIMALS = 16, 4
"""Of a value in the tables, DECIMAL(20,4)."""
KEYS = {"observation_id", "expect", "value", "reason", "source", "author"}


def corrections(data: Path) -> list[Row]:
    """The entries as rows of the table `correction`, none where there is no file. Raises ConfigError with its line.

    An entry: `observation_id`, `expect` (the value that was read: once the source says otherwise, the entry is not
    applied and holds the release), `value` (the right one, or null to withdraw it), `reason`, `source`, `author`.
    """
    file = data / FILE
    if not file.exists():
        return []
    entries: dict[str, Row] = {}
    for node in read(file).mapping(allowed={"corrections"}, required={"corrections"})["corrections"].items():
        entry = node.mapping(allowed=KEYS, required=KEYS)
        observation_id = entry["observation_id"].text()
        if observation_id in entries:
            raise node.mistake(f"{observation_id} is corrected twice")
        entries[observation_id] = {
            "observation_id": observation_id,
            "expected_value": _number(entry["expect"]),
            "corrected_value": None if entry["value"].value is None else _number(entry["value"]),
            "reason": entry["reason"].text(),
            "source": entry["source"].text(),
            "author": entry["author"].text(),
            "is_applied": False,
        }
    return [entries[observation_id] for observation_id in sorted(entries)]


def _number(node: Node) -> Decimal:
    """Numbers are best quoted, so that no digit is lost; a plain whole number is taken too."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        number = Decimal(node.value)
    elif isinstance(node.value, str) and WRITTEN.fullmatch(node.value.strip()):
        number = Decimal(node.value.strip())
    else:
        raise node.mistake('a number is expected here, in quotes, with a point before its decimals: "1234.5"')
    if number.adjusted() >= MOST_DIGITS or number != round(number, DECIMALS):
        raise node.mistake(f"a value has at most {MOST_DIGITS} digits and {DECIMALS} decimals")
    return number
