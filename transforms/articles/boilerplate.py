"""Lines that every site wraps around its articles, told by their words (transforms/data/boilerplate.yaml).

Here: the line rules and the cutting. They serve plain text and pages of an unknown family; a known family loses its
boilerplate by structure first (rules.py) and passes through here as well. Not here: links, captions, bylines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.articles import rulefile
from transforms.articles.text import key, words

_FILE = Path(__file__).parent.parent / "data" / "boilerplate.yaml"
_MAX_WORDS = 45
"""No boilerplate line is longer; longer lines are not compared at all."""

_MAX_POINTER_WORDS = 30
_PLACEHOLDERS = {
    "{n}": r"\d{1,15}(?: \d{1,15}){0,7}",
    "{w}": r"[0-9a-z]{1,30}",
    "{w5}": r"[0-9a-z]{1,30}(?: [0-9a-z]{1,30}){0,4}",
    "{w20}": r"[0-9a-z]{1,30}(?: [0-9a-z]{1,30}){0,19}",
}
_PLACEHOLDER = re.compile(r"(\{[a-z0-9]+\})")


@dataclass(frozen=True)
class LineRules:
    """Compiled patterns over folded lines (text.key)."""

    drop: re.Pattern[str]
    pointers: re.Pattern[str]
    tail: re.Pattern[str]
    anchors: re.Pattern[str]
    counter: re.Pattern[str]


def _pattern(entry: rulefile.Entry) -> str:
    """One line of the data file as a regular expression over folded lines."""
    parts = []
    for part in _PLACEHOLDER.split(entry.text()):
        if part in _PLACEHOLDERS:
            parts.append(_PLACEHOLDERS[part])
        elif part.startswith("{"):
            raise entry.fail(f"unknown placeholder {part} (known: {', '.join(_PLACEHOLDERS)})")
        elif folded := key(part):
            parts.append(re.escape(folded).replace("\\ ", " "))
    if not parts:
        raise entry.fail("the line has no word and no number")
    return " ".join(parts)


def _any_of(entry: rulefile.Entry) -> str:
    return rf"\A(?:{'|'.join(sorted({_pattern(item) for item in entry.items()}))})"


@cache
def line_rules(file: Path = _FILE) -> LineRules:
    """The rules of the data file, checked and compiled once."""
    groups = rulefile.read(file).fields(
        required=frozenset({"drop", "pointers", "tail", "counter"}), optional=frozenset()
    )
    counter = groups["counter"].fields(required=frozenset({"anchors", "members"}), optional=frozenset())
    anchors = _any_of(counter["anchors"])
    return LineRules(
        drop=re.compile(_any_of(groups["drop"])),
        pointers=re.compile(f"{_any_of(groups['pointers'])}(?: |$)"),
        tail=re.compile(_any_of(groups["tail"])),
        anchors=re.compile(anchors),
        counter=re.compile(f"{anchors}|{_any_of(counter['members'])}"),
    )


def _short_key(line: str) -> str | None:
    """The folded line, or null where it is too long to be boilerplate."""
    return key(line) if len(line) <= 400 and words(line) <= _MAX_WORDS else None


def is_boilerplate(line: str) -> bool:
    """A line that is dropped wherever it stands: share buttons, counters of views, or no word at all.

    Buttons in a row, with bars between them, are told one by one.
    """
    if _short_key(line) is None:
        return False
    drop = line_rules().drop
    if drop.fullmatch(key(line)):
        return True
    return all(not (folded := key(part)) or drop.fullmatch(folded) for part in line.split("|"))


def is_tail_marker(line: str) -> bool:
    """A line after which the article is over."""
    folded = _short_key(line)
    return bool(folded) and line_rules().tail.fullmatch(folded or "") is not None


def is_pointer(line: str) -> bool:
    """ "Xem thêm: another headline" in the middle of an article."""
    folded = _short_key(line)
    return bool(folded) and words(line) <= _MAX_POINTER_WORDS and line_rules().pointers.match(folded or "") is not None


def _counter_lines(keys: Sequence[str | None]) -> set[int]:
    """Where a visitor counter stands: neighbouring counter lines with an anchor among them."""
    rules, found, run = line_rules(), set[int](), list[int]()
    for i, folded in enumerate([*keys, None]):
        if folded == "":
            continue
        if folded is not None and rules.counter.fullmatch(folded):
            run.append(i)
            continue
        if len(run) > 1 and any(rules.anchors.fullmatch(keys[j] or "") for j in run):
            found.update(run)
        run = []
    return found


def strip(lines: Sequence[str], *, min_words: int = 15) -> list[str]:
    """The lines without boilerplate. A tail marker counts once `min_words` words of the article stand before it."""
    keys = [_short_key(line) for line in lines]
    rules, counter = line_rules(), _counter_lines(keys)
    kept: list[str] = []
    seen_words = 0
    for i, (line, folded) in enumerate(zip(lines, keys, strict=True)):
        if folded is not None:
            if rules.tail.fullmatch(folded):
                if seen_words >= min_words:
                    break
                continue
            if i in counter or is_boilerplate(line) or is_pointer(line):
                continue
        kept.append(line)
        seen_words += words(line)
    return kept
