"""Words, abbreviations and phrases: one pass over a text that later questions look up.

Vietnamese separates syllables, not words, so a word of the dictionary is a phrase of syllables: `đoàn viên`. News
writes the common ones as abbreviations, with or without dots and hyphens (`ĐV`, `CNVC-LĐ`, `T.Ư`); they are spelled
out here, all syllables of the expansion on the span of the abbreviation, so that a phrase list needs one form only.
Whole syllables are compared: `hộ` never matches in `hộp`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_SYLLABLE = re.compile(r"[^\W\d_]+")
_SOFT_GAP = re.compile(r"""(?: {0,2}["'-]? ?["'-]?|[./&]| ?[/&] ?)""")
"""Between two syllables of one phrase may stand a space, a hyphen or a quotation mark, or a dot without a space."""

_HIDES = "hides"
MAX_PHRASE = 9
"""Syllables of the longest phrase that is looked for; it bounds the work at each syllable."""


class Word(NamedTuple):
    """A syllable with its span; `joined` is true where it can continue a phrase with the one before it."""

    text: str
    start: int
    end: int
    joined: bool


class Hit(NamedTuple):
    """A phrase found: its keys (what the lists call it) and its span."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    following: dict[str, "_Node"] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


class Phrases:
    """A set of phrases, each with the keys it stands for, found in one pass over a list of words."""

    def __init__(
        self, entries: Iterable[tuple[str, str]], abbreviations: Mapping[str, str], hiding: Iterable[str] = ()
    ) -> None:
        """`entries` are (phrase, key); a phrase may contain abbreviations, which are spelled out as in texts.

        Inside a phrase of `hiding` no phrase begins but at its start: in `gia đình công nhân` there is no `đình công`.
        """
        entries = [*entries, *((phrase, _HIDES) for phrase in hiding)]
        self._root = _Node()
        self._spelled = Abbreviations(abbreviations)
        for phrase, key in entries:
            node = self._root
            for word in self._spelled.words(phrase):
                node = node.following.setdefault(word.text, _Node())
            if key not in node.keys:
                node.keys = (*node.keys, key)

    def words(self, folded: str) -> list[Word]:
        """The syllables of a folded text, abbreviations spelled out."""
        return self._spelled.words(folded)

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Every phrase at every place, overlapping ones too, in order of their start."""
        hits: list[Hit] = []
        hidden = -1, -1
        root = self._root.following
        for first, word in enumerate(words):
            node = root.get(word.text)
            if node is None:
                continue
            at = first
            while node is not None:
                if _HIDES in node.keys:
                    hidden = first, words[at].end
                if node.keys and not (hidden[0] < first and words[at].end <= hidden[1]):
                    hits.append(Hit(word.start, words[at].end, node.keys))
                at += 1
                if at >= len(words) or not words[at].joined or at - first >= MAX_PHRASE:
                    break
                node = node.following.get(words[at].text)
        return hits


class Abbreviations:
    """Spells out abbreviations: `ĐV` to `đoàn viên`, also `Đ.V` and `CNVC-LĐ`."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table: dict[tuple[str, ...], tuple[str, ...]] = {}
        for short, long in table.items():
            self._table[tuple(_SYLLABLE.findall(short))] = tuple(_SYLLABLE.findall(long))
        self._longest = max(map(len, self._table), default=1)
        self._heads = {short[0] for short in self._table}

    def words(self, folded: str) -> list[Word]:
        """The syllables of a folded text; those of an expansion share the span of the abbreviation."""
        return list(self._spell_out(self._without_bracketed(folded, list(_syllables(folded)))))

    def _without_bracketed(self, folded: str, words: list[Word]) -> list[Word]:
        """`Liên đoàn Lao động (LĐLĐ) tỉnh` without the abbreviation in brackets, so that the phrase goes on."""
        kept: list[Word] = []
        resume = False
        for word in words:
            bracketed = folded[word.start - 1 : word.start] == "(" and folded[word.end : word.end + 1] == ")"
            if bracketed and (word.text,) in self._table:
                resume = True
                continue
            joined = word.joined or (resume and folded[word.start - 2 : word.start] == ") ")
            kept.append(Word(word.text, word.start, word.end, joined) if resume else word)
            resume = False
        return kept

    def _spell_out(self, words: Sequence[Word]) -> Iterator[Word]:
        at = 0
        while at < len(words):
            word = words[at]
            if word.text in self._heads:
                for size in range(min(self._longest, len(words) - at), 0, -1):
                    taken = words[at : at + size]
                    long = self._table.get(tuple(w.text for w in taken))
                    if long is None or not all(w.joined for w in taken[1:]):
                        continue
                    for number, syllable in enumerate(long):
                        yield Word(syllable, word.start, taken[-1].end, word.joined if number == 0 else True)
                    at += size
                    break
                else:
                    yield word
                    at += 1
            else:
                yield word
                at += 1


def _syllables(folded: str) -> Iterator[Word]:
    last = -9
    for match in _SYLLABLE.finditer(folded):
        start, end = match.span()
        gap = start - last
        joined = (gap == 1 and folded[last] in " -./&") or (gap <= 4 and bool(_SOFT_GAP.fullmatch(folded, last, start)))
        yield Word(match[0], start, end, joined)
        last = end
