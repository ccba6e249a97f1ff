"""Compares observations with annotated facts and says how many were found, named and dated right.

A case holds `id`, `text`, `facts` and `distractors`; a prediction holds the extracted `text` and `observations` of that
case (docs/design.md names the fields). Each fact takes at most one observation: one of the same indicator and value
first, then one of the same value. Observations without an indicator count as found, never as false alarms.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.observations.catalogue import load_catalogue

_SAME_UNIT = {"person_times": "person", "blood_unit": "person"}
"""Units that annotators could not tell apart reliably; scored as one."""
_UNSCORED = frozenset(("awards_individuals", "awards_collectives"))
"""Lists of awards are not annotated throughout."""
_ATTRIBUTES = {
    "role": ("kind", "obs_role"),
    "org_level": ("org_level", "org_level"),
    "qualifier": ("qualifier", "value_qualifier"),
    "period_type": ("period_type", "period_type"),
    "unit": ("unit", "unit_measure"),
}

Fact = Mapping[str, object]
Cell = tuple[str, str, float, str]


@dataclass(slots=True)
class Score:
    """Counts, from which all figures follow. `misses` are one line each, for people."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    cells_wanted: set[Cell] = field(default_factory=set)
    cells_open: set[Cell] = field(default_factory=set)
    cells_seen: set[Cell] = field(default_factory=set)

    @property
    def precision(self) -> float:
        return _share(self.counts["named_right"], self.counts["named"] + self.counts["false_alarms"])

    @property
    def recall(self) -> float:
        return _share(self.counts["right"], self.counts["facts"])

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def found(self) -> float:
        return _share(self.counts["found"], self.counts["facts"])

    @property
    def cell_precision(self) -> float:
        return _share(len(self.cells_wanted & self.cells_seen), len(self.cells_seen - self.cells_open))

    @property
    def cell_recall(self) -> float:
        return _share(len(self.cells_wanted & self.cells_seen), len(self.cells_wanted))

    def attribute(self, name: str) -> float:
        """The share right of role, org_level, qualifier, period_type, time_period, unit, target or achievement."""
        return _share(self.counts[f"{name} ok"], self.counts[f"{name} n"])

    def summary(self) -> dict[str, float]:
        """All figures by name."""
        figures = {"found": self.found, "recall": self.recall, "precision": self.precision, "f1": self.f1}
        for name in (*_ATTRIBUTES, "time_period", "target", "achievement"):
            figures[name] = self.attribute(name)
        figures |= {"cell_precision": self.cell_precision, "cell_recall": self.cell_recall}
        return figures | {name: float(self.counts[name]) for name in ("facts", "bad_spans", "not_quantities_emitted")}


def score(cases: Iterable[Mapping[str, object]], predictions: Mapping[str, Mapping[str, object]]) -> Score:
    """The score of predictions by case id; a case without a prediction counts as one with no observations."""
    result = Score()
    for case in cases:
        prediction = predictions.get(str(case["id"]), {})
        result.counts["cases_missing"] += str(case["id"]) not in predictions
        _score_case(
            result, case, str(prediction.get("text", case.get("text", ""))), _records(prediction, "observations")
        )
    return result


def _score_case(result: Score, case: Mapping[str, object], text: str, seen: Sequence[Fact]) -> None:
    offers = {code: indicator.offer for code, indicator in load_catalogue().indicators.items()}
    name = str(case["id"])
    used: dict[int, str] = {}
    for fact, observation in _pairs(_records(case, "facts"), seen):
        wanted = bool(fact["required"]) and fact["indicator"] in offers and fact["value"] is not None
        right = observation is not None and _named_right(fact, observation)
        result.counts["facts"] += wanted
        result.counts["found"] += wanted and observation is not None
        result.counts["right"] += wanted and right
        if observation is not None:
            used[id(observation)] = str(fact["indicator"] if right else observation.get("indicator"))
            if observation.get("indicator") and observation["indicator"] not in _UNSCORED:
                result.counts["named"] += 1
                result.counts["named_right"] += right
                if not right:
                    result.misses.append(
                        f"{name}: {observation['indicator']} for {fact['indicator']} in {fact['quote']!r}"
                    )
        if wanted and observation is None:
            result.misses.append(f"{name}: {fact['indicator']} not found in {fact['quote']!r}")
        if wanted and right and observation is not None:
            _score_attributes(result, name, fact, observation)
        _note_cell(result, name, fact, offers)
    for observation in seen:
        code = used.get(id(observation), str(observation.get("indicator")))
        if observation.get("indicator") and id(observation) not in used and code not in _UNSCORED:
            result.counts["false_alarms"] += 1
            result.misses.append(f"{name}: false alarm {code} {observation.get('quote')!r}")
        if observation.get("publishable") and offers.get(code, "C") != "C":
            value, period = _float(observation["obs_value"]), str(observation.get("time_period"))[:4]
            result.cells_seen.add((name, code, round(value, 3), period))
        start, end = _int(observation["char_start"]), _int(observation["char_end"])
        result.counts["bad_spans"] += text[start:end] != observation.get("quote")
    result.counts["not_quantities_emitted"] += _emitted(case, text, seen)


