"""Numbers that are not quantities: they name, order or date something.

`lần thứ 12`, `khóa XVIII`, `Nghị quyết 1318`, `08-NQ/TU`, `phường 1`, `95 năm`, `16:42`, `02163.818.555`, `Covid-19`,
`50m2`. Each mask was written with its opposite in mind: `số 8` is a number of something's name, but `tổng số 786` is a
quantity; `lớp 5` is a grade, but `5 lớp` are five. When in doubt a number is left a quantity: one without an
indicator costs nothing. Names that belong to one field (programmes, competitions) come in as extra patterns.

For speed every mask hangs on the number: the word before it chooses what to look for (`BEHIND`), then comes what can be
told from the number on (`AT`). Only the few things that hold numbers anywhere in them are searched for (`ANYWHERE`).
"""

import re
from collections.abc import Sequence

from transforms.language.letters import around, spans, word_first

_SHORT = r"\d{1,4}(?![\d.,]?\d)"
_TINY = r"\d{1,2}[a-z]?(?![\d.,/]?\d)"
_NO_AMOUNT = r"(?! ?(?:%|triệu|tỷ|tỉ(?!nh)|nghìn|ngàn|đồng))"
_NOT_COUNTED = r"(?! ?(?:suất|phần|đoàn|người|công đoàn|cđ|nhà|căn|lượt|cuộc|doanh|dn))"

BEHIND: Sequence[tuple[str, str]] = (
    # ordinals
    (
        "lần đợt khoá khóa họp phiên tập trang bài kỳ vòng mục chương điều khoản điểm lục mẫu quyển thứ",
        _SHORT + r"(?! (?:lớp|cuộc))",
    ),
    ("top tốp nhóm", r"\d{1,3}(?= (?:tỉnh|địa phương|đơn vị|cả nước|toàn quốc|dẫn đầu|thành phố))"),
    # documents
    (
        "quyết_nghị định_quyết định_nghị thị_chỉ luận_kết tư_thông văn_công lệnh_pháp điện_công trình_tờ tịch_liên",
        r"\d{1,5}[a-z]?(?![\d.,]?\d)" + _NO_AMOUNT,
    ),
    (
        "hoạch_kế dẫn_hướng báo_thông cáo_báo luật án_đề trình_chương bản_văn",
        r"\d{1,4}(?= ?(?:-|/|của|về|ngày|\"|$|[.,;)]))(?![.,]\d)" + _NO_AMOUNT,
    ),
    ("số", _SHORT + r"(?!%| ?phần trăm)"),
    # places
    (
        "phường quận khóm ấp thôn tổ phố khu vực vùng bản xóm kp hẻm ngõ lô tầng phòng zone block",
        _TINY + _NO_AMOUNT + r"(?! ?(?:suất|phần|đoàn|người|hộ|gia đình|căn|nhà))",
    ),
    (
        "km lộ đường ql tl khu_quân đoàn_binh đoàn_lữ đoàn_trung đoàn_sư đoàn_quân may_ty đà vinaconex cienco lilama",
        r"\d{1,4}[a-z]?(?![\d.,]?\d)" + _NO_AMOUNT,
    ),
    # grades and groups
    ("cấp hạng loại bậc mức lớp nhánh ca bảng đoạn cụm đua khối", _TINY + _NO_AMOUNT + _NOT_COUNTED),
    # pictures
    ("ảnh hình", r"\d{1,2}(?= ?(?:[.:;)\]]|$|\n))"),
    # ages, births, days
    ("tuổi sinh k", r"\d{1,4}(?!\w)(?![.,]\d)"),
    ("ngày mùng mồng", r"(?:0?[1-9]|[12]\d|3[01])(?![\d.,]?\d)(?! công)"),
)
"""What follows a word to be no quantity. `a_b` is the word `a` only behind the word `b` (`Quân khu 7`)."""

