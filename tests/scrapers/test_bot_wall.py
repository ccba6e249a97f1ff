"""A wall is recognised, and a page that only speaks of one is not; the list of marks refuses a mistake by line."""

from pathlib import Path

import pytest

from scrapers.article_url import forms
from scrapers.bot_wall import is_bot_wall, marks
from scrapers.tables import DATA, read_lists
from transforms.errors import ConfigError

KEYS = ("headers", "anywhere", "with_refusal", "cookie_challenge")
LONG = b"<p>" + b"x" * 20_000


@pytest.mark.parametrize(
    ("status", "headers", "body", "wall"),
    [
        (403, {"cf-mitigated": "challenge"}, LONG, True),
        (503, {}, b"<html><TITLE>Just a moment...</TITLE>", True),
        (200, {}, b"<html>Your request is blocked</html>", True),
        (200, {}, b"<script>document.cookie='a=1';location.reload()</script>", True),
        (200, {}, b"<script>document.cookie='a=1'</script>", False),
        (403, {}, b"<div class='g-recaptcha'></div>", True),
        # the box of a comment form
        (200, {}, b"<article>x</article><div class='g-recaptcha'></div>", False),
        # an article about walls
        (200, {}, LONG + b"<title>just a moment...</title>", False),
        (403, {}, b"<html>members only</html>", False),
    ],
)
def test_a_wall(status: int, headers: dict[str, str], body: bytes, wall: bool) -> None:
    assert is_bot_wall(status, headers, body) == wall


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("anywhere:", "anywhre:", "bot_walls.yaml:9: 'anywhre' is unknown"),
        ("  - captcha", "  - [captcha]", "bot_walls.yaml:22: with_refusal: a text is expected"),
        ("  - captcha", "  - Captcha", "'Captcha' is to be in small letters"),
        ("headers:\n", "headers: x\nrest:\n", "bot_walls.yaml:5: headers: a list of texts"),
        ("cookie_challenge:\n  - document.cookie\n  - location.reload\n", "", "cookie_challenge is missing"),
        ("  - captcha", " - [", "not YAML"),
        ('  - "cf-mitigated: challenge"', "  - cf-mitigated", "headers with ': '"),
    ],
)
def test_a_mistake_in_the_list_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    text = (DATA / "bot_walls.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "bot_walls.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ConfigError, match="bot_walls") as caught:
        marks(tmp_path)
    assert told in str(caught.value)


def test_other_mistakes_are_named_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_lists("none.yaml", KEYS, tmp_path)
    (tmp_path / "text.yaml").write_text("only a text")
    with pytest.raises(ConfigError, match="a mapping with the keys"):
        read_lists("text.yaml", KEYS, tmp_path)
    (tmp_path / "article_urls.yaml").write_text("forms: ['/[a-z+']")
    with pytest.raises(ConfigError, match="no regular expression"):
        forms(tmp_path)
