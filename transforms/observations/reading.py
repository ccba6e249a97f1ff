"""A text made ready for questions: its sentences, the phrases and times in it, its quantities with what they count.

Everything is found in one pass and looked up afterwards. The noun behind a number is part of the reading (`304 lượt cán
bộ công chức`: persons, counted as often as they came); which clause the number stands in is cut in clauses.py.
"""

import re
from collections.abc import Iterable

from transforms.language.letters import fold
from transforms.language.masks import Masks
from transforms.language.periods import find_mentions
from transforms.language.quantities import Quantity, find_quantities
from transforms.language.sentences import sentence_at, sentences
from transforms.observations.clauses import cut_clauses
from transforms.observations.lexicon import load_phrases
from transforms.observations.names import HEADLINES, NAMES
from transforms.observations.spots import CountKind, Keyed, Reading, Spot

_MASKS = Masks(NAMES, HEADLINES)
_LETTERS = re.compile(r"[^\W\d_]*")

MAX_QUANTITIES = 2_000
"""Numbers of one text that are looked at; the longest real reports have two hundred."""
_ALSO_COUNTED = ("vượt ", "hoàn thành ", "đạt ")
"""Words that show `n/m` to be a ratio and no date, where the noun is left out: `02/09 vượt chỉ tiêu`."""
_ONE_OF = frozenset(("class", "house", "grassroots_union", "occupational_union"))
"""`một` is an article as often as a number; before these nouns it counts."""
_SKIPPED = frozenset(("trở", "lên", "số", "tổng", "các", "là"))


def read_words(text: str) -> Reading:
    """The reading of a title: phrases and times, no quantities."""
    folded = fold(text)
    phrases = load_phrases()
    hits = phrases.find(phrases.words(folded))
    return Reading(text, folded, sentences(text, folded), hits, find_mentions(folded))


def read(text: str) -> Reading:
    """The reading of a text (NFC)."""
    folded = fold(text)
    phrases = load_phrases()
    hits = phrases.find(phrases.words(folded))
    mentions = find_mentions(folded)
    reading = Reading(text, folded, sentences(text, folded), hits, mentions)
    nouns = _longest_nouns(reading.signed.get("#", ()))
    masked = [*_MASKS.find(folded), *((mention.start, mention.end) for mention in mentions)]
    quantities = find_quantities(
        folded, masked, lambda position: position in nouns or folded.startswith(_ALSO_COUNTED, position)
    )
    reading.sentence_keys = _keys_by_sentence(reading)
    spots = [_spot(reading, quantity, nouns) for quantity in quantities[:MAX_QUANTITIES]] if reading.sentences else []
    reading.spots = [spot for spot in spots if not _is_article(folded, spot)]
    reading.cut = len(quantities) > MAX_QUANTITIES
    cut_clauses(reading)
    return reading


def _longest_nouns(found: Iterable[Keyed]) -> dict[int, tuple[int, str]]:
    """Where a noun begins: its end and class, of the longest one at each place."""
    nouns: dict[int, tuple[int, str]] = {}
    for start, end, key in found:
        if start not in nouns or end > nouns[start][0]:
            nouns[start] = (end, key[1:])
    return nouns


def _keys_by_sentence(reading: Reading) -> list[frozenset[str]]:
    collected: list[set[str]] = [set() for _ in reading.sentences]
    at = 0
    for hit in reading.hits:
        while at + 1 < len(reading.sentences) and reading.sentences[at + 1].start <= hit.start:
            at += 1
        if collected:
            collected[at].update(hit.keys)
    return [frozenset(keys) for keys in collected]


def _spot(reading: Reading, quantity: Quantity, nouns: dict[int, tuple[int, str]]) -> Spot:
    folded = reading.folded
    position, times, heads = quantity.end, False, []
    noun_start = noun_end = quantity.end
    for _ in range(4):
        while position < len(folded) and folded[position] in ' "':
            position += 1
        if position - noun_end > 3 and not times:
            break
        noun = nouns.get(position)
        if noun is None:
            word = _LETTERS.match(folded, position)
            if word is None or word[0] not in _SKIPPED or quantity.kind == "money":
                break
            position = noun_end = word.end()
            continue
        noun_start = noun_start if times else position
        position = noun_end = noun[0]
        heads.append(noun[1])
        if noun[1] == "times":
            times = True
            continue
        break
    if times and len(heads) > 1:
        heads = [*heads[1:], "times"]
    kind: CountKind = "percent" if quantity.kind == "percent" else "money" if quantity.kind == "money" else "count"
    index = sentence_at(reading.sentences, quantity.number_start)
    return Spot(quantity, index, kind, tuple(heads), noun_start, noun_end, not heads, times)


def _is_article(folded: str, spot: Spot) -> bool:
    if not spot.quantity.in_words or spot.quantity.value != 1:
        return False
    return not _ONE_OF & set(spot.heads) or folded.endswith(("đồng ", "triệu "), 0, spot.quantity.start)
