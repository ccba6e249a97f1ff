"""What reading one page of a portal gives, and which of its family's selectors still find something on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.articles import Rules, read_page
from transforms.articles.assemble import Content
from transforms.articles.decode import decode
from transforms.articles.document import Document
from transforms.articles.families import read_family
from transforms.articles.guard import harmless
from transforms.articles.rules import Family
from transforms.articles.unknown import read_unknown
from transforms.observations.extract import extract_observations
from transforms.records import Page, Verdict

VERSION = "check"
"""In the place of a code version: rows of a check are shown and forgotten."""


@dataclass(frozen=True, slots=True)
class Look:
    """One page as it would be read. `found` has the selector that matched for each part of the family, null where none
    did; content is given for pages too that the verdict withholds, so that any page can show whether the layout holds.

    `named` and `unnamed` count quantities, of union articles only; `example` is one that was named.
    """

    url: str
    verdict: Verdict
    reason: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    words: int = 0
    found: Mapping[str, str | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    named: int = 0
    unnamed: int = 0
    example: str | None = None


def look(page: Page, rules: Rules) -> Look:
    """Read a page as the line does, with the second reader, and see which selectors match."""
    article = read_page(page, rules, VERSION, second_reader=True)
    observations = extract_observations(article)
    named = [seen for seen in observations if seen.indicator]
    document = _document(page, rules)
    content = _content(document, page, rules) if document else None
    return Look(
        url=page.url,
        verdict=article.verdict,
        reason=article.verdict_reason,
        title=content.title if content else None,
        author=content.author if content else None,
        published=f"{content.published_at:%Y-%m-%d} ({content.published_source})"
        if content and content.published_at
        else None,
        words=sum(len(line.split()) for line in content.lines) if content else 0,
        found=_found(document, rules.family) if document else {},
        warnings=article.layout_warnings,
        named=len(named),
        unnamed=len(observations) - len(named),
        example=f"{named[0].quote} = {named[0].indicator}" if named else None,
    )


def parts(family: Family) -> dict[str, tuple[str, ...]]:
    """The parts of an article that a family has selectors for, with these."""
    stated = {
        "title": family.title,
        "date": family.date_itemprop + family.date_label,
        "machine date": family.date_itemprop,
        "printed date": family.date_label,
        "lead": family.lead,
        "body": family.body,
        "author": family.author,
    }
    return {part: selectors for part, selectors in stated.items() if selectors}


def _found(document: Document, family: Family) -> dict[str, str | None]:
    return {
        part: next((selector for selector in selectors if document.first([selector]) is not None), None)
        for part, selectors in parts(family).items()
    }


def _document(page: Page, rules: Rules) -> Document | None:
    decoded = decode(page.body, page.headers, rules.encoding)
    source = harmless(decoded.text) if decoded else None
    return Document(source, page.url) if source is not None else None


def _content(document: Document, page: Page, rules: Rules) -> Content | None:
    return read_family(document, rules.family, page.retrieved_at) or read_unknown(document, page.retrieved_at)
