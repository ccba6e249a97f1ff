"""Identities: the same on every machine, different where it matters."""

from transforms.articles.digest import article_id, fingerprint, version_id

TEXT = (
    "LĐLĐ tỉnh tổng kết hoạt động công đoàn năm 2024. Toàn tỉnh có 786 công đoàn cơ sở với 23.218 đoàn viên. "
    "Các cấp công đoàn trao 8.552 suất quà cho đoàn viên khó khăn, xây 38 nhà mái ấm công đoàn."
)


def bits(one: str, other: str) -> int:
    return (int(one.split("-")[0], 16) ^ int(other.split("-")[0], 16)).bit_count()


def test_the_values_never_change() -> None:
    assert article_id("https://mau.gov.vn/a.html") == "5ceb7978387898ca"
    assert version_id("Tên", "Chữ") != version_id("Tê", "nChữ")
    assert version_id(None, TEXT) == version_id("", TEXT)


def test_typography_and_tone_placement_do_not_count() -> None:
    other = TEXT.replace("LĐLĐ", "LĐLĐ").replace(".", " .").upper().replace("KHÓ", "KHO\u0301")
    assert fingerprint(other) == fingerprint(TEXT)


def test_one_other_figure_is_another_text() -> None:
    other = TEXT.replace("786", "787")
    assert fingerprint(other) != fingerprint(TEXT)
    assert bits(fingerprint(other), fingerprint(TEXT)) <= 20


def test_near_and_far() -> None:
    near = TEXT.replace("tổng kết", "sơ kết")
    far = "Mưa đá làm tốc mái 412 ngôi nhà ở 9 xã, dân quân giúp bà con lợp lại trong ngày, không có thương vong."
    assert bits(fingerprint(near), fingerprint(TEXT)) < bits(fingerprint(far), fingerprint(TEXT))


def test_any_text_has_a_fingerprint() -> None:
    for text in ("", "a", "một hai", "\n\n"):
        assert len(fingerprint(text)) == 16 + 1 + 8
