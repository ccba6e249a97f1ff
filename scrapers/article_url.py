"""The form of an article's address, found from addresses that are known to be articles' and some that are not.

For the portal file of a site that nobody has described yet (check.py). The forms are those that Vietnamese portals and
newspapers have; what fits none of them is left to the family's habit.
"""

import re
from collections.abc import Collection
from itertools import combinations
from urllib.parse import urlsplit

FORMS = (
    r"/20\d{4}/[^/]+-[0-9a-f]{7}/?$",
    r"/20\d\d/\d\d/(?:\d\d/)?[^/]+/?$",
    r"/[Pp]ages/20\d\d-\d{1,2}-\d{1,2}/[^/]+\.aspx$",
    r"/-/asset_publisher/\w+/content/[^/]+$",
    r"/-/view-article/\d+/\d+/\d+",
    r"/title/\d+/",
    r"/DetailView/\d+/",
    r"-post\d+\.html$",
    r"-postid\d+\.bbg$",
    r"-a\d+\.html$",
    r"-\d{4,17}\.html?$",
    r"-\d+\.html?$",
    r"\?(?:[^#]{0,80}&)?(?:id|ItemID|mabb|newsid)=\d+",
    r"/[^/]+/[^/]+-\d+/?$",
    r"/(?:bai-viet|tin-bai|chi-tiet)/[^/]+$",
    r"/[^/]+/[^/]+/[^/]+\.html?$",
    r"/[^/]+/[^/]+\.html?$",
    r"/[^/]{8,}\.html?$",
    r"^/[a-z0-9]+(?:-[a-z0-9]+){5,}/?$",
)
"""From the particular to the general: the first that holds says most."""

MIN_ARTICLES = 3
"""So many addresses of one form are no accident."""

ENOUGH = 0.9
"""Of the articles; the rest are those of a second system, or no articles."""

MAX_FORMS = 2


def article_form(articles: Collection[str], others: Collection[str]) -> str | None:
    """A pattern for `crawl.article_url` that nearly all of the articles have and none of the others; null without one.

    A site with two systems has two forms, and its pattern both.
    """
    wanted = {_target(url) for url in articles}
    refused = {_target(url) for url in others}
    having = {form: {target for target in wanted if re.search(form, target)} for form in FORMS}
    fit = [form for form, same in having.items() if same and not any(re.search(form, other) for other in refused)]
    for share in (1, ENOUGH):
        for number in range(1, MAX_FORMS + 1):
            for forms in combinations(fit, number):
                covered = set().union(*(having[form] for form in forms))
                if max(len(having[form]) for form in forms) >= MIN_ARTICLES and len(covered) >= share * len(wanted):
                    return "|".join(forms)
    return None


def _target(url: str) -> str:
    """Path and query of a URL: what `crawl.article_url` is held against."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
