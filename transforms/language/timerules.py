"""What the rules of dates.py and periods.py share: how a year, a day, a month and a small number are written, and the
book that a module's rules are entered in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from transforms.language.letters import around, spans, word_first
from transforms.language.mentions import Mention

YEAR = r"(?:19\d\d|20[0-4]\d)"
DAY, MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
STOP = r"(?![\d]|[.,]\d)"
SMALL = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: một)?)"
IN_YEAR = rf"(?: ?/ ?| ?- ?|\.| (?:của )?năm |,? năm | )(?P<y>{YEAR}){STOP}"
_COUNT = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}

_REACH = 80
"""Characters on either side of its core within which a match lies, and what it asks to stand beside it."""

Handler = Callable[[re.Match[str]], Mention | None]


class TimeRule(NamedTuple):
    """A way of writing a time. A text with none of the words it `needs` is not searched for it, and with a `core`,
    which every match holds and most texts have in a few places only, no more than `reach` characters around those.
    """

    needs: tuple[str, ...]
    core: re.Pattern[str] | None
    reach: int
    pattern: re.Pattern[str]
    handler: Handler


class TimeText:
    """A folded text that rules search; where their cores stand, which several share, is asked once."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._cores: dict[re.Pattern[str], list[tuple[int, int]]] = {}

    def matches(self, rule: TimeRule) -> list[re.Match[str]]:
        """All matches of a rule, overlapping ones of other rules not looked at."""
        folded = self._folded
        for word in rule.needs:
            if word in folded:
                break
        else:
            return []
        if rule.core is None:
            return list(rule.pattern.finditer(folded))
        cores = self._cores.get(rule.core)
        if cores is None:
            cores = self._cores[rule.core] = spans(rule.core, folded)
        return around(rule.pattern, cores, folded, rule.reach) if cores else []


@dataclass(slots=True)
class RuleBook:
    """The rules of a module in the order in which they are written."""

    rules: list[TimeRule] = field(default_factory=list)

    def rule(self, pattern: str, *needs: str, core: str = "", reach: int = _REACH) -> Callable[[Handler], Handler]:
        """Enters the function it decorates as what is made of a match of the pattern."""
        begins = pattern.startswith(r"(?<!\w)")
        compiled = re.compile(word_first(pattern.removeprefix(r"(?<!\w)")) if begins else pattern)

        def add(handler: Handler) -> Handler:
            rule = TimeRule(needs or ("",), re.compile(core) if core else None, reach, compiled, handler)
            self.rules.append(rule)
            return handler

        return add


def number(match: re.Match[str], name: str) -> int | None:
    """A group of digits as a number, null where it did not take part."""
    return int(match[name]) if match[name] else None


def small_number(written: str) -> int:
    """`6`, `sáu` or `mười một`."""
    if written.isdigit():
        return int(written)
    return 11 if written == "mười một" else _COUNT[written]


def day_or_none(year: int, month: int, day: int) -> date | None:
    """A day, null where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
