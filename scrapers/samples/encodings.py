"""Legacy encodings for serving: windows-1258, TCVN3 and VNI. Decoding them is the business of transforms/."""

import unicodedata

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The five combining tone marks; windows-1258 stores them as characters of their own after the vowel."""

_TCVN3_LETTERS = (
    "àảãáạ ăằẳẵắặ âầẩẫấậ đ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ ĂÂÊÔƠƯĐ",
    "b5b6b7b8b9 a8bbbcbdbec6 a9c7c8c9cacb ae cccecfd0d1 aad2d3d4d5d6 d7d8dcddde dfe1e2e3e4 abe5e6e7e8e9 "
    "aceaebecedee eff1f2f3f4 adf5f6f7f8f9 fafbfcfdfe a1a2a3a4a5a6a7",
)
TCVN3 = dict(zip(_TCVN3_LETTERS[0].replace(" ", ""), bytes.fromhex(_TCVN3_LETTERS[1]), strict=True))
"""TCVN 5712:1993 (VN3), known as ABC. It has no capitals with a tone: those were set in another font."""


def encode_windows_1258(text: str) -> bytes:
    """Encode text as windows-1258: letters that the code page lacks become a base letter and a combining tone."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tone = "".join(mark for mark in parts if mark in TONES)
            base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
            out += (base + tone).encode("cp1258", errors="xmlcharrefreplace")
    return bytes(out)


def encode_tcvn3(text: str) -> bytes:
    """Encode text as TCVN3; capitals with a tone and typographic signs become character references."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        if char in TCVN3:
            out.append(TCVN3[char])
        else:
            out += char.encode("ascii", errors="xmlcharrefreplace")
    return bytes(out)


_VNI_ALONE = dict(zip("íìỉĩịđơưỵÍÌỈĨỊĐƠƯỴ", "íìæóòñôöîÍÌÆÓÒÑÔÖÎ", strict=True))
_VNI_MARKS = {
    "": dict(zip("\u0301\u0300\u0309\u0303\u0323", "ùøûõï", strict=True)),
    "\u0302": dict(zip("\u0301\u0300\u0309\u0303\u0323", "áàåãä", strict=True)) | {"": "â"},
    "\u0306": dict(zip("\u0301\u0300\u0309\u0303\u0323", "éèúüë", strict=True)) | {"": "ê"},
}
"""VNI writes a vowel, and behind it one letter for hat and tone together; the plain vowel's table is under ""."""


def _vni(char: str) -> str:
    if char in _VNI_ALONE or char.isascii():
        return _VNI_ALONE.get(char, char)
    parts = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in parts if mark in TONES)
    hat = next((mark for mark in parts if mark in ("\u0302", "\u0306")), "")
    if "\u031b" in parts:
        vowel, mark = _VNI_ALONE[unicodedata.normalize("NFC", parts[0] + "\u031b")], _VNI_MARKS[""][tone]
    elif tone or hat:
        vowel, mark = parts[0], _VNI_MARKS[hat][tone]
    else:
        return char
    return vowel + (mark.upper() if char.isupper() else mark)


def encode_vni(text: str) -> bytes:
    """Encode text as VNI in a Latin page; typographic signs become character references."""
    letters = "".join(map(_vni, unicodedata.normalize("NFC", text)))
    return letters.encode("latin-1", errors="xmlcharrefreplace")
