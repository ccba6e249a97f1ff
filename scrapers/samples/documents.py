"""Sample documents: an article as the PDF or DOCX that a page only links to, in the form official documents have.

Written by hand, without a library, so that what reads them is not tested with its own writing. The PDF has one font
without its outlines (readers supply one) and the table that says which letters its codes are; the DOCX is the least
that word processors open. The same article gives the same bytes.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from html import escape

from scrapers.samples.stories import Story

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
ABOVE = "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"
RECEIVERS = ("Nơi nhận:", "- Thường trực Tỉnh ủy;", "- Các công đoàn cấp trên cơ sở;", "- Lưu: VT.")
SIGNED = ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH")

_PAGE = (595, 842)
_MARGIN = 70
_SIZE = 13
_EM = 0.5
"""Width of every letter, as a share of the font's size: the sample font is one of equal widths."""

_LEADING = 19
_COLUMNS = int((_PAGE[0] - 2 * _MARGIN) / (_SIZE * _EM))
_LINES = 36
_INDENT = 5
_CELL = 24


def document(story: Story) -> bytes:
    """The article's text as a file of the kind its story names."""
    return pdf(story) if story.document == "pdf" else docx(story)


def head(story: Story) -> list[tuple[str, str]]:
    """Left and right of the lines above the kind: agency and motto, number and date."""
    date = f"{story.province}, ngày {story.published.day} tháng {story.published.month} năm {story.published.year}"
    return [(ABOVE, MOTTO[0]), ((story.author or "").upper(), MOTTO[1]), (f"Số: {story.number}/BC-LĐLĐ", date)]


def subject(story: Story) -> tuple[str, str]:
    """The title as kind and subject: "Báo cáo kết quả …" is BÁO CÁO and "Kết quả …"."""
    words = story.title.split()
    rest = " ".join(words[2:])
    return " ".join(words[:2]).upper(), rest[0].upper() + rest[1:]


def _drawn(story: Story) -> Iterator[list[tuple[int, str]]]:
    """The lines of the document, each as pieces with their columns."""
    for left, right in head(story):
        yield [(0, left[: _COLUMNS // 2 - 1]), (_COLUMNS // 2, right)] if len(left) < _COLUMNS // 2 else [(0, left)]
        if len(left) >= _COLUMNS // 2:
            yield [(_COLUMNS // 2, right)]
    for line in subject(story):
        yield from ([((_COLUMNS - len(part)) // 2, part)] for part in _wrapped(line, _COLUMNS - 10, 0))
    for block in story.blocks:
        if block.kind == "row":
            yield [(i * _CELL, cell) for i, cell in enumerate(block.plain.split(" | "))]
            continue
        mark = "- " if block.kind == "li" else ""
        for i, line in enumerate(_wrapped(mark + block.plain, _COLUMNS, _INDENT)):
            yield [(_INDENT if i == 0 else 0, line)]
    for i, line in enumerate(RECEIVERS):
        yield [(0, line), (_COLUMNS * 2 // 3, SIGNED[i])] if i < len(SIGNED) else [(0, line)]


def _wrapped(text: str, width: int, indent: int) -> Iterator[str]:
    line, room = "", width - indent
    for word in text.split():
        if line and len(line) + 1 + len(word) > room:
            yield line
            line, room = word, width
        else:
            line = f"{line} {word}".strip()
    yield line


def pdf(story: Story) -> bytes:
    """The document as a PDF, page after page, with page numbers."""
    lines = list(_drawn(story))
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    letters = sorted({letter for line in lines for _, piece in line for letter in piece} | set("0123456789"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/Courier/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Courier/DW %d"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>" % (1000 * _EM),
        pdf_stream(_to_unicode(letters)),
    ]
    for number, page in enumerate(pages, 1):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (*_PAGE, len(objects) + 2),
            pdf_stream(_page_content(page, number)),
        ]
    return pdf_file(objects)


def _page_content(lines: list[list[tuple[int, str]]], number: int) -> bytes:
    top = _PAGE[1] - _MARGIN
    shown = [(_COLUMNS // 2, top + 2 * _LEADING, str(number))] if number > 1 else []
    shown += [(column, top - i * _LEADING, piece) for i, line in enumerate(lines) for column, piece in line]
    return b"\n".join(
        b"BT /F1 %d Tf 1 0 0 1 %d %d Tm <%s> Tj ET"
        % (_SIZE, _MARGIN + int(column * _SIZE * _EM), y, piece.encode("utf-16-be").hex().encode())
        for column, y, piece in shown
    )


def _to_unicode(letters: list[str]) -> bytes:
    """The table from codes to letters; the codes are the letters' own numbers."""
    rows = [f"<{ord(letter):04X}> <{ord(letter):04X}>" for letter in letters]
    parts = [
        f"{len(rows[at : at + 100])} beginbfchar\n" + "\n".join(rows[at : at + 100]) + "\nendbfchar"
        for at in range(0, len(rows), 100)
    ]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sample def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + "\n".join(parts) + "\nendcmap end end"
    ).encode()


def pdf_stream(data: bytes) -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)


def pdf_file(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first of which is its root."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""


def docx(story: Story) -> bytes:
    """The document as DOCX: head and end in tables without borders, as word processors lay them out."""
    left, right = ("".join(map(_paragraph, side)) for side in zip(*head(story), strict=True))
    body = [_table([(left, right)])]
    body += [_paragraph(line, bold=True) for line in subject(story)]
    table: list[tuple[str, ...]] = []
    for block in story.blocks:
        if block.kind == "row":
            table.append(tuple(map(_paragraph, block.plain.split(" | "))))
            continue
        if table:
            body.append(_table(table))
            table = []
        body.append(_paragraph(("- " if block.kind == "li" else "") + block.plain))
    body.append(_table(table) if table else "")
    body.append(_table([("".join(map(_paragraph, RECEIVERS)), "".join(map(_paragraph, SIGNED)))]))
    main = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_NAMESPACE}">'
        f"<w:body>{''.join(body)}</w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": main}
        for name, text in parts.items():
            container.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text.encode())
    return out.getvalue()


def _paragraph(text: str, *, bold: bool = False) -> str:
    """A paragraph whose words stand in two runs, as editing leaves them."""
    half = text.find(" ", len(text) // 2) + 1
    marks = "<w:rPr><w:b/></w:rPr>" if bold else ""
    runs = [part for part in (text[:half], text[half:]) if part]
    shown = "".join(f'<w:r>{marks}<w:t xml:space="preserve">{escape(part, quote=False)}</w:t></w:r>' for part in runs)
    return f"<w:p>{shown}</w:p>"


def _table(rows: list[tuple[str, ...]]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
