"""An article made of plain text, as the reader of pages would hand it on."""

import dataclasses
import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from transforms.areas import home_code
from transforms.records import Article

MakeArticle = Callable[..., Article]


def make_article(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    province: str | None = "Lai Châu",
    url: str = "https://example.vn/tin.html",
) -> Article:
    """An article of that text; `published` is an ISO day in Vietnam."""
    moment = None
    if published:
        day = date.fromisoformat(published)
        moment = datetime(day.year, day.month, day.day, 8, tzinfo=timezone(timedelta(hours=7)))
    blank = {field.name: None for field in dataclasses.fields(Article)}
    given: dict[str, object] = {
        "article_id": "a" * 16,
        "version_id": hashlib.sha256(text.encode()).hexdigest()[:16],
        "url": url,
        "canonical_url": url,
        "portal": "test",
        "home": home_code(province) if province else None,
        "verdict": "article",
        "attachments": (),
        "layout_warnings": (),
        "title": title,
        "published_at": moment,
        "text": text,
        "extractor": "test",
        "code_version": "0" * 12,
    }
    return Article(**{**blank, **given})  # type: ignore[arg-type]  # field names and types are those of the record


@pytest.fixture(scope="session", name="make_article")
def make_article_fixture() -> MakeArticle:
    return make_article
