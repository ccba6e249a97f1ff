"""Protects the two maps: a name or a bare code never joins two territories."""

import pytest

from transforms.areas import area_name, home_code, provinces, resolve, successor


def test_every_old_province_goes_to_one_of_34() -> None:
    rows = provinces()
    assert len(rows) == 63
    assert len({row.new_code for row in rows}) == 34
    assert sum(row.unchanged for row in rows) == 11


def test_unchanged_provinces_keep_code_and_name() -> None:
    assert all(row.old_code == row.new_code and row.name_continues for row in provinces() if row.unchanged)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Phú Yên", ("VN63_54",)),
        ("tỉnh Lai Châu", ("VN63_12", "VN34_12")),
        ("Bình Định", ("VN63_52",)),
        ("Gia Lai", ("VN63_64", "VN34_52")),
        ("Đồng Nai (cũ)", ("VN63_75",)),
        ("TP.HCM", ("VN63_79", "VN34_79")),
        ("Sài Gòn", ("VN63_79", "VN34_79")),
        ("Thừa Thiên - Huế", ("VN63_46", "VN34_46")),
        ("Bà Rịa – Vũng Tàu", ("VN63_77",)),
        ("Đắc Lắc", ("VN63_66", "VN34_66")),
        ("Daklak", ("VN63_66", "VN34_66")),
        ("Kontum", ("VN63_62",)),
        ("HOÀ BÌNH", ("VN63_17",)),
        ("Atlantis", ()),
    ],
)
def test_names_and_aliases(name: str, codes: tuple[str, ...]) -> None:
    assert resolve(name) == codes


def test_three_spellings_of_every_province() -> None:
    for row in provinces():
        for spelling in (row.old_name_vi, row.old_name_ascii.upper(), f"tỉnh {row.old_name_vi.lower()}"):
            assert row.ref_area_63 in resolve(spelling)


def test_home_code() -> None:
    assert home_code("Cao Bằng") == "VN63_04"
    assert home_code("Việt Nam") == "VN"
    assert home_code("nowhere") is None


def test_names_and_successors() -> None:
    assert area_name("VN34_52") == "Gia Lai"
    assert area_name("VN63_52") == "Bình Định"
    assert area_name("VN63_99") is None
    assert successor("VN63_52") == "VN34_52"
    assert successor("VN63_64") == "VN34_52"
    assert successor("VN") == "VN"
