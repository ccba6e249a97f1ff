"""Protects: what the real articles say is read right, measured by the scorer that came with them.

Needs the folder ../shared, which a public clone does not have; there these tests are skipped, visibly.
"""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.shared

EXTRACT = [sys.executable, "-c", "import sys; from pipelines.cli import main; sys.exit(main())", "extract"]


def run(*command, stdin=None):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True, timeout=300).stdout


@pytest.fixture(scope="module")
def figures(shared_dir, tmp_path_factory):
    """The scorer's figures on a set, as a mapping."""

    def figures(name):
        folder = tmp_path_factory.mktemp(name)
        articles, observations = folder / "articles.jsonl", folder / "observations.jsonl"
        scorer = shared_dir / "tools" / "score.py"
        articles.write_text(run(sys.executable, scorer, "--inputs", shared_dir / "gold" / name), "utf-8")
        observations.write_text(run(*EXTRACT, articles, "--json"), "utf-8")
        return json.loads(run(sys.executable, scorer, shared_dir / "gold" / name, observations, "--json"))

    return figures


def test_the_five_real_articles_are_read_right(figures):
    seen = figures("seeds")
    assert seen["cases"] == 5
    assert seen["recall"] >= 0.95
    assert seen["precision"] >= 0.95
    assert seen["cell_precision"] == 1.0
    assert seen["bad_spans"] == 0
    assert seen["distractors_emitted"] == 0


def test_the_fragments_are_read_well(figures):
    seen = figures("fragments")
    assert seen["cases"] == 108
    assert seen["f1"] >= 0.85
    assert seen["precision"] >= 0.85
    assert seen["bad_spans"] == 0


def test_the_boilerplate_of_the_real_articles_is_gone_and_their_numbers_are_none(shared_dir):
    files = sorted((shared_dir / "seeds").glob("*.txt"))
    assert len(files) == 5
    for line, path in zip(run(*EXTRACT, *files, "--json").splitlines(), files, strict=True):
        record = json.loads(line)
        gold = json.loads((shared_dir / "gold" / "seeds" / f"{path.stem}.json").read_text("utf-8"))
        assert record["id"] == path.stem
        kept = set(record["article"]["text"].split("\n"))
        for boilerplate in gold["boilerplate"]:
            assert boilerplate.strip() not in kept, f"{path.stem}: {boilerplate!r} survived"
        for fact in gold["facts"]:
            quote = " ".join(fact["quote"].split())
            assert quote in " ".join(record["article"]["text"].split()), f"{path.stem}: {quote!r} is lost"