_AMOUNT_WORDS = frozenset(
    (
        "tổng",
        "con",
        "đa",
        "thiểu",
        "lên",
        "doanh",
        "nhân",
        "dân",
        "chỉ",
        "hệ",
        "quân",
        "một",
        "bằng",
        "sĩ",
        "trong",
        "đưa",
        "nâng",
        "với",
        "là",
        "trên",
        "của",
        "được",
    )
)
"""Words before `số` that make it a word for amounts (`tổng số`, `con số`) and not for a name."""
AT = (
    # documents: 08-NQ/TU, 50/2024/QH15, 135/KH-TLĐ
    r"\d{1,5}\s?(?:[-/]\s?\d{4}\s?)?[-/]\s?[a-zđ]{2,6}(?:\s?[-/]\s?[a-zđ0-9]{1,8}){1,3}",
    r"\d{1,4}/(?:19|20)\d\d/[a-zđ]{2,5}\d{0,3}(?:-[a-zđ]{2,6})?",
    r"\d{1,4}[-/](?:nq|ct|qđ|kl|kh|hd|tt|nđ|cv|tb|tw|ttg|cp|tlđ|qh|btv|bch|đa|ctr|ttr)[a-zđ0-9]{0,4}(?!\w)",
    # durations, times of day, ages
    r"\d{1,3}(?:\s?[-/]\s?\d{1,3})?\s?(?:năm|tháng|ngày|tuần|giờ|phút|giây|tuổi|quý|thập kỷ|thế kỷ|nhiệm kỳ|buổi tối)"
    r"(?!\w)(?! (?:công(?! đoàn)|lương)(?!\w))",
    r"\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
    r"\d{1,2} ?(?:giờ|h) ?\d{0,2}(?!\w)",
    # children of a family that is told of
    r"0?\d\s(?:người )?con (?:nhỏ|thơ|dại|ăn học|đi học|học|đang|còn|đều|gái|trai|thơ dại|bị|mắc|sinh đôi)(?!\w)",
    # rooms, congresses held, what a plan is built of
    r"\d{1,2}\sphòng (?:ngủ|khách|bếp|ăn|vệ sinh|tắm|thờ)(?!\w)",
    r"\d{1,2}\s(?:kỳ đại hội|khâu đột phá|mũi đột phá|trụ cột|kỳ họp)(?!\w)",
    # measures
    r"\d{1,3}(?:[.,\s]\d{1,3}){0,3}\s?(?:m2|m²|m3|km2|km²|km|cm|mm|ml|mét|m|ha|héc ta|hecta|mét vuông|mẫu|sào|"
    r"kw|kwp|kwh|kv|kva|cv|hp|mw|mb|gb|inch|độ|°c?)(?!\w)",
    r"\d{1,3}[a-z]?\s?x\s?\d{1,3}",
    r"\d{1,2}/(?:7|24)(?=\s?(?:giờ|h)(?!\w))",
    r"0\s?(?:đồng|đ|vnđ)(?!\w)",
    # telephones and other long numbers
    r"0\d{1,4}\)?(?:[ .-]{1,2}\d{2,4}){2,4}(?!\d)",
    r"0\d{8,11}(?!\d)",
    r"\d{10,30}(?! ?(?:đồng|đ|vnđ)(?!\w))",
    # counters
    r"\d{1,3}(?:[.,]?\d{3}){0,3}\s(?:lượt (?:xem|truy cập|đọc)|views?|bình luận)(?!\w)",
)
_AT = re.compile("(?:" + "|".join(AT) + ")")

CLOSE_BEFORE = (
    r"(?:covid|sars[- ]cov|h\dn|f|gmt|utc) ?[+-]? ?$",
    r"(?<!\w)[a-z]{1,4}-?$",
    r"(?:công nghiệp|cách mạng|web|phiên bản|thời đại|nông nghiệp)\s(?:lần thứ )?$",
    r"(?:lượt (?:xem|truy cập|đọc|tải|thích)|đã xem|xem|views?|lượt view)\s?:\s?$",
    r"(?:điện thoại|đt|hotline|đường dây nóng|số máy|liên hệ|tel|fax|cccd|cmnd|stk|số tài khoản|mã số)"
    r"\s?:?\s{0,2}[(+]?$",
)
_CLOSE_BEFORE = re.compile("(?:" + "|".join(CLOSE_BEFORE) + ")")
_CLOSE_ENDS = (
    *(f"h{digit}n" for digit in range(10)), "covid", "cov", "f", "gmt", "utc", "nghiệp", "mạng", "web", "bản", "đại",
    "thứ", "xem", "cập", "đọc", "tải", "thích", "views", "view", "thoại", "đt", "hotline", "nóng", "máy", "hệ", "tel",
    "fax", "cccd", "cmnd", "stk", "khoản", "số",
)  # fmt: skip
"""How the words of `CLOSE_BEFORE` end; where none of them stands, the patterns need not be tried."""
_CLOSE_GAP = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + ":+-("
_SAME_TOKEN = re.compile(r"[\d.,()+ -]{1,24}")

