"""What all sample sites share: requests and answers, templates and their filters, the counters that never stand still.

A family is a subclass in a module of its own; it decides addresses, markup and misbehaviour.
"""

import itertools
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scrapers.samples.documents import MIME, document
from scrapers.samples.encodings import encode_tcvn3, encode_vni, encode_windows_1258
from scrapers.samples.stories import VIETNAM, Block, PortalContent, Section, Story
from transforms.errors import ConfigError

TEMPLATES = Path(__file__).parent / "templates"
XML = "text/xml; charset=utf-8"
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
FAMILIES = {
    "vhv": "Vhv",
    "nukeviet": "NukeViet",
    "vnportal": "VnPortal",
    "newspaper": "Newspaper",
    "wordpress": "WordPress",
    "liferay": "Liferay",
    "sharepoint": "SharePoint",
    "webforms": "WebForms",
    "dotnetnuke": "DotNetNuke",
    "tuyenquang": "TuyenQuang",
    "contentfck": "ContentFck",
    "mastercms": "MasterCms",
    "numbered": "Numbered",
}
"""The class of each family, in the module of the family's name."""

PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
"""The one-pixel GIF that stands for every picture."""


NOTICE = "Chi tiết xem tại tập tin đính kèm."
"""What a page says whose article is a document."""

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
"""The empty document that stands for every attachment."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a site sees it. Header names are lower case; `form` holds the fields of a POST."""

    method: str
    target: str
    headers: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the first of each name."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; the server adds Date, Server and Content-Length."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def bold(text: str) -> Markup:
    """Text of a block as HTML: escaped, with **words** set in bold."""
    parts = [Markup("<strong>%s</strong>") % part if i % 2 else escape(part) for i, part in enumerate(text.split("**"))]
    return Markup("").join(parts)


def rfc822(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC), usegmt=True)


