"""Paragraphs and sentences as spans.

A full stop ends a sentence only before a space and a capital, digit or quotation mark, and not after an abbreviation:
`TP. Hồ Chí Minh`, `T.Ư`, `18.10` and `1.234` do not end one. A line break always does, `…` does before a capital.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

_END = re.compile(r"[\n.!?…](?:(?<=\n)\n*|(?:(?<=\.)\.{0,2}|(?<=[!?…])[!?…]{0,2})[\"'”’)]{0,2}(?=[ \n]|$))")
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:tp|tx|tt|ths|ts|gs|pgs|bs|ks|đ/c|mr|ms|st|no)$")


class Sentence(NamedTuple):
    """A span of one paragraph; `paragraph` counts lines from 0."""

    start: int
    end: int
    paragraph: int


def sentences(text: str, folded: str) -> list[Sentence]:
    """All sentences in order; together they cover everything but the white space between them."""
    found: list[Sentence] = []
    start, paragraph = 0, 0
    for match in _END.finditer(text):
        breaks = match[0].startswith("\n")
        if not breaks and not _ends_here(text, folded, match.start(), match.end()):
            continue
        _add(found, text, start, match.start() if breaks else match.end(), paragraph)
        start = match.end()
        paragraph += breaks
    _add(found, text, start, len(text), paragraph)
    return found


def sentence_at(found: Sequence[Sentence], position: int) -> int:
    """The index of the sentence that holds a position (or the last one that begins before it)."""
    return max(0, bisect_right(found, position, key=lambda sentence: sentence.start) - 1)


def _ends_here(text: str, folded: str, dot: int, after: int) -> bool:
    following = text[after : after + 3].lstrip()
    if not following:
        return True
    if not (following[0].isupper() or following[0].isdigit() or following[0] in "\"“'‘(-+•*"):
        return False
    if text[dot] != ".":
        return True
    return not _ABBREVIATED.search(folded[max(0, dot - 6) : dot])


def _add(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Sentence(start, end, paragraph))
