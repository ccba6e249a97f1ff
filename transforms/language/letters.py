"""One spelling for what Vietnamese writes in several, without moving a single character.

The same syllable is written `hoà` or `hòa` (two schools of placing the tone mark), a dash is any of six characters, a
quotation mark any of ten, and headings are in capitals. `fold` maps each character to one character, so that a span
found in the folded text is a span of the original: `fold("Hoà Bình – “ĐV”") == 'hòa bình - "đv"'`.
"""

import re
import unicodedata

_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
"""Old placement (the first vowel bears the mark) by new placement, in open syllables only: `hoà` but `hoàn`."""

_NEW_PLACEMENT = {new: old for old, new in _TONES.items()}
_OPEN_SYLLABLE = re.compile("(?<!q)(" + "|".join(_NEW_PLACEMENT) + r")(?!\w)")


def _table() -> dict[int, str]:
    table = {code: chr(code).lower() for code in range(0x41, 0x2C00) if len(chr(code).lower()) == 1}
    table.update({code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)})  # full-width forms
    table.update(dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"))
    table.update(dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'))
    table.update(dict.fromkeys(map(ord, "‘’‚‛′`"), "'"))
    table.update(dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u2002\u2003\u3000\t"), " "))
    table[ord("Ð")] = "đ"  # Icelandic eth, typed for Đ
    table[ord("ð")] = "đ"
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """Lower case, one tone placement, one dash, one quotation mark, one space; the same length as `text` (NFC)."""
    return _OPEN_SYLLABLE.sub(lambda match: _NEW_PLACEMENT[match[1]], text.translate(_TABLE))


def compose(text: str) -> str:
    """NFC, the form in which every text is kept; decomposed input changes its length here and nowhere else."""
    return unicodedata.normalize("NFC", text)
