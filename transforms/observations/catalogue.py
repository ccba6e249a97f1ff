"""The indicator catalogue: what can be named, and by which cues it is named.

Everything is data (transforms/data/indicators.yaml); an engineer adds an indicator there and touches no code. A rule
is a conjunction: what is counted (`head`), what must stand before or after the number in its clause, what must not.
Each rule has an id, `code.id`, which travels with every observation it names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, cast, get_args

from transforms.observations.nouns import load_nouns
from transforms.observations.tables import Entry, read_table
from transforms.records import Unit

Measure = Literal["stock", "flow", "ratio", "unit_price"]
Offer = Literal["A", "B", "C"]
Aggregation = Literal["sum", "last", "none"]

WINDOWS = ("own", "before", "after", "near", "clause", "sentence", "around")
"""Where a cue may stand: before or after the number in its own clause, either side, with what is carried over from the
quantities before, anywhere in the sentence, or in it and the two sentences before of the same paragraph."""
_REFUSING = ("not", "not_before", "not_after", "not_clause")
_RULE_FIELDS = frozenset({"id", "head", "topic", "not_topic", "prev", "not_prev", "score", *WINDOWS, *_REFUSING})
_FIELDS = frozenset(
    {
        "code",
        "vi",
        "en",
        "def_vi",
        "def_en",
        "unit",
        "measure",
        "sum",
        "event",
        "offer",
        "range",
        "money",
        "collected",
        "under",
        "rules",
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One way to recognise an indicator.

    `needs` and `refuses` are (window, keys): one of the keys must stand there, none may. `probe`: keys of which one
    must stand in the clause or what is carried over, to tell quickly that a rule does not fit; empty where none must.
    """

    rule_id: str
    code: str
    kind: Literal["count", "money", "percent"]
    heads: frozenset[str]
    needs: tuple[tuple[str, frozenset[str]], ...]
    refuses: tuple[tuple[str, frozenset[str]], ...]
    topic: frozenset[str]
    not_topic: frozenset[str]
    prev: frozenset[str]
    not_prev: frozenset[str]
    score: float
    probe: frozenset[str]
    unit_price: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the reference table `indicator`.

    `event`: an undated figure is of one event. `money`: the code of the money spent on what this one counts.
    `collected`: what the money is when it is collected. `under`: what a topic makes of it (gifts at Tết, `tet_gifts`).
    """

    code: str
    name_vi: str
    name_en: str
    definition_vi: str
    definition_en: str
    unit: Unit
    measure: Measure
    aggregation: Aggregation
    event: bool
    offer: Offer
    plausible_min: float | None
    plausible_max: float | None
    money: str | None
    collected: str | None
    under: Mapping[str, str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators, and every phrase that their rules look for as (phrase, key)."""

    indicators: dict[str, Indicator]
    phrases: tuple[tuple[str, str], ...]


Kind = Literal["count", "money", "percent"]


@dataclass(slots=True)
class _Words:
    """What rules may refer to, and the phrases met so far."""

    groups: dict[str, tuple[str, ...]]
    heads: dict[str, tuple[str, ...]]
    phrases: dict[tuple[str, str], None] = field(default_factory=dict)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue, checked. ConfigError with file and line."""
    return parse_catalogue(read_table("indicators.yaml"))


def catalogue() -> tuple[Indicator, ...]:
    """The indicators in the order of the file."""
    return tuple(load_catalogue().indicators.values())


def parse_catalogue(table: Entry) -> Catalogue:
    """The catalogue that a table holds. ConfigError with file and line."""
    parts = table.fields(frozenset({"groups", "heads", "indicators"}))
    for name in ("groups", "heads", "indicators"):
        if name not in parts:
            raise table.wrong(f"the table has no part {name!r}")
    words = _Words(
        {name: tuple(entry.phrases()) for name, entry in parts["groups"].fields().items()}, _heads(parts["heads"])
    )
    for name, members in words.groups.items():
        words.phrases.update(dict.fromkeys((phrase, f"@{name}") for phrase in members))
    indicators: dict[str, Indicator] = {}
    for entry in parts["indicators"].items():
        indicator = _indicator(entry, words)
        if indicator.code in indicators:
            raise entry.wrong(f"indicator {indicator.code!r} stands twice")
        indicators[indicator.code] = indicator
    _check_references(parts["indicators"], indicators)
    return Catalogue(indicators, tuple(words.phrases))


def _heads(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Every class of nouns by its name, and the sets of them."""
    heads: dict[str, tuple[str, ...]] = {name: (name,) for name in load_nouns().classes}
    for name, members in entry.fields().items():
        unknown = [member for member in members.text().split() if member not in heads]
        if unknown or name in heads:
            raise members.wrong(
                f"{name}: unknown or doubled class {unknown or name!r}; classes are those of nouns.yaml"
            )
        heads[name] = tuple(members.text().split())
    return heads


