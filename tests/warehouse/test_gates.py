"""Each gate is proven to turn red: a sound release is damaged in one way, and the gate for it says so."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.world import Story, release
from warehouse import gates
from warehouse.manifest import Gate
from warehouse.schema import model

UNIONS = "grassroots_unions_total"

DAMAGE = {
    "keys": "INSERT INTO yearly_indicator SELECT * FROM yearly_indicator",
    "references": "UPDATE observation SET article_id = 'nowhere'",
    "codes": "UPDATE yearly_indicator SET flags = ['MADE_UP']",
    "areas": "DELETE FROM ref_area_map WHERE ref_area_63 = 'VN63_10'",
    "evidence": "UPDATE yearly_indicator SET obs_value = obs_value + 1",
    "spans": "UPDATE stage_span SET printed = '787'",
    "honest_periods": "UPDATE observation SET period_type = 'half'",
    "nothing_lost": "UPDATE stage_read SET n = n + 1",
    "personal_data": "UPDATE observation SET sentence = 'Gọi 0912 345 678: 786' WHERE indicator IS NULL",
    "filled": "DELETE FROM article",
    "archive": "UPDATE article_version SET warc_file = 'gone.warc.gz'",
    "corrections": "INSERT INTO correction VALUES ('x', 1, 2, 'r', 's', 'a', false)",
    "takedowns": "INSERT INTO takedown SELECT article_id, portal, now()::TIMESTAMP, 'r', 'a', [], [] FROM article",
    "portals": "UPDATE portal_health SET health = 'refused' WHERE portal = 'laichau'",
    "counts": "DELETE FROM observation WHERE indicator IS NULL",
    "vanished": "UPDATE yearly_indicator SET obs_value = NULL",
}
EVIDENCE = {
    "not current": "UPDATE observation SET is_current = false",
    "not actual": "UPDATE observation SET obs_role = 'plan'",
    "not publishable": "UPDATE observation SET publishable = false",
    "not in its sentence": "UPDATE observation SET sentence = 'Một câu khác.'",
    "not the chosen one": "UPDATE yearly_candidate SET reason = 'AGREES'",
    "of another area": "UPDATE yearly_candidate SET ref_area = 'VN63_10'",
    "without observation": "UPDATE yearly_indicator SET observation_id = NULL",
}


@pytest.fixture(scope="module")
def published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a sound release."""
    data = tmp_path_factory.mktemp("gates")
    story = Story("a").say(UNIONS, 786, period_type="point_in_time").say(None, 5, unit="item")
    return release(data, story).path


@pytest.fixture
def sound(published_file: Path, tmp_path: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path, Path]]:
    """A writable copy of a release with the stages that gates look at, its data folder and the published file."""
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(published_file.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute("CREATE TEMP TABLE stage_read AS SELECT 2 AS n")
        connection.execute("CREATE TEMP TABLE stage_repeat AS SELECT 1 AS n WHERE false")
        connection.execute(
            "CREATE TEMP TABLE stage_span AS SELECT observation_id, quote, quote AS printed FROM observation"
        )
        yield connection, published_file.parents[2], published_file


def computed(sound: tuple[duckdb.DuckDBPyConnection, Path, Path], unpaired: list[str]) -> dict[str, Gate]:
    """The gates of the damaged copy by name."""
    connection, data, published = sound
    found = gates.compute(connection, model(), data=data, unpaired=unpaired, published=published)
    return {gate.name: gate for gate in found}


def test_a_sound_release_has_only_green_gates_and_each_has_its_damage(
    sound: tuple[duckdb.DuckDBPyConnection, Path, Path],
) -> None:
    found = computed(sound, [])
    assert [gate for gate in found.values() if not gate.green] == []
    assert set(found) == {*DAMAGE, "pairs"}


@pytest.mark.parametrize("name", DAMAGE)
def test_r1_each_gate_turns_red(sound: tuple[duckdb.DuckDBPyConnection, Path, Path], name: str) -> None:
    sound[0].execute(DAMAGE[name])
    assert not computed(sound, [])[name].green


@pytest.mark.parametrize("how", EVIDENCE)
def test_r1_a_value_without_sound_evidence_is_red(
    sound: tuple[duckdb.DuckDBPyConnection, Path, Path], how: str
) -> None:
    sound[0].execute(EVIDENCE[how])
    gate = computed(sound, [])["evidence"]
    assert not gate.green
    assert not gate.acceptable
    assert UNIONS in gate.detail


@pytest.mark.parametrize("there", [None, "sha256:another"])
def test_r1_a_page_that_no_longer_has_its_digest_is_red(
    sound: tuple[duckdb.DuckDBPyConnection, Path, Path], there: str | None
) -> None:
    connection, data, published = sound
    row = connection.execute("SELECT payload_digest FROM article_version").fetchone()
    assert row

    def archive(digest: str | None) -> Gate:
        found = gates.compute(
            connection, model(), data=data, unpaired=[], published=published, digest_at=lambda *place: digest
        )
        return next(gate for gate in found if gate.name == "archive")

    assert archive(str(row[0])).green
    assert not archive(there).green
    assert "at byte 0" in archive(there).detail


def test_r1_a_file_without_its_other_half_is_red(sound: tuple[duckdb.DuckDBPyConnection, Path, Path]) -> None:
    assert not computed(sound, ["laichau/x.parquet"])["pairs"].green
