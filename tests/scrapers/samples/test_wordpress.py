"""The habits of WordPress that crawl and reading must cope with, as the sample shows them."""

import json
from collections.abc import Iterator

import pytest

from scrapers.samples.content import expected
from scrapers.samples.server import Served, serve
from tests.scrapers.samples.web import get


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serve("sample-congdoan", port=0) as served:
        yield served


def test_the_rest_interface_gives_the_whole_history(site: Served) -> None:
    got = get(site.base_url + "/wp-json/wp/v2/posts?per_page=5&page=1")
    total = len(site.site.content.stories)
    assert got.headers["x-wp-total"] == str(total)
    pages = int(got.headers["x-wp-totalpages"])
    posts = [
        post
        for page in range(1, pages + 1)
        for post in json.loads(get(f"{site.base_url}/wp-json/wp/v2/posts?per_page=5&page={page}").body)
    ]
    assert [post["link"] for post in posts] == [
        site.base_url + site.site.story_path(s) for s in site.site.content.stories
    ]
    beyond = get(f"{site.base_url}/wp-json/wp/v2/posts?per_page=5&page={pages + 1}")
    assert (beyond.status, json.loads(beyond.body)["code"]) == (400, "rest_post_invalid_page_number")


def test_past_the_last_page_is_a_real_404(site: Served) -> None:
    assert get(site.base_url + "/category/tin-cong-doan/page/3/").status == 200
    assert get(site.base_url + "/category/tin-cong-doan/page/4/").status == 404
    assert get(site.base_url + "/page/99/").status == 404


def test_feeds_and_sitemap(site: Served) -> None:
    assert get(site.base_url + "/feed/").text.count("<item>") == 10
    assert get(site.base_url + "/feed/?paged=2").text.count("<item>") == len(site.site.content.stories) - 10
    assert get(site.base_url + "/category/ldld-ha-nam/feed/").text.count("<item>") == 2
    assert "/wp-sitemap-posts-post-1.xml" in get(site.base_url + "/wp-sitemap.xml").text
    listed = get(site.base_url + "/wp-sitemap-posts-post-1.xml").text
    assert listed.count("<loc>") == len(site.site.content.stories)


def test_the_author_is_a_login_name(site: Served) -> None:
    story = site.site.content.stories[0]
    page = get(site.base_url + site.site.story_path(story)).text
    assert 'href="/author/bientap01/"' in page
    assert f'<p class="has-text-align-right"><strong>{story.author}</strong></p>' in page


@pytest.mark.parametrize(
    ("portal", "original", "copy"),
    [
        ("sample-caobang", "2024-thong-cao", "2024-cao-bang-bao-so-3"),
        ("sample-quangbinh", "2024-thong-cao-tiep-suc", "2024-quang-binh-vay-von"),
    ],
)
def test_a_release_stands_on_two_portals(portal: str, original: str, copy: str) -> None:
    """The same text under another headline, on one side behind a local lead."""
    first = next(case for case in expected(portal) if case["id"] == f"{portal}.{original}")
    second = next(case for case in expected("sample-congdoan") if case["id"] == f"sample-congdoan.{copy}")
    lines, again = str(first["text"]).splitlines(), str(second["text"]).splitlines()
    assert lines[1:] == again
    assert first["title"] != second["title"]
