"""Whose number it is: which organisation of a text a clause is about.

A subject holds until another opens: in its clause, then in its paragraph, then the article's own (title first).
`công đoàn các cấp` is the article's own level. Where the names are and what they mean is in organisations.py.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.language.letters import fold
from transforms.observations.lexicon import LEVELS
from transforms.observations.organisations import Organisation, find_organisations, gives
from transforms.observations.spots import Reading, Spot
from transforms.records import OrgLevel

_RANK: dict[str, int] = {
    "national": 0,
    "province": 1,
    "sector": 2,
    "cluster": 2,
    "district": 2,
    "commune": 3,
    "grassroots": 4,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose number a spot is. `explicit`: said in its own sentence or paragraph, not taken from the article."""

    name: str | None
    level: OrgLevel
    explicit: bool
    place: str | None


class Subjects:
    """All organisations of a text and the article's own one."""

    def __init__(self, reading: Reading, title: Reading | None, home: str | None) -> None:
        self._reading = reading
        self._home = home
        found = list(find_organisations(reading, home))
        if not any("thi đua" in fold(o.name) for o in found):
            found = [o for o in found if o.level != "cluster"]
        self._found = found
        self._subjects = [organisation for organisation in found if organisation.subject]
        titled = list(find_organisations(title, home)) if title else []
        self.own = self._article_level(found, titled)
        self._starts = [organisation.start for organisation in self._subjects]

    def _article_level(self, found: Sequence[Organisation], titled: Sequence[Organisation]) -> Subject:
        spoken_of = [o for o in found if o.subject]
        mentioned = [o for o in found if o.level not in ("grassroots", "cluster") and not o.counted]
        presided = [o for o in mentioned if o.level in ("commune", "district") and self._presided(o)]
        if presided and (not spoken_of or presided[0].start < spoken_of[0].start):
            spoken_of = [presided[0], *spoken_of]
        first = next((o for o in spoken_of if o.level not in ("other", "national")), None)
        if first and first.level == "grassroots":  # one of many, unless it is the first of all
            spoken_of = [o for o in mentioned if o.start < first.start and o.level != "other"][:1] + spoken_of
        titled = [o for o in titled if o.subject or o.level != "grassroots"]
        if spoken_of and spoken_of[0].own and spoken_of[0].place:  # `công đoàn các cấp Quảng Ngãi`
            return Subject(spoken_of[0].name, "province", True, spoken_of[0].place)
        for where in (titled, spoken_of, mentioned):
            for organisation in where:
                if not organisation.own and organisation.level not in ("other", "national"):
                    return Subject(organisation.name, organisation.level, where is not mentioned, organisation.place)
        for organisation in (*titled, *spoken_of, *mentioned):
            if not organisation.own:
                return Subject(organisation.name, organisation.level, organisation.subject, organisation.place)
        return Subject(None, "national" if self._home == "VN" else "province", False, None)

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
            return self._as_subject(self._first_of_list(self._below_parent(at, sentence.start), sentence.start))
        while at >= 0:
            organisation = self._subjects[at]
            other = self._reading.sentences[max(0, spot.sentence - 6) : spot.sentence]
            if any(s.start <= organisation.start < s.end and s.paragraph == sentence.paragraph for s in other):
                if (
                    self._bracketed(organisation)
                    or organisation.level == "other"
                    or (organisation.level == "grassroots" and self.own.level != "grassroots")
                ):
                    at -= 1
                    continue
                return self._as_subject(organisation)
            break
        return self.own

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
        if between.strip() and not (len(between) < 40 and between.endswith(" do ") and "," not in between):
            return None
        return self._as_subject(self._subjects[at]) if gives(self._reading, self._subjects[at].end) else None

    def _owner_behind(self, spot: Spot) -> Subject | None:
        """`161 suất quà của LĐLĐ tỉnh`: gifts are whose they are."""
        if not spot.heads or spot.heads[0] != "gift":
            return None
        at = bisect_left(self._found, spot.noun_end, key=lambda organisation: organisation.start)
        if at >= len(self._found):
            return None
        between = self._reading.folded[spot.noun_end : self._found[at].start]
        return self._as_subject(self._found[at]) if between == " của " else None

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
        before = self._reading.folded[max(0, organisation.start - 90) : organisation.start]
        return before.rfind("(") > before.rfind(")")

    def _first_of_list(self, at: int, floor: int) -> Organisation:
        """Of `LĐLĐ các huyện, CĐ các KCN tỉnh` the first one counts."""
        while at > 0 and self._subjects[at - 1].start >= floor:
            between = self._reading.folded[self._subjects[at - 1].end : self._subjects[at].start]
            if len(between) > 5 or between.strip() not in (",", "và", ", các", "/", "-"):
                break
            at -= 1
        return self._subjects[at]

    def _as_subject(self, organisation: Organisation) -> Subject:
        if organisation.own or (
            self.own.level == "cluster" and organisation.level == "district" and not organisation.place
        ):
            return Subject(self.own.name or organisation.name, self.own.level, True, self.own.place)
        return Subject(organisation.name, organisation.level, True, organisation.place or self.own.place)
