"""What follows from an observation once it is read: its area, whether it may enter the yearly table, and flags.

Naming and publishing are two decisions. The yearly table takes only actual values of a province's or the national
organisation, for a year that the text itself prints (or a stock at such a date), with a subject that the text itself
names, one reading and enough confidence; guards never. Everything else stays an observation.

The area is the boundary the source speaks of: `tỉnh Bắc Kạn (cũ)` says so; else the organisation named; else the
portal's home. Before 1 July 2025 that is the map of 63, since then the map of 34, and a text written after it about a
year before it may mean either: flagged.
"""

import re
from datetime import date

from transforms.areas import MERGED_ON, NATIONAL, area_name, by_old_code, resolve, successor
from transforms.observations.catalogue import Indicator
from transforms.observations.stocks import Timing
from transforms.observations.subjects import Subject
from transforms.records import OrgLevel, Role

LAST_QUARTER = 10
"""Reports of a union year come from November on; from October a figure "of the year" may be its result."""
_FORMER = re.compile(r"((?:[^\W\d_]+[ -]+){1,4})\(cũ\)")
_WAS = re.compile(r"(?i:\(cũ\)|trước đây)")
_MERGED = re.compile(r"(?i:hợp nhất|sáp nhập|toàn tỉnh|cả tỉnh)")
_WHOLE = ("toàn ", "cả ")
PUBLISH_FROM = 0.80
"""Least confidence of a published value; the benchmark's table shows what it means on gold."""


def area_of(
    subject: Subject, home: str | None, sentence: str, before: str, timing: Timing, published: date | None
) -> tuple[str | None, tuple[str, ...]]:
    """The area code and flags of an observation; `before` is its sentence up to the number."""
    if subject.level == "national":
        return NATIONAL, ()
    former = _former(before)
    if former is not None:
        return former, ()
    place = subject.place or home
    if place is None or place == NATIONAL:
        return None, ()
    name = area_name(place)
    old = (
        place if place in by_old_code() else next((code for code in resolve(name or "") if code in by_old_code()), None)
    )
    year, since_merger = _told_since_merger(timing, published)
    if old is None:
        return place, ()
    if name and _WAS.search(sentence):
        small = sentence.lower()
        if f"{name} (cũ)".lower() in small or f"{name} trước đây".lower() in small:
            return old, ()
    row = by_old_code()[old]
    new = successor(old)
    if row.unchanged:
        return (new if since_merger else old), ()
    if not since_merger:
        late = published is not None and published >= MERGED_ON and year is not None
        return old, (("AMBIGUOUS_BOUNDARY",) if late and row.name_continues else ())
    if not row.name_continues:
        return old, ("AMBIGUOUS_BOUNDARY",)
    return new, (("AMBIGUOUS_BOUNDARY",) if year == MERGED_ON.year and timing.period_type != "point_in_time" else ())


def _former(before: str) -> str | None:
    """`khu vực Quảng Bình (cũ) có …`: the province of the old map that a number is told of, null where none is."""
    found = list(_FORMER.finditer(before)) if "(cũ)" in before else []
    if not found or _MERGED.search(before, max(0, found[-1].start() - 30)):
        return None
    words = found[-1][1].split()
    for first in range(max(0, len(words) - 4), len(words)):
        codes = [code for code in resolve(" ".join(words[first:])) if code in by_old_code()]
        if codes:
            return codes[0]
    return None


def year_is_over(timing: Timing, published: date | None) -> bool:
    """Whether a text can have the results of its year: published after it, or in its last quarter."""
    if published is None or timing.time_period is None or not timing.time_period[:4].isdigit():
        return True
    year = int(timing.time_period[:4])
    return year < published.year or (year == published.year and published.month >= LAST_QUARTER)


def _told_since_merger(timing: Timing, published: date | None) -> tuple[int | None, bool]:
    year = int(timing.time_period[-7:][:4]) if timing.time_period and "-" in timing.time_period[4:] else None
    if timing.time_period and year is None:
        year = int(timing.time_period.split("/")[-1][:4])
    if timing.ref_date is not None:
        return year, timing.ref_date >= MERGED_ON
    if year is None:
        return None, published is not None and published >= MERGED_ON
    if year == MERGED_ON.year:
        return year, published is None or published >= MERGED_ON
    return year, year > MERGED_ON.year


def may_publish(
    indicator: Indicator,
    role: Role,
    subject: Subject,
    own: OrgLevel,
    timing: Timing,
    published: date | None,
    confidence: float,
    flags: tuple[str, ...],
) -> bool:
    """Whether an observation may enter the yearly table; `own` is the level of the article's own organisation."""
    if indicator.offer == "C" or role != "actual" or subject.level not in ("province", "national"):
        return False
    if subject.level != own and (own == "sector" or not (subject.name or "").lower().startswith(_WHOLE)):
        return False  # in a district's news the province's are what it gave there; `toàn tỉnh` may be the whole sector
    if (
        timing.period_type not in ("year", "point_in_time")
        or timing.time_period is None
        or len(timing.time_period) != 4
    ):
        return False
    if indicator.measure != "stock" and timing.period_type == "point_in_time" and indicator.aggregation != "last":
        return False
    if timing.period_type == "year" and not year_is_over(timing, published):
        return False
    if not timing.explicit or timing.assumed or not subject.explicit:
        return False
    return confidence >= PUBLISH_FROM and "LOW_RELIABILITY" not in flags
