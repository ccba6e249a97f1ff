"""Recognising a page that asks whether we are a robot. We are: the crawl stops there, and nothing tries to pass it.

Markers are those of the page itself, not of scripts that the same vendors put into ordinary pages; those count only
beside a refusing status.
"""

from collections.abc import Mapping

SMALL_BYTES = 16 * 1024
"""A wall is a small page. An article may quote any of these words."""

REFUSING = frozenset({403, 429, 503})

ANYWHERE = (
    "<title>just a moment...</title>",
    "_incapsula_resource",
    "cf-browser-verification",
    "sucuri website firewall",
    "your request is blocked",
)
WITH_REFUSAL = ("/cdn-cgi/challenge-platform/", "g-recaptcha", "h-captcha", "recaptcha/api.js", "captcha")
COOKIE_CHALLENGE = ("document.cookie", "location.reload")
COOKIE_CHALLENGE_BYTES = 3 * 1024


def is_bot_wall(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a wall. `headers` has lower-case names."""
    if headers.get("cf-mitigated") == "challenge":
        return True
    if len(body) > SMALL_BYTES:
        return False
    text = body.decode("utf-8", "replace").lower()
    if any(mark in text for mark in ANYWHERE):
        return True
    if len(body) <= COOKIE_CHALLENGE_BYTES and all(mark in text for mark in COOKIE_CHALLENGE):
        return True
    return status in REFUSING and any(mark in text for mark in WITH_REFUSAL)
