"""Numerals: digits with separators, and number words.

Vietnamese groups thousands with a full stop and writes decimals with a comma: `1.234,5` is 1234.5. Sources also write
`1,234` (English), `1 234` and `1.5`. What decides is the number of digits behind a lone separator and what follows:
`1,234 người` are persons, so thousands; `2,620 tỉ đồng` carries a magnitude, so decimals; `1.270 triệu` is the
Vietnamese thousand again. Where neither reading is safe (`1.234%`) the answer is null, never a guess.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

NUMERAL = (
    r"\d{1,3}(?:[.,]\d{3}){1,5}(?:[.,]\d{1,2})?(?![.,]?\d)|\d{1,3}(?: \d{3}){1,4}(?![.,]?\d)"
    r"|\d{1,15}(?:[.,]\d{1,6})?(?!\d)"
)
"""A numeral as written; bounded, so that a line of digits costs a line of time."""

_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_WORD_VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_WORD_SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
NUMBER_WORDS = frozenset((*_WORD_VALUES, *_WORD_SCALES, "mười", "mươi", "trăm", "chục", "linh", "lẻ"))


def parse_numeral(written: str, *, scaled: bool = False, percent: bool = False) -> Decimal | None:
    """The value of digits with separators, or null where they have no safe reading.

    `scaled`: a magnitude (`triệu`, `tỷ`) follows. `percent`: a percent sign follows.
    """
    if " " in written:
        return Decimal(written.replace(" ", ""))
    separators = [sign for sign in written if sign in ".,"]
    if not separators:
        return Decimal(written)
    if len(set(separators)) == 2:
        return _both_signs(written)
    head, _, tail = written.rpartition(separators[0])
    if len(separators) > 1:
        return Decimal(written.replace(separators[0], "")) if _GROUPED.fullmatch(written) else None
    if len(tail) != 3:
        return Decimal(f"{head}.{tail}") if len(tail) < 3 or scaled or percent else None
    if head.startswith("0"):
        return Decimal(f"{head}.{tail}") if head == "0" else None
    if separators[0] == ",":
        return Decimal(f"{head}.{tail}") if scaled or percent else Decimal(head + tail)
    return None if percent or len(head) > 3 else Decimal(head + tail)


def _both_signs(written: str) -> Decimal | None:
    """`1.234,5` and `1,234.5`: the last sign is the decimal one, the other must group thousands throughout."""
    last = max(written.rfind("."), written.rfind(","))
    whole, fraction = written[:last], written[last + 1 :]
    if written[last] in whole or not _GROUPED.fullmatch(whole):
        return None
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}")


def parse_number_words(words: Sequence[str]) -> Decimal | None:
    """The value of number words, null where they are not one number: `hai mươi lăm` is 25, `ba trăm linh hai` 302."""
    total, group, unit = Decimal(0), 0, None
    seen_hundred = False
    for word in words:
        if word in _WORD_VALUES:
            if unit is not None:
                return None
            unit = _WORD_VALUES[word]
        elif word == "mười":
            if unit is not None:
                return None
            group += 10
        elif word in ("mươi", "chục"):
            group += (1 if unit is None else unit) * 10
            unit = None
        elif word == "trăm":
            if unit is None or seen_hundred:
                return None
            group, unit, seen_hundred = group + unit * 100, None, True
        elif word in ("linh", "lẻ"):
            if unit is not None or not seen_hundred:
                return None
        elif word in _WORD_SCALES:
            value = group + (unit or 0)
            if value == 0:
                return None
            scaled = Decimal(value) * _WORD_SCALES[word]
            if total and scaled >= total:
                return None
            total, group, unit, seen_hundred = total + scaled, 0, None, False
        else:
            return None
    return total + group + (unit or 0)
