"""Expected facts of a sample article, in the schema of the gold cases: reading, checking, writing out.

A fact in an article file gives what differs from the defaults: the article's own `default:` block, then exact, actual,
required, the article's organisation level, and the indicator's usual unit (content/units.yaml).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

import yaml

from transforms.errors import ConfigError
from transforms.records import OrgLevel, PeriodType, Qualifier, Role, Unit

UNITS = Path(__file__).parent / "content" / "units.yaml"
PERIOD = re.compile(r"\d{4}(-S[12]|-Q[1-4]|-\d{2}(/\d{4}-\d{2})?|/\d{4})?")
ALLOWED: dict[str, tuple[str, ...]] = {
    "unit": get_args(Unit),
    "qualifier": get_args(Qualifier),
    "period_type": get_args(PeriodType),
    "kind": get_args(Role),
    "org_level": get_args(OrgLevel),
    "level_basis": ("text", "none"),
    "period_basis": ("text", "url", "none"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact a reader must find. Fields and meaning as in the gold cases; `also` lists codes accepted as well."""

    quote: str
    start: int
    indicator: str
    also: tuple[str, ...]
    value: float | None
    value_range: tuple[float, float] | None
    unit: str
    qualifier: str
    target: float | None
    achievement_pct: float | None
    time_period: str | None
    period_type: str
    campaign: str | None
    kind: str
    org_level: str
    level_basis: str
    period_basis: str
    required: bool

    def as_gold(self) -> dict[str, object]:
        """The fact as a gold case writes it."""
        row: dict[str, object] = asdict(self)
        row["also"] = list(self.also)
        row["value_range"] = list(self.value_range) if self.value_range else None
        return row


KEYS = frozenset(Fact.__dataclass_fields__) - {"start"}


@lru_cache(maxsize=1)
def units() -> Mapping[str, str]:
    """The usual unit of each indicator that the samples use; `_vnd` and `_pct` say theirs in the name."""
    by_unit = yaml.safe_load(UNITS.read_text("utf-8"))
    return {code: unit for unit, codes in by_unit.items() for code in codes}


def unit_of(indicator: str) -> str | None:
    """The usual unit of an indicator, or None for a code that the samples do not know."""
    if indicator.endswith(("_vnd", "_pct")):
        return "vnd" if indicator.endswith("_vnd") else "percent"
    return units().get(indicator)


def read_facts(path: Path, text: str, rows: object, default: object, level: str | None) -> tuple[Fact, ...]:
    """Read and check the facts of one article against its text."""
    if not isinstance(rows, list) or not isinstance(default, dict | None):
        raise ConfigError(f"{path}: facts must be a list and default a mapping.")
    return tuple(_fact(path, text, row, default or {}, level) for row in rows)


def _fact(path: Path, text: str, row: object, default: Mapping[str, object], level: str | None) -> Fact:
    if not isinstance(row, dict) or "quote" not in row or "indicator" not in row:
        raise ConfigError(f"{path}: a fact needs at least quote and indicator: {row!r}")
    quote, indicator = str(row["quote"]), str(row["indicator"])
    where = f"{path}: fact {quote!r}"
    if unknown := (set(row) | set(default)) - KEYS:
        raise ConfigError(f"{where}: unknown keys {', '.join(sorted(map(str, unknown)))}.")
    if text.count(quote) != 1:
        raise ConfigError(f"{where}: the quote stands in the text {text.count(quote)} times, not once.")
    values: dict[str, object] = {
        "unit": unit_of(indicator),
        "qualifier": "exact",
        "kind": "actual",
        "org_level": level,
        "level_basis": "text",
        "period_basis": "text",
        **default,
        **row,
    }
    words: dict[str, str] = {}
    for key, allowed in ALLOWED.items():
        word = values.get(key)
        if not isinstance(word, str) or word not in allowed:
            raise ConfigError(f"{where}: {key} {word!r} is not one of {', '.join(allowed)}.")
        words[key] = word
    period, campaign, both, also = (values.get(key) for key in ("time_period", "campaign", "value_range", "also"))
    if period is not None and not (isinstance(period, str) and PERIOD.fullmatch(period)):
        raise ConfigError(f"{where}: time_period {period!r} has no known form (a year needs quotes).")
    if both is not None and not (isinstance(both, list) and len(both) == 2):
        raise ConfigError(f"{where}: value_range must be a list of two numbers.")
    return Fact(
        quote=quote,
        start=text.index(quote),
        indicator=indicator,
        also=tuple(map(str, also)) if isinstance(also, list) else (),
        value=_number(where, values.get("value")),
        value_range=(float(both[0]), float(both[1])) if isinstance(both, list) else None,
        target=_number(where, values.get("target")),
        achievement_pct=_number(where, values.get("achievement_pct")),
        time_period=period,
        campaign=campaign if isinstance(campaign, str) else None,
        required=bool(values.get("required", True)),
        **words,
    )


def _number(where: str, value: object) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise ConfigError(f"{where}: {value!r} must be a number.")
