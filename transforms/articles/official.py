"""Reads the text of a document: the official form (agency, number, place and date, kind, subject) or plain prose.

The form is that of Decree 30/2020 and of the rules before it, which unions follow as well: the agency and the national
motto side by side, the number, "Lai Châu, ngày 15 tháng 12 năm 2024", the kind in capitals ("BÁO CÁO") with its
subject below, and at the end who receives it. Here: telling these parts. How the lines were won: pdf.py, docx.py.
"""

import re
from dataclasses import replace
from datetime import datetime

from transforms.articles.assemble import Content
from transforms.articles.dates import parse_moment
from transforms.articles.document import MAX_TITLE_CHARS
from transforms.articles.docx import docx_lines
from transforms.articles.legacy import FONTS, more_readable, readable
from transforms.articles.pdf import pdf_lines
from transforms.articles.plain import text_content
from transforms.articles.text import fold, key, words
from transforms.articles.verdicts import Judgement

SHORT_WORDS = 20
"""A document with fewer words says nothing of its own."""

_HEAD_LINES = 25
_SUBJECT_LINES = 4
_SUBJECT_WORDS = 40
_KINDS = re.compile(
    r"(?:bao cao|ke hoach|thong bao|thong cao|quyet dinh|nghi quyet|huong dan|chuong trinh|cong van|to trinh|ket luan"
    r"|chi thi|quy che|quy dinh|bien ban|de an|phuong an|phu luc)\b"
)
_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap tu do hanh phuc|dang cong san viet nam")
_NUMBER = re.compile(r"so (?:\d{1,6} )?[a-z0-9 ]{1,30}")
_PLACE_AND_DATE = re.compile(
    r"(?:[^\d,;.]{2,40}, {0,2})?(ngày {1,3}\d{1,2} {1,3}tháng {1,3}\d{1,2} {1,3}năm {1,3}\d{4})", re.IGNORECASE
)
_BODY_BEGINS = re.compile(r"(?:kinh gui|can cu)\b|(?:[ivx]{1,5}|\d{1,2})[.)]")
_RECEIVERS = re.compile(r"noi nhan\b")
_APPENDIX = re.compile(r"(?:phu luc|bieu(?: so)?|bang) ?(?:[0-9ivx]{1,4})?\b")


_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The stream by which a locked DOCX, which is no ZIP container any more, is known."""


def read_document(body: bytes, judged: Judgement) -> tuple[Content, str] | Judgement:
    """The content of a PDF or DOCX file, and how its letters were won; or what the file is instead.

    `judged` is what its first bytes or its media type say, and stands for every other kind of file.
    """
    found: list[str] | Judgement
    if b"%PDF" in body[:1024]:
        kind, found = "pdf", pdf_lines(body)
    elif body.startswith(b"PK"):
        kind, found = "docx", docx_lines(body)
    else:
        return Judgement("document", "an Office file that needs a password") if _LOCKED in body else judged
    if isinstance(found, Judgement):
        return found
    lines, font = _in_letters(found)
    content = _official(lines) or replace(text_content("\n".join(lines)), extractor="document")
    if sum(map(words, content.lines)) < SHORT_WORDS:
        return Judgement("document", f"a {kind.upper()} with hardly any text")
    return replace(content, extractor=f"document:{kind}"), f"{kind}+{font}" if font else kind


def _in_letters(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines with those in a legacy font in letters, and the font's name."""
    if readable("\n".join(lines)):
        return lines, None
    for font, convert in FONTS:
        converted = [more_readable(line, convert(line)) for line in lines]
        if readable("\n".join(converted)):
            return converted, font
    return lines, None


def _official(lines: list[str]) -> Content | None:
    """A document in the official form; null where the lines do not have it."""
    start = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if _is_kind(line)), None)
    if start is None:
        return None
    pieces = [piece.strip() for line in lines[:start] for piece in line.split(" | ")]
    if not any(_MOTTO.search(key(piece)) or _NUMBER.fullmatch(key(piece)) for piece in pieces):
        return None
    end = _subject_end(lines, start)
    title = _title(lines[start], lines[start + 1 : end])
    published = next((moment for piece in pieces if (moment := _place_and_date(piece))), None)
    return Content(
        lines=tuple(_own(lines[end:])),
        extractor="document",
        title=title[:MAX_TITLE_CHARS],
        author=_agency(pieces),
        published_at=published,
        published_source="document" if published else None,
    )


def _is_kind(line: str) -> bool:
    return line.isupper() and words(line) <= _SUBJECT_WORDS and _KINDS.match(fold(line)) is not None


def _subject_end(lines: list[str], start: int) -> int:
    """Where the body begins: behind the few short lines below the kind."""
    at = start + 1
    while at < len(lines) and at - start <= _SUBJECT_LINES:
        line = lines[at]
        if not key(line) or (words(line) > _SUBJECT_WORDS) or _BODY_BEGINS.match(fold(line)):
            break
        if line.endswith((".", ";", ":", ",")) or (at > start + 1 and not _goes_on(lines[at - 1], line)):
            break
        at += 1
    return at


def _goes_on(before: str, line: str) -> bool:
    """Whether a line of a subject goes on in the next: small letters, or capitals throughout."""
    return line[:1].islower() or (line.isupper() and before.isupper())


def _title(kind: str, subject: list[str]) -> str:
    """Kind and subject as one line. The kind's capitals are the form's, not the words'."""
    rest = " ".join(subject)
    if not rest:
        return kind
    if not rest.isupper() and rest[1:2].islower():
        rest = rest[0].lower() + rest[1:]
    return f"{kind.capitalize()} {rest}"


def _agency(pieces: list[str]) -> str | None:
    """Who issued it: the last line in capitals of the left side, below the agency above it."""
    names = [
        piece
        for piece in pieces
        if piece.isupper() and words(piece) >= 2 and not _MOTTO.search(key(piece)) and not _NUMBER.fullmatch(key(piece))
    ]
    return names[-1] if names else None


def _place_and_date(piece: str) -> datetime | None:
    found = _PLACE_AND_DATE.fullmatch(piece.strip(" .*"))
    return parse_moment(found[1]) if found else None


def _own(lines: list[str]) -> list[str]:
    """The body without rules of signs and without the list of who receives it; appendices behind that are kept."""
    kept: list[str] = []
    receiving = False
    for line in lines:
        folded = fold(line)
        if _RECEIVERS.match(folded):
            receiving = True
        elif receiving and line.isupper() and _APPENDIX.match(folded):
            receiving = False
        if not receiving and key(line):
            kept.append(line)
    return kept
