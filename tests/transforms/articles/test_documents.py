"""Text of PDF and DOCX files: read as a page is, and every other file named for what it is, never an exception.

Protects: the words, rows and dates of documents in the official form, and that hostile files are bounded.
"""

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter

from scrapers.samples.documents import pdf_file, pdf_stream
from transforms.articles import read_html, read_page
from transforms.articles.docx import docx_lines
from transforms.articles.official import read_document
from transforms.articles.pdf import pdf_lines
from transforms.articles.verdicts import Judgement
from transforms.records import Article

from .conftest import MakePage, MakeRules
from .sample_pages import files

ANY = Judgement("document", "a file")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(body: bytes) -> Article:
    return read_html(body, article_id="a", url=None, title=None, published=None, home="VN63_12", code_version="0")


def test_the_sample_documents_are_read_line_for_line() -> None:
    assert {sample.id.rpartition(".")[2] for sample in files()} == {"pdf", "docx"}
    for sample in files():
        article, case = read_page(sample.page, sample.rules, "0"), sample.case
        assert article.verdict == "article", article.verdict_reason
        assert article.text == sample.text
        assert (article.title, article.author) == (case["title"], case["author"])
        assert article.published_at is not None
        assert (article.published_at.isoformat(), article.published_source) == (case["published"], "document")
        assert article.extractor == f"document:{article.encoding_source}"
        several = len({section.home for section in sample.rules.sections} | {sample.rules.home}) > 1
        assert article.home == (None if several else sample.rules.home)
        assert read_page(sample.page, sample.rules, "0") == article


def the_pdf() -> bytes:
    return next(sample.page.body for sample in files() if sample.id.endswith(".pdf"))


def the_docx() -> bytes:
    return next(sample.page.body for sample in files() if sample.id.endswith(".docx"))


def drawn(*lines: tuple[int, int, str], pages: int = 1) -> bytes:
    """A PDF with lines at places (x, y), the same on each page, in a font whose codes are the letters' numbers."""
    letters = sorted({letter for _, _, text in lines for letter in text})
    table = "".join(f"<{ord(c):04X}> <{ord(c):04X}>\n" for c in letters)
    content = b"\n".join(
        b"BT /F1 13 Tf 1 0 0 1 %d %d Tm <%s> Tj ET" % (x, y, text.encode("utf-16-be").hex().encode())
        for x, y, text in lines
    )
    return pdf_file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (7 + i) for i in range(pages))),
            b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500>>",
            pdf_stream(
                f"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {len(letters)} beginbfchar\n{table}"
                "endbfchar endcmap".encode()
            ),
            pdf_stream(content),
        ]
        + [b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R>>>>/Contents 6 0 R>>"] * pages
    )


def test_lines_of_a_page_become_paragraphs_and_rows() -> None:
    body = drawn(
        (290, 800, "2"),
        (100, 760, "Năm 2024, các cấp công đoàn trong tỉnh kết nạp mới 1.092"),
        (70, 742, "đoàn viên và thành lập mới 31 công đoàn cơ sở ở cả khối doanh"),
        (70, 724, "nghiệp ngoài nhà nước."),
        (100, 706, "Liên đoàn Lao động tỉnh giữ nhịp giao ban hằng tháng với cơ sở."),
        (70, 680, "Chỉ tiêu"), (260, 680, "Đơn vị"), (400, 680, "Kết quả"),
        (70, 662, "Kết nạp đoàn viên"), (260, 662, "người"), (400, 662, "1.092"),
    )  # fmt: skip
    assert pdf_lines(body) == [
        "Năm 2024, các cấp công đoàn trong tỉnh kết nạp mới 1.092 đoàn viên và thành lập mới 31 công đoàn cơ sở ở "
        "cả khối doanh nghiệp ngoài nhà nước.",
        "Liên đoàn Lao động tỉnh giữ nhịp giao ban hằng tháng với cơ sở.",
        "Chỉ tiêu | Đơn vị | Kết quả",
        "Kết nạp đoàn viên | người | 1.092",
    ]