def _check_references(entries: Entry, indicators: dict[str, Indicator]) -> None:
    for entry in entries.items():
        fields = entry.fields()
        named = [(fields["money"], fields["money"].text())] if "money" in fields else []
        named += [(fields["collected"], fields["collected"].text())] if "collected" in fields else []
        named += [(part, part.text()) for part in fields["under"].fields().values()] if "under" in fields else []
        for rule in fields["rules"].items():
            for name in {"prev", "not_prev"} & rule.fields().keys():
                named += [(rule.fields()[name], code) for code in rule.fields()[name].text().split()]
        for where, code in named:
            if code not in indicators:
                raise where.wrong(f"{code!r} is not an indicator of this catalogue")


def _indicator(entry: Entry, words: _Words) -> Indicator:
    fields = entry.fields(_FIELDS)
    for name in ("code", "vi", "en", "unit", "measure", "offer", "rules"):
        if name not in fields:
            raise entry.wrong(f"the indicator has no field {name!r}")
    code = fields["code"].text()
    unit = cast(Unit, _one_of(fields["unit"], get_args(Unit)))
    measure = cast(Measure, _one_of(fields["measure"], get_args(Measure)))
    low, high = (_number(part) for part in fields["range"].items()) if "range" in fields else (None, None)
    default = {"flow": "sum", "stock": "last", "ratio": "none", "unit_price": "none"}[measure]
    kind: Kind = "money" if unit == "vnd" else "percent" if unit == "percent" else "count"
    name_vi, name_en = fields["vi"].text(), fields["en"].text()
    return Indicator(
        code=code,
        name_vi=name_vi,
        name_en=name_en,
        definition_vi=fields["def_vi"].text() if "def_vi" in fields else name_vi,
        definition_en=fields["def_en"].text() if "def_en" in fields else name_en,
        unit=unit,
        measure=measure,
        aggregation=cast(Aggregation, _one_of(fields["sum"], get_args(Aggregation)) if "sum" in fields else default),
        event="event" in fields and _one_of(fields["event"], ("yes", "no")) == "yes",
        offer=cast(Offer, _one_of(fields["offer"], get_args(Offer))),
        plausible_min=low,
        plausible_max=high,
        money=fields["money"].text() if "money" in fields else None,
        collected=fields["collected"].text() if "collected" in fields else None,
        under={topic: part.text() for topic, part in fields["under"].fields().items()} if "under" in fields else {},
        rules=tuple(_rule(rule, code, kind, measure == "unit_price", words) for rule in fields["rules"].items()),
    )


def _rule(entry: Entry, code: str, kind: Kind, unit_price: bool, words: _Words) -> Rule:
    fields = entry.fields(_RULE_FIELDS)
    if "id" not in fields:
        raise entry.wrong(f"a rule of {code} has no id")
    needs = [(window, _keys(part, words)) for window in WINDOWS if window in fields for part in _parts(fields[window])]
    refuses = [
        ("near" if name == "not" else name.removeprefix("not_"), _keys(part, words))
        for name in _REFUSING
        if name in fields
        for part in _parts(fields[name])
    ]
    if not (needs or "prev" in fields or "head" in fields or "topic" in fields):
        raise entry.wrong(f"rule {code}.{fields['id'].text()} asks for nothing and would name everything")
    close = [keys for window, keys in needs if window not in ("sentence", "around")]
    return Rule(
        unit_price=unit_price,
        probe=min(close, key=len) if close else frozenset(),
        rule_id=f"{code}.{fields['id'].text()}",
        code=code,
        kind=kind,
        heads=frozenset(_head_classes(fields["head"], words)) if "head" in fields else frozenset(),
        needs=tuple(needs),
        refuses=tuple(refuses),
        topic=_names(fields, "topic"),
        not_topic=_names(fields, "not_topic"),
        prev=_names(fields, "prev"),
        not_prev=_names(fields, "not_prev"),
        score=_number(fields["score"]) if "score" in fields else 0.0,
    )


def _head_classes(entry: Entry, words: _Words) -> Iterator[str]:
    for name in entry.text().split():
        if name not in words.heads:
            raise entry.wrong(f"unknown class of nouns {name!r}")
        yield from words.heads[name]


def _names(fields: Mapping[str, Entry], name: str) -> frozenset[str]:
    return frozenset(fields[name].text().split()) if name in fields else frozenset()


def _parts(entry: Entry) -> list[Entry]:
    """A list means: one of each. A text means: one of these."""
    return entry.items() if isinstance(entry.value, list) else [entry]


def _keys(entry: Entry, words: _Words) -> frozenset[str]:
    keys = []
    for phrase in entry.phrases():
        if phrase.startswith("@"):
            if phrase[1:] not in words.groups:
                raise entry.wrong(f"unknown group {phrase!r}")
            keys.append(phrase)
        else:
            key = f"={phrase}"
            if not phrase.startswith("/"):  # "/suất" is a price per unit, seen by the reader of the clause
                words.phrases[phrase, key] = None
            keys.append(key)
    return frozenset(keys)


def _one_of(entry: Entry, allowed: tuple[str, ...]) -> str:
    if entry.text() not in allowed:
        raise entry.wrong(f"{entry.text()!r} is none of {', '.join(allowed)}")
    return entry.text()


def _number(entry: Entry) -> float:
    try:
        return float(entry.text())
    except ValueError as error:
        raise entry.wrong(f"{entry.text()!r} is not a number") from error
