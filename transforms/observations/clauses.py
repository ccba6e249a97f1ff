"""Clauses: which words of a sentence belong to which of its numbers.

Vietnamese puts the verb before the number and a passive or relative clause behind the noun (`kết nạp 392 đoàn viên`,
`36 người được kết nạp Đảng`), and strings such clauses together with commas. So a sentence is cut between each two
neighbouring quantities, before the verb that belongs to the second; what lies on either side of a number up to the
cuts is its clause. A clause without a verb of its own carries on the one before (`sửa chữa 21 nhà` has one; in `tặng
100 suất quà, 7 vé xe` the tickets are given too).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from transforms.language.words import Hit
from transforms.observations.spots import Reading, Spot

_WINDOW = 400
"""Characters of a clause that are looked at on either side of a number; it bounds the work on a line without stops."""
_SEPARATORS = re.compile(r"[,;:()]| - ")
_PER = re.compile(
    r"(?: ?đồng)? ?(?:/ ?(?:0?1 |một |mỗi )?|(?:một|mỗi) )([^\W\d_]+)(?: ([^\W\d_]+))?"
    r"(?: [^\W\d_]+)?(?: ?/ ?(?:0?1 )?([^\W\d_]+))?"
)
_NAMELESS = re.compile(
    r" "
    r"(?:và|với|ngoài|là|được|đã|đạt|so|còn|của|cho|tại|từ|ở|thuộc|trong|có|bị|theo|chiếm|vượt|tăng|"
    r"giảm|mới|nữa|trên|nay|để|do|bằng|trở|thì|nhưng|gồm|nằm|loại|hoàn|xây|sửa|làm|khởi|bàn|đang|"
    r"chưa|không|cũng|như|hay|hoặc|nữ|nam|đến|cùng)(?!\w)"
)
"""Words that follow a number whose noun is left out."""
_LABEL = re.compile(r"[,(] ?(?:trong đó |và |còn )?(?:tổng )?(?:số|tỷ lệ|tỉ lệ) (?!tiền)[^\W\d_]")
"""`giới thiệu 7.582 đoàn viên, số đoàn viên được kết nạp là 6.434`: with a comma and a label the next clause begins."""
_PEOPLE = frozenset(("member", "worker", "officer", "child", "household", "party_member", "delegate"))
ACTS = "!acts"
"""Key of a clause whose counted noun is the subject of a verb of doing."""
_ADVERBS = frozenset(("", "đã", "cũng", "đều", "cùng", "sẽ", "đã cùng", "vừa"))
_STATES = re.compile(r"(?:quản lý|thu hút|nâng|đưa|tăng|giảm|tạo|chi nhánh)(?!\w)")
_GENERIC = frozenset(("person", "times"))


def cut_clauses(reading: Reading) -> None:
    """Gives each quantity its clause, the keys in it, and what it carries on from the one before."""
    for index, spot in enumerate(reading.spots):
        sentence = reading.sentences[spot.sentence]
        last = reading.spots[index - 1] if index and reading.spots[index - 1].sentence == spot.sentence else None
        if last is None:
            spot.start = max(sentence.start, spot.quantity.start - _WINDOW)
            _open_clause(reading, spot)
        else:
            cut, shared = _cut_between(reading, last, spot)
            spot.start = max(cut, spot.quantity.start - _WINDOW)
            last.end = _own_end(reading, last, min(spot.quantity.start if shared else cut, last.quantity.end + _WINDOW))
        following = reading.spots[index + 1] if index + 1 < len(reading.spots) else None
        if following is None or following.sentence != spot.sentence:
            limit = min(max(sentence.end, spot.quantity.end), spot.quantity.end + _WINDOW)
            spot.end = _own_end(reading, spot, limit)
    carrier: Spot | None = None
    for index, spot in enumerate(reading.spots):
        last = reading.spots[index - 1] if index and reading.spots[index - 1].sentence == spot.sentence else None
        if carrier is not None and carrier.sentence != spot.sentence:
            carrier = None
        _fill(reading, spot, last, carrier)
        if spot.kind != "percent" or carrier is None:
            carrier = spot
    for spot, following in pairwise(reading.spots):
        _resume(reading, spot, following)
        near = following.sentence == spot.sentence and following.quantity.start - spot.quantity.end < 30
        if near and spot.kind == following.kind == "count" and not spot.heads:
            spot.heads = following.heads  # `xây mới 32 và sửa chữa 12 nhà`


def _own_end(reading: Reading, spot: Spot, limit: int) -> int:
    """A clause ends before the next verb of doing that a comma introduces, at a semicolon in any case."""
    stop = reading.folded.find(";", spot.noun_end, limit)
    limit = stop if stop >= 0 else limit
    if spot.kind == "percent" or (
        spot.kind == "count" and spot.heads and not reading.verbs_between(spot.start, spot.quantity.start)
    ):
        return limit  # the number is the subject: what follows the comma is said of it too
    for match in _SEPARATORS.finditer(reading.folded, spot.noun_end, limit):
        if match[0] != ",":
            continue
        near = reading.verbs_between(max(spot.noun_end, match.start() - 14), min(limit, match.end() + 25))
        if not near or _between_verbs(match.start(), match.end() + 1, near):
            continue
        for start, _ in near:
            if 0 <= start - match.end() < 14 and not _is_passive(reading, start):
                return match.start()
    return limit


def _is_passive(reading: Reading, verb: int) -> bool:
    return reading.folded.endswith(("được ", "bị "), 0, verb)


def _resume(reading: Reading, spot: Spot, following: Spot) -> None:
    """Behind a bracket with a price the clause goes on: `9 phần quà (500.000 đồng/phần) cho con CNVC-LĐ`."""
    opening = reading.folded[spot.noun_end : spot.noun_end + 2].find("(")
    if opening < 0 or following.sentence != spot.sentence or spot.kind != "count":
        return
    sentence = reading.sentences[spot.sentence]
    closing = reading.folded.find(")", following.quantity.end, min(sentence.end, following.quantity.end + 40))
    if closing < 0:
        return
    end = _SEPARATORS.search(reading.folded, closing + 1, min(sentence.end, closing + 80))
    stop = end.start() if end else min(closing + 80, sentence.end)
    for hit in reading.hits_between(closing, stop):
        for key in hit.keys:
            spot.after.setdefault(key, hit.start - closing)


def _open_clause(reading: Reading, spot: Spot) -> None:
    """The first clause of a sentence begins behind its last semicolon before the number."""
    stop = reading.folded.rfind(";", spot.start, spot.quantity.start)
    if stop >= 0:
        spot.start = stop + 1


def _cut_between(reading: Reading, last: Spot, spot: Spot) -> tuple[int, bool]:
    """Where the clause of one quantity ends and that of the next begins, and whether they share what lies between."""
    start, end = min(last.noun_end, spot.quantity.start), spot.quantity.start
    stop = reading.folded.rfind(";", start, end)
    if stop >= 0:
        return stop + 1, False
    hits = reading.hits_between(start, end)
    verbs = reading.verbs_between(start, end)
    nouns = {hit.start for hit in hits for key in hit.keys if key[0] == "#"}
    places = []
    for match in _SEPARATORS.finditer(reading.folded, start, end):
        after = match.end()
        while after < end and reading.folded[after] in ' "':
            after += 1
        listed = after in nouns and last.kind == "count" and after - match.start() < 4
        if match[0] not in (",", " - ") or not (listed or _between_verbs(match.start(), after, verbs)):
            places.append(match.start())
    broken = start
    for hit in hits:
        if "!breaks" in hit.keys and hit.start >= broken:
            if not _joins(reading, hit, verbs, nouns):
                places.append(hit.start)
            broken = hit.end
    if not places:
        return start, True
    places.sort()
    labels = [place for place in places if _LABEL.match(reading.folded, place)]
    if labels:
        return labels[-1], False
    verbs = [verb for verb in verbs if verb[0] > places[0]]
    verb = next((at for at, _ in verbs if not _is_passive(reading, at)), None)
    if verb is not None:
        return places[bisect_right(places, verb) - 1], False
    each = "mỗi " in reading.folded[places[-1] : end]
    return (places[-1] if not verbs or each else max(places[-1], verbs[-1][1])), False


def _between_verbs(end: int, start: int, verbs: Sequence[tuple[int, int]]) -> bool:
    """`làm mới, sửa chữa nhà`: a comma with a verb on either side joins what has one object."""
    return any(verb[1] == end for verb in verbs) and any(verb[0] == start for verb in verbs)


def _joins(reading: Reading, hit: Hit, verbs: Sequence[tuple[int, int]], nouns: set[int]) -> bool:
    """Whether a break word only joins: two nouns, two verbs (`xây mới và sửa chữa`), or `mỗi suất trị giá`."""
    if reading.folded.startswith("và", hit.start):
        before = any(hit.start - 12 <= end < hit.start for _, end in verbs)
        return hit.end + 1 in nouns or (before and any(start == hit.end + 1 for start, _ in verbs))
    return "mỗi " in reading.folded[max(0, hit.start - 14) : hit.start]


def _fill(reading: Reading, spot: Spot, last: Spot | None, carrier: Spot | None) -> None:
    quantity = spot.quantity
    begin, end, noun_end = quantity.start, quantity.end, spot.noun_end
    before, after, inside = spot.before, spot.after, set[str]()
    for _, finish, keys in reading.hits_between(spot.start, begin):
        for key in keys:
            before[key] = begin - finish
    for start, finish, keys in reading.hits_between(end, max(spot.end, noun_end)):
        if finish <= noun_end:
            inside.update(keys)
            continue
        for key in keys:
            if key not in after:
                after[key] = start - end
    spot.noun_keys = frozenset(inside)
    if spot.kind == "count" and _acts(reading, spot):
        spot.after[ACTS] = 0
    if carrier is not None and "!verbs" not in spot.before:
        spot.carried = {**carrier.before, **carrier.after, **dict.fromkeys(carrier.noun_keys, 0)}
        if "!verbs" not in carrier.before:
            spot.carried = {**carrier.carried, **spot.carried}
    if quantity.kind != "percent":
        _fill_price(reading, spot)
    labelled = [(distance, key) for key, distance in before.items() if key[0] == "#"]
    labelled.sort(key=itemgetter(0))
    labels = [key[1:] for _, key in labelled]
    nearest = labelled[0][0] if labelled else 99
    head = spot.heads[0] if spot.kind == "count" and spot.heads else ""
    told_before = head == "person" or (quantity.of is not None and head in _PEOPLE)
    if told_before and labels and nearest <= 1 and labels[0] in _PEOPLE:
        spot.heads = (labels[0],)  # `đoàn viên 38.735 người`, `tổng số ĐV 41.086/43.702 CNVCLĐ`
    unnamed = not spot.heads and not (spot.kind == "count" and _names_a_thing(reading, spot))
    if labels and unnamed and nearest < 60:
        spot.heads = tuple(labels[:3])
    elif labels and spot.heads and spot.heads[0] in _GENERIC and nearest < 16 and labels[0] in _PEOPLE:
        spot.heads = (*spot.heads, labels[0])
    elif unnamed and last is not None and spot.kind == "count":
        spot.heads = last.heads
    if spot.kind == "count" and spot.elliptic and _is_money(spot):
        spot.kind = "money"
    if spot.kind == "money":
        spot.heads = ()


def _acts(reading: Reading, spot: Spot) -> bool:
    """`447 công đoàn cơ sở bình chọn …`: what is counted does something, so that it need not be all there are."""
    for start, _ in reading.verbs_between(spot.noun_end, spot.noun_end + 12):
        gap = reading.folded[spot.noun_end : start].strip()
        if gap in _ADVERBS and not _STATES.match(reading.folded, start):
            return True
    return False


def _names_a_thing(reading: Reading, spot: Spot) -> bool:
    """`200 áo mưa`, `9 đêm văn nghệ`: a word behind the number that is no known noun still counts something else."""
    folded, end = reading.folded, spot.quantity.end
    spelled = folded[end : end + 1] == " " and folded[end + 1 : end + 2].isalpha()
    return spelled and _NAMELESS.match(folded, end) is None


def _fill_price(reading: Reading, spot: Spot) -> None:
    """`500.000 đồng/suất`: what stands behind the stroke is what one unit costs."""
    match = _PER.match(reading.folded, spot.quantity.end)
    if match is None:
        return
    words = [word for word in match.groups() if word]
    spot.after.setdefault(f"=/{words[0]}", 0)
    if match[2]:
        spot.after.setdefault(f"=/{match[1]} {match[2]}", 0)
    if match[3]:
        spot.after.setdefault(f"=/{words[0]}/{match[3]}", 0)
    spot.elliptic = spot.kind != "money"


def _is_money(spot: Spot) -> bool:
    """A number without a noun and without a currency is money where its size or the words before it say so."""
    near = min((distance for key, distance in spot.before.items() if key == "!money_words"), default=99)
    scale, value = spot.quantity.scale, spot.quantity.value
    if scale >= 10**9:
        return True
    per_unit = any(key.startswith("=/") for key in spot.after)
    if scale >= 10**3:
        return True
    return value >= 10**4 and (near < 12 or per_unit)
