"""Dates and periods as they are written, without asking yet what they apply to.

A mention says which kind of time it is before it says which one: `6 tháng đầu năm` is a half-year also where its year
is missing, `5 năm qua` a span of years whose ends are unknown, `trong năm` the year spoken of before. Ends that are
not printed stay null; filling them in from the context is the reader's work.
"""

import re
from collections.abc import Callable
from datetime import date

from transforms.language.letters import word_first
from transforms.language.lunar import BRANCH_PATTERN, STEM_PATTERN, lunar_year
from transforms.language.mentions import Mention

_Y = r"(?:19\d\d|20[0-4]\d)"
_D, _M = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_STOP = r"(?![\d]|[.,]\d)"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNT = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_N = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: một)?)"
_IN_YEAR = rf"(?: ?/ ?| ?- ?|\.| (?:của )?năm |,? năm | )(?P<y>{_Y}){_STOP}"

_Handler = Callable[[re.Match[str]], Mention | None]
_RULES: list[tuple[str, re.Pattern[str] | None, re.Pattern[str], _Handler]] = []


def _rule(pattern: str, needs: str = "", core: str = "") -> Callable[[_Handler], _Handler]:
    """Adds a rule; a text without the words it `needs` or the pattern `core` is not searched for it."""
    begins = pattern.startswith(r"(?<!\w)")
    compiled = re.compile(word_first(pattern.removeprefix(r"(?<!\w)")) if begins else pattern)

    def add(handler: _Handler) -> _Handler:
        _RULES.append((needs, re.compile(core) if core else None, compiled, handler))
        return handler

    return add


def _int(match: re.Match[str], name: str) -> int | None:
    return int(match[name]) if match[name] else None


@_rule(
    rf"(?<!\w)năm (?P<y>{_Y})(?: và|,| đến)? (?P<n>{_N}) tháng đầu(?: của)? năm (?P<z>{_Y}){_STOP}", needs="tháng đầu"
)
def _year_and_months(match: re.Match[str]) -> Mention:
    last = _small(match["n"])
    return Mention(*match.span(), "months", int(match["y"]), 1, to_year=int(match["z"]), to_month=last)


@_rule(
    rf"(?P<d>\d(?<![\d.,/]\d)\d?) ?[/.-] ?(?P<m>{_M}) ?[/.-] ?(?P<y>{_Y}) ?"
    r"(?:đến|-|tới)(?: hết)?(?: ngày)? ?"
    rf"(?P<e>{_D}) ?[/.-] ?(?P<n>{_M}) ?[/.-] ?(?P<z>{_Y}){_STOP}"
)
def _date_range(match: re.Match[str]) -> Mention | None:
    year, month, to_year, to_month = (int(match[name]) for name in "ymzn")
    first, last = _day(year, month, int(match["d"])), _day(to_year, to_month, int(match["e"]))
    if (month, to_month, to_year - year) in ((12, 11, 1), (1, 12, 0), (12, 12, 1), (11, 11, 1)):
        return Mention(*match.span(), "year", to_year, first=first, last=last)
    if to_year - year > 9:
        return Mention(*match.span(), "anniversary", to_year)
    if to_year - year > 1:
        return Mention(*match.span(), "term", year, to_year=to_year, first=first, last=last)
    return Mention(*match.span(), "months", year, month, None, to_year, to_month, first=first, last=last)


_DAYS_BEFORE = re.compile(rf"(?<![\d.,/]){_D} ?(?:-|và|,|đến) ?(?:ngày )?$")


@_rule(
    rf"(?P<d>\d(?<![\d.,/]\d)\d?)\s?[/.-]\s?(?P<m>{_M})\s?[/.-]\s?(?P<y>{_Y})(?!\d)"
    r"(?:,? ?-? ?(?:lúc )?\d{1,2}[:h]\d{2}(?::\d{2})?)?"
)
def _full_date(match: re.Match[str]) -> Mention | None:
    day = int(match["d"])
    if not 1 <= day <= 31:
        return None
    earlier = _DAYS_BEFORE.search(match.string, max(0, match.start() - 14), match.start())
    start = earlier.start() if earlier else match.start()
    return Mention(start, match.end(), "date", int(match["y"]), int(match["m"]), day)


