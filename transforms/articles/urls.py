"""One address for one article: the canonical URL, and what an address tells about a page.

Here: host, parameters and path. What a page says about itself (link rel=canonical) is handed in. Nothing is fetched.
"""

import re
from datetime import date, datetime
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from transforms.articles.dates import EARLIEST_YEAR, VIETNAM
from transforms.articles.rules import Rules
from transforms.articles.text import normalise

MAX_URL_CHARS = 2_000
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"

_IDENTITY = """
language nv op type macm macmp mabb catid cat articleid articles_id newsid distid itemid item_id idtin matin bai_id p
page_id tabid mid id title ctitle
"""
_ORDER = {name: i for i, name in enumerate(_IDENTITY.split())}
IDENTITY = frozenset(_ORDER)
"""Parameters that tell one article from another in some CMS: kept, whatever else is dropped, and always in this order,
which is that of the systems themselves."""

_TRACKING = re.compile(
    r"\A(?:utm_|_ga$|_gl$|fbclid|gclid|gidzl|zalo|zarsrc|mibextid|igshid|mc_|yclid|msclkid|phpsessid|jsessionid|sid$|session"
    r"|aspsessionid|s$|ref$|refer|source$|from$|share|print$|amp$|p_auth|p_l_back_url|p_p_auth|redirect|inheritredirect"
    r"|_\w{1,80}_(?:inherit)?redirect$"
    r"|backurl|return_?url|rand|_$|t$|ts$|time$|timestamp|nocache|v$|ver$|view_?mode|w$|h$|width|height)",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";jsessionid=[^/?#]*|/\((?:[A-Za-z]\([^()/]{1,80}\)){1,4}\)(?=/)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"/(?:index|default)\.(?:php|html?|aspx)$", re.IGNORECASE)
_MONTH_FOLDER = re.compile(r"/(20\d\d)(0[1-9]|1[0-2])/")
_DAY_IN_PATH = re.compile(r"/(20\d\d)[-/](\d{1,2})[-/](\d{1,2})/")


def canonical_url(url: str, rules: Rules | None, declared: str | None = None) -> str:
    """The one address of a page. `declared` is its link rel=canonical.

    The host becomes the portal's where it is one of its aliases; fragments, session ids and tracking parameters go;
    parameters that carry identity stay, in a fixed order. `declared` is believed only on the same portal and where it
    does not lead to a listing or the front page.
    """
    own = _canonical(url, rules)
    other = declared_address(url, declared, rules)
    return other if other is not None and _plausible(own, other, rules) else own


def split(url: str) -> SplitResult:
    """The parts of an address; empty parts of what is none, so that no comparison fits."""
    try:
        return urlsplit(url[:MAX_URL_CHARS])
    except ValueError:
        return SplitResult("", "", "", "", "")


def declared_address(url: str, declared: str | None, rules: Rules | None) -> str | None:
    """What a page calls its own address, absolute and canonical; null where it says nothing usable."""
    if not declared or len(declared) > MAX_URL_CHARS:
        return None
    try:
        return _canonical(urljoin(url, declared.strip()), rules)
    except ValueError:
        return None


def _canonical(url: str, rules: Rules | None) -> str:
    cleaned = normalise(url[:MAX_URL_CHARS]).replace("\n", "").strip()
    try:
        parts = urlsplit(cleaned)
        port = parts.port
    except ValueError:
        return cleaned
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        return cleaned
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    if rules is not None and host in rules.hosts:
        base = urlsplit(rules.base)
        scheme, host = base.scheme, base.netloc.lower()
    path = _INDEX.sub("/", _PATH_SESSION.sub("", parts.path)) or "/"
    path = re.sub(r"/{2,}", "/", path)
    path = quote(unquote(path, errors="replace"), safe=_PATH_SAFE) if "%" in path or not path.isascii() else path
    return urlunsplit((scheme, host, path, _query(parts.query, rules), ""))


def _query(query: str, rules: Rules | None) -> str:
    """The parameters that stay, in a fixed order; where a parameter of identity is there, only those of identity."""
    try:
        pairs: list[tuple[str, str]] = parse_qsl(query, max_num_fields=50)
    except ValueError:
        return ""
    identity = IDENTITY | (frozenset(rules.family.identity) if rules is not None else frozenset())
    named = [(name, value) for name, value in pairs if name.lower() in identity]
    kept = named or [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    ordered = sorted(set(kept), key=_position)
    return urlencode(ordered)


def _position(pair: tuple[str, str]) -> tuple[int, str, str]:
    name, value = pair
    return _ORDER.get(name.lower(), len(_ORDER)), name, value


def _plausible(own: str, declared: str, rules: Rules | None) -> bool:
    """Whether a declared address may stand for the one that was fetched."""
    if own == declared:
        return True
    a, b = split(own), split(declared)
    if a.netloc != b.netloc or is_ancestor(declared, own):
        return False
    if rules is not None and rules.article_url is not None:
        return rules.article_url.search(_path_and_query(declared)) is not None
    return len(b.path) > 1


def _path_and_query(url: str) -> str:
    parts = split(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def looks_like_article(url: str, rules: Rules) -> bool | None:
    """Whether the portal's pattern for articles fits the address; null where it has none."""
    if rules.article_url is None:
        return None
    return rules.article_url.search(_path_and_query(url)) is not None or rules.article_url.search(url) is not None


def is_ancestor(other: str, url: str) -> bool:
    """Whether `other` is the front page or a folder above `url` on the same host."""
    a, b = split(other), split(url)
    if a.netloc != b.netloc or a.query or other == url:
        return False
    above, path = a.path.rstrip("/"), b.path.rstrip("/")
    return (not above and bool(path or b.query)) or (above != path and path.startswith(above + "/"))


def month_of(url: str) -> date | None:
    """The month folder of a newspaper's address (`/202212/`), as its first day."""
    found = _MONTH_FOLDER.search(split(url).path) if len(url) <= MAX_URL_CHARS else None
    return date(int(found[1]), int(found[2]), 1) if found else None


def day_of(url: str) -> datetime | None:
    """A whole date in the address (`/2022-8-17/`), at midnight; null where it has none or no real one."""
    found = _DAY_IN_PATH.search(split(url).path) if len(url) <= MAX_URL_CHARS else None
    if found is None or int(found[1]) < EARLIEST_YEAR:
        return None
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=VIETNAM)
    except ValueError:
        return None


def section_of(url: str, rules: Rules) -> tuple[str | None, str | None]:
    """The portal's section that a page stands in, and its home province; the portal's home where it is in none."""
    path = split(url).path
    for section in rules.sections:
        prefix = section.path.rstrip("/")
        if path == prefix or path.startswith(prefix + "/"):
            return section.path, section.home
    return None, rules.home
