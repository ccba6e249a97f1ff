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
    """A text and everything found in one pass over it. `cut`: it has more numbers than were looked at."""

    text: str
    folded: str
    sentences: list[Sentence]
    hits: list[Hit]
    mentions: list[Mention]
    spots: list[Spot]
    hit_starts: list[int]
    sentence_keys: list[frozenset[str]]
    cut: bool = False

    def hits_between(self, start: int, end: int) -> list[Hit]:
        """Hits that lie wholly between two positions."""
        first = bisect_left(self.hit_starts, start)
        found = []
        for hit in self.hits[first : bisect_left(self.hit_starts, end)]:
            if hit.end <= end:
                found.append(hit)
        return found

    def keys_around(self, sentence: int) -> frozenset[str]:
        """Keys of the two sentences before one in the same paragraph."""
        paragraph = self.sentences[sentence].paragraph
        first = max(0, sentence - 2)
        while first < sentence and self.sentences[first].paragraph != paragraph:
            first += 1
        return frozenset().union(*self.sentence_keys[first:sentence])
