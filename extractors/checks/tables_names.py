"""Rows, columns and cells of the tables as sentences name them: by the form's labels."""

from __future__ import annotations

from functools import cache

from schemas.checks.tables import CELL
from schemas.forms import FORM_VERSIONS, TableCode, load_form
from schemas.records import StatutoryCell

_INNER_QUOTES = str.maketrans("“”", "‘’")


@cache
def table_name(table: str) -> str:
    """Return the form's title of a table."""
    return next(t.label for t in load_form(FORM_VERSIONS[-1]).tables if t.code == table)


def row_name(form: str, table: str, row: str) -> str:
    """Return a row's label on the form, below a group the group's before it; else the code."""
    return _rows(form, table).get(row, row)


def column_name(form: str, table: str, row: str, column: str) -> str:
    """Return a column's label on the form, with that of the group above it; else the code."""
    return _columns(form, table).get((row, column), column)


def name_of(cell: StatutoryCell) -> str:
    """Return what a sentence calls a cell: “（七）总计”行“自然人”列."""
    row, column = cell.row or "", cell.column or ""
    return CELL.format(
        row=row_name(cell.form, cell.table, row) if row else cell.row_label,
        column=column_name(cell.form, cell.table, row, column) if column else cell.column_label,
    )


@cache
def _rows(form: str, table: TableCode) -> dict[str, str]:
    version = next(each for each in FORM_VERSIONS if each == form)
    rows = {row.code: row for block in load_form(version).table(table).blocks for row in block.rows}
    names: dict[str, str] = {}
    for code, row in rows.items():
        above = rows.get(row.parent or "")
        group = above.label + "／" if above is not None and row.level > 2 else ""
        names[code] = (group + row.label).translate(_INNER_QUOTES)
    return names


@cache
def _columns(form: str, table: TableCode) -> dict[tuple[str, str], str]:
    version = next(each for each in FORM_VERSIONS if each == form)
    return {
        (figure.row.code, figure.column.code): "／".join(
            filter(None, (figure.column.group, figure.column.label))
        ).translate(_INNER_QUOTES)
        for figure in load_form(version).figures(table)
    }
