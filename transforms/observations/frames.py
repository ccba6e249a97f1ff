"""Which period is in force at a number: the sentence's, the paragraph's, or the one the article reports on.

`Năm 2023, …` at the head of a sentence holds for what follows until another period opens, `tổng kết năm 2016` for the
whole article. Which times of a text set a period at all is asked in reported.py. What is left open (`trong năm`,
`6 tháng đầu năm`) is filled from the text before.
"""

import re
from bisect import bisect_left

from transforms.language.mentions import Mention
from transforms.language.timerules import SMALL, small_number
from transforms.observations.reported import Reported
from transforms.observations.spots import Reading, Spot

_FRAMES = frozenset(
    ("year", "half", "quarter", "months", "month", "span", "term", "school_year", "since_january", "same_year",
     "this_year", "last_year", "next_year")
)  # fmt: skip
_SAME_TIME = re.compile(r"(?<!so với )cùng kỳ(?: của)? $")
"""`cùng kỳ năm 2025 là 6.950 đoàn viên`: what it was then, not by how much it differs."""
_YEARS = re.compile(rf"(?<!\w)({SMALL}) năm(?!\w)")
UNTIL = re.compile(r"(?<!\w)(?:(?:đến|tới)(?: hết| cuối| ngày| hết ngày)?|tính hết) ?$")


class Frames:
    """The periods of a text, asked spot by spot."""

    def __init__(self, reading: Reading, reported: Reported) -> None:
        self.reported = reported
        self._reading = reading
        self._mentions = reading.mentions
        self._starts = [mention.start for mention in self._mentions]
        self._dated = [mention for mention in self._mentions if mention.year is not None]
        self._dated_starts = [mention.start for mention in self._dated]
        self._frames = [m for m in self._mentions if m.kind in _FRAMES and reported.is_frame(m)]
        self._frame_starts = [mention.start for mention in self._frames]

    def of(self, spot: Spot, plan: bool) -> tuple[Mention | None, bool]:
        """The period that a spot's clause, sentence, paragraph or article speaks of; and whether its sentence does."""
        sentence = self._reading.sentences[spot.sentence]
        compared = self._compared(spot)
        if compared is not None:
            return compared, True
        first = bisect_left(self._frame_starts, sentence.start)
        last = bisect_left(self._frame_starts, spot.quantity.number_start)
        before = [m for m in self._frames[max(first, last - 4) : last] if plan or not self.reported.looks_ahead(m)]
        following = bisect_left(self._frame_starts, spot.quantity.end)
        after = [
            m
            for m in self._frames[following : following + 1]
            if m.start < spot.end and not self.reported.looks_ahead(m)
        ]
        after = [m for m in after if not self.reported.bracketed(m)]
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
            if self.reported.looks_ahead(mention) and not plan:
                continue
            same = self.reported.paragraph_of(mention.start) == sentence.paragraph
            if self.reported.bracketed(mention):
                continue
            if self.reported.is_past(mention):
                continue
            opens = self.reported.opens(mention) or (
                mention is self.reported.opening and self._goes_on_from_opening(spot)
            )
            if not opens and self.reported.of_an_event(mention):
                continue
            if (same and (opens or mention.kind != "month")) or opens:
                return self._filled(mention), False
        return self.reported.whole, False

    def _goes_on_from_opening(self, spot: Spot) -> bool:
        """Whether a number may be one of what the text reports on: no single gift, and nothing that holds `đến nay`."""
        sentence = self._reading.sentences[spot.sentence]
        now = any(m.kind == "now" for m in self._mentions if sentence.start <= m.start < spot.quantity.start)
        return "@give" not in spot.before and not now

    def _closed(self, mention: Mention, spot: Spot) -> bool:
        """A year in brackets holds inside them: `1.006 đoàn viên (riêng năm 2022: 311), vượt …`."""
        if mention.kind not in ("year", "half", "quarter", "month"):
            return False
        return self.reported.bracketed(mention) and ")" in self._reading.folded[mention.end : spot.quantity.start][:80]

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
            past = self.reported.is_frame(earlier) and not self._reading.folded.endswith(" này", 0, mention.end)
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
                    and not self.reported.looks_ahead(mention)
                    and not self.reported.is_past(mention)
                ):
                    return mention.to_year or mention.year
        if self.reported.titled is not None:
            return self.reported.titled.year
        at = bisect_left(self._dated_starts, position)
        for mention in reversed(self._dated[max(0, at - 8) : at]):
            if mention.kind not in ("term", "span", "lunar") and not self.reported.is_compared(mention):
                return mention.to_year or mention.year
        return None


def _lasts(words: str, length: int) -> bool:
    """Whether the words of a span say how many years it has: `5 năm qua`, `năm năm qua`."""
    said = _YEARS.search(words)
    return said is not None and small_number(said[1]) == length
