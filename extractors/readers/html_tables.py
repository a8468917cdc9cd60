"""The cells of an HTML table put on a grid, broken spans included.

Follows the HTML standard's "forming a table" (html.spec.whatwg.org, 4.9.12): a cell takes
the first free position of its row, spans grow to the right and down, a row span ends with
its row group. Where the standard lets two cells cover one position, the later one is cut:

    | A | B (2 rows) | C |        D says colspan=3, B is in its way:
    | D |            |   |        D covers one column, the next cell stands where D would end
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.readers.nesting import RawCell, RawTable
from schemas.document import Block

MAX_SPAN = 63
"""Columns that a cell may span at most (Word's own limit); pages say 1000 or 100%."""

BOUNDARY_SPAN = 20
"""A wider cell does not say how many columns there are: it means "all that there are"."""

MAX_COLUMNS = 256
"""From this column on spans count as 1, so that nonsense stays cheap."""

_DIGITS = re.compile(r"[ \t\r\n\f]*\+?(\d{1,6})")


@dataclass(slots=True)
class HtmlCell:
    """A cell as the tags give it. `row_span` 0 means: to the end of the row group."""

    row_span: int
    column_span: int
    blocks: list[Block | RawTable] = field(default_factory=list)


HtmlRow = list[HtmlCell]


def span(value: str | None) -> int:
    """Return a span attribute's number as browsers read it: leading digits, else 1."""
    if value is None:
        return 1
    found = _DIGITS.match(value)
    return int(found[1]) if found else 1


def form_table(groups: list[list[HtmlRow]]) -> RawTable:
    """Return the table that row groups make, given in the order in which they are rendered."""
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
    row: HtmlRow, number: int, end: int, busy: dict[int, int], cells: list[RawCell]
) -> None:
    column = 0
    for cell in row:
        while busy and busy.get(column, 0) > number:
            column += 1
        wanted = min(max(cell.column_span, 1), MAX_SPAN) if column < MAX_COLUMNS else 1
        width = 1
        while width < wanted and busy.get(column + width, 0) <= number:
            width += 1
        height = end - number
        if cell.row_span:
            height = min(cell.row_span, height)
        if height > 1 and column < MAX_COLUMNS:
            for each in range(column, column + width):
                busy[each] = number + height
        else:
            height = 1
        cells.append(RawCell(number, column, height, width, cell.blocks))
        column += wanted
