"""One definition, many uses: records, Parquet files and release agree, and a mistake is named with its line."""

import shutil
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from transforms import records
from transforms.errors import ConfigError
from transforms.records import Alternative, Article, Check, Observation
from warehouse.schema import FOLDER, load, model


@pytest.mark.parametrize(("table", "record"), [("articles", Article), ("observations", Observation)])
def test_parquet_tables_have_exactly_the_fields_of_the_records_in_their_order(table: str, record: type) -> None:
    assert model().tables[table].names() == tuple(field.name for field in fields(record))


@pytest.mark.parametrize(("column", "record"), [("checks", Check), ("alternatives", Alternative)])
def test_struct_lists_have_the_fields_of_their_records(column: str, record: type) -> None:
    type_ = next(c.type for c in model().tables["observations"].columns if c.name == column)
    inside = type_.removeprefix("STRUCT(").removesuffix(")[]")
    assert [part.split()[0] for part in inside.split(", ")] == [field.name for field in fields(record)]


def test_a_field_that_may_be_null_says_what_null_means_and_no_other_does() -> None:
    for table, record in (("articles", Article), ("observations", Observation)):
        for field, column in zip(fields(record), model().tables[table].columns, strict=True):
            assert (type(None) in get_args(field.type)) == (column.empty is not None), f"{table}.{column.name}"


def test_every_literal_of_the_records_is_a_code_of_its_list() -> None:
    for list_name, alias in {
        "verdict": records.Verdict,
        "unit_measure": records.Unit,
        "value_qualifier": records.Qualifier,
        "obs_role": records.Role,
        "ratio_kind": records.RatioKind,
        "period_type": records.PeriodType,
        "org_level": records.OrgLevel,
    }.items():
        assert set(model().codes[list_name]) == set(get_args(alias)), list_name


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "says"),
    [
        ("code.yaml", "type: VARCHAR, vi: Tên bảng mã", "type: TEXT, vi: Tên bảng mã", 7, "unknown type"),
        ("code.yaml", "en: Code}", "eng: Code}", 8, "unknown key"),
        ("code.yaml", "key: [code_list, code]", "key: [code_list, cod]", 5, "does not exist"),
        ("portal.yaml", "codes: portal_kind", "codes: portal_kinds", 8, "no such list"),
        ("article.yaml", "section: {of: articles}", "section: {of: nowhere}", 12, "no column section there"),
        ("about.yaml", "table: about", "table: abaut", 1, "must be that of the file"),
        ("about.yaml", "key: [item]", "key: [item", 6, "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, line: int, says: str
) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=says) as error:
        load(folder)
    assert f"{file}, line {line}" in str(error.value)


def test_a_definition_that_is_not_listed_is_a_mistake(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(FOLDER, folder)
    (folder / "stray.yaml").write_text("table: stray\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"stray\.yaml is not listed"):
        load(folder)


def test_what_was_in_the_first_schema_of_this_major_version_is_as_it_was() -> None:
    """An analyst's query of the first release still runs: columns are added, never changed or removed."""
    promised = (Path(__file__).parent / "schema_1.txt").read_text("utf-8").splitlines()
    present = {f"{name} key {', '.join(model().tables[name].key)}" for name in model().tables}
    present |= {
        f"{table.name}.{column.name} {column.type} {column.unit or '-'}"
        for table in model().tables.values()
        for column in table.columns
    }
    assert model().version.partition(".")[0] == "1"
    assert len(promised) > 250
    assert [line for line in promised if line not in present] == []
