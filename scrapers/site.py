"""One portal as the crawl sees it: the `crawl:` block of its file as typed values, and what belongs to it on the web.

Here belongs what is the same for every family: addresses, limits, which link is on this site, which one is an article.
How a family finds and pages through articles is in scrapers/families/.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from transforms.errors import ConfigError

MAX_URL_LENGTH = 1024
SESSION_PARTS = re.compile(r";jsessionid=[^?#/]{0,128}|/\(S\([0-9a-z]{1,64}\)\)", re.IGNORECASE)
USUAL_TLS = "TLSv1.2"
TRACKING_PARAMETERS = frozenset(
    {"fbclid", "gclid", "gidzl", "phpsessid", "p_auth", "p_l_back_url", "redirect", "inheritredirect", "zarsrc"}
)
"""Query parameters that name a visitor or a visit, never a page. `utm_*` goes too, and what ends in `_redirect` (the
way back of a Liferay portlet); all others may be the identity."""


@dataclass(frozen=True, slots=True)
class Tls:
    """An exception to what TLS must be, with its reason; recorded with every page it was used for.

    `oldest` is the oldest version that is spoken, `ciphers` a cipher list of OpenSSL, in which `@SECLEVEL=1` or `0`
    lets older keys and signatures pass; null: the usual ones.
    """

    verify: bool
    oldest: str
    ciphers: str | None
    reason: str

    @property
    def allowed(self) -> str:
        """The cipher list in force. Versions before 1.2 have no cipher above level 0."""
        ciphers = self.ciphers or "DEFAULT"
        return ciphers if self.oldest == USUAL_TLS or "@" in ciphers else f"{ciphers}@SECLEVEL=0"


@dataclass(frozen=True)
class Site:
    """The `crawl:` block of a portal file. Times in seconds; `pages_per_run` counts every request."""

    base: str
    aliases: Sequence[str] = ()
    sections: Sequence[str] = ()
    feeds: Sequence[str] = ()
    sitemaps: Sequence[str] = ()
    article_url: str | None = None
    delay_s: float = 2.5
    pages_per_run: int = 300
    cookies: bool = False
    referer: bool = False
    tls: Tls | None = None
    _cache: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_block(cls, portal: str, block: Mapping[str, object]) -> "Site":
        """Read a `crawl:` block. Raises ConfigError naming the portal and the key."""
        read = _Reader(portal, block)
        base = read.text("base")
        parts = urlsplit(base or "")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ConfigError(f"Portal {portal}: crawl.base {base!r} is not an http or https address of a host.")
        pattern = read.text("article_url")
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ConfigError(f"Portal {portal}: crawl.article_url is not a regular expression ({error}).") from error
        return cls(
            base=f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}",
            aliases=tuple(name.lower() for name in read.texts("aliases")),
            sections=tuple(read.section_paths()),
            feeds=tuple(read.texts("feeds")),
            sitemaps=tuple(read.texts("sitemaps")),
            article_url=pattern,
            delay_s=read.number("delay_s", 2.5),
            pages_per_run=int(read.number("pages_per_run", 300)),
            cookies=block.get("cookies") is True,
            referer=block.get("referer") is True,
            tls=read.tls(),
        )

    @cached_property
    def authority(self) -> str:
        """Host and port of the base address."""
        return urlsplit(self.base).netloc

    @cached_property
    def _authorities(self) -> frozenset[str]:
        return frozenset({self.authority, *self.aliases})

    @cached_property
    def _article(self) -> re.Pattern[str] | None:
        return re.compile(self.article_url) if self.article_url else None

    def absolute(self, path: str) -> str:
        """A path of this site as a URL."""
        return safe_url_string(urljoin(self.base + "/", path))

    def is_on_site(self, url: str) -> bool:
        """Whether a URL is on this host or an alias of it. The port counts; a name that merely ends alike does not."""
        return urlsplit(url).netloc.lower() in self._authorities

    def is_article(self, url: str) -> bool | None:
        """Whether a URL has the form of an article's; null where the portal file does not say."""
        if self._article is None:
            return None
        parts = urlsplit(url)
        return bool(self._article.search(f"{parts.path}?{parts.query}" if parts.query else parts.path))

    def normalise(self, href: str, page_url: str) -> str | None:
        """The one URL by which a link is known: absolute, on the base host, without fragment, session or tracking.

        Null where it is no web address, carries a user name, or is longer than any page's is.
        """
        href = href.strip()
        if not href or href[0] == "#":
            return None
        rooted = href[0] == "/" and href[1:2] != "/"
        if rooted and href in self._cache:
            return self._cache[href]
        url = self._clean(href, self.base if rooted else page_url)
        if rooted:
            self._cache[href] = url
        return url

    def spelled(self, url: str) -> str:
        """A URL of the archive as this crawl spells it: pages archived elsewhere may be on an alias, or on http."""
        if url.startswith(self._root):
            return url
        return self.normalise(url, url) or url

    @cached_property
    def _root(self) -> str:
        return "{}://{}/".format(*urlsplit(self.base)[:2])

    def _clean(self, href: str, page_url: str) -> str | None:
        try:
            parts = urlsplit(urljoin(page_url, href))
            authority = parts.netloc.lower()
            host = parts.hostname
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not host or "@" in authority:
            return None
        scheme = parts.scheme
        if authority in self._authorities:
            scheme, authority = urlsplit(self.base)[:2]
        path = SESSION_PARTS.sub("", parts.path) or "/"
        query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
        try:
            # As it will be asked for and archived: two spellings of one address would be two pages.
            url = safe_url_string(urlunsplit((scheme, authority, path, query, "")))
        except ValueError:
            return None
        return url if len(url) <= MAX_URL_LENGTH else None


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING_PARAMETERS or name.startswith("utm_") or name.endswith(("_redirect", "_inheritredirect"))


