"""When: the period a quantity belongs to. First what kind of period, then which one.

A stock belongs to a day (`hiện có 786 CĐCS`), a flow to the period that its clause, its sentence, the sentences before
or the article as a whole speaks of, narrowest first. Terms, half-years, campaigns and single events are told apart
from years before any year is looked for, and an undated flow stays undated: a wrong year makes a false cell, none makes
none. The year of a date without one (`Ngày 22.7`) comes from the text before, else from the publication, and is then
flagged as assumed. Tết belongs to the lunar year that it opens.
"""

import re
from bisect import bisect_left, bisect_right
from datetime import date

from transforms.language.lunar import tet_year_near
from transforms.language.mentions import Mention
from transforms.observations.frames import UNTIL, Frames
from transforms.observations.reported import OPENING, Reported
from transforms.observations.spots import Reading, Spot
from transforms.observations.stocks import Stocks, Timing, day_of
from transforms.records import PeriodType

_CLOSING_MONTH = 11
"""The union year closes on 30 November: a count up to a day in November or December is the year's."""
_CAMPAIGNS = ("mid_autumn", "children_day", "workers_month")
_IDEAS = re.compile(r"(?<!\w)(?:sáng kiến|làm lợi)(?!\w)")
_PROGRAMME = re.compile(r"toàn bộ chương trình|tham gia chương trình")


