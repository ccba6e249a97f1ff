"""The walk: from a piece of a page to its blocks, one paragraph, list item, heading or table row each.

Here: what HTML says about where a line begins and ends, and what it says about a line (in bold, centred, behind an
image, all link). Not here: which piece of the page is the article (families.py, unknown.py), what the words mean.
The walk keeps no recursion, so depth does not matter, and it stops after `MAX_NODES`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from transforms.articles.text import one_line, words

MAX_NODES = 200_000
"""Far beyond any article; a page with more is built to exhaust its reader."""

MAX_PATH = 64
"""How many of the elements around a line are remembered; real pages nest some twenty deep."""

_SKIPPED = """
script style noscript template iframe object embed applet svg math canvas audio select option button textarea input nav
figcaption link meta head title datalist dialog map
"""
_BLOCK = """
p div section article main header footer aside blockquote center fieldset form address details summary dl dt dd ul ol li
h1 h2 h3 h4 h5 h6 hr pre table thead tbody tfoot tr td th caption figure body html
"""
SKIPPED = frozenset(_SKIPPED.split())
BLOCK = frozenset(_BLOCK.split())
_IMAGES = frozenset({"img", "picture", "video"})
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em"})
_ALIGNMENT = re.compile(r"text-align\s{0,4}:\s{0,4}(center|right)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|mso-hide\s{0,4}:|mso-list\s{0,4}:\s{0,4}ignore", re.I
)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:hidden|hide|d-none|sr-only|visually-hidden|screen-reader-text)(?:\s|$)")
_CAPTION_CLASS = re.compile(
    r"caption|(?:^|[\s_-])(?:chu-?thich|pic-?desc|img-?desc|image-?desc|photo-?desc)"
    r"|(?:img|image|pic|picture|photo|anh)[_-]?(?:cap|note|info)\b|chu_?thich",
    re.IGNORECASE,
)
_LAYOUT_INSIDE = "table, h1, h2, h3, h4, ul, ol, img, form, p ~ p, p ~ div, div ~ p, div ~ div"
"""What a cell of a data table does not hold."""

_BULLETS = "•·▪■◦●➢❖✓*+"
MAX_CAPTION_WORDS = 60
_MAX_CELL_WORDS = 80
_MAX_PICTURE_CELLS = 40
_MAX_PICTURE_CHARS = 20_000
"""A table of pictures has a few cells with a few lines; what is asked of each grows with the cube of their number."""


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page. An image that stands alone, and a rule across the page, are blocks without text."""

    text: str
    tag: str
    owner: int
    """mem_id of the block element the text stands in; the pieces between line breaks share it."""
    linked: float = 0.0
    """Share of the characters inside links."""
    bold: bool = False
    italic: bool = False
    centred: bool = False
    right: bool = False
    image: bool = False
    """It holds an image."""
    captioned: bool = False
    """Its element calls itself a caption."""
    broken: bool = False
    """It ended at a line break inside its paragraph."""
    path: tuple[int, ...] = ()
    """mem_ids of the block elements around it, outermost first; the last is the owner."""


