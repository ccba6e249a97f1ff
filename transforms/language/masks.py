"""Numbers that are not quantities: they name, order or date something.

`lần thứ 12`, `khóa XVIII`, `Nghị quyết 1318`, `08-NQ/TU`, `phường 1`, `95 năm`, `16:42`, `02163.818.555`, `Covid-19`,
`50m2`. Each mask was written with its opposite in mind: `số 8` is a number of something's name, but `tổng số 786` is a
quantity; `lớp 5` is a grade, but `5 lớp` are five. When in doubt a number is left a quantity: one without an
indicator costs nothing. Names that belong to one field (programmes, competitions) come in as extra patterns.
"""

import re
from collections.abc import Sequence

_NUMBER = r"\d{1,4}(?![\d.,]?\d)"

_NOT_A_COUNT = "".join(
    f"(?<!{word} )"
    for word in (
        *("tổng", "con", "đa", "thiểu", "lên", "doanh", "nhân", "dân", "chỉ", "hệ", "quân", "một", "bằng", "sĩ"),
        *("trong", "đưa", "nâng", "với", "là", "trên", "của", "được"),
    )
)
"""Words before `số` that make it a word for amounts (`tổng số`, `con số`) and not for a name."""

ORDINALS = (
    rf"(?:lần|đợt|khoá|khóa|kỳ họp|phiên(?: họp)?|tập|trang|bài|kỳ|vòng|mục|chương|điều|khoản|điểm|phụ lục|mẫu|quyển)"
    rf"(?: thứ)?\s{{1,2}}(?:số )?{_NUMBER}(?! (?:lớp|cuộc))",
    rf"(?<!chủ nhật )thứ\s{{1,2}}{_NUMBER}",
    r"(?:top|nhóm|tốp)\s?\d{1,3}(?= (?:tỉnh|địa phương|đơn vị|cả nước|toàn quốc|dẫn đầu|thành phố))",
    r"\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
    r"\d{1,2} ?(?:giờ|h) ?\d{0,2}(?!\w)",
    r"\d{1,2} ?°",
    r"(?:gmt|utc) ?[+-] ?\d{1,2}",
)
DOCUMENTS = (
    r"(?<![.,])\d{1,5}\s?(?:[-/]\s?\d{4}\s?)?[-/]\s?[a-zđ]{2,6}(?:\s?[-/]\s?[a-zđ0-9]{1,8}){1,3}",
    r"\d{1,4}/(?:19|20)\d\d/[a-zđ]{2,5}\d{0,3}(?:-[a-zđ]{2,6})?",
    r"\d{1,4}[-/](?:nq|ct|qđ|kl|kh|hd|tt|nđ|cv|tb|tw|ttg|cp|tlđ|qh|btv|bch|đa|ctr|ttr)[a-zđ0-9]{0,4}(?!\w)",
    r"(?:nghị quyết|quyết định|chỉ thị|kết luận|nghị định|thông tư|công văn|pháp lệnh|công điện|"
    r"tờ trình)(?: liên tịch)?"
    r"(?: số)?:?\s{1,2}\d{1,5}[a-z]?(?![\d.,]?\d)",
    r"(?:kế hoạch|hướng dẫn|thông báo|luật|đề án|chương trình|báo cáo|"
    r"văn bản)(?: số)?:?\s{1,2}\d{1,4}(?= ?(?:-|/|của|về|ngày|\"|$|[.,;)]))"
    r"(?![.,]\d)",
    rf"{_NOT_A_COUNT}số\s{{1,2}}{_NUMBER}(?!%| ?phần trăm)",
)
PLACES = (
    r"(?:phường|quận|khóm|ấp|thôn|tổ|khu phố|tổ dân phố|khu|tiểu khu|khu vực|vùng|bản|xóm|kp|hẻm|ngõ|"
    r"lô|tầng|phòng|zone|block)"
    r"\s{1,2}\d{1,2}[a-z]?(?![\d.,]?\d)(?! ?(?:%|triệu|tỷ|tỉ|nghìn|ngàn|đồng|suất|phần|đoàn|người))",
    r"(?:km|quốc lộ|tỉnh lộ|đường|ql|tl|quân khu|binh đoàn|lữ đoàn|trung đoàn|sư đoàn|quân đoàn|"
    r"tổng công ty may|công ty may|sông đà|"
    r"vinaconex|cienco|lilama)\s{1,2}\d{1,4}[a-z]?(?![\d.,]?\d)(?! ?(?:%|triệu|tỷ|tỉ|nghìn|ngàn|đồng))",
    r"(?:cấp|hạng|loại|bậc|mức|nhóm|lớp|khối lớp|chi nhánh|ca|bảng|giai đoạn|cơ sở|cụm|cụm thi đua|"
    r"khối thi đua|cụm số|khối)\s{1,2}"
    r"\d{1,2}(?![\d.,/]?\d)(?! ?(?:%|triệu|tỷ|tỉ|nghìn|ngàn|đồng|suất|phần|đoàn|người|công đoàn|cđ|"
    r"nhà|căn|lượt|cuộc|doanh|dn))",
)
DURATIONS = (
    r"(?:(?:trong|suốt|hơn|gần|sau|qua|kỷ niệm|nhân|tròn)\s)?\d{1,3}(?:\s?[-/]\s?\d{1,3})?\s?(?:năm|"
    r"tháng|ngày|tuần|giờ|phút|giây|tuổi|quý|thập kỷ|thế kỷ|nhiệm kỳ|buổi tối)"
    r"(?!\w)(?! (?:công(?! đoàn)|lương)(?!\w))",
    r"(?:tuổi|sinh năm|khoá|k)\s?\d{1,4}(?!\w)(?![.,]\d)",
)
MEASURES = (
    r"(?:(?:khoảng|hơn|gần|trên|rộng|dài)\s)?\d{1,3}(?:[.,\s]\d{1,3}){0,3}\s?(?:m2|m²|m3|km2|km²|km|"
    r"cm|mm|mét|m|ha|héc ta|hecta|mét vuông|mẫu|sào|kw|kwp|mw|mb|gb|inch|độ|°c?)(?!\w)",
    r"\d{1,3}[a-z]?\s?x\s?\d{1,3}",
)
NAMES = (
    r"(?:covid|sars[- ]cov|h\dn|f)\s?-?\s?\d{1,2}(?!\w)",
    r"(?<![\w])[a-z]{1,4}\d{1,4}[a-z]?(?!\w)",
    r"(?:công nghiệp|cách mạng|web|phiên bản|thời đại|nông nghiệp)\s(?:lần thứ )?\d\.\d",
    r"\d{1,2}/(?:7|24)(?=\s?(?:giờ|h)(?!\w))",
    r"(?<!\w)0\s?(?:đồng|đ|vnđ)(?!\w)",
)
PHONES = (
    r"(?<![\d.,])\(?(?:\+84|0)\d{1,4}\)?(?:[ .-]{1,2}\d{2,4}){2,4}(?!\d)",
    r"(?<![\d.,])0\d{8,11}(?!\d)",
    r"\d{10,30}(?! ?(?:đồng|đ|vnđ)(?!\w))",
    r"(?:điện thoại|đt|hotline|đường dây nóng|số máy|liên hệ|tel|fax|cccd|cmnd|stk|số tài khoản|"
    r"mã số)\s?:?\s{0,2}[\d(+][\d .()+-]{5,20}",
)
COUNTERS = (
    r"(?:lượt (?:xem|truy cập|đọc|tải|thích)|đã xem|xem|views?|lượt view)\s?:\s?\d{1,3}(?:[.,]?\d{3}){0,3}",
    r"\d{1,3}(?:[.,]?\d{3}){0,3}\s(?:lượt (?:xem|truy cập|đọc)|views?|bình luận)(?!\w)",
    r"(?m:^(?:hôm nay|hôm qua|tuần này|tuần trước|đang online|đang truy cập|tháng này|tháng \d{1,2}|"
    r"năm \d{4}|tổng số|trang)"
    r"\s?:\s?\d{1,3}(?:[.,]?\d{3}){0,3}$)",
    r"https?://[^\s]{1,300}|www\.[^\s]{1,200}|[\w.-]{1,40}@[\w.-]{1,40}",
)

ALWAYS = (*ORDINALS, *DOCUMENTS, *PLACES, *DURATIONS, *MEASURES, *NAMES, *PHONES, *COUNTERS)


class Masks:
    """Finds the spans in which no number is a quantity."""

    def __init__(self, extra: Sequence[str] = ()) -> None:
        """`extra` are more patterns over folded text, from the field's own names."""
        self._patterns = tuple(re.compile(rf"(?<!\w){pattern}") for pattern in (*ALWAYS, *extra))

    def find(self, folded: str) -> list[tuple[int, int]]:
        """Spans of all masks, in no particular order."""
        return [match.span() for pattern in self._patterns for match in pattern.finditer(folded)]