ANYWHERE = (
    ("http", r"https?://[^\s]{1,300}"),
    (r"www\.", r"www\.[^\s]{1,200}"),
    ("@", r"[\w.-]{1,40}@[\w.-]{1,40}"),
    (r"\n\d", r"\n\d{1,2}(?=\n|$)"),
    ("[ivx]/", r"(?:đợt|lần|phiên|kỳ) [ivx]{1,4}/(?:19|20)\d\d"),
    (
        ":",
        r"(?m:^(?:hôm nay|hôm qua|tuần này|tuần trước|đang online|đang truy cập|tháng này|tháng \d{1,2}|"
        r"năm \d{4}|tổng số|trang)"
        r"\s?:\s?\d{1,3}(?:[.,]?\d{3}){0,3}$)",
    ),
)
"""(a cheap pattern that every match holds, pattern)"""

_REACH = 320
"""Characters on either side of what it needs within which a mask lies; those of a line reach to its end."""
_LINE = 1500

_NUMBER = re.compile(r"\d(?<![\d.,]\d)")
_SIGN = re.compile(r"[\\.^$*+?{}\[\]|()]")
"""What has a meaning of its own in a pattern."""
_LAST_WORDS = re.compile(r"(?:([^\W\d_]+) {1,2})?([^\W\d_]+)(?: số)?:? {1,2}$")


class Masks:
    """Finds the spans in which no number is a quantity."""

    def __init__(self, extra: Sequence[tuple[str, str]] = (), lines: Sequence[tuple[str, str]] = ()) -> None:
        """More (cheap pattern, pattern) over folded text: the field's own names, and what hides its line."""
        self._behind: dict[str, tuple[str | None, re.Pattern[str]]] = {}
        for words, pattern in BEHIND:
            compiled = re.compile(pattern)
            for word in words.split():
                last, _, first = word.partition("_")
                self._behind[f"{first} {last}".strip()] = (first or None, compiled)
        self._last_words = {"số", *(known.rpartition(" ")[2] for known in self._behind)}
        self._anywhere = [_searched(needed, mask) for needed, mask in (*ANYWHERE, *extra)]
        self._lines = [_searched(needed, mask) for needed, mask in lines]

    def find(self, folded: str) -> list[tuple[int, int]]:
        """Spans of all masks, in no particular order."""
        found: list[tuple[int, int]] = []
        for number in _NUMBER.finditer(folded):
            self._at_number(folded, number.start(), found)
        for word, needed, pattern in self._anywhere:
            if word in folded:
                cores = spans(needed, folded)
                found += [match.span() for match in around(pattern, cores, folded, _REACH)] if cores else ()
        for word, needed, pattern in self._lines:
            if word not in folded:
                continue
            for match in around(pattern, spans(needed, folded), folded, _REACH):
                end = folded.find("\n", match.end(), match.end() + _LINE)
                found.append((match.start(), end if end >= 0 else match.end() + _LINE))
        return found

    def _at_number(self, folded: str, start: int, found: list[tuple[int, int]]) -> None:
        match = _AT.match(folded, start)
        if match:
            found.append(match.span())
        before = folded[max(0, start - 34) : start]
        if before[-1:] == " ":
            match = self._behind_word(folded, start, before)
            if match:
                found.append(match.span())
        close = _CLOSE_BEFORE.search(before) if _may_close(before) else None
        if close:
            token = _SAME_TOKEN.match(folded, start)
            found.append((start, token.end() if token and ":" in close[0] else start + 1))

    def _behind_word(self, folded: str, start: int, before: str) -> re.Match[str] | None:
        last = before.rstrip(" :").rpartition(" ")[2]
        if last not in self._last_words and last.isalpha():
            return None
        words = _LAST_WORDS.search(before)
        if words is None:
            return None
        first, last = words[1], words[2]
        if last == "số" and first in _AMOUNT_WORDS:
            return None
        known = self._behind.get(f"{first} {last}") or self._behind.get(last)
        if known is None and before.rstrip(" :").endswith(" số") and first not in _AMOUNT_WORDS:
            known = self._behind.get("số") if last not in _AMOUNT_WORDS else None
        return known[1].match(folded, start) if known else None


def _searched(needed: str, mask: str) -> tuple[str, re.Pattern[str], re.Pattern[str]]:
    """A word that texts with the mask have, what every match of it holds, and the mask."""
    pattern = re.compile(word_first(mask))
    return ("" if _SIGN.search(needed) else needed), (re.compile(needed) if needed else pattern), pattern


def _may_close(before: str) -> bool:
    """Whether one of `CLOSE_BEFORE` can stand before a number, told by the last letters only."""
    last = before[-1:]
    if not (last in " :-+(" and last) and not last.isalpha():
        return False
    letter = before[-2:-1] if last == "-" else last
    return "a" <= letter <= "z" or before.rstrip(_CLOSE_GAP).endswith(_CLOSE_ENDS)
