"""The sample articles and their expected facts: spans hold, the schema holds, the words are the product's own."""

import re
import unicodedata
from pathlib import Path
from typing import get_args

import pytest

from scrapers.samples.content import expected
from scrapers.samples.facts import PERIOD
from scrapers.samples.stories import load, portals, slugify
from transforms.errors import ConfigError, NotFoundError
from transforms.records import OrgLevel, PeriodType, Qualifier, Role, Unit, Verdict

BOTH = [(portal, edition) for portal in portals() for edition in (1, 2)]


@pytest.mark.parametrize(("portal", "edition"), BOTH)
def test_facts_stand_in_the_text_and_obey_the_schema(portal: str, edition: int) -> None:
    for case in expected(portal, edition=edition):
        text, where = str(case["text"]), case["id"]
        assert text == unicodedata.normalize("NFC", text), where
        assert case["verdict"] in get_args(Verdict), where
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", str(case["published"])), where
        facts = case["facts"]
        assert isinstance(facts, list), where
        assert not facts or case["verdict"] == "article", where
        for fact in facts:
            assert text.count(fact["quote"]) == 1, where
            assert text[fact["start"] :].startswith(fact["quote"]), where
            assert fact["unit"] in get_args(Unit), where
            assert fact["qualifier"] in get_args(Qualifier), where
            assert fact["period_type"] in get_args(PeriodType), where
            assert fact["kind"] in get_args(Role), where
            assert fact["org_level"] in get_args(OrgLevel), where
            assert fact["time_period"] is None or PERIOD.fullmatch(fact["time_period"]), where
            assert isinstance(fact["required"], bool), where
            assert re.search(r"\d", fact["quote"]), where


@pytest.mark.parametrize("portal", portals())
def test_distractors_stand_in_the_text_and_boilerplate_does_not(portal: str) -> None:
    for case in expected(portal):
        text, distractors, boilerplate = str(case["text"]), case["distractors"], case["boilerplate"]
        assert isinstance(distractors, list)
        assert isinstance(boilerplate, list)
        assert [span for span in distractors if span not in text] == [], case["id"]
        assert [line for line in boilerplate if line in text.splitlines()] == [], case["id"]


def test_lai_chau_says_786_grassroots_unions_in_2024() -> None:
    """The figure that the README follows from the yearly table to the page."""
    facts = [fact for case in expected("sample-laichau") for fact in _facts(case)]
    found = {
        (fact["indicator"], fact["value"], fact["time_period"], fact["period_type"], fact["org_level"])
        for fact in facts
        if fact["kind"] == "actual"
    }
    assert ("grassroots_unions_total", 786, "2024", "point_in_time", "province") in found
    assert ("workers_total", 23218, "2024", "point_in_time", "province") in found


def test_lai_chau_has_a_series_worth_a_table() -> None:
    years: dict[str, set[str]] = {}
    for case in expected("sample-laichau"):
        for fact in _facts(case):
            if fact["kind"] == "actual" and fact["period_type"] == "year" and fact["org_level"] == "province":
                years.setdefault(str(fact["indicator"]), set()).add(str(fact["time_period"]))
    for code in ("members_admitted", "maiam_houses_supported", "care_amount_vnd", "initiatives_count"):
        assert {"2019", "2020", "2021", "2022", "2023", "2024"} <= years[code]


def test_the_second_edition_differs_by_one_edit_and_one_article() -> None:
    before = {str(case["id"]): case for portal in portals() for case in expected(portal)}
    after = {str(case["id"]): case for portal in portals() for case in expected(portal, edition=2)}
    assert set(before) <= set(after)
    assert set(after) - set(before) == {"sample-laichau.2025-quy-i"}
    assert [key for key in before if before[key] != after[key]] == ["sample-laichau.2021-tong-ket"]


def test_numbers_and_addresses_are_unique() -> None:
    for portal in portals():
        stories = load(portal, 2).stories
        assert len({story.number for story in stories}) == len(stories)
        urls = [case["url"] for case in expected(portal, edition=2)]
        assert len(set(urls)) == len(urls)


def test_mistakes_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="sample-laichau"):
        load("sample-nowhere")
    assert slugify("Đại hội XIII: “Đổi mới”, kết nạp 1.092 người") == "dai-hoi-xiii-doi-moi-ket-nap-1-092-nguoi"
    from scrapers.samples.facts import read_facts

    rows = [{"quote": "1.092 đoàn viên", "indicator": "members_admitted", "value": 1092}]
    with pytest.raises(ConfigError, match="2 times"):
        read_facts(tmp_path, "1.092 đoàn viên, 1.092 đoàn viên", rows, {"period_type": "year"}, "province")
    with pytest.raises(ConfigError, match="needs quotes"):
        read_facts(tmp_path, "1.092 đoàn viên", rows, {"period_type": "year", "time_period": 2024}, "province")


@pytest.mark.shared
def test_no_sentence_is_taken_from_the_real_articles(shared_dir: Path) -> None:
    """Facts may be real, sentences are our own: no line over 60 characters is one of the real articles'."""
    real = {
        folded
        for path in (shared_dir / "seeds").glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        for sentence in (line, *re.split(r"(?<=[.;:])\s", line))
        if len(folded := _fold(sentence)) > 60
    }
    assert len(real) > 50
    for portal in portals():
        for case in expected(portal, edition=2):
            for line in str(case["text"]).splitlines():
                for sentence in (line, *re.split(r"(?<=[.;:])\s", line)):
                    assert _fold(sentence) not in real, (case["id"], sentence)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold().strip(" .;:")


def _facts(case: dict[str, object]) -> list[dict[str, object]]:
    facts = case["facts"]
    assert isinstance(facts, list)
    return facts


@pytest.mark.parametrize("portal", portals())
def test_planted_figures_are_in_no_article(portal: str) -> None:
    """A planted figure found in an article's text is a leak, and can be nothing else."""
    content = load(portal, 2)
    articles = "\n".join(f"{story.title}\n{story.text}" for story in content.stories)
    planted = [
        figure
        for key in ("teasers", "comments", "ticker", "about")
        for line in content.strings(key)
        for figure in re.findall(r"\d[\d.,]*\d", line)
        if len(figure) > 2 and not re.fullmatch(r"(19|20)\d\d", figure)
    ]
    assert len(planted) >= 15
    assert [figure for figure in planted if re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d.,]?\d)", articles)] == []
