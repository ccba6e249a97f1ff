"""Whose number it is: organisations in a text, the level each stands on, and which one a clause is about.

The organisation is the grammatical subject, not whatever is mentioned: after `của`, `cho`, `dự`, `Chủ tịch` stands
somebody else's name, and `8 LĐLĐ huyện` are counted. A subject holds until another opens: in its clause, then in its
paragraph, then the article's own (title first). `công đoàn các cấp` is the article's own level. Grassroots unions
without a name are a subject only where they give: `công đoàn cơ sở tặng 1.011 suất quà`, but what `các CĐCS đăng ký`
is the province's figure.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from transforms.areas import resolve
from transforms.language.letters import fold
from transforms.observations.lexicon import LEVELS
from transforms.observations.spots import Reading, Spot
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
_COUNTED_LEVELS: dict[str, OrgLevel] = {
    "grassroots_union": "grassroots",
    "upper_union": "district",
    "district_federation": "district",
}
_STOPS = re.compile(r"[,;:.\d\n]")
_HANDS_OUT = re.compile(r" (?:giao|đề ra|phát động)(?!\w)")
_RANK: dict[str, int] = {
    "national": 0,
    "province": 1,
    "sector": 2,
    "cluster": 2,
    "district": 2,
    "commune": 3,
    "grassroots": 4,
}


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


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose number a spot is. `explicit`: said in its own sentence or paragraph, not taken from the article."""

    name: str | None
    level: OrgLevel
    explicit: bool
    place: str | None


