"""Measures the reading of quantities: articles a second beside trafilatura, and how true the confidences are.

    python -m benchmarks observations                        speed
    python -m benchmarks.bench_observations [GOLD_FOLDER]    accuracy

GOLD_FOLDER holds cases in the gold schema (docs/design.md); without one the sample portals' own cases are used.
The table of confidences is what transforms/observations/confidence.py is set by: of the observations given 0.9 about
nine in ten should be right.
"""

import dataclasses
import html
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks import corpus
from benchmarks.bench_articles import PEER, extract_all, stored
from benchmarks.harness import Result, rates
from pipelines.derive import rules_of
from scrapers.samples import content
from transforms.areas import home_code
from transforms.articles import read_page, read_text
from transforms.observations import extract_observations
from transforms.records import Article
from transforms.scoring import score

REPORT = 4000
"""Characters of a report on a year; those of the sample portals have 600 on average."""
SAMPLES = ("sample-laichau", "sample-ninhbinh", "sample-caobang", "sample-quangbinh", "sample-congdoan")


def gold(folder: Path | None) -> list[dict[str, object]]:
    """The cases of a folder, or of the sample portals."""
    if folder is None:
        return [case for portal in SAMPLES for case in content.expected(portal) if case["verdict"] == "article"]
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def article(case: Mapping[str, object]) -> Article:
    """The article of a case, as `congdoan extract` would make it."""
    published = str(case.get("published") or "")[:10]
    return read_text(
        str(case["text"]),
        article_id=str(case["id"]),
        url=None,
        title=str(case["title"]) if case.get("title") else None,
        published=date.fromisoformat(published) if len(published) == 10 else None,
        home=home_code(str(case["province"])) if case.get("province") else None,
        code_version="0" * 12,
    )


def run(scale: int) -> Iterator[Result]:
    """Articles a CPU second on the article pages of the sample portals, boilerplate and all, as the peer reads them."""
    everything: tuple[list[str], list[Article]] = ([], [])
    for name in SAMPLES:
        rules = rules_of(corpus.portal(name))
        samples = corpus.pages(scale // 10, name)
        read = [(sample.body.decode(errors="replace"), read_page(stored(sample), rules, "0")) for sample in samples]
        pages = [body for body, item in read if item.verdict == "article"]
        articles = [item for _, item in read if item.verdict == "article"]
        everything[0].extend(pages)
        everything[1].extend(articles)
        yield _beside_peer(name, pages, articles)
    yield _beside_peer("all five portals", *everything)
    pages, articles = everything
    yield _beside_peer("all five portals, pages of 80 kB", [corpus.filled(page) for page in pages], articles)
    long = [_lengthened(page, articles, number) for number, page in enumerate(pages) if _end(page, articles[number])]
    yield _beside_peer(
        "the same, texts of 4 kB", [corpus.filled(page) for page, _ in long], [article for _, article in long]
    )


def _lengthened(page: str, articles: Sequence[Article], number: int) -> tuple[str, Article]:
    """An article and its page with the texts of the next articles put in, up to the length of a year's report."""
    article, added, following = articles[number], list[str](), number
    text = article.text or ""
    while len(text) + sum(map(len, added)) < REPORT:
        following += 1
        added += (articles[following % len(articles)].text or "").split("\n")
    paragraphs = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in added)
    end = _end(page, article)
    return page[:end] + paragraphs + page[end:], dataclasses.replace(article, text="\n".join([text, *added]))


def _end(page: str, article: Article) -> int:
    """Where the last paragraph of an article ends in its page, 0 where it is not set as one."""
    last = page.find((article.text or "").split("\n")[-1][:20])
    end = page.find("</p>", last) if last >= 0 else -1
    return end + len("</p>") if end >= 0 else 0


def _beside_peer(name: str, pages: Sequence[str], articles: Sequence[Article]) -> Result:
    work, alone = partial(observe_all, articles), partial(extract_all, pages)
    return rates(f"extract_observations, {name}", "articles/CPU s", len(pages), work, PEER, alone)


def observe_all(articles: Iterable[Article]) -> None:
    """Every article to its observations."""
    for item in articles:
        extract_observations(item)


def calibration(cases: Iterable[Mapping[str, object]], articles: Mapping[str, Article]) -> dict[float, tuple[int, int]]:
    """By confidence, to one decimal: how many named observations there are, and how many are right."""
    table: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        item = articles[str(case["id"])]
        for observation in extract_observations(item):
            if observation.indicator is None:
                continue
            only = {str(case["id"]): {"text": item.text, "observations": [dataclasses.asdict(observation)]}}
            right = score([case], only).counts["named_right"]
            row = table[round(observation.confidence, 1)]
            row[0] += 1
            row[1] += bool(right)
    return {confidence: (rows[0], rows[1]) for confidence, rows in sorted(table.items())}


def main() -> None:
    """Prints the score and the table of confidences."""
    cases = gold(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    articles = {str(case["id"]): article(case) for case in cases}
    predictions = {
        name: {"text": item.text or "", "observations": [dataclasses.asdict(o) for o in extract_observations(item)]}
        for name, item in articles.items()
    }
    for name, value in score(cases, predictions).summary().items():
        print(f"{name:<24} {value:.3f}")
    print("confidence  named  right")
    for confidence, (named, right) in calibration(cases, articles).items():
        print(f"{confidence:10.1f} {named:6} {right / named:6.2f}")


if __name__ == "__main__":
    main()
