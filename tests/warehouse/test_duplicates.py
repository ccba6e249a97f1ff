"""Near-duplicates: reposts are linked to the earliest, reports that share a template are not."""

import random
from functools import partial

import pytest

from tests.growth import near_linear
from transforms.articles.digest import fingerprint
from warehouse.duplicates import Text, link

from .release_pairs import pairs

WORDS = "\n".join(
    (
        "công đoàn tỉnh huyện đơn vị cơ sở đoàn viên lao động tổ chức hoạt động chăm lo hỗ trợ tặng quà mái ấm tết năm",
        "thành lập phát triển báo cáo hội nghị tổng kết khen thưởng thi đua sáng kiến đề tài kiểm tra giám sát",
        "đối thoại thỏa ước doanh nghiệp khu công nghiệp người nữ cán bộ bồi dưỡng tập huấn kết nạp tuyên truyền",
    )
).split()


def written(seed: int, words: int = 250) -> list[str]:
    """An article of its own: random words, as different as two articles of the field."""
    chosen = random.Random(seed)  # noqa: S311 - test data
    return [
        chosen.choice(WORDS) + (f" {chosen.randrange(2000)}" if chosen.random() < 0.1 else "") for _ in range(words)
    ]


def edited(words: list[str], share: float, seed: int) -> list[str]:
    """The same with a share of its words replaced."""
    chosen = random.Random(seed)  # noqa: S311 - test data
    return [word if chosen.random() > share else f"thay{chosen.randrange(10**6)}" for word in words]


def text(name: str, words: list[str], fingerprint: str | None = None) -> Text:
    """A text without fingerprint, so that only its words decide."""
    return Text(name, fingerprint, " ".join(words))


def test_reposts_are_found_and_others_are_not() -> None:
    originals = [text(f"o{n}", written(n)) for n in range(300)]
    reposts = [text(f"r{n}", edited(written(n), 0.02, n)) for n in range(200)]
    found = link([*originals, *reposts])
    wanted = {f"r{n}": f"o{n}" for n in range(200)}
    right = sum(1 for name, origin in wanted.items() if found.get(name) == origin)
    precision = right / len(found)
    recall = right / len(wanted)
    assert 2 * precision * recall / (precision + recall) >= 0.95


@pytest.mark.parametrize("change", [lambda w: w, lambda w: [*w[:50], "999999", *w[51:]], lambda w: ["Lead", "mới", *w]])
def test_a_copy_with_a_changed_number_or_a_new_lead_is_linked(change: object) -> None:
    words = written(1)
    assert callable(change)
    assert link([text("a", words), text("b", written(2)), text("c", change(words))]) == {"c": "a"}


def test_a_report_on_the_same_template_with_another_years_numbers_is_not_linked() -> None:
    template = "Năm {} toàn tỉnh kết nạp {} đoàn viên , thành lập {} cơ sở , trao {} suất quà trị giá {} đồng ;"
    chosen = random.Random(7)  # noqa: S311 - test data

    def report() -> list[str]:
        return [word if word != "{}" else str(chosen.randrange(10**5)) for _ in range(12) for word in template.split()]

    assert link([text("2023", report()), text("2024", report())]) == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_hundred_pairs_of_releases(seed: int) -> None:
    """All in one warehouse, so that each release stands among hundreds on the same templates."""
    made = list(pairs(200, seed))
    assert (len(made), sum(pair.same for pair in made), len({pair.kind for pair in made})) == (200, 100, 10)
    first = [Text(f"a{n:03}", fingerprint(pair.first), pair.first) for n, pair in enumerate(made)]
    second = [Text(f"b{n:03}", fingerprint(pair.second), pair.second) for n, pair in enumerate(made)]
    found = link([*first, *second])
    said = [found.get(f"b{n:03}") == f"a{n:03}" for n in range(200)]
    right = sum(pair.same and is_said for pair, is_said in zip(made, said, strict=True))
    assert 2 * right / (sum(pair.same for pair in made) + len(found)) >= 0.95


def test_all_copies_point_to_the_earliest_and_never_to_a_copy() -> None:
    words = written(1)
    assert link([text(name, words) for name in "abcd"]) == {"b": "a", "c": "a", "d": "a"}
    assert link([text("a", words, "f"), text("b", words, "f"), text("c", words)]) == {"b": "a", "c": "a"}


def test_short_and_empty_texts_do_no_harm() -> None:
    assert link([text("a", []), text("b", []), text("c", ["một"]), text("d", ["hai"])]) == {}


def test_many_pages_of_one_template_stay_near_linear() -> None:
    template = written(3, 120)
    texts = [text(str(n), [*template, *written(n, 120)]) for n in range(1500)]
    assert near_linear(lambda size: partial(link, texts[:size]), 150, 1500)
