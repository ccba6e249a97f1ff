"""Measures the reading of quantities: articles a second beside trafilatura, and how true the confidences are.

    python benchmarks/bench_observations.py [GOLD_FOLDER]

GOLD_FOLDER holds cases in the gold schema (docs/design.md); without one the sample portals' own cases are used.
The second table is what transforms/observations/confidence.py is set by: of the observations given 0.9 about nine in
ten should be right.
"""

import dataclasses
import html
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import trafilatura

from scrapers.samples import content
from transforms.areas import home_code
from transforms.articles import read_text
from transforms.observations import extract_observations
from transforms.records import Article
from transforms.scoring import score

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


def page(item: Article) -> str:
    """A news page around an article, with the menus and boxes that such pages have."""
    box = "".join(f'<li><a href="/tin-{n}.html">Tin khác số {n} của cổng thông tin</a></li>' for n in range(60))
    body = "".join(f"<p>{html.escape(line)}</p>" for line in (item.text or "").split("\n"))
    return (
        f"<html><head><title>{html.escape(item.title or '')}</title></head><body><nav><ul>{box}</ul></nav>"
        f"<article><h1>{html.escape(item.title or '')}</h1>{body}</article><aside><ul>{box}</ul></aside></body></html>"
    )


def speed(articles: list[Article]) -> tuple[float, float]:
    """Articles a second of trafilatura on their pages, and of the reading of quantities, best of three runs."""
    pages = [page(item) for item in articles]
    runs = []
    for _ in range(3):
        started = time.perf_counter()
        for text in pages:
            trafilatura.extract(text)
        middle = time.perf_counter()
        for item in articles:
            extract_observations(item)
        runs.append((len(pages) / (middle - started), len(pages) / (time.perf_counter() - middle)))
    return max(run[0] for run in runs), max(run[1] for run in runs)


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
    """Prints both tables."""
    cases = gold(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    articles = {str(case["id"]): article(case) for case in cases}
    readable = [item for item in articles.values() if item.verdict == "article"]
    reader, ours = speed(readable)
    print(f"trafilatura.extract {reader:8.0f} articles/s")
    print(f"extract_observations {ours:7.0f} articles/s ({ours / reader:.1f} x)")
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