def is_ancestor(url: str, of: str) -> bool:
    """Whether one URL's path lies above another's: where a CMS sends those who ask for a page it does not have."""
    above, below = urlsplit(url), urlsplit(of)
    if above.query or url == of:
        return False
    return below.path.startswith(above.path.rstrip("/") + "/") and above.path.rstrip("/") != below.path.rstrip("/")


class _Reader:
    """Typed access to a block of plain values, naming portal and key where one is of the wrong type."""

    def __init__(self, portal: str, block: Mapping[str, object]) -> None:
        self._portal = portal
        self._block = block

    def _wrong(self, key: str, wanted: str) -> ConfigError:
        return ConfigError(f"Portal {self._portal}: crawl.{key} must be {wanted}, not {self._block.get(key)!r}.")

    def text(self, key: str) -> str | None:
        value = self._block.get(key)
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(key, "text")

    def texts(self, key: str) -> list[str]:
        value = self._block.get(key) or []
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return [str(item) for item in value]
        raise self._wrong(key, "a list of texts")

    def section_paths(self) -> list[str]:
        value = self._block.get("sections") or []
        if isinstance(value, list | tuple):
            paths = [item.get("path") if isinstance(item, Mapping) else item for item in value]
            if all(isinstance(path, str) for path in paths):
                return [str(path) for path in paths]
        raise self._wrong("sections", "a list of mappings with a path")

    def number(self, key: str, default: float) -> float:
        value = self._block.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return float(value)
        raise self._wrong(key, "a number of at least 0")

    def tls(self) -> Tls | None:
        value = self._block.get("tls")
        if value is None:
            return None
        if not isinstance(value, Mapping) or not isinstance(value.get("reason"), str):
            raise self._wrong("tls", "a mapping with the reason of the exception")
        ciphers = value.get("ciphers")
        return Tls(
            verify=value.get("verify") is not False,
            oldest=str(value.get("oldest") or USUAL_TLS),
            ciphers=str(ciphers) if ciphers else None,
            reason=str(value["reason"]),
        )
