"""Portal files: one YAML file is one host, checked against a schema that names file and line of a mistake.

Read here, and handed on: the `crawl:` block to the scrapers, the `read:` block to the transforms. Nothing about how a
CMS works belongs here (that is the family's).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipelines.settings import PROJECT
from transforms.errors import ConfigError, NotFoundError, UsageError

PORTALS = PROJECT / "scrapers" / "portals"
SAMPLES = PROJECT / "scrapers" / "samples" / "portals"
READ_FAMILIES = PROJECT / "transforms" / "families"
CRAWL_FAMILIES = PROJECT / "scrapers" / "families"

MAX_BYTES = 20_000
MAX_LINES = 40
"""A portal file longer than this carries what belongs to its family, or a mistake. The national newspaper's file, with
a section for each federation, is the exception (`MAX_LINES_SECTIONS`)."""
MAX_LINES_SECTIONS = 160

GENERIC = "generic"
"""The family of a site of which nothing is known. It has no reading rules: its pages are read as those of any site."""

LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where PyYAML was built with it: every command reads some 140 files."""

Kind = Literal["sample", "live"]
PortalKind = Literal["portal", "newspaper", "union"]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")]
Area = Annotated[str, Field(pattern=r"^(VN|VN63_\d\d|VN34_\d\d)$")]


class Block(BaseModel):
    """A part of a portal file: immutable, and a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Title(Block):
    """The portal's name in both languages."""

    vi: str = Field(min_length=2, max_length=200)
    en: str = Field(min_length=2, max_length=200)


class Section(Block):
    """A listing of the site; `home` where it stands for another province than the portal's own, null where that is not
    known."""

    path: str = Field(pattern=r"^/")
    title: str | None = None
    home: Area | None = None


class Tls(Block):
    """An exception to the transport's rules, with its reason; recorded with every page it was used for."""

    verify: bool = True
    oldest: Literal["TLSv1.0", "TLSv1.1", "TLSv1.2"] = "TLSv1.2"
    ciphers: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_+!:-]{2,500}(@SECLEVEL=[012])?$")
    reason: str = Field(min_length=10)

    @model_validator(mode="after")
    def _possible(self) -> "Tls":
        if self.oldest != "TLSv1.2" and re.search("@SECLEVEL=[12]", self.ciphers or ""):
            raise ValueError(f"{self.oldest} has no ciphers above @SECLEVEL=0: write that, or leave the level out")
        return self


