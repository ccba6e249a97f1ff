"""The data dictionary as Markdown, from the same definitions as the tables themselves.

Belongs here: the page. What the columns mean is said in tables/.
"""

from collections.abc import Mapping

from warehouse.schema import Column, Model, Table


def markdown(model: Model, about: Mapping[str, str]) -> str:
    """Every table and view with its columns, then every code list. `about` is the table of that name."""
    parts = [
        "# Data dictionary / Từ điển dữ liệu\n",
        f"{about['notice']}\n",
        f"Schema {model.version}. Within a major version columns are added, never changed.\n",
    ]
    parts += [_table(model.tables[name]) for name in (*model.release_tables, *model.release_views)]
    parts.append("# Code lists / Bảng mã\n")
    for name, codes in sorted(model.codes.items()):
        rows = "".join(f"| `{code}` | {_cell(label.vi)} | {_cell(label.en)} |\n" for code, label in codes.items())
        parts.append(f"## {name}\n\n| code | vi | en |\n|---|---|---|\n{rows}")
    return "\n".join(parts)


def _table(table: Table) -> str:
    head = f"## {table.name}\n\n{table.meaning.vi}\n\n{table.meaning.en}\n\nKey: {', '.join(table.key)}\n"
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