class Organisations:
    """All organisations of a text and the article's own one."""

    def __init__(self, reading: Reading, title: Reading | None, home: str | None) -> None:
        self._reading = reading
        self._home = home
        found = list(_find(reading, home))
        if not any("thi đua" in fold(o.name) for o in found):
            found = [o for o in found if o.level != "cluster"]
        self._found = found
        self._subjects = [organisation for organisation in found if organisation.subject]
        titled = list(_find(title, home)) if title else []
        self.own = self._article_level(found, titled)
        self._starts = [organisation.start for organisation in self._subjects]

    def _article_level(self, found: Sequence[Organisation], titled: Sequence[Organisation]) -> Subject:
        spoken_of = [o for o in found if o.subject]
        mentioned = [o for o in found if o.level not in ("grassroots", "cluster") and not o.counted]
        presided = [o for o in mentioned if o.level in ("commune", "district") and self._presided(o)]
        if presided and (not spoken_of or presided[0].start < spoken_of[0].start):
            spoken_of = [presided[0], *spoken_of]
        first = next((o for o in spoken_of if o.level not in ("other", "national")), None)
        if first and first.level == "grassroots":  # one of many, unless it is the first of all
            spoken_of = [o for o in mentioned if o.start < first.start and o.level != "other"][:1] + spoken_of
        titled = [o for o in titled if o.subject or o.level != "grassroots"]
        if spoken_of and spoken_of[0].own and spoken_of[0].place:  # `công đoàn các cấp Quảng Ngãi`
            return Subject(spoken_of[0].name, "province", True, spoken_of[0].place)
        for where in (titled, spoken_of, mentioned):
            for organisation in where:
                if not organisation.own and organisation.level not in ("other", "national"):
                    return Subject(organisation.name, organisation.level, where is not mentioned, organisation.place)
        for organisation in (*titled, *spoken_of, *mentioned):
            if not organisation.own:
                return Subject(organisation.name, organisation.level, organisation.subject, organisation.place)
        return Subject(None, "national" if self._home == "VN" else "province", False, None)

    def _presided(self, organisation: Organisation) -> bool:
        """`chị Ba, Chủ tịch Công đoàn xã Mỹ Hiệp`: the first one who speaks speaks for hers."""
        return self._reading.folded.endswith(("chủ tịch ", "phó chủ tịch "), 0, organisation.start)

    def subject_of(self, spot: Spot) -> Subject:
        """The organisation whose number a spot is."""
        sentence = self._reading.sentences[spot.sentence]
        at = bisect_right(self._starts, spot.quantity.number_start) - 1
        giver = self._counted_giver(spot) or self._giver_behind(spot)
        if giver is not None:
            return giver
        if at >= 0 and self._subjects[at].start >= sentence.start:
            if self._subjects[at].level == "national" and self._singled_out(self._subjects[at], spot):
                return Subject(None, "province", False, None)
            return self._as_subject(self._first_of_list(self._below_parent(at, sentence.start), sentence.start))
        while at >= 0:
            organisation = self._subjects[at]
            other = self._reading.sentences[max(0, spot.sentence - 6) : spot.sentence]
            if any(s.start <= organisation.start < s.end and s.paragraph == sentence.paragraph for s in other):
                if (
                    self._bracketed(organisation)
                    or organisation.level == "other"
                    or (organisation.level == "grassroots" and self.own.level != "grassroots")
                ):
                    at -= 1
                    continue
                return self._as_subject(organisation)
            break
        return self.own

    def _counted_giver(self, spot: Spot) -> Subject | None:
        """`91 CĐ cơ sở thuộc LĐLĐ huyện tặng 2.400 phần quà`: the counted unions are the subject of the giving."""
        at = bisect_left(self._reading.spots, spot.quantity.start, key=lambda other: other.quantity.start) - 1
        if (
            at < 0
            or spot.kind != "count"
            or "@give" not in spot.before
            or self._reading.spots[at].sentence != spot.sentence
        ):
            return None
        last = self._reading.spots[at]
        between = self._reading.folded[last.noun_end : spot.quantity.start]
        if not last.heads or len(between) > 90 or re.search("[,;:(]", between):
            return None
        level = {"grassroots_union": "grassroots", "upper_union": "district", "district_federation": "district"}.get(
            last.heads[0]
        )
        return Subject(None, next(known for known in LEVELS if known == level), True, self.own.place) if level else None

    def _giver_behind(self, spot: Spot) -> Subject | None:
        """`300 vé xe LĐLĐ tỉnh sẽ tặng`, `4.000 túi an sinh do LĐLĐ huyện hỗ trợ`: the giver stands behind the noun."""
        owner = self._owner_behind(spot)
        if owner is not None:
            return owner
        at = bisect_left(self._starts, spot.noun_end)
        if at >= len(self._subjects):
            return None
        between = self._reading.folded[spot.noun_end : self._subjects[at].start]
        if between.strip() and not (len(between) < 40 and between.endswith(" do ") and "," not in between):
            return None
        return self._as_subject(self._subjects[at]) if _gives(self._reading, self._subjects[at].end) else None

    def _owner_behind(self, spot: Spot) -> Subject | None:
        """`161 suất quà của LĐLĐ tỉnh`: gifts are whose they are."""
        if not spot.heads or spot.heads[0] != "gift":
            return None
        at = bisect_left(self._found, spot.noun_end, key=lambda organisation: organisation.start)
        if at >= len(self._found):
            return None
        between = self._reading.folded[spot.noun_end : self._found[at].start]
        return self._as_subject(self._found[at]) if between == " của " else None

    def _below_parent(self, at: int, floor: int) -> int:
        """A parent organisation behind a comma does not take over from the one that its sentence began with."""
        while at > 0 and self._subjects[at - 1].start >= floor:
            this, earlier = self._subjects[at], self._subjects[at - 1]
            between = self._reading.folded[earlier.end : this.start]
            if ";" in between or this.own or _RANK.get(this.level, 9) >= _RANK.get(earlier.level, 9) or earlier.own:
                break
            at -= 1
        return at

    def _singled_out(self, organisation: Organisation, spot: Spot) -> bool:
        """`cả nước có 4.563 CĐCS …, riêng Lai Châu thành lập 10`: what follows `riêng` is no longer the nation's."""
        between = self._reading.folded[organisation.end : spot.quantity.start][-120:]
        return bool(re.search(r"[,;(] ?(?:riêng|tại|ở|trong đó|nhiều nhất|tập trung)(?!\w)", between))

    def _bracketed(self, organisation: Organisation) -> bool:
        """A name in brackets speaks for the bracket only."""
        before = self._reading.folded[max(0, organisation.start - 90) : organisation.start]
        return before.rfind("(") > before.rfind(")")

    def _first_of_list(self, at: int, floor: int) -> Organisation:
        """Of `LĐLĐ các huyện, CĐ các KCN tỉnh` the first one counts."""
        while at > 0 and self._subjects[at - 1].start >= floor:
            between = self._reading.folded[self._subjects[at - 1].end : self._subjects[at].start]
            if len(between) > 5 or between.strip() not in (",", "và", ", các", "/", "-"):
                break
            at -= 1
        return self._subjects[at]

    def _as_subject(self, organisation: Organisation) -> Subject:
        if organisation.own or (
            self.own.level == "cluster" and organisation.level == "district" and not organisation.place
        ):
            return Subject(self.own.name or organisation.name, self.own.level, True, self.own.place)
        return Subject(organisation.name, organisation.level, True, organisation.place or self.own.place)


def _find(reading: Reading, home: str | None) -> "list[Organisation]":
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
        return _gives(reading, end) if kind == "grassroots" else opening
    if speaking.search(before):
        return True
    if any("!verbs" in hit.keys and hit.end == start - 1 for hit in reading.hits_between(floor, start)):
        return False  # the object of a verb: `giải thể các LĐLĐ huyện`
    return not not_after.search(before)


def _gives(reading: Reading, end: int) -> bool:
    """Whether a verb of giving follows within a few words."""
    stop = _STOPS.search(reading.folded, end, end + 50)
    limit = stop.start() if stop else end + 50
    return any("@give" in hit.keys and "!verbs" in hit.keys for hit in reading.hits_between(end, limit))
