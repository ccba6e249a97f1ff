"""From a stored page to its row: the order in which everything else is asked.

Bytes, letters, markup, the family's reader or the unknown one, the verdict, the row. No exception for any input: what
cannot be read comes back as `unreadable`, with the reason.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from transforms.articles import verdicts
from transforms.articles.assemble import Content, Origin, article, without_content
from transforms.articles.decode import Decoded, decode
from transforms.articles.digest import article_id as digest_of_url
from transforms.articles.document import Document
from transforms.articles.families import read_family
from transforms.articles.guard import harmless
from transforms.articles.legacy import FONTS, looks_garbled, more_readable, readable
from transforms.articles.official import read_document
from transforms.articles.plain import given_moment
from transforms.articles.rules import UNKNOWN, Rules
from transforms.articles.second import second_opinion
from transforms.articles.text import one_line
from transforms.articles.unknown import read_unknown
from transforms.articles.urls import canonical_url, declared_address, is_ancestor, looks_like_article, section_of
from transforms.articles.verdicts import Judgement
from transforms.articles.words import not_union_reason
from transforms.records import Article, Page

SECOND_READER_EVERY = 20
"""One page in twenty is read twice, chosen by its address, so that the same page is chosen again."""


@dataclass(frozen=True)
class _Reading:
    """What reading gave: content, or a judgement why there is none, or content that a judgement withholds."""

    content: Content | None
    judgement: Judgement | None
    declared: str | None = None
    font: str | None = None
    """The legacy font whose letters the text was in, inside a page of proper letters."""


def read_page(page: Page, rules: Rules, code_version: str, *, second_reader: bool | None = None) -> Article:
    """The row of one stored page.

    `second_reader` forces or forbids the second reading; null leaves it to the address (one page in twenty).
    """
    origin = _origin(page, rules, code_version)
    judged = verdicts.of_bytes(page.status, page.headers, page.body)
    if judged is not None:
        reading, source = _of_file(page.body, judged)
        if source and origin.section is None and any(section.home != rules.home for section in rules.sections):
            origin = replace(origin, home=None)  # files lie apart from the sections: nothing tells whose this one is
        return _row(replace(origin, encoding_source=source), reading)
    decoded = decode(page.body, page.headers, rules.encoding)
    if decoded is None:
        return _row(origin, _UNDECODABLE)
    if second_reader is None:
        second_reader = int(origin.article_id, 16) % SECOND_READER_EVERY == 0
    reading = _read(decoded, page.url, rules, page.retrieved_at, second_reader)
    address = canonical_url(page.url, rules, reading.declared)
    origin = replace(
        origin, article_id=digest_of_url(address), canonical_url=address, encoding_source=_source(decoded, reading)
    )
    return _row(origin, reading)


def _of_file(body: bytes, judged: Judgement) -> tuple[_Reading, str | None]:
    """What a file that is no page says, and how its letters were won: the text of a PDF or DOCX goes a page's way."""
    found = read_document(body, judged) if judged.verdict == "document" else judged
    if isinstance(found, Judgement):
        return _Reading(None, found), None
    content, source = found
    return _Reading(content, _by_words(content)), source


def unreadable(page: Page, rules: Rules, code_version: str, reason: str) -> Article:
    """The row of a page that could not be read at all: its reader was ended by it."""
    return without_content(_origin(page, rules, code_version), "unreadable", reason)


def _origin(page: Page, rules: Rules, code_version: str) -> Origin:
    section, home = section_of(page.url, rules)
    address = canonical_url(page.url, rules)
    return Origin(
        article_id=digest_of_url(address),
        url=page.url,
        canonical_url=address,
        portal=page.portal,
        home=home,
        section=section,
        code_version=code_version,
        retrieved_at=page.retrieved_at,
        warc_file=page.warc_file,
        warc_offset=page.warc_offset,
        payload_digest=page.payload_digest,
    )


def read_html(
    html: bytes | str,
    *,
    article_id: str,
    url: str | None,
    title: str | None,
    published: datetime | date | None,
    home: str | None,
    portal: str = "extract",
    code_version: str,
) -> Article:
    """An article from a page of an unknown site, or from a PDF or DOCX file.

    Title and date that are given win over what the page says.
    """
    address = canonical_url(url, None) if url else ""
    origin = Origin(
        article_id=article_id,
        url=url or "",
        canonical_url=address,
        portal=portal,
        home=home,
        section=None,
        code_version=code_version,
    )
    judged = verdicts.of_bytes(200, {}, html) if isinstance(html, bytes) else None
    if isinstance(html, bytes) and judged is not None:
        reading, source = _of_file(html, judged)
    else:
        decoded = Decoded(html, "text") if isinstance(html, str) else decode(html, {})
        if decoded is None:
            return _row(origin, _UNDECODABLE)
        reading = _read(decoded, url or "", None, None, False)
        source = _source(decoded, reading)
    content = reading.content
    if content is not None:
        moment = given_moment(published)
        content = replace(
            content,
            title=one_line(title) if title else content.title,
            published_at=moment or content.published_at,
            published_source="given" if moment else content.published_source,
        )
    return _row(replace(origin, encoding_source=source), replace(reading, content=content))


