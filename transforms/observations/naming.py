"""Which indicator a quantity is: every rule of the catalogue that fits gets a score, the best one names it.

A rule fits when all its conditions hold (catalogue.py). A cue counts more the nearer it stands to the number, and less
when it is carried over from an earlier clause. What comes second is kept as an alternative. Where nothing fits, or the
best is hardly better than nothing, the quantity stays without a name and keeps the phrase it counts.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from transforms.observations.catalogue import Indicator, Kind, Rule, load_catalogue
from transforms.observations.clauses import ACTS
from transforms.observations.spots import Spot

THRESHOLD = 5.0
"""Least score that names a quantity: one cue beside the number, or a noun that no other indicator counts."""
_REACH = 60
"""Characters within which nearness counts."""
_FAR = 1_000_000
_CARRIED = 0.4
_ALIEN = 45
"""Characters before a number within which a word such as `doanh thu` says that it is a company's business."""


class Candidate(NamedTuple):
    """An indicator for a quantity with the rule that proposes it."""

    code: str
    rule_id: str
    score: float


class Context(NamedTuple):
    """What rules may ask about besides the clause. `previous`: codes named just before in the sentence."""

    topics: frozenset[str]
    previous: frozenset[str]
    sentence_keys: frozenset[str]
    around_keys: frozenset[str]


def candidates(spot: Spot, context: Context) -> list[Candidate]:
    """All indicators that fit, best first, each by its best rule."""
    best: dict[str, Candidate] = {}
    guards_only = of_others(spot, context)
    priced = spot.kind == "money" and any(key.startswith("=/") and key != "=/năm" for key in spot.after)
    indicators, value, acts = load_catalogue().indicators, float(spot.quantity.value), ACTS in spot.after
    for rule in _rules_for(spot):
        indicator = indicators[rule.code]
        if priced and not rule.unit_price:
            continue
        if not _possible(indicator, spot, value):
            continue
        if indicator.measure == "stock" and (spot.times or (acts and _total_of_some(rule, spot))):
            continue  # who is counted as often as he came is none of those there are
        if guards_only and indicator.offer != "C":
            continue
        score = _score(rule, spot, context)
        if score is None or score < THRESHOLD:
            continue
        code = _under(rule.code, context.topics)
        known = best.get(code)
        if known is None or score > known.score or (score == known.score and rule.rule_id < known.rule_id):
            best[code] = Candidate(code, rule.rule_id, score)
    return sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.code))


def _total_of_some(rule: Rule, spot: Spot) -> bool:
    """Whether a rule would take those who do something for all there are; not where it asks for just what they do."""
    return all(keys.isdisjoint(spot.after) for _, keys in rule.needs)


def of_others(spot: Spot, context: Context) -> bool:
    """Whether it is no union's doing: turnover, fines, rents, or an office of the State in a sentence without a union.

    Only guard indicators may name it then (a wage, a debt), which never enter the yearly table.
    """
    if spot.before.get("@alien", _ALIEN + 1) <= min(_ALIEN, spot.before.get("@union", _ALIEN)):
        return True  # `qua khảo sát, LĐLĐ huyện đã trao …`: a union in between takes over
    return "@state" in spot.before.keys() | spot.carried.keys() and "@union" not in context.sentence_keys


def _possible(indicator: Indicator, spot: Spot, value: float) -> bool:
    """A share above 100 is none; what exceeds it measures against a plan. What no single thing costs is no price."""
    highest = indicator.plausible_max
    if spot.kind == "percent":
        return value <= (100 if highest is None else highest)
    return indicator.measure != "unit_price" or highest is None or value <= highest


def _under(code: str, topics: frozenset[str]) -> str:
    """The name that a topic gives an indicator: gifts at Tết are Tết gifts."""
    under = load_catalogue().indicators[code].under
    return next((special for topic, special in under.items() if topic in topics), code)


def _rules_for(spot: Spot) -> list[Rule]:
    """The rules that may fit: those of the kind whose noun is one of these, or that ask for none, and of whose probe a
    key stands there; each once."""
    free, probed = _rules_of(spot.kind, spot.heads if spot.kind == "count" else ())
    found = dict.fromkeys(free)
    for keys in (spot.before, spot.after, spot.carried, spot.noun_keys):
        for key in keys:
            if key in probed:
                found.update(probed[key])
    return list(found)


@lru_cache(maxsize=4096)
def _rules_of(kind: Kind, heads: tuple[str, ...]) -> tuple[tuple[Rule, ...], dict[str, dict[Rule, None]]]:
    """The rules of a kind and these nouns: those without a probe, and the others by the keys of theirs."""
    index = _index()
    rules = {rule.rule_id: rule for head in (*heads, "") for rule in index.get((kind, head), ())}.values()
    probed: dict[str, dict[Rule, None]] = {}
    for rule in rules:
        for key in rule.probe:
            probed.setdefault(key, {})[rule] = None
    return tuple(rule for rule in rules if not rule.probe), probed


@cache
def _index() -> dict[tuple[Kind, str], tuple[Rule, ...]]:
    index: dict[tuple[Kind, str], list[Rule]] = {}
    for indicator in load_catalogue().indicators.values():
        for rule in indicator.rules:
            for head in rule.heads if rule.kind == "count" and rule.heads else ("",):
                index.setdefault((rule.kind, head), []).append(rule)
    return {key: tuple(rules) for key, rules in index.items()}


def _score(rule: Rule, spot: Spot, context: Context) -> float | None:
    if rule.not_topic and rule.not_topic & context.topics:
        return None
    if rule.topic and not rule.topic & context.topics:
        return None
    if rule.not_prev & context.previous or (rule.prev and not rule.prev & context.previous):
        return None
    score = 4.0 + rule.score + (1.0 if rule.topic else 0.0) + (0.8 if rule.prev else 0.0)
    if rule.heads:
        if rule.heads.isdisjoint(spot.heads):
            return None
        score += 1.0 if spot.heads[0] in rule.heads else 0.6
    for window, keys in rule.refuses:
        if _stands(window, keys, spot):
            return None
    for window, keys in rule.needs:
        gained = _gain(window, keys, spot, context)
        if gained is None:
            return None
        score += gained
    return score


def _stands(window: str, keys: frozenset[str], spot: Spot) -> bool:
    if window != "after" and not keys.isdisjoint(spot.before):
        return True
    if window != "before":
        if not keys.isdisjoint(spot.after):
            return True
        if any(key[0] == "@" for key in keys & spot.noun_keys):
            return True  # `204 nhà mái ấm công đoàn`
    return window == "clause" and not keys.isdisjoint(spot.carried)


def _gain(window: str, keys: frozenset[str], spot: Spot, context: Context) -> float | None:
    nearest = _FAR
    if window != "after" and not keys.isdisjoint(spot.before):
        nearest = min([spot.before[key] for key in keys if key in spot.before])
    if window not in ("own", "before"):
        if not keys.isdisjoint(spot.noun_keys):
            nearest = 0
        elif not keys.isdisjoint(spot.after):
            nearest = min(nearest, *[spot.after[key] for key in keys if key in spot.after])
    if nearest < _FAR:
        return 1.0 + max(0.0, 1.0 - nearest / _REACH)
    if window in ("before", "clause", "sentence") and not keys.isdisjoint(spot.carried):
        return _CARRIED
    if window in ("sentence", "around") and not keys.isdisjoint(context.sentence_keys):
        return 0.3
    if window == "around" and not keys.isdisjoint(context.around_keys):
        return 0.2
    return None
