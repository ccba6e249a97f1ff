"""What a clause is about, and whether it tells a result or a plan: states that open and close.

A topic (Tết, Tháng Công nhân, COVID, Trung thu) that opens a sentence (`Nhân Tháng Công nhân 2020, các cấp …`) holds
for it and for the next sentences of the paragraph, until another topic or a period opens. One inside the sentence holds
between semicolons: `1.633 suất quà Tết, 700 vé xe; xây 10 nhà` has two Tết figures and one that is not.
A plan (`phấn đấu`, `sẽ`, `mục tiêu`) holds to the end of its sentence, after a colon to the end of the paragraph; `đã`
ends it. `đạt 141% chỉ tiêu` is no plan.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from transforms.language.mentions import Mention
from transforms.observations.lexicon import ROLES, TOPICS
from transforms.observations.spots import Reading, Spot
from transforms.records import Role

_SHORT = 1500
_GOES_ON = re.compile(
    r"(?:(?:cũng )?(?:tại|trong) (?:buổi|lễ|chương trình|dịp|đợt|hội nghị|đây)|dịp này|nhân dịp này|đợt này|theo đó|"
    r"trong đó|cùng với đó|cùng ngày|ngay tại|đặc biệt|đồng thời|ngoài ra|bên cạnh đó|cụ thể|được biết|trước đó)(?!\w)"
)
"""Words with which a paragraph goes on with the occasion of the one before."""
_PLAN_HEADING = re.compile(
    r"[-+•*\d.) ]{0,6}(?:kế hoạch|mục tiêu|chỉ tiêu|phương hướng|nhiệm vụ)(?! được)(?: [^\W\d_]{1,7}){0,4}"
    r" (?:19|20)\d\d[^.;:\d]{0,20}:"
)
"""`Kế hoạch 2023: kết nạp 1.500 đoàn viên, …`: a heading that opens a plan."""
_NUMBER_FIRST = re.compile(r"\d[\d.,]*%")
"""`… phấn đấu 100% …. 95% số CNLĐ đăng ký ….`: shares that a plan goes on listing in sentences of their own."""
_SEASONS_YEAR = 30
_STOPS = re.compile(r"[,;.:\n\d]")
_ORDINAL = re.compile(r"lần thứ \d{1,2}(?!\d)")
_PERIODS = frozenset(
    ("year", "half", "quarter", "months", "month", "term", "span", "since_january", "same_year", "school_year")
)
_SEASONS = frozenset(("tet", "workers_month", "mid_autumn", "children_day"))


class Topics:
    """The topics of each spot."""

    def __init__(self, reading: Reading, title_reading: Reading | None) -> None:
        self._reading = reading
        self._marks = _marks(reading, "~", TOPICS)
        titled = _marks(title_reading, "~", TOPICS) if title_reading else []
        self._title = (_SEASONS | {"disaster"}).intersection(name for _, _, name in titled)
        self._frame_starts = [mention.start for mention in reading.mentions if mention.kind in _PERIODS]
        self._opening = self._open_sentences()
        self._whole = self._of_a_short_text()
        self._asked: dict[int, frozenset[str]] = {}

    def _of_a_short_text(self) -> frozenset[str]:
        """Of a short piece about one occasion, with no other period, all figures are of that occasion."""
        found = _SEASONS.intersection(name for _, _, name in self._marks)
        ends = [end for _, end, name in self._marks if name in _SEASONS]
        framed = any(
            mention.kind in _PERIODS and not self._of_a_season(mention, ends) for mention in self._reading.mentions
        )
        return found if len(found) == 1 and not framed and len(self._reading.text) < _SHORT else frozenset()

    def _of_a_season(self, mention: Mention, ends: Sequence[int]) -> bool:
        """`chương trình “Tết sum vầy - Xuân bình an” năm 2022`: the year belongs to the occasion."""
        at = bisect_right(ends, mention.start)
        if at == 0 or mention.start - ends[at - 1] > _SEASONS_YEAR:
            return False
        return not _STOPS.search(_ORDINAL.sub("", self._reading.folded[ends[at - 1] : mention.start]))

    def of(self, spot: Spot) -> frozenset[str]:
        """Topics that hold at a spot."""
        known = self._asked.get(spot.quantity.start)
        if known is None:
            known = self._asked[spot.quantity.start] = self._at(spot)
        return known

    def _at(self, spot: Spot) -> frozenset[str]:
        sentence = self._reading.sentences[spot.sentence]
        folded = self._reading.folded
        start = max(sentence.start, folded.rfind(";", sentence.start, spot.quantity.start) + 1)
        stop = folded.find(";", spot.quantity.end, sentence.end)
        end = min(sentence.end if stop < 0 else stop, max(spot.end, spot.noun_end))
        near = {
            name
            for begin, finish, name in _between(self._marks, start, end)
            if finish <= end and not self._left_behind(finish, spot.quantity.start)
        }
        held = self._opening[spot.sentence]
        if near & _SEASONS:
            held -= _SEASONS
        topics = _of_one_season(frozenset(near) | held)
        if not topics & _SEASONS and not near & _SEASONS:
            topics |= self._whole
        return topics - {"covid"} if topics & _SEASONS else topics

    def _left_behind(self, finish: int, position: int) -> bool:
        """`Không kể quà Tết, năm 2018 LĐLĐ tỉnh …`: a period between a topic and a number starts something else."""
        at = bisect_right(self._frame_starts, finish + 3)
        return at < len(self._frame_starts) and self._frame_starts[at] < position

    def _open_sentences(self) -> list[frozenset[str]]:
        first: dict[int, int] = {}
        for spot in self._reading.spots:
            first.setdefault(spot.sentence, spot.quantity.start)
        held: frozenset[str] = self._title
        mentioned: frozenset[str] = frozenset()
        paragraph, opening = -1, []
        frames = [
            mention
            for mention in self._reading.mentions
            if mention.kind in ("year", "half", "quarter", "months", "term", "same_year")
        ]
        starts = [mention.start for mention in frames]
        for index, sentence in enumerate(self._reading.sentences):
            if sentence.paragraph != paragraph:
                goes_on = _GOES_ON.match(self._reading.folded, sentence.start, sentence.end)
                held = self._title | ((held | mentioned) & _SEASONS if goes_on else frozenset())
                paragraph = sentence.paragraph
            mentioned = frozenset(name for _, _, name in _between(self._marks, sentence.start, sentence.end))
            limit = first.get(index, sentence.end)
            own = {
                name
                for begin, finish, name in _between(self._marks, sentence.start, limit)
                if self._opens(finish, limit) or (index not in first and name != "covid")
            }
            frame = bisect_right(starts, sentence.start - 1)
            reframed = frame < len(frames) and frames[frame].start < min(limit, sentence.start + 25)
            if own:
                held = frozenset(own)
            elif reframed:
                held = frozenset()
            opening.append(held)
        return opening

    def _opens(self, finish: int, limit: int) -> bool:
        """A topic opens its sentence if it stands before the first number, in a part that a comma or colon closes."""
        between = self._reading.folded[finish:limit]
        cut = max(between.rfind(sign) for sign in ",:)")
        if cut < 0:
            return False
        place = finish + cut
        if ":" in between or self._reading.verbs_between(place, limit):
            return True
        return any("=có" in hit.keys for hit in self._reading.hits_between(place, limit))


def _of_one_season(topics: frozenset[str]) -> frozenset[str]:
    """Several seasons in one figure (`dịp Tết, Tháng Công nhân`) make it a figure of none of them."""
    seasons = topics & _SEASONS
    return topics - seasons if len(seasons - {"children_day"}) > 1 else topics


class Roles:
    """Whether a spot tells a result, a plan or a requirement."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._marks = _marks(reading, "%", ROLES)
        self._held = self._open_sentences()

    def of(self, spot: Spot) -> Role:
        """The role at a spot, by its clause before its sentence before its paragraph."""
        sentence = self._reading.sentences[spot.sentence]
        role: Role = "plan" if self._held[spot.sentence] else "actual"
        for start, finish, name in _between(self._marks, sentence.start, spot.quantity.start):
            if finish > spot.quantity.start or (name != "actual" and self._measured_against(start)):
                continue
            if name == "plan":
                role = "plan"
            elif name == "target":
                role = "target" if spot.quantity.start - finish < 60 else role
            elif self._reading.folded.startswith(("đã", "hiện", "đến nay"), start):
                role = "actual"
        after = self._reading.folded[spot.noun_end : max(spot.end, spot.noun_end)]
        return "plan" if role == "actual" and "sẽ" in after and _WILL.search(after) else role

    def _measured_against(self, start: int) -> bool:
        """`đạt 102% chỉ tiêu năm`, `so với kế hoạch`: the plan is what a result is measured against."""
        return bool(_AGAINST.search(self._reading.folded, max(0, start - 22), start))

    def _open_sentences(self) -> list[bool]:
        held, planned, paragraph, last, plans = False, False, -1, ".", []
        for sentence in self._reading.sentences:
            marks = list(_between(self._marks, sentence.start, sentence.end))
            listed = self._reading.folded[sentence.start] in "-+•*" or last in ":;"
            if sentence.paragraph != paragraph:
                held, planned = held and listed, False
                paragraph = sentence.paragraph
            last = self._reading.folded[sentence.end - 1]
            if any(name == "actual" for _, _, name in marks) and not any(name == "plan" for _, _, name in marks):
                held = False
            heading = bool(_PLAN_HEADING.match(self._reading.folded, sentence.start, sentence.end))
            held = held or heading
            numbered = planned and bool(_NUMBER_FIRST.match(self._reading.folded, sentence.start))
            plans.append(held or numbered)
            planned = numbered or any(name == "plan" and not self._measured_against(at) for at, _, name in marks)
            for start, finish, name in marks:
                if self._measured_against(start):
                    continue
                colon = self._reading.folded.find(":", finish, min(sentence.end, finish + 40))
                if name == "plan" and (colon >= 0 or finish >= sentence.end - 1):
                    held = True
        return plans


