"""Tables with open sides, parted where what looked like a row is a heading between tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.pages.model import Box, PageTable

HEADING = re.compile(
    r"""
    \s* [一二三四五六七八九十]{1,3} \s* [、．.]   # 三、
    """,
    re.VERBOSE,
)
"""How the sections of a report are numbered. The rows of the form that are as wide as their
table (第二十条 第（一）项) are not."""

LABEL_LENGTH = 40
"""A label of a wide row is shorter; what is longer is prose."""


def part_open_tables(tables: Sequence[PageTable]) -> list[PageTable]:
    """Return the tables, those with open sides parted where a heading or nothing stands.

        ----------------------
            |      |
        ----------------------
         三、收到和处理……情况         Without a border at the sides only its words tell the
        ----------------------      heading from a row as wide as the table.
            |      |
        ----------------------

    The cells' texts must be set. The text of what is no row any more is lost: read the lines
    outside of tables after this.
    """
    parted: list[PageTable] = []
    for table in tables:
        parted.extend(_parts(table) if table.open_sides else [table])
    return parted


def _parts(table: PageTable) -> list[PageTable]:
    cuts = [
        cell.row
        for cell in table.cells
        if cell.column_span == table.columns > 1 and cell.row_span == 1 and _no_row(cell.text)
    ]
    if not cuts:
        return [table]
    parts: list[PageTable] = []
    first = 0
    for cut in [*sorted(cuts), table.rows]:
        if any(first <= cell.row < cut for cell in table.cells):
            parts.append(_part(table, first, cut))
        first = cut + 1
    return parts


def _no_row(text: str) -> bool:
    stripped = text.strip()
    return not stripped or len(stripped) > LABEL_LENGTH or HEADING.match(stripped) is not None


def _part(table: PageTable, first: int, last: int) -> PageTable:
    """Return the rows from `first` up to `last`, grid lines without a cell's edge left out."""
    cells = [cell for cell in table.cells if first <= cell.row < last]
    used = sorted({line for c in cells for line in (c.column, c.column + c.column_span)})
    column_of = {line: index for index, line in enumerate(used)}
    xs, ys = tuple(table.xs[line] for line in used), table.ys[first : last + 1]
    moved = [
        replace(
            cell,
            row=cell.row - first,
            column=column_of[cell.column],
            column_span=column_of[cell.column + cell.column_span] - column_of[cell.column],
        )
        for cell in cells
    ]
    return replace(
        table,
        box=Box(xs[0], ys[0], xs[-1], ys[-1]),
        cells=moved,
        xs=xs,
        ys=ys,
        open_top=table.open_top and first == 0,
        open_bottom=table.open_bottom and last == table.rows,
    )
