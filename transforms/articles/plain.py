"""Reads an article out of plain text: copied from a page, with its title, counters and buttons still around it.

Here: what can be told from lines alone. Pages with their markup go through page.py.
"""

from collections.abc import Sequence
from datetime import date, datetime

from transforms.articles import boilerplate
from transforms.articles.assemble import Content, Origin, article, without_content
from transforms.articles.byline import is_signature, is_source_line, labelled_author, source_stamp
from transforms.articles.dates import VIETNAM, date_line
from transforms.articles.text import key, normalise, one_line, words
from transforms.articles.words import not_union_reason
from transforms.records import Article

MAX_CHARS = 5_000_000
_HEAD_LINES = 6
_TITLE_WORDS = range(5, 41)
_RIGHT_EDGE_SPACES = 20
_SENTENCE_END = (".", "!", "…", ":", ";", ",")


def given_moment(published: datetime | date | None) -> datetime | None:
    """A date handed in by the caller; a bare date or a naive time is Vietnamese time."""
    if published is None:
        return None
    if not isinstance(published, datetime):
        return datetime(published.year, published.month, published.day, tzinfo=VIETNAM)
    return published.replace(tzinfo=VIETNAM) if published.tzinfo is None else published


def read_text(
    text: str,
    *,
    article_id: str,
    url: str | None,
    title: str | None,
    published: datetime | date | None,
    home: str | None,
    portal: str = "extract",
    code_version: str,
) -> Article:
    """A clean article from plain text. Title, author and date come from the text where they are not given.

    `published_at` stays null where neither the caller nor a date line of the text gives a whole date.
    """
    origin = Origin(
        article_id=article_id,
        url=url or "",
        canonical_url=url or "",
        portal=portal,
        home=home,
        section=None,
        code_version=code_version,
        encoding_source="text",
    )
    if len(text) > MAX_CHARS:
        return without_content(origin, "unreadable", f"longer than {MAX_CHARS} characters", extractor="text")
    content = text_content(normalise(text), one_line(title) if title else None, given_moment(published))
    if not content.lines:
        return without_content(origin, "unreadable", "no text is left without boilerplate", extractor="text")
    if reason := not_union_reason(content.title, "\n".join(content.lines)):
        return without_content(origin, "not_union", reason, extractor="text")
    return article(origin, content)


def text_content(text: str, title: str | None = None, published: datetime | None = None) -> Content:
    """The parts of the text, told by position and form."""
    raw = [line for line in text.split("\n") if line.strip()]
    right_edge = {one_line(line) for line in raw if len(line) - len(line.lstrip(" ")) >= _RIGHT_EDGE_SPACES}
    lines = boilerplate.strip([one_line(line) for line in raw])
    lines, printed = _take_date_line(lines)
    lines, title = _take_title(lines, title)
    lines, author = take_author(lines, right_edge)
    lines, _ = take_stamp(lines)
    source = None
    if published is not None:
        source = "given"
    elif printed is not None:
        published, source = printed, "text"
    return Content(
        lines=tuple(lines),
        extractor="text",
        title=title,
        author=author,
        published_at=published,
        published_source=source,
    )


def _take_date_line(lines: list[str]) -> tuple[list[str], datetime | None]:
    """The date line among the first lines."""
    for i, line in enumerate(lines[:_HEAD_LINES]):
        moment = date_line(line)
        if moment is not None:
            return lines[:i] + lines[i + 1 :], moment
    return lines, None


def _take_title(lines: list[str], given: str | None) -> tuple[list[str], str | None]:
    """The given title is removed where the text repeats it; without one, a headline above the text is the title."""
    if given is not None:
        for i, line in enumerate(lines[:_HEAD_LINES]):
            if key(line) == key(given):
                return ([] if i == 0 else [above for above in lines[:i] if words(above) > 20]) + lines[i + 1 :], given
        return lines, given
    for i, line in enumerate(lines[:2]):
        if is_headline(line) and any(words(later) >= words(line) for later in lines[i + 1 :]):
            return lines[i + 1 :], line
        if words(line) > 3:
            break
    return lines, None


def is_headline(line: str) -> bool:
    """A line of a headline's length that does not end like a sentence."""
    return words(line) in _TITLE_WORDS and not line.endswith(_SENTENCE_END) and len(line) <= 250


def take_author(
    lines: Sequence[str], set_apart: set[str] | frozenset[str] = frozenset()
) -> tuple[list[str], str | None]:
    """The text without its byline, and the name. `set_apart` are lines at the right edge, in bold or in italics.

    A byline is labelled ("Tác giả: …", "Tin, ảnh: …"), or it is the signature that ends the text. "Nguồn: …" is taken
    out as well, and is the author only where nobody else is.
    """
    kept, source = list(lines), None
    while len(kept) > 1:
        last = kept[-1]
        name = labelled_author(last)
        if is_source_line(last):
            source, name = source or name, None
        elif name is not None:
            return kept[:-1], name
        elif is_signature(last, set_apart=last in set_apart) or (last in set_apart and words(last) <= 8):
            return kept[:-1], last.strip(" .*()")
        else:
            break
        kept.pop()
    for i, line in enumerate(kept[:2]):
        name = labelled_author(line)
        if name is not None and len(kept) > 1 and not is_source_line(line):
            return kept[:i] + kept[i + 1 :], name
    return kept, source


def take_stamp(lines: Sequence[str]) -> tuple[list[str], str | None]:
    """The text without the source stamp before its first sentences, and the stamp's name."""
    kept = list(lines)
    for i, line in enumerate(kept[:2]):
        stamp = source_stamp(line)
        if stamp is not None:
            kept[i : i + 1] = [stamp.rest] if stamp.rest else []
            return kept, stamp.name
    return kept, None
