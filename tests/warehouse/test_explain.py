"""A number can be followed to its sentence, its article and its bytes, and the losers say why they lost."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import BUILT, Story, release
from transforms.errors import NotFoundError, StoreError
from warehouse import (
    diff,
    explain,
    explain_observation,
    known_on,
    manifest_of,
    publish,
    release_path,
    rollback,
    status,
    unmapped,
)

UNIONS = "grassroots_unions_total"
STOCK = {"period_type": "point_in_time"}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: the second has an edited article, a new one and more unnamed quantities."""
    data = tmp_path_factory.mktemp("line")
    sentence = "Toàn tỉnh hiện có 17.786 đoàn viên ở 786 công đoàn cơ sở."
    own = Story("bao-cao").say(UNIONS, 786, sentence=sentence, **STOCK)
    plan = Story("ke-hoach", opening="Kế hoạch.").say(UNIONS, 800, role="plan", period="2024")
    paper = Story("bao", portal="bao", opening="Báo.").say(UNIONS, 790, **STOCK)
    gone = Story("cu", opening="Cũ.").say("members_admitted", 5, unit="person", period="2020")
    release(data, own, plan, paper, gone)
    edited = Story("bao-cao", retrieved=datetime(2025, 1, 20, tzinfo=UTC)).say(UNIONS, 787, **STOCK)
    other = Story("moi", opening="Mới.").say("members_admitted", 1720, unit="person")
    for number in range(3):
        other.say(None, 7 + number, unit="item", measured_phrase="Chậu hoa", sentence=f"Trao {7 + number} chậu hoa.")
    other.say(None, 2, unit="item", measured_phrase="lá cờ", sentence="Trao 2 lá cờ.")
    from tests.warehouse.world import reference, store
    from warehouse import build, publish

    store(data, own, edited, plan, other)
    at = datetime(2025, 3, 2, 6, tzinfo=UTC)
    publish(data, build(data, reference(), kind="sample", built_at=at).name, accept=True, now=at)
    return data


def first(line: Path) -> str:
    """The name of the first release."""
    return status(line).releases[0].name


@pytest.mark.parametrize("name", ["Lai Châu", "lai chau", "tỉnh Lai Châu", "VN63_12", "LAI CHÂU"])
def test_a_cell_is_found_by_any_spelling_of_its_province(line: Path, name: str) -> None:
    (cell,) = explain(line, UNIONS, name, 2024, release=first(line))
    assert (cell.obs_value, cell.ref_area, cell.area_name) == (Decimal(786), "VN63_12", "Lai Châu")


def test_the_value_leads_to_sentence_page_and_bytes(line: Path) -> None:
    (cell,) = explain(line, UNIONS, "Lai Châu", "2024", release=first(line))
    chosen = cell.chosen
    assert chosen is not None
    assert chosen.sentence is not None
    assert chosen.sentence[chosen.start : chosen.end] == "786"
    assert chosen.sentence[: chosen.start].endswith("ở ")
    assert (chosen.title, chosen.published_on, chosen.portal) == ("Bài bao-cao", date(2025, 1, 10), "laichau")
    assert chosen.url == "http://laichau.invalid/bao-cao.html"
    assert chosen.warc_file == "20250111T030000Z-001.warc.gz"
    assert chosen.warc_offset == 0
    assert chosen.payload_digest is not None
    assert chosen.payload_digest.startswith("sha256:")
    assert chosen.rule_id == "hand.rule"
    assert (cell.choice_rule, cell.choice_en) == ("OWN_PORTAL", "Own portal before neighbour and press")


def test_the_losers_say_why(line: Path) -> None:
    (cell,) = explain(line, UNIONS, "Lai Châu", 2024, release=first(line))
    assert [(other.obs_value, other.reason) for other in cell.others] == [
        (Decimal(790), "OTHER_PORTAL"),
        (Decimal(800), "NOT_ACTUAL"),
    ]
    assert cell.others[0].reason_vi == "Nguồn xa hơn nói khác"


def test_an_observation_is_explained_by_itself_with_its_cell(line: Path) -> None:
    (cell,) = explain(line, UNIONS, "Lai Châu", 2024, release=first(line))
    loser = explain_observation(line, cell.others[0].observation_id, release=first(line))
    assert loser.obs_value == Decimal(790)
    assert loser.chosen is not None
    assert loser.chosen.reason == "OTHER_PORTAL"
    assert {other.obs_value for other in loser.others} == {Decimal(786), Decimal(800)}


