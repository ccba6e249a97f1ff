"""Protects when a number was: kind of period, period, printed days (when.yaml)."""

from pathlib import Path

import pytest
import yaml

from tests.transforms.observations.conftest import make_article
from transforms.observations import extract_observations

CASES = yaml.safe_load((Path(__file__).parent / "when.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_number_is_of_its_time(case: dict[str, object]) -> None:
    text, when = str(case["text"]), case["when"]
    assert isinstance(when, dict)
    known = {key: value for key, value in case.items() if key in ("title", "url", "province", "published")}
    observations = extract_observations(make_article(text, **known))  # type: ignore[arg-type]  # fields of the article
    read = {}
    for number in when:
        place = text.index(number)
        seen = next(o for o in observations if o.char_start <= place < o.char_end)
        read[number] = f"{seen.period_type} {seen.time_period or 'undated'}"
        for field, value in (("start", seen.period_start), ("end", seen.period_end), ("ref", seen.ref_date)):
            if field in case:
                assert str(value) == case[field]
    assert read == when
