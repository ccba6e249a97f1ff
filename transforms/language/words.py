"""Words, abbreviations and phrases: one pass over a text that later questions look up.

Vietnamese separates syllables, not words, so a word of the dictionary is a phrase of syllables: `đoàn viên`. News
writes the common ones as abbreviations, with or without dots and hyphens (`ĐV`, `CNVC-LĐ`, `T.Ư`); they are spelled
out here, all syllables of the expansion on the span of the abbreviation, so that a phrase list needs one form only.
Whole syllables are compared: `hộ` never matches in `hộp`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

_SYLLABLES = re.compile(r"([^\W\d_]+)")
_SOFT_GAPS = frozenset(
    gap
    for before, sign, space, after in product(("", " ", "  "), ("", '"', "'", "-"), ("", " "), ("", '"', "'", "-"))
    if len(gap := before + sign + space + after) <= 4
) | frozenset((".", "/", "&", " /", "/ ", " / ", " &", "& ", " & "))
"""Between two syllables of one phrase may stand a space, a hyphen or a quotation mark, or a dot without a space."""

_HIDES = "hides"
MAX_PHRASE = 9
"""Syllables of the longest phrase that is looked for; it bounds the work at each syllable."""


Word = tuple[str, int, int, bool]
"""A syllable, its start and end, and whether it can continue a phrase with the one before it. A bare tuple: a text has
hundreds."""


class Hit(NamedTuple):
    """A phrase found: its keys (what the lists call it) and its span."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    following: dict[str, "_Node"] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    hides: bool = False


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
            for syllable, _, _, _ in self._spelled.words(phrase):
                node = node.following.setdefault(syllable, _Node())
            if key not in node.keys:
                node.keys = (*node.keys, key)
            node.hides = _HIDES in node.keys

    def words(self, folded: str) -> list[Word]:
        """The syllables of a folded text, abbreviations spelled out."""
        return self._spelled.words(folded)

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Every phrase at every place, overlapping ones too, in order of their start."""
        hits: list[Hit] = []
        hidden_first, hidden_end = -1, -1
        root, count, make = self._root.following, len(words), tuple.__new__
        for first, (syllable, start, end, _) in enumerate(words):
            node = root.get(syllable)
            if node is None:
                continue
            at, last = first, min(count, first + MAX_PHRASE)
            while True:
                keys = node.keys
                if keys:
                    if node.hides:
                        hidden_first, hidden_end = first, end
                    if hidden_first >= first or end > hidden_end:
                        hits.append(make(Hit, (start, end, keys)))
                at += 1
                if at >= last:
                    break
                syllable, _, end, joined = words[at]
                if not joined:
                    break
                node = node.following.get(syllable)
                if node is None:
                    break
        return hits


class Abbreviations:
    """Spells out abbreviations: `ĐV` to `đoàn viên`, also `Đ.V` and `CNVC-LĐ`."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table: dict[tuple[str, ...], tuple[str, ...]] = {}
        for short, long in table.items():
            self._table[tuple(_SYLLABLES.findall(short))] = tuple(_SYLLABLES.findall(long))
        self._longest = max(map(len, self._table), default=1)
        self._heads = {short[0] for short in self._table}

    def words(self, folded: str) -> list[Word]:
        """The syllables of a folded text; those of an expansion share the span of the abbreviation.

        Without the abbreviation in brackets in `Liên đoàn Lao động (LĐLĐ) tỉnh`, so that the phrase goes on.
        """
        pieces = _SYLLABLES.split(folded)
        words: list[Word] = []
        shortened: list[int] = []
        heads, start, before, resume = self._heads, len(pieces[0]), pieces[0], False
        first = True
        for syllable, gap in zip(pieces[1::2], pieces[2::2], strict=True):
            end = start + len(syllable)
            joined = not first and before in _SOFT_GAPS
            first = False
            if resume:
                joined, resume = joined or before.endswith(") "), False
            if syllable in heads:
                if before.endswith("(") and gap.startswith(")") and (syllable,) in self._table:
                    start, before, resume = end + len(gap), gap, True
                    continue
                shortened.append(len(words))
            words.append((syllable, start, end, joined))
            start, before = end + len(gap), gap
        return self._spelled_out(words, shortened) if shortened else words

    def _spelled_out(self, words: Sequence[Word], shortened: Sequence[int]) -> list[Word]:
        """The words with the longest abbreviation at each place where one may begin replaced by what it stands for."""
        found: list[Word] = []
        done = 0
        for at in shortened:
            if at < done:
                continue
            for size in range(min(self._longest, len(words) - at), 0, -1):
                taken = words[at : at + size]
                long = self._table.get(tuple([word[0] for word in taken]))
                if long is None or not all(word[3] for word in taken[1:]):
                    continue
                found += words[done:at]
                start, end, joined = words[at][1], taken[-1][2], words[at][3]
                found += [(syllable, start, end, joined or number > 0) for number, syllable in enumerate(long)]
                done = at + size
                break
        return found + list(words[done:])
