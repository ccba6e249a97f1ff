"""From a PDF file to lines of text, one paragraph or table row each; or to the plain statement why there are none.

Here: what a PDF says by the places of its words on the page. Not here: what the lines mean (official.py). Bounded in
pages, in bytes unpacked and in operations, whatever a file claims; nothing outside it is ever asked.
"""

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import Configuration, PageObject, PasswordType, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
from pypdf.generic import StreamObject

from transforms.articles.text import key, normalise, one_line, words
from transforms.articles.verdicts import Judgement

MAX_PAGES = 200
"""A yearly report of a federation has 30; a longer file is a book, or claims pages to exhaust its reader."""

MAX_CONTENT_BYTES = 4_000_000
"""Drawing operations read from all pages of a file. A page of text has 5 to 30 kB of them."""

_LIMITS = Configuration(
    maximum_declared_stream_length=10_000_000,
    array_based_stream_maximum_output_length=10_000_000,
    array_maximum_element_count=50_000,
    dictionary_maximum_element_count=50_000,
    lzw_maximum_output_length=10_000_000,
    run_length_maximum_output_length=10_000_000,
    zlib_maximum_output_length=10_000_000,
    zlib_maximum_recovery_input_length=200_000,
    stream_decoding_work_maximum_length=40_000_000,
    stream_parsing_work_maximum_count=300_000,
    page_tree_maximum_entries=5_000,
    page_tree_maximum_page_entries=100_000,
    xform_maximum_invocations_per_extraction=50,
    jbig2dec_binary=None,
    disable_legacy_handling=True,
)
_DAMAGE = (
    PyPdfError,
    DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What a broken file makes its reader raise: the library checks much, and stumbles over the rest."""

_END_WITHIN = 2_048
"""The mark of the end stands in the last bytes; readers allow for a kilobyte of what servers add behind it."""

_GAP = re.compile(r" {3,}")
_PAGE_NUMBER = re.compile(r"(?:trang )?\d{1,4}(?: \d{1,4})?")
_STARTS_PARAGRAPH = re.compile(r"(?:[-+*•·▪■◦●➢❖✓–—]|\d{1,2}(?:\.\d{1,2}){0,3}[.)]|[a-zđ][).]|[IVX]{1,5}[.)])\s")
_ENDS_SENTENCE = (".", "!", "?", ":", ";", "…", ".”", '."', ".)")
_FULL = 0.8
"""A line shorter than this share of the page's usual line ends its paragraph."""

_INDENT = 3
_CELL_WORDS = 25

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every oddity of a file that it can read


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a page as drawn: where it begins, in columns, and its pieces between wide gaps."""

    indent: int
    pieces: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def text(self) -> str:
        return " ".join(self.pieces)


def pdf_lines(body: bytes) -> list[str] | Judgement:
    """The text of a PDF, or what the file is instead: scanned, locked, damaged, beyond the limits."""
    if b"%%EOF" not in body[-_END_WITHIN:]:
        return Judgement("unreadable", "a PDF that is cut off before its end")
    with apply_configuration(_LIMITS):
        try:
            reader = PdfReader(io.BytesIO(body))
            if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
                return Judgement("document", "a PDF that needs a password")
            count = len(reader.pages)
            if count > MAX_PAGES:
                return Judgement("document", f"a PDF of {count} pages; no more than {MAX_PAGES} are read")
            pages: list[list[_Line]] = []
            left = MAX_CONTENT_BYTES
            for page in reader.pages:
                left -= _content_bytes(page)
                if left < 0:
                    return Judgement("document", f"a PDF with more than {MAX_CONTENT_BYTES} bytes of drawing")
                pages.append(_lines(page))
        except LimitReachedError as error:
            return Judgement("unreadable", f"a PDF beyond the limits ({one_line(str(error))[:100]})")
        except _DAMAGE as error:
            return Judgement("unreadable", f"a damaged PDF ({type(error).__name__})")
    if not count:
        return Judgement("document", "a PDF without pages")
    lines = list(_paragraphs(_without_running_lines(pages)))
    if not any(c.isalpha() for line in lines for c in line):
        return Judgement("document", f"a PDF without text, as a scanner makes it: {count} pages of pictures")
    return lines


def _content_bytes(page: PageObject) -> int:
    """How much drawing a page holds, unpacked."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    streams = contents if isinstance(contents, list) else [contents]
    found = (stream.get_object() for stream in streams if stream is not None)
    return sum(len(stream.get_data()) for stream in found if isinstance(stream, StreamObject))


def _lines(page: PageObject) -> list[_Line]:
    """The lines of a page from top to bottom. Text inside forms, and turned text, has no columns."""
    drawn = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    if not drawn.strip():
        drawn = page.extract_text()
    found = []
    for line in normalise(drawn).split("\n"):
        starts, pieces, at = [], [], 0
        for gap in (*_GAP.finditer(line), None):
            end = gap.start() if gap else len(line)
            if piece := one_line(line[at:end]):
                starts.append(at + len(line[at:end]) - len(line[at:end].lstrip()))
                pieces.append(piece)
            at = gap.end() if gap else end
        if pieces:
            found.append(_Line(starts[0], tuple(pieces), tuple(starts)))
    margin = min((line.indent for line in found), default=0)
    return [_Line(line.indent - margin, line.pieces, line.starts) for line in found]


def _without_running_lines(pages: Sequence[list[_Line]]) -> list[_Line]:
    """All lines in one row, without page numbers and what stands at the edge of most pages."""
    edges = Counter(folded for page in pages for folded in {key(line.text) for line in (*page[:1], *page[-1:])})
    running = {folded for folded, count in edges.items() if len(pages) > 2 and count > len(pages) / 2}
    kept: list[_Line] = []
    for page in pages:
        for at, line in enumerate(page):
            folded = key(line.text)
            at_edge = at in (0, len(page) - 1)
            if at_edge and (folded in running or not folded or _PAGE_NUMBER.fullmatch(folded)):
                continue
            kept.append(line)
    return kept


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    """Lines joined to paragraphs. A row of a table is a line by itself, with bars between its cells."""
    lengths = sorted(len(line.text) for line in lines if len(line.pieces) == 1)
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    parts: list[str] = []
    last: _Line | None = None
    for at, line in enumerate(lines):
        if _is_row(lines, at):
            if parts:
                yield " ".join(parts)
            yield " | ".join(line.pieces)
            parts, last = [], None
            continue
        if parts and last is not None and _begins(line, last, usual):
            yield " ".join(parts)
            parts = []
        parts.append(line.text)
        last = line
    if parts:
        yield " ".join(parts)


def _is_row(lines: Sequence[_Line], at: int) -> bool:
    """Whether a line is cells: several pieces, and a neighbour has a piece that begins where one of these does."""
    line = lines[at]
    if len(line.pieces) < 2 or any(words(piece) > _CELL_WORDS for piece in line.pieces):
        return False
    beside = [lines[i] for i in (at - 1, at + 1) if 0 <= i < len(lines) and len(lines[i].pieces) > 1]
    return any(
        abs(mine - theirs) <= _INDENT for other in beside for mine in line.starts[1:] for theirs in other.starts[1:]
    )


def _begins(line: _Line, last: _Line, usual: int) -> bool:
    """Whether a line begins a paragraph, by its mark, its indent, and how the line before it ends."""
    text = line.text
    if _STARTS_PARAGRAPH.match(text):
        return True
    short = len(last.text) < _FULL * usual
    ended = last.text.endswith(_ENDS_SENTENCE)
    indented = line.indent >= last.indent + _INDENT
    if text[:1].islower():
        return short and ended
    return (
        short or indented or (ended and line.indent > 0 and line.indent >= last.indent) or _is_heading(text, last.text)
    )


def _is_heading(text: str, before: str) -> bool:
    """Capitals follow small letters, or the other way round."""
    return text.isupper() != before.isupper() and (text.isupper() or before.isupper())
