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


def tells_difference(reading: Reading, spot: Spot) -> bool:
    """`tăng 1.100 so với năm 2021`: how much more, not how much."""
    folded, start = reading.folded, spot.quantity.number_start
    if _MORE_THAN_THEN.search(folded, max(0, start - 60), start):
        return True
    return bool(_MORE.search(folded, max(0, start - 24), start)) and bool(_THAN.match(folded, spot.noun_end))


def tells_loss(reading: Reading, spot: Spot) -> bool:
    """`giảm 50 CĐCS do doanh nghiệp giải thể, với 34.801 đoàn viên`: what is gone is none of what there is."""
    if spot.kind != "count":
        return False
    return bool(_LESS.search(reading.folded, max(0, spot.quantity.number_start - 16), spot.quantity.number_start))
