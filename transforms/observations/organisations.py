"""Organisations in a text, the level each stands on, and whether it can be what its clause is about.

The organisation is the grammatical subject, not whatever is mentioned: after `của`, `cho`, `dự`, `Chủ tịch` stands
somebody else's name, and `8 LĐLĐ huyện` are counted. Grassroots unions without a name are a subject only where they
give: `công đoàn cơ sở tặng 1.011 suất quà`, but what `các CĐCS đăng ký` is the province's figure. Which of them a
number belongs to is asked in subjects.py.
"""

import re
from dataclasses import dataclass
from functools import cache

from transforms.areas import resolve
from transforms.language.letters import fold
from transforms.observations.lexicon import LEVELS
from transforms.observations.spots import Reading
from transforms.observations.tables import read_table
from transforms.records import OrgLevel

_MUNICIPALITIES = frozenset(("01", "31", "46", "48", "79", "92"))
_LATIN = (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
_CAPITALS = "".join(chr(code) for code in _LATIN if chr(code).isupper())
_NAME = re.compile(
    r"(?: ?[-–]? ?(?:tỉnh|TP\.?|thành phố|huyện|quận|thị xã|phường|xã|và|số|ngành|các)? ?"
    rf"(?:[{_CAPITALS}][^\W_]{{0,20}}\.?|\d{{1,2}})){{1,14}}"
)
_MAX_NAME = 70
_COUNTED = re.compile(r"(?:%|(?<![\d.])(?!(?:19|20)\d\d ?$)\d{1,4}|\d[.,]\d{3}) ?$")
_STOPS = re.compile(r"[,;:.\d\n]")
_HANDS_OUT = re.compile(r" (?:giao|đề ra|phát động)(?!\w)")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation in a text. `subject`: it can be what its clause is about. `own`: the article's own level."""

    start: int
    end: int
    name: str
    level: OrgLevel
    subject: bool
    own: bool
    counted: bool
    place: str | None


def find_organisations(reading: Reading, home: str | None) -> list[Organisation]:
    found: list[Organisation] = []
    best: dict[int, tuple[int, str]] = {}
    for hit in reading.hits:
        for key in hit.keys:
            if key[0] == "^" and hit.end > best.get(hit.start, (0, ""))[0]:
                best[hit.start] = (hit.end, key[1:])
    after = 0
    for start, (end, kind) in sorted(best.items()):
        if start < after:
            continue
        after = end
        found.append(_organisation(reading, start, end, kind, home))
    return found


def _organisation(reading: Reading, start: int, end: int, kind: str, home: str | None) -> Organisation:
    match = _NAME.match(reading.text, end, min(len(reading.text), end + _MAX_NAME))
    tail = match[0].strip(" ,-–") if match else ""
    full_end = end + len(match[0].rstrip(" ,-–")) if match else end
    level, place = _level(kind, fold(reading.text[start:end]), tail, home)
    name = reading.text[start:full_end].strip()
    subject = _is_subject(reading, start, full_end, kind, tail)
    counted = bool(_COUNTED.search(reading.folded, max(0, start - 12), start))
    return Organisation(start, full_end, name, level, subject and not counted, kind == "own", counted, place)


def _level(kind: str, words: str, tail: str, home: str | None) -> tuple[OrgLevel, str | None]:
    place = _place(tail)
    central = kind in ("sector", "own", "province_or_district") or words.endswith(
        ("tập đoàn", "tổng công ty", "ngân hàng")
    )
    if central and "việt nam" in fold(tail)[:40]:
        return "national", None
    if kind == "own":
        return "province", place
    if kind == "province_or_district":
        city = "thành phố" in words or re.match(r"tp|thành phố", fold(tail)) is not None
        if not city:
            return ("province", place) if place or not tail else ("district", None)
        municipal = place or (home if not tail or not re.search(rf"[{_CAPITALS}]", tail.removeprefix("TP")) else None)
        return ("province", place) if municipal and municipal[-2:] in _MUNICIPALITIES else ("district", None)
    return next(level for level in LEVELS if level == kind), place


def _place(tail: str) -> str | None:
    """The old province that a name ends in or begins with, as a code."""
    bare = re.sub(r"^(?:[-–, ]|tỉnh|thành phố|TP\.?)+", "", tail)
    words = bare.split()
    for first, last in ((0, 4), (0, 3), (0, 2), (0, 1), (-4, None), (-3, None), (-2, None)):
        codes = resolve(" ".join(words[first:last]).strip(" ,.-–")) if words else ()
        if codes:
            return codes[0]
    return None


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = read_table("organisations.yaml").fields()

    def pattern(name: str) -> re.Pattern[str]:
        phrases = sorted((fold(phrase) for phrase in table[name].phrases()), key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r')[ "]{1,2}$')

    return pattern("boards"), pattern("not_after"), pattern("speaking")


def _is_subject(reading: Reading, start: int, end: int, kind: str, tail: str) -> bool:
    boards, not_after, speaking = _lists()
    folded = reading.folded
    floor = max(0, start - 30)
    for _ in range(2):
        board = boards.search(folded, floor, start)
        if board is None:
            break
        start, floor = board.start(), max(0, board.start() - 30)
    before = folded[floor:start]
    if _HANDS_OUT.match(folded, end):
        return False
    opening = not before.rstrip(' "') or before.rstrip(' "')[-1] in ",;:.(\n-|" or "\n" in before[-2:]
    if kind == "other":
        return opening and (bool(tail) or "công ty" not in folded[start:end])
    if kind in ("grassroots", "cluster") and not tail:
        return gives(reading, end) if kind == "grassroots" else opening
    if speaking.search(before):
        return True
    if any("!verbs" in hit.keys and hit.end == start - 1 for hit in reading.hits_between(floor, start)):
        return False  # the object of a verb: `giải thể các LĐLĐ huyện`
    return not not_after.search(before)


def gives(reading: Reading, end: int) -> bool:
    """Whether a verb of giving follows within a few words."""
    stop = _STOPS.search(reading.folded, end, end + 50)
    limit = stop.start() if stop else end + 50
    return any("@give" in hit.keys and "!verbs" in hit.keys for hit in reading.hits_between(end, limit))
