"""Which period is in force at a number: the sentence's, the paragraph's, or the one the article reports on.

`Năm 2023, …` at the head of a sentence holds for what follows until another period opens, `tổng kết năm 2016` for the
whole article. Not every year does: `Đại hội … nhiệm kỳ 2023-2028` is a name, `triển khai nhiệm vụ năm 2024` lies ahead,
`so với năm 2010` compares, `Ngày hội … năm 2019` belongs to its day. What is left open (`trong năm`, `6 tháng đầu năm`)
is filled from the text before.
"""

import re
from bisect import bisect_left, bisect_right

from transforms.language.mentions import Mention
from transforms.language.timerules import SMALL, small_number
from transforms.observations.spots import Reading, Spot

_FRAMES = frozenset(
    ("year", "half", "quarter", "months", "month", "span", "term", "school_year", "since_january", "same_year",
     "this_year", "last_year", "next_year")
)  # fmt: skip
_REPORTED = frozenset(("year", "half", "quarter", "months"))
_COMPARED = re.compile(
    r"(?:(?:so với(?: cùng kỳ)?(?: của)?|cùng kỳ(?: của)?|hơn|bằng|trước|sau|gấp (?:[^ ]{1,6} lần|đôi|rưỡi|ba|bốn)|"
    r"tăng so|giảm so)(?: với)?(?: (?:cuối|đầu))?) ?\"? ?$"
)
_OF_A_PLAN = re.compile(r"(?<!\w)(?:chỉ tiêu|kế hoạch|dự toán)(?: đề ra)?(?: của)? $")
"""`đạt 28,7% chỉ tiêu cả năm`: the plan is the year's, not what has been reached of it."""
_OF_A_SEASON = re.compile(
    r"(?:tháng công nhân(?: lần thứ [^ ]{1,5})?|trung thu|tết(?: nguyên đán)?|xuân|"
    r"(?:đợt|làn sóng) (?:dịch|covid)[^.,;:]{0,24}) ?\"? ?$"
)
_AHEAD = re.compile(
    r"(?:(?:nhiệm vụ|phương hướng|kế hoạch|triển khai|chương trình công tác|giao ước thi đua|dự toán)[^.;:,\d]{0,60}|"
    r"(?<!\w)sang )$"
)
_CONGRESS = re.compile(
    r"(?:đại hội|lần thứ [^\W_]+|lần [ivx]+|khoá [ivx]+|khóa [ivx]+|nghị quyết|ban chấp hành|bch)[^.;:\n]{0,70}$"
)
_SAME_TIME = re.compile(r"(?<!so với )cùng kỳ(?: của)? $")
"""`cùng kỳ năm 2025 là 6.950 đoàn viên`: what it was then, not by how much it differs."""
_YEARS = re.compile(rf"(?<!\w)({SMALL}) năm(?!\w)")
_TOLD_BESIDE = re.compile(r" ?(?:(?:là|có|đạt|chỉ|chỉ có) )?[:\d]")
_FIRST_PERIODS = 800
"""Characters in which a text says what period it reports on."""
OPENING = 400
"""Characters in which an article says that it is about a congress, whose report is of the term that ends."""
UNTIL = re.compile(r"(?<!\w)(?:(?:đến|tới)(?: hết| cuối| ngày| hết ngày)?|tính hết) ?$")
_REPORT = re.compile(r"(?:tổng kết|sơ kết|đánh giá|kết quả|báo cáo|số liệu|hoạt động)[^.;:\n]{0,60}$")
EVENT = re.compile(
    r"đợt (?:này|\d|đầu|hai|một)|cả đợt|dịp này|nhân dịp|tại (?:buổi|lễ|hội nghị|chương trình|"
    r"đại hội|ngày hội|đây)|lễ (?:trao|bàn giao|khởi công|ra mắt|khánh thành|ra quân)|"
    r"ngày (?:hội )?hiến máu|ngày hội|đoàn công tác|trao bảng|buổi (?:lễ|gặp mặt)|gặp mặt|khai mạc|"
    r"hội thao|hội thi|hội diễn"
)


