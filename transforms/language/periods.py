"""Periods as they are written, without asking yet what they apply to; `find_mentions` finds them and the dates.

A mention says which kind of time it is before it says which one: `6 tháng đầu năm` is a half-year also where its year
is missing, `5 năm qua` a span of years whose ends are unknown, `trong năm` the year spoken of before. Ends that are
not printed stay null; filling them in from the context is the reader's work.
"""

import re
from operator import itemgetter

from transforms.language import dates
from transforms.language.lunar import BRANCH_PATTERN, STEM_PATTERN, lunar_year
from transforms.language.mentions import Mention
from transforms.language.timerules import IN_YEAR, MONTH, SMALL, STOP, YEAR, RuleBook, TimeText, number, small_number

BOOK = RuleBook()
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@BOOK.rule(
    rf"(?<!\w)năm (?P<y>{YEAR})(?: và|,| đến)? (?P<n>{SMALL}) tháng đầu(?: của)? năm (?P<z>{YEAR}){STOP}",
    "tháng đầu",
)
def _year_and_months(match: re.Match[str]) -> Mention:
    last = small_number(match["n"])
    return Mention(*match.span(), "months", int(match["y"]), 1, to_year=int(match["z"]), to_month=last)


@BOOK.rule(
    rf"(?<!\w)(?:trong )?(?P<n>{SMALL}) tháng (?:(?P<first>đầu)|(?P<last>cuối)|(?P<past>qua|"
    rf"của|năm))(?:,? (?:của )?năm){{0,2}}(?: ?/? ?(?P<y>{YEAR}){STOP})?(?: (?P<now>nay))?(?!\w)",
    core=" tháng ",
)
def _months_of_year(match: re.Match[str]) -> Mention:
    count, year = small_number(match["n"]), number(match, "y")
    first = not match["last"]
    if count == 6:
        return Mention(*match.span(), "half", year, number=1 if first else 2)
    if count == 3 and first:
        return Mention(*match.span(), "quarter", year, number=1)
    if first:
        return Mention(*match.span(), "months", year, 1, to_year=year, to_month=count)
    return Mention(*match.span(), "months", year, 13 - count, to_year=year, to_month=12)


@BOOK.rule(rf"(?<!\w)sau (?P<n>{SMALL}) tháng (?:triển khai|thực hiện|phấn đấu|đầu)(?!\w)", core=" tháng ")
def _after_months(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "months", None, 1, to_month=small_number(match["n"]))


@BOOK.rule(
    rf"(?<!\w)(?:nửa|6 tháng) (?P<h>đầu|cuối) năm(?: (?P<y>{YEAR}){STOP})?",
    "đầu năm",
    "cuối năm",
    core="đầu năm|cuối năm",
)
def _half_of_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "half", number(match, "y"), number=1 if match["h"] == "đầu" else 2)


@BOOK.rule(r"(?<!\w)nửa năm (?:qua|vừa qua|đầu)(?!\w)", "nửa năm")
def _half_gone(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "half", None, number=1)


@BOOK.rule(rf"(?<!\w)quý đầu(?: của)? năm (?P<y>{YEAR}){STOP}", "quý đầu")
def _first_quarter(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "quarter", int(match["y"]), number=1)


@BOOK.rule(rf"(?<!\w)qu[ýí] (?P<q>iii|ii|iv|i|[1-4])(?:{IN_YEAR})?(?!\w)", "qu")
def _quarter(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "quarter", number(match, "y"), number=_ROMAN[match["q"]])


@BOOK.rule(rf"(?<!\w)năm học (?P<y>{YEAR}) ?- ?(?P<z>{YEAR}){STOP}", "năm học")
def _school_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "school_year", int(match["y"]), to_year=int(match["z"]))


