"""Reads a point in time from a short text that is known to be a date: a machine date, a labelled date, a date line.

Here: the written forms. Not here: where on a page a date may be looked for and which one wins (published.py).
Rules: the zone is UTC+7 (Viet Nam has had no other since 1975); day before month, always, except `m/d/Y h:m AM`, which
one government system prints, and only where day first is impossible; a year has four digits and is never supplied;
lunar dates are not read. What is relative ("2 giờ trước") is relative to the moment of retrieval, never to the clock.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import dateparser

from transforms.articles.text import fold, one_line

VIETNAM = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh: UTC+7, no daylight saving."""

EARLIEST_YEAR = 2000
MAX_CHARS = 200
"""A date stands in a short text; anything longer is prose and is not searched."""

_MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_MONTH = r"(?P<month>\d{1,2}|muoi mot|muoi hai|gieng|mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi|chap)"
_DATES = (
    re.compile(r"(?<![\d/.\-])(?P<day>\d{1,2}) ?[/.\-] ?(?P<month>\d{1,2}) ?[/.\-] ?(?P<year>\d{4})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}}),? thang {_MONTH},? (?:nam )?(?P<year>\d{{4}})(?!\d)"),
    re.compile(rf"\bthang {_MONTH} (?P<day>\d{{1,2}}), (?P<year>\d{{4}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})(?!\d)"),
)
_TIME = re.compile(
    r"(?<![\d/.\-+])(?P<hour>\d{1,2}) ?(?::|h|g(?:io)?) ?(?:(?P<minute>\d{2})(?!\d)(?: ?: ?(?P<second>\d{2})(?!\d))?)?"
    r"(?: ?(?:phut|p\b))? ?(?P<half>am|pm|sa|ch)?\b"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:[Zz]|[+-]\d\d:?\d\d))?)?")
_BROKEN_NUKEVIET = re.compile(r"(\d{4}-\d\d-\d\d)\+0?7:?(?:00)?(\d\d:\d\d:\d\d)")
_LUNAR = re.compile(r"\bam lich\b|\ba\.?l\b")
_PUBLISHED_LABEL = re.compile(r"\b(?:dang|xuat ban|phat hanh|published|posted)\b")
_RELATIVE = re.compile(
    r"(?:khoang )?(?:\d{1,3} (?:giay|phut|gio|ngay|tuan|thang|nam) truoc|(?:hom nay|hom qua)(?:,? \d{1,2}:\d{2})?)"
)
_ENGLISH_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")


def _zoned(moment: datetime) -> datetime | None:
    """In Vietnamese time; null for a year that no portal of today has."""
    try:
        zoned = moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    except (OverflowError, ValueError):
        return None
    return zoned if EARLIEST_YEAR <= zoned.year <= 2200 else None


def _clock(match: re.Match[str] | None) -> tuple[int, int, int] | None:
    """Hour, minute, second of a printed time; null where it is none (`25:70`)."""
    if match is None:
        return 0, 0, 0
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    afternoon = match["half"] in ("pm", "ch")
    if match["half"]:
        if not 1 <= hour <= 12 and not (afternoon and 12 < hour < 24):
            return None
        hour = hour % 12 + 12 if afternoon else hour % 12
        if afternoon and int(match["hour"]) > 12:
            hour = int(match["hour"])
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _time_near(text: str, start: int, end: int) -> re.Match[str] | None:
    """The printed time that belongs to the date at `start:end`: right after it, else right before it."""
    after = _TIME.search(text, end, min(len(text), end + 25))
    if after is not None and (after["minute"] or after["half"]):
        return after
    before = [m for m in _TIME.finditer(text, max(0, start - 35), start) if m["minute"] or "g" in m[0] or "h" in m[0]]
    return before[-1] if before else None


