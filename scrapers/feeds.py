"""Feeds and sitemaps: which URLs they name, and how they date them.

A date here decides whether a known article is fetched again, so a file that dates everything to the present is not
believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from lxml import etree

from scrapers.coding import CodingError, decode_body

VIETNAM = timezone(timedelta(hours=7))
MAX_ENTRIES = 50_000
"""The sitemap protocol's own limit."""

BELIEVED_FROM = 5
"""From this many entries on, dates that all lie within the same hour before the answer are those of the request."""

BROKEN_ZONE = re.compile(r"(\d{4}-\d\d-\d\d)([+-]\d\d)(\d\d:\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One URL of a feed or sitemap; `dated` is null where it gives no readable date."""

    url: str
    dated: datetime | None


@dataclass(frozen=True, slots=True)
class SitemapFile:
    """A sitemap: the pages it names, and the sitemaps below it."""

    pages: list[Entry]
    children: list[Entry]


def parse_date(text: str | None) -> datetime | None:
    """An RFC 822 or ISO 8601 date; without a zone it is Vietnam's. Null where it cannot be read."""
    text = (text or "").strip()
    if not text:
        return None
    if broken := BROKEN_ZONE.fullmatch(text):
        # NukeViet writes the zone before the time: 2024-12-27+0718:11:00.
        text = f"{broken[1]}T{broken[3]}{broken[2]}:00"
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    return moment.astimezone(UTC) if 2000 <= moment.year < 2100 else None


def parse_feed(body: bytes, answered: datetime) -> list[Entry] | None:
    """The entries of an RSS or Atom feed; null where it is not one."""
    root = _root(body)
    if root is None or _name(root) not in ("rss", "RDF", "feed"):
        return None
    entries = []
    for item in _elements(root, ("item", "entry")):
        fields = {_name(child): child for child in item if isinstance(child.tag, str)}
        link = fields.get("link")
        url = (link.get("href") or link.text or "") if link is not None else ""
        dates = [
            parse_date(fields[name].text) for name in ("pubDate", "date", "published", "updated") if name in fields
        ]
        entries.append(Entry(url.strip(), max((date for date in dates if date), default=None)))
    return _believed([entry for entry in entries if entry.url], answered)


def parse_sitemap(body: bytes, answered: datetime) -> SitemapFile | None:
    """The entries of a sitemap or sitemap index, packed or not; null where it is neither."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = decode_body(body, "gzip")
        except CodingError:
            return None
    root = _root(body)
    if root is None or _name(root) not in ("urlset", "sitemapindex"):
        return None
    found = []
    for item in _elements(root, ("url", "sitemap")):
        fields = {_name(child): child.text for child in item if isinstance(child.tag, str)}
        if url := (fields.get("loc") or "").strip():
            found.append(Entry(url, parse_date(fields.get("lastmod"))))
    if _name(root) == "sitemapindex":
        return SitemapFile([], found)
    return SitemapFile(_believed(found, answered), [])


def _believed(entries: list[Entry], answered: datetime) -> list[Entry]:
    dates = [entry.dated for entry in entries if entry.dated]
    if len(dates) >= BELIEVED_FROM and all(abs(answered - date) < timedelta(hours=1) for date in dates):
        return [replace(entry, dated=None) for entry in entries]
    return entries


def _root(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _elements(root: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    count = 0
    for element in root.iter():
        if isinstance(element.tag, str) and _name(element) in names:
            count += 1
            if count > MAX_ENTRIES:
                return
            yield element


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