def test_an_unnamed_quantity_is_explained_too(line: Path) -> None:
    from warehouse import release_path
    from warehouse.store import one, reading

    with reading(release_path(line)) as connection:
        found = one(connection, "SELECT min(observation_id) FROM observation WHERE indicator IS NULL")
    explained = explain_observation(line, str(found))
    assert explained.indicator is None
    assert explained.chosen is not None
    assert explained.chosen.url.startswith("http://laichau.invalid/")


@pytest.mark.parametrize(
    ("indicator", "province", "year", "says"),
    [
        ("grassroots_union_total", "Lai Châu", 2024, "near to it are grassroots_unions_total"),
        (UNIONS, "Atlantis", 2024, "no province is called 'Atlantis'"),
        (UNIONS, "Lai Châu", 2019, "in 2019; there is 2024"),
        (UNIONS, "Hà Nội", 2024, r"in 2024 \(L: not crawled\); nor in other years"),
        (UNIONS, "Lai Chua", 2024, "near to it are Lai Châu"),
        (UNIONS, "52", 2024, "VN63_52 or VN34_52"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    line: Path, indicator: str, province: str, year: int, says: str
) -> None:
    with pytest.raises(NotFoundError, match=says):
        explain(line, indicator, province, year)
    with pytest.raises(NotFoundError, match="no observation"):
        explain_observation(line, "nothing")


def test_diff_names_added_removed_and_changed_cells_with_their_evidence(line: Path) -> None:
    found = diff(line, first(line), status(line).releases[1].name)
    assert [(cell.change, cell.indicator, cell.time_period) for cell in found.cells] == [
        ("changed", UNIONS, "2024"),
        ("removed", "members_admitted", "2020"),
        ("added", "members_admitted", "2024"),
    ]
    changed = found.cells[0]
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before.obs_value, changed.after.obs_value) == (Decimal(786), Decimal(787))
    assert changed.after.sentence is not None
    assert "787" in changed.after.sentence
    assert found.number("added") == 1
    assert found.counts["article_version"] == (4, 5)
    assert found.code_changed == ()


def test_the_commonest_unnamed_phrases_come_with_examples(line: Path) -> None:
    found = unmapped(line)
    assert [(item.phrase, item.count, item.articles, item.units) for item in found] == [
        ("chậu hoa", 3, 1, ("item",)),
        ("lá cờ", 1, 1, ("item",)),
    ]
    assert found[0].examples == ("Trao 7 chậu hoa.", "Trao 8 chậu hoa.", "Trao 9 chậu hoa.")
    assert len(unmapped(line, limit=1)) == 1


def test_status_lists_releases_and_portals(line: Path, data: Path) -> None:
    found = status(line)
    assert [item.is_published for item in found.releases] == [False, True]
    assert found.releases[1].accepted == ("vanished",)
    assert {portal.portal: portal.health for portal in found.portals}["laichau"] == "ok"
    assert {portal.portal: portal.health for portal in found.portals}["yenbai"] == "empty"
    assert status(data).releases == ()


def test_what_was_known_on_a_date(line: Path) -> None:
    assert known_on(line, datetime(2025, 3, 1, 12, tzinfo=UTC)) == first(line)
    assert known_on(line, datetime(2026, 1, 1, tzinfo=UTC)) == status(line).published
    with pytest.raises(NotFoundError):
        known_on(line, datetime(2024, 1, 1, tzinfo=UTC))
    assert datetime(2025, 3, 2, tzinfo=UTC) > BUILT


def test_a_rollback_is_known_on_its_day_too(data: Path) -> None:
    days = [datetime(2025, 3, day, 6, tzinfo=UTC) for day in range(1, 6)]
    old, new = (release(data, Story("a").say(UNIONS, n, **STOCK), at=days[n]).name for n in (0, 1))
    rollback(data, now=days[2])
    publish(data, new, now=days[3])
    publish(data, new, now=days[4])
    assert [known_on(data, day) for day in days] == [old, new, old, new, new]
    assert len(manifest_of(data, new).publications) == 2


def test_a_release_of_an_older_schema_is_told_and_not_broken(data: Path) -> None:
    release(data, Story("bao-cao").say(UNIONS, 786, **STOCK))
    path = release_path(data)
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE observation DROP COLUMN period_words")
        connection.execute("UPDATE about SET value = '1.0' WHERE item = 'schema_version'")
    with pytest.raises(StoreError, match=r"schema 1\.0.*untouched.*--rederive"):
        explain(data, UNIONS, "Lai Châu", 2024)
