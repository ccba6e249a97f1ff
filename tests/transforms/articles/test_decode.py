"""Letters out of bytes: every rung of the ladder, wrong declarations, and no mojibake ever."""

import codecs
import unicodedata
from collections.abc import Callable

import pytest

from transforms.articles import load_rules, read_page
from transforms.articles.decode import decode
from transforms.articles.legacy import from_tcvn3, from_vni

from .conftest import MakePage, MakeRules

SENTENCE = (
    "Năm 2024, Liên đoàn Lao động tỉnh đã thành lập mới 45 công đoàn cơ sở, kết nạp 13.570 đoàn viên, vượt chỉ tiêu. "
    "Các cấp công đoàn thăm hỏi, tặng quà người lao động có hoàn cảnh khó khăn; phấn đấu hoàn thành nhiệm vụ được giao."
)
HTML = f"<html><head><title>Công đoàn</title></head><body><h1>Hoạt động công đoàn</h1><p>{SENTENCE}</p></body></html>"
TONES = "\u0300\u0301\u0303\u0309\u0323"
TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        bytes.fromhex(
            "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbaecccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9acea"
            "ebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
        ),
        strict=True,
    )
)
VNI_TONES = dict(zip("\u0301\u0300\u0309\u0303\u0323", "ùøûõï", strict=True))
VNI_HATS = dict(zip("\u0301\u0300\u0309\u0303\u0323", "áàåãä", strict=True))
VNI_BREVES = dict(zip("\u0301\u0300\u0309\u0303\u0323", "éèúüë", strict=True))
VNI_ALONE = dict(zip("íìỉĩịđƠƯơưỵĐ", "íìæóòñÔÖôöîÑ", strict=True))


def as_1258(text: str) -> bytes:
    out = bytearray()
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
            out += (base + "".join(c for c in parts if c in TONES)).encode("cp1258")
    return bytes(out)


def as_tcvn3(text: str) -> bytes:
    return bytes(TCVN3[c] if c in TCVN3 else ord(c) for c in text)


def vni_letter(char: str) -> str:
    if char in VNI_ALONE:
        return VNI_ALONE[char]
    parts = unicodedata.normalize("NFD", char)
    tone = next((c for c in parts if c in TONES), "")
    if "\u031b" in parts:
        base = VNI_ALONE[unicodedata.normalize("NFC", parts[0] + "\u031b")]
        return base + (VNI_TONES[tone] if tone else "")
    if "\u0302" in parts:
        return parts[0] + (VNI_HATS[tone] if tone else "â")
    if "\u0306" in parts:
        return parts[0] + (VNI_BREVES[tone] if tone else "ê")
    return parts[0] + (VNI_TONES[tone] if tone else "")


def as_vni(text: str) -> bytes:
    return "".join(vni_letter(c) if not c.isascii() else c for c in text).encode("latin-1")


ENCODERS = {
    "utf-8": lambda t: t.encode(),
    "utf-8 with BOM": lambda t: codecs.BOM_UTF8 + t.encode(),
    "utf-8 decomposed": lambda t: unicodedata.normalize("NFD", t).encode(),
    "utf-16 with BOM": lambda t: t.encode("utf-16"),
    "utf-16-le without BOM": lambda t: t.encode("utf-16-le"),
    "utf-16-be without BOM": lambda t: t.encode("utf-16-be"),
    "utf-32 with BOM": lambda t: t.encode("utf-32"),
    "windows-1258": as_1258,
    "tcvn3": as_tcvn3,
    "tcvn3 pasted into utf-8": lambda t: as_tcvn3(t).decode("latin-1").encode(),
    "tcvn3 as references": lambda t: as_tcvn3(t).decode("latin-1").encode("ascii", "xmlcharrefreplace"),
    "vni": as_vni,
    "vni pasted into utf-8": lambda t: as_vni(t).decode("latin-1").encode(),
    "utf-8 encoded twice": lambda t: t.encode().decode("latin-1").encode(),
    "numeric references": lambda t: t.encode("ascii", "xmlcharrefreplace"),
}
DECLARATIONS = [None, "utf-8", "windows-1258", "windows-1252", "iso-8859-1", "no-such-charset"]


