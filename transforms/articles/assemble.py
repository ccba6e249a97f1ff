"""Puts what was read into an Article row, or into a row whose content is null because the page is none.

Here: the last step every reader shares: identity, fingerprint, the date's sanity. Nothing is recognised here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from transforms.articles.digest import fingerprint, version_id
from transforms.records import Article, Verdict

FUTURE_TOLERANCE = timedelta(hours=24)
"""A date may lie this far after retrieval (clocks, zones); beyond it the date is wrong and dropped."""


@dataclass(frozen=True)
class Origin:
    """Where a text comes from; the columns that every verdict keeps."""

    article_id: str
    url: str
    canonical_url: str
    portal: str
    home: str | None
    section: str | None
    code_version: str
    encoding_source: str | None = None
    retrieved_at: datetime | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    payload_digest: str | None = None


@dataclass(frozen=True)
class Content:
    """What a reader found. `lines` is the text, the lead among them, one paragraph each."""

    lines: tuple[str, ...]
    extractor: str
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    published_source: str | None = None
    attachments: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def article(origin: Origin, content: Content) -> Article:
    """The row of a page that is an article."""
    text = "\n".join(content.lines)
    published, source, warnings = content.published_at, content.published_source, content.warnings
    if published and origin.retrieved_at and published > origin.retrieved_at + FUTURE_TOLERANCE:
        warnings = (*warnings, f"future_date: {source} says {published.isoformat()}, after retrieval; not taken")
        published, source = None, None
    return Article(
        article_id=origin.article_id,
        version_id=version_id(content.title, text),
        url=origin.url,
        canonical_url=origin.canonical_url,
        portal=origin.portal,
        home=origin.home,
        section=origin.section,
        verdict="article",
        verdict_reason=None,
        encoding_source=origin.encoding_source,
        attachments=content.attachments,
        title=content.title,
        lead=content.lead,
        author=content.author,
        published_at=published,
        published_source=source,
        retrieved_at=origin.retrieved_at,
        text=text,
        text_fingerprint=fingerprint(text),
        layout_warnings=warnings,
        warc_file=origin.warc_file,
        warc_offset=origin.warc_offset,
        payload_digest=origin.payload_digest,
        extractor=content.extractor,
        code_version=origin.code_version,
    )


def without_content(
    origin: Origin,
    verdict: Verdict,
    reason: str,
    *,
    extractor: str = "none",
    attachments: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
) -> Article:
    """The row of a page that is not an article: columns of content are null, the reason says why."""
    return Article(
        article_id=origin.article_id,
        version_id=None,
        url=origin.url,
        canonical_url=origin.canonical_url,
        portal=origin.portal,
        home=origin.home,
        section=origin.section,
        verdict=verdict,
        verdict_reason=reason,
        encoding_source=origin.encoding_source,
        attachments=attachments,
        title=None,
        lead=None,
        author=None,
        published_at=None,
        published_source=None,
        retrieved_at=origin.retrieved_at,
        text=None,
        text_fingerprint=None,
        layout_warnings=warnings,
        warc_file=origin.warc_file,
        warc_offset=origin.warc_offset,
        payload_digest=origin.payload_digest,
        extractor=extractor,
        code_version=origin.code_version,
    )