class Clock:
    """The times of a text, asked spot by spot in the order of the text."""

    def __init__(self, reading: Reading, published: date | None, title: Reading | None) -> None:
        self._reading = reading
        self._title = title
        self._published = published
        self._mentions = reading.mentions
        self._starts = [mention.start for mention in self._mentions]
        self._dated = [mention for mention in self._mentions if mention.year is not None]
        self._dated_starts = [mention.start for mention in self._dated]
        self._reported = Reported(reading, title)
        self._frames = Frames(reading, self._reported)
        self._years_ahead = self._reported.years_ahead()
        self._stocks = Stocks(reading, published, self._reported)
        self._days = [m for m in self._mentions if m.kind in ("date", "month") and m.month]
        self._day_starts = [mention.start for mention in self._days]
        self._dates = [m for m in self._mentions if m.kind in ("date",)]
        self._date_starts = [mention.start for mention in self._dates]

    def of(self, spot: Spot, *, stock: bool, event: bool, seasonal: bool, topics: frozenset[str], plan: bool) -> Timing:
        """The period of a spot."""
        topic = _one_topic(topics)
        if stock:
            return self._stocks.of(spot)
        frame, own = self._frames.of(spot, plan)
        if plan and frame is not None and frame.kind == "year":
            begun = self._frames.ends_a_term(frame, self._published.year if self._published else None)
            if begun is not None:
                return Timing("term", f"{begun}/{frame.year}", explicit=True, own_sentence=own, said=frame)
        if frame is not None and frame.kind == "month" and frame.month and event and topic not in ("tet", *_CAMPAIGNS):
            known = f"{frame.year}-{frame.month:02d}" if frame.year else None
            return Timing("campaign", known, explicit=known is not None, own_sentence=own, said=frame)
        if frame is not None and frame.kind in ("span", "term") and (own or topic not in ("tet", *_CAMPAIGNS)):
            return self._framed(spot, frame, own)
        if topic == "tet":
            return self._tet(spot, frame)
        programme = self._reading.folded[spot.start : max(spot.end, spot.quantity.end)]
        if _PROGRAMME.search(programme):
            return Timing("campaign", campaign="1trieusangkien" if "sáng kiến" in programme else None)
        reported = frame is not None and frame.kind in ("year", "half", "quarter", "months", "school_year")
        if topic in _CAMPAIGNS or (topic == "covid" and seasonal and not reported):
            year, explicit = self._year_near(spot, frame, own)
            return Timing(
                "campaign",
                str(year) if year else None,
                campaign=topic,
                explicit=explicit,
                assumed=not explicit,
                own_sentence=own,
                said=frame,
            )
        if not own and self._of_a_programme(spot):
            return Timing("campaign", campaign="1trieusangkien")
        occasion = self._event(spot, frame, own, event)
        if occasion is not None:
            return occasion._replace(campaign="covid") if topic == "covid" else occasion
        if topic == "covid" and frame is None:
            return Timing("campaign", campaign="covid")
        if frame is None:
            year, explicit = self._year_near(spot, None, own)
            known = str(year) if year and explicit else self._year_behind(spot)
            if event:
                return self._opening_day(known) or Timing("campaign", known, explicit=explicit and known is not None)
            if not self._reported.of_a_congress or plan:
                return Timing("unknown")
            term = self._reported.term
            return self._framed(spot, term, own) if term is not None else Timing("term")
        framed = self._framed(spot, frame, own)
        return framed._replace(campaign="covid") if topic == "covid" else framed

    def lies_ahead(self, timing: Timing) -> bool:
        """Whether a period is the year that comes after the one a text reports on, so that nobody has its results."""
        known = timing.time_period
        return known is not None and known[:4].isdigit() and int(known[:4]) in self._years_ahead

    def words_of(self, timing: Timing) -> str | None:
        """The words of the text or of its title that a period was read from, null where none say it."""
        said = timing.said
        if said is None:
            return None
        source = self._title if self._title is not None and said is self._reported.titled else self._reading
        return source.text[said.start : said.end].strip()

    def _opening_day(self, year: str | None) -> Timing | None:
        """The month of the day with which a text opens: one event, told under its date (`Sáng 18-5, …`)."""
        day = self._dates[0] if self._dates and self._dates[0].start < OPENING else None
        if day is None or not day.month or not (day.year or year):
            return None
        return Timing("campaign", f"{day.year or year}-{day.month:02d}", explicit=True, said=day)

    def _of_a_programme(self, spot: Spot) -> bool:
        """`… chương trình "1 triệu sáng kiến" cả thảy 164.720 sáng kiến`: counted since its beginning."""
        sentence, folded = self._reading.sentences[spot.sentence], self._reading.folded
        if folded.find("triệu sáng kiến", max(sentence.start, spot.quantity.start - 300), spot.quantity.start) < 0:
            return False
        return bool(_IDEAS.search(folded, spot.start, max(spot.end, spot.noun_end)))

    def _framed(self, spot: Spot, frame: Mention, own: bool) -> Timing:
        year = frame.year
        if frame.kind in ("span", "term"):
            known = frame.year is not None and frame.to_year is not None
            years = f"{frame.year}/{frame.to_year}" if known else None
            return Timing("term", years, frame.first, frame.last, explicit=known, own_sentence=own, said=frame)
        if frame.kind == "school_year":
            return Timing("year", f"{frame.year}/{frame.to_year}", explicit=True, own_sentence=own, said=frame)
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
            return Timing(kind, own_sentence=own, said=frame)
        timing = Timing(
            kind, str(year), frame.first, frame.last, None, None, not assumed, assumed, own_sentence=own, said=frame
        )
        if frame.kind == "half":
            return timing._replace(time_period=f"{year}-S{frame.number}")
        if frame.kind == "quarter":
            return timing._replace(time_period=f"{year}-Q{frame.number}")
        if frame.kind == "month":
            return timing._replace(time_period=f"{year}-{frame.month:02d}")
        if frame.kind == "since_january":
            return self._until_now(timing, year, frame.month or 1, spot)
        if frame.kind == "months":
            to_year, to_month = frame.to_year or year, frame.to_month or 12
            return timing._replace(time_period=f"{frame.year or year}-{frame.month or 1:02d}/{to_year}-{to_month:02d}")
        return timing

    def _until_now(self, timing: Timing, year: int, month: int, spot: Spot) -> Timing:
        """From a month to the day of the text; more than a year is a term."""
        last = self._date_known(spot, year)
        length = (last[0] - year) * 12 + last[1] - month if last else -1
        if length > 11 or (last is None and month > 1):
            return timing._replace(period_type="term", time_period=None, explicit=False)
        if last is None or length < 0 or (month == 1 and last[0] != year):
            return timing._replace(time_period=None, explicit=False)
        return timing._replace(time_period=f"{year}-{month:02d}/{last[0]}-{last[1]:02d}")

    def _date_known(self, spot: Spot, year: int) -> tuple[int, int] | None:
        """Year and month of the day on which the text speaks: a day or month in it, else its publication."""
        at = bisect_right(self._day_starts, spot.quantity.start)
        for mention in (*reversed(self._days[:at][-3:]), *self._days[at : at + 2]):
            if mention.month and (mention.year == year or (mention.year and mention.year == year + 1)):
                return mention.year, mention.month
            if mention.year is None and self._published and (mention.month or 13) <= self._published.month:
                return self._published.year, mention.month or 1
            if mention.year is None and self._published is None:
                return year, mention.month or 1
        return (self._published.year, self._published.month) if self._published else None

    def _tet(self, spot: Spot, frame: Mention | None) -> Timing:
        sentence = self._reading.sentences[spot.sentence]
        stop = self._reading.folded.find(";", spot.quantity.end, sentence.end)
        at = bisect_left(self._dated_starts, sentence.end if stop < 0 else stop)
        for mention in reversed(self._dated[max(0, at - 6) : at]):
            if (
                self._reported.paragraph_of(mention.start) != sentence.paragraph
                and self._reported.sentence_of(mention.start) < spot.sentence - 6
            ):
                break
            if mention.kind == "lunar" and mention.start < sentence.start and self._is_earlier_tet(mention):
                continue
            if mention.kind == "lunar":
                year = str(mention.year)
                return Timing("campaign", year, campaign="tet", explicit=True, own_sentence=True, said=mention)
            day = day_of(mention)
            near = tet_year_near(day) if day else None
            if near:
                return Timing("campaign", str(near), campaign="tet", explicit=True, said=mention)
            if mention.kind in ("year", "half", "quarter"):
                return Timing("campaign", str(mention.year), campaign="tet", explicit=True, said=mention)
        if frame is not None and frame.year and frame.kind in ("year", "half", "months", "quarter"):
            return Timing("campaign", str(frame.year), campaign="tet", explicit=True, said=frame)
        if self._published is not None:
            opened = tet_year_near(self._published) or self._published.year
            return Timing("campaign", str(opened), campaign="tet", assumed=True)
        return Timing("campaign", campaign="tet")

    def _is_earlier_tet(self, mention: Mention) -> bool:
        """`Tết Quý Mão 2023, khoản chi là 915 tỉ đồng`, in an article on the Tết after it: told for comparison."""
        first = next((m for m in self._mentions if m.kind == "lunar"), mention)
        return (mention.year or 0) < (first.year or 0)

    def _year_near(self, spot: Spot, frame: Mention | None, own: bool) -> tuple[int | None, bool]:
        if not own:  # `Tháng Công nhân năm 2025` in its own sentence
            at = bisect_left(self._dated_starts, spot.quantity.start)
            near = [
                m for m in self._dated[max(0, at - 3) : at] if m.start >= self._reading.sentences[spot.sentence].start
            ]
            if near and near[-1].kind == "year" and not self._reported.is_compared(near[-1]):
                return near[-1].year, True
        if frame is not None and frame.year:
            return frame.to_year or frame.year, True
        year = self._frames.year_before(spot.end)
        if year:
            return year, True
        return (self._published.year if self._published else None), False

    def _year_behind(self, spot: Spot) -> str | None:
        """The next year printed in the paragraph of an event that is told before it is dated."""
        at = bisect_right(self._dated_starts, spot.quantity.start)
        paragraph = self._reading.sentences[spot.sentence].paragraph
        for mention in self._dated[at : at + 1]:
            if mention.kind in ("date", "year", "month", "anniversary") and self._reported.is_frame(mention):
                same = self._reported.paragraph_of(mention.start) == paragraph
                return str(mention.to_year or mention.year) if same else None
        return None

    def _event(self, spot: Spot, frame: Mention | None, own: bool, event: bool) -> Timing | None:
        """A single event: a day or a word for an occasion in the sentence, and no period nearer than it."""
        sentence = self._reading.sentences[spot.sentence]
        first = bisect_left(self._date_starts, sentence.start)
        near = [m for m in self._dates[first : first + 4] if m.start < (spot.end if event else spot.quantity.start)]
        days = [m for m in near if m.start < spot.quantity.start] or near[:1]
        occasion = bisect_left(self._reported.events, sentence.start)
        occasions = [place for place in self._reported.events[occasion : occasion + 6] if place < spot.end]
        if own and frame is not None and not (occasions and frame.kind in ("year", "month")):
            return None
        if not days and not occasions:
            if frame is not None:
                return None
            days = self._day_before(sentence.paragraph, sentence.start)
            if not days:
                return None
        if own and frame is not None and frame.year and occasions and not days:
            known = f"{frame.year}-{frame.month:02d}" if frame.month else str(frame.year)
            return Timing("campaign", known, explicit=True, said=frame)
        if not days:
            days = self._day_before(sentence.paragraph, sentence.start)
        if not days or not days[-1].month:
            year = self._frames.year_before(spot.quantity.start) if frame is None or frame.kind == "year" else None
            return Timing("campaign", str(year) if year else None, explicit=year is not None)
        day, month = days[-1], days[-1].month or 0
        if day.year and not event and UNTIL.search(self._reading.folded, max(0, day.start - 16), day.start):
            if month >= _CLOSING_MONTH:
                return Timing("year", str(day.year), end=day_of(day), explicit=True, said=day)
            months = f"{day.year}-01/{day.year}-{month:02d}"
            return Timing("months", months, end=day_of(day), explicit=True, said=day)
        if day.year:
            return Timing("campaign", f"{day.year}-{day.month:02d}", explicit=True, said=day)
        year = self._frames.year_before(spot.quantity.start)
        at = bisect_right(self._dated_starts, spot.quantity.start)
        if year is None and at < len(self._dated):
            year = self._dated[at].year if self._dated[at].kind == "year" else None
        if year:
            return Timing("campaign", f"{year}-{day.month:02d}", explicit=True, said=day)
        if self._published is not None:
            return Timing("campaign", f"{self._published.year}-{day.month:02d}", assumed=True, said=day)
        return Timing("campaign", said=day)

    def _day_before(self, paragraph: int, position: int) -> list[Mention]:
        """The last day named before in the same paragraph, where no period was named after it."""
        at = bisect_left(self._date_starts, position)
        for mention in reversed(self._dates[max(0, at - 1) : at]):
            if self._reported.paragraph_of(mention.start) == paragraph:
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
