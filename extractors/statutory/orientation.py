"""Tables set on their side: the form's columns down the side, its rows across the top.

Some offices turn a table to fit the page. It is turned back before it is read, so that
every later step sees rows as the form has them.
"""

from __future__ import annotations

from dataclasses import replace

from extractors.statutory.labels import read_label
from schemas.document import Cell, Table
from schemas.forms import TableCode

ENOUGH: dict[TableCode, int] = {"proactive_disclosure": 2, "requests": 4, "proceedings": 4}
"""So many column labels one under the other show that a table lies on its side."""


def upright(table: Table) -> Table:
    """Return the table as the form has it, turned where it lies on its side."""
    if table.grid != "exact" and not _is_full(table):
        return table
    if not _lies(table):
        return table
    cells = [
        replace(
            cell,
            row=cell.column,
            column=cell.row,
            row_span=cell.column_span,
            column_span=cell.row_span,
        )
        for cell in table.cells
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(cells, table.columns, table.rows, table.grid, table.place)


def _is_full(table: Table) -> bool:
    """Return whether every position has a cell of its own, so that nothing was merged."""
    return len(table.cells) == table.rows * table.columns > 0


def _lies(table: Table) -> bool:
    """Return whether labels of the form's columns stand down one of the first columns.

    They must be different from each other. Upright tables have headers of several blocks of
    table 二 in one column, but never in the first, where the rows' labels stand.
    """
    down: dict[tuple[TableCode, int], dict[str, int]] = {}
    for cell in table.cells:
        for code in _columns_named(cell):
            named = down.setdefault((code[0], cell.column), {})
            named[code[1]] = named.get(code[1], 0) + 1
    for (statutory, column), codes in down.items():
        beside = 0 if statutory == "proactive_disclosure" else 1
        if (
            column <= beside
            and len(codes) >= ENOUGH[statutory]
            and all(count == 1 for count in codes.values())
        ):
            return True
    return False


def _columns_named(cell: Cell) -> list[tuple[TableCode, str]]:
    """Return the columns that a cell names; 其他 and 总计, which name several, do not count."""
    label = read_label(cell.text)
    if len({address.table for address in label.columns}) > 1:
        return []
    return [(address.table, address.code) for address in label.columns]
