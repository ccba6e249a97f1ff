"""The record types of a text being read: a quantity in its place, and the text with everything found in it.

Values that the readers fill and the later questions ask; how they are filled is in reading.py and clauses.py.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from transforms.language.mentions import Mention
from transforms.language.quantities import Quantity
from transforms.language.sentences import Sentence
from transforms.language.words import Hit

CountKind = Literal["count", "money", "percent"]
Keyed = tuple[int, int, str]
"""Start and end of a phrase, and a key of it."""


@dataclass(slots=True)
class Spot:
    """A quantity in its place. `before`, `after`: keys of its clause with their distance from the number in characters.

    `carried`: keys of the clauses before, where its own has no verb. `heads`: classes of the noun it counts, the noun
    itself first, then a label before the number; `noun_end` is where it ends, `noun_keys` are the keys inside it.
    """

    quantity: Quantity
    sentence: int
    kind: CountKind
    heads: tuple[str, ...]
    noun_start: int
    noun_end: int
    elliptic: bool
    times: bool
    start: int = 0
    end: int = 0
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    noun_keys: frozenset[str] = frozenset()


@dataclass(slots=True)
class Reading:
    """A text and everything found in one pass over it. `cut`: it has more numbers than were looked at.

    `signed` are the keys of the hits with where they stand, by the sign they begin with, which says what list they are
    of (lexicon.py). `sentence_keys` are asked of the texts that have spots only.
    """

    text: str
    folded: str
    sentences: list[Sentence]
    hits: list[Hit]
    mentions: list[Mention]
    spots: list[Spot] = field(default_factory=list)
    cut: bool = False
    signed: dict[str, list[Keyed]] = field(init=False)
    sentence_keys: list[frozenset[str]] = field(init=False, default_factory=list)
    _starts: list[int] = field(init=False)
    _verbs: list[tuple[int, int]] = field(init=False)
    _verb_starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [hit.start for hit in self.hits]
        self.signed = {}
        for start, end, keys in self.hits:
            for key in keys:
                known = self.signed.get(key[0])
                if known is None:
                    known = self.signed[key[0]] = []
                known.append((start, end, key))
        self._verbs = [(start, end) for start, end, key in self.signed.get("!", ()) if key == "!verbs"]
        self._verb_starts = [start for start, _ in self._verbs]

    def hits_between(self, start: int, end: int) -> list[Hit]:
        """Hits that lie wholly between two positions."""
        first = bisect_left(self._starts, start)
        return [hit for hit in self.hits[first : bisect_left(self._starts, end, first)] if hit[1] <= end]

    def verbs_between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where verbs stand that lie wholly between two positions."""
        first = bisect_left(self._verb_starts, start)
        last = bisect_left(self._verb_starts, end, first)
        return [verb for verb in self._verbs[first:last] if verb[1] <= end] if first < last else []

    def keys_around(self, sentence: int) -> frozenset[str]:
        """Keys of the two sentences before one in the same paragraph."""
        paragraph = self.sentences[sentence].paragraph
        first = max(0, sentence - 2)
        while first < sentence and self.sentences[first].paragraph != paragraph:
            first += 1
        return frozenset().union(*self.sentence_keys[first:sentence])