@pytest.mark.parametrize("declared", DECLARATIONS)
@pytest.mark.parametrize("name", ENCODERS)
def test_ninety_files_come_out_right_or_not_at_all(
    name: str, declared: str | None, make_page: MakePage, make_rules: MakeRules
) -> None:
    kind = "text/html" + (f"; charset={declared}" if declared else "")
    article = read_page(make_page(ENCODERS[name](HTML), content_type=kind), make_rules(), "0")
    assert article.verdict == "article", (article.verdict_reason, article.encoding_source)
    assert article.text == SENTENCE
    assert article.encoding_source


def test_the_source_says_which_rung_held() -> None:
    assert decode(HTML.encode(), {}).source == "utf-8"  # type: ignore[union-attr]  # a null fails the test as well
    found = {
        name: decode(ENCODERS[name](HTML), {"content-type": "text/html; charset=windows-1258"})
        for name in ("windows-1258", "tcvn3", "vni", "utf-16 with BOM")
    }
    assert {name: decoded.source if decoded else None for name, decoded in found.items()} == {
        "windows-1258": "declared:windows-1258",
        "tcvn3": "detected:tcvn3",
        "vni": "detected:vni",
        "utf-16 with BOM": "bom:utf-16-le",
    }


def test_a_meta_element_declares_as_well() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">' + HTML
    decoded = decode(as_1258(page), {})
    assert decoded is not None
    assert decoded.source == "declared:windows-1258"


def test_a_portal_can_say_what_its_pages_are(make_page: MakePage) -> None:
    rules = load_rules(
        "unknown",
        {"encoding": "windows-1258"},
        portal="mau",
        home="VN",
        kind="union",
        base="https://mau.gov.vn",
        aliases=[],
        article_url=None,
        sections=[],
    )
    article = read_page(make_page(as_1258(HTML), content_type="text/html; charset=iso-8859-1"), rules, "0")
    assert article.encoding_source == "declared:windows-1258"


@pytest.mark.parametrize(
    "body",
    [
        bytes(range(128, 256)) * 40,
        b"<html><body><p>" + bytes(range(160, 256)) * 30 + b"</p></body></html>",
        HTML.encode()[:200] + bytes(range(128, 256)) * 20,
        HTML.encode().replace("ô".encode(), b"\xff"),
    ],
)
def test_what_no_encoding_makes_readable_is_refused(body: bytes, make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(body), make_rules(), "0")
    assert article.verdict == "unreadable"
    assert article.text is None
    assert article.verdict_reason


def test_of_two_encodings_in_one_page_nothing_garbled_is_kept(make_page: MakePage, make_rules: MakeRules) -> None:
    article = read_page(make_page(as_1258(HTML) + HTML.encode()), make_rules(), "0")
    assert article.verdict == "unreadable" or article.text == SENTENCE


def test_a_few_broken_bytes_outside_the_text_do_no_harm(make_page: MakePage, make_rules: MakeRules) -> None:
    body = HTML.encode().replace(b"</body>", b"<!-- \xff --></body>")
    article = read_page(make_page(body), make_rules(), "0")
    assert (article.text, article.encoding_source) == (SENTENCE, "utf-8-damaged")


@pytest.mark.parametrize("convert", [from_tcvn3, from_vni])
def test_the_tables_leave_plain_markup_alone(convert: object) -> None:
    assert callable(convert)
    assert convert('<p class="a">&amp; &lt; 100 %</p>') == '<p class="a">&amp; &lt; 100 %</p>'


@pytest.mark.parametrize(("name", "encode"), [("tcvn3", as_tcvn3), ("vni", as_vni)])
def test_an_old_text_pasted_into_a_new_page_is_read(
    name: str, encode: Callable[[str], bytes], make_page: MakePage, make_rules: MakeRules
) -> None:
    menu = "".join(f"<li><a href='/{i}'>Chuyên mục số {i} của cổng thông tin điện tử</a></li>" for i in range(30))
    pasted = encode(SENTENCE).decode("latin-1")
    page = f"<html><body><ul>{menu}</ul><h1>Hoạt động công đoàn năm nay</h1><p>{pasted}</p></body></html>"
    article = read_page(make_page(page), make_rules(), "0")
    assert (article.verdict, article.text) == ("article", SENTENCE), article.verdict_reason
    assert article.title == "Hoạt động công đoàn năm nay"
    assert article.encoding_source == f"utf-8+{name}"
