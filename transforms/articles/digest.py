"""Identities made of content: the same input gives the same digest on every machine, in every year."""

import hashlib

from transforms.articles.text import key

SHINGLE_WORDS = 3
FINGERPRINT_BITS = 64
_BYTES = FINGERPRINT_BITS // 8
_LANE = 16
_MAX_SHINGLES = (1 << _LANE) - 1
"""As many as a counter of 16 bits can count; an article has some hundred."""


def short_digest(*parts: str) -> str:
    """16 hex digits of SHA-256 over the parts, which NUL keeps apart."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def article_id(canonical_url: str) -> str:
    """The identity of an article: one for each canonical URL."""
    return short_digest("article", canonical_url)


def version_id(title: str | None, text: str) -> str:
    """The identity of what an article says: changes with its title or text and with nothing else."""
    return short_digest("version", title or "", text)


def _lanes() -> tuple[tuple[int, ...], ...]:
    """For byte k of a hash and each of its 256 values: its bits, spread to counters of 16 bits in one long integer."""
    return tuple(
        tuple(sum((value >> i & 1) << _LANE * (8 * k + i) for i in range(8)) for value in range(256))
        for k in range(_BYTES)
    )


_LANES = _lanes()


def fingerprint(text: str) -> str:
    """What a text says, roughly, and its figures, exactly: `<16 hex digits>-<8 hex digits>`.

    The first part is a 64-bit SimHash of three-word shingles: near texts differ in few bits. The second is a digest of
    the words with a digit, in their order: a press release with one other figure is another statement, however near.
    Words are folded (text.key), so tone placement, case and typography do not count.
    """
    tokens = key_words(text)
    figures = short_digest("figures", *(token for token in tokens if any(c.isdigit() for c in token)))[:8]
    return f"{_simhash(tokens)}-{figures}"


def _simhash(tokens: list[str]) -> str:
    shingles = {" ".join(tokens[i : i + SHINGLE_WORDS]) for i in range(max(1, len(tokens) - SHINGLE_WORDS + 1))}
    chosen = sorted(shingles)[:_MAX_SHINGLES]
    total = 0
    for shingle in chosen:
        for lane, value in zip(_LANES, hashlib.blake2b(shingle.encode(), digest_size=_BYTES).digest(), strict=True):
            total += lane[value]
    half, mask = len(chosen) / 2, (1 << _LANE) - 1
    bits = sum(1 << i for i in range(FINGERPRINT_BITS) if (total >> _LANE * i & mask) > half)
    return format(bits, f"0{_BYTES * 2}x")


def key_words(text: str) -> list[str]:
    """The folded words of a whole text."""
    return [word for line in text.split("\n") for word in key(line).split()]
