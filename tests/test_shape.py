"""Protects the shape of the house: who may import whom, who alone does what, and how long a file may grow."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("pipelines", "scrapers", "transforms", "warehouse")
FILES = sorted(p for package in PACKAGES for p in (PROJECT / package).rglob("*.py"))

FOR_ALL = {"transforms.records", "transforms.errors"}
"""The record types and the error taxonomy, which every package may import."""

ONLY = {
    "dagster": lambda path: path.parts[0] == "pipelines",
    "dagster_pipes": lambda path: path.as_posix() == "scrapers/__main__.py",
    "scrapy": lambda path: path.parts[0] == "scrapers",
    "twisted": lambda path: path.parts[0] == "scrapers",
    "duckdb": lambda path: path.as_posix() == "warehouse/store.py",
    # coding.py takes its bounded decompressors, and writes and reads no WARC
    "fastwarc": lambda path: path.as_posix().startswith(("scrapers/archive", "scrapers/coding.py")),
    "trafilatura": lambda path: path.parts[0] == "transforms",
    "distributed": lambda path: path.as_posix() == "pipelines/cluster.py",
    "dask": lambda path: False,
    "pickle": lambda path: False,
}
"""Which files may import a library: where a second place would be a second way of doing the same thing."""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module a file imports, at its top or inside a function, with the line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            yield node.lineno, node.module or ""


def ids(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_imports_go_one_way(path):
    here = path.relative_to(PROJECT)
    for line, module in imports(path):
        package = module.split(".")[0]
        if package in PACKAGES and package != here.parts[0] and module not in FOR_ALL:
            assert here.parts[0] == "pipelines", f"{here}:{line}: {here.parts[0]} may not import {module}"
        if package in ONLY:
            assert ONLY[package](here), f"{here}:{line}: {package} is not imported here"
        assert here.parts[0] != "transforms" or package not in {"socket", "urllib.request", "requests", "sqlite3"}


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_only_the_settings_read_the_environment(path):
    if path.relative_to(PROJECT).as_posix() == "pipelines/settings.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            assert node.attr not in ("environ", "getenv", "putenv"), f"{path}:{node.lineno}: settings.py reads it"


def test_transforms_do_not_ask_the_clock():
    for path in FILES:
        if path.relative_to(PROJECT).parts[0] != "transforms":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow", "time_ns", "perf_counter"):
                pytest.fail(f"{path}:{node.lineno}: a transform gives the same output tomorrow")


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_a_file_is_read_in_one_sitting(path):
    assert path.read_text("utf-8").count("\n") <= 350, "two ideas? split it"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_a_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a module docstring is missing"


def test_nothing_committed_names_a_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, text=True).stdout
    own = ("/" + "work/", "/" + "root/", "bash_" + "jobs")
    for name in filter(None, tracked.split("\0")):
        path = PROJECT / name
        if path.suffix in {".png", ".gz", ".parquet"} or not path.is_file():
            continue
        text = path.read_text("utf-8", errors="replace")
        for word in own:
            assert word not in text, f"{name} names a path of one machine ({word})"


def test_no_module_in_the_root_shadows_a_library():
    assert not list(PROJECT.glob("*.py"))
