"""A page that had to go (C11): no word and no value of it is left, only that it was there, and why it is not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipelines import derive, settings, yearbook
from pipelines.cli import congdoan
from pipelines.cli.ask import status
from pipelines.cli.explain import explain
from pipelines.cli.takedown import takedown as command
from pipelines.data_folder import DataFolder
from pipelines.line import Line
from scrapers.archive import locate, read_pages
from tests.faults import line
from transforms.errors import CongdoanError, GateError, NotFoundError
from transforms.records import Article
from warehouse import build, explain_observation, manifest_of, publish, read_articles, read_observations, rollback
from warehouse.releases import names, published_name, release_path
from warehouse.takedowns import FILE, takedowns

WHY = ("--reason", "Bản án 12/2026", "--author", "N. V. A.")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the same pages."""
    data = tmp_path_factory.mktemp("takedown") / "data"
    line.run(data)
    line.run(data)
    return data


@pytest.fixture
def data(template: Path, tmp_path: Path) -> Path:
    """A data folder of its own."""
    return line.copy(template, tmp_path / "data")


@dataclass(frozen=True, slots=True)
class Taken:
    """A folder after a takedown: the article that went, what there was before, and what the command said."""

    data: Path
    gone: Article
    articles: list[Article]
    releases: list[str]
    cell: tuple[str, ...]
    result: Result