def _printed(text: str) -> datetime | None:
    """A day-first date with or without a time, in folded text."""
    found: list[tuple[bool, int, datetime]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            time = _time_near(text, match.start(), match.end())
            clock = _clock(time)
            day, year = int(match["day"]), int(match["year"])
            month = _MONTHS.get(match["month"]) or (int(match["month"]) if match["month"].isdigit() else 0)
            if month > 12 >= day and time is not None and time["half"] in ("am", "pm"):
                day, month = month, day
            if clock is None or _LUNAR.match(text, min(match.end() + 1, len(text))):
                continue
            try:
                moment = datetime(year, month, day, *clock, tzinfo=VIETNAM)
            except ValueError:
                continue
            labelled = _PUBLISHED_LABEL.search(text, max(0, match.start() - 40), match.start()) is not None
            found.append((not labelled, match.start(), moment))
    found = [item for item in found if item[2].year >= EARLIEST_YEAR]
    return min(found)[2] if found else None


def parse_moment(text: str, *, relative_to: datetime | None = None) -> datetime | None:
    """The point in time a short text names, in UTC+7; a date alone is midnight there. Null where it names none.

    `relative_to` is the moment of retrieval; without it, relative forms are not read.
    """
    line = one_line(text[: MAX_CHARS * 2])
    if not line or len(line) > MAX_CHARS:
        return None
    if broken := _BROKEN_NUKEVIET.fullmatch(line):
        line = f"{broken[1]}T{broken[2]}+07:00"
    if _ISO.fullmatch(line):
        try:
            return _zoned(datetime.fromisoformat(line.upper().replace(" +", "+").replace(" Z", "Z").replace(",", ".")))
        except ValueError:
            return None
    folded = fold(line)
    if printed := _printed(folded):
        return printed
    if _ENGLISH_MONTH.search(folded):
        return _english(line)
    if relative_to is not None and _RELATIVE.fullmatch(folded):
        return _from_library(line, relative_to, "relative-time")
    return None


def _english(line: str) -> datetime | None:
    """RFC 822 as in feeds and headers, else what dateparser makes of a month's English name."""
    try:
        return _zoned(parsedate_to_datetime(line))
    except (ValueError, TypeError, IndexError):
        pass
    return _from_library(line, None, "absolute-time") if re.search(r"\b20\d\d\b", line) else None


def _from_library(line: str, relative_to: datetime | None, parser: str) -> datetime | None:
    """dateparser, held to one parser, day first, whole dates, and never to its own clock."""
    base = (relative_to or datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC)).astimezone(VIETNAM).replace(tzinfo=None)
    moment = dateparser.parse(
        line,
        languages=["vi", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "RELATIVE_BASE": base,
            "REQUIRE_PARTS": ["day", "month", "year"] if parser == "absolute-time" else [],
            "PARSERS": [parser],
            "RETURN_AS_TIMEZONE_AWARE": False,
            "TIMEZONE": "+0700",
        },
    )
    return None if moment is None else _zoned(moment.replace(microsecond=0))


_DATE_LINE_FILLER = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]|ngay dang|ngay|dang|xuat ban|cap nhat|lan cuoi|luc"
    r"|gmt|utc|(?:da xem|luot xem|da doc|luot doc|so luot xem) ?: ?[\d.,]+"
    r"|[\d.,]+ (?:luot xem|luot doc|luot truy cap))\b"
    r"|[-–|,.:()/+>•·]|\b0?7(?::00)?\b"
)


def date_line(line: str, *, relative_to: datetime | None = None) -> datetime | None:
    """The date of a line that says nothing but a date, such as "Thứ Tư, ngày 21/12/2022 - 16:42 Đã xem: 694"."""
    if len(line) > 120:
        return None
    moment = parse_moment(line, relative_to=relative_to)
    if moment is None:
        return None
    rest = fold(one_line(line))
    for pattern in (_RELATIVE, _ISO, *_DATES, _TIME, _DATE_LINE_FILLER):
        rest = pattern.sub(" ", rest)
    return moment if not rest.strip() else None


_SAYS_PUBLISHED = re.compile(
    r"(?:ngay )?(?:dang|xuat ban|cap nhat|dang tai|published|posted)(?: (?:ngay|luc|vao|on|lan cuoi))?\b"
)


def labelled_date(line: str, relative_to: datetime | None = None) -> datetime | None:
    """The date of a short line that begins by saying that it is one: "Đăng ngày 24/12/2024 bởi …"."""
    if len(line) > 150 or _SAYS_PUBLISHED.match(fold(line)) is None:
        return None
    return parse_moment(line, relative_to=relative_to)
