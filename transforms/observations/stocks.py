"""The day or year of a stock: `hiện có 786 CĐCS`, `tính đến ngày 15/12/2023 có 41.226 đoàn viên`.

A stock belongs to the day that its sentence prints, to the year of a period in it, to `now` (the publication), else to
the year that the text speaks of. Flows are asked for in timing.py.
"""

from bisect import bisect_left, bisect_right
from datetime import date
from typing import NamedTuple

from transforms.language.mentions import Mention
from transforms.observations.reported import OPENING, Reported
from transforms.observations.spots import Reading, Spot
from transforms.records import PeriodType


class Timing(NamedTuple):
    """The period of an observation. `explicit`: its year is printed in the text; `assumed`: it is filled in.

    `said` is the time in text or title that decides it, null where none does. The words of `trong năm` name no year;
    then the year is the one printed before them or, where assumed, the publication's.
    """

    period_type: PeriodType
    time_period: str | None = None
    start: date | None = None
    end: date | None = None
    ref_date: date | None = None
    campaign: str | None = None
    explicit: bool = False
    assumed: bool = False
    own_sentence: bool = False
    said: Mention | None = None


_STILL_LAST_YEAR = 2
"""Last month in which `hiện có` in a report on the year before may mean its end: a year that is not published."""


class Stocks:
    """The times of stocks, asked spot by spot."""

    def __init__(self, reading: Reading, published: date | None, reported: Reported) -> None:
        self._reading = reading
        self._published = published
        self._reported = reported
        self._mentions = reading.mentions
        self._starts = [mention.start for mention in self._mentions]
        self._dated = [mention for mention in self._mentions if mention.year is not None]
        self._dated_starts = [mention.start for mention in self._dated]
        self._dates = [m for m in self._mentions if m.kind == "date"]
        self._date_starts = [mention.start for mention in self._dates]

    def of(self, spot: Spot) -> Timing:
        """The time of a stock."""
        sentence = self._reading.sentences[spot.sentence]
        first = bisect_left(self._starts, sentence.start)
        last = bisect_left(self._starts, spot.quantity.number_start)
        mentions = self._mentions[max(first, last - 5) : last]
        following = self._mentions[last : last + 1]
        if (
            following
            and following[0].start < spot.end
            and following[0].kind in ("date", "year", "month")
            and following[0].year
            and "," not in self._reading.folded[spot.noun_end : following[0].start]
        ):
            mentions = [*mentions, following[0]]
        now = next((mention for mention in mentions if mention.kind == "now"), None)
        if now and self._published is not None:
            year, early = self._published.year, self._published.month <= _STILL_LAST_YEAR
            if early and self._reported.year == year - 1 and not any(m.year == year for m in mentions):
                return Timing("point_in_time", str(year - 1), assumed=True, said=now)
            printed = any(m.year == year and (m.kind == "date" or not early) for m in self._dated)
            return Timing("point_in_time", str(year), explicit=printed, assumed=not printed, said=now)
        if now:
            at = bisect_right(self._date_starts, spot.quantity.start)
            for mention in reversed(self._dates[max(0, at - 2) : at]):
                if mention.year and self._reported.paragraph_of(mention.start) == sentence.paragraph:
                    return Timing("point_in_time", str(mention.year), explicit=True, said=mention)
        for mention in reversed(mentions):
            if mention.kind == "date" and mention.year and mention.month and mention.day:
                day = day_of(mention)
                return Timing(
                    "point_in_time", str(mention.year), ref_date=day, explicit=True, own_sentence=True, said=mention
                )
            if mention.kind == "term" and mention.year and not now:
                return self._of_a_term(mention)
            if (
                mention.kind in ("year", "half", "quarter", "months", "month", "school_year")
                and mention.year
                and not self._reported.looks_ahead(mention)
                and not self._reported.is_compared(mention)
            ):
                until = str(mention.to_year or mention.year)
                return Timing("point_in_time", until, explicit=True, own_sentence=True, said=mention)
        at = bisect_right(self._dated_starts, spot.quantity.start)
        for mention in reversed(self._dated[max(0, at - 4) : at]):
            if (
                mention.kind
                in (
                    "date",
                    "year",
                    "half",
                    "quarter",
                    "months",
                    "month",
                    "school_year",
                    "anniversary",
                )
                and not self._reported.looks_ahead(mention)
                and not self._reported.bracketed(mention)
                and self._reported.is_frame(mention)
                and not self._reported.is_past(mention)
            ):
                return Timing("point_in_time", str(mention.to_year or mention.year), explicit=True, said=mention)
        for mention in reversed(self._dated[:at]):
            if mention.kind == "term" and sentence.start < OPENING and not self._reported.is_frame(mention):
                return self._of_a_term(mention)  # who is represented at a congress is there then
        titled = self._reported.titled
        if titled is not None and titled.year:
            return Timing("point_in_time", str(titled.year), explicit=True, said=titled)
        for mention in self._dated[at : at + 2]:
            if (
                mention.kind in ("year", "half", "quarter", "months", "month")
                and self._reported.paragraph_of(mention.start) <= sentence.paragraph + 1
            ) and not self._reported.looks_ahead(mention):
                return Timing("point_in_time", str(mention.to_year or mention.year), assumed=True, said=mention)
        if self._published is not None:
            return Timing("point_in_time", str(self._published.year), assumed=True)
        return Timing("point_in_time")

    def _of_a_term(self, mention: Mention) -> Timing:
        """`Đại hội … nhiệm kỳ 2023-2028` and `đầu nhiệm kỳ` are of the first year; a term's report tells of its end."""
        folded = self._reading.folded
        opening = folded.endswith("đầu ", 0, mention.start) or folded.startswith(("đầu", "từ đầu"), mention.start)
        if opening or not self._reported.is_frame(mention):
            return Timing("point_in_time", str(mention.year), explicit=True, said=mention)
        year = mention.to_year or mention.year or 0
        if self._published is not None:
            year = min(year, self._published.year)
        return Timing("point_in_time", str(year), assumed=True, said=mention)


def day_of(mention: Mention) -> date | None:
    """The day of a mention, null where it names none that exists."""
    try:
        return date(mention.year or 0, mention.month or 0, mention.day or 0)
    except ValueError:
        return None
