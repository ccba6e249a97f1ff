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
from transforms.observations.reading import Reading, Spot
from transforms.records import PeriodType

_FRAMES = frozenset(
    ("year", "half", "quarter", "months", "month", "span", "term", "school_year", "since_january", "same_year",
     "this_year", "last_year", "next_year")
)  # fmt: skip
_NOT_A_FRAME = re.compile(
    r"(?:so với(?: cùng kỳ)?(?: của)?|cùng kỳ(?: của)?|hơn|bằng|tăng so|giảm so)(?: với)?(?: (?:cuối|đầu))? ?$"
)
_AHEAD = re.compile(
    r"(?:nhiệm vụ|phương hướng|kế hoạch|triển khai|chương trình công tác|giao ước thi đua|dự toán)[^.;:,\d]{0,60}$"
)
_CONGRESS = re.compile(
    r"(?:đại hội|lần thứ [^\W_]+|lần [ivx]+|khoá [ivx]+|khóa [ivx]+|nghị quyết|ban chấp hành|bch)[^.;:\n]{0,70}$"
)
_REPORT = re.compile(r"(?:tổng kết|sơ kết|đánh giá|kết quả|báo cáo|số liệu|hoạt động)[^.;:\n]{0,60}$")
_EVENT = re.compile(
    r"đợt (?:này|\d|đầu|hai|một)|cả đợt|dịp này|nhân dịp|tại (?:buổi|lễ|hội nghị|chương trình|"
    r"đại hội|ngày hội|đây)|lễ (?:trao|bàn giao|khởi công|ra mắt|khánh thành|ra quân)|"
    r"ngày (?:hội )?hiến máu|ngày hội|đoàn công tác|trao bảng|buổi (?:lễ|gặp mặt)|gặp mặt|khai mạc|"
    r"hội thao|hội thi|hội diễn"
)
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
        self._frames = [m for m in self._mentions if m.kind in _FRAMES and self._is_frame(m)]
        self._frame_starts = [mention.start for mention in self._frames]
        self._dates = [m for m in self._mentions if m.kind in ("date",)]
        self._date_starts = [mention.start for mention in self._dates]
        self._titled = self._title_frame(title)
        self._report = self._titled if title and self._titled and _reports(title, self._titled) else None
        self._events = [match.start() for match in _EVENT.finditer(reading.folded)]

    def _is_frame(self, mention: Mention) -> bool:
        before = self._reading.folded[max(0, mention.start - 90) : mention.start]
        if _NOT_A_FRAME.search(before):
            return False
        return not (mention.kind == "term" and _CONGRESS.search(before))

    def _title_frame(self, title: Reading | None) -> Mention | None:
        if title is None:
            return None
        for mention in title.mentions:
            before = title.folded[: mention.start]
            if mention.kind in ("year", "half", "quarter", "months") and mention.year and not _AHEAD.search(before):
                return mention
        return None

    def of(self, spot: Spot, *, stock: bool, event: bool, seasonal: bool, topics: frozenset[str], plan: bool) -> Timing:
        """The period of a spot."""
        topic = _one_topic(topics)
        if stock:
            return self._stock(spot)
        frame, own = self._frame(spot, plan)
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
        occasion = self._event(spot, frame, own)
        if occasion is not None:
            return replace(occasion, campaign="covid" if topic == "covid" else None)
        if topic == "covid" and frame is None:
            return Timing("campaign", campaign="covid")
        if frame is None:
            year, explicit = self._year_near(spot, None)
            known = str(year) if year and explicit else None
            return Timing("campaign", known, explicit=explicit) if event else Timing("unknown")
        return replace(self._framed(spot, frame, own), campaign="covid" if topic == "covid" else None)

    def _frame(self, spot: Spot, plan: bool) -> tuple[Mention | None, bool]:
        """The period that a spot's clause, sentence, paragraph or article speaks of; and whether its sentence does."""
        sentence = self._reading.sentences[spot.sentence]
        compared = self._compared(spot)
        if compared is not None:
            return compared, True
        first = bisect_left(self._frame_starts, sentence.start)
        last = bisect_left(self._frame_starts, spot.quantity.number_start)
        before = [m for m in self._frames[max(first, last - 4) : last] if plan or not self._looks_ahead(m)]
        following = bisect_left(self._frame_starts, spot.quantity.end)
        after = [m for m in self._frames[following : following + 1] if m.start < spot.end and not self._looks_ahead(m)]
        if before and before[-1].start >= spot.start:
            return self._filled(before[-1]), True
        if (
            after
            and after[0].kind in ("year", "half", "months", "month", "same_year", "quarter")
            and self._belongs(after[0], spot)
        ):
            return self._filled(after[0]), True
        if before:
            return self._filled(before[-1]), True
        for mention in reversed(self._frames[max(0, first - 12) : first]):
            if self._looks_ahead(mention) and not plan:
                continue
            same = self._paragraph_of(mention.start) == sentence.paragraph
            opens = self._opens(mention)
            if not opens and self._of_an_event(mention):
                continue
            if (same and (opens or mention.kind != "month")) or opens:
                return self._filled(mention), False
        return self._report, False

    def _compared(self, spot: Spot) -> Mention | None:
        """`so với năm 2010 (13.900 đoàn viên)`: the number in the bracket is that year's."""
        at = bisect_left(self._starts, spot.quantity.start) - 1
        if at < 0 or self._mentions[at].kind not in ("year", "last_year"):
            return None
        between = self._reading.folded[self._mentions[at].end : spot.quantity.start]
        return self._filled(self._mentions[at]) if between.strip() in ("(", "(có", "(là", "(đạt", ":") else None

    def _belongs(self, mention: Mention, spot: Spot) -> bool:
        """A period behind the number is its own unless another clause begins in between."""
        between = self._reading.folded[spot.noun_end : mention.start]
        return len(between) < 120 and not re.search(r"[;:]", between)

    def _looks_ahead(self, mention: Mention) -> bool:
        if mention.kind == "next_year":
            return True
        if mention.kind != "year":
            return False
        before = self._reading.folded[max(0, mention.start - 90) : mention.start]
        ahead = _AHEAD.search(before)
        return bool(ahead) and not re.search(r"tổng kết|kết quả|sơ kết", ahead[0] if ahead else "")

    def _opens(self, mention: Mention) -> bool:
        """Whether a mention sets the period for what follows: at the head of its sentence, or a report's subject."""
        sentence = self._reading.sentences[self._sentence_of(mention.start)]
        before = self._reading.folded[sentence.start : mention.start]
        if len(before) < 12 and mention.kind != "month":
            return True
        return bool(_REPORT.search(before[-80:]))

    def _of_an_event(self, mention: Mention) -> bool:
        """Whether a year belongs to an occasion (`Ngày hội hiến máu năm 2019`) and not to what follows."""
        sentence = self._reading.sentences[self._sentence_of(mention.start)]
        at = bisect_left(self._events, sentence.start)
        return at < len(self._events) and self._events[at] < mention.start

    def _sentence_of(self, position: int) -> int:
        return max(0, bisect_right(self._reading.sentences, position, key=lambda s: s.start) - 1)

    def _paragraph_of(self, position: int) -> int:
        return self._reading.sentences[self._sentence_of(position)].paragraph

    def _filled(self, mention: Mention) -> Mention:
        """A mention with the year it leaves open taken from the text before it, where there is one."""
        if (
            mention.kind
            in (
                "same_year",
                "half",
                "quarter",
                "months",
                "month",
                "since_january",
                "this_year",
                "last_year",
            )
            and mention.year is None
        ):
            year = self._year_before(mention.start, frames=mention.kind == "same_year")
            if year and mention.kind == "last_year":
                year -= 1
            kind = "year" if mention.kind in ("same_year", "this_year", "last_year") else mention.kind
            return replace(mention, year=year, to_year=year if mention.kind == "months" else mention.to_year, kind=kind)
        if mention.kind == "span" and mention.year is None:
            words = self._reading.folded[mention.start : mention.end]
            at = bisect_left(self._frame_starts, mention.start)
            for earlier in reversed(self._frames[max(0, at - 6) : at]):
                length = (earlier.to_year or 0) - (earlier.year or 0)
                if earlier.kind == "term" and length > 0 and ("nhiệm k" in words or f" {length} năm" in f" {words}"):
                    return replace(mention, year=earlier.year, to_year=earlier.to_year, kind="term")
        return mention

    def _year_before(self, position: int, *, frames: bool = False) -> int | None:
        """The year last printed before a position, of a period if asked for, else of anything; else of the title."""
        if frames:
            at = bisect_left(self._frame_starts, position)
            for mention in reversed(self._frames[max(0, at - 8) : at]):
                if (
                    mention.year
                    and mention.kind in ("year", "half", "quarter", "months")
                    and not self._looks_ahead(mention)
                ):
                    return mention.to_year or mention.year
        if self._titled is not None:
            return self._titled.year
        at = bisect_left(self._dated_starts, position)
        for mention in reversed(self._dated[max(0, at - 8) : at]):
            if mention.kind not in ("term", "span", "lunar"):
                return mention.to_year or mention.year
        return None

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
        if now:
            at = bisect_right(self._date_starts, spot.quantity.start)
            for mention in reversed(self._dates[max(0, at - 2) : at]):
                if mention.year and self._paragraph_of(mention.start) == sentence.paragraph:
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
                and not self._looks_ahead(mention)
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
                and not self._looks_ahead(mention)
                and self._is_frame(mention)
            ):
                return Timing("point_in_time", str(mention.to_year or mention.year), explicit=True)
        if self._titled is not None and self._titled.year:
            return Timing("point_in_time", str(self._titled.year), explicit=True)
        for mention in self._dated[at : at + 2]:
            if (
                mention.kind in ("year", "half", "months", "month")
                and self._paragraph_of(mention.start) <= sentence.paragraph + 1
            ) and not self._looks_ahead(mention):
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
                self._paragraph_of(mention.start) != sentence.paragraph
                and self._sentence_of(mention.start) < spot.sentence - 6
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
        year = self._year_before(spot.end)
        if year:
            return year, True
        return (self._published.year if self._published else None), False

    def _event(self, spot: Spot, frame: Mention | None, own: bool) -> Timing | None:
        """A single event: a day or a word for an occasion in the sentence, and no period nearer than it."""
        sentence = self._reading.sentences[spot.sentence]
        first = bisect_left(self._date_starts, sentence.start)
        days = [m for m in self._dates[first : first + 4] if m.start < spot.quantity.start]
        occasion = bisect_left(self._events, sentence.start)
        occasions = [place for place in self._events[occasion : occasion + 6] if place < spot.end]
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
            year = self._year_before(spot.quantity.start) if frame is None or frame.kind == "year" else None
            return Timing("campaign", str(year) if year else None, explicit=year is not None)
        day = days[-1]
        if day.year:
            return Timing("campaign", f"{day.year}-{day.month:02d}", explicit=True)
        year = self._year_before(spot.quantity.start)
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
            if self._paragraph_of(mention.start) == paragraph:
                return [mention]
        return []


def _reports(title: Reading, mention: Mention) -> bool:
    """Whether a title's period is what the article reports on, and not just when something was."""
    before = title.folded[: mention.start]
    return len(before) < 12 or bool(_REPORT.search(before[-80:]))


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
