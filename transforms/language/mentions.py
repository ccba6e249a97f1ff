"""The record of a time in a text, as dates.py and periods.py find it and the readers of observations use it."""

from datetime import date
from typing import Literal, NamedTuple

MentionKind = Literal[
    "year", "half", "quarter", "months", "month", "span", "term", "school_year", "date", "lunar", "since_january",
    "now", "anniversary", "same_year", "last_year", "this_year", "next_year",
]  # fmt: skip


class Mention(NamedTuple):
    """A time in a text. `year`, `month`, `day` are where it is or begins; `to_year`, `to_month` where it ends.

    `number` is the half or quarter; `first`, `last` are its days where both are printed. Null where the text leaves it
    open. `since_january` is every part of a year that reaches up to the day of the text, whatever month it begins in.
    """

    start: int
    end: int
    kind: MentionKind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    to_year: int | None = None
    to_month: int | None = None
    number: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def dated(self) -> bool:
        return self.year is not None
