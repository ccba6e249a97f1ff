"""Numbers that say how much more or less: differences are none of the figures they stand between.

`tăng 1.100 so với năm 2021`, `cao hơn 4 nhà so với năm 2022`, `nhiều hơn nhiệm kỳ trước 12 CĐCS` tell a change, and
`giảm 50 CĐCS do doanh nghiệp giải thể` what is gone. A change against a plan (`vượt 31%`) is a ratio: ratios.py.
"""

import re

from transforms.observations.spots import Reading, Spot

_MORE = re.compile(r"(?:(?:cao|nhiều|ít|thấp|kém) hơn|tăng|giảm|vượt)(?: thêm| hơn| gần| khoảng| trên)? ?$")
_MORE_THAN_THEN = re.compile(
    r"(?:cao|nhiều|ít|thấp) hơn (?:so với )?(?:cuối |đầu )?(?:nhiệm kỳ|năm|cùng kỳ|khóa|kỳ|quý|tháng)[^\d,;]{0,20}$"
)
_THAN = re.compile(r"[^.,;:()\d]{0,30}?(?:so với|so cùng kỳ|cùng kỳ)")
_LESS = re.compile(r"(?<!suy )(?<!cắt )giảm(?: đi| mất| hơn| gần| khoảng| trên)? ?$")
_MORE_ENDS = ("hơn", "tăng", "giảm", "vượt", "thêm", "gần", "khoảng", "trên")
_LESS_ENDS = ("giảm", "đi", "mất", "hơn", "gần", "khoảng", "trên")
"""How what `_MORE` and `_LESS` read ends; asked first, as most numbers have no such word before them."""


def tells_difference(reading: Reading, spot: Spot) -> bool:
    """`tăng 1.100 so với năm 2021`: how much more, not how much."""
    folded, start = reading.folded, spot.quantity.number_start
    floor = max(0, start - 60)
    if folded.find(" hơn ", floor, start) >= 0 and _MORE_THAN_THEN.search(folded, floor, start):
        return True
    more = _ends_in(folded, start, _MORE_ENDS) and _MORE.search(folded, max(0, start - 24), start)
    return bool(more) and bool(_THAN.match(folded, spot.noun_end))


def tells_loss(reading: Reading, spot: Spot) -> bool:
    """`giảm 50 CĐCS do doanh nghiệp giải thể, với 34.801 đoàn viên`: what is gone is none of what there is."""
    if spot.kind != "count" or not _ends_in(reading.folded, spot.quantity.number_start, _LESS_ENDS):
        return False
    return bool(_LESS.search(reading.folded, max(0, spot.quantity.number_start - 16), spot.quantity.number_start))


def _ends_in(folded: str, place: int, words: tuple[str, ...]) -> bool:
    return folded.endswith(words, 0, place - 1 if folded.endswith(" ", 0, place) else place)
