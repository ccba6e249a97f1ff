"""Reads a page whose system nobody has described: finds the article by its title, its prose and its end.

The walk gives the page's lines; below the title, the deepest element with most of the prose is the container
(layout.py), and is read as a known one. On a page without a title trafilatura, favouring recall, says which lines
count; where no container can be told, its text is taken through the line rules.
"""

import logging
from datetime import datetime

import trafilatura

from transforms.articles.assemble import Content
from transforms.articles.blocks import Block
from transforms.articles.byline import is_signature, labelled_author
from transforms.articles.captions import lines_of, without_captions
from transforms.articles.dates import date_line, labelled_date
from transforms.articles.document import MAX_TITLE_CHARS, Document
from transforms.articles.families import body_lines, with_lead
from transforms.articles.layout import MAX_LINK_SHARE, MIN_WORDS, Parts, is_prose, parts_of, title_index, without_boxes
from transforms.articles.metaline import meta_line
from transforms.articles.plain import is_headline
from transforms.articles.published import Published, find_published, machine_date, parsed
from transforms.articles.rules import Family
from transforms.articles.text import key, one_line, words

MAX_TRAFILATURA_CHARS = 1_000_000
"""A page with more markup than this is read without the second opinion; no article of the samples has a tenth."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page without text as an error

_FEW_WORDS = 60
_LINES_AFTER = 12
_BUTTON_WORDS = 3
_HEAD_LINES = 40
_TOP_BLOCKS = 6
_DATE_WITHIN = 3
_NO_FAMILY = Family(name="unknown")
_KEPT_SHORT = ("h2", "h3", "h4", "tr", "li")


def trafilatura_lines(source: str) -> list[str]:
    """The lines trafilatura keeps when it favours recall; none where the page is too large or holds nothing."""
    if len(source) > MAX_TRAFILATURA_CHARS:
        return []
    text = trafilatura.extract(
        source, favor_recall=True, fast=True, include_comments=False, include_tables=True, output_format="txt"
    )
    return [line for part in (text or "").split("\n") if (line := one_line(part))]


def read_unknown(document: Document, retrieved_at: datetime | None) -> Content | None:
    """The article of a page without known markup; null where it has no text below a title and no prose."""
    body = document.tree.body
    if body is None:
        return None
    kept = trafilatura_lines(document.source)
    apart = _apart(document)
    blocks = without_boxes([block for block in document.blocks if apart.isdisjoint(block.path)])
    headline = document.headline()
    at = title_index(blocks, document.said_titles(), headline.mem_id if headline is not None else None)
    votes = {key(line) for line in kept}
    parts = parts_of(blocks, at, votes)
    if at is None and (dated := _dated_headline(blocks, parts, document.site_names())) is not None:
        parts = parts_of(blocks, dated, votes)
    title = parts.title.text if parts.title is not None else document.title_from_head()
    extractor = "unknown:walk"
    lead = [block.text for block in _own(without_captions(parts.before), title) if is_prose(block)]
    inside = _own(lines_of(without_captions(parts.inside)), title)
    lines, author = body_lines(_trimmed(inside))
    if sum(map(words, lines)) < MIN_WORDS:
        extractor, lead = "unknown:trafilatura", []
        lines, author = body_lines(_kept_below_title(kept, blocks, parts, title))
    attachments = document.attachments([body]) if sum(map(words, lines)) < _FEW_WORDS else ()
    if not lines and not (parts.title and attachments):
        return None
    lines, lead_text = with_lead(lead, lines)
    author = author or _author_around(parts)
    published, warnings = find_published(
        document, _NO_FAMILY, title, retrieved_at, _dates(document, parts, retrieved_at)
    )
    return Content(
        lines=tuple(lines),
        extractor=extractor,
        title=title[:MAX_TITLE_CHARS] if title else None,
        lead=lead_text,
        author=author,
        published_at=published.moment if published else None,
        published_source=published.source if published else None,
        attachments=attachments,
        warnings=warnings + _lost(kept, inside, [*lines, author or ""]),
    )


def _dated_headline(blocks: list[Block], parts: Parts, names: set[str]) -> int | None:
    """Where the title is on a page whose head does not say it: a headline on top of the text, with a line below it that
    is a date and prose after that, and no menu in between (which is how the site's name and clock stand)."""
    at = next((i for i, block in enumerate(blocks) if parts.inside and block is parts.inside[0]), 0)
    for i in range(min(at + _TOP_BLOCKS, len(blocks) - 1), max(at - _TOP_BLOCKS, 0) - 1, -1):
        if not is_headline(blocks[i].text) or blocks[i].linked >= MAX_LINK_SHARE or key(blocks[i].text) in names:
            continue
        below = [block for block in blocks[i + 1 : i + 1 + _TOP_BLOCKS] if block.text]
        dated = next((j for j, block in enumerate(below[:_DATE_WITHIN]) if date_line(block.text) is not None), None)
        prose = next((j for j, block in enumerate(below) if is_prose(block) and not is_headline(block.text)), None)
        if dated is None or prose is None or dated > prose:
            continue
        return i if sum(block.linked >= MAX_LINK_SHARE for block in below[:prose]) <= 1 else None
    return None


def _lost(kept: list[str], inside: list[Block], lines: list[str]) -> tuple[str, ...]:
    """A warning where trafilatura keeps text of the container that is no longer in the lines."""
    known = {key(block.text) for block in inside if is_prose(block)}
    ours = {key(line) for line in lines}
    lost = [line for line in kept if (folded := key(line)) in known and folded not in ours]
    count = sum(map(words, lost))
    return (f"second_reader: {count} words kept only by it, beginning {lost[0][:80]!r}",) if count >= MIN_WORDS else ()


def _author_around(parts: Parts) -> str | None:
    """A labelled author beside the text, or a name by itself right behind it."""
    around = [*parts.before, *parts.after[:_LINES_AFTER]]
    labelled = next((name for block in around if (name := labelled_author(block.text))), None)
    said = (meta_line(block.text) for block in (*parts.before, *parts.inside[:_TOP_BLOCKS]))
    if author := labelled or next((meta.author for meta in said if meta is not None and meta.author), None):
        return author
    behind = next((block for block in parts.after if block.text), None)
    return behind.text if behind is not None and behind.linked == 0 and is_signature(behind.text) else None


def _apart(document: Document) -> set[int]:
    """Elements that HTML itself sets apart from the main text."""
    return {
        node.mem_id for node in document.tree.css("aside, footer, nav, marquee, [role=navigation], [aria-hidden=true]")
    }


def _own(blocks: list[Block], title: str | None) -> list[Block]:
    """Without lines of links, repeated titles and date lines."""
    wanted = key(title or "")
    return [
        block
        for block in blocks
        if block.text
        and not (block.linked >= MAX_LINK_SHARE and not is_prose(block))
        and key(block.text) != wanted
        and date_line(block.text) is None
        and meta_line(block.text) is None
    ]


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without the short lines before the first sentence (names, places, dates of the page's head) and without the
    buttons behind the last."""
    first = next((i for i, block in enumerate(blocks) if is_prose(block)), 0)
    kept = [block for i, block in enumerate(blocks) if i >= first or block.tag in _KEPT_SHORT]
    while kept and _is_button(kept[-1]):
        kept.pop()
    return kept


def _is_button(block: Block) -> bool:
    """A word or two at the end that neither end a sentence nor sign it."""
    text = block.text
    return (
        words(text) <= _BUTTON_WORDS
        and block.tag not in _KEPT_SHORT
        and not any(c.isdigit() or c in ".:;!?…" for c in text)
        and not (block.right or block.bold or block.italic or block.centred)
        and not is_signature(text)
        and labelled_author(text) is None
    )


def _kept_below_title(kept: list[str], blocks: list[Block], parts: Parts, title: str | None) -> list[Block]:
    """Below a title, whatever short text is there; without one, the lines trafilatura keeps and the walk knows as text,
    if there is a sentence among them."""
    if parts.title is not None:
        return _own([*parts.before, *parts.inside, *parts.after], title)
    known = {key(block.text) for block in blocks if block.linked < MAX_LINK_SHARE}
    lines = [Block(text=line, tag="p", owner=0) for line in kept if key(line) in known]
    return _own(lines, title) if any(map(is_prose, lines)) else []


def _dates(document: Document, parts: Parts, retrieved_at: datetime | None) -> list[Published]:
    """Dates between title and text: a time element, a line that is a date, a line that says it is one.

    Without a title nothing tells such a date from the site's clock, and none is taken.
    """
    if parts.title is None:
        return []
    found = [Published(moment, "time") for moment in _time_element(document, parts)]
    for block in [*parts.before, *parts.inside[:6]][:_HEAD_LINES]:
        if block.linked < MAX_LINK_SHARE and words(block.text) <= 20:
            meta = meta_line(block.text, retrieved_at)
            moment = date_line(block.text, relative_to=retrieved_at) or (meta.moment if meta else None)
            moment = moment or labelled_date(block.text, retrieved_at)
            if moment is not None:
                found.append(Published(moment, "line"))
    return found


def _time_element(document: Document, parts: Parts) -> list[datetime]:
    """The first time element behind the title, where it stands in the title's own part of the page."""
    owners = {owner for block in (*parts.before, *parts.inside[:6]) for owner in block.path[-2:]}
    for node in document.tree.css("time[datetime]")[:50]:
        parent = node.parent
        for _ in range(4):
            if parent is None:
                break
            if parent.mem_id in owners:
                moment = parsed(machine_date(node))
                return [moment] if moment is not None else []
            parent = parent.parent
    return []
