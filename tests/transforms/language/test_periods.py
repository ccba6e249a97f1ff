"""Protects the reading of dates and periods: each way of writing gives its kind and ends, and nothing is skipped."""

import pytest

from scrapers.samples.content import expected
from transforms.language import dates, periods
from transforms.language.letters import fold
from transforms.language.mentions import Mention
from transforms.language.periods import find_mentions
from transforms.language.timerules import TimeText


def _only(text: str) -> Mention:
    (mention,) = find_mentions(fold(text))
    return mention


@pytest.mark.parametrize(
    ("text", "kind", "year", "to_year"),
    [
        ("năm 2024", "year", 2024, None),
        ("6 tháng đầu năm 2024", "half", 2024, None),
        ("trong 2 tháng đầu năm, năm 2021", "months", 2021, 2021),
        ("quý III/2023", "quarter", 2023, None),
        ("tháng 5/2019", "month", 2019, None),
        ("từ tháng 1 đến tháng 10 năm 2022", "months", 2022, 2022),
        ("nhiệm kỳ 2018 - 2023", "term", 2018, 2023),
        ("giai đoạn 2016-2020", "term", 2016, 2020),
        ("năm 2023-2024", "span", 2023, 2024),
        ("năm học 2021 - 2022", "school_year", 2021, 2022),
        ("từ năm 2010 đến tháng 6.2016", "span", 2010, 2016),
        ("ngày 30/11/2024", "date", 2024, None),
        ("từ 02 đến 03 tháng 7 năm 2015", "date", 2015, None),
        ("từ 26-5 đến 5-6", "date", None, None),
        ("từ đầu năm 2022 đến nay", "since_january", 2022, None),
        ("đầu năm đến nay", "since_january", None, None),
        ("trong năm", "same_year", None, None),
        ("đến nay", "now", None, None),
    ],
)
def test_a_way_of_writing(text: str, kind: str, year: int | None, to_year: int | None) -> None:
    mention = _only(text)
    assert (mention.kind, mention.year, mention.to_year) == (kind, year, to_year)


@pytest.mark.parametrize("text", ["2024 đoàn viên", "phương pháp 2-1", "đầu năm học", "so sánh 1.234/5.678"])
def test_what_is_no_time(text: str) -> None:
    assert not find_mentions(fold(text))


def test_no_rule_is_skipped_where_it_would_match() -> None:
    """The words a rule `needs`, its `core` and `reach` only save time: it finds what it would find without them."""
    portals = ("sample-laichau", "sample-ninhbinh", "sample-caobang", "sample-quangbinh", "sample-congdoan")
    texts = [fold(str(case["text"])) for portal in portals for case in expected(portal)]
    rules = (*dates.BOOK.rules, *periods.BOOK.rules)
    matched = set()
    for text in texts:
        searched = TimeText(text)
        for number, rule in enumerate(rules):
            everywhere = [match.span() for match in rule.pattern.finditer(text)]
            assert [match.span() for match in searched.matches(rule)] == everywhere, rule.pattern.pattern
            matched.update([number] if everywhere else ())
    assert len(matched) > len(rules) // 2
