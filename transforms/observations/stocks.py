"""The day or year of a stock: `hiện có 786 CĐCS`, `tính đến ngày 15/12/2023 có 41.226 đoàn viên`.

A stock belongs to the day that its sentence prints, to the year of a period in it, to `now` (the publication), else to
the year that the text speaks of. Flows are asked for in timing.py.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date

from transforms.language.mentions import Mention
from transforms.observations.frames import Frames
from transforms.observations.spots import Reading, Spot
from transforms.records import PeriodType


@dataclass(frozen=True, slots=True)
class Timing:
    """The period of an observation. `explicit`: its year is printed in the text; `assumed`: it is filled in."""

    period_type: PeriodType
    time_period: str | None = None
    start: date | None = None
    end: date | None = None
    ref_date: date | None = None
    campaign: str | None = None
    explicit: bool = False
    assumed: bool = False
    own_sentence: bool = False


class Stocks:
    """The times of stocks, asked spot by spot."""

    def __init__(self, reading: Reading, published: date | None, frames: Frames) -> None:
        self._reading = reading
        self._published = published
        self._frames = frames
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
        ):
            mentions = [*mentions, following[0]]
        now = any(mention.kind == "now" for mention in mentions)
        if now and self._published is not None:
            year = self._published.year
            printed = any(mention.year == year for mention in self._dated)
            return Timing("point_in_time", str(year), explicit=printed, assumed=not printed)
        if now:
            at = bisect_right(self._date_starts, spot.quantity.start)
            for mention in reversed(self._dates[max(0, at - 2) : at]):
                if mention.year and self._frames.paragraph_of(mention.start) == sentence.paragraph:
                    return Timing("point_in_time", str(mention.year), explicit=True)
        for mention in reversed(mentions):
            if mention.kind == "date" and mention.year and mention.month and mention.day:
                return Timing(
                    "point_in_time", str(mention.year), ref_date=day_of(mention), explicit=True, own_sentence=True
                )
            if mention.kind == "term" and mention.year and not now:
                return Timing("point_in_time", str(mention.year), explicit=True)
            if (
                mention.kind in ("year", "half", "quarter", "months", "month", "school_year")
                and mention.year
                and not self._frames.looks_ahead(mention)
            ):
                return Timing("point_in_time", str(mention.to_year or mention.year), explicit=True, own_sentence=True)
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
                and not self._frames.looks_ahead(mention)
                and self._frames.is_frame(mention)
            ):
                return Timing("point_in_time", str(mention.to_year or mention.year), explicit=True)
        if self._frames.titled is not None and self._frames.titled.year:
            return Timing("point_in_time", str(self._frames.titled.year), explicit=True)
        for mention in self._dated[at : at + 2]:
            if (
                mention.kind in ("year", "half", "quarter", "months", "month")
                and self._frames.paragraph_of(mention.start) <= sentence.paragraph + 1
            ) and not self._frames.looks_ahead(mention):
                return Timing("point_in_time", str(mention.to_year or mention.year), assumed=True)
        if self._published is not None:
            return Timing("point_in_time", str(self._published.year), assumed=True)
        return Timing("point_in_time")


def day_of(mention: Mention) -> date | None:
    """The day of a mention, null where it names none that exists."""
    try:
        return date(mention.year or 0, mention.month or 0, mention.day or 0)
    except ValueError:
        return None