class _Line:
    """The line that is being collected."""

    __slots__ = ("bold", "chars", "image", "italic", "linked", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.chars = self.linked = self.bold = self.italic = 0
        self.image = False


class _Walk:
    """State of one walk."""

    def __init__(self, skip: frozenset[int], keep_captions: bool) -> None:
        self.blocks: list[Block] = []
        self.skip = skip
        self.keep_captions = keep_captions
        self.line = _Line()
        self.links = self.bolds = self.italics = 0
        self.elements: list[tuple[str, int, str, bool]] = []  # tag, mem_id, alignment, caption of open block elements
        self.nodes = 0

    def flush(self, *, broken: bool = False) -> None:
        line, self.line = self.line, _Line()
        text = one_line("".join(line.parts)) if line.parts else ""
        if not text and not line.image:
            return
        tag, owner, alignment, captioned = self.elements[-1] if self.elements else ("body", 0, "", False)
        if text and text[0] in _BULLETS and text[1:2] == " ":
            text = text[2:].lstrip()
        chars = max(1, line.chars)
        self.blocks.append(
            Block(
                text=text,
                tag=tag,
                owner=owner,
                linked=line.linked / chars,
                bold=line.bold >= 0.9 * chars,
                italic=line.italic >= 0.9 * chars,
                centred=alignment == "center",
                right=alignment == "right",
                image=line.image,
                captioned=captioned,
                broken=broken,
                path=self.path(),
            )
        )

    def path(self) -> tuple[int, ...]:
        return tuple([element[1] for element in self.elements[-MAX_PATH:]])

    def add_text(self, text: str) -> None:
        line = self.line
        line.parts.append(text)
        chars = len(text.strip())
        line.chars += chars
        line.linked += chars if self.links else 0
        line.bold += chars if self.bolds else 0
        line.italic += chars if self.italics else 0

    def open(self, node: LexborNode, tag: str) -> bool:
        """Enter an element; False where its inside is not walked."""
        if tag in SKIPPED or node.mem_id in self.skip:
            return False
        if tag == "br":
            self.flush(broken=True)
            return False
        if tag in _IMAGES:
            self.line.image = True
            return False
        if tag == "a":
            self.links += 1
        elif tag in _BOLD:
            self.bolds += 1
        elif tag in _ITALIC:
            self.italics += 1
        if tag in BLOCK:
            self.flush()
            if tag == "hr":
                self.blocks.append(Block(text="", tag="hr", owner=node.mem_id, path=self.path()))
                return False
        attributes = node.attrs
        style, names = (attributes.get("style") or "")[:2000], (attributes.get("class") or "")[:300]
        if is_hidden(style, names) or "hidden" in attributes:
            if tag not in BLOCK:
                self.close(tag)
            return False
        return tag not in BLOCK or self._open_block(node, tag, style, names)

    def _open_block(self, node: LexborNode, tag: str, style: str, names: str) -> bool:
        if tag == "figure" and not self.keep_captions and node.css_first("img, video, picture, iframe") is not None:
            self._image(node)
            return False
        if tag == "table" and not self.keep_captions and is_image_table(node):
            self._image(node)
            return False
        if tag == "tr" and (cells := data_cells(node)):
            self._row(node, cells)
            return False
        _, _, alignment, captioned = self.elements[-1] if self.elements else ("body", 0, "", False)
        alignment = _alignment(tag, style, node.attrs.get("align"), names) or alignment
        captioned = (captioned and tag not in ("td", "th")) or bool(names and _CAPTION_CLASS.search(names))
        self.elements.append((tag, node.mem_id, alignment, captioned))
        return True

    def _image(self, node: LexborNode) -> None:
        self.blocks.append(Block(text="", tag="figure", owner=node.mem_id, image=True, path=self.path()))

    def _row(self, node: LexborNode, cells: list[str]) -> None:
        self.blocks.append(Block(text=" | ".join(cells), tag="tr", owner=node.mem_id, path=self.path()))

    def close(self, tag: str) -> None:
        """Leave an element that was entered."""
        if tag == "a":
            self.links -= 1
        elif tag in _BOLD:
            self.bolds -= 1
        elif tag in _ITALIC:
            self.italics -= 1
        elif tag in BLOCK:
            self.flush()
            self.elements.pop()


def is_hidden(style: str, names: str) -> bool:
    """Whether style or class names keep an element from being seen."""
    return bool((style and _HIDDEN.search(style)) or (names and _HIDDEN_CLASS.search(names)))


def _alignment(tag: str, style: str, align: str | None, names: str) -> str:
    if tag == "center":
        return "center"
    if style and (found := _ALIGNMENT.search(style)):
        return found[1].lower()
    if align and tag != "table" and align.lower() in ("center", "right"):
        return align.lower()
    if names:
        if "text-center" in names or "aligncenter" in names:
            return "center"
        if "text-right" in names or "alignright" in names:
            return "right"
    return "left" if "text-align" in style else ""


def walk(root: LexborNode, *, skip: Iterable[int] = (), keep_captions: bool = False) -> list[Block]:
    """The blocks below `root`, in order. `skip` are the mem_ids of elements left out; captions of figures and image
    tables are left out too, unless `keep_captions`."""
    state = _Walk(frozenset(skip), keep_captions)
    node: LexborNode | None = root
    end = root.mem_id
    while node is not None:
        state.nodes += 1
        if state.nodes > MAX_NODES:
            break
        tag = node.tag or ""
        child = None
        if tag == "-text":
            state.add_text(node.text_content or "")
        elif node.is_element_node and state.open(node, tag):
            child = node.first_child
            if child is None:
                state.close(tag)
        if child is not None:
            node = child
            continue
        while node is not None and node.mem_id != end and node.next is None:
            node = node.parent
            if node is not None:
                state.close(node.tag or "")
        if node is None or node.mem_id == end:
            break
        node = node.next
    state.flush()
    return state.blocks


def data_cells(row: LexborNode) -> list[str]:
    """The cells of a table row that is data; empty where the table only lays out the page."""
    cells: list[str] = []
    child = row.first_child
    while child is not None and len(cells) < 100:
        if child.tag in ("td", "th"):
            if child.css_first(_LAYOUT_INSIDE) is not None:
                return []
            cells.append(one_line(child.text(deep=True, separator=" " if child.css_first("p, br, div") else "")))
        child = child.next
    filled = [cell for cell in cells if cell]
    return filled if len(filled) > 1 and all(words(cell) <= _MAX_CELL_WORDS for cell in filled) else []


def is_image_table(table: LexborNode) -> bool:
    """A table that holds a picture and at most its caption: no text of its own around a table that does, and no line
    before the picture in its row, which is a heading with a button."""
    images = len(table.css("img"))
    cells = table.css("td, th, caption") if images else []
    if not 0 < len(cells) <= _MAX_PICTURE_CELLS or len(table.text(deep=True)) > _MAX_PICTURE_CHARS:
        return False
    texts = []
    for cell in cells:
        inner = cell.css("table")
        if inner:
            own = words(cell.text(deep=True, separator=" ")) - sum(
                words(part.text(deep=True, separator=" ")) for part in inner if _nearest_cell(part) == cell.mem_id
            )
            if own > 0:
                return False
        elif text := one_line(cell.text(deep=True)):
            if cell.css_first("img") is None and _image_follows(cell):
                return False
            texts.append(text)
    return len(texts) <= images + 1 and all(words(text) <= MAX_CAPTION_WORDS for text in texts)


def _nearest_cell(node: LexborNode) -> int:
    """mem_id of the cell that an element stands in."""
    parent = node.parent
    while parent is not None and parent.tag not in ("td", "th", "caption"):
        parent = parent.parent
    return parent.mem_id if parent is not None else 0


def _image_follows(cell: LexborNode) -> bool:
    """Whether a cell behind this one in its row holds an image."""
    node = cell.next
    while node is not None:
        if node.is_element_node and node.css_first("img") is not None:
            return True
        node = node.next
    return False