_UNDECODABLE = _Reading(None, Judgement("unreadable", "no encoding gives readable text"))
_HOSTILE = _Reading(None, Judgement("unreadable", "markup too large or too deeply nested to be an article"))


def _read(
    decoded: Decoded, url: str, rules: Rules | None, retrieved_at: datetime | None, second_reader: bool
) -> _Reading:
    """Content and judgement of a page in letters."""
    source = harmless(decoded.text)
    if source is None:
        return _HOSTILE
    document = Document(source, url)
    content: Content | None = None
    if rules is not None and rules.family.name != UNKNOWN:
        content = read_family(document, rules.family, retrieved_at)
    fits = looks_like_article(canonical_url(url, rules), rules) if rules is not None else None
    if content is not None:
        judged = verdicts.of_content(content)
        if fits is False and rules is not None and document.first(rules.family.listing) is not None:
            judged = Judgement("listing", "neither its address nor its markup is that of an article")
        if judged is None and second_reader:
            content = _warned(content, *second_opinion(document, content, retrieved_at))
    else:
        content = read_unknown(document, retrieved_at)
        judged = verdicts.of_page(document, content, article_address=fits) or _by_address(document, rules)
        if judged is None and content is not None and rules is not None and rules.family.name != UNKNOWN:
            content = _warned(content, f"container_missing: no body selector of family {rules.family.name} matched")
    font = None
    if content is not None and judged is None:
        content, font = _in_letters(content, source, url, rules, retrieved_at)
    return _Reading(content, judged or _by_words(content), document.canonical, font)


def _in_letters(
    content: Content, source: str, url: str, rules: Rules | None, retrieved_at: datetime | None
) -> tuple[Content, str | None]:
    """The content with what stands in a legacy font in letters, and the font's name.

    The page is read again with the font's letters, and the lines that are not Vietnamese are taken from there: what is
    a letter of the font may be a soft hyphen otherwise, and is gone from the lines we have.
    """
    if readable("\n".join(content.lines)):
        return content, None
    for font, convert in FONTS:
        document = Document(convert(source), url)
        known = read_family(document, rules.family, retrieved_at) if rules is not None and rules.family.body else None
        other = known or read_unknown(document, retrieved_at)
        if other is None or len(other.lines) != len(content.lines):
            continue
        lines = tuple(map(more_readable, content.lines, other.lines))
        if readable("\n".join(lines)):
            title, lead, author = (
                more_readable(ours, theirs) if ours and theirs else ours
                for ours, theirs in (
                    (content.title, other.title),
                    (content.lead, other.lead),
                    (content.author, other.author),
                )
            )
            return replace(content, lines=lines, title=title, lead=lead, author=author), font
    return content, None


def _by_address(document: Document, rules: Rules | None) -> Judgement | None:
    """What a page without a known container says of its own address."""
    declared = declared_address(document.url, document.canonical, rules)
    if declared is not None and is_ancestor(declared, canonical_url(document.url, rules)):
        return Judgement("soft_404", "it calls a page above it its own address")
    return None


def _by_words(content: Content | None) -> Judgement | None:
    """What the words say about a page that holds text."""
    if content is None:
        return Judgement("unreadable", "no text")
    text = "\n".join(content.lines)
    if "\ufffd" in text or "\ufffd" in (content.title or ""):
        return Judgement("unreadable", "broken letters in the text")
    if looks_garbled(text) or not readable(text):
        return Judgement("unreadable", "the letters are not Vietnamese")
    reason = not_union_reason(content.title, text)
    return Judgement("not_union", reason) if reason else None


def _source(decoded: Decoded, reading: _Reading) -> str:
    return decoded.source if reading.font is None else f"{decoded.source}+{reading.font}"


def _warned(content: Content, *warnings: str) -> Content:
    return replace(content, warnings=(*content.warnings, *warnings))


def _row(origin: Origin, reading: _Reading) -> Article:
    """The row: content where nothing speaks against it, else the verdict with its reason."""
    content, judged = reading.content, reading.judgement
    if judged is None and content is not None:
        return article(origin, content)
    verdict, reason = (judged.verdict, judged.reason) if judged is not None else ("unreadable", "no text")
    return without_content(
        origin,
        verdict,
        reason,
        extractor=content.extractor if content is not None else "none",
        attachments=content.attachments if content is not None and verdict == "document" else (),
        warnings=content.warnings if content is not None else (),
    )