class Crawl(Block):
    """How the portal is crawled. Times in seconds, sizes in pages; `expect_per_month` counts articles."""

    base: str
    aliases: list[str] = []
    sections: list[Section] = []
    feeds: list[str] = []
    sitemaps: list[str] = []
    article_url: str | None = None
    delay_s: float = Field(default=2.5, ge=0, le=60)
    pages_per_run: int = Field(default=300, ge=1, le=20_000)
    expect_per_month: tuple[int, int] = (0, 1000)
    allow_address: str | None = Field(default=None, pattern=r"^127\.0\.0\.1:\d{2,5}$")
    cookies: bool = False
    referer: bool = False
    tls: Tls | None = None

    @field_validator("expect_per_month", mode="before")
    @classmethod
    def _pair(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("base")
    @classmethod
    def _base(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("base must be an http or https address without user name and query")
        return value

    @field_validator("article_url")
    @classmethod
    def _pattern(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"article_url is not a regular expression: {error}") from error
        return value


class Read(Block):
    """What the family's reading rules do not cover: an extra container, extra blocks to prune, a declared encoding."""

    keep: str | None = None
    prune: list[str] = []
    encoding: str | None = None


class Portal(Block):
    """One portal file. `verified` is the date on which `portal check` passed on the network; null: never.

    `home` is the territory the site was made for, on the map of its first day: a province of the 63 (`VN63_10`) for
    whatever existed before July 2025, also where that province lives on with more land under the same name, since most
    of the archive speaks of the old one (from which date on a statement means the new one is the reader's decision, not
    the file's); a province of the 34 only for a site made for it since; `VN` for a national one. `valid_to` is the last
    day of a site that was retired or merged away (its province's where the site's is not known), `moved_to` the host
    that carries its news since.
    """

    portal: Name
    title: Title
    kind: PortalKind
    home: Area
    family: Name
    enabled: bool
    verified: date | None = None
    evidence: str = Field(min_length=3)
    sample: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    moved_to: str | None = None
    crawl: Crawl
    read: Read = Read()

    @model_validator(mode="after")
    def _honest(self) -> "Portal":
        if self.sample != (self.crawl.allow_address is not None):
            raise ValueError("exactly the sample portals name a loopback address in crawl.allow_address")
        if self.enabled and not self.sample and self.verified is None:
            raise ValueError("an unverified portal cannot be enabled: run `congdoan portal check` on the network first")
        if self.enabled and self.valid_to is not None:
            raise ValueError("a retired portal (valid_to) cannot be enabled")
        if not self.sample and self.crawl.delay_s < 1:
            raise ValueError("a live portal is asked at most once a second (crawl.delay_s of at least 1)")
        return self

    @property
    def data_kind(self) -> Kind:
        """The kind of data folder that this portal's pages may lie in."""
        return "sample" if self.sample else "live"

    @property
    def host(self) -> str:
        """Host (and port) of its base address: the unit that politeness is kept for."""
        return urlsplit(self.crawl.base).netloc


def _lines(text: str) -> dict[tuple[object, ...], int]:
    """The line of every key and item of a YAML text, by its path."""
    found: dict[tuple[object, ...], int] = {}

    def walk(node: yaml.Node, path: tuple[object, ...]) -> None:
        found[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*path, key.value))
                found[(*path, key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                walk(item, (*path, index))

    root = yaml.compose(text, Loader=LOADER)
    if root is not None:
        walk(root, ())
    return found


def _parse(path: Path) -> dict[str, object]:
    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES} bytes; a portal file has at most {MAX_LINES} lines.")
    try:
        text = raw.decode("utf-8")
        for token in yaml.scan(text, Loader=LOADER):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                line = token.start_mark.line + 1
                raise ConfigError(f"{path}:{line}: anchors and aliases are not allowed in a portal file; write it out.")
        loaded = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {error.problem}.") from error
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}:1: a portal file is a mapping that begins with `portal: NAME`.")
    return loaded


def load_portal(path: Path) -> Portal:
    """One portal file. Raises ConfigError with file and line of the first mistake."""
    loaded = _parse(path)
    text = path.read_text("utf-8")
    try:
        portal = Portal.model_validate(loaded)
    except ValidationError as error:
        lines = _lines(text)
        problems = []
        for problem in error.errors():
            place = tuple(problem["loc"])
            while place and place not in lines:
                place = place[:-1]
            name = ".".join(str(part) for part in problem["loc"]) or "file"
            problems.append(f"{path}:{lines.get(place, 1)}: {name}: {problem['msg'].removeprefix('Value error, ')}")
        raise ConfigError("\n".join(problems) + "\nNothing was started; correct the file and run again.") from error
    limit = MAX_LINES_SECTIONS if len(portal.crawl.sections) > 20 else MAX_LINES
    count = text.count("\n")
    if count > limit:
        raise ConfigError(f"{path}:{limit + 1}: {count} lines; a portal file has at most {limit}.")
    if portal.portal != path.stem:
        line = _lines(text).get(("portal",), 1)
        raise ConfigError(f"{path}:{line}: portal is {portal.portal!r}, but the file is named {path.stem!r}.")
    if portal.family not in families():
        line = _lines(text).get(("family",), 1)
        raise ConfigError(f"{path}:{line}: family {portal.family!r} is not known; known are: {', '.join(families())}.")
    return portal


def families() -> tuple[str, ...]:
    """The CMS families that can both be crawled and be read, and the one for unknown sites."""
    read = {p.stem for p in READ_FAMILIES.glob("*.yaml")}
    crawl = {p.stem for p in CRAWL_FAMILIES.glob("*.py")}
    return tuple(sorted((read & crawl) | {GENERIC}))


@cache
def load_all(folders: Sequence[Path] = (PORTALS, SAMPLES)) -> tuple[Portal, ...]:
    """Every portal file, sorted by name. Two files of one host, or of its alias, are a mistake: politeness is kept by
    host."""
    portals = tuple(load_portal(path) for folder in folders for path in sorted(folder.glob("*.yaml")))
    hosts: dict[str, str] = {}
    for portal in portals:
        for host in (portal.host, *portal.crawl.aliases):
            other = hosts.setdefault(host, portal.portal)
            if other != portal.portal:
                raise ConfigError(f"{portal.portal} and {other} are one host ({host}); one file is one host.")
    return tuple(sorted(portals, key=lambda p: p.portal))


def find(name: str) -> Portal:
    """The portal of this name. Raises NotFoundError with the nearest known names."""
    known = {p.portal: p for p in load_all()}
    if name not in known:
        near = get_close_matches(name, known, n=8, cutoff=0.5) or list(known)[:8]
        raise NotFoundError(
            f"There is no portal {name!r}. Nothing was started. Near it: {', '.join(near)}; "
            "`congdoan portal list` shows all."
        )
    return known[name]


def select(kind: Kind, names: Iterable[str] = (), archived: Collection[str] = ()) -> tuple[Portal, ...]:
    """The portals to run: those named, or all enabled ones of the kind.

    Where nothing is fetched, `archived` names portals whose pages are there, so that they need not be enabled. Raises
    NotFoundError for an unknown name (with the nearest known ones), UsageError for one that is not enabled or is of the
    other kind.
    """
    named = tuple(find(name) for name in dict.fromkeys(names))
    for portal in named:
        if portal.data_kind != kind:
            raise UsageError(
                f"{portal.portal} is a {portal.data_kind} portal, and this data folder holds {kind} data. "
                "Nothing was started. Give another folder with --data."
            )
        if not portal.enabled and portal.portal not in archived:
            raise UsageError(f"{portal.portal} is not enabled: {why_not(portal)} Nothing was started.")
    return named or tuple(p for p in load_all() if (p.enabled or p.portal in archived) and p.data_kind == kind)


def why_not(portal: Portal) -> str:
    """Why a portal that is not enabled is not, and what would change it."""
    if portal.valid_to is not None:
        moved = f" Its news moved to {portal.moved_to}." if portal.moved_to else ""
        return f"it was retired on {portal.valid_to}.{moved}"
    if portal.sample:
        return "it shows the markup of its CMS family to the tests, and is no part of a run."
    if portal.verified is None:
        return (
            f"it is unverified (evidence: {portal.evidence}). Run `congdoan portal check {portal.portal}` on a machine "
            "with network, put the date into `verified:` and set `enabled: true` in its file."
        )
    return f"it was switched off by hand (verified {portal.verified}); set `enabled: true` in its file."
