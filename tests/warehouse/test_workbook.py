"""The workbook: texts stay texts, numbers are numbers, every sheet is there, the same content gives the same bytes."""

import re
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from tests.warehouse.test_exports import FORMULAS
from tests.warehouse.world import Story, release
from transforms.errors import StoreError
from warehouse import export, release_path, workbook
from warehouse.schema import model
from warehouse.store import working

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = ["data", "sources", "dictionary", "flags", "notes"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a release whose published sentences begin like formulas, or hold addresses and markup."""
    data = tmp_path_factory.mktemp("book")
    story = Story("a").say("grassroots_unions_total", 786, period_type="point_in_time", ref_date=date(2024, 12, 31))
    for number, formula in enumerate([*FORMULAS, "http://x.invalid/", "<b>&amp;\x07"]):
        value = 100 + number
        sentence = f"{formula} {value}"
        story.say("members_admitted", value, sentence=sentence, period=str(2000 + number), unit="person")
    story.say("cba_coverage_pct", "83.5", unit="percent").say("care_amount_vnd", 8_950_000_000_000, unit="vnd")
    release(data, story)
    return export(data) / "congdoan.xlsx"


def cells(book: Path, sheet: str) -> list[dict[str, Element]]:
    """The rows of a sheet below its header, by column name."""
    with ZipFile(book) as parts:
        root = fromstring(parts.read(f"xl/worksheets/sheet{SHEETS.index(sheet) + 1}.xml"))  # noqa: S314 - our own file
    rows = [
        {re.sub(r"\d", "", cell.attrib["r"]): cell for cell in row.iter(f"{MAIN}c")} for row in root.iter(f"{MAIN}row")
    ]
    names = {place: text(cell) for place, cell in rows[0].items()}
    return [{names[place]: cell for place, cell in row.items()} for row in rows[1:]]


def text(cell: Element) -> str:
    """What a person sees in a cell."""
    return "".join(cell.itertext())


def test_the_sheets_are_there_in_their_order(book: Path) -> None:
    with ZipFile(book) as parts:
        names = re.findall(r'<sheet name="([^"]+)"', parts.read("xl/workbook.xml").decode())
    assert names == SHEETS
    assert all(cells(book, sheet) for sheet in SHEETS)


def test_s3_no_text_becomes_a_formula_or_a_link(book: Path) -> None:
    sentences = [row["sentence"] for row in cells(book, "sources")]
    for formula in (*FORMULAS, "http://x.invalid/", "<b>&amp;"):
        assert any(text(cell).startswith(formula.replace("\r", "_x000D_")) for cell in sentences), formula
    assert {cell.attrib["t"] for cell in sentences} == {"inlineStr"}
    with ZipFile(book) as parts:
        for name in parts.namelist():
            content = parts.read(name).decode()
            assert "<f>" not in content, name
            assert "<hyperlink" not in content, name
            assert "TargetMode" not in content, name


def test_values_are_numbers_and_dates_are_dates(book: Path) -> None:
    (row,) = (row for row in cells(book, "data") if text(row["indicator"]) == "grassroots_unions_total")
    assert (row["obs_value"].attrib.get("t"), text(row["obs_value"])) == (None, "786")
    assert (row["ref_date"].attrib.get("t"), text(row["ref_date"])) == (None, "45657")
    assert (row["time_period"].attrib["t"], text(row["time_period"])) == ("inlineStr", "2024")
    assert text(row["flags"]) == "SINGLE_SOURCE"


def test_every_value_has_its_source_and_every_column_its_meaning(book: Path) -> None:
    sources = {text(row["observation_id"]) for row in cells(book, "sources")}
    assert {text(row["observation_id"]) for row in cells(book, "data")} == sources
    described = {(text(row["sheet"]), text(row["column"])) for row in cells(book, "dictionary")}
    for sheet in ("data", "sources"):
        for row in cells(book, sheet):
            assert {(sheet, name) for name in row} <= described
    codes = {(text(row["code_list"]), text(row["code"])) for row in cells(book, "flags")}
    assert ("flag", "SINGLE_SOURCE") in codes
    assert ("obs_status", "A") in codes


def test_the_notes_say_sample_licence_and_citation(book: Path) -> None:
    notes = {text(row["item"]): text(row["text"]) for row in cells(book, "notes")}
    assert notes["notice"].startswith("SAMPLE")
    assert {"licence", "citation", "edition", "schema_version", "numbers"} <= notes.keys()
    assert notes["start"].startswith("Trang data")  # a workbook has no SQL


def test_a_sum_of_money_is_shown_with_all_its_digits(book: Path) -> None:
    """Without a format of its own a number of twelve digits or more is shown as 8,95E+12."""
    with ZipFile(book) as parts:
        styles = fromstring(parts.read("xl/styles.xml"))  # noqa: S314 - our own file
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    codes = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iterfind("m:numFmts/m:numFmt", space)}
    formats = [one.attrib["numFmtId"] for one in styles.iterfind("m:cellXfs/m:xf", space)]
    for row in cells(book, "data"):
        number = formats[int(row["obs_value"].attrib["s"])]
        whole = float(text(row["obs_value"])).is_integer()
        assert codes.get(number) == ("#,##0" if whole else "#,##0.####"), (number, text(row["obs_value"]))


def test_nothing_in_the_file_tells_when_it_was_made(book: Path) -> None:
    with ZipFile(book) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        times = re.findall(r"\d{4}-\d\d-\d\dT[0-9:]+Z", parts.read("docProps/core.xml").decode())
    assert set(times) == {"2020-01-01T00:00:00Z"}


def test_k6_what_the_system_refuses_is_named(book: Path, tmp_path: Path) -> None:
    taken = tmp_path / "congdoan.xlsx"
    taken.mkdir()
    with working() as connection:
        connection.execute(f"ATTACH '{release_path(book.parents[2])}' AS release (READ_ONLY)")
        connection.execute("USE release")
        with pytest.raises(StoreError, match=r"writing congdoan\.xlsx: .*untouched"):
            workbook.write(connection, model(), {"notice": "n"}, taken)
        connection.execute("USE memory")
