"""The constants of data/rules.yaml, loaded once and checked; each stands there with its reason.

Belongs here: reading them into types. What is done with them is said in sql/ and in the modules that use them.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from warehouse.yamlfile import Node, read

FILE = Path(__file__).parent / "data" / "rules.yaml"
TOP = {
    "agreement",
    "provisional",
    "breaks",
    "health",
    "plausibility",
    "privacy",
    "gates",
    "keep_releases",
    "keep_months",
}
Parameter = str | float | int | date | list[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """`parameters` are bound by name into the SQL files; `parts` are (part, total) pairs of indicators."""

    parameters: dict[str, Parameter]
    parts: tuple[tuple[str, str], ...]
    personal: tuple[str, ...]
    fall_share: float
    keep_releases: int
    keep_months: int


@cache
def rules() -> Rules:
    """The rules that ship with the product."""
    return load(FILE)


def load(file: Path) -> Rules:
    """Read one rules file. Raises ConfigError with file and line."""
    top = read(file).mapping(allowed=TOP, required=TOP)
    agreement = _section(top["agreement"], "over_share", "under_share", "about_share", "round_from", "round_share")
    provisional = _section(top["provisional"], "flow_from_month", "stock_from_month")
    breaks = _section(top["breaks"], "year", "boundary", "coverage", "coverage_indicators")
    health = _section(top["health"], "refused_share", "refused_least", "recent_days", "leak_chars")
    plausible = _section(top["plausibility"], "jump_share", "per_union", "numerator", "denominator", "parts")
    per_union = [node.number() for node in plausible["per_union"].items()]
    if len(per_union) != 2 or per_union[0] >= per_union[1]:
        raise plausible["per_union"].mistake("a lower and an upper bound are expected")
    patterns = _patterns(_section(top["privacy"], "patterns")["patterns"])
    gates = _section(top["gates"], "fall_share")
    keep = int(top["keep_releases"].number())
    if keep < 5:
        raise top["keep_releases"].mistake("at least five releases are kept")
    parameters: dict[str, Parameter] = {name: node.number() for name, node in agreement.items()}
    parameters |= {name: int(node.number()) for name, node in provisional.items()}
    parameters |= {
        "break_year": breaks["year"].text(),
        "boundary_break": _date(breaks["boundary"]),
        "coverage_break": _date(breaks["coverage"]),
        "coverage_indicators": list(breaks["coverage_indicators"].texts()),
        "refused_share": health["refused_share"].number(),
        "refused_least": int(health["refused_least"].number()),
        "recent_days": int(health["recent_days"].number()),
        "leak_chars": int(health["leak_chars"].number()),
        "jump_share": plausible["jump_share"].number(),
        "per_union_low": per_union[0],
        "per_union_high": per_union[1],
        "numerator": plausible["numerator"].text(),
        "denominator": plausible["denominator"].text(),
        "personal": "|".join(f"({pattern})" for pattern in patterns),
    }
    pairs = [_section(node, "part", "total") for node in plausible["parts"].items()]
    return Rules(
        parameters=parameters,
        parts=tuple((pair["part"].text(), pair["total"].text()) for pair in pairs),
        personal=patterns,
        fall_share=gates["fall_share"].number(),
        keep_releases=keep,
        keep_months=int(top["keep_months"].number()),
    )


def _section(node: Node, *keys: str) -> dict[str, Node]:
    return node.mapping(allowed=set(keys), required=set(keys))


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError as error:
        raise node.mistake("a date is written 2025-07-01") from error


def _patterns(node: Node) -> tuple[str, ...]:
    for item in node.items():
        try:
            re.compile(item.text())
        except re.error as error:
            raise item.mistake(f"not a regular expression: {error}") from error
    return node.texts()
