"""One spelling for what Vietnamese writes in several, without moving a single character.

The same syllable is written `hoà` or `hòa` (two schools of placing the tone mark), a dash is any of six characters, a
quotation mark any of ten, and headings are in capitals. `fold` maps each character to one character, so that a span
found in the folded text is a span of the original: `fold("Hoà Bình – “ĐV”") == 'hòa bình - "đv"'`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
"""Old placement (the first vowel bears the mark) by new placement, in open syllables only: `hoà` but `hoàn`."""

_NEW_PLACEMENT = {new: old for old, new in _TONES.items()}
_OPEN_SYLLABLE = re.compile(r"[ou](?<!q[ou])[àáảãạèéẻẽẹỳýỷỹỵ](?!\w)")


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
_SIGNS = {chr(code): sign for code, sign in _TABLE.items() if code < 0x2C00 and chr(code).lower() == chr(code) != sign}
_SIGN = re.compile("[" + "".join(map(re.escape, _SIGNS)) + "]")
"""What `str.lower`, which is several times as fast as the table, leaves to do."""
_ODD = re.compile(
    "[Σ" + "".join(chr(code) for code in range(0x80, 0x2C00) if len(chr(code).lower()) != 1) + "\u2c00-\U0010ffff]"
)
"""Characters whose small letter depends on their neighbours or is two; full-width forms, and what no news is set in."""


def fold(text: str) -> str:
    """Lower case, one tone placement, one dash, one quotation mark, one space; the same length as `text` (NFC)."""
    small = text.translate(_TABLE) if _ODD.search(text) else _SIGN.sub(lambda match: _SIGNS[match[0]], text.lower())
    return _OPEN_SYLLABLE.sub(lambda match: _NEW_PLACEMENT.get(match[0], match[0]), small)


def compose(text: str) -> str:
    """NFC, the form in which every text is kept; decomposed input changes its length here and nowhere else."""
    return unicodedata.normalize("NFC", text)


def around(pattern: re.Pattern[str], cores: Sequence[tuple[int, int]], folded: str, reach: int) -> list[re.Match[str]]:
    """The matches of a pattern, of which each holds one of `cores`, spans in order that most texts have few of.

    No more of the text is searched than `reach` characters on either side of those, which is as far as a match reaches,
    with what it asks to stand beside it.
    """
    matches: list[re.Match[str]] = []
    place = at = 0
    while at < len(cores):
        begin, end = max(place, cores[at][0] - reach), cores[at][1] + reach
        at += 1
        while at < len(cores) and cores[at][1] <= end:
            end = cores[at][1] + reach
            at += 1
        found = list(pattern.finditer(folded, begin, end))
        if found:
            matches += found
            place = found[-1].end()
    return matches


def spans(core: re.Pattern[str], folded: str) -> list[tuple[int, int]]:
    """Where a pattern stands, for `around`."""
    return [match.span() for match in core.finditer(folded)]


class PhrasesBefore:
    """Phrases that may end right before a place, with one or two spaces or quotation marks in between."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(sorted(phrases, key=len, reverse=True))

    def start(self, folded: str, floor: int, place: int) -> int | None:
        """Where the longest of them begins, not before `floor`; null where none stands there."""
        stop = place
        while stop > max(floor, place - 2) and folded[stop - 1] in ' "':
            stop -= 1
            if not folded.endswith(self._phrases, floor, stop):
                continue
            for phrase in self._phrases:
                begin = stop - len(phrase)
                if folded.endswith(phrase, floor, stop) and not (begin and _is_word(folded[begin - 1])):
                    return begin
        return None


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def word_first(pattern: str) -> str:
    """A pattern with the test that a word begins there, put where it costs least.

    `re` skips to the letters that a pattern can begin with, but only if nothing stands before them: `(?<!\\w)năm` is
    tried at every character, `n(?<!\\wn)ăm` at every n. A group in front gets the test in each of its branches, also
    one that may be missing (`(?:trong |cả )?năm`); a pattern that begins in any other way gets it in front.
    """
    optional = _OPTIONAL_HEAD.match(pattern)
    if optional:
        branches = "|".join(_first_letter_tested(word) for word in optional[1].split("|"))
        return f"(?:(?:{branches}){optional[2]}|{_first_letter_tested(optional[2])}){pattern[optional.end() :]}"
    group = _GROUP_HEAD.match(pattern)
    if group:
        branches = "|".join(_first_letter_tested(word) for word in group[1].split("|"))
        return f"(?:{branches}){pattern[group.end() :]}"
    return _first_letter_tested(pattern) if _PLAIN_HEAD.match(pattern) else rf"(?<!\w){pattern}"


_CHARACTER = r"[^\\()\[\]?*+{}|.^$]"
_PLAIN = rf"[^\W_](?:{_CHARACTER}|\(\?<!{_CHARACTER}+\))*"
_PLAIN_HEAD = re.compile(rf"{_CHARACTER}(?![?*+{{|])")
_GROUP_HEAD = re.compile(rf"\(\?:({_PLAIN}(?:\|{_PLAIN})*)\)(?![?*+{{])")
_OPTIONAL_HEAD = re.compile(rf"\(\?:({_PLAIN}(?:\|{_PLAIN})*)\)\?([^\W_])(?![?*+{{])")


def _first_letter_tested(word: str) -> str:
    return rf"{word[0]}(?<!\w{word[0]}){word[1:]}"
