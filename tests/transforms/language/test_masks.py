"""Protects both ways: what only names, orders or dates is no quantity, and every mask leaves its opposite alone."""

import pytest

from transforms.language.letters import fold
from transforms.language.masks import Masks
from transforms.language.periods import find_mentions
from transforms.language.quantities import find_quantities
from transforms.observations.names import NAMES

MASKS = Masks(NAMES)


def _numbers(text: str) -> list[str]:
    folded = fold(text)
    masked = [*MASKS.find(folded), *((mention.start, mention.end) for mention in find_mentions(folded))]
    return [
        folded[q.number_start : q.end] for q in find_quantities(folded, masked, lambda p: folded[p : p + 1].isalpha())
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị lần thứ 12, khóa XVIII",
        "ngày 28/7/2023, lúc 8 giờ 30 phút",
        "Nghị quyết số 08 - NQ/TU ngày 13/3/2017",
        "Quyết định 217 của Bộ Chính trị",
        "Nghị quyết 1318 của Ủy ban Thường vụ Quốc hội",
        "Luật Công đoàn 50/2024/QH15",
        "Kế hoạch số 135/KH-TLĐ",
        "khóm 4, phường 1, quận 10",
        "kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam",
        "(28.7.1929 - 28.7.2024)",
        "nhiệm kỳ 2023 - 2028",
        "đường dây nóng: 02163.818.555",
        "Covid-19 và F0, F1",
        "nhà rộng khoảng 50m2",
        "18/01/2026 08:45 (GMT+7)",
        "thuộc nhóm 5 tỉnh đông nhất",
        "chương trình “1 triệu sáng kiến”",
        "gian hàng 0 đồng",
        "phong trào “Phụ nữ 2 giỏi”",
        "doanh nghiệp có từ 25 lao động trở lên",
        "Đã xem: 694",
        "Chi nhánh thứ 15 của Quỹ",
        "Đại hội lần thứ 3 khai mạc sáng 15-1",
        "15 - 16/10/2023",
        "cách mạng công nghiệp 4.0",
        "gia đình nuôi 2 con nhỏ",
        "nhà có 1 phòng khách, 2 phòng ngủ",
        "trao quà cho đoàn viên - Ảnh 3.",
        "thông điệp 5K",
        "hiến máu đợt I/2018",
    ],
)
def test_no_quantity(text: str) -> None:
    assert _numbers(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("tổng số 786 công đoàn cơ sở", "786"),
        ("trong tổng số 300 vé xe", "300"),
        ("lên con số 21 đơn vị", "21"),
        ("mở 5 lớp tập huấn", "5"),
        ("năm 2017: 250 đoàn viên", "250"),
        ("trao cho quận 100 suất quà", "100"),
        ("27/22 hộ gia đình", "27/22"),
        ("mức 40 triệu đồng", "40 triệu đồng"),
        ("hỗ trợ các xã 50 triệu đồng", "50 triệu đồng"),
        ("đầu tư 50 tỉ đồng", "50 tỉ đồng"),
        ("công đoàn cấp trên trao 12 suất quà", "12"),
        ("10/11 chỉ tiêu", "10/11"),
        ("nhất định 20 người", "20"),
        ("quà cho 5 con đoàn viên", "5"),
        ("triển lãm ảnh 20 tác phẩm", "20"),
        ("xây 10 phòng học", "10"),
    ],
)
def test_quantity_beside_a_mask(text: str, number: str) -> None:
    assert _numbers(text) == [number]