def in_future(mention: Mention | None, year: int | None) -> bool:
    """Whether a period begins after the year in which the text was written."""
    return bool(mention and mention.year and year and mention.year > year)


_AGAINST = re.compile(r"(?:%|so với|vượt|theo|đạt|bằng)(?: [^\W\d_]{1,6}){0,2} ?$")
_WILL = re.compile(r"^[^,;:.]{0,60}(?<!\w)sẽ(?!\w)")
_Mark = tuple[int, int, str]


def _marks(reading: Reading, sign: str, names: Sequence[str]) -> list[_Mark]:
    """Hits of the lists with that sign, without those inside a phrase that only looks like one."""
    wanted = {f"{sign}{name}": name for name in names}
    cancelling = {f"{sign}{name}-": name for name in names}
    cancelled: list[_Mark] = []
    found: list[_Mark] = []
    for start, end, key in reading.signed.get(sign, ()):
        if key in wanted:
            found.append((start, end, wanted[key]))
        elif key in cancelling:
            cancelled.append((start, end, cancelling[key]))
    if not cancelled:
        return found
    starts = [start for start, _, _ in cancelled]
    kept = []
    for start, end, name in found:
        at = bisect_right(starts, start)
        near = cancelled[max(0, at - 3) : at]
        if not any(begin <= start and end <= finish and name == other for begin, finish, other in near):
            kept.append((start, end, name))
    return kept


def _between(marks: Sequence[_Mark], start: int, end: int) -> Sequence[_Mark]:
    first = bisect_right(marks, start - 1, key=lambda mark: mark[0])
    last = bisect_right(marks, end - 1, key=lambda mark: mark[0])
    return marks[first:last]
