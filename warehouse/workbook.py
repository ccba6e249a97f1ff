"""A release as one workbook (XLSX) for people who work in a spreadsheet: data, dictionary, flags, sources, notes.

Belongs here: which sheets there are and how their cells are written. A text is always a text cell, so that no formula
and no link comes to life; numbers and dates are such. The same content gives the same bytes: no time stands in the file
but a fixed one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # it has annotations, but not the marker that says so
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]  # as above
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # as above
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

from transforms.errors import StoreError
from warehouse.schema import Column, Model
from warehouse.store import Connection

DATA = "yearly_as_reported"
SOURCES = "evidence"
FLAG_LISTS = ("obs_status", "flag", "choice_rule", "value_qualifier", "unit_measure", "org_level")
"""The code lists that a reader of the sheet `data` meets."""
CREATED = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The time in the file's properties, which would otherwise be that of the export."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its header. All provinces, indicators and fifty years are fewer; if not, the notes say so."""
MOST_LETTERS = 32_767
"""Letters of a cell; a sentence that is longer ends in an ellipsis."""
FIRST_DATE = date(1900, 3, 1)
"""Spreadsheets count days from a calendar with a 29 February 1900; earlier dates are written as text."""
BATCH = 1000
WIDEST = 60

WORKBOOK = (
    (
        "start",
        "Trang data: mỗi ô một dòng; sources: câu gốc và địa chỉ của mỗi số (nối bằng observation_id); "
        "dictionary: ý nghĩa các cột; flags: ý nghĩa các mã. | Sheet data: one row a cell; sources: the sentence and "
        "address of each number (by observation_id); dictionary: what the columns mean; flags: what the codes mean.",
    ),
    (
        "numbers",
        "Bảng tính chỉ giữ 15 chữ số; tệp Parquet và CSV bên cạnh giữ đủ. | "
        "A spreadsheet keeps 15 digits of a number; the Parquet and CSV files beside this one keep all of them.",
    ),
    (
        "missing",
        "Ô không có giá trị không được liệt kê; bảng yearly_missing (csv/) nói vì sao trống. | "
        "Cells without a value are not listed; the table yearly_missing (in csv/) says why each is missing.",
    ),
)
"""What to know of the workbook."""

Cell = str | int | float | bool | Decimal | date | None


def write(connection: Connection, model: Model, about: Mapping[str, str], path: Path) -> None:
    """Write the workbook of the release that `connection` reads."""
    options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            _fill(book, connection, model, about)
    except FileCreateError as error:  # how it passes on whatever the system refuses
        raise StoreError(
            f"writing {path.name}: {error}; the release itself is untouched. `congdoan export` writes it again"
        ) from error


def _fill(book: xlsxwriter.Workbook, connection: Connection, model: Model, about: Mapping[str, str]) -> None:
    book.set_properties({"title": "congdoan", "comments": about["notice"], "created": CREATED})
    sheets = _Sheets(book)
    cut = [
        name
        for name, query in (("data", _data(model)), ("sources", _sources(model)))
        if not sheets.add(name, *_rows(connection, query))
    ]
    sheets.add("dictionary", DICTIONARY, _dictionary(model))
    sheets.add("flags", ("code_list", "code", "vi", "en"), _flags(model))
    sheets.add("notes", ("item", "text"), _notes(about, cut))


class _Sheets:
    """The sheets of one workbook with their formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._text: Format = book.add_format({"num_format": "@"})
        self._whole: Format = book.add_format({"num_format": "#,##0"})
        self._broken: Format = book.add_format({"num_format": "#,##0.####"})
        self._date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self._head: Format = book.add_format({"num_format": "@", "bold": True, "bottom": 1})

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bool:
        """One sheet with a header that stays in sight; False where not all rows fit into it."""
        sheet: Worksheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        widths = [len(column) for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, self._head)
        number = 0
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                return False
            for place, value in enumerate(row):
                self._write(sheet, number, place, value)
                widths[place] = max(widths[place], len(str(value)))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width + 2, WIDEST))
        sheet.autofilter(0, 0, number, len(columns) - 1)
        return True

    def _write(self, sheet: Worksheet, row: int, place: int, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, Decimal):  # without a format a sum of money would be shown as 8,95E+12
            sheet.write_number(row, place, float(value), self._whole if value == int(value) else self._broken)
        elif isinstance(value, int | float):
            sheet.write_number(row, place, float(value))
        elif isinstance(value, date) and value >= FIRST_DATE:
            sheet.write_datetime(row, place, value, self._date)
        else:
            text = str(value)
            sheet.write_string(
                row, place, text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…", self._text
            )


def _select(column: Column) -> str:
    name = f'"{column.name}"'
    return f"array_to_string({name}, '|') AS {name}" if column.type == "VARCHAR[]" else name


def _data(model: Model) -> str:
    """The yearly cells that have a value."""
    table = model.tables[DATA]
    columns = ", ".join(_select(column) for column in table.columns)
    order = ", ".join(f'"{name}"' for name in table.key)
    return f'SELECT {columns} FROM "{DATA}" ORDER BY {order}'  # noqa: S608 - defined names


def _sources(model: Model) -> str:
    """Where each value of the sheet `data` was read."""
    columns = ", ".join(_select(column) for column in model.tables[SOURCES].columns)
    return (
        f'SELECT {columns} FROM "{SOURCES}" WHERE observation_id IN '  # noqa: S608 - defined names
        f'(SELECT observation_id FROM "{DATA}") ORDER BY observation_id'
    )


def _rows(connection: Connection, query: str) -> tuple[list[str], Iterator[Sequence[Cell]]]:
    connection.execute(query)
    names = [str(column[0]) for column in connection.description or []]

    def fetched() -> Iterator[Sequence[Cell]]:
        while batch := connection.fetchmany(BATCH):
            yield from batch

    return names, fetched()


DICTIONARY = ("sheet", "column", "type", "unit", "vi", "en", "code_list", "null_vi", "null_en")


def _dictionary(model: Model) -> Iterator[Sequence[Cell]]:
    for sheet, table in (("data", DATA), ("sources", SOURCES)):
        for column in model.tables[table].columns:
            empty = (column.empty.vi, column.empty.en) if column.empty else (None, None)
            meaning = (column.meaning.vi, column.meaning.en)
            yield (sheet, column.name, column.type, column.unit, *meaning, column.codes, *empty)


def _flags(model: Model) -> Iterator[Sequence[Cell]]:
    for name in FLAG_LISTS:
        for code, label in model.codes[name].items():
            yield (name, code, label.vi, label.en)


def _notes(about: Mapping[str, str], cut: Sequence[str]) -> Iterator[Sequence[Cell]]:
    """What the release says of itself, but how to begin in a database; then what to know of this workbook."""
    yield from sorted((item, value) for item, value in about.items() if item != "start")
    yield from WORKBOOK
    if cut:
        listed = ", ".join(cut)
        yield (
            "cut",
            f"Các trang {listed} không chứa hết mọi dòng; tệp Parquet và CSV có đủ. | "
            f"Not all rows fit into the sheets {listed}; the Parquet and CSV files have them all.",
        )
