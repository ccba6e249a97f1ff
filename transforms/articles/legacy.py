"""Letters of the time before Unicode: TCVN3 (ABC fonts, ".VnTime") and VNI, as they look in a Latin code page.

Here: the two tables and the test whether a text is Vietnamese at all. Not here: when they are tried (decode.py).
Both were fonts rather than encodings: the page holds Latin letters, and the font draws others. So they are found in
windows-1252 bytes, in UTF-8 pages pasted from old files, and as entities.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_TCVN3_LETTERS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđẰ",
    0xB5: "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
}
"""TCVN 5712:1993, runs of letters from their first byte on. Below A0 the fonts kept the quotes and dashes of
windows-1252; capitals with a tone were set in a font of capitals, so text in them comes out in small letters."""

_TCVN3 = {start + i: letter for start, run in _TCVN3_LETTERS.items() for i, letter in enumerate(run)}

_VNI_ALONE = dict(zip("íìæóòÍÌÆÓÒîÎñÑôÔöÖ", "íìỉĩịÍÌỈĨỊỵỴđĐơƠưƯ", strict=True))
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {
    vowel: f"{hat}{tone}"
    for hat, letters in (("\u0302", "âáàåãä"), ("\u0306", "êéèúüë"))
    for vowel, tone in zip(letters, ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True)
}
"""In VNI one letter carries hat (circumflex, breve) and tone."""

_VNI_MARKS = {**_VNI_TONES, **_VNI_HATS} | {k.upper(): v for k, v in {**_VNI_TONES, **_VNI_HATS}.items()}
_VNI_PAIR = re.compile(f"([AEOUYaeouyôÔöÖ])([{''.join(_VNI_MARKS)}])")
_VNI_OTHER = re.compile(f"[{''.join(_VNI_ALONE)}]")

_LATIN_ENTITY = re.compile(r"&(?:#\d{2,3}|#[xX][0-9a-fA-F]{2}|[A-Za-z]{2,8}\d?);")
_WORD = re.compile(r"[^\W\d_]{1,12}")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
MIN_MARKED_WORDS = 5
"""With fewer marked words there is nothing to tell encodings apart, and nothing to spoil."""

_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_NUCLEUS = (
    r"(?:uyê|uya|uyu|iêu|yêu|oai|oao|oay|oeo|uây|uôi|ươi|ươu|uai|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua"
    r"|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy])"
)
_SYLLABLE = re.compile(rf"{_ONSET}{_NUCLEUS}(?:ch|ng|nh|[cmnpt])?")
_SAMPLE_WORDS = 1_000
MIN_SHARE = 0.6
"""Below this share of Vietnamese syllables among the marked words a legacy decoding is not believed; the right one
gives 0.9 and more, a wrong one below 0.3 (names and foreign words in between)."""

_MOJIBAKE = re.compile(
    r"[ÃÄÆĂ][\u0080-\u00bf\u2013-\u2022\u0152-\u0192\u02c6\u02dc\u20ac\u2122\u0300-\u0323]|á[º»]|â€|Ä‘|Æ°"
)


def latin_entities(source: str) -> str:
    """Entities of Latin letters as letters, so that the tables see them; markup's own entities stay."""

    def letter(match: re.Match[str]) -> str:
        char = html.unescape(match[0])
        return char if len(char) == 1 and 0xA0 <= ord(char) <= 0xFF else match[0]

    return _LATIN_ENTITY.sub(letter, source)


def from_tcvn3(source: str) -> str:
    """Latin letters as TCVN3 means them."""
    return latin_entities(source).translate(_TCVN3)


def from_vni(source: str) -> str:
    """Latin letters as VNI means them: a vowel and its marks, which follow it as a letter of their own."""

    def pair(match: re.Match[str]) -> str:
        vowel = _VNI_ALONE.get(match[1], match[1])
        return unicodedata.normalize("NFC", vowel + _VNI_MARKS[match[2]])

    parts, last = [], 0
    text = latin_entities(source)
    for match in _VNI_PAIR.finditer(text):
        parts += [_VNI_OTHER.sub(lambda m: _VNI_ALONE[m[0]], text[last : match.start()]), pair(match)]
        last = match.end()
    parts.append(_VNI_OTHER.sub(lambda m: _VNI_ALONE[m[0]], text[last:]))
    return "".join(parts)


def marked_words(text: str) -> list[str]:
    """Up to some thousand words that have a letter beyond ASCII, those a wrong decoding would spoil, taken evenly."""
    found = [word.lower() for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]
    return found[:: len(found) // _SAMPLE_WORDS + 1]


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word in small letters can be a Vietnamese syllable: right letters, one tone at most, right order."""
    decomposed = unicodedata.normalize("NFD", word)
    toneless = unicodedata.normalize("NFC", decomposed.translate(_TONES))
    return len(decomposed) - len(decomposed.translate(_TONES)) <= 1 and _SYLLABLE.fullmatch(toneless) is not None


def vietnamese_share(words: list[str]) -> float:
    """Share of the words that are Vietnamese syllables; 1 of no words."""
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


FONTS: tuple[tuple[str, Callable[[str], str]], ...] = (("tcvn3", from_tcvn3), ("vni", from_vni))


def readable(text: str) -> bool:
    """Whether the marked words of a text are Vietnamese; a text with hardly any is."""
    words = marked_words(text)
    return len(words) < MIN_MARKED_WORDS or vietnamese_share(words) >= MIN_SHARE


def more_readable(line: str, converted: str) -> str:
    """The line itself where it is Vietnamese, else what a font's table makes of it."""
    return line if vietnamese_share(marked_words(line)) >= MIN_SHARE else converted


def looks_garbled(text: str) -> bool:
    """UTF-8 that was read as a Latin code page, as a whole or in one of its lines: "CÃ´ng Ä‘oÃ n"."""
    return any(len(_MOJIBAKE.findall(line)) > max(3, len(line) // 100) for line in text[:200_000].split("\n"))
