"""Recognising a page that asks whether we are a robot. We are: the crawl stops there, and nothing tries to pass it.

Markers are those of the page itself, not of scripts that the same vendors put into ordinary pages; those count only
beside a refusing status. They are data (data/bot_walls.yaml).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scrapers.tables import DATA, read_lists
from transforms.errors import ConfigError

SMALL_BYTES = 16 * 1024
"""A wall is a small page. An article may quote any of these words."""

REFUSING = frozenset({403, 429, 503})
COOKIE_CHALLENGE_BYTES = 3 * 1024


@dataclass(frozen=True, slots=True)
class Marks:
    """What walls say, in small letters; the file explains each list."""

    headers: tuple[tuple[str, str], ...]
    anywhere: tuple[str, ...]
    with_refusal: tuple[str, ...]
    cookie_challenge: tuple[str, ...]


@cache
def marks(folder: Path = DATA) -> Marks:
    """The marks of the data file. Raises ConfigError with file and line."""
    lists = read_lists("bot_walls.yaml", Marks.__slots__, folder)
    for key, texts in lists.items():
        for text in texts:
            if text != text.lower() or (key == "headers" and ": " not in text):
                raise ConfigError(
                    f"{folder}/bot_walls.yaml: {key}: {text!r} is to be in small letters, headers with ': '."
                )
    pairs = tuple((name, value) for name, _, value in (text.partition(": ") for text in lists["headers"]))
    return Marks(pairs, lists["anywhere"], lists["with_refusal"], lists["cookie_challenge"])


def is_bot_wall(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a wall. `headers` has lower-case names."""
    known = marks()
    if any(headers.get(name, "").lower() == value for name, value in known.headers):
        return True
    if len(body) > SMALL_BYTES:
        return False
    text = body.decode("utf-8", "replace").lower()
    if any(mark in text for mark in known.anywhere):
        return True
    if len(body) <= COOKIE_CHALLENGE_BYTES and all(mark in text for mark in known.cookie_challenge):
        return True
    return status in REFUSING and any(mark in text for mark in known.with_refusal)
