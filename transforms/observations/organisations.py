"""Organisations in a text, the level each stands on, and whether it can be what its clause is about.

The organisation is the grammatical subject, not whatever is mentioned: after `của`, `cho`, `dự`, `Chủ tịch` stands
somebody else's name, and `8 LĐLĐ huyện` are counted. Grassroots unions without a name are a subject only where they
give: `công đoàn cơ sở tặng 1.011 suất quà`, but what `các CĐCS đăng ký` is the province's figure. Which of them a
number belongs to is asked in subjects.py.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.areas import MERGED_ON, resolve
from transforms.language.letters import PhrasesBefore, fold
from transforms.observations.lexicon import LEVELS
from transforms.observations.spots import Reading
from transforms.observations.tables import read_table
from transforms.records import OrgLevel

_MUNICIPALITIES = frozenset(("01", "31", "46", "48", "79", "92"))
_LATIN = (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
_CAPITALS = "".join(chr(code) for code in _LATIN if chr(code).isupper())
_NAME = re.compile(
    r"(?: ?[-–]? ?(?:tỉnh|TP\.?|thành phố|huyện|quận|thị xã|phường|xã|và|số|ngành|các)? ?"
    rf"(?:[{_CAPITALS}][^\W_]{{0,20}}\.?|\d{{1,2}}(?!\w|[%.,]\d|%"
    r"| (?:triệu|tỷ|tỉ|nghìn|suất|phần|căn|nhà)))){1,14}"
)
_LEGAL_FORM = re.compile(
    r"(?: (?:tnhh|trách nhiệm hữu hạn|mtv|một thành viên|1 thành viên|hai thành viên|cổ phần|cp|liên doanh|tập đoàn|"
    r"đầu tư|thương mại|dịch vụ|sản xuất|xây dựng|xuất nhập khẩu|chế biến|dệt may|may mặc|may|và)){1,6}(?= [^\W\d_])"
)
_UNION = re.compile(r"công đoàn|[^\W_]+")
_MAX_NAME = 70
_COUNTED = re.compile(r"(?:%|(?<![\d.])(?!(?:19|20)\d\d ?$)\d{1,4}|\d[.,]\d{3}) ?$")
_CITY = re.compile(r"(?<!\w)(?:thành phố|tp)(?!\w)")
_HUE_RAISED_ON = date(2025, 1, 1)
"""Huế was a city of a province until then."""
_CENTRAL = ("tập đoàn", "tổng công ty", "ngân hàng", "điện lực")
_NATION = re.compile(r"(?<!\w)(?:việt nam|viet nam|vn)(?!\w)")
_PLACES: dict[str, OrgLevel] = {
    "thị xã": "district",
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "xã": "commune",
    "phường": "commune",
}
_HAS = re.compile(r"(?:(?:có|còn|hiện có)(?!\w)|(?:hơn |trên |gần |khoảng )?\d)")
_SPENDS = re.compile(r" (?:đã |cũng |còn |sẽ )?(?:chi|góp|ủng hộ|trích|dành|lo|thăm|vận động|tự)(?!\w)")
_AROUND = re.compile(r" (?:(?:trong |trên )?(?:toàn |cả )?|của )(tỉnh|huyện|quận|thị xã|thành phố|nước)(?!\w)")
_REACH = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "thành phố": "province_or_district",
    "nước": "national",
}
_TIME_BEFORE = re.compile(r"(?:(?:năm|tháng|quý|tuần|thời gian) (?:tới|qua)|vừa qua|mới đây) $")
_SAYS = re.compile(r"(?<!\w)(?:cho biết|cho rằng|cho hay|nói|kể|thông tin|chia sẻ|khẳng định|thông báo|báo cáo)(?!\w)")
_ACCORDING = re.compile(r"(?<!\w)theo (?:ông|bà|đồng chí|anh|chị)(?!\w)")
_STOPS = re.compile(r"[,;:.\d\n]")
_LEFT_ALONE = re.compile(r"(?: cơ sở)? ?(?:[,;:.)]|$| với| và)")
_LISTED = re.compile(r"(?<!\w)gồm(?: có)?(?!\w)[^;.\n]*$")
"""`thành lập 4 CĐCS, gồm: CĐCS công ty A, CĐCS trường B; kết nạp …`: those that are listed do nothing."""
_CALLED_UPON = re.compile(r"(?:vận động|kêu gọi|huy động|phối hợp|kết nối)(?!\w)[^\d.;:\n]*$")
"""`vận động doanh nghiệp, nhà tài trợ tặng …`: it is the union that had them give."""
_HANDS_OUT = re.compile(r" (?:giao|đề ra|phát động)(?!\w)")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of an article besides its words: the portal's home and the day of publication."""

    home: str | None
    day: date | None


class Organisation(NamedTuple):
    """An organisation in a text. `subject`: it can be what its clause is about. `own`: the article's own level.

    `bare`: only its place is named (`huyện kết nạp …`).
    """

    start: int
    end: int
    name: str
    level: OrgLevel
    subject: bool
    own: bool
    counted: bool
    place: str | None
    bare: bool = False


