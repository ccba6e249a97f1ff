"""WordPress: some unions and journals.

Its habits: `/feed/` for the site and each category; `/wp-sitemap.xml`; `/page/N/` ends in a true 404; the JSON API
names every post with both its dates and is the way to the whole history.
"""

import json
import re
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapers.families.base import Family, FeedPage
from scrapers.feeds import Entry, parse_date
from scrapers.fetched import Fetched
from scrapers.site import Site

POSTS = "/wp-json/wp/v2/posts?per_page=100&page=1&_fields=link,date,date_gmt,modified,modified_gmt"
MAX_HISTORY_PAGES = 1000


class WordPress(Family):
    """Recognised by its generator mark, else by the paths of its files."""

    name = "wordpress"
    row_selector = "article, .post, li"
    pager_selector = ".nav-links a[href], .pagination a[href], .navigation a[href], a.next[href], a[rel=next]"
    article_path = re.compile(r"/20\d\d/\d\d/(?:\d\d/)?[^/]{1,300}/?$")

    def recognise(self, answer: Fetched) -> int:
        generator = answer.tree.css_first("meta[name=generator]")
        if generator is not None and "wordpress" in (generator.attributes.get("content") or "").lower():
            return 10
        return 4 * ("/wp-content/" in answer.text) + 3 * ("/wp-json/" in answer.text)

    def feeds(self, site: Site) -> list[str]:
        return [site.absolute(f"{path.rstrip('/')}/feed/") for path in site.sections] or [site.absolute("/feed/")]

    def sitemaps(self, site: Site) -> list[str]:
        return [site.absolute("/wp-sitemap.xml")]

    def history(self, site: Site) -> list[str]:
        return [site.absolute(POSTS)]

    def identity(self, url: str) -> str:
        return url.rstrip("/")

    def feed(self, answer: Fetched, page: int) -> FeedPage | None:
        """A page of the JSON API, or an ordinary feed."""
        if not answer.body.lstrip().startswith(b"["):
            return super().feed(answer, page)
        try:
            posts = json.loads(answer.body)
        except ValueError:
            return None
        entries = [
            Entry(str(post["link"]), _changed(post)) for post in posts if isinstance(post, dict) and post.get("link")
        ]
        total = answer.headers.get("x-wp-totalpages", "")
        more = total.isdigit() and page < min(int(total), MAX_HISTORY_PAGES)
        return FeedPage(entries, _following(answer.url, page + 1) if more else None)


def _changed(post: dict[str, object]) -> datetime | None:
    """When a post last changed. The API gives times in UTC, or the site's own, and names no zone for either."""
    for name in ("modified_gmt", "date_gmt"):
        if isinstance(text := post.get(name), str) and (moment := parse_date(f"{text}Z")):
            return moment
    for name in ("modified", "date"):
        if isinstance(text := post.get(name), str) and (moment := parse_date(text)):
            return moment
    return None


def _following(url: str, page: int) -> str:
    parts = urlsplit(url)
    query = [(name, str(page) if name == "page" else value) for name, value in parse_qsl(parts.query)]
    return urlunsplit(parts._replace(query=urlencode(query, safe=",")))
