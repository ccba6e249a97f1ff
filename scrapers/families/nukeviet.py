"""NukeViet 4: union sites, departments, districts.

Its habits: the number at the end of an article's path is its identity; feeds hold the newest 30, the sitemap the newest
1000, `page-N/` the rest; past the last page it redirects to the first, an unknown path to the home page; more than 40
requests a minute are answered 429.
"""

import re
from urllib.parse import parse_qs, urlsplit

from scrapers.families.base import Family
from scrapers.fetched import Fetched
from scrapers.site import Site

ARTICLE_NUMBER = re.compile(r"-(\d{1,9})\.html$")
THUMBNAILS = re.compile(r"/(?:assets|uploads)/[a-z-]{2,20}/20\d\d_\d\d/")


class NukeViet(Family):
    """Recognised by its generator mark, else by its thumbnails' folders."""

    name = "nukeviet"
    row_selector = ".panel, .panel-body, .news_column > div, li, article"
    pager_selector = "ul.pagination a[href]"
    article_path = ARTICLE_NUMBER

    def recognise(self, answer: Fetched) -> int:
        generator = answer.tree.css_first("meta[name=generator]")
        if generator is not None and "nukeviet" in (generator.attributes.get("content") or "").lower():
            return 10
        marks = answer.tree.css_first("#news-bodyhtml, p#stringrating, form#form3B")
        return 4 * (marks is not None) + 3 * bool(THUMBNAILS.search(answer.text))

    def feeds(self, site: Site) -> list[str]:
        return [site.absolute(f"/rss/{path.strip('/')}/") for path in site.sections] or [site.absolute("/rss/")]

    def sitemaps(self, site: Site) -> list[str]:
        return [site.absolute("/sitemap.xml")]

    def identity(self, url: str) -> str:
        parts = urlsplit(url)
        if found := ARTICLE_NUMBER.search(parts.path):
            return f"{parts.netloc}#{found[1]}"
        if parts.path == "/index.php" and (op := parse_qs(parts.query).get("op")):
            # The same listing under its address without rewriting.
            return f"{parts.scheme}://{parts.netloc}/{op[0].strip('/')}/"
        return url
