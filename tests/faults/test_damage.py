"""K4: bits flipped in finished files."""

from pathlib import Path

import pytest

from tests.conftest import Report
from tests.warehouse.damage import flip_bits

pytestmark = pytest.mark.faults


def test_k4_flipped_bits_in_a_derived_file(tmp_path: Path, report: Report) -> None:
    report.trials = 500
    report.failed = [f"byte {place}" for place in flip_bits(tmp_path, report.trials)]
    assert report.failed == []
