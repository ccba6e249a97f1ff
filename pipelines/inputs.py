"""What `congdoan extract` accepts, and how each kind of input becomes an Article.

An input that cannot be read is yielded as the error that says why, so that one bad file costs none of the others.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from transforms.areas import home_code
from transforms.articles import read_html, read_text
from transforms.code_version import code_version
from transforms.errors import UsageError
from transforms.records import Article

MAX_BYTES = 10 * 2**20
"""Of one article, as for a page from the network: the largest real article seen has 0.4 MB of HTML."""

MONTH_OR_YEAR = re.compile(r"\d{4}(-\d{2})?")

SNIFF = 4096
DOCUMENT_MARKS = (b"%PDF", b"PK\x03\x04")
HTML_MARKS = (b"<!doctype html", b"<html", b"<body", b"<article", b"<div", b"<p>")


@dataclass(frozen=True, slots=True)
class Source:
    """One article of the input. `id` is the JSON object's, else the file's stem."""

    id: str
    article: Article


def read_sources(files: Iterable[Path]) -> Iterator[Source | UsageError]:
    """The articles of all files, in order; in place of what cannot be read, the error."""
    version = code_version({})
    for path in files:
        try:
            if path.suffix == ".jsonl":
                yield from _json_lines(path, version)
            else:
                yield Source(path.stem, _read(path, version))
        except UsageError as error:
            yield error
        except OSError as error:
            yield UsageError(f"{path}: cannot be read ({error.strerror}). Nothing is stored by this command.")


def _check(raw: bytes, where: str) -> None:
    if not raw.strip():
        raise UsageError(f"{where}: empty; there is no article in it.")
    if b"\0" in raw[:SNIFF] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{where}: binary, not text; give plain text, HTML, PDF, DOCX or JSON Lines.")


def _read(path: Path, version: str) -> Article:
    if path.is_dir():
        raise UsageError(f"{path}: a folder; name the files in it.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UsageError(
            f"{path}: {size / 2**20:.0f} MB; an article has at most {MAX_BYTES // 2**20} MB. It was not read. "
            "Put several articles into a .jsonl file, one a line."
        )
    raw = path.read_bytes()
    if raw.startswith(DOCUMENT_MARKS):
        return _read_page(raw, path, version)
    _check(raw, str(path))
    if any(mark in raw[:SNIFF].lower() for mark in HTML_MARKS):
        return _read_page(raw, path, version)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8, or give the HTML page."
        ) from error
    return read_text(text, article_id=path.stem, url=None, title=None, published=None, home=None, code_version=version)


def _read_page(raw: bytes, path: Path, version: str) -> Article:
    return read_html(raw, article_id=path.stem, url=None, title=None, published=None, home=None, code_version=version)


def _json_lines(path: Path, version: str) -> Iterator[Source | UsageError]:
    with path.open("rb") as lines:
        number = 0
        while raw := lines.readline(MAX_BYTES + 1):
            number += 1
            where = f"{path}:{number}"
            if len(raw) > MAX_BYTES:
                yield UsageError(f"{where}: a line of over {MAX_BYTES // 2**20} MB; the rest of the file was not read.")
                return
            if not raw.strip():
                continue
            try:
                yield _object(raw, where, version)
            except UsageError as error:
                yield error
        if not number:
            yield UsageError(f"{path}: empty; there is no article in it.")


def _object(raw: bytes, where: str, version: str) -> Source:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: not a JSON object on one line ({error}).") from error
    if not isinstance(record, dict):
        raise UsageError(f"{where}: not a JSON object.")
    return read_record(record, where, version)


def read_record(record: Mapping[str, object], where: str, version: str = "") -> Source:
    """One article from `{id, url, title, text|html, published, province}`. Raises UsageError, which names `where`."""
    identity = _text(record, "id", where)
    url, title, province = (_text(record, key, where) for key in ("url", "title", "province"))
    text, html = _text(record, "text", where), _text(record, "html", where)
    if not (text or html):
        raise UsageError(f"{where}: has neither `text` nor `html`.")
    home = home_code(province) if province else None
    if province and home is None:
        raise UsageError(f"{where}: there is no province {province!r}, old or new.")
    identity = identity or f"{Path(where).stem}-{where.rpartition(':')[2]}"
    published = _published(record, where)
    if html:
        article = read_html(
            html, article_id=identity, url=url, title=title, published=published, home=home, code_version=version
        )
    else:
        article = read_text(
            text or "", article_id=identity, url=url, title=title, published=published, home=home, code_version=version
        )
    return Source(identity, article)


def _text(record: Mapping[str, object], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{where}: `{key}` is not text.")
    return value or None


def _published(record: Mapping[str, object], where: str) -> datetime | date | None:
    value = _text(record, "published", where)
    if value is None:
        return None
    try:
        if MONTH_OR_YEAR.fullmatch(value):  # the day is not known: the first one stands for it
            year, _, month = value.partition("-")
            return date(int(year), int(month or 1), 1)
        return date.fromisoformat(value) if len(value) == len("2024-12-27") else datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"{where}: `published` is {value!r}, not a date such as 2024-12-27 or 2024-12.") from error
