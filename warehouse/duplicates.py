"""Find articles that say nearly the same text: a press release on two portals, a repost, a print version.

Belongs here: comparing texts. What a near-duplicate means for a value is said in sql/stage_eligible.sql. The work grows
with the number of articles, not with its square: each is compared with the few that share most of its rare shingles.

One text goes on with another headline, a lead of the local paper's own, fewer paragraphs at its end. Two texts that
give different figures in the same place are never one, however near: reports are written on templates, and a copy with
one figure changed is a conflict that must be seen.
"""

import re
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SHINGLE = 3
"""Words a shingle: fewer make every report of a federation alike, more make one changed number cost too much."""
SKETCH = 96
"""Smallest shingle hashes kept an article; the estimate of likeness is then good to about 0.05."""
KEYS = 16
"""Shingles by which an article is looked up, the smallest hashes of all, and as many of those with a figure: on a
template shared by thousands only the figures tell one report from another."""
CONTAINED = 0.8
"""Share of the shorter text's shingles that the longer one has, from which two texts are one source."""
NOT_A_PART = 0.5
"""A text of less than this share of the other's length is a part of it (a digest holds many), not the same."""
AROUND = 2
"""Words on either side of a figure that say what it stands for."""
COMPARED = 4
"""Earlier articles that are compared, those that share most keys: bounds the work where many share a template."""
LISTED = 8
"""Articles remembered a key. One that as many share is a template's own, and finds nobody."""
MIXED = 2654435761
"""Knuth's multiplier: crc32 orders similar words alike, the product does not."""


_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_MARKS = dict.fromkeys(range(0x300, 0x370))


@dataclass(frozen=True, slots=True)
class Text:
    """An article's current text."""

    article_id: str
    fingerprint: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is remembered of a text: the smallest hashes of its shingles, how many there are, its figures in place."""

    sketch: "array[int]"
    size: int
    keys: tuple[int, ...]
    figures: dict[int, frozenset[str]]


def link(texts: Iterable[Text]) -> dict[str, str]:
    """article_id to the earliest article with nearly the same text; articles that repeat none are not named.

    The texts must come earliest first; the earliest of a group is never itself a duplicate.
    """
    by_fingerprint: dict[str, str] = {}
    by_key: dict[int, tuple[str, ...]] = {}
    known: dict[str, _Known] = {}
    found: dict[str, str] = {}
    for item in texts:
        if item.fingerprint and item.fingerprint in by_fingerprint:
            found[item.article_id] = by_fingerprint[item.fingerprint]
            continue
        mine = _known(item.text)
        listed = [(key, by_key.get(key, ())) for key in mine.keys]
        sharing = Counter(other for _, others in listed if len(others) < LISTED for other in others)
        near = [(_likeness(mine, known[other]), other) for other, _ in sharing.most_common(COMPARED)]
        likeness, origin = max(near, default=(0.0, ""))
        if likeness >= CONTAINED:
            found[item.article_id] = origin
        else:
            origin = item.article_id
            known[origin] = mine
            by_key.update((key, (*others, origin)) for key, others in listed if len(others) < LISTED)
        if item.fingerprint:
            by_fingerprint[item.fingerprint] = origin
    return found


def _words(text: str) -> list[str]:
    """Words and figures, folded: neither case nor marks nor where a tone mark stands nor punctuation counts."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d")).translate(_MARKS)
    return _TOKEN.findall(folded)


def _known(text: str) -> _Known:
    words = _words(text)
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    hashed = sorted((zlib.crc32(shingle.encode()) * MIXED % 2**32, shingle) for shingle in shingles)
    with_figure = [value for value, shingle in hashed if any(c.isdigit() for c in shingle)]
    values = [value for value, _ in hashed]
    keys = tuple(dict.fromkeys(values[:KEYS] + with_figure[:KEYS]))
    return _Known(array("I", values[:SKETCH]), len(values), keys, _figures(words))


def _figures(words: list[str]) -> dict[int, frozenset[str]]:
    """What is said to be how many: the words around each figure, other figures left open, to the figures there."""
    found: dict[int, frozenset[str]] = {}
    for i, word in enumerate(words):
        if word[0].isdigit():
            around = [*words[max(0, i - AROUND) : i], "", *words[i + 1 : i + 1 + AROUND]]
            place = zlib.crc32(" ".join("0" if other[:1].isdigit() else other for other in around).encode())
            found[place] = found.get(place, frozenset()) | {word.replace(".", "").replace(",", "")}
    return found


def _likeness(one: _Known, other: _Known) -> float:
    """How much of the shorter text the longer one has: 0 where they contradict each other, or one is a mere part.

    Exact where both fit into the sketch, else estimated from the smallest hashes of both.
    """
    shorter, longer = sorted((one.size, other.size))
    if not shorter or shorter < NOT_A_PART * longer or _contradict(one.figures, other.figures):
        return 0.0
    common = set(one.sketch) & set(other.sketch)
    union = sorted(set(one.sketch) | set(other.sketch))
    if longer > SKETCH:
        union = union[:SKETCH]
    jaccard = sum(1 for value in union if value in common) / len(union)
    return jaccard * (shorter + longer) / ((1 + jaccard) * shorter)


def _contradict(one: dict[int, frozenset[str]], other: dict[int, frozenset[str]]) -> bool:
    """Whether two texts give different figures in the same place."""
    return any(one[place].isdisjoint(other[place]) for place in one.keys() & other.keys())
