"""The cells of an HTML table put on a grid, broken spans included.

Follows the HTML standard's "forming a table" (html.spec.whatwg.org, 4.9.12): a cell takes
the first free position of its row, spans grow to the right and down, a row span ends with
its row group. Where the standard lets two cells cover one position, the later one is cut:

    | A | B (2 rows) | C |        D says colspan=3, B is in its way:
    | D |            |   |        D covers one column, the next cell stands where D would end
"""

from __future__ import annotations

import re

from extractors.readers.nesting import RawCell, RawTable

MAX_SPAN = 63
"""Columns that a cell may span at most (Word's own limit); pages say 1000 or 100%."""

BOUNDARY_SPAN = 20
"""A wider cell does not say how many columns there are: it means "all that there are"."""

MAX_COLUMNS = 256
"""From this column on spans count as 1, so that nonsense stays cheap."""

_DIGITS = re.compile(r"[ \t\r\n\f]*\+?(\d{1,6})")


def span(value: str | None) -> int:
    """Return a span attribute's number as browsers read it: leading digits, else 1."""
    if value is None:
        return 1
    found = _DIGITS.match(value)
    return int(found[1]) if found else 1


def form_table(groups: list[list[list[RawCell]]]) -> RawTable:
    """Return the table that row groups make, given in the order in which they are rendered.

    The cells come with the spans that their tags claim, a row span of 0 meaning "to the end
    of the group"; they are given their places here.
    """
    cells: list[RawCell] = []
    first = 0
    for rows in groups:
        end = first + len(rows)
        busy: dict[int, int] = {}  # column → first row in which it is free again
        for number, row in enumerate(rows, first):
            _place_row(row, number, end, busy, cells)
        first = end
    columns = max(
        (c.column + (c.column_span if c.column_span <= BOUNDARY_SPAN else 1) for c in cells),
        default=0,
    )
    for cell in cells:
        if cell.column + cell.column_span > columns:
            cell.column_span = columns - cell.column
    return RawTable(cells, first, columns)


def _place_row(
    row: list[RawCell], number: int, end: int, busy: dict[int, int], cells: list[RawCell]
) -> None:
    column = 0
    for cell in row:
        while busy and busy.get(column, 0) > number:
            column += 1
        cell.row, cell.column = number, column
        if cell.row_span != 1 or cell.column_span != 1:
            column += _cut(cell, end, busy)
        else:
            column += 1
        cells.append(cell)


def _cut(cell: RawCell, end: int, busy: dict[int, int]) -> int:
    """Cut a cell's spans to the free positions and return the columns that it asked for."""
    row, column = cell.row, cell.column
    if column >= MAX_COLUMNS:
        cell.row_span = cell.column_span = 1
        return 1
    wanted = min(max(cell.column_span, 1), MAX_SPAN)
    width = 1
    while width < wanted and busy.get(column + width, 0) <= row:
        width += 1
    height = min(cell.row_span or end, end - row)
    if height > 1:
        for each in range(column, column + width):
            busy[each] = row + height
    cell.row_span, cell.column_span = height, width
    return wanted
