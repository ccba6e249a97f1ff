"""Whose number it is: which organisation of a text a clause is about.

A subject holds until another opens: in its clause, then in its paragraph, then the article's own (title first).
`công đoàn các cấp` is the article's own level. Where the names are and what they mean is in organisations.py.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from transforms.language.letters import fold
from transforms.observations.addresses import named_in_address
from transforms.observations.lexicon import LEVELS
from transforms.observations.organisations import Organisation, Setting, acts, find_organisations, gives
from transforms.observations.spots import Reading, Spot
from transforms.records import OrgLevel

_ASIDE = re.compile(r"[-+* ]*(?:trong đó|riêng|điển hình|tiêu biểu|đáng chú ý|trong số|cá biệt|đơn cử)(?!\w)")
_AWARD = re.compile(r"(?<!\w)(?:bằng|khen|danh hiệu|kỷ niệm chương)(?!\w)")
_JOINED = frozenset((",", "và", ", các", "/", "-", "cùng", "cùng với", "phối hợp", "phối hợp với", "phối hợp cùng"))
_TOGETHER = re.compile(
    r" ?(?:[^\W\d_]+ ){0,2}(?:phối hợp|kết hợp|cùng)(?: cùng| với| chặt chẽ)*(?: các| một số)?"
    r"(?: [^\d.;:()]{0,80}(?:,| và))? ?"
)
"""`LĐLĐ tỉnh phối hợp với LĐLĐ các huyện, công đoàn ngành trao …`: the others only help."""
_FOREMOST = re.compile(r"(?:nhiều|cao|lớn|đông|sớm|ít|thấp) nhất|đứng đầu|dẫn đầu")
_ALL_OF = re.compile(r"(?:toàn|cả) (?:tỉnh|thành phố|huyện|quận|thị xã|nước)(?!\w)")
_WHERE = frozenset(("", " ", " công đoàn ", " trong ", " công đoàn trong ", " của ", " trên "))
_SETTLED = 2
"""An organisation met first behind so many numbers is one of those that the province's news speaks of."""
_RANK: dict[str, int] = {
    "national": 0,
    "province": 1,
    "sector": 2,
    "cluster": 2,
    "district": 2,
    "commune": 3,
    "grassroots": 4,
}


class Subject(NamedTuple):
    """Whose number a spot is. `explicit`: said in its own sentence or paragraph, not taken from the article."""

    name: str | None
    level: OrgLevel
    explicit: bool
    place: str | None


