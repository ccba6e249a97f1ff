"""Reads a page of a known family: its selectors, then the walk, then what belongs to every article.

Here: the way from a container to the parts of an article. The selectors are data (transforms/families/*.yaml). Pages
without the family's container come back as nothing, and unknown.py reads them.
"""

from datetime import datetime

from selectolax.lexbor import LexborNode

from transforms.articles import boilerplate
from transforms.articles.assemble import Content
from transforms.articles.blocks import Block, walk
from transforms.articles.byline import clean_author, is_signature, is_source_line, labelled_author, source_stamp
from transforms.articles.captions import lines_of, without_captions
from transforms.articles.dates import date_line
from transforms.articles.document import MAX_TITLE_CHARS, Document
from transforms.articles.layout import without_boxes
from transforms.articles.metaline import meta_line
from transforms.articles.plain import take_author
from transforms.articles.published import Published, find_published
from transforms.articles.rules import Family
from transforms.articles.text import key, one_line, words

POINTER_LINK_SHARE = 0.9
"""A line of a body that is link nearly throughout points to another article."""


def read_family(document: Document, family: Family, retrieved_at: datetime | None) -> Content | None:
    """The article in the family's container; null where the page has no container with text or attachment."""
    body = container(document, family)
    if body is None:
        return None
    skip = pruned(document, family) | {node.mem_id for node in body.css("aside")}  # set apart by HTML itself
    blocks = lines_of(without_captions(without_boxes(walk(body, skip=skip))))
    attachments = document.attachments([body, *(n for s in family.attachments for n in document.tree.css(s)[:5])])
    lead_node = document.first(family.lead)
    lead = _lead(lead_node, skip) if lead_node is not None and not _inside(lead_node, body) else []
    title = document.text_of(family.title) or document.title_from_head()
    lines, author = body_lines(blocks)
    known_author = _author(document, family)
    if known_author and lines and key(lines[-1]) == key(known_author):
        lines = lines[:-1]
    lines, lead_text = with_lead(lead, lines)
    lines, dated = without_head(lines, title, retrieved_at)
    published, warnings = find_published(document, family, title, retrieved_at, dated)
    return Content(
        lines=tuple(lines),
        extractor=f"family:{family.name}",
        title=title[:MAX_TITLE_CHARS] if title else None,
        lead=lead_text,
        author=known_author or author,
        published_at=published.moment if published else None,
        published_source=published.source if published else None,
        attachments=attachments,
        warnings=warnings,
    )


def container(document: Document, family: Family) -> LexborNode | None:
    """The element that holds the body: the first selector's that has any text, image or link inside."""
    for selector in family.body:
        for node in document.tree.css(selector)[:3]:
            if node.text(deep=True, strip=True) or node.css_first("img, a[href]") is not None:
                return node
    return None


def pruned(document: Document, family: Family) -> set[int]:
    """mem_ids of what the family leaves out."""
    return {node.mem_id for selector in family.prune for node in document.tree.css(selector)}


def _inside(node: LexborNode, root: LexborNode) -> bool:
    current: LexborNode | None = node
    while current is not None:
        if current.mem_id == root.mem_id:
            return True
        current = current.parent
    return False


def _lead(node: LexborNode, skip: set[int]) -> list[str]:
    return [block.text for block in without_captions(walk(node, skip=skip))]


def body_lines(blocks: list[Block]) -> tuple[list[str], str | None]:
    """The body's lines without pointers to other articles, boilerplate and byline; and the byline's name."""
    kept = [block for block in blocks if not (block.linked >= POINTER_LINK_SHARE and words(block.text) >= 4)]
    set_apart = {block.text for block in kept if block.right or block.bold or block.italic or block.centred}
    return take_author(boilerplate.strip([block.text for block in kept]), set_apart)


def with_lead(lead: list[str], lines: list[str]) -> tuple[list[str], str | None]:
    """The lead before the body, once, without its source stamp; and the lead by itself."""
    cleaned = [line for line in lead if not boilerplate.is_boilerplate(line) and not is_source_line(line)]
    for paragraphs in (cleaned, lines):
        if paragraphs and (stamp := source_stamp(paragraphs[0])) is not None:
            paragraphs[0:1] = [stamp.rest] if stamp.rest else []
    if not cleaned:
        return lines, None
    first = {key(line) for line in lines[: len(cleaned) + 1]}
    missing = [line for line in cleaned if key(line) not in first]
    return missing + lines, " ".join(cleaned)


def without_head(
    lines: list[str], title: str | None, retrieved_at: datetime | None
) -> tuple[list[str], list[Published]]:
    """The lines without the title and date that stand in the container above them, and those dates."""
    dated: list[Published] = []
    while lines:
        meta = meta_line(lines[0], retrieved_at)
        moment = meta.moment if meta else date_line(lines[0], relative_to=retrieved_at)
        if moment is not None:
            dated.append(Published(moment, "line"))
        elif not title or key(lines[0]) != key(title):
            break
        lines = lines[1:]
    return lines, dated


def _author(document: Document, family: Family) -> str | None:
    """The name in the family's author element; sources and the site's own name are no authors."""
    names = document.site_names() if family.author else set()
    for selector in family.author:
        for node in document.tree.css(selector)[:5]:
            line = one_line(node.text(deep=True))
            if is_source_line(line):
                continue
            name = clean_author(line)
            if name is None or key(name) in names:
                continue
            if labelled_author(line) is not None or is_signature(name, set_apart=True):
                return name
    return None
