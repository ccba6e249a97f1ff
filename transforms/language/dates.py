"""Days, months and ranges of them as they are written, without asking yet what they apply to.

`ngày 30/11/2024`, `sáng 18-5`, `từ 02 đến 03 tháng 7 năm 2015`, `tháng 5/2019`, `từ tháng 1 đến tháng 10`. A day
without a year stays without one. From a first to a last day a year apart is a union year: it closes on 30 November.
"""

import re

from transforms.language.mentions import Mention
from transforms.language.timerules import DAY, IN_YEAR, MONTH, STOP, YEAR, RuleBook, day_or_none, number

BOOK = RuleBook()
_DAY_AND_MONTH = rf"\d\s?[/.-]\s?{MONTH}(?!\d)"


@BOOK.rule(
    rf"(?P<d>\d(?<![\d.,/]\d)\d?) ?[/.-] ?(?P<m>{MONTH}) ?[/.-] ?(?P<y>{YEAR}) ?"
    r"(?:đến|-|tới)(?: hết)?(?: ngày)? ?"
    rf"(?P<e>{DAY}) ?[/.-] ?(?P<n>{MONTH}) ?[/.-] ?(?P<z>{YEAR}){STOP}",
    core=_DAY_AND_MONTH,
)
def _date_range(match: re.Match[str]) -> Mention | None:
    year, month, to_year, to_month = (int(match[name]) for name in "ymzn")
    first, last = day_or_none(year, month, int(match["d"])), day_or_none(to_year, to_month, int(match["e"]))
    if (month, to_month, to_year - year) in ((12, 11, 1), (1, 12, 0), (12, 12, 1), (11, 11, 1)):
        return Mention(*match.span(), "year", to_year, first=first, last=last)
    if to_year - year > 9:
        return Mention(*match.span(), "anniversary", to_year)
    if to_year - year > 1:
        return Mention(*match.span(), "term", year, to_year=to_year, first=first, last=last)
    return Mention(*match.span(), "months", year, month, None, to_year, to_month, first=first, last=last)


_DAYS_BEFORE = re.compile(rf"(?<![\d.,/]){DAY} ?(?:-|và|,|đến) ?(?:ngày )?$")


@BOOK.rule(
    rf"(?P<d>\d(?<![\d.,/]\d)\d?)\s?[/.-]\s?(?P<m>{MONTH})\s?[/.-]\s?(?P<y>{YEAR})(?!\d)"
    r"(?:,? ?-? ?(?:lúc )?\d{1,2}[:h]\d{2}(?::\d{2})?)?",
    core=_DAY_AND_MONTH,
)
def _full_date(match: re.Match[str]) -> Mention | None:
    day = int(match["d"])
    if not 1 <= day <= 31:
        return None
    earlier = _DAYS_BEFORE.search(match.string, max(0, match.start() - 14), match.start())
    start = earlier.start() if earlier else match.start()
    return Mention(start, match.end(), "date", int(match["y"]), int(match["m"]), day)


@BOOK.rule(
    rf"(?<!\w)(?:(?:từ )?(?:ngày )?{DAY} ?(?:đến|-|và) ?)?ngày (?P<d>{DAY}) tháng (?P<m>{MONTH})(?:{IN_YEAR})?(?!\d)",
    core=" tháng ",
)
@BOOK.rule(
    rf"(?<!\w)(?:từ|ngày) (?:ngày )?{DAY} ?(?:đến|-|và) ?(?P<d>{DAY}) tháng (?P<m>{MONTH})(?:{IN_YEAR})?(?!\d)",
    core=" tháng ",
)
def _spelled_date(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", number(match, "y"), int(match["m"]), int(match["d"]))


@BOOK.rule(
    rf"(?<!\w)(?:ngày|sáng|chiều|trưa|tối|đêm|nay,|nay|qua,|mai,|dịp|hôm|mùng|mồng|lễ|"
    rf"hết ngày)[ (]{{1,2}}(?:ngày )?(?P<d>{DAY})"
    rf"(?:,? ?(?:và|-|đến) ?{DAY}(?=[/.-]{MONTH}(?!\d)))?[/.-](?P<m>{MONTH})(?!\d|[/.-]\d|,\d)",
    core=_DAY_AND_MONTH,
)
def _short_date(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", None, int(match["m"]), int(match["d"]))


@BOOK.rule(
    rf"(?<!\w)(?:từ|đến|tới|hồi|trước|sau|tính đến) (?P<d>{DAY})[/.-](?P<m>{MONTH})(?= ?(?:[;:)]|$|[.,](?!\d)))",
    core=_DAY_AND_MONTH,
)
def _date_before_a_stop(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", None, int(match["m"]), int(match["d"]))


@BOOK.rule(
    rf"(?<!\w)từ (?:ngày )?(?P<d>{DAY})[/.-](?P<m>{MONTH})"
    rf" ?(?:đến|-|tới)(?: hết)?(?: ngày)? ?{DAY}[/.-]{MONTH}(?!\d|[/.-]\d)",
    core=_DAY_AND_MONTH,
)
def _days_from_to(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", None, int(match["m"]), int(match["d"]))


@BOOK.rule(
    rf"\((?:ngày |từ )?(?P<d>{DAY})(?:-{DAY})?[/.-](?P<m>{MONTH})(?:[/.-](?P<y>{YEAR}))?"
    rf"(?: ?(?:-|đến) ?{DAY}[/.-]{MONTH})?\)",
    "(",
)
def _date_in_brackets(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "date", number(match, "y"), int(match["m"]), int(match["d"]))


@BOOK.rule(
    rf"(?<!\w)(?:từ )?tháng (?P<m>{MONTH})(?:(?: ?/ ?|-| năm )(?P<w>{YEAR}))?,? ?(?:đến|-|tới) ?"
    r"(?:(?:hết|đầu|giữa|cuối) )?"
    rf"(?:tháng )?(?P<n>{MONTH})"
    rf"(?:{IN_YEAR})?(?!\d|[/.]\d)",
    "tháng",
)
def _month_range(match: re.Match[str]) -> Mention:
    month, to_month, year, to_year = int(match["m"]), int(match["n"]), number(match, "w"), number(match, "y")
    if year and not to_year:
        to_year = year if to_month >= month else year + 1
    return Mention(*match.span(), "months", year or to_year, month, None, to_year, to_month)


@BOOK.rule(rf"(?<!\w)tháng (?P<m>{MONTH})(?:{IN_YEAR})?(?!\d|[/.]\d)", "tháng")
def _month(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "month", number(match, "y"), int(match["m"]))


@BOOK.rule(
    rf"(?<![\d/.,-])(?P<m>{MONTH})[/-](?P<y>{YEAR})(?![\d/]|[.,]\d)", "/19", "/20", "-19", "-20", core=rf"[/-]{YEAR}"
)
def _bare_month(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "month", int(match["y"]), int(match["m"]))
