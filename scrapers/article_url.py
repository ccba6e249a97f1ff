"""The form of an article's address, found from addresses that are known to be articles' and some that are not.

For the portal file of a site that nobody has described yet (check.py). The forms are data (data/article_urls.yaml);
what fits none of them is left to the family's habit.
"""

import re
from collections.abc import Collection
from functools import cache
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from scrapers.tables import DATA, read_lists
from transforms.errors import ConfigError

MIN_ARTICLES = 3
"""So many addresses of one form are no accident."""

ENOUGH = 0.9
"""Of the articles; the rest are those of a second system, or no articles."""

MAX_FORMS = 2


@cache
def forms(folder: Path = DATA) -> tuple[str, ...]:
    """The forms of the data file. Raises ConfigError for one that is no regular expression."""
    found = read_lists("article_urls.yaml", ("forms",), folder)["forms"]
    for form in found:
        try:
            re.compile(form)
        except re.error as error:
            raise ConfigError(f"{folder}/article_urls.yaml: {form!r} is no regular expression ({error}).") from error
    return found


def article_form(articles: Collection[str], others: Collection[str]) -> str | None:
    """A pattern for `crawl.article_url` that nearly all of the articles have and none of the others; null without one.

    A site with two systems has two forms, and its pattern both.
    """
    wanted = {_target(url) for url in articles}
    refused = {_target(url) for url in others}
    having = {form: {target for target in wanted if re.search(form, target)} for form in forms()}
    fit = [form for form, same in having.items() if same and not any(re.search(form, other) for other in refused)]
    for share in (1, ENOUGH):
        for number in range(1, MAX_FORMS + 1):
            for some in combinations(fit, number):
                covered = set().union(*(having[form] for form in some))
                if max(len(having[form]) for form in some) >= MIN_ARTICLES and len(covered) >= share * len(wanted):
                    return "|".join(some)
    return None


def _target(url: str) -> str:
    """Path and query of a URL: what `crawl.article_url` is held against."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
