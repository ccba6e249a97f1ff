"""A rule of the catalogue in words, for a person who asks why a quantity got its name. Deciding is naming.py's and
linking.py's business.
"""

from functools import cache

from transforms.observations.catalogue import Rule, load_catalogue

_SHOWN = 6
"""Words of one condition that are shown; the catalogue has them all."""
_WHERE = {
    "own": "in its clause",
    "before": "before the number",
    "after": "behind the number",
    "near": "beside the number",
    "clause": "in its clause or carried over into it",
    "sentence": "in its sentence",
    "around": "in its sentence or the two before",
}
_OF_NEIGHBOURS = {
    "linked": "the money of the activity counted before it in the sentence",
    "several": "the sum of several activities named before it in the sentence",
    "of_one": "too small for all that was counted: the price of one",
    "sized": "an amount as large as the support for a house, in a passage on houses",
    "series": "the same that was measured for the year before it in the sentence",
    "ahead": "the money of the activity that follows it",
}
"""Rules of linking.py: names that come from what stands beside a quantity."""


def describe_rule(rule_id: str) -> str | None:
    """What a rule asks for: the noun that is counted, then each condition. Null for an id no rule has (any more)."""
    rule = _rules().get(rule_id)
    if rule is not None:
        return "; ".join(_conditions(rule))
    return _OF_NEIGHBOURS.get(rule_id.rpartition(".")[2])


@cache
def _rules() -> dict[str, Rule]:
    return {rule.rule_id: rule for entry in load_catalogue().indicators.values() for rule in entry.rules}


def _conditions(rule: Rule) -> list[str]:
    found = [f"counts {_either(rule.heads)}" if rule.heads else f"a {rule.kind}"]
    found += [f"{_WHERE[window]} {_either(keys)}" for window, keys in rule.needs]
    if rule.prev:
        found.append(f"after {_either(rule.prev)}")
    if rule.topic:
        found.append(f"about {_either(rule.topic)}")
    return found


def _either(keys: frozenset[str]) -> str:
    """`tổng số, hiện có or @total`: a word with @ is a group of the catalogue."""
    words = sorted(key.removeprefix("=") for key in keys)
    if len(words) > _SHOWN:
        return f"{', '.join(words[:_SHOWN])} or another of {len(words)}"
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
