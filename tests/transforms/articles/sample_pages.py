"""The sample articles as stored pages with their rules, fetched once for all tests that read them."""

import re
import urllib.request
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import yaml

from scrapers.samples.content import expected
from scrapers.samples.server import serve
from scrapers.samples.stories import PORTALS
from transforms.articles import Rules, load_rules
from transforms.records import Page


@dataclass(frozen=True)
class Sample:
    """One sample article as served, and what must be read from it."""

    case: dict[str, object]
    page: Page
    rules: Rules

    @property
    def id(self) -> str:
        return str(self.case["id"])

    @property
    def is_file(self) -> bool:
        return self.id.endswith((".pdf", ".docx"))

    @property
    def text(self) -> str:
        return str(self.case["text"])


def fetch(url: str, portal: str) -> Page:
    """A page of a sample server, as the archive would give it."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - loopback, the sample server
        body = answer.read()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.url, answer.status, headers, body, datetime.now(UTC), portal, "x.warc.gz", 0, "sha256:0")


def samples() -> tuple[Sample, ...]:
    """Every sample article of every sample portal that is a page."""
    return tuple(sample for sample in everything() if not sample.is_file)


def files() -> tuple[Sample, ...]:
    """Every sample article that is a PDF or DOCX file."""
    return tuple(sample for sample in everything() if sample.is_file)


@cache
def everything() -> tuple[Sample, ...]:
    """Pages and files, fetched once."""
    found = []
    for path in sorted(PORTALS.glob("*.yaml")):
        portal, file = path.stem, yaml.safe_load(path.read_text("utf-8"))
        crawl = file["crawl"]
        with serve(portal, port=0) as served:
            rules = load_rules(
                file["family"],
                file.get("read", {}),
                portal=portal,
                home=file["home"],
                kind=file["kind"],
                base=served.base_url,
                aliases=crawl.get("aliases", []),
                article_url=crawl["article_url"],
                sections=crawl["sections"],
            )
            for case in expected(portal, base_url=served.base_url):
                found.append(Sample(case, fetch(str(case["url"]), portal), rules))
    return tuple(found)


def word_bag(text: str) -> Counter[str]:
    """The words of a text, however often each occurs."""
    return Counter(re.findall(r"\w+", text.lower()))


def right_and_kept(text: str, wanted: str) -> tuple[float, float]:
    """Share of a text's words that are wanted, and share of the wanted words that it has."""
    found, expected_words = word_bag(text), word_bag(wanted)
    both = (found & expected_words).total()
    return both / max(1, found.total()), both / expected_words.total()