@pytest.fixture(scope="module")
def taken(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """One takedown, for the tests that only look."""
    data = line.copy(template, tmp_path_factory.mktemp("taken") / "data")
    gone, before, releases = target(data), articles(data), names(data)
    with duckdb.connect(str(release_path(data)), read_only=True) as release:
        cell = release.execute(
            """SELECT y.observation_id, y.indicator, y.ref_area, y.time_period
               FROM yearly_indicator y JOIN observation o USING (observation_id) WHERE o.article_id = ? LIMIT 1""",
            [gone.article_id],
        ).fetchone()
    assert cell
    return Taken(data, gone, before, releases, cell, told(data, gone.url, *WHY))


def told(data: Path, *words: str) -> Result:
    """The command's result."""
    return CliRunner().invoke(command, [*words, "--data", str(data)])


def articles(data: Path) -> list[Article]:
    """What was read."""
    return [one for file in (data / "articles").glob("*/*.parquet") for one in read_articles(file)]


def target(data: Path) -> Article:
    """An article whose value stands in the yearly table."""
    with duckdb.connect(str(release_path(data)), read_only=True) as release:
        row = release.execute(
            "SELECT article_id FROM yearly_indicator JOIN observation USING (observation_id) ORDER BY ALL LIMIT 1"
        ).fetchone()
    assert row
    return next(one for one in articles(data) if one.article_id == row[0])


def everything(data: Path) -> str:
    """All that the data folder says, but for the archived pages, in whose boxes of news a headline may stand."""
    said = [str(one) for one in articles(data)]
    said += [str(one) for file in (data / "observations").glob("*/*.parquet") for one in read_observations(file)]
    for name in names(data):
        with duckdb.connect(str(release_path(data, name)), read_only=True) as release:
            tables = [str(row[0]) for row in release.execute("SHOW TABLES").fetchall()]
            said += [str(release.execute(f'FROM "{table}"').fetchall()) for table in tables]
    said += [file.read_text("utf-8") for file in data.glob("exports/*/**/*.csv")]
    return "\n".join(said)


def archived(data: Path) -> set[str]:
    """The addresses of the pages that are archived."""
    return {p.url for warc in data.glob("pages/*/*.warc.gz") for p in read_pages(warc, "sample-laichau")}


def test_no_word_of_the_page_is_left_and_all_others_are_as_they_were(taken: Taken) -> None:
    data, gone = taken.data, taken.gone
    assert taken.result.exit_code == 0, taken.result.output
    left = everything(data)
    assert gone.title
    assert gone.title not in left
    assert all(sentence not in left for sentence in (gone.text or gone.title).split("\n") if len(sentence) > 40)
    assert gone.url.rpartition("/")[2] not in left
    assert archived(data) == {one.url for one in taken.articles} - {gone.url}
    assert articles(data) == [one for one in taken.articles if one.article_id != gone.article_id]
    for one in articles(data):
        assert locate(data / "pages" / one.portal, one.warc_file or "", one.warc_offset or -1).url == one.url


def test_only_the_digests_the_reason_the_author_and_the_time_are_kept(taken: Taken) -> None:
    assert all(gate.green for gate in manifest_of(taken.data).gates)
    with duckdb.connect(str(release_path(taken.data)), read_only=True) as release:
        kept = release.execute("SELECT article_id, reason, author, payload_digests FROM takedown").fetchall()
    assert kept == [(taken.gone.article_id, "Bản án 12/2026", "N. V. A.", [taken.gone.payload_digest])]


def test_the_releases_that_held_it_went_and_are_said_to_have_gone(taken: Taken) -> None:
    assert not set(taken.releases) & set(names(taken.data))
    assert {path.name for path in (taken.data / "exports").iterdir()} == set(names(taken.data))
    assert set(takedowns(taken.data)[0].releases) == set(taken.releases)
    with pytest.raises(NotFoundError, match="held a page that had to be taken down"):
        release_path(taken.data, taken.releases[0])


def test_explain_says_that_it_was_taken_down(taken: Taken) -> None:
    observation_id, *cell = taken.cell
    with pytest.raises(NotFoundError, match=r"taken down on 20.*N\. V\. A\.: Bản án 12/2026"):
        explain_observation(taken.data, observation_id)
    said = CliRunner().invoke(explain, [*cell, "--data", str(taken.data)])
    assert "taken down" in (said.output if said.exit_code == 0 else str(said.exception))


def test_status_says_what_was_taken_down_and_which_releases_went(taken: Taken) -> None:
    said = CliRunner().invoke(status, ["--data", str(taken.data)]).output
    assert "by N. V. A. (Bản án 12/2026)" in said
    assert all(name in said for name in taken.releases)


def test_the_second_time_changes_nothing_and_says_who_was_first(taken: Taken) -> None:
    note, release = (taken.data / FILE).read_text("utf-8"), names(taken.data)
    again = told(taken.data, taken.gone.url, "--reason", "khác", "--author", "khác")
    assert again.exit_code == 0
    assert "by N. V. A.: Bản án 12/2026" in again.output
    assert "copies removed now: 0" in again.output
    assert ((taken.data / FILE).read_text("utf-8"), names(taken.data)) == (note, release)


@pytest.mark.faults
def test_what_is_made_again_from_the_archive_does_not_bring_it_back(data: Path) -> None:
    gone = target(data)
    told(data, gone.url, *WHY)
    opened = _opened(data)
    for folder in ("articles", "observations"):
        line.remove(data / folder)
    derive.articles(opened, line.portal(), rederive=True)
    derive.observations(opened, line.portal(), rederive=True)
    assert yearbook.build_release(opened).manifest.green
    assert gone.article_id not in {one.article_id for one in articles(data)}


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("archive.take_down", marks=pytest.mark.faults),
        pytest.param("_read_again_without", marks=pytest.mark.faults),
        "_publish_without",
        pytest.param("withdraw", marks=pytest.mark.faults),
    ],
)
def test_wherever_it_is_interrupted_nothing_with_the_page_is_published_and_the_command_goes_on(
    data: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, before = target(data), names(data)
    with monkeypatch.context() as patched:
        patched.setattr(f"pipelines.takedown.{step}", _killed)
        told(data, gone.url, *WHY)
    if published_name(data) in before:
        with pytest.raises(GateError, match="had to go"):
            rollback(data, now=datetime.now(UTC))
        candidate = build(data, yearbook.reference(_opened(data)), kind="sample", built_at=datetime.now(UTC))
        if any(one.article_id == gone.article_id for one in articles(data)):
            with pytest.raises(GateError, match="takedowns"):
                publish(data, candidate.name, accept=True, now=datetime.now(UTC))
    assert told(data, gone.url, *WHY).exit_code == 0
    assert gone.title
    assert gone.title not in everything(data)


@pytest.mark.faults
def test_a_restored_archive_does_not_bring_it_back_unseen(data: Path, tmp_path: Path) -> None:
    gone = target(data)
    backup = line.copy(data, tmp_path / "backup")
    told(data, gone.url, *WHY)
    for folder in ("pages", "articles", "observations"):
        line.remove(data / folder)
        line.copy(backup / folder, data / folder)
    candidate = yearbook.build_release(_opened(data))
    (red,) = [gate for gate in candidate.manifest.gates if not gate.green]
    assert (red.name, red.acceptable) == ("takedowns", False)
    assert gone.url in red.detail
    assert told(data, gone.url, *WHY).exit_code == 0
    assert gone.title
    assert gone.title not in everything(data)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("http://127.0.0.1:8711/khong-co.html", *WHY), "is not in the archive of sample-laichau"),
        (("http://nobody.example/x.html", *WHY), "no address of a portal"),
    ],
)
def test_an_address_that_is_not_known_is_refused_and_nothing_is_written(
    data: Path, words: tuple[str, ...], says: str
) -> None:
    result = told(data, *words)
    assert isinstance(result.exception, CongdoanError)
    assert says in str(result.exception)
    assert not (data / FILE).exists()


def test_reason_and_author_are_asked_for(data: Path) -> None:
    missing = CliRunner().invoke(congdoan, ["takedown", "http://x", "--author", "a", "--data", str(data)])
    assert missing.exit_code == 2
    assert told(data, "http://x", "--reason", " ", "--author", "a").exit_code == 2


def _opened(data: Path) -> Line:
    here = settings.load(data)
    return Line(here, DataFolder(here.data), "sample", line.Here())


def _killed(*_: object, **__: object) -> Callable[..., object]:
    raise KeyboardInterrupt
