"""Protects the page that says where each fault is tried: every test it names is there."""

import re
from pathlib import Path

from tests.faults.test_crashes import EVERY_POINT, TRIALS_A_POINT
from tests.pipelines.ui.test_recovery import KILLS, TRIALS

HERE = Path(__file__).parent
PAGE = (HERE / "README.md").read_text("utf-8")


def test_every_test_on_the_page_is_there() -> None:
    named = re.findall(r"`([\w./]+\.py)::(\w+)`", PAGE)
    assert len(named) > 25
    for file, name in named:
        assert f"\ndef {name}(" in (HERE / file).read_text("utf-8"), f"{file}::{name}"


def test_the_page_has_the_counts_that_are_tried() -> None:
    assert f"({len(EVERY_POINT)} points, {TRIALS_A_POINT} times each)" in PAGE
    assert f"({TRIALS} times each: {', '.join(KILLS)})" in PAGE
