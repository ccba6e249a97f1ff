"""Find articles that say nearly the same text: a press release on two portals, a repost, a print version.

Belongs here: comparing texts. What a near-duplicate means for a value is said in sql/stage_eligible.sql. The work grows
with the number of articles, not with its square: only articles that share a band of their sketch are compared, and each
only with the earliest ones of the band.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

SHINGLE = 3
"""Words a shingle: fewer make every report of a federation alike, more make one changed number cost too much."""
SKETCH = 96
"""Smallest shingle hashes kept an article; the estimate of likeness is then good to about 0.05."""
BAND = 3
"""Neighbouring sketch entries that two texts must share to be compared at all."""
ALIKE = 0.8
"""Share of common shingles from which two texts are one source."""
COMPARED = 8
"""Earliest articles a band is compared with: bounds the work where many pages share a template."""
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
    by_band: dict[tuple[int, ...], list[str]] = defaultdict(list)
    sketches: dict[str, tuple[int, ...]] = {}
    found: dict[str, str] = {}
    for item in texts:
        if item.fingerprint and item.fingerprint in by_fingerprint:
            found[item.article_id] = by_fingerprint[item.fingerprint]
            continue
        sketch = _sketch(item.text)
        bands = list(_bands(sketch))
        origin = _most_alike(sketch, bands, by_band, sketches)
        if origin is not None:
            found[item.article_id] = origin
        else:
            sketches[item.article_id] = sketch
            for band in bands:
                if len(by_band[band]) < COMPARED:
                    by_band[band].append(item.article_id)
        if item.fingerprint:
            by_fingerprint[item.fingerprint] = origin or item.article_id
    return found


def _most_alike(
    sketch: tuple[int, ...],
    bands: list[tuple[int, ...]],
    by_band: dict[tuple[int, ...], list[str]],
    sketches: dict[str, tuple[int, ...]],
) -> str | None:
    likeness = {other: _likeness(sketch, sketches[other]) for band in bands for other in by_band.get(band, ())}
    best = max(likeness.items(), key=lambda pair: (pair[1], pair[0]), default=None)
    return best[0] if best is not None and best[1] >= ALIKE else None


def _sketch(text: str) -> tuple[int, ...]:
    words = text.casefold().split()
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    return tuple(nsmallest(SKETCH, {zlib.crc32(s.encode()) * MIXED % 2**32 for s in shingles}))


def _bands(sketch: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Runs of neighbouring entries; texts that differ in a few words keep most of the runs of the smallest hashes."""
    for start in range(0, max(0, min(len(sketch), SKETCH) - BAND + 1)):
        yield sketch[start : start + BAND]


def _likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Jaccard's index, exact where both texts fit into the sketch, else estimated from the smallest hashes of both."""
    union = sorted(set(one) | set(other))[:SKETCH] if max(len(one), len(other)) == SKETCH else set(one) | set(other)
    common = set(one) & set(other)
    return sum(1 for value in union if value in common) / len(union) if union else 0.0
