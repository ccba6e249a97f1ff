"""Which URL a link is: one page has one address, and a session or a tracker never makes two of it."""

import pytest
from scrapy import Request

from scrapers.families import family
from scrapers.site import Site, is_ancestor
from transforms.errors import ConfigError

SITE = Site.from_block("x", {"base": "https://x.gov.vn", "aliases": ["www.x.gov.vn"]})


@pytest.mark.parametrize(
    ("href", "wanted"),
    [
        ("/tin/a-1.html", "https://x.gov.vn/tin/a-1.html"),
        ("a-1.html", "https://x.gov.vn/tin/a-1.html"),
        ("http://www.x.gov.vn/a.html#c", "https://x.gov.vn/a.html"),
        ("//www.X.gov.vn/a.html", "https://x.gov.vn/a.html"),
        ("/a;jsessionid=0A1B?x=1", "https://x.gov.vn/a?x=1"),
        ("/(S(abc123))/a.aspx", "https://x.gov.vn/a.aspx"),
        ("/a?utm_source=fb&type=NEWS&id=7&fbclid=z", "https://x.gov.vn/a?type=NEWS&id=7"),
        ("viewer.aspx?macm=39&mabb=222823", "https://x.gov.vn/tin/viewer.aspx?macm=39&mabb=222823"),
        ("https://other.vn/a", "https://other.vn/a"),
        ("/tin tức/bài 1.html", "https://x.gov.vn/tin%20t%E1%BB%A9c/b%C3%A0i%201.html"),
        ("/tin%20t%E1%BB%A9c/", "https://x.gov.vn/tin%20t%E1%BB%A9c/"),
        ("mailto:a@b.vn", None),
        ("javascript:void(0)", None),
        ("#top", None),
        ("http://user:secret@x.gov.vn/", None),
        ("http://[broken/", None),
        ("/" + "a" * 2000, None),
    ],
)
def test_normalise(href: str, wanted: str | None) -> None:
    assert SITE.normalise(href, "https://x.gov.vn/tin/") == wanted


@pytest.mark.parametrize(
    ("url", "on_site"),
    [
        ("https://x.gov.vn/a", True),
        ("https://www.x.gov.vn/a", True),
        ("https://evil-x.gov.vn/a", False),
        ("https://x.gov.vn.evil.vn/a", False),
        ("https://x.gov.vn:8443/a", False),
        ("https://sub.x.gov.vn/a", False),
    ],
)
def test_on_site_is_this_host_and_port(url: str, on_site: bool) -> None:
    assert SITE.is_on_site(url) is on_site


@pytest.mark.parametrize(
    ("url", "of", "above"),
    [
        ("https://x.vn/", "https://x.vn/tin/a-1.html", True),
        ("https://x.vn/tin/", "https://x.vn/tin/a-1.html", True),
        ("https://x.vn/tin", "https://x.vn/tin/a-1.html", True),
        ("https://x.vn/tin/b-1.html", "https://x.vn/tin/a-1.html", False),
        ("https://x.vn/tin/a-1.html", "https://x.vn/tin/a-1.html", False),
        ("https://x.vn/khac/", "https://x.vn/tin/a-1.html", False),
    ],
)
def test_ancestor(url: str, of: str, above: bool) -> None:
    assert is_ancestor(url, of) is above


@pytest.mark.parametrize(
    "block",
    [
        {},
        {"base": "file:///etc"},
        {"base": "https://user@x.vn"},
        {"base": "https://x.vn", "article_url": "("},
        {"base": "https://x.vn", "delay_s": "fast"},
        {"base": "https://x.vn", "sections": [{"title": "no path"}]},
        {"base": "https://x.vn", "tls": {"verify": False}},
    ],
)
def test_a_wrong_block_names_portal_and_key(block: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"Portal x: crawl\."):
        Site.from_block("x", block)


def test_an_unknown_family_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="nukeviet"):
        family("joomla-7")


@pytest.mark.parametrize(
    "href", ["/tin tức/a.html", "/a|b[c]{d}.html", "/a%zz", "/x?q=a b&c=ê", "/a'b\"c", "/a//b/../c"]
)
def test_a_link_is_spelled_as_it_will_be_asked_for(href: str) -> None:
    """Else its outcome and its page would stand under two addresses, and it would never be known."""
    url = SITE.normalise(href, "https://x.gov.vn/")
    assert url is not None
    assert Request(url).url == url
    assert SITE.normalise(url, "https://x.gov.vn/") == url
