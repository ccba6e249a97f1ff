"""A parsed page and what its head says: title, canonical address, machine dates. Nothing is decided here."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.articles.blocks import Block, walk
from transforms.articles.text import key, one_line, words

MAX_JSON_CHARS = 200_000
MAX_TITLE_CHARS = 500
MAX_ATTACHMENTS = 50
ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|zip|rar)(?:[?#]|$)", re.IGNORECASE)
ARTICLE_TYPES = frozenset({"article", "newsarticle", "blogposting", "reportagenewsarticle", "report"})
_SEPARATORS = re.compile(r"\s[-–—|»:]\s|\s?\|\s?")


class Document:
    """One page, parsed once."""

    def __init__(self, source: str, url: str) -> None:
        self.source = source
        self.url = url
        self.tree = LexborHTMLParser(source)

    def first(self, selectors: Sequence[str]) -> LexborNode | None:
        """The first element that a list of selectors finds, in the order of the list."""
        for selector in selectors:
            node = self.tree.css_first(selector)
            if node is not None:
                return node
        return None

    def text_of(self, selectors: Sequence[str]) -> str | None:
        """The text of the first selector that finds any."""
        for selector in selectors:
            for node in self.tree.css(selector)[:5]:
                line = one_line(node.text(deep=True, separator=""))
                if line:
                    return line
        return None

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of the whole page; shared, so nobody changes them."""
        body = self.tree.body
        return walk(body) if body is not None else []

    @cached_property
    def _metas(self) -> dict[str, str]:
        """The first content of each name, property or itemprop of the meta elements."""
        found: dict[str, str] = {}
        for node in self.tree.css("meta[content]")[:300]:
            attributes = node.attrs
            for kind in ("name", "property", "itemprop"):
                name = (attributes.get(kind) or "").lower()
                if name and name not in found and (content := one_line((attributes.get("content") or "")[:2000])):
                    found[name] = content
        return found

    def meta(self, *names: str) -> str | None:
        """The content of a meta element with one of these names (in lower case), in the order of the names."""
        return next((self._metas[name] for name in names if name in self._metas), None)

    @property
    def canonical(self) -> str | None:
        """What the page declares as its own address."""
        node = self.tree.css_first("link[rel=canonical][href]")
        return node.attrs.get("href") if node is not None else None

    @cached_property
    def head_title(self) -> str | None:
        """The title element's text."""
        node = self.tree.css_first("head title") or self.tree.css_first("title")
        return one_line(node.text(deep=True))[:MAX_TITLE_CHARS] or None if node is not None else None

    def site_names(self) -> set[str]:
        """Folded names of the site, which must not be taken for an author or a title."""
        names = {self.meta("og:site_name"), self.meta("author"), self.meta("application-name")}
        if title := self.head_title:
            names.update(_SEPARATORS.split(title)[1:])
        return {key(name) for name in names if name}

    def json_ld(self) -> Iterator[dict[str, object]]:
        """The objects of the page's JSON-LD, those inside @graph among them."""
        for node in self.tree.css('script[type="application/ld+json"]')[:10]:
            raw = node.text(deep=True)
            if not raw or len(raw) > MAX_JSON_CHARS:
                continue
            try:
                value = json.loads(raw, strict=False)
            except (ValueError, RecursionError):
                continue
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    graph = item.get("@graph")
                    yield from (
                        part for part in (graph if isinstance(graph, list) else [item]) if isinstance(part, dict)
                    )

    @cached_property
    def _said(self) -> tuple[str, ...]:
        """What the head calls the page, folded, likeliest first: og:title, the title element, its parts before and
        behind the bars and dashes that set the site's name apart."""
        whole = [text for text in (self.meta("og:title"), self.meta("headline"), self.head_title) if text]
        if title := self.head_title:
            found = list(_SEPARATORS.finditer(title))
            whole += [title[: match.start()] for match in found] + [title[match.end() :] for match in found]
        return tuple(dict.fromkeys(folded for text in whole if words(text) >= 4 and (folded := key(text))))

    def said_titles(self) -> set[str]:
        """What the head calls the page, folded, with and without the site's name."""
        return set(self._said)

    def headline(self) -> LexborNode | None:
        """The heading that is the page's title: the one that the head repeats, else an only h1. A heading that is a
        link (the site's name in the banner, other articles) is the title only where no other is."""
        headings: list[tuple[str, bool, LexborNode]] = []
        for node in self.tree.css("h1, h2, h3, [itemprop=headline]")[:200]:
            headings.append((key(one_line(node.text(deep=True))), node.css_first("a[href]") is not None, node))
        for linked in (False, True):
            for said in self._said:
                for text, is_link, node in headings:
                    if text == said and is_link == linked:
                        return node
        only = [node for text, _, node in headings if node.tag == "h1" and words(text) >= 3]
        return only[0] if len(only) == 1 else None

    def title_from_head(self) -> str | None:
        """og:title, or the title element without the site's name."""
        if title := self.meta("og:title"):
            return title[:MAX_TITLE_CHARS]
        title = self.head_title
        if title is None:
            return None
        parts = _SEPARATORS.split(title)
        names = {key(name) for name in (self.meta("og:site_name"), self.meta("author")) if name}
        while len(parts) > 1 and (key(parts[-1]) in names or words(parts[-1]) <= 2):
            title = title[: title.rindex(parts[-1])].rstrip(" -–—|»:")
            parts.pop()
        return title or None

    def attachments(self, roots: Sequence[LexborNode]) -> tuple[str, ...]:
        """Addresses of documents linked below the given elements, absolute, in order, each once.

        A link is one where its address or its text ends like a document's name (some systems serve files by number).
        """
        found: dict[str, None] = {}
        for root in roots:
            for link in root.css("a[href]")[:2000]:
                href = (link.attrs.get("href") or "").strip()
                if len(href) > 2000 or href.startswith("#"):
                    continue
                if not ATTACHMENT.search(href) and not ATTACHMENT.search(one_line(link.text(deep=True))[-200:]):
                    continue
                try:
                    absolute = urljoin(self.url, href)
                except ValueError:
                    continue
                if absolute.startswith(("http://", "https://")):
                    found[absolute] = None
        return tuple(list(found)[:MAX_ATTACHMENTS])
