"""Quantities: a numeral with its magnitude, currency, percent sign, qualifier, range and ratio, as one span.

`gần 4.450`, `1 tỉ 463 triệu đồng`, `từ 100.000 - 200.000 đồng`, `542/500`, `trên 88%`, `1,5 vạn`, `hai mươi`.
Of `n/m` the second number stands in `of`; whether it is a target or a whole is not for the language to say. A date is
a ratio only where the caller says that a counted noun follows (`27/22 hộ`, but `ngày 27/2`).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from transforms.language.numerals import NUMBER_WORDS, NUMERAL, parse_number_words, parse_numeral

Kind = Literal["number", "money", "percent"]
Bound = Literal["exact", "over", "under", "about"]

MAGNITUDES = {
    "chục": 10, "trăm": 100, "nghìn": 10**3, "ngàn": 10**3, "k": 10**3, "vạn": 10**4, "triệu": 10**6, "tr": 10**6,
    "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
_MAGNITUDE = (
    r"(?:(?:nghìn|ngàn|vạn|triệu|trăm|chục) ?(?:tỷ|tỉ|triệu|nghìn|ngàn)|nghìn|ngàn|vạn|triệu|tỷ|tỉ|tr|k)"
    r"(?=\W|\d|đồng|đ(?!\w)|vnđ|$)(?! (?:lệ|phú)(?!\w))"
)
_CURRENCY = (
    r"(?:vnđ|vnd|đồng(?! (?:chí|bào|nghiệp|đội|hương|hành|bằng|bộ|thời|tháp|nai|hới|phục|tác|ý|tình|"
    r"thuận)(?!\w))|đ(?![\w/.]))"
    r"(?: vn| việt nam(?!\w))?(?!\w)"
)
_PERCENT = r"(?:%|phần trăm(?!\w))"


def _one(name: str) -> str:
    """The pattern of one number with its magnitudes and unit sign; its groups end in `name`."""
    return (
        rf"(?P<n{name}>{NUMERAL})(?: ?(?P<m{name}>{_MAGNITUDE})(?:(?P<r{name}> rưỡi(?!\w))"
        rf"| ?(?P<n2{name}>\d{{1,3}}) ?(?P<m2{name}>triệu|nghìn|ngàn|"
        rf"tr)(?!\w)(?: ?(?P<n3{name}>\d{{1,3}}) ?(?P<m3{name}>nghìn|ngàn)(?!\w))?)?)?"
        rf"(?: ?(?:(?P<c{name}>{_CURRENCY})|(?P<p{name}>{_PERCENT})))?"
    )


_FIRST_DIGIT = re.compile(r"\d(?<!\d\d)(?<!\d[.,]\d)(?<![a-z]\d)")
_QUANTITY = re.compile(rf"{_one('a')}(?:(?P<ratio> ?/ ?)(?=\d)|(?P<dash> ?- ?| ?đến ?| tới )(?=\d))?")
_REST = re.compile(_one("b"))

_BEFORE = re.compile(
    r"(?:(?P<over>hơn|trên|quá|không dưới|ít nhất|tối thiểu|vượt mốc)|(?P<under>gần|ngót|(?<!cấp )dưới|"
    r"không quá|tối đa|chưa đến|chưa tới|xấp xỉ dưới)"
    r"|(?P<about>khoảng|xấp xỉ|chừng|dự ước|ước tính|ước đạt|ước khoảng|ước|tầm|cỡ|dự kiến khoảng))"
    r"(?: (?:là|được|có|đạt|tới|đến|khoảng))? ?$"
)
_BEFORE_ENDS = (
    "hơn", "trên", "quá", "dưới", "nhất", "thiểu", "mốc", "gần", "ngót", "đa", "đến", "tới", "xỉ", "khoảng", "chừng",
    "ước", "tính", "đạt", "tầm", "cỡ", "là", "được", "có",
)  # fmt: skip
"""How what `_BEFORE` reads ends; asked first, as most numbers have no qualifier."""
_CHAIN = {"ratio": re.compile(r" ?/ ?\d"), "dash": re.compile(r" ?- ?\d")}
_REACHED = re.compile(r" ?[,(]? ?(?:đạt|bằng|vượt)(?!\w)")
_FROM = re.compile(r"(?<!\w)từ ?$")
_UPWARDS = re.compile(r"[^.,;:\d\n]{0,40}?(?<!\w)(?:trở (?P<up>lên)|trở (?P<down>xuống))(?!\w)")
_SAME = re.compile(r"\s?\((?:bằng chữ:? ?)?[^\d()]{3,120}\)")


class Quantity(NamedTuple):
    """A number in a text. `start`..`end` covers qualifier, number, magnitude and unit sign; `number_start` the digits.

    `value` is in base units (đồng, percent or plain). Of a range `value` is `low` and `high` the upper end. `of` is the
    number behind the stroke in `n/m`. `scale` is the magnitude's factor (1 without one).
    """

    start: int
    number_start: int
    end: int
    kind: Kind
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    of: Decimal | None = None
    bound: Bound = "exact"
    scale: int = 1
    in_words: bool = False


class _Part(NamedTuple):
    value: Decimal
    kind: Kind
    scale: int
    raw: str


def find_quantities(folded: str, masked: Sequence[tuple[int, int]], counted: Callable[[int], bool]) -> list[Quantity]:
    """All quantities of a folded text in order, but those inside the masked spans.

    `counted(position)` tells whether a noun of something that is counted begins at a position; number words and
    ratios that look like dates are read as numbers only then.
    """
    closed = _Spans(masked)
    found: list[Quantity] = []
    repeated: list[tuple[int, int]] = []
    after = 0
    reached = 0
    for digit in _FIRST_DIGIT.finditer(folded):
        match = _QUANTITY.match(folded, digit.start()) if digit.start() >= reached else None
        if match is None:
            continue
        reached = match.end()
        if match.start() < after or closed.hold(match.start()):
            continue
        quantity = _read(folded, match, counted)
        if quantity is None or closed.hold(quantity.number_start):
            after = _behind(folded, match) if match["ratio"] else after
            continue
        found.append(quantity)
        after = quantity.end
        same = _SAME.match(folded, after) if "(" in folded[after : after + 2] else None
        if same and parse_number_words([w for w in re.findall(r"[^\W\d_]+", same[0]) if w in NUMBER_WORDS]) is not None:
            after = same.end()
            repeated.append(same.span())
    taken = _Spans([*((quantity.start, quantity.end) for quantity in found), *repeated])
    found += _in_words(folded, closed, taken, counted)
    return sorted(found, key=lambda quantity: quantity.start)


def _read(folded: str, match: re.Match[str], counted: Callable[[int], bool]) -> Quantity | None:
    first = _part(match, "a")
    if first is None:
        return None
    end = match.end() if not (match["ratio"] or match["dash"]) else match.start("ratio" if match["ratio"] else "dash")
    value, low, high, of, kind, scale = first.value, None, None, None, first.kind, first.scale
    sign = "ratio" if match["ratio"] else "dash" if match["dash"] else None
    rest = _REST.match(folded, match.end()) if sign else None
    second = _part(rest, "b") if rest else None
    if sign and rest and second and not _CHAIN[sign].match(folded, rest.end()):
        if sign == "ratio" and not (second.raw in ("1", "01") and first.kind == "money"):
            shown = counted(rest.end() + 1) or _REACHED.match(folded, rest.end())
            if _like_a_date(first.raw, second.raw) and not shown:
                return None
            of, end, kind = second.value, rest.end(), second.kind if first.kind == "number" else first.kind
            if first.scale == 1 < second.scale and second.kind == "money":
                value *= second.scale
        elif sign == "dash":
            if first.scale == 1 and second.scale > 1 and first.value < second.value / second.scale:
                value *= second.scale
            same_kind = first.kind == second.kind or first.kind == "number"
            if same_kind and value < second.value and not (match["dash"].strip() == "-" and _year(first.raw)):
                low, high, end, kind, scale = value, second.value, rest.end(), second.kind, second.scale
    elif sign == "ratio" and rest:
        return None  # n/m/k is no quantity
    start, bound = _qualified(folded, match.start(), end)
    if _FROM.search(folded, max(0, start - 4), start) and high is not None:
        start = folded.rindex("từ", 0, start)
    if high is not None and bound == "exact":
        bound = "over"
    return Quantity(start, match.start(), end, kind, value, low, high, of, bound, scale)


def _behind(folded: str, match: re.Match[str]) -> int:
    """Where `28/7`, which was no ratio, ends; its second number is none either."""
    rest = _REST.match(folded, match.end())
    return rest.end() if rest else match.end()


def _part(match: re.Match[str], name: str) -> _Part | None:
    written, magnitude, percent = match[f"n{name}"], match[f"m{name}"], match[f"p{name}"]
    value = parse_numeral(written, scaled=magnitude is not None, percent=percent is not None)
    if value is None:
        return None
    scale = _scale(magnitude)
    if match[f"c{name}"] and scale == 1 and value < 1000 and "," in written and len(written.rpartition(",")[2]) < 3:
        return None  # "1,5 đồng": a magnitude got lost
    value *= scale
    if magnitude and match[f"r{name}"] and "rưỡi" in match[f"r{name}"]:
        value += Decimal(scale) / 2
    for number in ("2", "3"):
        if match[f"n{number}{name}"]:
            value += Decimal(match[f"n{number}{name}"]) * _scale(match[f"m{number}{name}"])
    return _Part(value, "percent" if percent else "money" if match[f"c{name}"] else "number", scale, written)


def _scale(magnitude: str | None) -> int:
    if not magnitude:
        return 1
    scale, left = 1, magnitude
    while left:
        word = next(word for word in sorted(MAGNITUDES, key=len, reverse=True) if left.startswith(word))
        scale, left = scale * MAGNITUDES[word], left[len(word) :].strip()
    return scale


def _qualified(folded: str, start: int, end: int) -> tuple[int, Bound]:
    """The start with the qualifier before the number, and what it or `trở lên` behind it makes of the value."""
    floor = max(0, start - 24)
    match = _BEFORE.search(folded, floor, start) if folded[floor:start].rstrip().endswith(_BEFORE_ENDS) else None
    bound: Bound = "exact"
    whole = match is not None and not folded[max(0, match.start() - 1) : match.start()].isalpha()
    if match and whole and not (match[0].startswith("trên") and folded.endswith("cấp ", 0, match.start())):
        bound = "over" if match["over"] else "under" if match["under"] else "about"
        start = match.start()
    upwards = _UPWARDS.match(folded, end) if folded.find("trở ", end, end + 50) >= 0 else None
    if upwards:
        bound = "over" if upwards["up"] else "under"
        origin = _FROM.search(folded, max(0, start - 4), start)
        start = origin.start() if origin else start
    return start, bound


def _in_words(folded: str, closed: "_Spans", taken: "_Spans", counted: Callable[[int], bool]) -> list[Quantity]:
    """Number words directly before a counted noun: `hai mươi suất quà`, `ba CĐCS`."""
    found = []
    for match in _WORDS.finditer(folded):
        position = match.end() + 1
        if closed.hold(match.start()) or taken.hold(match.start()) or not counted(position):
            continue
        words = match[0].split()
        value = parse_number_words(words)
        if value is None or words[-1] in ("không", "mốt", "linh", "lẻ") or value == 0:
            continue
        start, bound = _qualified(folded, match.start(), match.end())
        found.append(Quantity(start, match.start(), match.end(), "number", value, bound=bound, in_words=True))
    return found


_WORDS = re.compile(
    r"[mhbstcn](?<!\w[mhbstcn])(?<!thứ [mhbstcn])(?<!cấp [mhbstcn])(?<!lần [mhbstcn])(?:(?<=m)(?:ột|ười)|(?<=h)ai"
    r"|(?<=b)(?:a|ốn|ảy)|(?<=s)áu|(?<=t)ám|(?<=c)hín|(?<=n)ăm (?:mươi|trăm|nghìn|ngàn|triệu))"
    r"(?: (?:" + "|".join(sorted(NUMBER_WORDS)) + r")){0,8}(?= )"
)


def _like_a_date(day: str, month: str) -> bool:
    return day.isdigit() and month.isdigit() and int(day) <= 31 and int(month) <= 12


def _year(written: str) -> bool:
    return written.isdigit() and 1900 <= int(written) <= 2100


class _Spans:
    """Spans, merged and sorted, asked whether they hold a position."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._ends[index]
