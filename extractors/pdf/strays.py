"""Characters level with a table's rows, but in none of its cells.

   +----+----+----+
0  |  1 |  0 |  3 |     A border is missing, or not drawn where it was looked for: the 0 may
   +----+----+----+     be a cell's whose place was lost. The row is doubted, not the figure
                        alone, since all of the row's cells may have moved by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractors.pages.model import PageTable
from extractors.pdf.content import Glyph, direction

REACH = 72.0
"""Points: a cell whose borders are lost is hardly wider. What stands farther off is another
column of the page."""
BESIDE = ("cells_lost",)


def doubt_rows_beside(tables: Sequence[PageTable], outside: Sequence[Glyph]) -> None:
    """Doubt the rows of tables beside which characters stand that are in no cell.

    Text that is turned against the page (the binding's line, say) is none of a row's.
    """
    for table in tables:
        rows = {
            bisect_right(table.ys, y) - 1
            for glyph in outside
            for x, y in [glyph.centre]
            if table.box.y0 < y < table.box.y1
            and table.box.x0 - REACH < x < table.box.x1 + REACH
            and glyph.text.strip()
            and direction(glyph) == 0
        }
        for cell in table.cells if rows else ():
            if not rows.isdisjoint(range(cell.row, cell.row + cell.row_span)):
                cell.doubts = tuple(dict.fromkeys((*cell.doubts, *BESIDE)))
