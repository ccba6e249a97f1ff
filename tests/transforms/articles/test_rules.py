"""Rule files and portal blocks: a mistake is named with file and line, and nothing is read with it."""

from pathlib import Path

import pytest

from transforms.articles.boilerplate import is_boilerplate, is_tail_marker, line_rules, strip
from transforms.articles.rules import FAMILIES, load_family, load_rules
from transforms.articles.words import vocabulary
from transforms.errors import ConfigError

GOOD = "family: x\ntitle: [h1]\nbody: [div.body]\n"


def load(read: dict[str, object], **changed: object) -> object:
    arguments: dict[str, object] = {
        "portal": "mau",
        "home": "VN",
        "kind": "union",
        "base": "https://mau.vn",
        "aliases": [],
        "article_url": None,
        "sections": [],
    } | changed
    return load_rules("vhv", read, **arguments)  # type: ignore[arg-type]  # the point is what it refuses


@pytest.mark.parametrize("path", sorted(FAMILIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_family_loads(path: Path) -> None:
    family = load_family(path.stem)
    assert family.name == path.stem
    assert family.title
    assert family.body


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "empty"),
        ("family: x\ntitle: [h1\n", 3, "not valid YAML"),
        ("- a\n- b\n", 1, "expected a mapping"),
        (GOOD + "colour: red\n", 4, "unknown key 'colour'"),
        (GOOD + "title: [h2]\n", 4, "second time"),
        ("family: x\ntitle: [h1]\n", 1, "missing key 'body'"),
        ("family: y\ntitle: [h1]\nbody: [p]\n", 1, "must be 'x'"),
        ("family: x\ntitle: h1\nbody: [p]\n", 2, "expected a list"),
        ("family: x\ntitle: [h1]\nbody:\n  - p\n  - 5\n", 5, "expected a text"),
        ("family: x\ntitle: [h1]\nbody:\n  - 'div[[['\n", 4, "not a CSS selector"),
        ("family: x\ntitle: [h1]\nbody: ['']\n", 3, "empty text"),
        (GOOD + "date: {clock: [p]}\n", 4, "unknown key 'clock'"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=rf"x\.yaml:{line}: .*{what}"):
        load_family("x", tmp_path)


@pytest.mark.parametrize("name", ["khong-co", "../vhv", "VHV", ""])
def test_an_unknown_family_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="no reading family"):
        load_family(name)


@pytest.mark.parametrize(
    ("read", "changed", "what"),
    [
        ({"keep": "div[[["}, {}, "read.keep"),
        ({"prune": ["p", "]]"]}, {}, "read.prune"),
        ({"prune": {"a": 1}}, {}, "read.prune"),
        ({"colour": "red"}, {}, "read.colour"),
        ({}, {"article_url": "(("}, "article_url"),
        ({}, {"base": "mau.vn"}, "base"),
        ({}, {"sections": [{"home": "VN"}]}, "section"),
    ],
)
def test_a_mistake_in_a_portal_names_portal_and_key(
    read: dict[str, object], changed: dict[str, object], what: str
) -> None:
    with pytest.raises(ConfigError, match=rf"portal mau: .*{what}"):
        load(read, **changed)


def test_line_rules_refuse_unknown_placeholders(tmp_path: Path) -> None:
    file = tmp_path / "b.yaml"
    file.write_text("drop: ['Đã xem {x}']\npointers: [a]\ntail: [b]\ncounter: {anchors: [c], members: [d]}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"b\.yaml:1: unknown placeholder"):
        line_rules(file)


def test_word_lists_refuse_phrases_without_words(tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    lists = "soft_404: [a]\nlogin: [a]\nlogin_title: [a]\nbot_wall: [a]\njavascript: [a]\n"
    file.write_text(lists + "union:\n  words: [a]\n  exact: [A]\n  youth: ['...']\n", "utf-8")
    with pytest.raises(ConfigError, match=r"v\.yaml:9: the phrase has no word"):
        vocabulary(file)


@pytest.mark.parametrize(
    "line",
    [
        "A- A A+",
        "A-\u00a0A\u00a0A+ | In | Email",
        "Chia sẻ bài viết lên facebook",
        "CHIA SẺ BÀI VIẾT LÊN TWITTER",
        "Tăng/Giảm tương phản",
        "Đã xem: 1.204",
        "1.204 lượt xem",
        ".",
        "/ /",
        "***",
    ],
)
def test_boilerplate_lines(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Tin cùng chuyên mục",
        "CÁC TIN ĐÃ ĐĂNG:",
        "Những tin cũ hơn",
        "Ý kiến bạn đọc (3)",
        "Ý kiến của bạn (Vui lòng gõ tiếng Việt có dấu.)",
        "Tổng số điểm của bài viết là: 0 trong 0 đánh giá",
        "Thống kê truy cập",
        "Tổng số: 82 | Trang: 1 trên tổng số 9 trang",
    ],
)
def test_tail_markers(line: str) -> None:
    assert is_tail_marker(line)


@pytest.mark.parametrize(
    "line",
    [
        "Tin cùng chuyên mục được đọc nhiều là tin về 786 công đoàn cơ sở",
        "Trong khi đó, ý kiến bạn đọc gửi về cho thấy đoàn viên đồng tình",
        "Chia sẻ khó khăn với 300 đoàn viên",
        "Tổng số: 786 công đoàn cơ sở",
        "Năm 2024 : 2.485",
        "Hội nghị",
        "786",
    ],
)
def test_lines_of_an_article_stay(line: str) -> None:
    assert not is_boilerplate(line)
    assert not is_tail_marker(line)
    assert strip(["Công đoàn tỉnh tổng kết năm.", line]) == ["Công đoàn tỉnh tổng kết năm.", line]