@BOOK.rule(
    rf"(?<!\w)(?:(?:(?:từ đầu|trong|nửa(?: đầu| cuối)?|đầu|giữa|của|cả) )?(?P<t>nhiệm kỳ|nhiệm kì|"
    rf"giai đoạn|khoá|khóa|thời kỳ)(?: [^\W\d_]{{1,5}})?,? ?\(?(?:từ )?(?:năm )?|"
    rf"(?P<from>từ )(?:năm )?|(?:trong )?{SMALL} năm ?\(?|(?:trong |các )?năm |)"
    rf"(?P<y>{YEAR}) ?(?:-|đến|tới) ?(?:hết )?(?:năm )?(?P<z>{YEAR}){STOP}",
    core=rf"{YEAR} ?(?:-|đến|tới)",
)
def _span(match: re.Match[str]) -> Mention | None:
    first, last = int(match["y"]), int(match["z"])
    if not 0 < last - first <= 60:
        return None
    return Mention(*match.span(), "term" if match["t"] else "span", first, to_year=last)


@BOOK.rule(
    rf"(?<!\w)từ (?:năm |tháng {MONTH}[/.-])(?P<y>{YEAR}) (?:đến|tới) (?:hết )?(?:nay|"
    rf"(?:hết )?tháng {MONTH}[/.-](?P<z>{YEAR}))(?!\w)",
    "từ năm ",
    "từ tháng ",
)
def _span_to_now(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "span", int(match["y"]), to_year=number(match, "z"))


@BOOK.rule(
    rf"(?<!\w)từ (?:[^\W\d_]{{1,7}} ){{0,4}}\(?tháng (?P<m>{MONTH})(?:[/-]| năm )(?P<y>{YEAR})\)?"
    r" (?:đến|tới) nay(?!\w)",
    " nay",
)
def _since_a_month(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "since_january", int(match["y"]), int(match["m"]))


@BOOK.rule(
    rf"(?<!\w)(?:kể |bắt đầu )?từ (?:cuối |giữa )?năm (?P<y>{YEAR}){STOP}", "từ năm", "từ cuối năm", "từ giữa năm"
)
def _span_begun(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "span", int(match["y"]))


@BOOK.rule(
    rf"(?<!\w)(?:(?:trong|qua|sau|sơ kết|tổng kết)? ?(?:hơn |gần )?(?P<n>{SMALL}|\d{{1,3}}) năm (?:qua|"
    rf"gần đây|vừa qua|thực hiện|triển khai|phát động|đầu|liên tục|tới|tiếp theo)"
    rf"|(?:trong|qua|sau) (?:hơn |gần )?(?P<k>{SMALL}|\d{{1,3}}) năm(?! {YEAR}))(?!\w)",
    core=r" năm(?<=[\dtianmuy] năm)",  # the last letters of small numbers
    reach=50,
)
@BOOK.rule(
    r"(?<!\w)(?:(?:từ đầu |trong |nửa (?:đầu )?|giữa |cả |suốt )?nhiệm k[ỳì](?: (?:qua|vừa qua|này|tới|mới|"
    r"đến nay))?|khóa (?:mới|tới|này)|cả khóa|những năm (?:qua|gần đây)|thời gian qua)(?!\w)",
    "nhiệm k",
    "khóa ",
    "cả khóa",
    "những năm ",
    "thời gian qua",
    core="nhiệm k|khóa|những năm|thời gian qua",
    reach=50,
)
def _open_span(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "span")


@BOOK.rule(
    r"(?<!\w)(?:(?:từ|kể từ|những tháng) đầu năm|đầu năm(?=(?: 20\d\d)? đến nay))(?: (?P<y>20\d\d))?"
    r"(?: (?:đến|tới) (?:(?:hết |cuối )?tháng (?P<n>\d{1,2})(?!\d)|nay|thời điểm này|giờ))?(?! học)(?!\w)",
    "đầu năm",
)
def _since_january(match: re.Match[str]) -> Mention:
    last = number(match, "n")
    if last and 1 <= last <= 12:
        return Mention(*match.span(), "months", number(match, "y"), 1, to_year=number(match, "y"), to_month=last)
    return Mention(*match.span(), "since_january", number(match, "y"), 1)


