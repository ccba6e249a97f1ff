"""A probe says what a portal offers, or what is wrong with its layout; an unknown site gets a file that works."""

import re
from pathlib import Path

import pytest
import yaml

from scrapers.article_url import article_form
from scrapers.check import articles, examine, suggest
from scrapers.samples.server import serve
from scrapers.site import Site as PortalSite
from tests.scrapers.crawling import ROOT, crawl, order
from tests.scrapers.servers import Answer, Route, article, listing, site

PORTALS = sorted((ROOT / "scrapers/samples/portals").glob("*.yaml"))
QUICK = ("sample-laichau", "sample-khanhhoa", "sample-tuyenquang")
"""One feed, one postback and one address in the query; the others belong to the full count."""


@pytest.mark.parametrize("path", PORTALS, ids=lambda path: path.stem)
def test_a_sample_portal_passes_and_few_pages_were_asked_for(path: Path, tmp_path: Path) -> None:
    block = yaml.safe_load(path.read_text("utf-8"))
    with serve(path.stem, port=0) as served:
        job = order(tmp_path, path.stem, served.base_url, block["crawl"], family=block["family"], probe=True)
        crawl(job)
        assert len(served.requests) <= 25
    found = examine(job)
    assert [finding for finding in found if finding.state == "bad"] == []
    assert found[0].step == "robots"
    states = {finding.step: finding.state for finding in found}
    assert states["family"] == states["pagination"] == states["articles"] == "good"
    assert 1 <= len(articles(job)) <= 3


@pytest.mark.parametrize(
    "path",
    [path if path.stem in QUICK else pytest.param(path, marks=pytest.mark.faults) for path in PORTALS],
    ids=lambda path: path.stem,
)
def test_a_file_for_an_unknown_site_finds_its_articles(path: Path, tmp_path: Path) -> None:
    block = yaml.safe_load(path.read_text("utf-8"))
    with serve(path.stem, port=0) as served:
        nothing = {"article_url": None}
        first = order(tmp_path / "1", "new", served.base_url, nothing, family="generic", probe=True)
        crawl(first)
        family = str(suggest(first)["family"])
        assert family == block["family"]
        second = order(tmp_path / "2", "new", served.base_url, nothing, family=family, probe=True)
        crawl(second)
        suggested = suggest(second)
        crawl_block = {**nothing, **dict(suggested["crawl"])}  # type: ignore[call-overload]  # a mapping by its making
        third = order(tmp_path / "3", "new", served.base_url, crawl_block, family=family)
        done = crawl(third)
        stories = [served.site.story_path(story) for story in served.site.content.stories]
        wanted = len(stories)
        own = PortalSite.from_block(path.stem, {**block["crawl"], "base": served.base_url})
    form = crawl_block["article_url"]
    assert sum(bool(re.search(str(form), story)) for story in stories) >= 0.8 * wanted
    assert not [section for section in own.sections if re.search(str(form), section)]
    assert done.exit_code == 0
    assert int(str(done.report["new_articles"])) >= 0.7 * wanted


def test_a_changed_layout_is_told_with_what_is_wrong(tmp_path: Path) -> None:
    with site({"/tin/": Answer(b"<html><body><ul><li onclick='go(1)'>Tin</li></ul></body></html>")}) as served:
        job = order(tmp_path, "changed", served.base_url, {"sections": ["/tin/", "/khac/"]}, probe=True)
        crawl(job)
    bad = {finding.step: finding.message for finding in examine(job) if finding.state == "bad"}
    assert "the layout has changed" in bad["listings"] or "404" in bad["listings"]
    assert bad["articles"].endswith("none was found")


def test_a_closed_portal_is_told(tmp_path: Path) -> None:
    routes: dict[str, Route] = {"/robots.txt": Answer(b"", 503), "/tin/": listing(["/tin/a-1.html"])}
    with site({**routes, "/tin/a-1.html": article()}) as served:
        job = order(tmp_path, "closed", served.base_url, {"sections": ["/tin/"]}, probe=True)
        crawl(job)
    assert examine(job)[0].state == "bad"
    assert "status 503" in examine(job)[0].message


@pytest.mark.parametrize(
    ("articles", "others", "form"),
    [
        (
            ["/tin/a-1001.html", "/tin/b-1002.html", "/tin/c-1003.html"],
            ["/tin/", "/gioi-thieu.html"],
            r"-\d{4,17}\.html?$",
        ),
        (["/a-post1.html", "/b-post2.html", "/c-post3.html"], ["/tag1.html"], r"-post\d+\.html$"),
        # a general form holds only where nothing else on the site has it
        (
            ["/tin/nha-o/a.html", "/tin/nha-o/b.html", "/tin/xe/c.html"],
            ["/tin/nha-o.html"],
            r"/[^/]+/[^/]+/[^/]+\.html?$",
        ),
        (["/tin/a.html", "/tin/b.html", "/tin/c.html"], ["/tin/muc-luc.html"], None),
        (["/x/a-1001.html", "/x/b-1002.html"], [], None),
        # two systems side by side
        (
            ["/DetailView/1/a.html", "/v/b?id=1", "/v/c?id=2", "/v/d?id=3"],
            ["/v?page=2"],
            r"/DetailView/\d+/|\?(?:[^#]{0,80}&)?(?:id|ItemID|mabb|newsid)=\d+",
        ),
    ],
)
def test_the_form_of_an_address_is_found_or_left_open(articles: list[str], others: list[str], form: str | None) -> None:
    def urls(paths: list[str]) -> list[str]:
        return [f"https://x.vn{path}" for path in paths]

    assert article_form(urls(articles), urls(others)) == form
