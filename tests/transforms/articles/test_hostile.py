"""No input raises, none takes more than seconds: broken pages, bombs, and patterns under attack."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import get_args

import pytest

import transforms.articles
from tests.growth import cpu_seconds
from transforms.articles import read_page, read_text
from transforms.articles.boilerplate import line_rules
from transforms.articles.words import vocabulary
from transforms.records import Article, Verdict

from .conftest import MakePage, MakeRules
from .mutations import variants
from .sample_pages import samples

PATTERN_SECONDS = 1.0
BOMB_SECONDS = 10.0


def read_broken(count: int, seed: int, make_rules: MakeRules) -> Counter[str]:
    """Broken variants of the sample pages, each read as a page and as text; verdicts of the pages, counted."""
    sources = samples()
    verdicts: Counter[str] = Counter()
    for number, (body, kind, chance) in enumerate(variants([sample.page.body for sample in sources], count, seed)):
        sample = sources[number % len(sources)]
        rules = make_rules() if chance.random() < 0.3 else sample.rules
        page = replace(sample.page, body=body, headers={"content-type": kind})
        article = read_page(page, rules, "0", second_reader=chance.random() < 0.1)
        text = read_text(
            body.decode("utf-8", "replace"),
            article_id="a",
            url=None,
            title=None,
            published=None,
            home=None,
            code_version="0",
        )
        for row in (article, text):
            assert row.verdict in get_args(Verdict)
            assert (row.verdict == "article") == (row.text is not None) == (row.verdict_reason is None)
            assert "\ufffd" not in (row.text or "") or row is text
        verdicts[article.verdict] += 1
    return verdicts


def test_broken_pages_and_texts_raise_nothing(make_rules: MakeRules) -> None:
    verdicts = read_broken(150, 20241227, make_rules)
    assert verdicts["article"] >= 30


@pytest.mark.faults
def test_twenty_thousand_broken_pages_raise_nothing(make_rules: MakeRules) -> None:
    verdicts = read_broken(20_000, 35, make_rules)
    print(f"20,000 broken pages and as many texts: {dict(verdicts.most_common())}")
    assert verdicts.total() == 20_000
    assert verdicts["article"] >= 5_000


BOMBS = {
    "nested div": b"<div>" * 300_000,
    "nested span": b"<span>" * 300_000 + b"x",
    "nested tables": b"<table><tr><td>" * 100_000,
    "nested tables of pictures": b"<table><tr><td>" * 1_500 + b"<img src=a.jpg>" + "Công đoàn ".encode() * 50,
    "much text in nested tables of pictures": b"<table><tr><td>" * 35
    + b"<img src=a.jpg>"
    + "Công đoàn ".encode() * 60_000,
    "attributes": b"<div " + b" ".join(b"a%d=1" % i for i in range(160_000)) + b">x</div>",
    "attributes with angles": b"<div " + b" ".join(b'a%d="<>"' % i for i in range(160_000)) + b">x</div>",
    "attributes behind a quote": b'<div x"=\'"> ' + b" ".join(b"a%d" % i for i in range(160_000)),
    "formatting": b"".join(b"<b id=%d><p>" % i for i in range(6_000)),
    "formatting behind tables": b"<b><table><tr><td></b></table>" * 6_000 + b"<p>" * 6_000,
    "links": b"".join(b'<a href="/%d">Tin %d</a>' % (i, i) for i in range(100_000)),
    "closing tags": b"<div>" * 50_000 + b"</p>" * 50_000,
    "one long line": "Công đoàn ".encode() * 100_000,
    "line breaks": "Công đoàn tỉnh.<br>".encode() * 40_000,
    "comments": b'<!-- <p a=" -->' * 200_000,
    "entities": b"&amp;" * 800_000,
    "open angles": b"<" * 3_000_000,
    "zeros": b"\x00" * 3_000_000,
    "base64": b'<img src="data:image/png;base64,' + b"A" * 3_000_000 + b'">',
    "json": b'<script type="application/ld+json">' + b'{"a":' * 60_000 + b"</script>",
    "head": b"<h1>" + "Công đoàn ".encode() * 100_000 + b"</h1>",
    "entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p>&b;</p>',
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>',
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("family", ["unknown", "vhv"])
def test_bombs_are_bounded(name: str, family: str, make_page: MakePage, make_rules: MakeRules) -> None:
    page, rules = make_page(BOMBS[name]), make_rules(family)
    articles: list[Article] = []
    used = cpu_seconds(lambda: articles.append(read_page(page, rules, "0", second_reader=True)), enough=BOMB_SECONDS)
    assert used <= BOMB_SECONDS
    assert "root:" not in (articles[0].text or "")


def patterns() -> dict[str, "re.Pattern[str] | re.Pattern[bytes]"]:
    """Every compiled pattern of the package, those made from data files among them."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for info in pkgutil.iter_modules(transforms.articles.__path__):
        module = importlib.import_module(f"transforms.articles.{info.name}")
        for name, value in vars(module).items():
            for i, item in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(item, re.Pattern):
                    found[f"{info.name}.{name}.{i}"] = item
    for rules in (line_rules(), vocabulary()):
        found |= {f"{type(rules).__name__}.{name}": getattr(rules, name) for name in rules.__dataclass_fields__}
    return found


ATTACKS = [
    "a", "1", " ", '"', "<", ">", "=", "/", "-", "1.", "1 ", "a ", "A ", "<a ", '<a b="', "<!--", "&#1", "(a",
    "thang 1 ",
    "1:", "1/1/", "a=", "data:a;base64,A", "='", "<meta ", "chia se ", "Ab, ", "x.", "/(S(", "/202", "é", "Ã", "à1",
    "tong so 1 trang 1 ", "text-align : ", "document.cookie=a;", "\n",
]  # fmt: skip


@pytest.mark.parametrize("name", patterns())
def test_no_pattern_is_slow_on_a_hundred_thousand_characters(name: str) -> None:
    pattern = patterns()[name]
    for attack in ATTACKS:
        text = attack * (100_000 // len(attack)) + "!"
        searched = text.encode() if isinstance(pattern.pattern, bytes) else text
        search: Callable[[], object] = partial(pattern.search, searched)  # type: ignore[call-overload]  # of its own kind
        assert cpu_seconds(search, enough=PATTERN_SECONDS) <= PATTERN_SECONDS, attack
