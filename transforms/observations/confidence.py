"""How likely an observation is right, as a probability.

The score of the best rule and its lead over the next indicator are turned into a probability by a table measured on
gold (benchmarks/bench_observations.py prints it anew). Arithmetic moves it: a check that holds is corroboration, one
that fails is doubt. Of the observations given 0.9 about nine in ten are right.
"""

from collections.abc import Sequence

from transforms.observations.naming import Candidate
from transforms.records import Check

_BY_SCORE = ((6.0, 0.50), (7.0, 0.72), (9.0, 0.89), (99.0, 0.91))
"""Score below which the probability on its right holds: what was seen on 158 real texts that no rule had been written
with (docs/accuracy.md). No rule alone is trusted much more than nine times in ten; arithmetic that holds is."""
_CLOSE = 0.8
"""A lead below this is a close call between two indicators."""
_LINKED = (".linked", ".several", ".of_one", ".ahead", ".sized")
"""Names that an amount has from its neighbour, and not from words of its own."""


def confidence_of(
    considered: Sequence[Candidate], checks: Sequence[Check], flags: Sequence[str], *, average: bool = False
) -> float:
    """The probability that the name of an observation is right; 0 for one without a name.

    `average`: it is a figure per unit (`bình quân mỗi CĐCS kết nạp 5 đoàn viên`), which is doubtful as a total.
    """
    if not considered:
        return 0.0
    best = considered[0].score
    value = next(probability for limit, probability in _BY_SCORE if best < limit)
    if len(considered) > 1 and best - considered[1].score < _CLOSE:
        value -= 0.15
    if considered[0].rule_id.endswith(_LINKED):
        value -= 0.04
    if any(check.holds for check in checks):
        value += (1 - value) / 2
    if any(not check.holds for check in checks):
        value -= 0.25
    if average and not considered[0].code.endswith(("_unit_value_vnd", "_per_house_vnd", "_avg_vnd")):
        value -= 0.3
    if "LOW_RELIABILITY" in flags:
        value -= 0.3
    return round(max(0.05, min(0.99, value)), 2)
