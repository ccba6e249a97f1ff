"""Who wrote it and whose stamp stands before it are told from the text around them."""

import pytest

from transforms.articles.byline import clean_author, is_signature, labelled_author, source_stamp


@pytest.mark.parametrize(
    ("line", "name", "rest"),
    [
        ("(QBĐT) - Sáng nay, công đoàn họp", "QBĐT", "Sáng nay, công đoàn họp"),
        ("(GLO)- Ngày 11-1", "GLO", "Ngày 11-1"),
        ("(TTV) – Công đoàn", "TTV", "Công đoàn"),
        ("(laichau.gov.vn)", "laichau.gov.vn", ""),
        ("(congdoan.vn) Công đoàn", "congdoan.vn", "Công đoàn"),
        ("(Báo Quảng Trị) - Công đoàn", "Báo Quảng Trị", "Công đoàn"),
    ],
)
def test_stamps(line: str, name: str, rest: str) -> None:
    stamp = source_stamp(line)
    assert stamp is not None
    assert (stamp.name, stamp.rest) == (name, rest)


@pytest.mark.parametrize(
    "line", ["(mở rộng) khóa XIII", "(LĐLĐ) tỉnh họp", "(27/12) - Sáng nay", "(TP.HCM) là", "Hội nghị (QBĐT) - x", "()"]
)
def test_brackets_that_are_no_stamps(line: str) -> None:
    assert source_stamp(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Hiền Chi",
        "Văn Linh",
        "Hồng Minh - Anh Tuấn",
        "Đỗ Thị Ánh",
        "Nguyễn Văn A (t/h)",
        "PV",
        "MINH ANH",
        "Trần Lâm, Hữu Dũng và Mai Hoa",
        "Công đoàn Viên chức tỉnh",
        "Ban Tuyên giáo LĐLĐ tỉnh",
        "Lý A Phử",
    ],
)
def test_signatures(line: str) -> None:
    assert is_signature(line)


@pytest.mark.parametrize(
    "line",
    [
        "Quang cảnh hội nghị",
        "Các đại biểu dự hội nghị.",
        "Toàn cảnh",
        "786",
        "Năm 2024",
        "Kết quả thực hiện:",
        "",
        "Năm 2024, công đoàn kết nạp 312 đoàn viên",
        "HỘI NGHỊ TỔNG KẾT",
        "một câu ngắn",
        "Xem thêm",
    ],
)
def test_no_signatures(line: str) -> None:
    assert not is_signature(line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Tác giả: Kim Anh", "Kim Anh"),
        ("Tác giả bài viết: Kim Anh", "Kim Anh"),
        ("Tin, ảnh: Hoàng Nam", "Hoàng Nam"),
        ("Bài và ảnh: Hoàng Nam", "Hoàng Nam"),
        ("Tin-ảnh: T.Bách", "T.Bách"),
        ("(Tin, ảnh: Hoàng Nam)", "Hoàng Nam"),
        ("Tin: Năm 2024, công đoàn các cấp kết nạp được 312 đoàn viên mới trong toàn tỉnh", None),
        ("Kim Anh", None),
    ],
)
def test_labels(line: str, name: str | None) -> None:
    assert labelled_author(line) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tác giả: Kim Anh", "Kim Anh"),
        ("Kim Anh | Lượt xem: 29", "Kim Anh"),
        ("Lượt xem: 29", None),
        ("admin", None),
        ("Tác giả:", None),
        ("", None),
        ("x" * 500, None),
    ],
)
def test_author_elements(text: str, name: str | None) -> None:
    assert clean_author(text) == name
