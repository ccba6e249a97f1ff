"""Protects the reading of every indicator in plain and elliptic sentences of our own (sentences.yaml)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.transforms.observations.conftest import MakeArticle
from transforms.observations import catalogue, extract_observations
from transforms.records import Observation

SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))


def _words(observation: Observation) -> set[str]:
    """All that a wanted reading may name."""
    found = {observation.obs_role, observation.org_level, observation.period_type, observation.time_period or "undated"}
    return found | {observation.indicator or "-"}


def _misread(wanted: dict[str, str], observations: list[Observation]) -> Iterator[str]:
    for number, reading in wanted.items():
        exact = [o for o in observations if _starts_number(o.quote, number)]
        if not exact:
            yield f"{number}: not found"
            continue
        known = _words(exact[0])
        for word in reading.split():
            if not set(word.split("|")) & known:
                yield f"{number}: {word} is wanted, read as {' '.join(sorted(known))} by {exact[0].rule_id}"


def _starts_number(quote: str, number: str) -> bool:
    """The number stands whole in the quote: `5` is not in `25` or `5.430`."""
    at = quote.find(number)
    before, after = quote[max(0, at - 1) : at], quote[at + len(number) : at + len(number) + 2]
    return (
        at >= 0
        and not before.isdigit()
        and before not in (".", ",", "/")
        and not after[:1].isdigit()
        and not (after[:1] in (".", ",", "/") and after[1:].isdigit())
    )


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:60])
def test_sentence_is_read_right(case: dict[str, object], make_article: MakeArticle) -> None:
    observations = extract_observations(make_article(str(case["text"])))
    if case.get("none"):
        assert [o.quote for o in observations if o.indicator] == []
        return
    wanted = case["want"]
    assert isinstance(wanted, dict)
    assert list(_misread(wanted, observations)) == []


def test_every_offered_indicator_has_a_sentence() -> None:
    readings = [reading for case in SENTENCES for reading in case.get("want", {}).values()]
    read = {code for reading in readings for code in reading.split()[0].split("|")}
    offered = {indicator.code for indicator in catalogue() if indicator.offer != "C"}
    assert sorted(offered - read) == []
