"""The grid of a Word table: rows of cells with spans and vertical merges → rectangles.

A row tells, for each cell, how many grid columns it takes (w:gridSpan) and whether it
starts or continues a vertical merge (w:vMerge). ECMA-376 part 1, 17.4. Real files break the
rule that the cells of one merge are equally wide:

    +--------+-----+        +----+---+-----+
    | start  |  a  |        | s. |   |  a  |    The merged cell keeps the columns that are
    +----+---+-----+   →    |    +   +-----+    its own in every row (here one); what it
    | c. | 3 |  b  |        |    | 3 |  b  |    loses is a gap. No cell is lost, none overlaps.
    +----+---+-----+        +----+---+-----+
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from extractors.readers.nesting import RawCell, RawTable
from schemas.document import Block

MAX_SPAN = 63
"""Columns of a table in Word, at most; a larger span is a damaged file's."""

Merge = Literal["none", "restart", "continue"]


@dataclass(slots=True)
class GridCell:
    """A cell as its row tells it: grid columns, part in a vertical merge, XML element.

    `element` is None where the cell's text is not to be read (a placeholder).
    """

    column: int
    span: int
    merge: Merge
    element: Any


def build_grid(
    rows: Iterable[list[GridCell]], read: Callable[[Any], list[Block | RawTable]]
) -> RawTable:
    """Return the table of the rows; `read` gives the blocks of a cell's element.

    Rows without cells are left out. `read` is called in reading order, and not for cells
    that continue another: Word does not show what they hold.
    """
    cells: list[RawCell] = []
    above: list[RawCell] = []  # the merged cells that reach down to the row before
    index = columns = 0
    for row in rows:
        if not row:
            continue
        columns = max(columns, row[-1].column + row[-1].span)
        continued: list[_Continued] = []
        reaching: list[RawCell] = []
        for cell in row:
            if cell.merge == "continue" and above and _continues(cell, above, continued):
                continue
            placed = RawCell(index, cell.column, 1, cell.span)
            if cell.element is not None:
                placed.blocks = read(cell.element)
            cells.append(placed)
            if cell.merge != "none":
                reaching.append(placed)
        for part in continued:
            start = part.start
            end = min(start.column + start.column_span, part.end)
            start.column = max(start.column, part.begin)
            start.column_span = end - start.column
            start.row_span += 1
            reaching.append(start)
        above = reaching
        index += 1
    return RawTable(cells, index, columns)


@dataclass(slots=True)
class _Continued:
    """The columns from `begin` up to `end` of a row that continue the merge of `start`."""

    start: RawCell
    begin: int
    end: int


def _continues(cell: GridCell, above: list[RawCell], continued: list[_Continued]) -> bool:
    """Note the merge that a cell continues; False where there is none over it.

    Several cells side by side may continue one wide cell.
    """
    end = cell.column + cell.span
    if continued:
        last = continued[-1]
        if last.end == cell.column < last.start.column + last.start.column_span:
            last.end = end
            return True
    for start in above:
        # The one over the cell's first column or, failing that, the first one over the rest.
        if (
            start.column < end
            and cell.column < start.column + start.column_span
            and not any(part.start is start for part in continued)
        ):
            continued.append(_Continued(start, cell.column, end))
            return True
    return False
