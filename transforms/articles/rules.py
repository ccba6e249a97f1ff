"""How the pages of one portal are read: its CMS family's rules with the portal's own additions, checked once.

Here: loading and checking of transforms/families/*.yaml and of a portal file's `read:` block. A family is data only;
what the rules mean is in families.py. A family without a file ("unknown") has no rules, and its pages are read by
unknown.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from transforms.articles import rulefile
from transforms.errors import ConfigError

FAMILIES = Path(__file__).parent.parent / "families"
UNKNOWN = "unknown"

_PROBE = LexborHTMLParser("<p>probe</p>")
_LISTS = ("title", "lead", "body", "author", "prune", "listing", "attachments")


@dataclass(frozen=True)
class Family:
    """Selectors of a CMS family; in each list the first that matches wins, of `prune` all apply."""

    name: str
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    date_itemprop: tuple[str, ...] = ()
    date_label: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    prune: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    """Query parameters that tell one article from another in this family."""


@dataclass(frozen=True)
class Section:
    """A part of a host with a home province of its own, by the path its pages begin with."""

    path: str
    home: str | None


@dataclass(frozen=True)
class Rules:
    """Everything read_page needs to know about a portal."""

    portal: str
    home: str | None
    kind: str
    base: str
    host: str
    hosts: frozenset[str]
    """The portal's host and its aliases, with and without www, in lower case."""
    family: Family
    article_url: re.Pattern[str] | None
    sections: tuple[Section, ...]
    encoding: str | None = None
    """What the pages are encoded in where they say it wrongly."""


def check_selector(selector: str) -> str | None:
    """What is wrong with a CSS selector; null where it is well formed."""
    try:
        _PROBE.css(selector)
    except SelectolaxError as error:
        return str(error) or "not a CSS selector"
    return None


def _selectors(entry: rulefile.Entry) -> tuple[str, ...]:
    found = []
    for item in entry.items():
        if problem := check_selector(item.text()):
            raise item.fail(f"{item.text()!r} is not a CSS selector ({problem})")
        found.append(item.text())
    return tuple(found)


@cache
def load_family(name: str, folder: Path = FAMILIES) -> Family:
    """The rules of a family, or of no family where none has this name's file ("unknown" never has)."""
    path = folder / f"{name}.yaml"
    if name == UNKNOWN:
        return Family(name=UNKNOWN)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", name) or not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.yaml")))
        raise ConfigError(f"There is no reading family {name!r}. Known: {known}, {UNKNOWN}. Correct `family:`.")
    root = rulefile.read(path)
    fields = root.fields(
        required=frozenset({"family", "title", "body"}),
        optional=frozenset({"lead", "date", "author", "prune", "listing", "attachments", "identity"}),
    )
    if fields["family"].text() != name:
        raise fields["family"].fail(f"family must be {name!r}, like the file's name")
    lists = {key: _selectors(fields[key]) for key in _LISTS if key in fields}
    dates: dict[str, rulefile.Entry] = {}
    if "date" in fields:
        dates = fields["date"].fields(optional=frozenset({"itemprop", "label"}))
    return Family(
        name=name,
        date_itemprop=_selectors(dates["itemprop"]) if "itemprop" in dates else (),
        date_label=_selectors(dates["label"]) if "label" in dates else (),
        identity=fields["identity"].texts() if "identity" in fields else (),
        **lists,
    )


def load_rules(
    family: str,
    read: Mapping[str, object],
    *,
    portal: str,
    home: str,
    kind: str,
    base: str,
    aliases: Sequence[str],
    article_url: str | None,
    sections: Sequence[Mapping[str, object]],
) -> Rules:
    """The rules of one portal. ConfigError names the family file and line, or the portal and the key.

    `read` is the portal file's block: `keep` (one more selector for the body, tried first), `prune` (more blocks to
    leave out), `encoding`. A section with the key `home` has that home, null meaning that it is not known; without the
    key it has the portal's.
    """
    rules = load_family(family)
    where = f"portal {portal}"
    if unknown := sorted(set(read) - {"keep", "prune", "encoding"}):
        raise ConfigError(f"{where}: read.{unknown[0]} is not known (known: encoding, keep, prune). Correct the file.")
    keep, prune = _strings(where, "keep", read.get("keep")), _strings(where, "prune", read.get("prune"))
    for key, selectors in (("keep", keep), ("prune", prune)):
        for selector in selectors:
            if problem := check_selector(selector):
                raise ConfigError(f"{where}: read.{key}: {selector!r} is not a CSS selector ({problem}).")
    encoding = _strings(where, "encoding", read.get("encoding"))
    host = urlsplit(base).netloc.lower()
    if not host:
        raise ConfigError(f"{where}: base {base!r} has no host. Write it as https://example.vn.")
    try:
        pattern = re.compile(article_url) if article_url else None
    except re.error as error:
        raise ConfigError(f"{where}: article_url is not a regular expression ({error}).") from error
    return Rules(
        portal=portal,
        home=home,
        kind=kind,
        base=base.rstrip("/"),
        host=host,
        hosts=frozenset(name for alias in (host, *aliases) for name in _with_and_without_www(alias.lower())),
        family=_extended(rules, keep, prune),
        article_url=pattern,
        sections=tuple(_sections(where, home, sections)),
        encoding=encoding[0] if encoding else None,
    )


def _extended(family: Family, keep: tuple[str, ...], prune: tuple[str, ...]) -> Family:
    """The family with a portal's own selectors: its container first, its pruning on top."""
    if not keep and not prune:
        return family
    values = {name: getattr(family, name) for name in family.__dataclass_fields__}
    return Family(**{**values, "body": keep + family.body, "prune": family.prune + prune})


def _strings(where: str, key: str, value: object) -> tuple[str, ...]:
    """A string, a list of strings, or nothing."""
    values = [value] if isinstance(value, str) else value or []
    if not isinstance(values, list | tuple) or not all(isinstance(item, str) for item in values):
        raise ConfigError(f"{where}: read.{key} must be a text or a list of texts. Correct the file.")
    return tuple(str(item) for item in values)


def _with_and_without_www(host: str) -> tuple[str, str]:
    bare = host.removeprefix("www.")
    return bare, f"www.{bare}"


def _sections(where: str, home: str, sections: Sequence[Mapping[str, object]]) -> list[Section]:
    """Longest path first, so that the first that fits is the nearest."""
    found = []
    for section in sections:
        path, own = section.get("path"), section.get("home", home)
        if not isinstance(path, str) or not (own is None or isinstance(own, str)):
            raise ConfigError(f"{where}: a section needs a path, and its home is an area code or null.")
        found.append(Section(path=path, home=own))
    return sorted(found, key=lambda section: (-len(section.path), section.path))
