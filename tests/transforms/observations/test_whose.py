"""Protects whose a number is: the level of what its clause, sentence or article is about (whose.yaml)."""

from pathlib import Path

import pytest
import yaml

from tests.transforms.observations.conftest import make_article
from transforms.observations import extract_observations

CASES = yaml.safe_load((Path(__file__).parent / "whose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_number_is_its_organisations(case: dict[str, object]) -> None:
    text, whose = str(case["text"]), case["whose"]
    assert isinstance(whose, dict)
    known = {key: value for key, value in case.items() if key in ("title", "url", "province", "published")}
    observations = extract_observations(make_article(text, **known))  # type: ignore[arg-type]  # fields of the article
    read = {}
    for number in whose:
        place = text.index(number)
        read[number] = next((o.org_level for o in observations if o.char_start <= place < o.char_end), None)
    assert read == whose
