"""The second reader: does another way of reading the same page find text that the family's selectors lost?

It reads the page as if its system were unknown, between the title and the end of the article. What it finds there and
the family did not take is a sign that the layout has changed. It warns; it never changes the article.
"""

from collections import Counter
from datetime import datetime

from transforms.articles.assemble import Content
from transforms.articles.document import Document
from transforms.articles.text import key, words
from transforms.articles.unknown import read_unknown

MIN_LOST_WORDS = 12
MIN_LOST_SHARE = 0.03
_SHOWN_CHARS = 80


def second_opinion(document: Document, content: Content, retrieved_at: datetime | None) -> tuple[str, ...]:
    """Warnings about words that only the second reader found; none where both agree."""
    other = read_unknown(document, retrieved_at)
    if other is None:
        return ()
    known = {key(line) for line in (*content.lines, content.title or "", content.author or "")}
    matched = {key(line) for line in other.lines} & known
    ours = Counter(word for line in content.lines if key(line) not in matched for word in key(line).split())
    total = sum(words(line) for line in content.lines)
    lost: list[str] = []
    count = 0
    for line in other.lines:
        if key(line) in matched:
            continue
        found = Counter(key(line).split())
        missing = found - ours
        ours.subtract(found & ours)
        if missing.total() > words(line) / 2:
            lost.append(line)
            count += missing.total()
    if count < max(MIN_LOST_WORDS, MIN_LOST_SHARE * total):
        return ()
    return (f"second_reader: {count} words found only by it, beginning {lost[0][:_SHOWN_CHARS]!r}",)