def find_organisations(reading: Reading, setting: Setting) -> list[Organisation]:
    """The organisations of a text in order; of overlapping names the longest."""
    found: list[Organisation] = []
    best: dict[int, tuple[int, str]] = {}
    for start, end, key in reading.signed.get("^", ()):
        if start not in best or end > best[start][0]:
            best[start] = (end, key[1:])
    after = named = 0
    for start, (end, kind) in sorted(best.items()):
        if start < after or (kind == "place" and (start <= named + 1 or not _is_place_subject(reading, start, end))):
            continue
        if kind == "named":  # the province is the name's tail, as behind `LĐLĐ`
            union = _UNION.match(reading.folded, start)
            kind, end = "province_or_district", union.end() if union else end
        after = end
        if found and found[-1].end > start:  # `LĐLĐ tỉnh Bình Định và LĐLĐ huyện Phù Cát`
            cut = len(reading.text[found[-1].start : start].removesuffix(" và ").rstrip(" ,-–"))
            found[-1] = found[-1]._replace(
                end=found[-1].start + cut, name=reading.text[found[-1].start : found[-1].start + cut]
            )
        found.append(_organisation(reading, start, end, kind, setting))
        named = found[-1].end
    return found


def _organisation(reading: Reading, start: int, end: int, kind: str, setting: Setting) -> Organisation:
    match = _name_behind(reading, start, end)
    tail = match[0].strip(" ,-–") if match else ""
    around = _AROUND.match(reading.folded, end) if kind == "own" else None
    kind = _REACH[around[1]] if around else kind
    full_end = match.start() + len(match[0].rstrip(" ,-–")) if match else end
    level, place = level_of(kind, reading.folded[start:end], tail, setting)
    name = reading.text[start:full_end].strip()
    subject = kind == "place" or _is_subject(reading, start, full_end, kind, tail)
    counted = bool(_COUNTED.search(reading.folded, max(0, start - 12), start)) and not _is_dated(reading, start)
    return Organisation(
        start, full_end, name, level, subject and not counted, kind == "own", counted, place, kind == "place"
    )


def _name_behind(reading: Reading, start: int, end: int) -> re.Match[str] | None:
    """The proper name behind a kind of name: `LĐLĐ TP. Vinh`, `Công đoàn Công ty TNHH một thành viên Hòa Phát`."""
    if reading.text.startswith(".", end) and reading.folded.endswith("tp", start, end):
        end += 1
    stop = min(len(reading.text), end + _MAX_NAME)
    firm = _LEGAL_FORM.match(reading.folded, end) if "công ty" in reading.folded[start:end] else None
    return (_NAME.match(reading.text, firm.end(), stop) if firm else None) or _NAME.match(reading.text, end, stop)


def _is_dated(reading: Reading, start: int) -> bool:
    """`Ngày 20/11 Công đoàn ngành …`: the number before a name is a day."""
    at = bisect_left(reading.mentions, start, key=lambda mention: mention.start) - 1
    return at >= 0 and start - 2 <= reading.mentions[at].end <= start


def level_of(kind: str, words: str, tail: str, setting: Setting) -> tuple[OrgLevel, str | None]:
    """The level of a kind of name with those words and that tail, and the place it names."""
    place = _place(tail)
    if kind == "place":
        kind = "province_or_district" if _CITY.search(words) else _PLACES[words]
    central = kind in ("sector", "own", "province_or_district") or words.endswith(_CENTRAL)
    if central and _NATION.search(fold(tail)[:40]):
        return "national", None
    if kind == "own":
        return "province", place
    if kind == "commune" and setting.day is not None and setting.day < MERGED_ON:
        return "grassroots", place
    if kind == "province_or_district":
        city = _CITY.search(words) or _CITY.match(fold(tail))
        if not city:
            return ("province", place) if place or not tail else ("district", None)
        return _of_a_city(tail, place, setting)
    return next(level for level in LEVELS if level == kind), place


def _of_a_city(tail: str, place: str | None, setting: Setting) -> tuple[OrgLevel, str | None]:
    """A city run by the centre is a province, one of a province a district; the latter ended in July 2025."""
    named = re.search(rf"[{_CAPITALS}]", tail.removeprefix("TP"))
    city = place if named else setting.home
    if city is None:
        return ("district" if named else "province"), None
    code = city[-2:]
    central = code in _MUNICIPALITIES or (setting.day is not None and setting.day >= MERGED_ON and not named)
    if code == "46" and setting.day is not None and setting.day < _HUE_RAISED_ON:
        central = False
    return ("province", city) if central else ("district", None)


