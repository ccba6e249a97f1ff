"""Lunar years: their names, and the day on which each begins (Tết).

A lunar year has a stem and a branch (`Giáp Thìn`); the pair comes back after 60 years, so within living memory of the
web a name is one year: Giáp Thìn is 2024. Tết is the first day of the lunar year, in January or February.
"""

from datetime import date

_STEMS = ("canh", "tân", "nhâm", "quý", "giáp", "ất", "bính", "đinh", "mậu", "kỷ")  # by year % 10
_BRANCHES = ("thân", "dậu", "tuất", "hợi", "tý", "sửu", "dần", "mão", "thìn", "tỵ", "ngọ", "mùi")  # by year % 12
_SPELLINGS = {"tí": "tý", "tị": "tỵ", "mẹo": "mão", "kỉ": "kỷ", "quí": "quý"}
_FIRST, _LAST = 1985, 2044

NAMES = {f"{_STEMS[year % 10]} {_BRANCHES[year % 12]}": year for year in range(_FIRST, _LAST + 1)}
STEM_PATTERN = "(?:" + "|".join((*_STEMS, "kỉ", "quí")) + ")"
BRANCH_PATTERN = "(?:" + "|".join((*_BRANCHES, "tí", "tị", "mẹo")) + ")"

_TET = {
    2000: (2, 5), 2001: (1, 24), 2002: (2, 12), 2003: (2, 1), 2004: (1, 22), 2005: (2, 9), 2006: (1, 29),
    2007: (2, 17), 2008: (2, 7), 2009: (1, 26), 2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10),
    2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25),
    2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6),
    2028: (1, 26), 2029: (2, 13), 2030: (2, 2),
}  # fmt: skip
"""First day of the lunar year by the Vietnamese calendar (UTC+7); 2007 and 2030 differ from the Chinese one."""


def lunar_year(name: str) -> int | None:
    """The year of a lunar name in folded spelling: `giáp thìn` is 2024; null for a pair that does not exist."""
    stem, _, branch = name.partition(" ")
    return NAMES.get(f"{_SPELLINGS.get(stem, stem)} {_SPELLINGS.get(branch.strip(), branch.strip())}")


def tet(year: int) -> date | None:
    """The first day of the lunar year, null outside the table."""
    return date(year, *_TET[year]) if year in _TET else None


def tet_year_near(day: date, *, before: int = 75, after: int = 25) -> int | None:
    """The lunar year whose Tết a day belongs to: at most `before` days ahead of it or `after` days past it."""
    for year in (day.year, day.year + 1):
        first = tet(year)
        if first and -before <= (day - first).days <= after:
            return year
    return None
