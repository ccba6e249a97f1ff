"""The sample portals are crawled whole, and a second time only as far as something is new."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from scrapers.archive import outcomes, read_pages
from scrapers.families import family as find_family
from scrapers.samples.server import serve
from tests.scrapers.crawling import ROOT, crawl, order

PORTALS = sorted(path.stem for path in (ROOT / "scrapers/samples/portals").glob("*.yaml"))


def block(portal: str) -> tuple[str, dict[str, object]]:
    """Family and crawl block of a sample portal's file."""
    read = yaml.safe_load((ROOT / "scrapers/samples/portals" / f"{portal}.yaml").read_text("utf-8"))
    return read["family"], read["crawl"]


@pytest.mark.parametrize("portal", PORTALS)
def test_every_article_is_archived_and_the_second_crawl_fetches_no_page_again(portal: str, tmp_path: Path) -> None:
    family, crawl_block = block(portal)
    with serve(portal, port=0) as served:
        job = order(tmp_path, portal, served.base_url, crawl_block, family=family)
        first = crawl(job)
        assert (first.exit_code, first.report["stop_reason"]) == (0, "finished")
        same = find_family(family).identity
        wanted = {same(served.base_url + served.site.story_path(story)) for story in served.site.content.stories}
        files = sorted(job.pages_dir.glob("*.warc.gz"))
        stored = {same(page.url) for file in files for page in read_pages(file, portal)}
        assert wanted <= stored
        assert first.report["new_articles"] >= len(wanted)
        ended = [record for file in files for record in outcomes(file)]
        assert len(ended) == first.report["scheduled"]

        asked = len(served.requests)
        second = crawl(job)
        paths = {request.path for request in served.requests[asked:]}
        assert not {path for path in paths if same(served.base_url + path) in wanted}
        assert "article" not in second.report["by_kind"]
        sections = {served.site.section_path(section) for section in served.site.content.sections}
        listed = {record.url for record in outcomes(max(job.pages_dir.glob("*.gz"))) if record.kind == "listing"}
        assert listed <= {served.base_url + path for path in sections}
        assert second.report["new_articles"] == second.report["refetched_articles"] == 0
        assert second.exit_code == 0


def test_pages_in_doubt_are_asked_for_again_in_full(tmp_path: Path) -> None:
    """What was a wall when it was fetched is asked for whole, not "if it has changed"; a listing among them is not."""
    portal = "sample-laichau"
    family, crawl_block = block(portal)
    with serve(portal, port=0) as served:
        job = order(tmp_path, portal, served.base_url, crawl_block, family=family)
        crawl(job)
        asked = len(served.requests)
        doubted = served.base_url + served.site.story_path(served.site.content.stories[0])
        listing = served.base_url + served.site.section_path(served.site.content.sections[0])
        second = crawl(replace(job, again=(doubted, listing)))
        (request,) = [r for r in served.requests[asked:] if served.base_url + r.path == doubted]
    assert not {"if-none-match", "if-modified-since"} & set(request.headers)
    assert second.report["refetched_articles"] == 1
    assert second.report["new_articles"] == 0


def test_an_edited_and_a_new_article_are_fetched_and_nothing_else(tmp_path: Path) -> None:
    portal = "sample-laichau"
    family, crawl_block = block(portal)
    with serve(portal, port=0) as served:
        address = served.base_url
        crawl(order(tmp_path, portal, address, crawl_block, family=family))
    time.sleep(1)
    port = int(address.rpartition(":")[2])
    with serve(portal, port=port, edition=2) as served:
        second = crawl(order(tmp_path, portal, served.base_url, crawl_block, family=family))
        articles = {request.path for request in served.requests if request.path.startswith("/tin-tuc-su-kien/")}
        sections = {served.site.section_path(section) for section in served.site.content.sections}
    assert second.report["new_articles"] == 1
    assert second.report["refetched_articles"] == 1
    assert len(articles - sections) == 2


@pytest.mark.parametrize(
    ("portal", "in_vain"),
    [
        ("sample-thainguyen", 1),  # the list beside a list of one page
        ("sample-dienbien", 1),  # the number in the query of a listing that ignores it
        ("sample-khanhhoa", 0),
        ("sample-phutho", 0),
        ("sample-tuyenquang", 0),
        ("sample-angiang", 0),
        ("sample-hatinh", 0),
        ("sample-haiphong", 0),
    ],
)
def test_listings_are_walked_to_their_end_and_no_further(portal: str, in_vain: int, tmp_path: Path) -> None:
    family, crawl_block = block(portal)
    with serve(portal, port=0) as served:
        job = order(tmp_path, portal, served.base_url, crawl_block, family=family)
        assert crawl(job).exit_code == 0
        content = served.site.content
        pages = sum(served.site.pages_in(section) for section in content.sections)
        ended = [record for path in job.pages_dir.glob("*.warc.gz") for record in outcomes(path)]
        asked = [record for record in ended if record.kind in ("listing", "form")]
        assert [record.url for record in asked if record.outcome != "stored"] == []
        assert len(asked) == pages + in_vain
        same = find_family(family).identity
        articles = [same(record.url) for record in ended if record.kind == "article" and record.outcome == "stored"]
        gone = same(f"{served.base_url}/{content.extras['gone']}")  # on some sites it answers 200
        assert sorted({*articles} - {gone}) == sorted(
            same(served.base_url + served.site.story_path(s)) for s in content.stories
        )
        assert len(articles) == len(set(articles))
