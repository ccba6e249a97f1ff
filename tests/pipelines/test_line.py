"""Protects the whole line, run as a user runs it: from the sample portals to a number that can be followed.

The first run is shared by the tests of this module, because it is the product's slowest sentence (some 20 seconds).
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines import settings
from pipelines.data_folder import DataFolder
from scrapers.archive import read_pages

PORTALS = ("sample-laichau", "sample-ninhbinh")
GUARD = """
import os, socket
_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex
def _seen(self, address):
    outside = self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost")
    with open(os.environ["CONNECTIONS_LOG"], "a") as log:
        log.write(f"{'OUTSIDE' if outside else 'inside'} {address}\\n")
    if outside:
        raise OSError(101, "the test lets nothing out")
def connect(self, address):
    _seen(self, address); return _connect(self, address)
def connect_ex(self, address):
    _seen(self, address); return _connect_ex(self, address)
socket.socket.connect, socket.socket.connect_ex = connect, connect_ex
"""


class Home:
    """A data folder and a Dagster home of its own, and the command run on them."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.log = folder / "connections.log"
        self.log.touch()
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(GUARD)
        self.env = {
            **os.environ,
            settings.DATA: str(self.data),
            "DAGSTER_HOME": str(folder / "dagster"),
            "PYTHONPATH": str(folder / "site"),
            "CONNECTIONS_LOG": str(self.log),
        }

    def start(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", "import sys; from pipelines.cli import main; sys.exit(main())", *words],
            env=self.env,
            cwd=settings.PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: str, expect: int = 0) -> str:
        process = self.start(*words)
        out, err = process.communicate(timeout=300)
        assert process.returncode == expect, f"exit {process.returncode}\n{out}\n{err}"
        return out + err

    def fetched(self) -> dict[str, set[str]]:
        """The pages archived so far, by WARC file."""
        folder = DataFolder(self.data)
        return {f"{n}/{w.name}": {page.url for page in read_pages(w, n)} for n in PORTALS for w in folder.warcs(n)}


RUN = ("run", "--portal", PORTALS[0], "--portal", PORTALS[1])


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("line"))
    home.first = home(*RUN)
    return home


def test_the_summary_tells_a_newcomer_what_happened_and_what_next(home):
    for words in ("sample-laichau", "named", "Yearly indicators of Lai Châu", "congdoan.duckdb", "explain", "SAMPLE"):
        assert words in home.first
    assert "FAILED" not in home.first


def test_nothing_but_loopback_is_contacted(home):
    seen = home.log.read_text().splitlines()
    assert any(line.startswith("inside") for line in seen), "the guard was not in the processes that fetch"
    assert [line for line in seen if line.startswith("OUTSIDE")] == []


def test_the_query_of_the_readme_gives_786_grassroots_unions(home):
    readme = (settings.PROJECT / "README.md").read_text("utf-8")
    (query,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)[:1]
    with duckdb.connect(str(home.data / "warehouse" / "congdoan.duckdb"), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    assert len(rows) == 1
    assert 786 in [int(cell) for cell in rows[0] if str(cell).replace(".", "").isdigit()]


def test_a_value_is_followed_to_its_sentence_page_and_bytes(home):
    told = home("explain", "grassroots_unions_total", "Lai Châu", "2024")
    assert "»786" in told
    for words in ("2024-12-27", "http://127.0.0.1:8711/", "sample-laichau", ".warc.gz at byte ", "sha256:", "rule "):
        assert words in told
    assert "no province is called" in home("explain", "grassroots_unions_total", "Atlantis", "2024", expect=1)
    assert "there is no indicator" in home("explain", "grassroots_total", "Lai Châu", "2024", expect=1)


def test_a_second_run_fetches_what_is_new_and_a_third_nothing(home):
    before = home.fetched()
    home(*RUN)
    second = {name: urls for name, urls in home.fetched().items() if name not in before}
    articles = {url for urls in second.values() for url in urls if url.endswith(".html") and url.count("/") > 4}
    assert len(articles) == 2, f"one edited and one new article, not {articles}"
    known = home.fetched()
    third = home(*RUN)
    new = {name: urls for name, urls in home.fetched().items() if name not in known}
    assert not {url for urls in new.values() for url in urls if url.endswith(".html") and url.count("/") > 4}
    assert re.search(r"^all +\d+ +0 +0 +0", third, re.MULTILINE), third
    told = home("status")
    assert len(re.findall(r"^\d{8}T\d{6}Z +sample .* \d\d:\d\d", told, re.MULTILINE)) == 3


def test_a_rederivation_reads_the_archive_and_fetches_nothing(home):
    before, known = home.fetched(), len(home.log.read_text())
    files = {path: path.read_bytes() for path in home.data.glob("observations/*/*.parquet")}
    for path in home.data.glob("articles/*/*.parquet"):
        path.unlink()
    told = home("run", "--rederive", *RUN[1:])
    assert "FAILED" not in told
    assert home.fetched() == before
    assert "8711" not in home.log.read_text()[known:], "the portal was asked"
    assert {path: path.read_bytes() for path in files} == files, "the same bytes and code give the same bytes"


def test_a_second_run_beside_the_first_is_refused_and_names_it(home):
    with DataFolder(home.data).lock("run", "a run"):
        told = home(*RUN, expect=75)
    assert f"process {os.getpid()} on" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (("run", "--portal", "nowhere"), 1, "There is no portal 'nowhere'"),
        (("run", "--since", "27/12/2024"), 2, "27/12/2024"),
        (("run", "--data", "/proc/congdoan"), 1, "/proc"),
        (("explain", "a", "b"), 2, "INDICATOR PROVINCE YEAR"),
        (("extract", "missing.txt"), 2, "missing.txt"),
        (("frobnicate",), 2, "frobnicate"),
        (("rollback", "--data", "/nowhere/data"), 1, "no data folder"),
    ],
)
def test_what_a_user_gets_wrong_is_said_in_one_message(home, words, code, what):
    told = home(*words, expect=code)
    assert what in told
    assert "Traceback" not in told


