"""Protects against hostile and damaged text: time is linear, nothing raises, every span holds its quote."""

import random
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.growth import near_linear
from tests.transforms.observations.conftest import make_article
from tests.transforms.observations.test_sentences import SENTENCES
from transforms.language.letters import fold
from transforms.language.masks import Masks
from transforms.language.periods import find_mentions
from transforms.language.sentences import sentences
from transforms.observations import extract_observations
from transforms.observations.names import NAMES

TEXTS = [str(case["text"]) for case in SENTENCES]
ATTACKS = {
    "digits": "1" * 1_000_000,
    "grouped digits": "1.234." * 170_000,
    "spaced digits": "123 " * 250_000,
    "slashes": "1/" * 500_000,
    "dashes": "1-" * 500_000,
    "percents": "1%," * 330_000,
    "brackets": "(" * 1_000_000,
    "quotes": '"' * 1_000_000,
    "spaces": " " * 1_000_000,
    "words": "đoàn viên " * 100_000,
    "one word": "a" * 1_000_000,
    "abbreviations": "CNVC-LĐ" * 140_000,
    "years": "năm 2024 " * 110_000,
    "dates": "1/1/2024-" * 110_000,
    "capitals": "LĐLĐ Tỉnh " * 100_000,
    "number words": "hai mươi " * 110_000,
    "commas": "kết nạp, " * 110_000,
    "programmes": 'chương trình "' * 70_000,
    "quantities": "trao 100 suất quà, " * 2_000,
}


def mutate(text: str, random_source: random.Random) -> str:
    """A text with pieces cut, doubled, swapped or replaced, as broken pages and copyists do."""
    letters = list(text)
    for _ in range(random_source.randint(1, 8)):
        at = random_source.randrange(len(letters) or 1)
        kind = random_source.randrange(6)
        if kind == 0:
            del letters[at : at + random_source.randint(1, 12)]
        elif kind == 1:
            letters[at:at] = letters[at : at + random_source.randint(1, 20)]
        elif kind == 2:
            letters[at:at] = random_source.choice(
                ["\n", "\u00a0", "/", "%", " - ", "(", "1.234", "2024", "\u0301", "đ"]
            )
        elif kind == 3:
            random_source.shuffle(letters[at : at + 6])
        elif kind == 4 and letters:
            letters[at % len(letters)] = random_source.choice("0123456789.,/%-;:()\"' \n")
        else:
            letters[at:at] = list(random_source.choice(TEXTS)[:40])
    return "".join(letters)


@pytest.mark.parametrize(
    ("seed", "mutants"), [(20241231, 400), pytest.param(20250101, 20_000, marks=pytest.mark.faults)]
)
def test_mutated_articles_never_raise_and_spans_hold_their_quotes(seed: int, mutants: int) -> None:
    random_source = random.Random(seed)  # noqa: S311 - a seed, not a secret
    for number in range(mutants):
        text = mutate(random_source.choice(TEXTS), random_source)
        article = make_article(text, title=random_source.choice(TEXTS)[:80], published="2024-03-01")
        observations = extract_observations(article)
        for observation in observations:
            assert text[observation.char_start : observation.char_end] == observation.quote, (number, text)
            assert observation.char_start < observation.char_end
        places = [(observation.char_start, observation.char_end) for observation in observations]
        assert places == sorted(set(places)), (number, text)
        assert len({observation.observation_id for observation in observations}) == len(observations)


def test_twice_the_same() -> None:
    for text in TEXTS[:20]:
        assert extract_observations(make_article(text)) == extract_observations(make_article(text))


def test_no_article_no_observations() -> None:
    assert extract_observations(make_article("")) == []
    assert extract_observations(make_article("Không có con số nào.")) == []


ATTACK = """
from functools import partial
from tests.growth import cpu_seconds
from tests.transforms.observations.conftest import make_article
from tests.transforms.observations.test_robust import ATTACKS
from transforms.language.letters import fold
from transforms.language.masks import Masks
from transforms.language.periods import find_mentions
from transforms.language.sentences import sentences
from transforms.observations import extract_observations
from transforms.observations.names import NAMES
extract_observations(make_article("Kết nạp 5 đoàn viên."))
for name, text in ATTACKS.items():
    print(f"{cpu_seconds(partial(extract_observations, make_article(text)), enough=1):.2f} {name}", flush=True)
"""


def test_a_megabyte_of_anything_ends_within_a_second(project: Path) -> None:
    """In a process of its own, which is stopped after two minutes; one quadratic pattern would take hours."""
    command = [sys.executable, "-c", ATTACK]
    ran = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=True)
    lines = [line.partition(" ") for line in ran.stdout.splitlines()]
    seconds = {name: float(used) for used, _, name in lines}
    assert set(seconds) == set(ATTACKS)
    assert max(seconds.values()) <= 1.0, seconds


@pytest.mark.parametrize("name", ATTACKS)
def test_every_pattern_is_linear(name: str) -> None:
    """The patterns of the language layer on their own: sixteen times the text, about sixteen times the time."""
    masks = Masks(NAMES)

    def work(size: int) -> Callable[[], object]:
        text = ATTACKS[name][:size]
        folded = fold(text)
        return lambda: (masks.find(folded), find_mentions(folded), sentences(text, folded))

    assert near_linear(work, 6_250, 100_000)


def test_time_grows_with_length() -> None:
    """Sixteen times the text takes about sixteen times the time."""
    paragraph = "\n".join(TEXTS[:60])

    def work(times: int) -> Callable[[], object]:
        return partial(extract_observations, make_article("\n".join([paragraph] * times)))

    assert near_linear(work, 1, 16)
