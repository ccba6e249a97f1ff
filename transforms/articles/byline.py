"""Who wrote it, and which paper's stamp stands before it: taken out of the text, kept as columns.

Here: recognising an author line and a source stamp by their form. Where a page marks its author by structure, the
family's selectors say so (rules.py) and only `clean_author` is used.
"""

import re
from dataclasses import dataclass

from transforms.articles.text import fold, key, one_line, words

MAX_AUTHOR_CHARS = 120

_LABEL = re.compile(
    r"(?:tac gia(?: bai viet)?|nguoi viet|tin va anh|tin(?: ?[,&-] ?| )(?:bai(?: ?[,&-] ?| ))?anh"
    r"|bai(?: va |[ ,&-]{1,3})anh|anh(?: va |[ ,&-]{1,3})bai|tin bai|tin|bai|bai viet|thuc hien|bien tap"
    r"|nguon(?: tin| bai viet)?|theo) ?:"
)
_SOURCE_LABEL = re.compile(r"nguon(?: tin| bai viet)? ?:|theo\b")
_TAIL_OF_AUTHOR = re.compile(r"(?:Lượt xem|Đã xem|Số lượt xem|Cập nhật)\s{0,9}:?.{0,40}$", re.IGNORECASE)
_NOTE_BEHIND = re.compile(r" ?\((?:t/h|th|tổng hợp|ghi|ctv|pv|lược ghi)\)$", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r" ?[-–—,&;/] ?| và ")
_MAX_NAME_WORDS = 6
_ORGANISATION = re.compile(
    r"(?:cong doan|ldld|lien doan lao dong|ban (?:tuyen giao|bien tap|nu cong|to chuc|chinh sach)|bbt|pv|ctv|nhom pv"
    r"|phong vien|van phong|phong|trung tam|so|ttxvn|tong hop|bao|trang thong tin)\b"
)
_HEADING = re.compile(r"\b(?:hoi nghi|dai hoi|cong tac|ket qua|chuong trinh|ke hoach|thong bao|tin tuc|cac tin)\b")
_STAMP = re.compile(
    r"\s{0,20}\(\s?((?:[^\W\d_][\w.&-]{1,30})(?: [^\W\d_][\w.&-]{1,15}){0,3})\s?\)\s{0,3}(?:[-–—.:]\s{0,5})?"
)
_BARE_STAMP = re.compile(r"\s{0,20}([^\W\d_]{2,6})\s?[-–—]\s{1,3}(?=[^\W\d_])")
_UNION_SHORT = """
LĐLĐ TLĐ CĐCS CĐN CĐ CNVCLĐ CNLĐ CBCC NLĐ BCH BTV UBND HĐND MTTQ TƯ TW KCN KCX TP TX TT
"""
_NO_PAPERS = frozenset(_UNION_SHORT.split())
"""Abbreviations that begin sentences about unions, and are not the initials of a paper."""

_HOST_NAME = re.compile(r"\A[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,40}){0,3}\.(?:vn|com|org|net|info)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Stamp:
    """A source stamp such as `(QBĐT) -` and what is left of the line without it."""

    name: str
    rest: str


def source_stamp(line: str) -> Stamp | None:
    """The stamp at the beginning of the lead: a host name, or a paper's initials, in brackets; initials before a dash.

    A bracket of ordinary words ("(mở rộng)") is not a stamp, and neither is a mark that no dash sets apart from the
    sentence, unless it is a host name or the whole line.
    """
    match = _STAMP.match(line)
    if match is None:
        bare = _BARE_STAMP.match(line)
        if bare is None or not bare[1].isupper() or bare[1] in _NO_PAPERS or not line[bare.end()].isupper():
            return None
        return Stamp(bare[1], line[bare.end() :].strip())
    name, rest = match[1], line[match.end() :].strip()
    initials = " " not in name and sum(c.isupper() for c in name) >= 2 and not any(c.isdigit() for c in name)
    paper = fold(name).startswith(("bao ", "tap chi ", "cong ttdt", "cong thong tin")) or fold(name) in {
        "ttxvn",
        "chinhphu",
    }
    set_apart = not rest or match[0].rstrip()[-1:] in "-–—.:"
    if _HOST_NAME.fullmatch(name):
        return Stamp(name, rest)
    return Stamp(name, rest) if (initials or paper) and set_apart else None


def clean_author(text: str) -> str | None:
    """The name in an author element: without its label, without a counter of views behind it."""
    line = one_line(text)[: MAX_AUTHOR_CHARS * 2]
    label = _LABEL.match(fold(line))
    if label is not None:
        line = line[label.end() :]
    line = _TAIL_OF_AUTHOR.sub("", line).strip(" -–|.,;:")
    if not line or len(line) > MAX_AUTHOR_CHARS or not any(c.isalpha() for c in line):
        return None
    return line if key(line) not in {"luot xem", "admin", "administrator", "nguon", "tac gia"} else None


def labelled_author(line: str) -> str | None:
    """The name behind "Tác giả:", "Tin, ảnh:", "Nguồn:" when that is the whole line."""
    line = line.strip(" ()[]*")
    if len(line) > MAX_AUTHOR_CHARS or not _LABEL.match(fold(line)):
        return None
    name = clean_author(line)
    return name if name is not None and words(name) <= 12 else None


def is_source_line(line: str) -> bool:
    """ "Nguồn: …" and "Theo …": where a text was taken from, which is not who wrote it."""
    return len(line) <= MAX_AUTHOR_CHARS and _SOURCE_LABEL.match(fold(line.strip(" ()[]"))) is not None


def _is_name(part: str) -> bool:
    """One person or pen name: up to six words, each with a capital and without a digit."""
    tokens = part.split()
    return 1 <= len(tokens) <= _MAX_NAME_WORDS and all(
        t[0].isupper() and all(c.isalpha() or c in ".'" for c in t) and len(t) <= 16 for t in tokens
    )


def is_signature(line: str, *, set_apart: bool = False) -> bool:
    """Whether a last short line is a signature.

    Names, joined by dashes or commas; or an organisation, led by its kind ("Công đoàn Viên chức tỉnh", "PV"). A single
    word is a pen name only where it is `set_apart` (at the right edge, in bold) or in capitals.
    """
    line = _NOTE_BEHIND.sub("", line.strip(" .*")).strip(" ()")
    if not 1 <= words(line) <= 12 or len(line) > 80 or any(c.isdigit() for c in line) or line[-1] in ",:;!?…":
        return False
    folded = fold(line)
    if _ORGANISATION.match(folded) and words(line) <= 8 and "," not in line:
        return True
    if line.isupper() and _HEADING.search(folded):
        return False
    if not all(_is_name(part) for part in _BETWEEN_NAMES.split(line)):
        return False
    return words(line) >= 2 or set_apart or line.isupper()
