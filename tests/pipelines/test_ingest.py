"""Protects `congdoan ingest`: every form of WARC file comes in once, to the portal it belongs to, and is read and
released like crawled pages; what is not one is refused in words."""

import gzip
import shutil

import duckdb
import pytest

from benchmarks.corpus import pages, portal
from pipelines import derive, settings, yearbook
from pipelines.cli import main
from pipelines.data_folder import DataFolder
from pipelines.line import Line
from pipelines.portals import find, select
from scrapers.archive import FolderLock, read_pages
from tests.faults.line import Here
from tests.scrapers.archive.foreign import PACKINGS, made_elsewhere
from transforms.errors import UsageError
from warehouse import read_articles

NAME = "sample-laichau"
SAMPLES = pages(6)


@pytest.fixture
def congdoan(monkeypatch, capsys, tmp_path):
    """The command on a data folder of its own."""
    monkeypatch.setenv(settings.DATA, str(tmp_path / "data"))

    def run(*words, expect=0):
        monkeypatch.setattr("sys.argv", ["congdoan", "ingest", *map(str, words)])
        code = main()
        told = capsys.readouterr()
        assert code == expect, told.out + told.err
        return told.out + told.err

    return run


def foreign(folder, packing, samples=SAMPLES, name="CC-MAIN-2023.warc.gz"):
    """The pages of a sample portal as somebody else archived them, with one of another site."""

    def fill(add):
        for sample in samples:
            add(sample.url, sample.body, media=sample.content_type)
        add("https://example.com/a-1.html", b"<html>another site</html>")

    path = folder / name
    path.write_bytes(made_elsewhere(packing, fill))
    return path


def line(data):
    return Line(settings.load(data), DataFolder(data), "sample", Here())


@pytest.mark.parametrize("packing", PACKINGS)
def test_each_form_comes_in_once(packing, congdoan, tmp_path):
    file = foreign(tmp_path, packing)
    told = congdoan(file, "--portal", NAME)
    assert f"{NAME:<22} {len(SAMPLES)} new\n" in told
    assert "1 left out (example.com 1)" in told
    assert f"congdoan run --rederive --portal {NAME}" in told
    folder = DataFolder(tmp_path / "data")
    assert folder.kind() == "sample"
    (warc,) = folder.warcs(NAME)
    assert {page.url: page.body for page in read_pages(warc, NAME)} == {s.url: s.body for s in SAMPLES}

    again = congdoan(file, file)
    assert again.count(f"{len(SAMPLES)} known") == 2
    assert "Nothing new came in." in again
    assert folder.warcs(NAME) == [warc]


def test_its_pages_are_read_and_released_like_crawled_ones(congdoan, tmp_path):
    congdoan(foreign(tmp_path, "whole"), "--portal", NAME)
    here = line(tmp_path / "data")
    derive.articles(here, portal(), rederive=True)
    derive.observations(here, portal(), rederive=True)
    candidate = yearbook.build_release(here)
    published = yearbook.publish_and_export(here, candidate.name, accept=True)
    with duckdb.connect(str(published.database), read_only=True) as connection:
        urls = connection.execute("SELECT url FROM article ORDER BY url").fetchall()
        cells = connection.execute("SELECT count(*) FROM yearly_indicator WHERE obs_value IS NOT NULL").fetchall()
    (read,) = (list(read_articles(path)) for path in here.folder.articles(NAME).glob("*.parquet"))
    assert {article.url for article in read} == {sample.url for sample in SAMPLES}
    assert [url for (url,) in urls] == sorted(article.url for article in read if article.verdict == "article")
    assert len(urls) >= 3
    assert cells[0][0] > 0


def test_a_file_that_breaks_off_gives_what_is_whole_and_says_where(congdoan, tmp_path):
    for packing, name in (("none", "plain.warc"), ("by record", "records.warc.gz"), ("whole", "whole.warc.gz")):
        file = foreign(tmp_path, packing, name=name)
        content = file.read_bytes()
        file.write_bytes(content[: len(content) * 2 // 3])
        told = congdoan(file, "--portal", NAME)
        assert "damaged" in told
        assert "1 left out (byte " in told
        shutil.rmtree(tmp_path / "data")


def test_without_a_name_each_page_goes_to_the_portal_of_its_host(congdoan, tmp_path):
    def fill(add):
        add("https://www.laichau.gov.vn/tin/a.html", b"<html>Lai Chau</html>")
        add("http://LAICHAU.gov.vn:80/tin/b.html", b"<html>Lai Chau</html>")
        add("https://hungyen.gov.vn/tin/a.html", b"<html>Hung Yen</html>")
        add("https://laichau.gov.vn.example.com/tin/a.html", b"<html>somebody else</html>")

    file = tmp_path / "several.warc"
    file.write_bytes(made_elsewhere("none", fill))
    told = congdoan(file)
    assert "laichau                2 new" in told
    assert "hungyen                1 new" in told
    assert "(laichau.gov.vn.example.com 1)" in told
    assert "(hungyen, laichau: not enabled, so no crawl)" in told
    folder = DataFolder(tmp_path / "data")
    assert folder.kind() == "live"
    assert folder.archived() == {"laichau", "hungyen"}
    # What is not enabled is not crawled, and read all the same.
    assert {p.portal for p in select("live", (), folder.archived())} >= {"laichau", "hungyen"}
    with pytest.raises(UsageError, match="not enabled"):
        select("live", ["laichau"])


@pytest.mark.parametrize(
    "content", [b"", b"<html>no archive</html>", b"\x1f\x8b\x08torn", gzip.compress(b"PK"), b"\x28\xb5\x2f\xfd" * 9]
)
def test_what_is_no_archive_is_named_and_the_others_come_in(content, congdoan, tmp_path):
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(content)
    told = congdoan(bad, foreign(tmp_path, "by record"), "--portal", NAME, expect=1)
    assert f"{bad} holds nothing that can be read as an archived page" in told
    assert f"{len(SAMPLES)} new" in told


def test_refusals_name_what_to_do(congdoan, tmp_path):
    file = foreign(tmp_path, "by record")
    assert "There is no file" in congdoan(tmp_path / "missing.warc.gz", file, expect=2)
    assert "There is no file" in congdoan(tmp_path, expect=2)
    assert "There is no portal 'nowhere'" in congdoan(file, "--portal", "nowhere", expect=1)
    assert not (tmp_path / "data").exists()
    congdoan(file, "--portal", NAME)
    assert "this data folder holds sample data" in congdoan(file, "--portal", "laichau", expect=2)
    other = foreign(tmp_path, "by record", pages(9)[6:], "more.warc.gz")
    with FolderLock(DataFolder(tmp_path / "data").pages(NAME)):
        assert "is being written by process" in congdoan(other, expect=75)
    assert "3 new" in congdoan(other)
    assert not find("laichau").enabled