class Frames:
    """The periods of a text, asked spot by spot. `titled` is the title's period, for filling in years."""

    def __init__(self, reading: Reading, title: Reading | None) -> None:
        self._reading = reading
        self._mentions = reading.mentions
        self._starts = [mention.start for mention in self._mentions]
        self._dated = [mention for mention in self._mentions if mention.year is not None]
        self._dated_starts = [mention.start for mention in self._dated]
        self._frames = [m for m in self._mentions if m.kind in _FRAMES and self.is_frame(m)]
        self._frame_starts = [mention.start for mention in self._frames]
        self.titled = self._title_frame(title)
        self._report = self.titled if title and self.titled and _reports(title, self.titled) else None
        self._ahead: dict[int, bool] = {}
        self.of_a_congress = any(
            m.kind == "term" and _CONGRESS.search(reading.folded, max(0, m.start - 90), m.start)
            for m in self._mentions
            if m.start < OPENING
        )
        self.events = [match.start() for match in EVENT.finditer(reading.folded)]
        self._opening = self._opening_frame()
        self._reported = self._reported_year()

    def years_ahead(self) -> frozenset[int]:
        """Years that lie ahead of what is reported: `tổng kết năm 2022, triển khai nhiệm vụ năm 2023`."""
        reported, ahead = set(), set()
        for mention in self._mentions:
            if mention.kind == "year" and mention.year:
                before = self._reading.folded[max(0, mention.start - 90) : mention.start]
                if self.looks_ahead(mention):
                    ahead.add(mention.year)
                elif _REPORT.search(before):
                    reported.add(mention.year)
        return frozenset(year for year in ahead if year - 1 in reported and year not in reported)

    def is_compared(self, mention: Mention) -> bool:
        """Whether a mention only says what something is measured against: `so với cuối năm 2019`."""
        return bool(_COMPARED.search(self._reading.folded, max(0, mention.start - 90), mention.start))

    def is_frame(self, mention: Mention) -> bool:
        """Whether a mention can set a period: not in a comparison, not in the name of a congress."""
        before = self._reading.folded[max(0, mention.start - 90) : mention.start]
        if _COMPARED.search(before) or _OF_A_SEASON.search(before):
            return False
        if mention.kind == "same_year" and _OF_A_PLAN.search(before):
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

    def _opening_frame(self) -> Mention | None:
        """The one period that is named before the first number, no day and no occasion beside it.

        `Theo LĐLĐ tỉnh, năm 2014 toàn tỉnh thành lập 52 CĐCS …` reports on 2014, though it does not begin with it.
        """
        if not self._reading.spots or self._reading.spots[0].quantity.start >= OPENING:
            return None
        said = [m for m in self._mentions if m.start < self._reading.spots[0].quantity.start]
        frames = [m for m in said if m.kind in _REPORTED and m.year and self.is_frame(m) and not self.looks_ahead(m)]
        dated = any(m.kind == "date" for m in said)
        if len(frames) != 1 or dated or self.bracketed(frames[0]) or self._of_an_event(frames[0]):
            return None
        return frames[0]

    def _reported_year(self) -> int | None:
        """The year that the text reports on: of the title's period, else of the first one that opens or reports."""
        if self._report is not None:
            return self._report.year
        for mention in self._frames:
            if mention.start >= _FIRST_PERIODS:
                break
            if mention.kind in _REPORTED and mention.year and not self.looks_ahead(mention):
                planned = "%plan" in self._reading.sentence_keys[self.sentence_of(mention.start)]
                if planned or self.bracketed(mention) or not (mention is self._opening or self._opens(mention)):
                    continue
                return mention.to_year or mention.year
        return None

    def is_past(self, mention: Mention) -> bool:
        """Whether a period lies before the one reported on: it is told for comparison (`năm ngoái là 64.300 người`)."""
        if mention.kind == "last_year":
            return True
        year = mention.to_year or mention.year
        return mention.kind in _REPORTED and None not in (year, self._reported) and (year or 0) < (self._reported or 0)

    def of(self, spot: Spot, plan: bool) -> tuple[Mention | None, bool]:
        """The period that a spot's clause, sentence, paragraph or article speaks of; and whether its sentence does."""
        sentence = self._reading.sentences[spot.sentence]
        compared = self._compared(spot)
        if compared is not None:
            return compared, True
        first = bisect_left(self._frame_starts, sentence.start)
        last = bisect_left(self._frame_starts, spot.quantity.number_start)
        before = [m for m in self._frames[max(first, last - 4) : last] if plan or not self.looks_ahead(m)]
        following = bisect_left(self._frame_starts, spot.quantity.end)
        after = [m for m in self._frames[following : following + 1] if m.start < spot.end and not self.looks_ahead(m)]
        after = [m for m in after if not self.bracketed(m)]
        before = [m for m in before if not self._closed(m, spot)]
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
            if self.looks_ahead(mention) and not plan:
                continue
            same = self.paragraph_of(mention.start) == sentence.paragraph
            if self.bracketed(mention):
                continue
            if self.is_past(mention):
                continue
            opens = self._opens(mention) or (mention is self._opening and self._goes_on_from_opening(spot))
            if not opens and self._of_an_event(mention):
                continue
            if (same and (opens or mention.kind != "month")) or opens:
                return self._filled(mention), False
        return self._report, False

    def _goes_on_from_opening(self, spot: Spot) -> bool:
        """Whether a number may be one of what the text reports on: no single gift, and nothing that holds `đến nay`."""
        sentence = self._reading.sentences[spot.sentence]
        now = any(m.kind == "now" for m in self._mentions if sentence.start <= m.start < spot.quantity.start)
        return "@give" not in spot.before and not now

    def _closed(self, mention: Mention, spot: Spot) -> bool:
        """A year in brackets holds inside them: `1.006 đoàn viên (riêng năm 2022: 311), vượt …`."""
        if mention.kind not in ("year", "half", "quarter", "month"):
            return False
        return self.bracketed(mention) and ")" in self._reading.folded[mention.end : spot.quantity.start][:80]

    def bracketed(self, mention: Mention) -> bool:
        """`61 CĐCS (năm 2020: 95)`: a year that opens a bracket with a number of its own."""
        opened = self._reading.folded.rfind("(", max(0, mention.start - 40), mention.start)
        if opened < 0 or ")" in self._reading.folded[opened : mention.start]:
            return False
        return _TOLD_BESIDE.match(self._reading.folded, mention.end) is not None

    def _compared(self, spot: Spot) -> Mention | None:
        """`so với năm 2010 (13.900 đoàn viên)`: the number in the bracket is that year's."""
        at = bisect_left(self._starts, spot.quantity.start) - 1
        if at < 0 or self._mentions[at].kind not in ("year", "last_year"):
            return None
        between = self._reading.folded[self._mentions[at].end : spot.quantity.start].strip()
        then = between in ("là", "đạt", "chỉ là", "chỉ đạt", "chỉ có") and _SAME_TIME.search(
            self._reading.folded, max(0, self._mentions[at].start - 24), self._mentions[at].start
        )
        return self._filled(self._mentions[at]) if then or between in ("(", "(có", "(là", "(đạt", ":") else None

    def _belongs(self, mention: Mention, spot: Spot) -> bool:
        """A period behind the number is its own unless another clause begins in between."""
        between = self._reading.folded[spot.noun_end : mention.start]
        return len(between) < 120 and not re.search(r"[;:]", between)

    def looks_ahead(self, mention: Mention) -> bool:
        """Whether a year is that of work to come: `triển khai nhiệm vụ năm 2024`."""
        if mention.kind == "next_year":
            return True
        if mention.kind != "year":
            return False
        known = self._ahead.get(mention.start)
        if known is None:
            ahead = _AHEAD.search(self._reading.folded[max(0, mention.start - 90) : mention.start])
            known = bool(ahead) and not re.search(r"tổng kết|kết quả|sơ kết", ahead[0] if ahead else "")
            known = known or self._follows_a_report(mention)
            self._ahead[mention.start] = known
        return known

    def _follows_a_report(self, mention: Mention) -> bool:
        """`nhìn lại hoạt động năm 2013 và bàn việc của năm 2014`: the year after the one reported on lies ahead."""
        at = bisect_left(self._starts, mention.start) - 1
        if at < 0 or self._mentions[at].kind != "year" or self._mentions[at].year != (mention.year or 0) - 1:
            return False
        last = self._mentions[at]
        between = self._reading.folded[last.end : mention.start]
        reported = _REPORT.search(self._reading.folded, max(0, last.start - 90), last.start)
        return bool(reported) and len(between) < 60 and not re.search(r"[.:\n\d]", between)

    def _opens(self, mention: Mention) -> bool:
        """Whether a mention sets the period for what follows: at the head of its sentence, or a report's subject."""
        sentence = self._reading.sentences[self.sentence_of(mention.start)]
        before = self._reading.folded[sentence.start : mention.start]
        if len(before) < 12 and mention.kind != "month":
            return True
        return bool(_REPORT.search(before[-80:]))

    def _of_an_event(self, mention: Mention) -> bool:
        """Whether a year belongs to an occasion (`Ngày hội hiến máu năm 2019`) and not to what follows."""
        sentence = self._reading.sentences[self.sentence_of(mention.start)]
        at = bisect_left(self.events, sentence.start)
        return at < len(self.events) and self.events[at] < mention.start

    def sentence_of(self, position: int) -> int:
        """The sentence that holds a position."""
        return max(0, bisect_right(self._reading.sentences, position, key=lambda s: s.start) - 1)

    def paragraph_of(self, position: int) -> int:
        """The paragraph that holds a position."""
        return self._reading.sentences[self.sentence_of(position)].paragraph

    def _filled(self, mention: Mention) -> Mention:
        """A mention with what it leaves open taken from the text before it, where it stands there."""
        if mention.kind == "month" and UNTIL.search(self._reading.folded, max(0, mention.start - 16), mention.start):
            mention = mention._replace(kind="months", month=1, to_year=mention.year, to_month=mention.month)
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
                "next_year",
            )
            and mention.year is None
        ):
            year = self.year_before(mention.start, frames=mention.kind == "same_year")
            if year and mention.kind == "last_year":
                year -= 1
            if year and mention.kind == "next_year":
                year += 1
            kind = "year" if mention.kind in ("same_year", "this_year", "last_year", "next_year") else mention.kind
            return mention._replace(year=year, to_year=year if mention.kind == "months" else mention.to_year, kind=kind)
        if mention.kind == "span" and mention.year is None:
            words = self._reading.folded[mention.start : mention.end]
            at = bisect_left(self._frame_starts, mention.start)
            if words.endswith((" mới", " tới", " này", "cả khóa")):
                return self._coming_term(mention)
            for earlier in reversed(self._frames[max(0, at - 6) : at]):
                length = (earlier.to_year or 0) - (earlier.year or 0)
                if earlier.kind == "term" and length > 0 and ("nhiệm k" in words or _lasts(words, length)):
                    return mention._replace(year=earlier.year, to_year=earlier.to_year, kind="term")
        return mention

    def _coming_term(self, mention: Mention) -> Mention:
        """`Khóa mới đặt ra`: the term of the congress that the text names."""
        at = bisect_left(self._starts, mention.start)
        for earlier in reversed(self._mentions[max(0, at - 12) : at]):
            past = self.is_frame(earlier) and not self._reading.folded.endswith(" này", 0, mention.end)
            if earlier.kind == "term" and earlier.year and not past:
                return mention._replace(year=earlier.year, to_year=earlier.to_year, kind="term")
        return mention

    def ends_a_term(self, mention: Mention, base: int | None) -> int | None:
        """The year in which the time up to a far year begins (`đến năm 2030 …`), null where it is not far."""
        before = self._reading.folded[max(0, mention.start - 16) : mention.start]
        if mention.kind != "year" or mention.year is None or not UNTIL.search(before):
            return None
        at = bisect_left(self._starts, mention.start)
        for earlier in reversed(self._mentions[max(0, at - 12) : at]):
            if earlier.kind == "term" and earlier.to_year == mention.year:
                return earlier.year
        return base if base is not None and mention.year - base >= 2 else None

    def year_before(self, position: int, *, frames: bool = False) -> int | None:
        """The year last printed before a position, of a period if asked for, else of anything; else of the title."""
        if frames:
            at = bisect_left(self._frame_starts, position)
            for mention in reversed(self._frames[max(0, at - 8) : at]):
                if (
                    mention.year
                    and mention.kind in ("year", "half", "quarter", "months")
                    and not self.looks_ahead(mention)
                    and not self.is_past(mention)
                ):
                    return mention.to_year or mention.year
        if self.titled is not None:
            return self.titled.year
        at = bisect_left(self._dated_starts, position)
        for mention in reversed(self._dated[max(0, at - 8) : at]):
            if mention.kind not in ("term", "span", "lunar") and not self.is_compared(mention):
                return mention.to_year or mention.year
        return None


def _lasts(words: str, length: int) -> bool:
    """Whether the words of a span say how many years it has: `5 năm qua`, `năm năm qua`."""
    said = _YEARS.search(words)
    return said is not None and small_number(said[1]) == length


def _reports(title: Reading, mention: Mention) -> bool:
    """Whether a title's period is what the article reports on, and not just when something was."""
    before = title.folded[: mention.start]
    return len(before) < 12 or bool(_REPORT.search(before[-80:]))
