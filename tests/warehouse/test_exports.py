"""Exports: the same bytes for the same content, harmless in a spreadsheet, complete with dictionary and checksums."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.warehouse.world import BUILT, Story, reference, release
from warehouse import build, export
from warehouse.exports import export_digest
from warehouse.schema import model
from warehouse.store import working

UNIONS = "grassroots_unions_total"
FORMULAS = [
    "=1+1",
    "+84",
    "-5%",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


READ: dict[str, Callable[[str], object]] = {
    "string": str,
    "number": Decimal,
    "integer": int,
    "boolean": {"true": True, "false": False}.get,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
"""How a cell of each type of the standard is read."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of a release whose texts begin like formulas."""
    data = tmp_path_factory.mktemp("exported")
    story = (
        Story("a").say(UNIONS, 786, period_type="point_in_time").say("care_amount_vnd", "-5", quote="-5", unit="vnd")
    )
    for number, formula in enumerate(FORMULAS):
        story.say(None, number, quote=str(number), sentence=f"{formula} {number}", measured_phrase=formula, unit="item")
    release(data, story)
    return export(data)


def rows(file: Path) -> list[dict[str, str]]:
    """A CSV as a spreadsheet reads it."""
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_every_table_and_view_is_there_in_both_forms(exported: Path) -> None:
    names = {*model().release_tables, *model().release_views}
    assert {file.stem for file in (exported / "csv").iterdir()} == names
    assert {file.stem for file in (exported / "parquet").iterdir()} == names
    assert {file.name for file in exported.iterdir()} == {
        "csv",
        "parquet",
        "sdmx.csv",
        "congdoan.xlsx",
        "datapackage.json",
        "DICTIONARY.md",
        "LICENCE.txt",
        "SHA256SUMS",
    }


def test_s3_no_text_cell_begins_like_a_formula_and_numbers_are_untouched(exported: Path) -> None:
    observations = rows(exported / "csv" / "observation.csv")
    phrases = {row["measured_phrase"] for row in observations if row["measured_phrase"]}
    assert phrases == {"'" + formula for formula in FORMULAS}
    for file in (exported / "csv").iterdir():
        for row in rows(file):
            for name, cell in row.items():
                if cell[:1] in set("=+-@\t\r＝＋－＠"):
                    assert (name, cell) in {("obs_value", "-5"), ("care_amount_vnd", "-5")}, file.name
    with working() as connection:
        kept = connection.execute(
            "SELECT measured_phrase FROM read_parquet(?) WHERE measured_phrase IS NOT NULL",
            [str(exported / "parquet" / "observation.parquet")],
        ).fetchall()
    assert {row[0] for row in kept} == set(FORMULAS)


def test_numbers_are_plain_and_dates_are_iso(exported: Path) -> None:
    (cell,) = (row for row in rows(exported / "csv" / "yearly_indicator.csv") if row["indicator"] == UNIONS)
    assert (cell["obs_value"], cell["time_period"], cell["flags"]) == ("786", "2024", "SINGLE_SOURCE")
    (article,) = rows(exported / "csv" / "article.csv")
    assert (article["published_at"], article["published_on"]) == ("2025-01-10T01:00:00Z", "2025-01-10")
    assert article["title"] == "Bài a"


def test_the_wide_table_has_a_column_for_each_indicator_and_unit(exported: Path) -> None:
    (row,) = rows(exported / "csv" / "yearly_wide.csv")
    assert row[UNIONS] == "786"
    assert {"care_beneficiaries", "care_beneficiaries_person_times", "members_total"} <= row.keys()
    assert "gift_unit_value_vnd" not in row


def test_sdmx_csv_has_the_annual_cells(exported: Path) -> None:
    lines = list(csv.DictReader((exported / "sdmx.csv").read_text(encoding="utf-8").splitlines()))
    (cell,) = (line for line in lines if line["INDICATOR"] == UNIONS)
    assert cell["STRUCTURE"] == "dataflow"
    assert (cell["FREQ"], cell["REF_AREA"], cell["TIME_PERIOD"]) == ("A", "VN63_12", "2024")
    assert (cell["OBS_VALUE"], cell["OBS_STATUS"]) == ("786", "A")


def test_the_data_package_describes_every_file_truly(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    assert package["description"].startswith("SAMPLE")
    for resource in package["resources"]:
        file = exported / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        assert resource["hash"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
        header = next(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        found = rows(file)
        for field in resource["schema"]["fields"]:
            limits, cells = field.get("constraints", {}), {row[field["name"]] for row in found}
            where = (resource["name"], field["name"])
            assert not (limits.get("required") and "" in cells), where
            assert cells <= {*limits.get("enum", cells), ""}, where
            assert all(re.fullmatch(limits.get("pattern", ".*"), cell, re.DOTALL) for cell in cells - {""}), where
            assert all(READ[field["type"]](cell) is not None for cell in cells - {""}), where
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in found]
        assert len(set(keys)) == len(keys), resource["name"]
        for foreign in resource["schema"].get("foreignKeys", []):
            leads = foreign["reference"]
            known = {
                row[leads["fields"][0]] for row in rows(exported / "csv" / f"{leads['resource'] or file.stem}.csv")
            }
            assert {row[foreign["fields"][0]] for row in found} <= {*known, ""}, foreign


def test_the_data_package_is_valid_for_its_own_tool(exported: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="the tool of the Data Package standard is not installed")
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["title", "fieldName", "message"])[:5]


def test_checksums_cover_every_file(exported: Path) -> None:
    sums = dict(reversed(line.split("  ")) for line in (exported / "SHA256SUMS").read_text().splitlines())
    files = {file.relative_to(exported).as_posix() for file in exported.rglob("*") if file.is_file()}
    assert set(sums) == files - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((exported / name).read_bytes()).hexdigest() == digest


def test_licence_citation_and_sample_are_said(exported: Path) -> None:
    text = (exported / "LICENCE.txt").read_text(encoding="utf-8")
    assert text.startswith("SAMPLE")
    assert "Citation" in text
    assert "| `obs_value` | DECIMAL(20,4) |" in (exported / "DICTIONARY.md").read_text(encoding="utf-8")


def test_the_same_inputs_give_the_same_bytes_in_any_folder_at_any_time(data: Path) -> None:
    story = Story("a").say(UNIONS, 786, period_type="point_in_time")
    first = release(data, story)
    export(data)
    second = build(data, reference(), kind="sample", built_at=BUILT + timedelta(days=1))
    export(data, second.name)
    elsewhere = data.parent / "elsewhere"
    third = release(elsewhere, story)
    export(elsewhere)
    assert export_digest(data, first.name) == export_digest(data, second.name) == export_digest(elsewhere, third.name)


def test_an_export_made_again_replaces_the_first(data: Path) -> None:
    release(data, Story("a").say(UNIONS, 786, period_type="point_in_time"))
    folder = export(data)
    (folder / "stray").touch()
    assert export(data) == folder
    assert not (folder / "stray").exists()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_values_keep_their_precision(data: Path) -> None:
    story = Story("a").say("care_amount_vnd", "9876543210123456.1234", quote="9,8 triệu tỷ", unit="vnd")
    story.say("cba_coverage_pct", "83.5", unit="percent")
    release(data, story)
    found = {row["indicator"]: row["obs_value"] for row in rows(export(data) / "csv" / "yearly_indicator.csv")}
    assert found == {"care_amount_vnd": "9876543210123456.1234", "cba_coverage_pct": "83.5"}
    assert Decimal(found["cba_coverage_pct"]) == Decimal("83.5")
