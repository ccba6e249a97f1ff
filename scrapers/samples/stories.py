"""The sample articles: what they say, and what must be read from them.

`content/<portal>/site.yaml` describes a portal (sections, boxes, planted boilerplate), `content/<portal>/<key>.yaml`
one article with its expected facts in the schema of the gold cases. A mistake in a file is a ConfigError that names
it. How an article looks as HTML is the business of the family modules; this module knows text only.

The body of an article is one block a line: `[ảnh] ` begins a caption, `- ` a list item, `| ` a table row, `## ` a
heading, anything else is a paragraph; `**words**` are bold. The expected text has one block a line, without captions,
table cells joined by ` | `.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import yaml

from scrapers.samples.facts import Fact, read_facts
from transforms.errors import ConfigError, NotFoundError
from transforms.records import OrgLevel, Verdict

CONTENT = Path(__file__).parent / "content"
PORTALS = Path(__file__).parent / "portals"
VIETNAM = timezone(timedelta(hours=7), "+07")
REQUIRED = frozenset({"section", "number", "title", "body", "published"})
OPTIONAL = frozenset(
    {"slug", "stamp", "lead", "author", "byline", "verdict", "org", "org_level", "province", "reporting_year"}
    | {"default", "facts", "distractors", "boilerplate", "tags", "attachments", "document", "charset", "form"}
    | {"edition", "edit"}
)

BlockKind = Literal["p", "caption", "li", "row", "h"]
_PREFIXES: tuple[tuple[str, BlockKind], ...] = (("[ảnh] ", "caption"), ("- ", "li"), ("| ", "row"), ("## ", "h"))


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. `text` may hold **bold** words; the cells of a row are separated by ` | `."""

    kind: BlockKind
    text: str

    @property
    def plain(self) -> str:
        """The words without markup."""
        return self.text.replace("**", "")


@dataclass(frozen=True, slots=True)
class Section:
    """A category of a portal; `number` is how its CMS knows it."""

    slug: str
    title: str
    number: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """One article as its portal holds it in one edition. `modified` is null unless it was edited after publication."""

    key: str
    portal: str
    section: str
    slug: str
    number: int
    title: str
    stamp: str | None
    has_lead: bool
    author: str | None
    byline_in_body: bool
    published: datetime
    modified: datetime | None
    verdict: str
    org: str | None
    org_level: str | None
    province: str | None
    reporting_year: str | None
    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...]
    distractors: tuple[str, ...]
    boilerplate: tuple[str, ...]
    tags: tuple[str, ...]
    attachments: tuple[str, ...]
    document: str | None
    """The kind of file that holds the text (pdf, docx), the first of `attachments`; null where the page holds it."""
    charset: str
    form: str

    @property
    def text(self) -> str:
        """What a reader must find: one block a line, no captions, no stamp, no byline."""
        return "\n".join(block.plain for block in self.blocks if block.kind != "caption")

    @property
    def lead(self) -> Block | None:
        return self.blocks[0] if self.has_lead else None

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks after the lead."""
        return self.blocks[1:] if self.has_lead else self.blocks

    @property
    def summary(self) -> str:
        """The first words, as listings and feeds show them."""
        first = next((block.plain for block in self.blocks if block.kind == "p"), self.title)
        return first if len(first) <= 180 else first[:180].rsplit(" ", 1)[0] + "..."


@dataclass(frozen=True, slots=True)
class PortalContent:
    """Everything one sample portal says in one edition, newest article first."""

    name: str
    title: str
    family: str
    base: str
    sections: tuple[Section, ...]
    stories: tuple[Story, ...]
    page_size: int
    extras: Mapping[str, object]

    def section(self, slug: str) -> Section | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def in_section(self, slug: str) -> tuple[Story, ...]:
        """The articles of a section and of its children, newest first."""
        slugs = {slug, *(section.slug for section in self.sections if section.parent == slug)}
        return tuple(story for story in self.stories if story.section in slugs)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings from site.yaml, such as `teasers`; empty where it is not given."""
        value = self.extras.get(key, [])
        if not isinstance(value, list):
            raise ConfigError(f"{CONTENT / self.name / 'site.yaml'}: {key} must be a list of strings.")
        return tuple(str(item) for item in value)


def portals() -> tuple[str, ...]:
    """The names of all sample portals."""
    return tuple(sorted(path.stem for path in PORTALS.glob("*.yaml")))


