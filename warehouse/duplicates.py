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
_MARKS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Text:
    """An article's current text."""

    article_id: str
    fingerprint: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is remembered of a text: the smallest hashes of its shingles, how many there are, its figures in place.

    `figures` are numbers of which the upper half says where a figure stands and the lower half which one. All of it is
    in arrays: with a hundred thousand articles, objects would take more memory than the database that is built.
    """

    sketch: "array[int]"
    size: int
    figures: "array[int]"


def link(texts: Iterable[Text]) -> dict[str, str]:
    """article_id to the earliest article with nearly the same text; articles that repeat none are not named.

    The texts must come earliest first; the earliest of a group is never itself a duplicate.
    """
    by_fingerprint: dict[str, str] = {}
    by_key: dict[int, int | tuple[int, ...]] = {}
    known: list[tuple[str, _Known]] = []
    found: dict[str, str] = {}
    for item in texts:
        if item.fingerprint and item.fingerprint in by_fingerprint:
            found[item.article_id] = by_fingerprint[item.fingerprint]
            continue
        mine, keys = _known(item.text)
        listed = [(key, _numbers(by_key.get(key, ()))) for key in keys]
        sharing = Counter(other for _, others in listed if len(others) < LISTED for other in others)
        near = [(_likeness(mine, known[other][1]), known[other][0]) for other, _ in sharing.most_common(COMPARED)]
        likeness, origin = max(near, default=(0.0, ""))
        if likeness >= CONTAINED:
            found[item.article_id] = origin
        else:
            origin, number = item.article_id, len(known)
            known.append((origin, mine))
            by_key.update(
                (key, (*others, number) if others else number) for key, others in listed if len(others) < LISTED
            )
        if item.fingerprint:
            by_fingerprint[item.fingerprint] = origin
    return found


def _numbers(listed: int | tuple[int, ...]) -> tuple[int, ...]:
    """The articles of a key; most keys have one, which is kept without a tuple around it."""
    return (listed,) if isinstance(listed, int) else listed


def _words(text: str) -> list[str]:
    """Words and figures, folded: neither case nor marks nor where a tone mark stands nor punctuation counts."""
    return _TOKEN.findall(_MARKS.sub("", unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))))


def _known(text: str) -> tuple[_Known, list[int]]:
    """What is remembered of a text, and the keys by which it is looked up."""
    words = _words(text)
    triples = zip(words, words[1:], words[2:], strict=False)
    shingles = list(map(" ".join, triples)) or ([" ".join(words)] if words else [])
    hashes = [zlib.crc32(shingle.encode()) * MIXED % 2**32 for shingle in shingles]
    last = len(hashes) - 1
    with_figure = {
        hashes[shingle]
        for i, word in enumerate(words)
        if not word.isalpha() and any(map(str.isdigit, word))
        for shingle in range(max(0, i - SHINGLE + 1), min(i, last) + 1)
    }
    values = sorted(set(hashes))
    keys = list(dict.fromkeys(values[:KEYS] + sorted(with_figure)[:KEYS]))
    return _Known(array("I", values[:SKETCH]), len(values), _figures(words)), keys


def _figures(words: list[str]) -> "array[int]":
    """What is said to be how many: the words around each figure, other figures left open, and the figure there."""
    found = set()
    for i, word in enumerate(words):
        if word[0].isdigit():
            around = [*words[max(0, i - AROUND) : i], "", *words[i + 1 : i + 1 + AROUND]]
            place = zlib.crc32(" ".join("0" if other[:1].isdigit() else other for other in around).encode())
            found.add(place << 32 | zlib.crc32(word.replace(".", "").replace(",", "").encode()))
    return array("Q", sorted(found))


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


def _contradict(one: "array[int]", other: "array[int]") -> bool:
    """Whether two texts give different figures in the same place."""
    agreed = {figure >> 32 for figure in set(one) & set(other)}
    return not {figure >> 32 for figure in one} & {figure >> 32 for figure in other} <= agreed
