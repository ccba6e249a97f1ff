"""Plain text in, clean article out: the boilerplate that people copy along must not survive, the facts must."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from transforms.articles import read_text
from transforms.articles.dates import VIETNAM
from transforms.records import Article

PAGE = """\
A- A A+ | Chia sẻ bài viết lên facebook
Công đoàn huyện Mường Lát tổng kết hoạt động năm 2023
Thứ Sáu, ngày 05/01/2024 - 08:15 Đã xem: 1.204

(mau.gov.vn) - Sáng 5/1, LĐLĐ huyện tổng kết hoạt động công đoàn năm 2023.
Cả năm kết nạp 312 đoàn viên, thành lập 4 công đoàn cơ sở.
Năm 2023 : 312 đoàn viên
Tác giả: Lò Thị Mai
Tổng số điểm của bài viết là: 0 trong 0 đánh giá
Những tin cũ hơn
Năm 2019 kết nạp 999 đoàn viên
Hôm nay : 394
"""


def read(text: str, **given: object) -> Article:
    arguments: dict[str, object] = {"url": None, "title": None, "published": None, "home": None} | given
    return read_text(text, article_id="a", code_version="0", **arguments)  # type: ignore[arg-type]  # test helper


def test_everything_in_its_place() -> None:
    article = read(PAGE)
    assert article.verdict == "article"
    assert article.title == "Công đoàn huyện Mường Lát tổng kết hoạt động năm 2023"
    assert article.author == "Lò Thị Mai"
    assert article.published_at == datetime(2024, 1, 5, 8, 15, tzinfo=VIETNAM)
    assert article.published_source == "text"
    assert article.text is not None
    assert article.text.split("\n") == [
        "Sáng 5/1, LĐLĐ huyện tổng kết hoạt động công đoàn năm 2023.",
        "Cả năm kết nạp 312 đoàn viên, thành lập 4 công đoàn cơ sở.",
        "Năm 2023 : 312 đoàn viên",
    ]


def test_what_is_given_wins_over_what_is_found() -> None:
    article = read(PAGE, title="Một tên khác", published=date(2024, 1, 6))
    assert article.title == "Một tên khác"
    assert article.published_at == datetime(2024, 1, 6, tzinfo=VIETNAM)
    assert article.published_source == "given"


def test_a_given_moment_keeps_its_zone() -> None:
    moment = datetime(2024, 1, 5, 1, 15, tzinfo=UTC)
    assert read(PAGE, published=moment).published_at == moment


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2023, LĐLĐ tỉnh kết nạp 4.450 đoàn viên.",
        "LĐLĐ tỉnh kết nạp 4.450 đoàn viên",
        "Công đoàn các cấp trao 92 suất quà\nMỗi suất 300 nghìn đồng",
    ],
)
def test_a_short_text_loses_nothing(text: str) -> None:
    article = read(text)
    assert (article.title or "") + (article.text or "") == text.replace("\n", "") or article.text == text


def test_counter_lines_stay_where_they_are_a_table_of_the_article() -> None:
    table = "Công đoàn tỉnh báo cáo số đoàn viên mới.\nNăm 2022 : 1.200\nNăm 2023 : 1.500\nTổng số : 2.700"
    assert read(table).text == table


@pytest.mark.parametrize("text", ["", " \n\n", ".", "Tin cùng chuyên mục\n/ /"])
def test_nothing_left_is_unreadable_with_a_reason(text: str) -> None:
    article = read(text)
    assert (article.verdict, article.text, article.version_id) == ("unreadable", None, None)
    assert article.verdict_reason


@pytest.mark.parametrize(
    "text",
    [
        "Giá cà phê hôm nay tăng 500 đồng mỗi kg so với hôm qua tại các tỉnh Tây Nguyên.",
        "Tỉnh đoàn tổng kết năm 2023: kết nạp 1.200 đoàn viên thanh niên, có sự phối hợp của công đoàn. "
        "Các chi đoàn và đoàn cơ sở tổ chức 40 buổi tuyên truyền cho thanh niên, ĐVTN hiến 300 đơn vị máu.",
    ],
)
def test_what_is_not_about_trade_unions_has_no_content(text: str) -> None:
    article = read(text)
    assert article.verdict == "not_union"
    assert article.verdict_reason
    assert article.text is None


def test_invisible_characters_and_decomposed_letters_are_gone() -> None:
    article = read("Co\u0302ng \u0111oa\u0300n\u200b ti\u0309nh co\u0301 786\u00a0cơ sơ\u0309\u00ad.\u202e")
    assert article.text == "Công đoàn tỉnh có 786 cơ sở."


def seed_ids() -> list[str]:
    folder = Path(__file__).resolve().parents[4] / "shared" / "gold" / "seeds"
    return sorted(path.stem for path in folder.glob("*.json")) or ["none"]


@pytest.mark.shared
@pytest.mark.parametrize("case_id", seed_ids())
@pytest.mark.parametrize("title_given", [True, False])
def test_real_articles_come_out_clean(shared_dir: Path, case_id: str, title_given: bool) -> None:
    case = json.loads((shared_dir / "gold" / "seeds" / f"{case_id}.json").read_text("utf-8"))
    article = read(
        (shared_dir / "seeds" / f"{case_id}.txt").read_text("utf-8"), title=case["title"] if title_given else None
    )
    assert article.verdict == "article"
    assert article.text is not None
    lines = article.text.split("\n")
    assert not [leak for leak in case["boilerplate"] if leak in article.text or leak.rstrip() in lines]
    assert not [fact["quote"] for fact in case["facts"] if " ".join(fact["quote"].split()) not in article.text]
    assert article.title == case["title"]
    assert article.author == case["author"]


@pytest.mark.shared
def test_real_fragments_are_articles_and_keep_their_words(shared_dir: Path) -> None:
    for path in sorted((shared_dir / "gold" / "fragments").glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        if not any(fact["required"] for fact in case["facts"]):
            continue
        article = read(case["text"])
        assert article.verdict == "article", path.stem
        assert article.text is not None
        for fact in case["facts"]:
            assert " ".join(fact["quote"].split()) in article.text, path.stem
