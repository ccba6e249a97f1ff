"""Reads a page whose system nobody has described: finds the article by its title, its prose and its end.

trafilatura, favouring recall, says which lines are worth reading; where most of them stand together below the title is
the container; the walk then reads the container as it reads a known one, and the line rules clean the edges. Where no
container can be told, trafilatura's own text is taken through the line rules.
"""

from dataclasses import dataclass
from datetime import datetime

import trafilatura
from selectolax.lexbor import LexborNode

from transforms.articles import boilerplate
from transforms.articles.assemble import Content
from transforms.articles.blocks import Block, lines_of, walk, without_captions
from transforms.articles.byline import labelled_author
from transforms.articles.dates import date_line
from transforms.articles.document import MAX_TITLE_CHARS, Document
from transforms.articles.families import body_lines, with_lead
from transforms.articles.published import Published, find_published
from transforms.articles.rules import Family
from transforms.articles.text import key, one_line, words

MAX_TRAFILATURA_CHARS = 1_000_000
"""A page with more markup than this is read without the second opinion; no article of the samples has a tenth."""

MIN_WORDS = 12
_PROSE_WORDS = 12
_SENTENCE_WORDS = 6
_MAX_LINK_SHARE = 0.5
_FEW_WORDS = 60
_LINES_AFTER = 12
_NO_FAMILY = Family(name="unknown")
_CONTAINER_SHARE = 0.8
"""The container is the deepest element that holds this share of the prose below the title."""


@dataclass(frozen=True)
class _Piece:
    """What lies between the title and the end of the article."""

    blocks: list[Block]
    headline: str | None


def trafilatura_lines(source: str) -> list[str]:
    """The lines trafilatura keeps when it favours recall; none where the page is too large or holds nothing."""
    if len(source) > MAX_TRAFILATURA_CHARS:
        return []
    text = trafilatura.extract(
        source, favor_recall=True, include_comments=False, include_tables=True, deduplicate=False, output_format="txt"
    )
    return [line for part in (text or "").split("\n") if (line := one_line(part))]


def read_unknown(document: Document, retrieved_at: datetime | None) -> Content | None:
    """The article of a page without known markup; null where it has no text below a title and no prose."""
    body = document.tree.body
    if body is None:
        return None
    kept = trafilatura_lines(document.source)
    piece = _below_title(walk(body, skip=_apart(document)), document.headline())
    title = piece.headline or document.title_from_head()
    parts = _parts(piece, {key(line) for line in kept})
    extractor = "unknown:walk"
    lead = [block.text for block in _own(without_captions(parts.before), title) if _is_prose(block)]
    lines, author = body_lines(_from_first_prose(_own(lines_of(without_captions(parts.inside)), title)))
    if sum(map(words, lines)) < MIN_WORDS:
        extractor, lead = "unknown:trafilatura", []
        lines, author = body_lines(_kept_below_title(kept, piece, title))
    if not lines and not (piece.headline and document.attachments([body])):
        return None
    lines, lead_text = with_lead(lead, lines)
    if author is None:
        around = [*parts.before, *parts.after[:_LINES_AFTER]]
        author = next((name for block in around if (name := labelled_author(block.text))), None)
    dates = _date_lines([*parts.before, *parts.inside[:6]], retrieved_at)
    published, warnings = find_published(document, _NO_FAMILY, title, retrieved_at, dates)
    return Content(
        lines=tuple(lines),
        extractor=extractor,
        title=title[:MAX_TITLE_CHARS] if title else None,
        lead=lead_text,
        author=author,
        published_at=published.moment if published else None,
        published_source=published.source if published else None,
        attachments=document.attachments([body]) if sum(map(words, lines)) < _FEW_WORDS else (),
        warnings=warnings,
    )


@dataclass(frozen=True)
class _Parts:
    """The blocks between title and end, by where they stand to the container."""

    before: list[Block]
    inside: list[Block]
    after: list[Block]


