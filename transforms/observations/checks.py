"""Arithmetic that a text lets us do: a ratio against its percentage, parts against their total, a change and totals.

A check is recorded with what it compared. One that fails lowers confidence; it never alters a value: sources do contain
wrong figures, and they are quoted as they stand.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from transforms.observations.naming import Candidate
from transforms.observations.ratios import Ratio
from transforms.observations.spots import Reading
from transforms.records import Check

_PARTS = re.compile(r"(?:gồm|bao gồm|trong đó|\(|:)")
_CHANGE = re.compile(r"(?<!\w)(?:tăng|giảm|thêm)(?!\w)")
_MAX_PARTS = 8


def check_all(
    reading: Reading, ratios: Mapping[int, Ratio], names: Mapping[int, Sequence[Candidate]], parts: Mapping[int, str]
) -> dict[int, tuple[Check, ...]]:
    """Checks by the index of the spot they speak about."""
    checks: dict[int, tuple[Check, ...]] = {}
    for index, ratio in ratios.items():
        check = _ratio_against_percent(reading.spots[index].quantity.value, ratio)
        if check:
            checks[index] = (check,)
    for index, check in _totals(reading, names, parts):
        checks[index] = (*checks.get(index, ()), check)
    for index, check in _changes(reading):
        checks[index] = (*checks.get(index, ()), check)
    return checks


def _ratio_against_percent(value: Decimal, ratio: Ratio) -> Check | None:
    if not ratio.target or ratio.achieved is None:
        return None
    computed = value / ratio.target * 100
    holds = abs(computed - ratio.achieved) <= max(Decimal("0.6"), computed / 100)
    return Check("ratio_percent", holds, f"{value}/{ratio.target} = {computed:.2f} ~ {ratio.achieved}")


def _totals(
    reading: Reading, names: Mapping[int, Sequence[Candidate]], parts: Mapping[int, str]
) -> "list[tuple[int, Check]]":
    """A number followed by `gồm …` or a bracket with numbers of the same noun, which add up or do not."""
    found = []
    spots = reading.spots
    for index, spot in enumerate(spots[:-1]):
        following = spots[index + 1]
        if spot.kind != "count" or following.sentence != spot.sentence or not spot.heads:
            continue
        if not _PARTS.search(reading.folded[spot.noun_end : following.quantity.start]):
            continue
        summands = []
        for other in spots[index + 1 : index + 1 + _MAX_PARTS]:
            if other.sentence != spot.sentence or other.kind != "count" or not set(other.heads) & set(spot.heads):
                break
            summands.append(other.quantity.value)
            if len(summands) > 1 and sum(summands) == spot.quantity.value:
                detail = " + ".join(map(str, summands)) + f" = {spot.quantity.value}"
                found.append((index, Check("parts_total", True, detail)))
                break
    return found


def _changes(reading: Reading) -> "list[tuple[int, Check]]":
    """`từ 45.120 lên 48.300 đoàn viên, tăng 3.180`: the change is what lies between the two totals."""
    found = []
    for index, last in enumerate(reading.spots[2:], 2):
        first, second = reading.spots[index - 2], reading.spots[index - 1]
        counts = first.kind == second.kind == last.kind == "count"
        if not counts or first.sentence != last.sentence or not set(first.heads) & set(second.heads) & set(last.heads):
            continue
        change = abs(second.quantity.value - first.quantity.value)
        told = _CHANGE.search(reading.folded, second.noun_end, last.quantity.start)
        if told and change and change == last.quantity.value:
            detail = f"{second.quantity.value} - {first.quantity.value} ~ {last.quantity.value}"
            found += [(at, Check("change_totals", True, detail)) for at in (index - 2, index - 1, index)]
    return found
