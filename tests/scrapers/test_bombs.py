"""Pages made to exhaust a crawler end in bounds: under 300 MB and ten seconds each."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scrapers.crawling import ROOT, command, order, read
from tests.scrapers.servers import HTML, Answer, Route, site

LINKS = b"".join(b"<a href='/tin/bai-%d.html'>x</a>" % n for n in range(200_000))
DEEP = b"<html>" + b"<div>" * 100_000 + b"<a href='/tin/bai-1.html'>x</a>"
ROWS = b"<html>" + b"<ul><li>26/12/2024" * 20_000 + b"<a href='/tin/bai-1.html'>x</a>"
MENUS = b"<html><nav class='menu pagination'>" + LINKS[:4_000_000] + b"</nav>"
BOMBS = {
    "many links": LINKS,
    "deep tree": DEEP,
    "rows in rows": ROWS,
    "a menu of links": MENUS,
    "one attribute": b"<html><a href='" + b"x" * 9_000_000 + b"'>x</a>",
    "broken tags": b"<html>" + b"<a <b <c <table><tr " * 200_000,
}

MEASURE = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(json.dumps([spent.ru_maxrss, spent.ru_utime]))
sys.exit(code)
"""
"""Runs the crawler from a small process: a peak starts at what the process had that it was forked from."""


@pytest.mark.parametrize(("bomb", "family"), [*((bomb, "generic") for bomb in BOMBS), ("rows in rows", "nukeviet")])
def test_in_bounds(bomb: str, family: str, tmp_path: Path) -> None:
    routes: dict[str, Route] = {"/": Answer(BOMBS[bomb], 200, HTML), "/tin/": Answer(BOMBS[bomb], 200, HTML)}
    with site(routes, lambda path: Answer(b"<html>x</html>")) as served:
        block = {"sections": ["/tin/"], "pages_per_run": 5, "sitemaps": ["/none.xml"], "feeds": ["/none.rss"]}
        job = order(tmp_path, "bomb", served.base_url, block, family=family)
        started = time.monotonic()
        measured = [sys.executable, "-c", MEASURE, str(tmp_path / "spent.json"), *command(job)]
        done = subprocess.run(measured, cwd=ROOT, capture_output=True, text=True, check=False)
    read(done.returncode, done.stdout, done.stderr)
    peak_kb, cpu_seconds = json.loads((tmp_path / "spent.json").read_text("utf-8"))
    assert time.monotonic() - started < 30
    assert cpu_seconds < 10
    assert peak_kb < 300 * 1024
