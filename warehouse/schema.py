"""The one definition of every table, view and code list (tables/*.yaml), and what it says in SQL.

Belongs here: loading the definitions, refusing mistakes with file and line, DDL, comments, checks. What fills a table
is said in sql/.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from transforms.errors import ConfigError
from warehouse.yamlfile import Node, read

FOLDER = Path(__file__).parent / "tables"
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
SCALARS = frozenset({"VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "DECIMAL(20,4)"})
STRUCT = re.compile(r"STRUCT\(([a-z_ A-Z,]+)\)\[\]")
COLUMN_KEYS = {"type", "of", "vi", "en", "empty", "unit", "codes", "references", "pattern"}
Kind = Literal["table", "view"]


@dataclass(frozen=True, slots=True)
class Text:
    """One meaning in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `empty` says what null means; without it null is refused. `codes` names the list of its values."""

    name: str
    type: str
    meaning: Text
    empty: Text | None
    unit: str | None
    codes: str | None
    references: tuple[str, str] | None
    pattern: str | None

    def ddl(self, codes: Mapping[str, Mapping[str, Text]]) -> str:
        """The column in CREATE TABLE, with the checks that hold for each row on its own."""
        parts = [f'"{self.name}" {self.type}']
        if self.empty is None:
            parts.append("NOT NULL")
        if self.codes is not None:
            parts.append(f'CHECK ("{self.name}" IN ({", ".join(literal(code) for code in codes[self.codes])}))')
        if self.pattern is not None:
            parts.append(f'CHECK (regexp_full_match("{self.name}", {literal(self.pattern)}))')
        return " ".join(parts)

    def comment(self) -> str:
        """The text of COMMENT ON COLUMN, Vietnamese first."""
        unit = f" [{self.unit}]" if self.unit else ""
        empty_vi = f" Trống: {self.empty.vi}." if self.empty else ""
        empty_en = f" Null: {self.empty.en}." if self.empty else ""
        return f"{self.meaning.vi}.{empty_vi} | {self.meaning.en}{unit}.{empty_en}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table or view; the order of `columns` is the order in the files."""

    name: str
    kind: Kind
    meaning: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def ddl(self, codes: Mapping[str, Mapping[str, Text]], *, temporary: bool = False) -> str:
        """CREATE TABLE with every check that can be made a row at a time; keys and references are gates."""
        columns = ", ".join(column.ddl(codes) for column in self.columns)
        return f'CREATE {"TEMP " if temporary else ""}TABLE "{self.name}" ({columns})'

    def comments(self) -> list[str]:
        """The COMMENT ON statements of the table and its columns."""
        what = "VIEW" if self.kind == "view" else "TABLE"
        statements = [f'COMMENT ON {what} "{self.name}" IS {literal(f"{self.meaning.vi} | {self.meaning.en}")}']
        for column in self.columns:
            statements.append(f'COMMENT ON COLUMN "{self.name}"."{column.name}" IS {literal(column.comment())}')
        return statements

    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything tables/ says."""

    version: str
    tables: Mapping[str, Table]
    parquet: tuple[str, ...]
    release_tables: tuple[str, ...]
    release_views: tuple[str, ...]
    codes: Mapping[str, Mapping[str, Text]]


def literal(text: str) -> str:
    """A SQL string literal, for statements that take no parameters (DDL, COMMENT, COPY options)."""
    return "'" + text.replace("'", "''") + "'"


@cache
def model() -> Model:
    """The definitions that ship with the product."""
    return load(FOLDER)


def load(folder: Path) -> Model:
    """Read a folder of definitions. Raises ConfigError with file and line at the first mistake."""
    top = read(folder / "model.yaml")
    head = top.mapping(
        allowed={"schema_version", "parquet", "tables", "views"},
        required={"schema_version", "parquet", "tables", "views"},
    )
    codes = _codes(read(folder / "codes.yaml"))
    tables: dict[str, Table] = {}
    for group in ("parquet", "tables", "views"):
        for item in head[group].items():
            name = item.text()
            file = folder / f"{name}.yaml"
            if not file.exists():
                raise item.mistake(f"there is no file {file.name}")
            tables[name] = _table(read(file), name, "view" if group == "views" else "table", tables, codes)
    listed = {f"{name}.yaml" for name in tables} | {"model.yaml", "codes.yaml"}
    for file in sorted(folder.glob("*.yaml")):
        if file.name not in listed:
            raise top.mistake(f"{file.name} is not listed")
    _check_references(tables, folder)
    return Model(
        version=head["schema_version"].text(),
        tables=tables,
        parquet=head["parquet"].texts(),
        release_tables=head["tables"].texts(),
        release_views=head["views"].texts(),
        codes=codes,
    )


def _codes(node: Node) -> dict[str, dict[str, Text]]:
    return {
        name: {code: _text(label) for code, label in codes.mapping().items()} for name, codes in node.mapping().items()
    }


def _text(node: Node) -> Text:
    parts = node.mapping(allowed={"vi", "en"}, required={"vi", "en"})
    return Text(parts["vi"].text(), parts["en"].text())


def _table(node: Node, name: str, kind: Kind, known: Mapping[str, Table], codes: Mapping[str, object]) -> Table:
    head = node.mapping(
        allowed={"table", "view", "meaning", "key", "inherit", "columns"}, required={kind, "meaning", "key"}
    )
    if head[kind].text() != name or not NAME.fullmatch(name):
        raise head[kind].mistake(f"the name must be that of the file, {name}, in lower-case ASCII")
    columns: dict[str, Column] = {}
    if "inherit" in head:
        parent = known.get(head["inherit"].text())
        if parent is None:
            raise head["inherit"].mistake("this table does not come before")
        columns = {column.name: column for column in parent.columns}
    if "columns" in head:
        for column_name, column in head["columns"].mapping().items():
            columns[column_name] = _column(column, column_name, known, codes)
    for key in head["key"].items():
        if key.text() not in columns:
            raise key.mistake("the key names a column that does not exist")
    return Table(name, kind, _text(head["meaning"]), head["key"].texts(), tuple(columns.values()))


def _column(node: Node, name: str, known: Mapping[str, Table], codes: Mapping[str, object]) -> Column:
    if not NAME.fullmatch(name):
        raise node.mistake("a column name is lower-case ASCII")
    parts = node.mapping(allowed=COLUMN_KEYS)
    reference = _reference(parts["references"]) if "references" in parts else None
    if "of" in parts:
        parent = known.get(parts["of"].text())
        inherited = next((column for column in parent.columns if column.name == name), None) if parent else None
        if inherited is None:
            raise parts["of"].mistake(f"no column {name} there, or that table does not come before")
        return replace(inherited, references=reference or inherited.references)
    node.mapping(required={"type", "vi", "en"})
    type_ = parts["type"].text()
    if type_.removesuffix("[]") not in SCALARS and not STRUCT.fullmatch(type_):
        raise parts["type"].mistake(
            f"unknown type; known are {', '.join(sorted(SCALARS))}, lists of these and lists of STRUCT"
        )
    list_name = parts["codes"].text() if "codes" in parts else None
    if list_name is not None and list_name not in codes:
        raise parts["codes"].mistake("no such list in codes.yaml")
    return Column(
        name=name,
        type=type_,
        meaning=Text(parts["vi"].text(), parts["en"].text()),
        empty=_text(parts["empty"]) if "empty" in parts else None,
        unit=parts["unit"].text() if "unit" in parts else None,
        codes=list_name,
        references=reference,
        pattern=parts["pattern"].text() if "pattern" in parts else None,
    )


def _reference(node: Node) -> tuple[str, str]:
    table, _, column = node.text().partition(".")
    if not column:
        raise node.mistake("a reference is written table.column")
    return table, column


def _check_references(tables: Mapping[str, Table], folder: Path) -> None:
    for table in tables.values():
        for column in table.columns:
            if column.references is None:
                continue
            target, target_column = column.references
            if target not in tables or target_column not in tables[target].names():
                raise ConfigError(
                    f"{folder.name}/{table.name}.yaml: {column.name}: {target}.{target_column} does not exist"
                )
