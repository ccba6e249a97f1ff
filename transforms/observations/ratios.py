"""Percentages and targets: which of them belong to the number before them.

A percentage is the achievement of the number before it (`2.425/1.720 … đạt 141%`, `1.783 CĐCS (đạt 148,58%)`,
`vượt 31%` is 131), or a share of a whole (`chiếm 66,6%`), a change (`tăng 12%`), or an indicator of its own (`58%
doanh nghiệp …`). It is never an achievement after `chiếm`, `tăng`; of ratings and agreements `đạt 50%` is the share
that has one, unless a plan is named. `chỉ tiêu 1.971 tỉ đồng` behind it is the target of the same number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from transforms.observations.spots import Reading, Spot

_ACHIEVED = re.compile(
    r"(?:đạt|bằng|vượt|hoàn thành|tương ứng|tương đương)(?: và)?(?: vượt)?(?: (?:tỷ lệ|tỉ lệ|được|"
    r"tới|mức|so với kế hoạch|kế hoạch|chỉ tiêu|hơn|trên|gần))? ?$"
)
_SHARE = re.compile(r"(?:chiếm|tăng|giảm|lãi suất|trong đó|thêm|cao hơn|thấp hơn|so với giới thiệu)[^,;:]{0,30}$")
_OF_PLAN = re.compile(
    r"[ )]*(?:so với |của |theo )?(?:tổng )?(?:kế hoạch|chỉ tiêu|kh(?!\w)|nghị quyết|dự toán|"
    r"số phải thu|mục tiêu|so với kế hoạch|so với chỉ tiêu|yêu cầu|nghị quyết đại hội)"
)
_OF_PLAN_WORD = re.compile(r"dự toán|kế hoạch|chỉ tiêu")
_TARGET = re.compile(
    r"(?:chỉ tiêu|kế hoạch|mục tiêu|nghị quyết|giao|dự toán)(?: [^\W_]{1,9}){0,8}[ (]{0,2}(?:là |hơn |trên )?$"
)
_BESIDE = re.compile(r" ?(?:\(|so với |trên |/ ?)(?:số )?(?:chỉ tiêu|kế hoạch|kh|mục tiêu)(?: [^\W\d_]{1,9}){0,3}:? ?")
_OF_ALL = frozenset(("trong", "trong số", "trong tổng số", "trên tổng số"))
_SHARED = frozenset(
    ("agreement", "enterprise", "agency", "unit", "grassroots_union", "upper_union", "collective", "target")
)


@dataclass(slots=True)
class Ratio:
    """What stands beside a number: `target` with its kind, `achieved` in percent; `used` are the spots that say so."""

    target: Decimal | None = None
    is_target: bool = False
    achieved: Decimal | None = None


def attach_ratios(reading: Reading) -> tuple[dict[int, Ratio], dict[int, str]]:
    """Ratios by the index of their spot; and spots that are only parts of one: `achievement`, `target`."""
    ratios: dict[int, Ratio] = {}
    parts: dict[int, str] = {}
    spots = reading.spots
    for index, spot in enumerate(spots):
        if spot.quantity.of is not None:
            ratios.setdefault(index, Ratio()).target = spot.quantity.of
        if index and _target_beside(reading, spots[index - 1], spot):
            ratio = ratios.setdefault(index - 1, Ratio())
            ratio.target, ratio.is_target = spot.quantity.value, True
            parts[index] = "target"
        if index and spot.kind == "count" and _stroke_between(reading, spots[index - 1], spot):
            ratios.setdefault(index - 1, Ratio()).target = spot.quantity.value
        if spot.kind != "percent" or not index:
            continue
        owner = _owner(reading, spots, index)
        if owner is None:
            continue
        if owner == index - 1 and owner - 1 not in ratios and _paired(reading, spots, index):
            owner -= 1  # `6.200 đoàn viên và 18 CĐCS, đạt 62% và 72% chỉ tiêu`
        ratio = ratios.setdefault(owner, Ratio())
        if ratio.achieved is not None:
            continue
        before = reading.folded[max(0, spot.quantity.start - 30) : spot.quantity.start]
        value = spot.quantity.value
        over = re.search(r"vượt(?: [^\W_]{1,6}){0,3} ?$", before) is not None and "đạt" not in before and value < 100
        ratio.achieved = value + 100 if over else value
        ratio.is_target = ratio.is_target or over or _OF_PLAN.match(reading.folded, spot.quantity.end) is not None
        parts[index] = "achievement"
        if ratio.target is None:
            _take_target(reading, spots, index, ratio, parts)
    return ratios, parts


def _stroke_between(reading: Reading, last: Spot, spot: Spot) -> bool:
    """`77.281 ĐV/ 93.626 LĐ`, `15 trong 18 chỉ tiêu`: two numbers, the second the whole of the first."""
    if last.sentence != spot.sentence or last.kind != "count":
        return False
    between = reading.folded[last.noun_end : min(spot.quantity.start, last.noun_end + 20)].strip()
    return between == "/" or (last.elliptic and between in _OF_ALL)


def _target_beside(reading: Reading, last: Spot, spot: Spot) -> bool:
    """`4.120 đoàn viên (chỉ tiêu 4.000)`, `25 CĐCS trên chỉ tiêu giao 20`: the second is what the first was to be."""
    if last.sentence != spot.sentence or last.kind != spot.kind or spot.kind == "percent":
        return False
    if spot.kind == "count" and not set(last.heads[:1]) & set(spot.heads):
        return False
    return _BESIDE.fullmatch(reading.folded, last.noun_end, spot.quantity.start) is not None


def _aside(reading: Reading, owner: Spot, last: Spot) -> bool:
    """`1.006 đoàn viên (riêng năm 2022: 311), vượt 25,8%`: what stands in brackets is not what is measured."""
    opening = reading.folded[owner.noun_end : last.quantity.start]
    return owner.sentence == last.sentence and opening.lstrip().startswith("(") and ")" not in opening


def _owner(reading: Reading, spots: Sequence[Spot], index: int) -> int | None:
    """The spot whose achievement a percentage is."""
    spot, last = spots[index], spots[index - 1]
    if last.sentence == spot.sentence and index > 1 and _target_beside(reading, spots[index - 2], last):
        gap = reading.folded[last.noun_end : spot.quantity.start]
        return index - 2 if len(gap) < 40 and _ACHIEVED.search(gap) else None
    if last.kind == "percent" and index > 2 and _paired(reading, spots, index - 1):
        return index - 2
    if last.kind == "percent" or last.sentence != spot.sentence or last.quantity.kind == "percent":
        return None
    between = reading.folded[last.noun_end : spot.quantity.start]
    if index > 1 and _aside(reading, spots[index - 2], last) and ")" in between:
        told = len(between) < 40 and ";" not in between and _ACHIEVED.search(between)
        return index - 2 if told and spots[index - 2].kind == last.kind else None
    if len(between) > 130 or (";" in between and "con số này" not in between) or _SHARE.search(between[-40:]):
        return None
    of_plan = _OF_PLAN.match(reading.folded, spot.quantity.end) is not None
    achieved = _ACHIEVED.search(between) is not None
    if of_plan and len(between) < 60:
        return index - 1
    if _bracketed_share(reading, last, spot, between):
        return index - 1
    if not achieved or not (spot.elliptic or "đạt" in between[-8:]):
        return None
    if spot.heads and not spot.elliptic:
        return None
    shared = bool(last.heads) and last.heads[0] in _SHARED and last.quantity.of is None
    rated = shared and not {"@found", "@admit"} & (last.before.keys() | last.after.keys() | last.carried.keys())
    return None if rated else index - 1


def _bracketed_share(reading: Reading, last: Spot, spot: Spot, between: str) -> bool:
    """`562/584 CĐCS … (96,2%)`: a bare percentage in brackets that is what the ratio comes to, or a plan's."""
    if not between.rstrip().endswith("(") or not reading.folded.startswith(")", spot.quantity.end):
        return False
    if last.quantity.of:
        return abs(last.quantity.value / last.quantity.of * 100 - spot.quantity.value) <= 2
    sentence = reading.sentences[spot.sentence]
    planned = _OF_PLAN_WORD.search(reading.folded, sentence.start, min(sentence.end, sentence.start + 600))
    return last.kind == "money" and len(between) < 4 and planned is not None


def _paired(reading: Reading, spots: Sequence[Spot], index: int) -> bool:
    """Two numbers, then two percentages in the same order."""
    if index < 2 or index + 1 >= len(spots):
        return False
    near = spots[index - 2 : index + 2]
    if [spot.kind == "percent" for spot in near] != [False, False, True, True] or len({s.sentence for s in near}) > 1:
        return False
    gap = reading.folded[spots[index].quantity.end : spots[index + 1].quantity.start]
    return gap.strip() in ("và", ",") and ";" not in reading.folded[near[0].quantity.end : near[1].quantity.start]


def _take_target(reading: Reading, spots: Sequence[Spot], index: int, ratio: Ratio, parts: dict[int, str]) -> None:
    """The number behind `chỉ tiêu` that follows the percentage is the target."""
    if index + 1 >= len(spots) or spots[index + 1].sentence != spots[index].sentence:
        return
    following = spots[index + 1]
    between = reading.folded[spots[index].quantity.end : following.quantity.start]
    if following.kind != "percent" and len(between) < 90 and ";" not in between and _TARGET.search(between):
        ratio.target, ratio.is_target = following.quantity.value, True
        parts[index + 1] = "target"
