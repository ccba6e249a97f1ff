"""The records that travel through the line: Page, Article, Observation. Values only, no behaviour.

Standard library only, so that every package may import it. Field order here is column order in the Parquet files
(warehouse/tables/). All text is NFC; all timestamps carry a zone; null means "not known" unless a field says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Outcome = Literal[
    "stored",
    "unchanged",
    "blocked",
    "robots_denied",
    "http_error",
    "timeout",
    "too_large",
    "truncated",
    "not_html",
    "off_site",
    "redirect_loop",
    "address_refused",
    "connection_failed",
    "tls_refused",
    "budget",
    "not_reached",
]
"""How a URL admitted to the queue ended. Exactly one a URL and crawl."""

Verdict = Literal["article", "soft_404", "listing", "login", "bot_wall", "document", "not_union", "unreadable"]
"""What a stored page is. Columns of content are null unless it is `article`."""

Unit = Literal["person", "person_times", "org", "house", "item", "event", "blood_unit", "vnd", "percent"]
Qualifier = Literal["exact", "over", "under", "about"]
Role = Literal["actual", "plan", "target"]
RatioKind = Literal["target", "whole"]
PeriodType = Literal["year", "half", "months", "term", "campaign", "point_in_time", "unknown"]
OrgLevel = Literal["national", "province", "sector", "cluster", "district", "commune", "grassroots", "other"]


@dataclass(frozen=True, slots=True)
class Page:
    """One stored response, as the archive gives it. `body` has its content coding removed (gzip, br) and nothing else.

    `headers` has lower-case names. `warc_offset` is the byte offset of the response record in `warc_file` (a name
    relative to `<data>/pages/<portal>/`). `payload_digest` is `sha256:<hex>` of the payload as archived.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved_at: datetime
    portal: str
    warc_file: str
    warc_offset: int
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Article:
    """One row a stored page (docs/design.md, section 6). Content fields are null unless `verdict` is `article`.

    `article_id` is a digest of the canonical URL, `version_id` of title and text. `home` is the home province of the
    portal or section (`VN63_12`), or `VN` for a national site. `text` has one paragraph a line, no captions, no
    boilerplate.
    """

    article_id: str
    version_id: str | None
    url: str
    canonical_url: str
    portal: str
    home: str | None
    section: str | None
    verdict: Verdict
    verdict_reason: str | None
    encoding_source: str | None
    attachments: tuple[str, ...]
    title: str | None
    lead: str | None
    author: str | None
    published_at: datetime | None
    published_source: str | None
    retrieved_at: datetime | None
    text: str | None
    text_fingerprint: str | None
    layout_warnings: tuple[str, ...]
    warc_file: str | None
    warc_offset: int | None
    payload_digest: str | None
    extractor: str
    code_version: str


@dataclass(frozen=True, slots=True)
class Check:
    """Arithmetic done on an observation, e.g. kind `ratio_percent`, detail `2425/1720 = 140.99 ~ 141`."""

    kind: str
    holds: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another indicator that was considered for the same quantity."""

    indicator: str
    score: float
    rule_id: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One quantity of one article (docs/design.md, section 7).

    `obs_value`, `value_low`, `value_high`, `target_value` are in base units (persons, items, dong, percent) with at
    most four decimals; of a range `obs_value` is the lower end. `indicator` is null where no rule names the quantity:
    it is kept with `measured_phrase`. `article.text[char_start:char_end] == quote` always holds.
    """

    observation_id: str
    article_id: str
    version_id: str
    portal: str
    code_version: str
    rule_id: str | None
    indicator: str | None
    measured_phrase: str | None
    obs_value: Decimal
    value_low: Decimal | None
    value_high: Decimal | None
    value_qualifier: Qualifier
    unit_measure: Unit
    obs_role: Role
    target_value: Decimal | None
    ratio_kind: RatioKind | None
    achievement_pct: Decimal | None
    time_period: str | None
    period_type: PeriodType
    period_start: date | None
    period_end: date | None
    ref_date: date | None
    campaign: str | None
    period_words: str | None
    org_name: str | None
    org_level: OrgLevel
    ref_area: str | None
    sentence: str
    quote: str
    char_start: int
    char_end: int
    confidence: float
    publishable: bool
    checks: tuple[Check, ...] = field(default=())
    flags: tuple[str, ...] = field(default=())
    alternatives: tuple[Alternative, ...] = field(default=())