def test_data_of_the_other_kind_is_refused(home, tmp_path):
    folder = DataFolder(tmp_path / "live")
    folder.claim("live")
    told = home("run", "--portal", PORTALS[0], "--data", str(folder.root), expect=2)
    assert "holds live data" in told
    assert "Nothing was started" in told


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.faults)])
def test_an_interrupted_run_keeps_what_it_archived_and_the_next_goes_on(tmp_path, number):
    home = Home(tmp_path)
    process = home.start(*RUN)
    deadline = time.monotonic() + 90
    while not list(home.data.glob("pages/*/*.warc.gz*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert "Interrupted" in err
    assert "Traceback" not in err
    home(*RUN)
    assert not list(home.data.glob("pages/*/*.part")), "what a crawler could not close in time is closed now"
    pages = [url for urls in home.fetched().values() for url in urls if url.count("/") > 4 and url.endswith(".html")]
    assert len(pages) == len(set(pages)), "no article was fetched twice"


@pytest.mark.faults
def test_a_portal_that_fails_is_named_and_costs_the_others_nothing(home):
    """Its archive is damaged here; a portal that dies, hangs or lies ends its crawl in the same way."""
    broken = home.data / "pages" / PORTALS[1] / "20200101T000000Z-000.cdxj"
    broken.write_text("no line of an index\n")
    try:
        told = home(*RUN, expect=1)
        assert re.search(
            rf"^FAILED  {PORTALS[1]}, pages: .*20200101T000000Z-000\.cdxj:1: not a line", told, re.MULTILINE
        )
        assert told.count("FAILED") == 1
        assert re.search(rf"^{PORTALS[0]} +[1-9]", told, re.MULTILINE)
        assert "»786" in home("explain", "grassroots_unions_total", "Lai Châu", "2024")
        with duckdb.connect(str(home.data / "warehouse" / "congdoan.duckdb"), read_only=True) as connection:
            of_failed = connection.execute("SELECT count(*) FROM article WHERE portal = ?", [PORTALS[1]]).fetchall()
        assert of_failed[0][0] > 0, "what it gave before is still published"
    finally:
        broken.unlink()


def test_extract_keeps_its_contract(home, tmp_path):
    source = tmp_path / "in.jsonl"
    text = "Năm 2023, LĐLĐ tỉnh Lai Châu kết nạp mới 1.234 đoàn viên công đoàn, thành lập mới 12 CĐCS."
    source.write_text(json.dumps({"id": "a", "text": text, "province": "Lai Châu"}) + "\n", "utf-8")
    (line,) = home("extract", str(source), "--json").splitlines()
    record = json.loads(line)
    assert set(record) == {"id", "article", "observations"}
    for seen in record["observations"]:
        assert record["article"]["text"][seen["char_start"] : seen["char_end"]] == seen["quote"]
    values = {seen["indicator"]: seen["obs_value"] for seen in record["observations"]}
    assert values == {"members_admitted": 1234, "grassroots_unions_established": 12}
