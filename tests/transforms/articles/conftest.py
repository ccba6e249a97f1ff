"""Pages and rules for the tests of transforms/articles. The markup is of our own making, after docs/families.md."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from transforms.articles import Rules, load_rules
from transforms.records import Page

RETRIEVED = datetime(2024, 12, 28, 2, 0, tzinfo=UTC)

MakePage = Callable[..., Page]
MakeRules = Callable[..., Rules]


@pytest.fixture(scope="session")
def make_page() -> MakePage:
    """A stored page: `make_page(html, url=…, status=…, content_type=…)`."""

    def make(
        body: str | bytes,
        *,
        url: str = "https://mau.gov.vn/tin-tuc/bai-viet-1.html",
        status: int = 200,
        content_type: str = "text/html; charset=utf-8",
        retrieved_at: datetime = RETRIEVED,
    ) -> Page:
        return Page(
            url=url,
            status=status,
            headers={"content-type": content_type},
            body=body.encode() if isinstance(body, str) else body,
            retrieved_at=retrieved_at,
            portal="mau",
            warc_file="20241228T020000Z-001.warc.gz",
            warc_offset=0,
            payload_digest="sha256:0",
        )

    return make


@pytest.fixture(scope="session")
def make_rules() -> MakeRules:
    """The rules of a portal: `make_rules("vhv", prune=[…])`."""

    def make(family: str = "unknown", **read: object) -> Rules:
        return load_rules(
            family,
            read,
            portal="mau",
            home="VN63_12",
            kind="portal",
            base="https://mau.gov.vn",
            aliases=["cu.mau.gov.vn"],
            article_url=r"/[a-z-]+/[a-z0-9-]+\.html$",
            sections=[{"path": "/tinh-ban/", "home": None}, {"path": "/hai-phong", "home": "VN63_31"}],
        )

    return make
