"""Feeds and sitemaps: which pages they name, how they date them, and when their dates are not to be believed."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from scrapers.feeds import Entry, parse_date, parse_feed, parse_sitemap

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>http://x.vn/</link>
<item><link>http://x.vn/a-1.html</link><pubDate>Fri, 27 Dec 2024 11:11:00 GMT</pubDate></item>
<item><link> http://x.vn/b-2.html </link></item><item><title>no link</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://x.vn/c-3.html"/>
<published>2024-12-27T18:11:00+07:00</published><updated>2024-12-28T18:11:00+07:00</updated></entry></feed>"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fri, 27 Dec 2024 11:11:00 GMT", datetime(2024, 12, 27, 11, 11, tzinfo=UTC)),
        ("2024-12-27T18:11:00+07:00", datetime(2024, 12, 27, 11, 11, tzinfo=UTC)),
        ("2024-12-27T11:11:00Z", datetime(2024, 12, 27, 11, 11, tzinfo=UTC)),
        ("2024-12-27+0718:11:00", datetime(2024, 12, 27, 11, 11, tzinfo=UTC)),
        ("2024-12-27", datetime(2024, 12, 26, 17, tzinfo=UTC)),
        ("hôm qua", None),
        ("0001-01-01T00:00:00", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, wanted: datetime | None) -> None:
    assert parse_date(text) == wanted


def test_rss_and_atom() -> None:
    first = datetime(2024, 12, 27, 11, 11, tzinfo=UTC)
    assert parse_feed(RSS.encode(), NOW) == [Entry("http://x.vn/a-1.html", first), Entry("http://x.vn/b-2.html", None)]
    assert parse_feed(ATOM.encode(), NOW) == [Entry("http://x.vn/c-3.html", first + timedelta(days=1))]


def test_a_sitemap_and_an_index_of_them_packed_or_not() -> None:
    pages = b"<urlset><url><loc>http://x.vn/a-1.html</loc><lastmod>2024-12-27</lastmod></url><url/></urlset>"
    index = b"<sitemapindex><sitemap><loc>http://x.vn/s.xml</loc></sitemap></sitemapindex>"
    for body in (pages, gzip.compress(pages)):
        found = parse_sitemap(body, NOW)
        assert found is not None
        assert [entry.url for entry in found.pages] == ["http://x.vn/a-1.html"]
    found = parse_sitemap(index, NOW)
    assert found is not None
    assert [entry.url for entry in found.children] == ["http://x.vn/s.xml"]


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"not xml", b"\x1f\x8bcut", b"{}", b"\x00" * 10])
def test_what_is_neither_is_null(body: bytes) -> None:
    assert parse_feed(body, NOW) is None
    assert parse_sitemap(body, NOW) is None


def test_dates_that_are_those_of_the_request_are_not_believed() -> None:
    items = "".join(
        f"<url><loc>http://x.vn/a-{n}.html</loc><lastmod>{NOW.isoformat()}</lastmod></url>" for n in range(9)
    )
    found = parse_sitemap(f"<urlset>{items}</urlset>".encode(), NOW + timedelta(seconds=2))
    assert found is not None
    assert {entry.dated for entry in found.pages} == {None}


def test_entities_are_not_expanded_and_nothing_is_read_from_disk() -> None:
    bomb = b"""<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM
    "file:///etc/passwd">]><rss><channel><item><link>http://x.vn/&b;&x;</link></item></channel></rss>"""
    found = parse_feed(bomb, NOW)
    assert not [entry for entry in found or [] if "aaaa" in entry.url or "root" in entry.url]
