"""When an article was published, and who says so.

Order of trust: JSON-LD and itemprop, then meta elements, then the labelled element of the family or a date line beside
the title, then the address. Never the site's clock, a neighbouring box, a comment or our own clock. A date that the
month folder of the address contradicts by more than 40 days is passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from selectolax.lexbor import LexborNode

from transforms.articles.dates import VIETNAM, parse_moment
from transforms.articles.document import ARTICLE_TYPES, Document
from transforms.articles.rules import Family
from transforms.articles.text import key
from transforms.articles.urls import day_of, month_of

MONTH_FOLDER_TOLERANCE = timedelta(days=40)
_META_NAMES = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "publish_date", "dc.date",
    "dc.date.issued", "dcterms.created", "date",
)  # fmt: skip
_ITEMPROP = ("[itemprop=datePublished]", "[itemprop=datepublished]", "time[pubdate]")


@dataclass(frozen=True)
class Published:
    """A moment and where it was found: `json-ld`, `itemprop`, `meta`, `label`, `time`, `line`, `url`."""

    moment: datetime
    source: str


def find_published(
    document: Document,
    family: Family,
    title: str | None,
    retrieved_at: datetime | None,
    beside: Iterable[Published] = (),
) -> tuple[Published | None, tuple[str, ...]]:
    """The best date of a page, and warnings about dates that were passed over. `beside` are date lines by the text."""
    folder = month_of(document.url)
    warnings: list[str] = []
    for found in _candidates(document, family, title, retrieved_at, beside):
        if folder is not None:
            start = datetime(folder.year, folder.month, 1, tzinfo=VIETNAM)
            if (
                not start - MONTH_FOLDER_TOLERANCE
                <= found.moment
                <= start + timedelta(days=31) + MONTH_FOLDER_TOLERANCE
            ):
                warnings.append(f"date_contradicts_url: {found.source} says {found.moment.isoformat()}")
                continue
        return found, tuple(warnings)
    return None, tuple(warnings)


def _candidates(
    document: Document, family: Family, title: str | None, retrieved_at: datetime | None, beside: Iterable[Published]
) -> Iterator[Published]:
    for date in _from_json_ld(document, title):
        yield from _parsed(date, "json-ld", None)
    for selector in (*family.date_itemprop, *(() if family.date_itemprop else _ITEMPROP)):
        nodes = document.tree.css(selector)
        if nodes and (family.date_itemprop or len(nodes) == 1):
            yield from _parsed(machine_date(nodes[0]), "itemprop", None)
    if text := document.meta(*_META_NAMES):
        yield from _parsed(text, "meta", None)
    for selector in family.date_label:
        label = document.tree.css_first(selector)
        if label is not None:
            yield from _parsed(
                label.attrs.get("datetime") or label.text(deep=True, separator=" "), "label", retrieved_at
            )
    yield from beside
    if day := day_of(document.url):
        yield Published(day, "url")


def machine_date(node: LexborNode) -> str:
    """The date an element holds for machines, else its text."""
    attributes = node.attrs
    return attributes.get("content") or attributes.get("datetime") or node.text(deep=True)


def parsed(text: str | None, retrieved_at: datetime | None = None) -> datetime | None:
    """The moment a text names; null for no text."""
    return parse_moment(text, relative_to=retrieved_at) if text else None


def _parsed(text: str | None, source: str, retrieved_at: datetime | None) -> Iterator[Published]:
    moment = parsed(text, retrieved_at)
    if moment is not None:
        yield Published(moment, source)


def _from_json_ld(document: Document, title: str | None) -> list[str]:
    """datePublished of the one article the page is about; of several, that with the page's headline."""
    articles = []
    for item in document.json_ld():
        kind = item.get("@type")
        kinds = {str(k).lower() for k in (kind if isinstance(kind, list) else [kind])}
        date, headline = item.get("datePublished"), item.get("headline")
        if kinds & ARTICLE_TYPES and isinstance(date, str):
            articles.append((date, key(headline) if isinstance(headline, str) else None))
    if len(articles) > 1:
        wanted = key(title or "")
        return [date for date, headline in articles if headline and headline == wanted]
    return [date for date, _ in articles]