def _pairs(facts: Sequence[Fact], seen: Sequence[Fact]) -> list[tuple[Fact, Fact | None]]:
    free = list(seen)
    taken: dict[int, Fact] = {}
    order = sorted(range(len(facts)), key=lambda index: not facts[index]["required"])
    for same_indicator in (True, False):
        for index in order:
            fact = facts[index]
            if index in taken:
                continue
            fitting = [s for s in free if _same_value(fact, s) and (not same_indicator or _named_right(fact, s))]
            if fitting:
                taken[index] = min(fitting, key=lambda s: not _overlaps(fact, s))
                free = [s for s in free if s is not taken[index]]
    return [(fact, taken.get(index)) for index, fact in enumerate(facts)]


def _score_attributes(result: Score, name: str, fact: Fact, observation: Fact) -> None:
    for attribute, (ours, theirs) in _ATTRIBUTES.items():
        if attribute == "org_level" and fact.get("level_basis") not in (None, "text"):
            continue
        wanted, got = fact[ours], observation.get(theirs)
        if attribute == "unit":
            wanted, got = _SAME_UNIT.get(str(wanted), wanted), _SAME_UNIT.get(str(got), got)
        _count(result, attribute, wanted == got, f"{name}: {attribute} {got} for {wanted} in {fact['quote']!r}")
    if fact["time_period"] and fact.get("period_basis") in (None, "text"):
        got = observation.get("time_period")
        message = f"{name}: time_period {got} for {fact['time_period']} in {fact['quote']!r}"
        _count(result, "time_period", got == fact["time_period"], message)
    for attribute, ours, theirs in (
        ("target", "target", "target_value"),
        ("achievement", "achievement_pct", "achievement_pct"),
    ):
        if fact.get(ours) is not None:
            same = observation.get(theirs) is not None and _close(observation[theirs], fact[ours])
            _count(result, attribute, same, f"{name}: {attribute} {observation.get(theirs)} for {fact[ours]}")


def _count(result: Score, name: str, right: bool, miss: str) -> None:
    result.counts[f"{name} n"] += 1
    result.counts[f"{name} ok"] += right
    if not right:
        result.misses.append(miss)


def _note_cell(result: Score, name: str, fact: Fact, offers: Mapping[str, str]) -> None:
    """The published cell that a fact makes: actual, province or national, a year or a stock, with a printed year."""
    code, basis = str(fact["indicator"]), {fact.get("period_basis") or "text", fact.get("level_basis") or "text"}
    province = fact["org_level"] in ("province", "national") or fact.get("level_basis") not in (None, "text")
    if offers.get(code, "C") == "C" or fact["kind"] != "actual" or not province:
        return
    if fact["period_type"] not in ("year", "point_in_time") or not fact["time_period"] or fact["value"] is None:
        return
    sure = bool(fact["required"]) and basis == {"text"}
    cells = result.cells_wanted if sure else result.cells_open
    cells.add((name, code, round(_float(fact["value"]), 3), str(fact["time_period"])[:4]))


def _emitted(case: Mapping[str, object], text: str, seen: Sequence[Fact]) -> int:
    listed = case.get("distractors")
    phrases = [str(phrase) for phrase in listed] if isinstance(listed, Sequence) else []
    spans = [match.span() for phrase in phrases for match in re.finditer(re.escape(phrase), text)]
    return sum(any(start <= _int(o["char_start"]) and _int(o["char_end"]) <= end for o in seen) for start, end in spans)


def _same_value(fact: Fact, observation: Fact) -> bool:
    if fact["value"] is None or not _close(observation["obs_value"], fact["value"]):
        return False
    units = {fact["unit"], observation.get("unit_measure")}
    return len(units) == 1 or not units & {"vnd", "percent"}


def _named_right(fact: Fact, observation: Fact) -> bool:
    also = fact.get("also")
    accepted = [str(code) for code in also] if isinstance(also, Sequence) else []
    return observation.get("indicator") in (fact["indicator"], *accepted)


def _overlaps(fact: Fact, observation: Fact) -> bool:
    start = _int(fact["start"])
    return _int(observation["char_start"]) < start + len(str(fact["quote"])) and _int(observation["char_end"]) > start


def _records(holder: Mapping[str, object], name: str) -> list[Fact]:
    listed = holder.get(name)
    return [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, Sequence) else []


def _close(ours: object, theirs: object) -> bool:
    return abs(_float(ours) - _float(theirs)) <= 1e-3 * max(1.0, abs(_float(theirs)))


def _float(value: object) -> float:
    return float(str(value))


def _int(value: object) -> int:
    return int(str(value))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
