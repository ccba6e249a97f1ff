"""When: the period a quantity belongs to. First what kind of period, then which one.

A stock belongs to a day (`hiện có 786 CĐCS`), a flow to the period that its clause, its sentence, the sentences before
or the article as a whole speaks of, narrowest first. Terms, half-years, campaigns and single events are told apart
from years before any year is looked for, and an undated flow stays undated: a wrong year makes a false cell, none makes
none. The year of a date without one (`Ngày 22.7`) comes from the text before, else from the publication, and is then
flagged as assumed. Tết belongs to the lunar year that it opens.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date

from transforms.language.lunar import tet_year_near
from transforms.language.periods import Mention
from transforms.observations.frames import UNTIL, Frames
from transforms.observations.spots import Reading, Spot
from transforms.records import PeriodType

_CLOSING_MONTH = 11
"""The union year closes on 30 November: a count up to a day in November or December is the year's."""
_CAMPAIGNS = ("mid_autumn", "children_day", "workers_month")
_PROGRAMME = re.compile(r"toàn bộ chương trình|tham gia chương trình")


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


class Clock:
    """The times of a text, asked spot by spot in the order of the text."""

    def __init__(self, reading: Reading, published: date | None, title: Reading | None) -> None:
        self._reading = reading
        self._published = published
        self._mentions = reading.mentions
        self._starts = [mention.start for mention in self._mentions]
        self._dated = [mention for mention in self._mentions if mention.year is not None]
        self._dated_starts = [mention.start for mention in self._dated]
        self._frames = Frames(reading, title)
        self._dates = [m for m in self._mentions if m.kind in ("date",)]
        self._date_starts = [mention.start for mention in self._dates]

    def of(self, spot: Spot, *, stock: bool, event: bool, seasonal: bool, topics: frozenset[str], plan: bool) -> Timing:
        """The period of a spot."""
        topic = _one_topic(topics)
        if stock:
            return self._stock(spot)
        frame, own = self._frames.of(spot, plan)
        if frame is not None and frame.kind == "month" and frame.month and event and topic not in ("tet", *_CAMPAIGNS):
            known = f"{frame.year}-{frame.month:02d}" if frame.year else None
            return Timing("campaign", known, explicit=known is not None, own_sentence=own)
        if frame is not None and frame.kind in ("span", "term") and (own or topic not in ("tet", *_CAMPAIGNS)):
            return self._framed(spot, frame, own)
        if topic == "tet":
            return self._tet(spot, frame)
        programme = self._reading.folded[spot.start : max(spot.end, spot.quantity.end)]
        if _PROGRAMME.search(programme):
            return Timing("campaign", campaign="1trieusangkien" if "sáng kiến" in programme else None)
        if topic in _CAMPAIGNS or (topic == "covid" and seasonal):
            year, explicit = self._year_near(spot, frame)
            return Timing(
                "campaign",
                str(year) if year else None,
                campaign=topic,
                explicit=explicit,
                assumed=not explicit,
                own_sentence=own,
            )
        occasion = self._event(spot, frame, own, event)
        if occasion is not None:
            return replace(occasion, campaign="covid" if topic == "covid" else None)
        if topic == "covid" and frame is None:
            return Timing("campaign", campaign="covid")
        if frame is None:
            year, explicit = self._year_near(spot, None)
            known = str(year) if year and explicit else None
            return Timing("campaign", known, explicit=explicit) if event else Timing("unknown")
        return replace(self._framed(spot, frame, own), campaign="covid" if topic == "covid" else None)

    def _framed(self, spot: Spot, frame: Mention, own: bool) -> Timing:
        year = frame.year
        if frame.kind in ("span", "term"):
            known = frame.year is not None and frame.to_year is not None
            return Timing("term", f"{frame.year}/{frame.to_year}" if known else None, explicit=known, own_sentence=own)
        if frame.kind == "school_year":
            return Timing("year", f"{frame.year}/{frame.to_year}", explicit=True, own_sentence=own)
        assumed = year is None
        if year is None and self._published is not None and frame.kind != "year":
            year = self._published.year
        kind: PeriodType = {
            "year": "year",
            "same_year": "year",
            "this_year": "year",
            "last_year": "year",
            "half": "half",
        }.get(  # type: ignore[assignment]  # values are period types
            frame.kind, "months"
        )
        if year is None:
            return Timing(kind, own_sentence=own)
        timing = Timing(kind, str(year), explicit=not assumed, assumed=assumed, own_sentence=own)
        if frame.kind == "half":
            return replace(timing, time_period=f"{year}-S{frame.number}")
        if frame.kind == "quarter":
            return replace(timing, time_period=f"{year}-Q{frame.number}")
        if frame.kind == "month":
            return replace(timing, time_period=f"{year}-{frame.month:02d}")
        if frame.kind == "since_january":
            last = self._date_known(spot)
            if last is None or last[0] != year:
                return replace(timing, time_period=None, explicit=False)
            return replace(timing, time_period=f"{year}-01/{year}-{last[1]:02d}")
        if frame.kind == "months":
            to_year, to_month = frame.to_year or year, frame.to_month or 12
            return replace(timing, time_period=f"{frame.year or year}-{frame.month or 1:02d}/{to_year}-{to_month:02d}")
        return timing

    def _date_known(self, spot: Spot) -> tuple[int, int] | None:
        """Year and month of the day on which the text speaks: a date in it, else its publication."""
        at = bisect_right(self._date_starts, spot.quantity.start)
        for mention in (*reversed(self._dates[:at][-3:]), *self._dates[at : at + 1]):
            if mention.month and mention.year:
                return mention.year, mention.month
            if mention.month and self._published:
                return self._published.year, mention.month
        return (self._published.year, self._published.month) if self._published else None

    def _stock(self, spot: Spot) -> Timing:
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
                    "point_in_time", str(mention.year), ref_date=_day(mention), explicit=True, own_sentence=True
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
                mention.kind in ("year", "half", "months", "month")
                and self._frames.paragraph_of(mention.start) <= sentence.paragraph + 1
            ) and not self._frames.looks_ahead(mention):
                return Timing("point_in_time", str(mention.to_year or mention.year), assumed=True)
        if self._published is not None:
            return Timing("point_in_time", str(self._published.year), assumed=True)
        return Timing("point_in_time")

    def _tet(self, spot: Spot, frame: Mention | None) -> Timing:
        sentence = self._reading.sentences[spot.sentence]
        stop = self._reading.folded.find(";", spot.quantity.end, sentence.end)
        at = bisect_left(self._dated_starts, sentence.end if stop < 0 else stop)
        for mention in reversed(self._dated[max(0, at - 6) : at]):
            if (
                self._frames.paragraph_of(mention.start) != sentence.paragraph
                and self._frames.sentence_of(mention.start) < spot.sentence - 6
            ):
                break
            if mention.kind == "lunar":
                return Timing("campaign", str(mention.year), campaign="tet", explicit=True, own_sentence=True)
            day = _day(mention)
            near = tet_year_near(day) if day else None
            if near:
                return Timing("campaign", str(near), campaign="tet", explicit=True)
            if mention.kind in ("year", "half", "quarter"):
                return Timing("campaign", str(mention.year), campaign="tet", explicit=True)
        if frame is not None and frame.year and frame.kind in ("year", "half", "months", "quarter"):
            return Timing("campaign", str(frame.year), campaign="tet", explicit=True)
        if self._published is not None:
            year = tet_year_near(self._published) or self._published.year
            return Timing("campaign", str(year), campaign="tet", assumed=True)
        return Timing("campaign", campaign="tet")

    def _year_near(self, spot: Spot, frame: Mention | None) -> tuple[int | None, bool]:
        if frame is not None and frame.year:
            return frame.to_year or frame.year, True
        year = self._frames.year_before(spot.end)
        if year:
            return year, True
        return (self._published.year if self._published else None), False

    def _event(self, spot: Spot, frame: Mention | None, own: bool, event: bool) -> Timing | None:
        """A single event: a day or a word for an occasion in the sentence, and no period nearer than it."""
        sentence = self._reading.sentences[spot.sentence]
        first = bisect_left(self._date_starts, sentence.start)
        days = [m for m in self._dates[first : first + 4] if m.start < spot.quantity.start]
        occasion = bisect_left(self._frames.events, sentence.start)
        occasions = [place for place in self._frames.events[occasion : occasion + 6] if place < spot.end]
        if own and frame is not None and not (occasions and frame.kind in ("year", "month")):
            return None
        if not days and not occasions:
            if frame is not None:
                return None
            days = self._day_before(sentence.paragraph, sentence.start)
            if not days:
                return None
        if own and frame is not None and frame.year and occasions and not days:
            return Timing(
                "campaign", f"{frame.year}-{frame.month:02d}" if frame.month else str(frame.year), explicit=True
            )
        if not days:
            days = self._day_before(sentence.paragraph, sentence.start)
        if not days or not days[-1].month:
            year = self._frames.year_before(spot.quantity.start) if frame is None or frame.kind == "year" else None
            return Timing("campaign", str(year) if year else None, explicit=year is not None)
        day, month = days[-1], days[-1].month or 0
        if day.year and not event and UNTIL.search(self._reading.folded, max(0, day.start - 16), day.start):
            if month >= _CLOSING_MONTH:
                return Timing("year", str(day.year), explicit=True)
            return Timing("months", f"{day.year}-01/{day.year}-{day.month:02d}", explicit=True)
        if day.year:
            return Timing("campaign", f"{day.year}-{day.month:02d}", explicit=True)
        year = self._frames.year_before(spot.quantity.start)
        at = bisect_right(self._dated_starts, spot.quantity.start)
        if year is None and at < len(self._dated):
            year = self._dated[at].year if self._dated[at].kind == "year" else None
        if year:
            return Timing("campaign", f"{year}-{day.month:02d}", explicit=True)
        if self._published is not None:
            return Timing("campaign", f"{self._published.year}-{day.month:02d}", assumed=True)
        return Timing("campaign")

    def _day_before(self, paragraph: int, position: int) -> list[Mention]:
        """The last day named before in the same paragraph, where no period was named after it."""
        at = bisect_left(self._date_starts, position)
        for mention in reversed(self._dates[max(0, at - 1) : at]):
            if self._frames.paragraph_of(mention.start) == paragraph:
                return [mention]
        return []


def _one_topic(topics: frozenset[str]) -> str | None:
    """The one topic; of several seasons in one sum none, and a health or weather topic gives way to a season."""
    seasons = topics & {"tet", "workers_month", "mid_autumn", "children_day"}
    if "mid_autumn" in seasons:
        seasons -= {"tet"}
    if len(seasons) == 1:
        return next(iter(seasons))
    return "covid" if not seasons and "covid" in topics else None


def _day(mention: Mention) -> date | None:
    try:
        return date(mention.year or 0, mention.month or 0, mention.day or 0)
    except ValueError:
        return None
