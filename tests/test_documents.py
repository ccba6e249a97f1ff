"""Protects: what the documents tell a newcomer is so: links lead somewhere, commands exist, examples are accepted."""

import re
from pathlib import Path

import pytest
import yaml

from pipelines.cli import COMMANDS
from transforms.observations.catalogue import parse_catalogue
from transforms.observations.tables import read_table

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path.name} points to {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_commands_that_are_shown_exist(path):
    for command in re.findall(r"(?:`|bin/)congdoan ([a-z]+)", path.read_text("utf-8")):
        assert command in COMMANDS, f"{path.name} shows congdoan {command}"


def test_the_indicator_that_is_shown_fits_into_the_catalogue(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", (PROJECT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    assert example.count("\n") <= 15
    assert "code: library_rooms" in example
    catalogue = (PROJECT / "transforms" / "data" / "indicators.yaml").read_text("utf-8")
    (tmp_path / "indicators.yaml").write_text(catalogue + example, "utf-8")
    known = parse_catalogue(read_table("indicators.yaml", tmp_path)).indicators
    assert known["library_rooms"].name_en == "Reading rooms for workers"


def test_the_picture_of_a_portal_file_in_the_design_is_one():
    for path in DOCUMENTS:
        for block in re.findall(r"```yaml\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
            assert yaml.safe_load(block), f"{path.name}: a block of YAML that is not YAML"
