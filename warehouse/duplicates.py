"""Find articles that say nearly the same text: a press release on two portals, a repost, a print version.

Belongs here: comparing texts. What a near-duplicate means for a value is said in sql/stage_eligible.sql. The work grows
with the number of articles, not with its square: each is compared with the few that share most runs of its sketch.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

SHINGLE = 3
"""Words a shingle: fewer make every report of a federation alike, more make one changed number cost too much."""
SKETCH = 96
"""Smallest shingle hashes kept an article; the estimate of likeness is then good to about 0.05."""
RUN = 3
"""Neighbouring sketch entries that two texts must share to be compared at all."""
RUNS = 16
"""Runs looked up an article, those of its smallest hashes: texts that are alike do not miss all of them."""
ALIKE = 0.8
"""Share of common shingles from which two texts are one source."""
COMPARED = 4
"""Earlier articles that are compared, those that share most runs: bounds the work where many share a template."""
LISTED = 8
"""Earliest articles remembered a run, for the same reason."""
MIXED = 2654435761
"""Knuth's multiplier: crc32 orders similar words alike, the product does not."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article's current text."""

    article_id: str
    fingerprint: str | None
    text: str


def link(texts: Iterable[Text]) -> dict[str, str]:
    """article_id to the earliest article with nearly the same text; articles that repeat none are not named.

    The texts must come earliest first; the earliest of a group is never itself a duplicate.
    """
    by_fingerprint: dict[str, str] = {}
    by_run: dict[int, tuple[str, ...]] = {}
    sketches: dict[str, array[int]] = {}
    found: dict[str, str] = {}
    for item in texts:
        if item.fingerprint and item.fingerprint in by_fingerprint:
            found[item.article_id] = by_fingerprint[item.fingerprint]
            continue
        sketch = _sketch(item.text)
        runs = [hash(tuple(sketch[start : start + RUN])) for start in range(min(RUNS, len(sketch) - RUN + 1))]
        sharing = Counter(other for run in runs for other in by_run.get(run, ()))
        near = [(_likeness(sketch, sketches[other]), other) for other, _ in sharing.most_common(COMPARED)]
        likeness, origin = max(near, default=(0.0, ""))
        if likeness >= ALIKE:
            found[item.article_id] = origin
        else:
            origin = item.article_id
            sketches[origin] = sketch
            for run in runs:
                listed = by_run.get(run, ())
                if len(listed) < LISTED:
                    by_run[run] = (*listed, origin)
        if item.fingerprint:
            by_fingerprint[item.fingerprint] = origin
    return found


def _sketch(text: str) -> "array[int]":
    words = text.casefold().split()
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    hashes = sorted({zlib.crc32(shingle.encode()) * MIXED % 2**32 for shingle in shingles})
    return array("I", hashes[:SKETCH])


def _likeness(one: "array[int]", other: "array[int]") -> float:
    """Jaccard's index, exact where both texts fit into the sketch, else estimated from the smallest hashes of both."""
    union = sorted(set(one) | set(other))[:SKETCH] if max(len(one), len(other)) == SKETCH else set(one) | set(other)
    common = set(one) & set(other)
    return sum(1 for value in union if value in common) / len(union) if union else 0.0
