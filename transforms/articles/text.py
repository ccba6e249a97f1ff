"""Characters: what every string of a page goes through before anything else looks at it.

Here: normalising, whitespace, and the folded keys used for comparing. Not here: which lines are boilerplate
(boilerplate.py), which bytes are which letters (decode.py).
"""

import re
import unicodedata
from functools import lru_cache

MAX_LINE_CHARS = 20_000
"""A line longer than this is not prose; it is cut for matching, never in the text itself."""

MAX_CACHED_CHARS = 1_000
"""Keys of lines up to this length are remembered: the same lines are asked for often, and by every page of a site."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)


def _character_table() -> dict[int, str | None]:
    """Zero-width, soft hyphen, direction marks, control and non-characters go; every kind of space is one kind."""
    table: dict[int, str | None] = dict.fromkeys(map(ord, _INVISIBLE))
    table.update(dict.fromkeys(map(ord, _SPACES), " "))
    table.update(dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)]))
    table.update(dict.fromkeys(range(0xD800, 0xE000)))  # lone surrogates cannot be written as UTF-8
    table.update(dict.fromkeys(range(0xE000, 0xF900), " "))  # private use: bullets of symbol fonts
    table.update(dict.fromkeys([*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080)]))
    table.update({0x09: " ", 0x0A: "\n", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    return table


_TABLE = _character_table()
_RUN_OF_SPACES = re.compile(r"[ \n]+")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def _fold_table() -> dict[int, str | None]:
    """Every Latin letter with marks to its bare lower-case letter; marks of their own to nothing."""
    table: dict[int, str | None] = {ord("đ"): "d", ord("Đ"): "d"}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x180), *range(0x1A0, 0x1B1), *range(0x1E00, 0x1F00)):
        bare = "".join(c for c in unicodedata.normalize("NFD", chr(code).lower()) if not unicodedata.combining(c))
        table.setdefault(code, bare)
    table.update(dict.fromkeys(range(0x300, 0x370)))
    return table


_FOLD = _fold_table()


def normalise(text: str) -> str:
    """NFC, without what cannot be seen, with one kind of space and of line end. Letters and words stay as they are."""
    # What the table changes is what Python calls not printable; most lines have nothing of the kind.
    return unicodedata.normalize("NFC", text if text.isprintable() else text.translate(_TABLE))


def one_line(text: str) -> str:
    """Normalised, on one line, with single spaces."""
    return _RUN_OF_SPACES.sub(" ", normalise(text)).strip()


def fold(text: str) -> str:
    """Lower case without tone and vowel marks, đ as d: a key for comparing, never for showing."""
    return text.translate(_FOLD)


def key(text: str) -> str:
    """The folded words and numbers of a line, one space between them: "A- A A+" is "a a a"."""
    return _short_key(text) if len(text) <= MAX_CACHED_CHARS else _key(text)


def _key(text: str) -> str:
    return _NOT_A_WORD.sub(" ", fold(text[:MAX_LINE_CHARS])).strip()


_short_key = lru_cache(maxsize=4_096)(_key)


def words(text: str) -> int:
    """How many words a line has, by spaces."""
    return len(text.split())
