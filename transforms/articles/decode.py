"""From bytes to letters, or to the plain statement that it is not possible.

The ladder: byte-order mark, strict UTF-8, what the page or portal declares, then the legacy encodings of Vietnam. Each
rung counts only when the result is Vietnamese; text that would come out as mojibake is refused, never passed on.
`encoding_source` says which rung held, such as `utf-8`, `declared:windows-1258`, `detected:tcvn3`.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from transforms.articles.legacy import (
    MIN_MARKED_WORDS,
    MIN_SHARE,
    from_tcvn3,
    from_vni,
    latin_entities,
    looks_garbled,
    marked_words,
    vietnamese_share,
)

SAMPLE_CHARS = 200_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?\s{0,5}([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s{0,5}=\s{0,5}["']?\s{0,5}([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_TAG_OR_SCRIPT = re.compile(r"<(?:script|style)\b[^>]{0,500}>[^<]{0,100000}|<[^<>]{0,2000}>", re.IGNORECASE)
_LATIN = frozenset({"iso8859-1", "cp1252", "ascii", "latin_1", "iso8859-15"})
_NAMES = {"cp1258": "windows-1258"}
_MAX_DAMAGE = 0.002


@dataclass(frozen=True)
class Decoded:
    """Letters, and how they were won."""

    text: str
    source: str


def decode(body: bytes, headers: Mapping[str, str], forced: str | None = None) -> Decoded | None:
    """The page as text; null where no encoding gives readable text. `forced` is what the portal file says."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _strict(body[len(bom) :], name, f"bom:{name}")
    if body[:200].count(0) > 20 and (wide := _without_bom(body)) is not None:
        return wide
    if body.count(0) > _MAX_DAMAGE * len(body):
        return None  # binary: no page in an eight-bit encoding holds more than a stray NUL
    declared = _codec(forced) or _declared(body, headers)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(body) or _legacy(body, declared)
    return _checked_utf8(text)


def _strict(body: bytes, name: str, source: str) -> Decoded | None:
    try:
        return Decoded(body.decode(name), source)
    except UnicodeDecodeError:
        return None


def _without_bom(body: bytes) -> Decoded | None:
    """UTF-16 that forgot its mark: every second byte of markup is zero."""
    name = "utf-16-le" if body[1:200:2].count(0) > body[0:200:2].count(0) else "utf-16-be"
    found = _strict(body, name, f"detected:{name}")
    return found if found is not None and "<" in found.text[:2000] else None


def _codec(name: str | None) -> str | None:
    """Python's name of an encoding, null for one it does not know."""
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _declared(body: bytes, headers: Mapping[str, str]) -> str | None:
    header = _HEADER.search(headers.get("content-type", "")[:300])
    meta = _META.search(body[:4096])
    return _codec(header[1] if header else None) or _codec(meta[1].decode("ascii") if meta else None)


def _visible(text: str) -> str:
    """Roughly what a reader sees, enough to judge letters by."""
    return _TAG_OR_SCRIPT.sub(" ", text[: SAMPLE_CHARS * 3])[:SAMPLE_CHARS]


def _checked_utf8(text: str) -> Decoded | None:
    """Valid UTF-8, unless the letters in it are a legacy font's or UTF-8 encoded twice."""
    words = marked_words(latin_entities(_visible(text)))
    if len(words) < MIN_MARKED_WORDS or vietnamese_share(words) >= MIN_SHARE:
        return Decoded(text, "utf-8")
    best = _best(text, (("tcvn3", from_tcvn3), ("vni", from_vni), ("utf-8-twice", _undo_double)))
    if best is not None:
        return Decoded(best.text, f"utf-8+{best.source}")
    return None if looks_garbled(_visible(text)) else Decoded(text, "utf-8")


def _latin_bytes() -> dict[int, int]:
    """Every letter a browser shows for a byte that it takes for windows-1252, to that byte."""
    table = {byte: byte for byte in range(256)}
    for byte in range(0x80, 0xA0):
        char = bytes([byte]).decode("cp1252", "ignore")
        if char:
            table[ord(char)] = byte
    return table


_LATIN_BYTES = _latin_bytes()


def _undo_double(text: str) -> str:
    """UTF-8 that was taken for windows-1252 and encoded once more; nothing where that is not the whole story."""
    try:
        return bytes(_LATIN_BYTES[ord(char)] for char in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""


def _damaged_utf8(body: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes: what is broken shows as U+FFFD, and a line that has one is not read as text."""
    text = body.decode("utf-8", "replace")
    broken, beyond = text.count("\ufffd"), sum(1 for c in text[:SAMPLE_CHARS] if c > "\u00ff")
    if not beyond or broken > max(2, _MAX_DAMAGE * len(text)) or broken > beyond / 10:
        return None
    words = marked_words(_visible(text))
    return Decoded(text, "utf-8-damaged") if vietnamese_share(words) >= MIN_SHARE else None


def _best(text: str, conversions: tuple[tuple[str, Callable[[str], str]], ...]) -> Decoded | None:
    """The conversion that makes the text most Vietnamese, if any makes it so."""
    sample = _visible(text)
    rated = [
        (vietnamese_share(words), -i)
        for i, (_, convert) in enumerate(conversions)
        if (words := marked_words(convert(sample)))
    ]
    share, index = max(rated, default=(0.0, 0))
    if share < MIN_SHARE:
        return None
    name, convert = conversions[-index]
    converted = convert(text)
    return Decoded(converted, name) if converted else None


def _legacy(body: bytes, declared: str | None) -> Decoded | None:
    """Bytes that are not UTF-8: what is declared where that gives Vietnamese, else the encoding that does."""
    latin = body.decode("cp1252", "replace") if b"\x81" not in body else body.decode("latin-1")
    if declared is not None and declared not in _LATIN and declared != "utf-8":
        text = unicodedata.normalize("NFC", body.decode(declared, "replace"))
        words = marked_words(_visible(text))
        if "\ufffd" not in text and vietnamese_share(words) >= MIN_SHARE:
            return Decoded(text, f"declared:{_NAMES.get(declared, declared)}")
    vietnamese = unicodedata.normalize("NFC", body.decode("cp1258", "replace"))
    candidates = [("windows-1258", vietnamese), ("tcvn3", from_tcvn3(latin)), ("vni", from_vni(latin))]
    rated = [
        (vietnamese_share(words), -i)
        for i, (_, text) in enumerate(candidates)
        if len(words := marked_words(_visible(text))) >= MIN_MARKED_WORDS
    ]
    share, index = max(rated, default=(0.0, 0))
    if share >= MIN_SHARE:
        name, text = candidates[-index]
        rung = "declared" if declared == "cp1258" and name == "windows-1258" else "detected"
        return Decoded(text, f"{rung}:{name}")
    if not rated and declared in (None, *_LATIN):
        return Decoded(latin, "declared:windows-1252" if declared else "assumed:windows-1252")
    return None
