"""The data dictionary as Markdown, from the same definitions as the tables themselves.

Belongs here: the page. What the columns mean is said in tables/.
"""

from collections.abc import Mapping, Sequence

from warehouse.schema import Column, Model, Table


def markdown(model: Model, about: Mapping[str, str]) -> str:
    """The page that goes with an export. `about` is the table of that name."""
    return "\n".join(
        (
            "# Data dictionary / Từ điển dữ liệu\n",
            f"{about['notice']} {about['citation']}\n",
            f"Schema {model.version}. Within a major version columns are added, never changed.\n",
            tables(model, (*model.release_tables, *model.release_views)),
            "# Code lists / Bảng mã\n",
            code_lists(model),
        )
    )


def tables(model: Model, names: Sequence[str], level: str = "##") -> str:
    """The named tables and views with their columns, under headings of that level."""
    return "\n".join(_table(model.tables[name], level) for name in names)


def code_lists(model: Model, level: str = "##") -> str:
    """Every code list with its labels."""
    parts = []
    for name, codes in sorted(model.codes.items()):
        rows = "".join(f"| `{code}` | {_cell(label.vi)} | {_cell(label.en)} |\n" for code, label in codes.items())
        parts.append(f"{level} {name}\n\n| code | vi | en |\n|---|---|---|\n{rows}")
    return "\n".join(parts)


def _table(table: Table, level: str) -> str:
    head = f"{level} {table.name}\n\n{table.meaning.vi}\n\n{table.meaning.en}\n\nKey: {', '.join(table.key)}\n"
    rows = "".join(_row(column) for column in table.columns)
    return f"{head}\n| column | type | unit | vi | en | null |\n|---|---|---|---|---|---|\n{rows}"


def _row(column: Column) -> str:
    codes = f" (code list {column.codes})" if column.codes else ""
    leads = f" (-> {'.'.join(column.references)})" if column.references else ""
    empty = f"{column.empty.vi} / {column.empty.en}" if column.empty else "never"
    cells = (
        f"`{column.name}`",
        column.type,
        column.unit or "",
        column.meaning.vi,
        f"{column.meaning.en}{codes}{leads}",
        empty,
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