def paragraphs(*texts: str, before: str = "", after: str = "") -> bytes:
    """A DOCX with these paragraphs, and XML before and behind them."""
    return container(
        f'<w:document xmlns:w="{WORD}"><w:body>{before}'
        + "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
        + f"{after}</w:body></w:document>"
    )


def container(main: str | bytes, name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, main)
    return out.getvalue()


def test_deleted_hidden_and_doubled_text_of_a_docx_is_left_out() -> None:
    more = (
        "<w:p><w:r><w:t>Số mới là </w:t></w:r><w:del><w:r><w:delText>4.321</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>1.092</w:t></w:r></w:ins><w:r><w:tab/><w:t>đoàn viên</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>9.999</w:t></w:r><w:r><w:t>Dòng thấy được</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Dòng này cũng thấy</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>8.888</w:t></w:r></w:moveFrom><w:r><w:instrText>PAGE 7</w:instrText></w:r></w:p>"
        "<w:p><w:r><w:t>Một</w:t><w:br/><w:t>Hai</w:t></w:r></w:p>"
    )
    assert docx_lines(paragraphs("Đầu", after=more)) == [
        "Đầu", "Số mới là 1.092 đoàn viên", "Dòng thấy được", "Dòng này cũng thấy", "Một", "Hai",
    ]  # fmt: skip


def test_a_docx_without_the_official_form_is_an_article_with_title_and_signature() -> None:
    article = read(
        paragraphs(
            "Công đoàn huyện Than Uyên tổng kết năm 2024",
            "Sáng 20/12, Liên đoàn Lao động huyện Than Uyên tổng kết hoạt động công đoàn, có 85 đại biểu dự.",
            "Năm 2024, công đoàn huyện kết nạp 112 đoàn viên và tặng 230 suất quà cho người lao động khó khăn.",
            "Thu Hà",
        )
    )
    assert article.verdict == "article"
    assert (article.title, article.author) == ("Công đoàn huyện Than Uyên tổng kết năm 2024", "Thu Hà")
    assert (article.text or "").count("\n") == 1
    assert article.published_at is None


def test_letters_of_a_legacy_font_in_a_document_are_read() -> None:
    text = "N¨m 2024, Liªn ®oµn Lao ®éng tØnh kÕt n¹p 1.092 ®oµn viªn vµ thµnh lËp 31 c«ng ®oµn c¬ së trong n¨m."
    article = read(paragraphs(text, text.replace("2024", "2023")))
    assert "kết nạp 1.092 đoàn viên" in (article.text or "")
    assert article.encoding_source == "docx+tcvn3"


def locked(user: str, owner: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(the_pdf())))
    writer.encrypt(user, owner, algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_anybody_may_open_is_read_though_it_is_encrypted() -> None:
    assert pdf_lines(locked("", "chu-so-huu")) == pdf_lines(the_pdf())


def page_tree(kids: bytes, count: int, *more: bytes) -> bytes:
    return pdf_file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), *more])


