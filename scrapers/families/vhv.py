"""VHV.Platform: provincial portals such as Lai Châu's, ministries, police sites.

Its habits: an article's path has no number, so the slug is the identity; further pages of a listing are meant for
scripts and stand in the pager as `/chuyen-muc-<slug>-c<id>-<page>.html`; a missing article answers 200.
"""

import re

from scrapers.families.base import Family
from scrapers.fetched import Fetched
from scrapers.site import Site

THUMBNAILS = re.compile(r"/(?:publish/thumbnail|upload)/\d{5,9}/")
LISTING_PATH = re.compile(r"/chuyen-muc-[^/]{1,200}-c\d{1,9}(?:-\d{1,5})?\.html$")


class Vhv(Family):
    """Recognised by its numbered modules and the folders of its pictures."""

    name = "vhv"
    row_selector = "article.item-block, .news-item, li, article"
    pager_selector = ".pagination a[href], [class*=paging] a[href], a.page-link[href]"

    def recognise(self, answer: Fetched) -> int:
        module = answer.tree.css_first("div.ModuleWrapper[id^=module]")
        article = answer.tree.css_first("article[class*=news-detail-layout-type]")
        return 5 * (module is not None) + 3 * (article is not None) + 2 * bool(THUMBNAILS.search(answer.text))

    def sitemaps(self, site: Site) -> list[str]:
        return [site.absolute("/sitemap.xml")]

    def is_article(self, url: str, site: Site) -> bool:
        return not LISTING_PATH.search(url) and super().is_article(url, site)

    def is_section(self, url: str | None, site: Site) -> bool:
        return super().is_section(url, site) or bool(url and site.is_on_site(url) and LISTING_PATH.search(url))