def _parts(piece: _Piece, votes: set[str]) -> _Parts:
    blocks = piece.blocks
    holder = _container(blocks, votes)
    found = [i for i, block in enumerate(blocks) if holder in block.path]
    if not found:
        return _Parts(blocks if piece.headline else [], [], [])
    first, last = found[0], found[-1]
    return _Parts(blocks[:first], [blocks[i] for i in found], blocks[last + 1 :])


def _from_first_prose(blocks: list[Block]) -> list[Block]:
    """Without the short lines before the first sentence: names, places and dates that belong to the page's head."""
    first = next((i for i, block in enumerate(blocks) if _is_prose(block)), 0)
    return [block for i, block in enumerate(blocks) if i >= first or block.tag in ("h2", "h3", "h4", "tr", "li")]


def _kept_below_title(kept: list[str], piece: _Piece, title: str | None) -> list[Block]:
    """trafilatura's lines that stand between title and end; below a title, whatever short text is there."""
    wanted = key(title or "")
    below = {key(block.text): block for block in _own(piece.blocks, title)}
    if piece.headline is None:
        return [below.get(key(line), Block(text=line, tag="p", owner=0)) for line in kept if key(line) != wanted]
    return list(below.values())


def _apart(document: Document) -> set[int]:
    """Elements that HTML itself sets apart from the main text."""
    return {
        node.mem_id for node in document.tree.css("aside, footer, nav, marquee, [role=navigation], [aria-hidden=true]")
    }


def _below_title(blocks: list[Block], headline: LexborNode | None) -> _Piece:
    """The blocks after the title and before the first tail marker that has prose before it."""
    start, text = 0, None
    if headline is not None:
        found = [i for i, block in enumerate(blocks) if headline.mem_id in block.path]
        if found:
            start, text = found[-1] + 1, one_line(" ".join(blocks[i].text for i in found))
    seen, end = 0, len(blocks)
    for i, block in enumerate(blocks[start:], start):
        if seen >= MIN_WORDS and boilerplate.is_tail_marker(block.text):
            end = i
            break
        seen += words(block.text) if _is_prose(block) else 0
    return _Piece(blocks[start:end], text)


def _is_prose(block: Block) -> bool:
    """A line that reads like text: long enough, or a sentence, and not made of links."""
    if block.linked >= _MAX_LINK_SHARE:
        return False
    length = words(block.text)
    return length >= _PROSE_WORDS or (length >= _SENTENCE_WORDS and block.text.endswith((".", "!", "?", "…", ";")))


def _container(blocks: list[Block], votes: set[str]) -> int | None:
    """mem_id of the deepest element that holds most of the prose trafilatura kept; of all prose where it kept none."""
    prose = [block for block in blocks if _is_prose(block)]
    chosen = [block for block in prose if key(block.text) in votes] or prose
    weights: dict[int, int] = {}
    total = 0
    for block in chosen:
        size = words(block.text)
        total += size
        for element in block.path:
            weights[element] = weights.get(element, 0) + size
    if total < MIN_WORDS:
        return None
    holders = [element for element, weight in weights.items() if weight >= _CONTAINER_SHARE * total]
    depth = {element: i for block in chosen for i, element in enumerate(block.path)}
    return max(holders, key=lambda element: depth[element], default=None)


def _own(blocks: list[Block], title: str | None) -> list[Block]:
    """Without lines of links, repeated titles and date lines."""
    wanted = key(title or "")
    return [
        block
        for block in blocks
        if block.text
        and not (block.linked >= _MAX_LINK_SHARE and not _is_prose(block))
        and key(block.text) != wanted
        and date_line(block.text) is None
    ]


def _date_lines(blocks: list[Block], retrieved_at: datetime | None) -> list[Published]:
    """Dates that stand by themselves between the title and the text."""
    found = []
    for block in blocks[:40]:
        if block.linked < _MAX_LINK_SHARE and words(block.text) <= 15:
            moment = date_line(block.text, relative_to=retrieved_at)
            if moment is not None:
                found.append(Published(moment, "line"))
    return found
