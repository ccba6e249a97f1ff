"""Fault table, C5: the site was made anew over night, on every sample portal; the first run after it is red.

Protects: a layout that changed is told from one that did not, whichever family; nobody waits for a wrong number.
"""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipelines.derive import Derived, count_articles, rules_of
from pipelines.portal_checks import grave, of_articles
from pipelines.portals import SAMPLES, load_portal
from scrapers.samples.site import Request, site_class
from scrapers.samples.stories import load
from tests.pipelines.ui.planted import LAYOUT, change
from transforms.articles import read_page
from transforms.records import Page
from warehouse import write_parquet
from warehouse.portal_state import portal_state

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.yaml")))
def test_a_layout_made_anew_is_red_in_the_first_run(name: str, tmp_path: Path) -> None:
    portal = load_portal(SAMPLES / f"{name}.yaml")
    content = load(name)
    site = site_class(content.family)(content, portal.crawl.base)
    red = []
    for day, answer in (("before", site.answer), ("after", partial(change, LAYOUT, site.answer))):
        rows = []
        for offset, story in enumerate(content.stories):
            got = answer(Request("GET", site.story_path(story), {}))
            headers = {key.lower(): value for key, value in got.headers.items()}
            page = Page(
                portal.crawl.base + site.story_path(story), 200, headers, got.body, NOW, name, "w.warc.gz", offset, "d"
            )
            rows.append(read_page(page, rules_of(portal), "c0de"))
        derived = Derived(rows=len(rows))
        count_articles(derived, rows)
        write_parquet("articles", rows, tmp_path / day / "articles" / name / "w.parquet", {})
        state = portal_state(tmp_path / day, name)
        red.append({finding.name for finding in grave(of_articles(portal, derived, state, NOW))})
    assert red[0] == set()
    assert red[1] & {"selectors", "readable", "dates"}