@lru_cache(maxsize=32)
def load(portal: str, edition: int = 1, edited_at: datetime | None = None) -> PortalContent:
    """Read one portal's files. Edition 2 has the edits and new articles marked so; `edited_at` dates its edits."""
    if portal not in portals():
        raise NotFoundError(f"There is no sample portal {portal!r}. There are: {', '.join(portals())}.")
    portal_path = PORTALS / f"{portal}.yaml"
    portal_file = _mapping(portal_path)
    site_path = CONTENT / portal / "site.yaml"
    site = _mapping(site_path)
    crawl = portal_file["crawl"]
    if not isinstance(crawl, dict):
        raise ConfigError(f"{portal_path}: crawl must be a mapping.")
    sections = tuple(_sections(site_path, site))
    paths = sorted(path for path in (CONTENT / portal).glob("*.yaml") if path.name != "site.yaml")
    stories = [story for path in paths if (story := _story(path, portal, edition, edited_at))]
    known = {section.slug for section in sections}
    for story in stories:
        if story.section not in known:
            raise ConfigError(f"{CONTENT / portal / story.key}.yaml: there is no section {story.section!r}.")
    stories.sort(key=lambda story: (story.published, story.key), reverse=True)
    return PortalContent(
        name=portal,
        title=str(site["title"]),
        family=str(portal_file["family"]),
        base=str(crawl["base"]),
        sections=sections,
        stories=tuple(stories),
        page_size=int(str(site["page_size"])),
        extras=site,
    )


def _mapping(path: Path) -> dict[str, object]:
    try:
        value = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{path}: must be a mapping.")
    return value


def _sections(path: Path, site: Mapping[str, object]) -> Iterator[Section]:
    rows = site.get("sections")
    if not isinstance(rows, list) or not rows:
        raise ConfigError(f"{path}: sections must be a list.")
    for row in rows:
        yield Section(row["slug"], row["title"], int(row["number"]), row.get("parent"))


def _block(line: str) -> Block:
    for prefix, kind in _PREFIXES:
        if line.startswith(prefix):
            return Block(kind, line.removeprefix(prefix))
    return Block("p", line)


def _text(path: Path, raw: Mapping[str, object], key: str) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigError(f"{path}: {key} must be a string (in quotes).")
    return value


def _strings(raw: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = raw.get(key) or []
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _story(path: Path, portal: str, edition: int, edited_at: datetime | None) -> Story | None:
    """Read one article file; None where it belongs to a later edition."""
    raw = _mapping(path)
    if unknown := set(raw) - REQUIRED - OPTIONAL:
        raise ConfigError(f"{path}: unknown keys: {', '.join(sorted(unknown))}.")
    if int(str(raw.get("edition", 1))) > edition:
        return None
    title, body, published = raw.get("title"), raw.get("body"), raw.get("published")
    if not isinstance(title, str) or not isinstance(body, str) or not isinstance(published, datetime):
        raise ConfigError(f"{path}: section, number, title, body and published (a date with a time) are required.")
    verdict, level = str(raw.get("verdict", "article")), _text(path, raw, "org_level")
    if verdict not in get_args(Verdict) or (level is not None and level not in get_args(OrgLevel)):
        raise ConfigError(f"{path}: verdict {verdict!r} or org_level {level!r} is not in the code list.")
    edit = raw.get("edit") if edition > 1 else None
    facts_raw = raw.get("facts") or []
    if isinstance(edit, dict):
        body, facts_raw = _edited(path, body, facts_raw, edit)
    blocks = tuple(_block(line.strip()) for line in body.splitlines() if line.strip())
    text = "\n".join(block.plain for block in blocks if block.kind != "caption")
    return Story(
        key=path.stem,
        portal=portal,
        section=str(raw["section"]),
        slug=str(raw.get("slug") or slugify(title)),
        number=int(str(raw.get("number", 0))),
        title=title,
        stamp=_text(path, raw, "stamp"),
        has_lead=bool(raw.get("lead", True)),
        author=_text(path, raw, "author"),
        byline_in_body=raw.get("byline") == "body",
        published=published.replace(tzinfo=VIETNAM),
        modified=(edited_at or published.replace(tzinfo=VIETNAM) + timedelta(days=3)) if edit else None,
        verdict=verdict,
        org=_text(path, raw, "org"),
        org_level=level,
        province=_text(path, raw, "province"),
        reporting_year=_text(path, raw, "reporting_year"),
        blocks=blocks,
        facts=read_facts(path, text, facts_raw, raw.get("default"), level),
        distractors=_strings(raw, "distractors"),
        boilerplate=_strings(raw, "boilerplate"),
        tags=_strings(raw, "tags"),
        attachments=_strings(raw, "attachments"),
        document=_text(path, raw, "document"),
        charset=str(raw.get("charset", "utf-8")),
        form=str(raw.get("form", "NFC")),
    )


def _edited(path: Path, body: str, facts: object, edit: Mapping[str, object]) -> tuple[str, list[object]]:
    """The body and facts after the edit `{from, to, value}`: one figure changed, in the text and in its fact."""
    old, new = str(edit["from"]), str(edit["to"])
    if body.count(old) != 1 or not isinstance(facts, list):
        raise ConfigError(f"{path}: the edit's text {old!r} must stand in the body exactly once.")
    changed: list[object] = []
    for fact in facts:
        if isinstance(fact, dict) and old in str(fact.get("quote")):
            fact = {**fact, "quote": str(fact["quote"]).replace(old, new), "value": edit["value"]}
        changed.append(fact)
    return body.replace(old, new), changed


_FOLD = str.maketrans(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ",
    "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd",
)


def slugify(title: str) -> str:
    """A title as CMSs put it into addresses: no tone marks, hyphens between words."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower().translate(_FOLD)).strip("-")
