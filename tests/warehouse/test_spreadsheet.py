"""The exports opened by a second program, a spreadsheet without a screen: what it shows is what was exported (S3)."""

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.warehouse.test_exports import FORMULAS
from tests.warehouse.world import Story, release
from warehouse import export

pytestmark = pytest.mark.faults

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALL_SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,{formulas},false,-1"
"""Comma, quotes, UTF-8, cells as stored, and, where wanted, formulas in place of their results; every sheet."""
PAYLOADS = [f"{formula}{end}" for formula in FORMULAS for end in ("", " 1", "|x", "!A1")]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of a release whose published sentences and phrases begin like formulas."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    data = tmp_path_factory.mktemp("spreadsheet")
    story = Story("a").say("grassroots_unions_total", 786, period_type="point_in_time")
    story.say("care_amount_vnd", "-5", quote="-5", unit="vnd")
    for number, payload in enumerate(PAYLOADS):
        value = 100 + number
        story.say("members_admitted", value, sentence=f"{payload} {value}", period=str(1950 + number), unit="person")
        story.say(None, number, quote=str(number), measured_phrase=payload, unit="item")
    release(data, story)
    return export(data)


def opened(file: Path, folder: Path, *, formulas: bool) -> dict[str, list[dict[str, str]]]:
    """The sheets of a file as the spreadsheet has them, rows by column."""
    target = ALL_SHEETS_AS_CSV.format(formulas=str(formulas).lower())
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # In its window it would ask, and propose UTF-8 by the mark at the beginning of the file.
    coding = [] if file.suffix == ".xlsx" else ["--infilter=Text - txt - csv (StarCalc):44,34,76"]
    command = [
        OFFICE,
        profile,
        "--headless",
        *coding,
        "--convert-to",
        target,
        "--outdir",
        str(folder / "seen"),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    sheets = {}
    for sheet in sorted((folder / "seen").glob("*.csv")):
        with sheet.open(encoding="utf-8", newline="") as lines:
            sheets[sheet.stem.removeprefix(f"{file.stem}-")] = list(csv.DictReader(lines))
    return sheets


@pytest.mark.parametrize("formulas", [False, True])
def test_s3_the_workbook_has_values_and_sentences_and_no_formula(
    exported: Path, tmp_path: Path, formulas: bool
) -> None:
    sheets = opened(exported / "congdoan.xlsx", tmp_path, formulas=formulas)
    assert list(sheets) == ["data", "dictionary", "flags", "notes", "sources"]
    values = {(row["indicator"], row["time_period"]): row["obs_value"] for row in sheets["data"]}
    assert values["grassroots_unions_total", "2024"] == "786"
    assert values["care_amount_vnd", "2024"] == "-5"
    assert len(values) == len(PAYLOADS) + 2
    sentences = {re.sub(r"\s", " ", row["sentence"]) for row in sheets["sources"]}
    for number, payload in enumerate(PAYLOADS):
        assert re.sub(r"\s", " ", f"{payload} {100 + number}") in sentences


def test_s3_a_csv_file_shows_each_text_after_its_apostrophe_and_runs_none(exported: Path, tmp_path: Path) -> None:
    (sheet,) = opened(exported / "csv" / "observation.csv", tmp_path, formulas=True).values()
    shown = {re.sub(r"\s", " ", row["measured_phrase"]) for row in sheet}
    assert shown - {""} == {re.sub(r"\s", " ", f"'{payload}") for payload in PAYLOADS}
    assert "-5" in {row["obs_value"] for row in sheet}