@_rule(
    rf"(?<!\w)(?:(?:từ )?(?:ngày )?{_D} ?(?:đến|-|và) ?)?ngày (?P<d>{_D}) tháng (?P<m>{_M})(?:{_IN_YEAR})?(?!\d)",
    needs=" tháng ",
)
@_rule(
    rf"(?<!\w)(?:từ|ngày) (?:ngày )?{_D} ?(?:đến|-|và) ?(?P<d>{_D}) tháng (?P<m>{_M})(?:{_IN_YEAR})?(?!\d)",
    needs=" tháng ",
)
def _spelled_date(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", _int(match, "y"), int(match["m"]), int(match["d"]))


@_rule(
    rf"(?<!\w)(?:ngày|sáng|chiều|trưa|tối|đêm|nay,|nay|qua,|mai,|dịp|hôm|mùng|mồng|lễ|"
    rf"hết ngày)[ (]{{1,2}}(?:ngày )?(?P<d>{_D})"
    rf"(?:,? ?(?:và|-|đến) ?{_D}(?=[/.-]{_M}(?!\d)))?[/.-](?P<m>{_M})(?!\d|[/.-]\d|,\d)",
    core=r"\d[/.-]\d",
)
def _short_date(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", None, int(match["m"]), int(match["d"]))


@_rule(
    rf"(?<!\w)(?:từ|đến|tới|hồi|trước|sau|tính đến) (?P<d>{_D})[/.-](?P<m>{_M})(?= ?(?:[;:)]|$|[.,](?!\d)))",
    core=r"\d[/.-]\d",
)
def _date_before_a_stop(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", None, int(match["m"]), int(match["d"]))


@_rule(
    rf"(?<!\w)từ (?:ngày )?(?P<d>{_D})[/.-](?P<m>{_M}) ?(?:đến|-|tới)(?: hết)?(?: ngày)? ?{_D}[/.-]{_M}(?!\d|[/.-]\d)",
    core=r"\d[/.-]\d",
)
def _days_from_to(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", None, int(match["m"]), int(match["d"]))


@_rule(
    rf"\((?:ngày |từ )?(?P<d>{_D})(?:-{_D})?[/.-](?P<m>{_M})(?:[/.-](?P<y>{_Y}))?(?: ?(?:-|đến) ?{_D}[/.-]{_M})?\)",
    needs="(",
)
def _date_in_brackets(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", _int(match, "y"), int(match["m"]), int(match["d"]))


@_rule(
    rf"(?<!\w)(?:từ )?tháng (?P<m>{_M})(?:(?: ?/ ?|-| năm )(?P<w>{_Y}))?,? ?(?:đến|-|tới) ?(?:(?:hết|đầu|giữa|cuối) )?"
    rf"(?:tháng )?(?P<n>{_M})"
    rf"(?:{_IN_YEAR})?(?!\d|[/.]\d)",
    needs="tháng",
)
def _month_range(match: re.Match[str]) -> Mention:
    month, to_month, year, to_year = int(match["m"]), int(match["n"]), _int(match, "w"), _int(match, "y")
    if year and not to_year:
        to_year = year if to_month >= month else year + 1
    return Mention(*match.span(), "months", year or to_year, month, None, to_year, to_month)


@_rule(rf"(?<!\w)tháng (?P<m>{_M})(?:{_IN_YEAR})?(?!\d|[/.]\d)", needs="tháng")
def _month(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "month", _int(match, "y"), int(match["m"]))


@_rule(rf"(?<![\d/.,-])(?P<m>{_M})[/-](?P<y>{_Y})(?![\d/]|[.,]\d)", core=rf"[/-]{_Y}")
def _bare_month(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "month", int(match["y"]), int(match["m"]))


@_rule(
    rf"(?<!\w)(?:trong )?(?P<n>{_N}) tháng (?:(?P<first>đầu)|(?P<last>cuối)|(?P<past>qua|"
    rf"của|năm))(?:,? (?:của )?năm){{0,2}}(?: ?/? ?(?P<y>{_Y}){_STOP})?(?: (?P<now>nay))?(?!\w)",
    needs=" tháng ",
)
def _months_of_year(match: re.Match[str]) -> Mention:
    number, year = _small(match["n"]), _int(match, "y")
    first = not match["last"]
    if number == 6:
        return Mention(*match.span(), "half", year, number=1 if first else 2)
    if number == 3 and first:
        return Mention(*match.span(), "quarter", year, number=1)
    if first:
        return Mention(*match.span(), "months", year, 1, to_year=year, to_month=number)
    return Mention(*match.span(), "months", year, 13 - number, to_year=year, to_month=12)


@_rule(rf"(?<!\w)(?:nửa|6 tháng) (?P<h>đầu|cuối) năm(?: (?P<y>{_Y}){_STOP})?", needs=" năm")
def _half_of_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "half", _int(match, "y"), number=1 if match["h"] == "đầu" else 2)


@_rule(rf"(?<!\w)qu[ýí] (?P<q>iii|ii|iv|i|[1-4])(?:{_IN_YEAR})?(?!\w)", needs="qu")
def _quarter(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "quarter", _int(match, "y"), number=_ROMAN[match["q"]])


@_rule(rf"(?<!\w)năm học (?P<y>{_Y}) ?- ?(?P<z>{_Y}){_STOP}", needs="năm học")
def _school_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "school_year", int(match["y"]), to_year=int(match["z"]))


@_rule(
    rf"(?<!\w)(?:(?:(?:từ đầu|trong|nửa(?: đầu| cuối)?|đầu|giữa|của|cả) )?(?P<t>nhiệm kỳ|nhiệm kì|"
    rf"giai đoạn|khoá|khóa|thời kỳ)(?: [^\W\d_]{{1,5}})?,? ?\(?(?:từ )?(?:năm )?|"
    rf"(?P<from>từ )(?:năm )?|(?:trong )?{_N} năm ?\(?|(?:trong |các )?năm |)"
    rf"(?P<y>{_Y}) ?(?:-|đến|tới) ?(?:hết )?(?:năm )?(?P<z>{_Y}){_STOP}",
    core=rf"{_Y} ?(?:-|đến|tới)",
)
def _span(match: re.Match[str]) -> Mention | None:
    first, last = int(match["y"]), int(match["z"])
    if not 0 < last - first <= 60:
        return None
    return Mention(*match.span(), "term" if match["t"] else "span", first, to_year=last)


@_rule(
    rf"(?<!\w)từ (?:năm |tháng {_M}[/.-])(?P<y>{_Y}) (?:đến|tới) (?:hết )?(?:nay|"
    rf"(?:hết )?tháng {_M}[/.-](?P<z>{_Y}))(?!\w)",
    needs="từ ",
)
def _span_to_now(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "span", int(match["y"]), to_year=_int(match, "z"))


@_rule(
    rf"(?<!\w)từ (?:[^\W\d_]{{1,7}} ){{0,4}}\(?tháng (?P<m>{_M})(?:[/-]| năm )(?P<y>{_Y})\)? (?:đến|tới) nay(?!\w)",
    needs=" nay",
)
def _since_a_month(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "since_january", int(match["y"]), int(match["m"]))


@_rule(rf"(?<!\w)(?:kể |bắt đầu )?từ (?:cuối |giữa )?năm (?P<y>{_Y}){_STOP}", needs="từ ")
def _span_begun(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "span", int(match["y"]))


@_rule(
    rf"(?<!\w)(?:(?:trong|qua|sau|sơ kết|tổng kết)? ?(?:hơn |gần )?(?P<n>{_N}|\d{{1,3}}) năm (?:qua|"
    rf"gần đây|vừa qua|thực hiện|triển khai|phát động|đầu|liên tục|tới|tiếp theo)"
    rf"|(?:trong|qua|sau) (?:hơn |gần )?(?P<k>{_N}|\d{{1,3}}) năm(?! {_Y})"
    r"|(?:từ đầu |trong |nửa (?:đầu )?|giữa |cả |suốt )?nhiệm k[ỳì](?: (?:qua|vừa qua|này|tới|mới|"
    r"đến nay))?|khóa (?:mới|tới|này)|cả khóa|những năm (?:qua|gần đây)|thời gian qua)(?!\w)",
    core=rf"năm (?:qua|gần|vừa|thực|triển|phát|đầu|liên|tới|tiếp)|nhiệm k|khóa|thời gian qua"
    rf"|(?:trong|qua|sau) (?:hơn |gần )?(?:{_N}|\d{{1,3}}) năm",
)
def _open_span(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "span")


@_rule(
    r"(?<!\w)(?:(?:từ|kể từ|những tháng) đầu năm|đầu năm(?=(?: 20\d\d)? đến nay))(?: (?P<y>20\d\d))?"
    r"(?: (?:đến|tới) (?:(?:hết |cuối )?tháng (?P<n>\d{1,2})(?!\d)|nay|thời điểm này|giờ))?(?! học)(?!\w)",
    needs="đầu năm",
)
def _since_january(match: re.Match[str]) -> Mention:
    last = _int(match, "n")
    if last and 1 <= last <= 12:
        return Mention(*match.span(), "months", _int(match, "y"), 1, to_year=_int(match, "y"), to_month=last)
    return Mention(*match.span(), "since_january", _int(match, "y"), 1)


@_rule(rf"(?<!\w){STEM_PATTERN} {BRANCH_PATTERN}(?!\w)(?: ?[-,(]? ?(?P<y>{_Y})\)?)?")
def _lunar(match: re.Match[str]) -> Mention | None:
    year = lunar_year(" ".join(match[0].split()[:2]).strip(" -,("))
    return Mention(*match.span(), "lunar", year) if year else None


@_rule(
    rf"(?<!\w)(?:trong |cả |hết |cuối |đầu |của |các )?năm (?P<y>{_Y})(?: ?(?:,|và) (?:năm )?(?P<z>{_Y}))?{_STOP}",
    needs="năm ",
)
def _year(match: re.Match[str]) -> Mention:
    first, last = int(match["y"]), _int(match, "z")
    if last and last > first:
        return Mention(*match.span(), "span", first, to_year=last)
    return Mention(match.start(), match.end("y"), "year", first)


@_rule(
    r"(?<!trên )(?<!hơn )(?<!gần )(?<!khoảng )"
    r"(?P<y>[12](?:(?<=[^\W\d_] [12])|(?<=\" [12])|(?<=\) [12]))(?:(?<=1)9\d\d|(?<=2)0[0-4]\d))"
    r"(?![\d%]|[.,/-]\d| ?(?:%|triệu|tỷ|tỉ|nghìn|ngàn|đồng))"
)
def _bare_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "year", int(match["y"]))


@_rule(
    r"(?<!\w)(?:trong năm|năm vừa qua|năm qua|một năm qua|cả năm|trong năm qua|năm vừa rồi)(?! (?:19|"
    r"20)\d\d)(?! học)(?!\w)",
    needs="năm",
)
def _same_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "same_year")


@_rule(r"(?<!\w)năm nay(?!\w)", needs="năm nay")
def _this_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "this_year")