class Subjects:
    """All organisations of a text and the article's own one."""

    def __init__(self, reading: Reading, title: Reading | None, setting: Setting, url: str | None = None) -> None:
        self._reading = reading
        self._setting = setting
        found = list(find_organisations(reading, setting))
        if any(o.level == "cluster" for o in found) and not any("thi đua" in fold(o.name) for o in found):
            found = [o for o in found if o.level != "cluster" or "các tỉnh" in fold(o.name)]
        self._found = found
        self._subjects = [organisation for organisation in found if organisation.subject]
        self._starts = [organisation.start for organisation in self._subjects]
        titled = list(find_organisations(title, setting)) if title else []
        self.own = self._article_level([o for o in found if not o.bare], titled, url)

    def _article_level(self, found: Sequence[Organisation], titled: Sequence[Organisation], url: str | None) -> Subject:
        spots = self._reading.spots
        above = any(o.level in ("province", "national") for o in found[:1])
        settled = spots[_SETTLED].quantity.start if len(spots) > _SETTLED and above and self._setting.home else None
        spoken_of = [o for o in found if o.subject and not self._late(o)]
        spoken_of = [o for o in spoken_of if o.level == "province" or settled is None or o.start < settled]
        opened = self._reading.spots[0].quantity.start if self._reading.spots else len(self._reading.text)
        mentioned = [
            o
            for o in found
            if o.level not in ("grassroots", "cluster")
            and not o.counted
            and (o.start < opened or o.level == "province")
        ]
        presided = [o for o in mentioned if o.level in ("commune", "district") and self._presided(o)]
        if presided and (not spoken_of or presided[0].start < spoken_of[0].start):
            spoken_of = [presided[0], *spoken_of]
        first = next((o for o in spoken_of if o.level not in ("other", "national")), None)
        if first and first.level == "grassroots":  # one of many, unless it is the first of all
            spoken_of = [o for o in mentioned if o.start < first.start and o.level != "other"][:1] + spoken_of
        titled = [o for o in titled if o.subject or o.level != "grassroots"]
        for organisation in titled:
            if not organisation.own and organisation.level not in ("other", "national"):
                return Subject(organisation.name, organisation.level, True, organisation.place)
        if spoken_of and spoken_of[0].own and spoken_of[0].place:  # `công đoàn các cấp Quảng Ngãi`
            return Subject(spoken_of[0].name, "province", True, spoken_of[0].place)
        if titled and titled[0].level == "national" and self._setting.home in (None, "VN"):
            return Subject(titled[0].name, "national", True, None)
        head = spoken_of[0] if spoken_of and spoken_of[0].start < opened else None
        if head is not None and head.level == "national" and self._setting.home in (None, "VN"):
            return Subject(head.name, "national", True, None)
        addressed = (
            None if any(o.start < opened and not o.own for o in spoken_of) else named_in_address(url, self._setting)
        )
        for where in (spoken_of, mentioned):
            for organisation in where:
                if organisation.own or organisation.level in ("other", "national"):
                    continue
                if addressed is not None and organisation.level != addressed[0]:
                    continue
                return Subject(organisation.name, organisation.level, where is spoken_of, organisation.place)
        if addressed is not None:
            return Subject(None, addressed[0], False, addressed[1])
        local = self._setting.home not in (None, "VN")
        for organisation in (*titled, *spoken_of):
            if not organisation.own and not (local and organisation.level == "national"):
                return Subject(organisation.name, organisation.level, organisation.subject, organisation.place)
        if self._setting.home == "VN" or (self._setting.home is None and any(o.level == "national" for o in found)):
            return Subject(None, "national", False, None)
        return Subject(None, "province", False, None)

    def _late(self, organisation: Organisation) -> bool:
        """An organisation behind a number of its sentence is one of several: `1.726 triệu đồng; riêng CĐ ngành …`."""
        spots = self._reading.spots
        at = bisect_left(spots, organisation.start, key=lambda spot: spot.quantity.start) - 1
        return at >= 0 and spots[at].quantity.start >= self._sentence_start(organisation.start)

    def _sentence_start(self, position: int) -> int:
        at = bisect_right(self._reading.sentences, position, key=lambda sentence: sentence.start) - 1
        return self._reading.sentences[max(0, at)].start

    def _presided(self, organisation: Organisation) -> bool:
        """`chị Ba, Chủ tịch Công đoàn xã Mỹ Hiệp`: the first one who speaks speaks for hers."""
        return self._reading.folded.endswith(("chủ tịch ", "phó chủ tịch "), 0, organisation.start)

    def subject_of(self, spot: Spot) -> Subject:
        """The organisation whose number a spot is."""
        sentence = self._reading.sentences[spot.sentence]
        at = bisect_right(self._starts, spot.quantity.number_start) - 1
        giver = self._counted_giver(spot) or self._giver_behind(spot)
        if giver is not None:
            return giver
        if at >= 0 and self._subjects[at].start >= sentence.start:
            if self._subjects[at].level == "national" and self._singled_out(self._subjects[at], spot):
                return Subject(None, "province", False, None)
            while at >= 0 and self._subjects[at].start >= sentence.start and self._ended(self._subjects[at], spot):
                at -= 1
        if at >= 0 and self._subjects[at].start >= sentence.start:
            if not self._governs(self._subjects[at], spot):
                at = self._below_parent(at, sentence.start)
            return self._as_subject(self._first_of_list(at, sentence.start))
        return self._carried(spot.sentence, at)

    def _governs(self, organisation: Organisation, spot: Spot) -> bool:
        """`…, trong đó Tổng LĐLĐ hỗ trợ 40 triệu đồng`: subject, verb and number side by side."""
        between = self._reading.folded[organisation.end : spot.quantity.start]
        return len(between) < 45 and not re.search("[,;:(]", between) and acts(self._reading, organisation.end)

    def _ended(self, organisation: Organisation, spot: Spot) -> bool:
        """A bare place speaks for its clause only (`phường lập 1 CĐCS; 80% …`), a name in brackets for them."""
        between = self._reading.folded[organisation.end : spot.quantity.start]
        folded = self._reading.folded
        agent = folded.endswith("được ", 0, organisation.start)  # `18 đơn vị được Tổng LĐLĐ khen; …`
        return ((organisation.bare or agent) and ";" in between) or (")" in between and self._bracketed(organisation))

    def _carried(self, index: int, at: int) -> Subject:
        """The subject that a sentence without one takes over: what the sentence before was about, else the article.

        A sentence is about the subject it begins with. Givers from outside, asides, and what stands above or below the
        article's own organisation are not taken over.
        """
        sentences = self._reading.sentences
        paragraph = sentences[index].paragraph
        for earlier in range(index - 1, max(-1, index - 7), -1):
            sentence = sentences[earlier]
            if sentence.paragraph != paragraph:
                break
            first = bisect_left(self._starts, sentence.start, 0, at + 1)
            inside = [o for o in self._subjects[first : at + 1] if not self._bracketed(o) and o.level != "other"]
            at = first - 1
            if not inside or self._is_aside(sentence.start, sentence.end):
                continue
            if not self._is_passing(inside[0]):
                return self._as_subject(inside[0])
        return self.own

    def _is_aside(self, start: int, end: int) -> bool:
        """`Riêng huyện …`, `Huyện Phong Thổ kết nạp nhiều nhất`: one of many is singled out, no subject opened."""
        folded = self._reading.folded
        return bool(_ASIDE.match(folded, start)) or bool(_FOREMOST.search(folded, start, min(end, start + 300)))

    def _is_passing(self, organisation: Organisation) -> bool:
        """Whether an organisation is only met with in an article that is about another one."""
        own = _RANK.get(self.own.level, 9)
        rank = _RANK.get(organisation.level, 9)
        return not organisation.own and (rank < own or (rank == _RANK["grassroots"] and own != rank))

    def _counted_giver(self, spot: Spot) -> Subject | None:
        """`91 CĐ cơ sở thuộc LĐLĐ huyện tặng 2.400 phần quà`: the counted unions are the subject of the giving."""
        at = bisect_left(self._reading.spots, spot.quantity.start, key=lambda other: other.quantity.start) - 1
        if (
            at < 0
            or spot.kind != "count"
            or "@give" not in spot.before
            or self._reading.spots[at].sentence != spot.sentence
        ):
            return None
        last = self._reading.spots[at]
        between = self._reading.folded[last.noun_end : spot.quantity.start]
        if not last.heads or len(between) > 90 or re.search("[,;:(]", between):
            return None
        level = {"grassroots_union": "grassroots", "upper_union": "district", "district_federation": "district"}.get(
            last.heads[0]
        )
        return Subject(None, next(known for known in LEVELS if known == level), True, self.own.place) if level else None

    def _giver_behind(self, spot: Spot) -> Subject | None:
        """`300 vé xe LĐLĐ tỉnh sẽ tặng`, `4.000 túi an sinh do LĐLĐ huyện hỗ trợ`: the giver stands behind the noun."""
        owner = self._owner_behind(spot)
        if owner is not None:
            return owner
        at = bisect_left(self._starts, spot.noun_end)
        if at >= len(self._subjects):
            return None
        between = self._reading.folded[spot.noun_end : self._subjects[at].start]
        giver = self._subjects[at]
        if not between.strip():
            return self._as_subject(giver) if gives(self._reading, giver.end) else None
        if len(between) > 50 or "," in between or not between.endswith((" do ", " được ")):
            return None
        awarded = _AWARD.search(self._reading.folded, giver.end, giver.end + 30)
        return self._as_subject(giver) if acts(self._reading, giver.end) and not awarded else None

    def _owner_behind(self, spot: Spot) -> Subject | None:
        """`161 suất quà của LĐLĐ tỉnh`, `62 triệu của LĐLĐ tỉnh`: gifts and money are whose they are.

        `đại diện cho 85.000 đoàn viên công đoàn toàn tỉnh`: who is counted is counted where the words behind say.
        """
        at = bisect_left(self._found, spot.quantity.end, key=lambda organisation: organisation.start)
        if at >= len(self._found):
            return None
        between = self._reading.folded[spot.noun_end : self._found[at].start]
        if _ALL_OF.search(self._reading.folded, self._found[at].start, self._found[at].end):
            return self._as_subject(self._found[at]) if between in _WHERE and spot.kind == "count" else None
        owned = spot.kind == "money" or "gift" in spot.heads[:1]
        return self._as_subject(self._found[at]) if owned and between == " của " else None

    def _below_parent(self, at: int, floor: int) -> int:
        """A parent organisation behind a comma does not take over from the one that its sentence began with."""
        while at > 0 and self._subjects[at - 1].start >= floor:
            this, earlier = self._subjects[at], self._subjects[at - 1]
            between = self._reading.folded[earlier.end : this.start]
            if ";" in between or this.own or _RANK.get(this.level, 9) >= _RANK.get(earlier.level, 9) or earlier.own:
                break
            at -= 1
        return at

    def _singled_out(self, organisation: Organisation, spot: Spot) -> bool:
        """`cả nước có 4.563 CĐCS …, riêng Lai Châu thành lập 10`: what follows `riêng` is no longer the nation's."""
        between = self._reading.folded[organisation.end : spot.quantity.start][-120:]
        return bool(re.search(r"[,;(] ?(?:riêng|tại|ở|trong đó|nhiều nhất|tập trung)(?!\w)", between))

    def _bracketed(self, organisation: Organisation) -> bool:
        """A name in brackets speaks for the bracket only."""
        before = self._reading.folded[max(0, organisation.start - 160) : organisation.start]
        return before.rfind("(") > before.rfind(")")

    def _first_of_list(self, at: int, floor: int) -> Organisation:
        """Of `LĐLĐ các huyện, CĐ các KCN tỉnh` the first one counts, of those who work together the one named first."""
        while at > 0 and self._subjects[at - 1].start >= floor:
            between = self._reading.folded[self._subjects[at - 1].end : self._subjects[at].start]
            listed = len(between) <= 18 and between.strip() in _JOINED
            if not listed and not _TOGETHER.fullmatch(between):
                break
            at -= 1
        return self._subjects[at]

    def _as_subject(self, organisation: Organisation) -> Subject:
        if organisation.own or (
            self.own.level == "cluster" and organisation.level == "district" and not organisation.place
        ):
            return Subject(self.own.name or organisation.name, self.own.level, True, self.own.place)
        return Subject(organisation.name, organisation.level, True, organisation.place or self.own.place)
