"""Protects accuracy on annotated texts: the five real articles, read from their files with the boilerplate in them."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from transforms.areas import home_code
from transforms.articles import read_text
from transforms.observations import extract_observations
from transforms.scoring import Score, score

pytestmark = pytest.mark.shared


def _cases(folder: Path) -> Iterator[dict[str, object]]:
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _predict(case: Mapping[str, object], text: str) -> dict[str, object]:
    context = case.get("context")
    told = context if isinstance(context, Mapping) else {}
    published = str(told.get("published") or case.get("published") or "")
    province = told.get("portal_province") or case.get("province")
    title = case.get("title")
    article = read_text(
        text,
        article_id=str(case["id"]),
        url=None,
        title=str(title) if title else None,
        published=date.fromisoformat(published) if len(published) == 10 else None,
        home=home_code(str(province)) if province else None,
        code_version="0" * 12,
    )
    return {"text": article.text or "", "observations": [dataclasses.asdict(o) for o in extract_observations(article)]}


@pytest.fixture(scope="module")
def seeds(shared_dir: Path) -> Score:
    cases = list(_cases(shared_dir / "gold" / "seeds"))
    texts = {
        str(case["id"]): (shared_dir / "seeds" / f"{case['id']}.txt").read_text(encoding="utf-8") for case in cases
    }
    return score(cases, {name: _predict(case, texts[name]) for case in cases for name in [str(case["id"])]})


def test_seeds_are_read_right(seeds: Score) -> None:
    assert seeds.f1 >= 0.97, seeds.misses
    assert seeds.precision >= 0.98, seeds.misses
    assert seeds.found == 1.0, seeds.misses
    for name in ("role", "org_level", "qualifier", "period_type", "time_period", "unit"):
        assert seeds.attribute(name) >= 0.95, seeds.misses


def test_published_cells_of_seeds_are_right(seeds: Score) -> None:
    assert seeds.cell_precision == 1.0, seeds.misses
    assert seeds.cell_recall >= 0.9, seeds.misses


def test_what_is_no_quantity_is_not_one(seeds: Score) -> None:
    assert seeds.counts["not_quantities_emitted"] == 0, seeds.misses
    assert seeds.counts["bad_spans"] == 0