@_rule(r"(?<!\w)năm (?:ngoái|trước)(?!\w)", needs="năm ")
def _last_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "last_year")


@_rule(r"(?<!\w)(?:năm tới|năm sau|sang năm)(?!\w| \d)", needs="năm ")
def _next_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "next_year")


@_rule(
    r"(?<!\w)(?:tính đến nay|cho đến nay|đến nay|hiện nay|hiện tại|hiện có|hiện đang|"
    r"hiện(?<!thực hiện)(?<!thể hiện)(?<!phát hiện)(?<!biểu hiện)(?<!xuất hiện)(?<!cải hiện)(?<!tái hiện)|"
    r"đến thời điểm này|đến thời điểm hiện tại|tới nay|đang có|đang quản lý)(?!\w)(?! (?:thực|hành|trạng|đại|vật))"
)
def _now(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "now")


def find_mentions(folded: str) -> list[Mention]:
    """All mentions in order; of overlapping ones the longest, then the earlier rule."""
    found: list[tuple[int, int, int, Mention]] = []
    for rank, (needs, core, pattern, handler) in enumerate(_RULES):
        if needs not in folded or (core and not core.search(folded)):
            continue
        for match in pattern.finditer(folded):
            mention = handler(match)
            if mention is not None:
                found.append((mention.start, -mention.end, rank, mention))
    kept: list[Mention] = []
    for _, _, _, mention in sorted(found, key=lambda item: item[:3]):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small(written: str) -> int:
    if written.isdigit():
        return int(written)
    return 11 if written == "mười một" else _COUNT[written]