def bomb(content: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>"
    return page_tree(b"3 0 R", 1, page, b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>", pdf_stream(content))


def laughing(depth: int) -> bytes:
    """Forms that show the next one ten times each."""
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 60>>\nstream\n"
    forms = [head % (5 + i) + b"/X Do " * 10 + b"\nendstream" for i in range(depth)]
    page = b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 4 0 R>>>>/Contents %d 0 R>>" % (4 + depth)
    return page_tree(b"3 0 R", 1, page, *forms, pdf_stream(b"/X Do"))


def encrypted_office() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "needs a password": (lambda: locked("bi-mat", "chu"), "document", "password"),
    "scanned": (lambda: bomb(b"q 595 0 0 842 0 0 cm Q"), "document", "without text"),
    "no pages": (lambda: page_tree(b"", 0), "document", "without pages"),
    "pages beyond count": (
        lambda: page_tree(b"3 0 R " * 300, 300, b"<</Type/Page/Parent 2 0 R>>"),
        "document",
        "300 pages",
    ),
    "pages without end": (
        lambda: page_tree(b"3 0 R " * 100_000, 100_000, b"<</Type/Page/Parent 2 0 R>>"),
        "unreadable",
        "limits",
    ),
    "pages in a circle": (lambda: page_tree(b"2 0 R", 1), "unreadable", "PDF"),
    "a packed bomb": (lambda: bomb(b"\0" * 60_000_000), "unreadable", "limits"),
    "much drawing": (lambda: bomb(b"0 0 m " * 1_000_000), "document", "bytes of drawing"),
    "operators without end": (lambda: bomb(b"q " * 1_900_000), "unreadable", "PDF"),
    "deep arrays": (lambda: bomb(b"[" * 200_000), "unreadable", "PDF"),
    "forms in forms": (lambda: laughing(12), "document", "without text"),
    "cut off": (lambda: the_pdf()[:-200], "unreadable", "cut off"),
    "no PDF at all": (lambda: b"%PDF-1.7\n" + b"\xff" * 1000 + b"%%EOF", "unreadable", "damaged"),
    "a DOCX bomb": (lambda: container(b" " * 60_000_000), "unreadable", "unpacks"),
    "a DOCX with entities": (
        lambda: container('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
        "unreadable",
        "document type",
    ),
    "a deep DOCX": (lambda: paragraphs(before="<w:x>" * 100_000), "unreadable", "nests"),
    "a DOCX of many characters": (lambda: paragraphs(*["Công đoàn " * 1000] * 150), "unreadable", "characters"),
    "a cut DOCX": (lambda: the_docx()[:-300], "unreadable", "damaged"),
    "another container": (lambda: container("<x/>", "xl/workbook.xml"), "document", "no DOCX"),
    "a DOCX of pictures": (lambda: paragraphs(), "document", "without text"),
    "a locked DOCX": (encrypted_office, "document", "password"),
    "an old Word file": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "document", "old Office"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_other_files_are_named_for_what_they_are(name: str, make_page: MakePage, make_rules: MakeRules) -> None:
    make, verdict, reason = HOSTILE[name]
    article = read_page(make_page(make(), content_type="application/octet-stream"), make_rules(), "0")
    assert (article.verdict, article.text) == (verdict, None)
    assert reason in (article.verdict_reason or "")


def broken(body: bytes, chance: random.Random) -> bytes:
    file = bytearray(body)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(file))
        what = chance.randrange(4)
        if what == 0:
            file[at] = chance.randrange(256)
        elif what == 1:
            del file[at : at + chance.randint(1, 60)]
        elif what == 2:
            file[at:at] = file[chance.randrange(len(file)) :][: chance.randint(1, 300)]
        else:
            file[at:at] = chance.choice(
                [b"<<", b">>", b"[", b"/Kids[2 0 R]", b"endobj", b"9999999999", b"stream\n", b"\0"]
            )
    return bytes(file) + b"\n%%EOF"


def raised_by(count: int, seed: int) -> None:
    """Broken variants of the sample files, some unpacked, so that their drawing breaks too."""
    chance = random.Random(seed)  # noqa: S311 - broken files, not secrets
    plain = drawn((70, 700, "Công đoàn tỉnh kết nạp 1.092 đoàn viên trong năm 2024."), pages=3)
    for _ in range(count):
        body = broken(chance.choice([the_pdf(), the_docx(), plain]), chance)
        found = read_document(body, ANY)
        assert isinstance(found, Judgement) == (not isinstance(found, tuple))


def test_broken_files_raise_nothing() -> None:
    raised_by(150, seed=35)


@pytest.mark.faults
def test_many_broken_files_raise_nothing() -> None:
    raised_by(10_000, seed=53)
