"""What a stored page is when it is no article, and by what this is seen.

Here: the decision between soft_404, listing, login, bot_wall, document, unreadable. The words are data (verdicts.yaml).
A page whose known container holds an article is never put to these questions: error words occur in news as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.articles.assemble import Content
from transforms.articles.blocks import Block
from transforms.articles.document import Document
from transforms.articles.text import key, words
from transforms.articles.words import vocabulary
from transforms.records import Verdict

SHORT_WORDS = 60
"""An article with fewer words is looked at twice: the container may hold an error message or only an attachment."""

STRONG_WORDS = 80
_MIN_ARTICLE_WORDS = 25
_MIN_PAGE_WORDS = 30
_MESSAGE_WORDS = 60
_MIN_LISTED = 5
_SAMPLE_CHARS = 300_000

_MAGIC: tuple[tuple[bytes, Verdict, str], ...] = (
    (b"%PDF", "document", "a PDF file"),
    (b"PK\x03\x04", "document", "a ZIP container (DOCX, XLSX, ZIP)"),
    (b"\xd0\xcf\x11\xe0", "document", "an old Office file"),
    (b"{\\rtf", "document", "an RTF file"),
    (b"Rar!", "document", "a RAR archive"),
    (b"7z\xbc\xaf", "document", "a 7z archive"),
    (b"\x89PNG", "unreadable", "a PNG image"),
    (b"\xff\xd8\xff", "unreadable", "a JPEG image"),
    (b"GIF8", "unreadable", "a GIF image"),
    (b"RIFF", "unreadable", "a RIFF file (WebP, WAV, AVI)"),
    (b"BM", "unreadable", "a bitmap"),
    (b"II*\x00", "unreadable", "a TIFF image"),
    (b"MM\x00*", "unreadable", "a TIFF image"),
    (b"\x00\x00\x01\x00", "unreadable", "an icon"),
    (b"ID3", "unreadable", "an MP3 file"),
    (b"\xff\xfb", "unreadable", "an MP3 file"),
    (b"OggS", "unreadable", "an Ogg file"),
    (b"fLaC", "unreadable", "a FLAC file"),
    (b"\x1aE\xdf\xa3", "unreadable", "a Matroska file"),
    (b"FLV\x01", "unreadable", "a Flash video"),
    (b"\x1f\x8b", "unreadable", "gzip data"),
    (b"BZh", "unreadable", "bzip2 data"),
    (b"\xfd7zXZ", "unreadable", "xz data"),
    (b"\x28\xb5\x2f\xfd", "unreadable", "zstd data"),
    (b"\x7fELF", "unreadable", "a program"),
    (b"MZ\x90", "unreadable", "a program"),
    (b"wOFF", "unreadable", "a font"),
    (b"wOF2", "unreadable", "a font"),
    (b"OTTO", "unreadable", "a font"),
    (b"SQLite format 3", "unreadable", "a database"),
)
_MACHINE_FILE = re.compile(rb"\A(?:<\?xml[^>]{0,300}>\s{0,50}){0,3}<(rss|feed|urlset|sitemapindex|rdf:RDF)\b")
_CHALLENGE = re.compile(
    r"challenge-platform|cf-chl-|cf_chl_|_Incapsula_Resource|/_sec/cp_challenge|sucuri_cloudproxy|ddos-guard"
    r"|captcha-delivery|awswaf|__jsl_clearance"
    r"|document\.cookie\s{0,5}=[^;]{1,200};\s{0,50}(?:window\.)?location\.(?:reload|href)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Judgement:
    """A verdict other than article, with what it was seen by."""

    verdict: Verdict
    reason: str


def of_bytes(status: int, headers: Mapping[str, str], body: bytes) -> Judgement | None:
    """What the answer is by status and first bytes; null where it may be a page."""
    if status in (401, 407):
        return Judgement("login", f"HTTP status {status}")
    if status in (403, 429):
        return Judgement("bot_wall", f"HTTP status {status}")
    if status >= 400:
        return Judgement("soft_404", f"HTTP status {status}")
    if not body.strip():
        return Judgement("unreadable", "empty")
    for magic, verdict, what in _MAGIC:
        if body.startswith(magic):
            return Judgement(verdict, what)
    if body[4:8] == b"ftyp":
        return Judgement("unreadable", "an MP4 file")
    if found := _MACHINE_FILE.match(body[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()):
        return Judgement("listing", f"a machine file ({found[1].decode('ascii')})")
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    start = body[:200].lstrip()[:1]
    if kind.endswith("json") or (kind != "text/html" and start in (b"{", b"[")):
        return Judgement("listing", "a machine file (json)")
    if kind in ("text/plain", "text/css", "text/javascript", "application/javascript"):
        return Judgement("listing", f"a machine file ({kind})")
    if kind.startswith(("image/", "video/", "audio/", "font/")):
        return Judgement("unreadable", f"served as {kind}")
    if kind in ("application/pdf", "application/msword") or "officedocument" in kind:
        return Judgement("document", f"served as {kind}")
    return None


def of_content(content: Content) -> Judgement | None:
    """What a container holds when it is no article: nothing, an error message, or only attachments."""
    length = sum(map(words, content.lines))
    if length >= SHORT_WORDS:
        return None
    if content.attachments and length < SHORT_WORDS:
        return Judgement("document", f"{length} words beside {len(content.attachments)} attachments")
    if length == 0:
        return Judgement("soft_404", "the container is empty")
    vocab = vocabulary()
    phrases: tuple[tuple[Verdict, re.Pattern[str]], ...] = (
        ("bot_wall", vocab.bot_wall),
        ("soft_404", vocab.soft_404),
        ("login", vocab.login),
    )
    for verdict, pattern in phrases:
        found = pattern.search(key(content.title or "")) or (
            pattern.search(" ".join(map(key, content.lines))) if length < SHORT_WORDS // 2 else None
        )
        if found is not None:
            return Judgement(verdict, f"says {found[0]!r}")
    return None


def of_page(document: Document, content: Content | None, *, article_address: bool | None) -> Judgement | None:
    """What a page without a known container is; null where `content`, read from it as unknown, is an article.

    `article_address` says whether the portal's pattern for articles fits the page's address; null where it has none.
    """
    blocks = document.blocks
    length = sum(map(words, content.lines)) if content is not None else 0
    headings, lines = _messages(document, blocks)
    if length < STRONG_WORDS and (wall := _wall(document, headings, lines)):
        return wall
    if article_address is False:
        return Judgement("listing", "its address is not that of an article")
    vocab = vocabulary()
    if length < STRONG_WORDS and (missing := _says(vocab.soft_404, lines)):
        return Judgement("soft_404", missing)
    if length < STRONG_WORDS and (login := _says(vocab.login, lines)):
        return Judgement("login", login)
    if content is not None and content.attachments and length < SHORT_WORDS:
        return Judgement("document", f"{length} words beside {len(content.attachments)} attachments")
    if not article_address and (listing := _listing(blocks, content)):
        return listing
    if length >= _MIN_ARTICLE_WORDS:
        return None
    if sum(words(block.text) for block in blocks) < _MIN_PAGE_WORDS and (
        vocab.javascript.search(key(document.source[:_SAMPLE_CHARS]))
        or document.tree.css_first("script[src]") is not None
    ):
        return Judgement("unreadable", "needs JavaScript: the page has no text of its own")
    return Judgement("soft_404", "no article on the page")


def _wall(document: Document, headings: list[str], lines: list[str]) -> Judgement | None:
    """What stands instead of an article, by its script, its form, its title or its headings."""
    vocab = vocabulary()
    if found := _CHALLENGE.search(document.source[:_SAMPLE_CHARS]):
        return Judgement("bot_wall", f"a challenge script ({found[0][:40]!r})")
    if wall := _says(vocab.bot_wall, headings) or _says(vocab.bot_wall, lines):
        return Judgement("bot_wall", wall)
    if missing := _says(vocab.soft_404, headings):
        return Judgement("soft_404", missing)
    if "404" in headings:  # by itself; elsewhere it is a number like others
        return Judgement("soft_404", "says '404'")
    title = " ".join(headings)
    if login := vocab.login.search(title) or vocab.login_title.search(title):
        return Judgement("login", f"says {login[0]!r}")
    if document.tree.css_first("input[type=password]") is not None and _says(vocab.login_title, lines):
        return Judgement("login", "a password field and no article")
    return None


def _says(pattern: re.Pattern[str], lines: list[str]) -> str | None:
    """The first phrase found, as a reason."""
    found = next((match for line in lines if (match := pattern.search(line))), None)
    return f"says {found[0]!r}" if found is not None else None


def _messages(document: Document, blocks: list[Block]) -> tuple[list[str], list[str]]:
    """Title and headings, and the short lines that are no links, folded: where an error page says what it is."""
    headings = [document.head_title or ""]
    headings += [block.text for block in blocks if block.tag in ("h1", "h2", "h3") and block.linked < 0.5][:20]
    lines = [block.text for block in blocks if block.linked < 0.5 and 0 < words(block.text) <= _MESSAGE_WORDS][:400]
    return [key(line) for line in headings if line], [key(line) for line in lines]


def _listing(blocks: list[Block], content: Content | None) -> Judgement | None:
    """A page of links to articles: headlines that are links, as many as there are lines of text or more."""
    headlines = sum(1 for block in blocks if block.linked >= 0.8 and words(block.text) >= 5)
    own = len(content.lines) if content is not None else 0
    length = sum(map(words, content.lines)) if content is not None else 0
    if headlines >= _MIN_LISTED and (length < STRONG_WORDS or content is None):
        return Judgement("listing", f"{headlines} headlines that are links, {own} lines of text")
    return None
