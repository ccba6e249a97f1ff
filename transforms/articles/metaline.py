"""Reads a line of a page's head that says when, by whom, how often read: "26/12/2023 - 09:12 | Lò Văn Minh".

Here: one line of several parts. A line that is only a date is dates.py's business, names are byline.py's.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from transforms.articles.boilerplate import is_boilerplate
from transforms.articles.byline import is_signature, labelled_author
from transforms.articles.dates import date_line, labelled_date
from transforms.articles.text import words

MAX_WORDS = 30
_MAX_PARTS = 8
_MAX_PART_WORDS = 6
_BARS = re.compile(r"\s{0,3}[|•·]\s{0,3}")
_DASHES = re.compile(r"\s{1,3}[-–—]\s{1,3}")


@dataclass(frozen=True)
class MetaLine:
    """The date of such a line, and the author where it names one."""

    moment: datetime
    author: str | None


def meta_line(line: str, retrieved_at: datetime | None = None) -> MetaLine | None:
    """When and by whom; null for a line that has no date, or says anything else."""
    if words(line) > MAX_WORDS:
        return None
    for separators in (_BARS, _DASHES):
        parts = [part for part in separators.split(line) if part]
        if 1 < len(parts) <= _MAX_PARTS and (found := _of_parts(parts, retrieved_at)) is not None:
            return found
    return None


def _of_parts(parts: list[str], retrieved_at: datetime | None) -> MetaLine | None:
    """The longest run of parts that is a date; the others are names, counters, or short words such as a section."""
    for length in range(len(parts), 0, -1):
        for start in range(len(parts) - length + 1):
            text = " - ".join(parts[start : start + length])
            moment = date_line(text, relative_to=retrieved_at)
            moment = moment or (labelled_date(text, retrieved_at) if length == 1 else None)
            if moment is None:
                continue
            others = parts[:start] + parts[start + length :]
            if not all(_is_about_the_page(part) for part in others):
                return None
            names = (labelled_author(part) or (part if is_signature(part) else None) for part in others)
            return MetaLine(moment, next((name for name in names if name), None))
    return None


def _is_about_the_page(part: str) -> bool:
    return (
        is_boilerplate(part)
        or labelled_author(part) is not None
        or (words(part) <= _MAX_PART_WORDS and not any(c.isdigit() for c in part) and part[-1] not in ".!?;,")
    )
