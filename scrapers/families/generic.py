"""A site of which nothing is known: feeds and sitemaps where it names them, its menus, and any pager there is."""

from scrapers.families.base import Family
from scrapers.site import Site


class Generic(Family):
    """The default strategy as it is."""

    name = "generic"

    def sitemaps(self, site: Site) -> list[str]:
        return [site.absolute("/sitemap.xml")]
