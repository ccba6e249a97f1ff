"""From a DOCX file to lines of text, one paragraph or table row each; or to the plain statement why there are none.

Here: what the format says (paragraphs, tables, deleted and hidden text). Not here: what the lines mean (official.py).
The file is a ZIP container made by strangers: one part of it is read, as a stream and up to a limit.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from transforms.articles.text import one_line, words
from transforms.articles.verdicts import Judgement

MAX_XML_BYTES = 20_000_000
"""A report of a hundred pages has 3 MB of XML."""

MAX_TEXT_CHARS = 1_000_000
_MAIN_PART = "word/document.xml"
_SKIPPED = frozenset({"Fallback", "moveFrom", "instrText", "delText", "del"})
_LAYOUT_CELL_WORDS = 60
_OFF = frozenset({"0", "false", "off", "none"})
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)


@dataclass(slots=True)
class _Table:
    """A table that is being read: the paragraphs of its open cell, the cells of its open row."""

    rows: list[list[list[str]]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)


class _Body:
    """State of one reading."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.paragraphs: list[list[str]] = []
        self.tables: list[_Table] = []
        self.hidden = False
        self.skipped = self.chars = 0

    def start(self, name: str) -> None:
        """An element begins."""
        if name in _SKIPPED:
            self.skipped += 1
        elif name == "p":
            self.paragraphs.append([])
        elif name == "tbl":
            self.tables.append(_Table())
        elif name == "r":
            self.hidden = False

    def end(self, element: etree._Element, name: str) -> None:
        """An element ends."""
        if name in _SKIPPED:
            self.skipped -= 1
        elif name == "t":
            self._add(element.text or "")
        elif name == "tab":
            self._add(" ")
        elif name in ("br", "cr"):
            self._add("\n")
        elif name == "noBreakHyphen":
            self._add("-")
        elif name == "vanish":
            self.hidden = self.hidden or _hides(element)
        elif name == "p" and self.paragraphs:
            self._close_paragraph()
        elif name in ("tc", "tr", "tbl") and self.tables:
            self._close_part(name)

    def _add(self, text: str) -> None:
        if self.paragraphs and not self.skipped and not self.hidden:
            self.paragraphs[-1].append(text)
            self.chars += len(text)

    def _close_paragraph(self) -> None:
        parts = self.paragraphs.pop()
        for piece in "".join(parts).split("\n"):
            if line := one_line(piece):
                self._target().append(line)

    def _target(self) -> list[str]:
        return self.tables[-1].cell if self.tables else self.lines

    def _close_part(self, name: str) -> None:
        table = self.tables[-1]
        if name == "tc":
            table.cells.append(table.cell)
            table.cell = []
        elif name == "tr":
            table.rows.append(table.cells)
            table.cells = []
        else:
            self.tables.pop()
            for row in table.rows:
                self._target().extend(_row_lines(row))


def _row_lines(row: list[list[str]]) -> list[str]:
    """A row of data is one line, with bars between its cells; a row that lays out the page is its paragraphs."""
    filled = [cell for cell in row if cell]
    if (
        len(filled) < 2
        or any(len(cell) > 1 for cell in filled)
        or any(words(line) > _LAYOUT_CELL_WORDS for cell in filled for line in cell)
    ):
        return [line for cell in filled for line in cell]
    return [" | ".join(cell[0] for cell in filled)]


def _hides(element: etree._Element) -> bool:
    """Whether a mark of hidden text is that of a run (a paragraph's own mark may be hidden without its text)."""
    properties = element.getparent()
    run = properties.getparent() if properties is not None else None
    value = next((str(value) for name, value in element.attrib.items() if str(name).endswith("val")), "1")
    return run is not None and etree.QName(run).localname == "r" and value.lower() not in _OFF


def docx_lines(body: bytes) -> list[str] | Judgement:
    """The text of a DOCX file, or what the file is instead: another container, damaged, beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            if _MAIN_PART not in container.namelist():
                return Judgement("document", "a ZIP container that is no DOCX (XLSX, PPTX, ZIP)")
            with container.open(_MAIN_PART) as part:
                source = part.read(MAX_XML_BYTES + 1)
    except _DAMAGE as error:
        return Judgement("unreadable", f"a damaged ZIP container ({type(error).__name__})")
    if len(source) > MAX_XML_BYTES:
        return Judgement("unreadable", f"a DOCX that unpacks to more than {MAX_XML_BYTES} bytes")
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        return Judgement("unreadable", "a DOCX with a document type, which the format forbids")
    state = _Body()
    try:
        events = etree.iterparse(
            io.BytesIO(source), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        for event, element in events:
            name = str(element.tag).rpartition("}")[2]
            if event == "start":
                state.start(name)
                continue
            state.end(element, name)
            before, parent = element.getprevious(), element.getparent()
            if before is not None and parent is not None:
                parent.remove(before)  # what was read is let go: memory stays flat
            if state.chars > MAX_TEXT_CHARS:
                return Judgement("unreadable", f"a DOCX of more than {MAX_TEXT_CHARS} characters")
    except etree.XMLSyntaxError:
        return Judgement("unreadable", "a damaged DOCX (its XML breaks off or nests too deeply)")
    if not any(c.isalpha() for line in state.lines for c in line):
        return Judgement("document", "a DOCX without text: pictures only")
    return state.lines
