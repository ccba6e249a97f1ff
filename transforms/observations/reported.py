"""What a text reports on, and what each time in it is good for: the rest of its times compare, lie ahead, or name.

Not every year sets a period: `Đại hội … nhiệm kỳ 2023-2028` is a name, `triển khai nhiệm vụ năm 2024` lies ahead, `so
với năm 2010` compares, `Ngày hội … năm 2019` belongs to its day. A report on 2013 that tells what 2012 had does so for
comparison: such a period holds for its own sentence only. Which period is in force at a number is asked in frames.py.
"""

import re
from bisect import bisect_left, bisect_right

from transforms.language.mentions import Mention
from transforms.observations.spots import Reading

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
_TOLD_BESIDE = re.compile(r" ?(?:(?:là|có|đạt|chỉ|chỉ có) )?[:\d]")
_FIRST_PERIODS = 800
"""Characters in which a text says what period it reports on."""
OPENING = 400
"""Characters in which an article says that it is about a congress, whose report is of the term that ends."""
_REPORT = re.compile(r"(?:tổng kết|sơ kết|đánh giá|kết quả|báo cáo|số liệu|hoạt động)[^.;:\n]{0,60}$")
EVENT = re.compile(
    r"đợt (?:này|\d|đầu|hai|một)|cả đợt|dịp này|nhân dịp|tại (?:buổi|lễ|hội nghị|chương trình|"
    r"đại hội|ngày hội|đây)|lễ (?:trao|bàn giao|khởi công|ra mắt|khánh thành|ra quân)|"
    r"ngày (?:hội )?hiến máu|ngày hội|đoàn công tác|trao bảng|buổi (?:lễ|gặp mặt)|gặp mặt|khai mạc|"
    r"hội thao|hội thi|hội diễn"
)


class Reported:
    """What is asked of the times of a text one by one.

    `titled` is the title's period, for filling in years; `whole` is it where the article as a whole reports on it;
    `opening` is the one period named before the first number; `year` is the year that the text reports on, `term`
    the first term that it speaks of otherwise than as a congress's name.
    """

    def __init__(self, reading: Reading, title: Reading | None) -> None:
        self._reading = reading
        self._mentions = reading.mentions
        self._starts = [mention.start for mention in self._mentions]
        self._ahead: dict[int, bool] = {}
        self.events = [match.start() for match in EVENT.finditer(reading.folded)]
        self.of_a_congress = any(
            m.kind == "term" and _CONGRESS.search(reading.folded, max(0, m.start - 90), m.start)
            for m in self._mentions
            if m.start < OPENING
        )
        self.term = next((m for m in self._mentions if m.kind == "term" and self.is_frame(m)), None)
        self.titled = self._title_frame(title)
        self.whole = self.titled if title and self.titled and _reports(title, self.titled) else None
        self.opening = self._opening_frame()
        self.year = self._reported_year()

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

    def is_past(self, mention: Mention) -> bool:
        """Whether a period lies before the one reported on: it is told for comparison (`năm ngoái là 64.300 người`)."""
        if mention.kind == "last_year":
            return True
        year = mention.to_year or mention.year
        return mention.kind in _REPORTED and None not in (year, self.year) and (year or 0) < (self.year or 0)

    def bracketed(self, mention: Mention) -> bool:
        """`61 CĐCS (năm 2020: 95)`: a year that opens a bracket with a number of its own."""
        opened = self._reading.folded.rfind("(", max(0, mention.start - 40), mention.start)
        if opened < 0 or ")" in self._reading.folded[opened : mention.start]:
            return False
        return _TOLD_BESIDE.match(self._reading.folded, mention.end) is not None

    def opens(self, mention: Mention) -> bool:
        """Whether a mention sets the period for what follows: at the head of its sentence, or a report's subject."""
        sentence = self._reading.sentences[self.sentence_of(mention.start)]
        before = self._reading.folded[sentence.start : mention.start]
        if len(before) < 12 and mention.kind != "month":
            return True
        return bool(_REPORT.search(before[-80:]))

    def of_an_event(self, mention: Mention) -> bool:
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
        if len(frames) != 1 or dated or self.bracketed(frames[0]) or self.of_an_event(frames[0]):
            return None
        return frames[0]

    def _reported_year(self) -> int | None:
        """The year that the text reports on: of the title's period, else of the first one that opens or reports."""
        if self.whole is not None:
            return self.whole.year
        for mention in self._mentions:
            if mention.start >= _FIRST_PERIODS:
                break
            if mention.kind not in _REPORTED or not mention.year or not self.is_frame(mention):
                continue
            if not self.looks_ahead(mention):
                planned = "%plan" in self._reading.sentence_keys[self.sentence_of(mention.start)]
                if planned or self.bracketed(mention) or not (mention is self.opening or self.opens(mention)):
                    continue
                return mention.to_year or mention.year
        return None


def _reports(title: Reading, mention: Mention) -> bool:
    """Whether a title's period is what the article reports on, and not just when something was."""
    before = title.folded[: mention.start]
    return len(before) < 12 or bool(_REPORT.search(before[-80:]))
