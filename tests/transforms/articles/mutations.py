"""Broken pages in any number: sample pages with pieces lost, doubled, shuffled, and with hostile pieces put in."""

import random
from collections.abc import Iterator, Sequence

PIECES = [
    b"<", b">", b'"', b"'", b"</div>", b"<div>", b"<table>", b"<td>", b"<!--", b"-->", b"<script>", b"&#x", b"\x00",
    b"\xff\xfe", b"<p", b"</p>", b'<a href="', b"<b>" * 50, b"<svg>", b"<math>", b"<template>", b"<frameset>",
    b"<select>", b"<p>a<!doctype html>b<?pi x?>",
    b"\xe1\xba", b"&nbsp;" * 100, b"<br>" * 100, b"<meta charset=utf-16>", b'<base href="//x">', b"<plaintext>",
    b"<xmp>",
    b'<link rel=canonical href="http://[">', b'<time datetime="99999999999-01-01">', b"</body>", b"[if gte mso 9]>",
    b'<script type="application/ld+json">{"@type":"Article","datePublished":["x"],"headline":5}</script>',
    b'<script type="application/ld+json">' + b"[" * 2000 + b"</script>", b"0/0/0000 25:61", b"\xcc\x81" * 500,
    b"<h1>" + "Công đoàn ".encode() * 200 + b"</h1>", b"31/02/2024 99:99", b"<table><tr><td>" * 60,
]  # fmt: skip
CONTENT_TYPES = [
    "",
    "text/html; charset=utf-16",
    "text/html; charset=windows-1258",
    "text/html;charset=\x00",
    "text/html",
]


def mutated(body: bytes, chance: random.Random) -> bytes:
    """One broken variant of a page."""
    page = bytearray(body)
    for _ in range(chance.randint(1, 12)):
        at, what = chance.randrange(len(page) + 1), chance.randrange(7)
        if what == 0:
            del page[at : at + chance.randint(1, 400)]
        elif what == 1:
            page[at:at] = chance.choice(PIECES)
        elif what == 2 and page:
            page[at % len(page)] = chance.randrange(256)
        elif what == 3:
            start = chance.randrange(len(page) + 1)
            page[at:at] = page[start : start + chance.randint(1, 2000)]
        elif what == 4 and chance.random() < 0.1:
            del page[at:]
        elif what == 5:
            page[at:at] = chance.choice(PIECES) * chance.randint(1, 200)
        elif what == 6:
            page[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 50)))
    return bytes(page)


def variants(pages: Sequence[bytes], count: int, seed: int) -> Iterator[tuple[bytes, str, random.Random]]:
    """`count` broken pages with the content type they are served as; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - broken pages, not secrets
    for _ in range(count):
        yield mutated(chance.choice(pages), chance), chance.choice(CONTENT_TYPES), chance
