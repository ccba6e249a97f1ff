"""One complete answer, as the strategies read it."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_-]{2,20})", re.IGNORECASE)
HEADER_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([a-zA-Z0-9_-]{2,20})", re.IGNORECASE)


@dataclass(frozen=True)
class Fetched:
    """An answer with its content coding removed. `headers` has lower-case names; `asked` is the URL of the ticket.

    `is_new` is false where the archive has the same bytes of this URL already.
    """

    url: str
    asked: str
    status: int
    headers: dict[str, str]
    body: bytes
    retrieved_at: datetime
    is_new: bool = True

    @cached_property
    def text(self) -> str:
        """The body as text, good enough to find links in: articles are decoded with care elsewhere."""
        found = HEADER_CHARSET.search(self.headers.get("content-type", ""))
        name = found[1] if found else ""
        if not name and (meta := META_CHARSET.search(self.body[:4096])):
            name = meta[1].decode("ascii")
        try:
            return self.body.decode(name or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    @cached_property
    def base_url(self) -> str:
        """What relative links are relative to: the page's `<base href>`, unless it points to another site."""
        node = self.tree.css_first("base[href]")
        try:
            stated = urljoin(self.url, (node.attributes.get("href") or "").strip()) if node is not None else self.url
            return stated if urlsplit(stated)[:2] == urlsplit(self.url)[:2] else self.url
        except ValueError:
            return self.url

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The body as a parsed page."""
        return LexborHTMLParser(self.text)