@cache
def environment(family: str) -> Environment:
    """The templates of one family with the date filters they use."""
    env = Environment(
        loader=FileSystemLoader([TEMPLATES / family, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "bold": bold,
        "dmy": lambda when: f"{when:%d/%m/%Y}",
        "hm": lambda when: f"{when:%H:%M}",
        "hms": lambda when: f"{when:%H:%M:%S}",
        "iso": lambda when: when.isoformat(),
        "rfc822": rfc822,
        "weekday": lambda when: WEEKDAYS[when.weekday()],
        "dots": lambda number: f"{number:,}".replace(",", "."),
    }
    return env


class Site(ABC):
    """One sample portal in one edition, answering requests. `base_url` is where it is served, without a slash."""

    family: ClassVar[str]

    def __init__(self, content: PortalContent, base_url: str) -> None:
        self.content = content
        self.base_url = base_url
        self._hits = itertools.count(1)

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """Answer one request."""

    @abstractmethod
    def story_path(self, story: Story) -> str:
        """The canonical path (and query) of an article."""

    @abstractmethod
    def section_path(self, section: Section, page: int = 1) -> str:
        """The path of a section's listing page."""

    def absolute(self, path: str) -> str:
        return self.base_url + path

    def moved(self, path: str, status: int = 301) -> Answer:
        return Answer(status, b"", {"Location": self.absolute(path)})

    def render(self, template: str, **context: object) -> str:
        """A template with what every page shows: the site, its sections, the clock and the counters of this request."""
        hit = next(self._hits)
        return (
            environment(self.family)
            .get_template(template)
            .render(
                site=self,
                content=self.content,
                now=datetime.now(VIETNAM),
                visits={
                    "online": 7 + hit % 23,
                    "today": 394 + hit,
                    "yesterday": 6411,
                    "month": 175723 + hit,
                    "all": 83952066 + hit,
                },
                hit=hit,
                **context,
            )
        )

    def page(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: object
    ) -> Answer:
        """An HTML page in UTF-8."""
        body = self.render(template, **context).encode()
        return Answer(status, body, {"Content-Type": "text/html; charset=utf-8", **(headers or {})})

    def attachment_path(self, story: Story, name: str) -> str:
        """The path of a document that an article links to."""
        return f"/uploads/{name}"

    def asset(self, path: str) -> Answer | None:
        """The answer to a request for a document, a picture or a style sheet; null for anything else."""
        for story in self.content.stories:
            if story.document and path == self.attachment_path(story, story.attachments[0]):
                return Answer(200, document(story), {"Content-Type": MIME[story.document]})
        return picture(path)

    def story_page(self, template: str, story: Story, **context: object) -> Answer:
        """An article's page, in the encoding and Unicode form that its file asks for."""
        section = self.content.section(story.section)
        if story.document:
            story = replace(story, blocks=(Block("p", NOTICE),), author=None)
        html = self.render(template, story=story, section=section, charset=story.charset, **context)
        if story.charset == "windows-1258":
            return Answer(200, encode_windows_1258(html), {"Content-Type": "text/html; charset=windows-1258"})
        if story.charset in ("tcvn3", "vni"):  # such pages call themselves Latin; only the font tells
            encode = encode_tcvn3 if story.charset == "tcvn3" else encode_vni
            return Answer(200, encode(html), {"Content-Type": "text/html"})
        if story.form == "NFD":
            html = unicodedata.normalize("NFD", html)
        return Answer(200, html.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def robots(self, *closed: str, sitemap: str | None) -> Answer:
        """A robots.txt that closes some folders and names the sitemap."""
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
        lines += [f"Sitemap: {self.absolute(sitemap)}"] if sitemap else []
        return Answer(200, ("\n".join(lines) + "\n").encode(), {"Content-Type": "text/plain; charset=utf-8"})

    def file(self, request: Request, text: str, content_type: str, modified: datetime) -> Answer:
        """A file with ETag and Last-Modified; 304 where the request has it already."""
        body = text.encode()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": content_type, "ETag": etag, "Last-Modified": rfc822(modified)}
        if known := request.headers.get("if-none-match"):
            fresh = etag in known
        else:
            since = _moment(request.headers.get("if-modified-since", ""))
            fresh = since is not None and since >= modified.replace(microsecond=0)
        return Answer(304, b"", headers) if fresh else Answer(200, body, headers)

    def feed(
        self, request: Request, stories: Sequence[Story], template: str = "rss.xml.j2", **context: object
    ) -> Answer:
        """An RSS feed, newest first by the date it gives."""
        dated = sorted(stories, key=changed, reverse=True)
        text = self.render(template, stories=dated, **context)
        return self.file(request, text, "application/rss+xml; charset=utf-8", latest(dated))

    def newer(self, story: Story, count: int = 5) -> tuple[Story, ...]:
        peers = [peer for peer in self.content.in_section(story.section) if peer.published > story.published]
        return tuple(peers[-count:])

    def older(self, story: Story, count: int = 5) -> tuple[Story, ...]:
        peers = [peer for peer in self.content.in_section(story.section) if peer.published < story.published]
        return tuple(peers[:count])

    def page_of(self, section: Section, number: int) -> tuple[Story, ...]:
        size = self.content.page_size
        return self.content.in_section(section.slug)[(number - 1) * size : number * size]

    def pages_in(self, section: Section) -> int:
        return max(1, -(-len(self.content.in_section(section.slug)) // self.content.page_size))


def _moment(header: str) -> datetime | None:
    """The time a header gives; None where it gives none, or none with a zone."""
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def changed(story: Story) -> datetime:
    """When the article last changed: its edit, or its publication."""
    return story.modified or story.published


def latest(stories: Sequence[Story]) -> datetime:
    return max(map(changed, stories), default=datetime(2019, 1, 1, tzinfo=VIETNAM))


def picture(path: str) -> Answer | None:
    """The answer to a request for a picture, a document without text or a style sheet, or None for anything else."""
    if re.search(r"\.(jpe?g|png|gif|ico)$", path):
        return Answer(200, PIXEL, {"Content-Type": "image/gif", "Cache-Control": "max-age=86400"})
    if path.endswith(".pdf"):
        return Answer(200, PDF, {"Content-Type": "application/pdf"})
    if path.endswith((".css", ".js")):
        return Answer(200, b"/* */", {"Content-Type": "text/css" if path.endswith(".css") else "text/javascript"})
    return None


def site_class(family: str) -> type[Site]:
    """The class that renders a CMS family."""
    if family not in FAMILIES:
        raise ConfigError(f"There are no sample pages of the family {family!r}.")
    found = getattr(import_module(f"scrapers.samples.{family}"), FAMILIES[family])
    if not (isinstance(found, type) and issubclass(found, Site)):
        raise ConfigError(f"scrapers.samples.{family} does not define a site.")
    return found