def _is_place_subject(reading: Reading, start: int, end: int) -> bool:
    """`Năm năm qua huyện kết nạp …`: a place stands for its union where it heads a clause and does something."""
    if reading.folded[start:end] not in _PLACES and not _CITY.fullmatch(reading.folded, start, end):
        return False  # a syllable of an abbreviation: `BHXH`
    before = reading.folded[max(0, start - 24) : start].rstrip(' "')
    opening = not before or before[-1] in ",;:.(\n-|" or "\n" in reading.folded[max(0, start - 2) : start]
    name = _NAME.match(reading.text, end, min(len(reading.text), end + _MAX_NAME))
    if name and not opening:
        return False
    return (opening or _lists().places_after.start(reading.folded, max(0, start - 24), start) is not None) and acts(
        reading, name.end() if name else end
    )


def acts(reading: Reading, end: int) -> bool:
    """Whether a verb of doing, an amount, or having follows at once, adverbs aside."""
    at = _lists().adverbs.match(reading.folded, end)
    place = at.end() if at else end + 1
    if _HAS.match(reading.folded, place):
        return True
    return any(start == place for start, _ in reading.verbs_between(place, place + 20))


@lru_cache(maxsize=4096)
def _place(tail: str) -> str | None:
    """The old province that a name ends in or begins with, as a code."""
    bare = re.sub(r"^(?:[-–, ]|tỉnh|thành phố|TP\.?)+", "", tail)
    words = bare.split()
    for first, last in ((0, 4), (0, 3), (0, 2), (0, 1), (-4, None), (-3, None), (-2, None)):
        codes = resolve(" ".join(words[first:last]).strip(" ,.-–")) if words else ()
        if codes:
            return codes[0]
    return None


@dataclass(frozen=True, slots=True)
class _Lists:
    boards: PhrasesBefore
    not_after: PhrasesBefore
    speaking: PhrasesBefore
    places_after: PhrasesBefore
    adverbs: re.Pattern[str]


@cache
def _lists() -> _Lists:
    table = read_table("organisations.yaml").fields()

    def folded(name: str) -> list[str]:
        return sorted((fold(phrase) for phrase in table[name].phrases()), key=len, reverse=True)

    adverbs = "|".join(map(re.escape, folded("adverbs")))
    return _Lists(
        PhrasesBefore(folded("boards")),
        PhrasesBefore(folded("not_after")),
        PhrasesBefore(folded("speaking")),
        PhrasesBefore(folded("places_after")),
        re.compile(rf"(?: (?:{adverbs})){{0,3}} "),
    )


@cache
def others_figures() -> frozenset[str]:
    """Indicators whose numbers belong to employers, the State or another organisation whoever tells them."""
    return frozenset(read_table("organisations.yaml").fields()["others_figures"].phrases())


def _is_subject(reading: Reading, start: int, end: int, kind: str, tail: str) -> bool:
    lists, folded = _lists(), reading.folded
    floor = max(0, start - 30)
    for _ in range(2):
        board = lists.boards.start(folded, floor, start)
        if board is None:
            break
        start, floor = board, max(0, board - 30)
    before = folded[floor:start]
    if _HANDS_OUT.match(folded, end):
        return False
    opening = not before.rstrip(' "') or before.rstrip(' "')[-1] in ",;:.(\n-|" or "\n" in before[-2:]
    if kind == "grassroots" and _LISTED.search(folded, max(0, start - 200), start):
        return False
    if kind == "other" and _CALLED_UPON.search(folded, max(0, start - 80), start):
        return False
    if kind == "other":
        return opening and (bool(tail) or "công ty" not in folded[start:end])
    if _speaks(folded, start, end):
        return True
    if kind in ("grassroots", "cluster") and not tail:
        if kind == "cluster" or folded.startswith("nghiệp", start):
            return opening and not _LEFT_ALONE.match(folded, end)
        return gives(reading, end) or (opening and bool(_SPENDS.match(folded, end)))
    if lists.speaking.start(folded, floor, start) is not None:
        return True
    if before.endswith(("được ", " do ")):
        return acts(reading, end)  # `45 em được LĐLĐ huyện tuyên dương`
    if folded.startswith(("toàn ", "cả "), start):
        return lists.not_after.start(folded, floor, start) is None
    if any(end == start - 1 for _, end in reading.verbs_between(floor, start)):
        return False  # the object of a verb: `giải thể các LĐLĐ huyện`
    return lists.not_after.start(folded, floor, start) is None or bool(_TIME_BEFORE.search(before))


def _speaks(folded: str, start: int, end: int) -> bool:
    """`ông Lò Văn Sơn, Chủ tịch LĐLĐ huyện Sìn Hồ cho biết`: who speaks speaks for the organisation."""
    if not folded.endswith("chủ tịch ", 0, start):
        return False
    return bool(_SAYS.search(folded, end, end + 70) or _ACCORDING.search(folded, max(0, start - 70), start))


def gives(reading: Reading, end: int) -> bool:
    """Whether a verb of giving follows within a few words."""
    stop = _STOPS.search(reading.folded, end, end + 50)
    limit = stop.start() if stop else end + 50
    return any("@give" in hit.keys and "!verbs" in hit.keys for hit in reading.hits_between(end, limit))