@BOOK.rule(rf"(?<!\w){STEM_PATTERN} {BRANCH_PATTERN}(?!\w)(?: ?[-,(]? ?(?P<y>{YEAR})\)?)?")
def _lunar(match: re.Match[str]) -> Mention | None:
    year = lunar_year(" ".join(match[0].split()[:2]).strip(" -,("))
    return Mention(*match.span(), "lunar", year) if year else None


@BOOK.rule(
    rf"(?<!\w)(?:trong |cả |hết |cuối |đầu |của |các )?năm (?P<y>{YEAR})(?: ?(?:,|và) (?:năm )?(?P<z>{YEAR}))?{STOP}",
    core=r"năm [12]",
    reach=30,
)
def _year(match: re.Match[str]) -> Mention:
    first, last = int(match["y"]), number(match, "z")
    if last and last > first:
        return Mention(*match.span(), "span", first, to_year=last)
    return Mention(match.start(), match.end("y"), "year", first)


@BOOK.rule(
    r"(?P<y>[12](?:(?<=[^\W\d_] [12])|(?<=\" [12])|(?<=\) [12]))(?:(?<=1)9\d\d|(?<=2)0[0-4]\d))"
    r"(?<!trên \d{4})(?<!hơn \d{4})(?<!gần \d{4})(?<!khoảng \d{4})"
    r"(?![\d%]|[.,/-]\d| ?(?:%|triệu|tỷ|tỉ|nghìn|ngàn|đồng))"
)
def _bare_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "year", int(match["y"]))


@BOOK.rule(r"(?<!\w)(?:trong |cả )năm(?! (?:19|20)\d\d)(?! học)(?!\w)", "trong năm", "cả năm")
@BOOK.rule(
    r"(?<!\w)(?:trong |một )?năm (?:qua|vừa qua|vừa rồi)(?! (?:19|20)\d\d)(?! học)(?!\w)", core=r"năm (?:qua|vừa)"
)
def _same_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "same_year")


@BOOK.rule(r"(?<!\w)năm nay(?!\w)", "năm nay")
def _this_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "this_year")


@BOOK.rule(r"(?<!\w)năm (?:ngoái|trước)(?!\w)", "năm ngoái", "năm trước")
def _last_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "last_year")


@BOOK.rule(r"(?<!\w)(?:năm tới|năm sau|sang năm)(?!\w| \d)", "năm tới", "năm sau", "sang năm")
def _next_year(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "next_year")


@BOOK.rule(
    r"hiện(?<!\whiện)(?: nay| tại| có| đang|(?<!thực hiện)(?<!thể hiện)(?<!phát hiện)(?<!biểu hiện)(?<!xuất hiện)"
    r"(?<!cải hiện)(?<!tái hiện))(?!\w)(?! (?:thực|hành|trạng|đại|vật))"
)
@BOOK.rule(
    r"(?<!\w)(?:(?:tính |cho )?đến nay|tới nay|đến thời điểm (?:này|hiện tại)|đang (?:có|quản lý))(?!\w)"
    r"(?! (?:thực|hành|trạng|đại|vật))",
    "đến nay",
    "tới nay",
    "đến thời điểm",
    "đang có",
    "đang quản lý",
)
def _now(match: re.Match[str]) -> Mention:
    return Mention(*match.span(), "now")


_RULES = (*dates.BOOK.rules, *BOOK.rules)


def find_mentions(folded: str) -> list[Mention]:
    """All mentions in order; of overlapping ones the longest, then the earlier rule."""
    text = TimeText(folded)
    found: list[tuple[int, int, int, Mention]] = []
    for rank, rule in enumerate(_RULES):
        for match in text.matches(rule):
            mention = rule.handler(match)
            if mention is not None:
                found.append((mention.start, -mention.end, rank, mention))
    found.sort(key=itemgetter(0, 1, 2))
    kept: list[Mention] = []
    end = 0
    for start, _, _, mention in found:
        if start >= end:
            kept.append(mention)
            end = mention.end
    return kept
