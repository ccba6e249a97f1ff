"""Makes markup harmless before it is parsed: what an HTML parser must do for it grows with the square of some counts.

Measured with lexbor 1.0: 100,000 nested `div` take 12 s, 160,000 attributes on one element 48 s, and 6,000 unclosed `b`
with different attributes before 6,000 paragraphs (80 kB) take 6.5 GB, because every paragraph opens them all again. An
article never comes near; so such parts are taken out, or the page is refused.
"""

import re
from collections import Counter

MAX_CHARS = 4_000_000
MAX_DEPTH = 5_000
MAX_REOPENED = 1_000_000
"""Formatting elements times block elements: the nodes a parser may have to make."""

MAX_TAG_CHARS = 8_000
MAX_TAG_ATTRIBUTES = 500

_DATA_URI = re.compile(r"data:[a-zA-Z/+.-]{0,60};base64,[A-Za-z0-9+/=\s]{1000,}")
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)")
_TAG = re.compile(
    r"<[a-zA-Z][^\s/>]*+"
    r"(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+|=)*+>?+"
)
_QUOTED_ANGLE = re.compile(r"""=\s{0,5}["'][^"']{0,200}>""")
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,12})")
_FORMATTING = frozenset(["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_FORMATTING_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_FORMATTING))})(?=[\s/>])[^<>]{{0,{MAX_TAG_CHARS}}}>", re.IGNORECASE
)
_CLOSED_BY_OTHERS = """
area base br col embed hr img input link meta param source track wbr p li option dt dd colgroup frame keygen basefont
"""
_NO_DEPTH = frozenset(_CLOSED_BY_OTHERS.split())


def harmless(source: str) -> str | None:
    """The markup without what would exhaust a parser; null where nothing sensible would be left."""
    if len(source) > MAX_TAG_CHARS and "base64," in source:
        source = _DATA_URI.sub("", source)
    if len(source) > MAX_CHARS:
        return None
    if len(source) > MAX_TAG_CHARS:
        source = _without_huge_tags(source)
    tags = _NAME.findall(source)
    if len(tags) > MAX_DEPTH and _deepest(tags) > MAX_DEPTH:
        return None
    openings = Counter(name.lower() for closing, name in tags if not closing)
    formatting = sum(openings[name] for name in _FORMATTING)
    if formatting * (openings.total() - formatting) > MAX_REOPENED:
        source = _FORMATTING_TAG.sub("", source)
    return source


def _deepest(tags: list[tuple[str, str]]) -> int:
    """How deep the elements nest, counted for each name apart, so that stray closing tags hide nothing."""
    open_tags: dict[str, int] = {}
    depth = deepest = 0
    for closing, name in tags:
        tag = name.lower()
        if tag in _NO_DEPTH:
            continue
        if not closing:
            open_tags[tag] = open_tags.get(tag, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags.get(tag, 0):
            open_tags[tag] -= 1
            depth -= 1
    return deepest


def _without_huge_tags(source: str) -> str:
    """Without elements that have hundreds of attributes."""
    longest = max(map(len, source.split(">")))
    if longest <= MAX_TAG_CHARS and not _QUOTED_ANGLE.search(source):
        return source
    return _TAG.sub(
        lambda m: "" if len(m[0]) > MAX_TAG_CHARS and len(m[0].split()) > MAX_TAG_ATTRIBUTES else m[0],
        _COMMENT.sub("", source),
    )
