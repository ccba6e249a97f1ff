"""Which words tell a text about trade unions from others, and an error page from an article (verdicts.yaml).

Here: the counting and matching. Not here: what follows from it (verdicts.py).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.articles import rulefile
from transforms.articles.text import key

_FILE = Path(__file__).parent / "verdicts.yaml"
_OPENING_CHARS = 400
_PASSING_WORDS = 150


@dataclass(frozen=True)
class Vocabulary:
    """Compiled word lists; each matches whole words of a folded text (text.key), `exact` those of the text itself."""

    union: re.Pattern[str]
    exact: re.Pattern[str]
    youth: re.Pattern[str]
    soft_404: re.Pattern[str]
    login: re.Pattern[str]
    login_title: re.Pattern[str]
    bot_wall: re.Pattern[str]
    javascript: re.Pattern[str]


def _whole_words(entry: rulefile.Entry) -> re.Pattern[str]:
    """Any of the phrases, longest first, as whole words."""
    phrases = set()
    for item in entry.items():
        phrase = key(item.text())
        if not phrase:
            raise item.fail("the phrase has no word and no number")
        phrases.add(phrase)
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b")


@cache
def vocabulary(file: Path = _FILE) -> Vocabulary:
    """The word lists of the data file, checked and compiled once."""
    groups = rulefile.read(file).fields(
        required=frozenset({"union", "soft_404", "login", "login_title", "bot_wall", "javascript"}),
        optional=frozenset(),
    )
    union = groups["union"].fields(required=frozenset({"words", "exact", "youth"}), optional=frozenset())
    return Vocabulary(
        union=_whole_words(union["words"]),
        exact=re.compile(r"\b(?:" + "|".join(map(re.escape, union["exact"].texts())) + r")\b"),
        youth=_whole_words(union["youth"]),
        soft_404=_whole_words(groups["soft_404"]),
        login=_whole_words(groups["login"]),
        login_title=_whole_words(groups["login_title"]),
        bot_wall=_whole_words(groups["bot_wall"]),
        javascript=_whole_words(groups["javascript"]),
    )


def not_union_reason(title: str | None, text: str) -> str | None:
    """Why a text is not about trade unions; null where it is.

    It is about them when title or opening name them, or the text does more than in passing; it is not when it speaks
    of the Youth Union ("Đoàn", whose members are đoàn viên as well) more than of the trade unions.
    """
    words = vocabulary()
    head, body = key(title or ""), " ".join(map(key, text.split("\n")))
    union = len(words.union.findall(body)) + len(words.exact.findall(text)) + 3 * len(words.union.findall(head))
    youth = len(words.youth.findall(body)) + 3 * len(words.youth.findall(head))
    if union == 0:
        return "no word of trade unions"
    if youth > union:
        return f"about the Youth Union: {youth} of its words against {union}"
    if union == 1 and len(body.split()) > _PASSING_WORDS and not words.union.search(body[:_OPENING_CHARS]):
        return "trade unions are named once, in passing"
    return None
