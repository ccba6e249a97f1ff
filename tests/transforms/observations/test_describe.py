"""Protects the answer to `why this indicator`: every rule that can name a quantity has words for a person."""

from tests.transforms.observations.conftest import make_article
from tests.transforms.observations.test_sentences import SENTENCES
from transforms.observations import catalogue, describe_rule, extract_observations


def test_every_rule_of_the_catalogue_is_told() -> None:
    for indicator in catalogue():
        for rule in indicator.rules:
            told = describe_rule(rule.rule_id)
            assert told, rule.rule_id
            assert "=" not in told.replace("@", ""), told


def test_every_name_that_was_given_is_told() -> None:
    for case in SENTENCES:
        for observation in extract_observations(make_article(str(case["text"]))):
            if observation.rule_id is not None:
                assert describe_rule(observation.rule_id), observation.rule_id
            for other in observation.alternatives:
                assert describe_rule(other.rule_id), other.rule_id


def test_an_unknown_rule_has_no_words() -> None:
    assert describe_rule("members_admitted.no_such_rule") is None


def test_the_words_of_a_period_stand_in_text_or_title() -> None:
    text = "Trong năm, LĐLĐ tỉnh Lai Châu kết nạp 500 đoàn viên. Đến ngày 30/11/2024 có 786 CĐCS."
    title = "Lai Châu tổng kết hoạt động công đoàn năm 2024"
    found = extract_observations(make_article(text, title=title, published="2024-12-20"))
    assert [observation.period_words for observation in found] == ["Trong năm", "30/11/2024"]
    (titled,) = extract_observations(make_article("LĐLĐ tỉnh Lai Châu kết nạp 500 đoàn viên.", title=title))
    assert titled.period_words == "năm 2024"
