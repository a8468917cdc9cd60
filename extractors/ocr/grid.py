"""The tables on a prepared page: their cells by the borders, no text yet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from extractors.ocr.border_ink import border_ink
from extractors.ocr.borders import Evidence, evidence
from extractors.ocr.cells import Rectangle, rectangles
from extractors.ocr.frames import Frame, frame_of, was_seen, without_stray
from extractors.ocr.grid_doubts import between_digits, crossed, holds_two
from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import PreparedPage
from extractors.ocr.parting import parted
from extractors.ocr.rules import groups
from extractors.ocr.short_rules import with_lone_rows
from extractors.ocr.table_edges import table_edges, with_missing_rules
from extractors.pages.model import Box, PageCell, PageTable

LETTERS_MM, NARROWEST_MM = 12.0, 4.6
"""A table as low as a line of large letters, with a column as narrow, is made of their strokes;
the narrowest column that the form has, 其他, is 8 wide."""


def find_tables(page: PreparedPage) -> list[PageTable]:
    """Return the ruled tables of a page from top to bottom; sets `page.borders`.

    A table has at least two cells; a frame round prose, an underline and the black edge of a
    scan are none. Cells have their boxes in points and the doubt `line_restored` where a
    border beside them was broken or gone, `grid_unclear` where no rectangle fits, the table's
    borders are broken all over, or the ink says that a cell may be cut wrongly.
    """
    level, upright = evidence(page.gray, page.dpi)
    page.borders = np.zeros(page.gray.shape, dtype=np.bool_)
    tables = []
    found = groups(level.fragments, upright.fragments, page.dpi)
    found = with_lone_rows(found, page.gray, page.dpi)
    for row_pieces, column_pieces in [part for group in found for part in parted(group, page.dpi)]:
        frame = frame_of(row_pieces, column_pieces, page.dpi)
        if frame is None:
            continue
        table = _table(frame, level, upright, page)
        if table is not None:
            tables.append(table)
    tables = [table for table in tables if not _within_another(table, tables)]
    return sorted(tables, key=lambda table: (table.box.y0, table.box.x0))


def _is_lettering(xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Tell the strokes of a title's letters, which may make a grid no higher than they are."""
    narrowest = min(right - left for left, right in pairwise(xs))
    return ys[-1] - ys[0] < LETTERS_MM * 72 / 25.4 and narrowest < NARROWEST_MM * 72 / 25.4


def _within_another(table: PageTable, tables: list[PageTable]) -> bool:
    """Tell lines of a cell's content that make a small grid of their own."""
    return any(
        other is not table
        and other.box.x0 <= table.box.x0
        and other.box.y0 <= table.box.y0
        and other.box.x1 >= table.box.x1
        and other.box.y1 >= table.box.y1
        for other in tables
    )


def _table(
    frame: Frame, level: Evidence, upright: Evidence, page: PreparedPage
) -> PageTable | None:
    lattice = without_stray(frame, level, upright, page.dpi)
    if lattice is None:
        return None
    lattice = with_missing_rules(lattice, frame, level, upright, page)
    lattice, rows, columns = table_edges(lattice, level, upright, page)
    found = rectangles(rows.borders, columns.borders)
    scale = 72 / page.dpi
    xs = tuple(float(x) * scale for x in np.median(lattice.nodes[:, :, 0], axis=0))
    ys = tuple(float(y) * scale for y in np.median(lattice.nodes[:, :, 1], axis=1))
    if _is_lettering(xs, ys):
        return None
    assert page.borders is not None
    border_ink(page.borders, page.gray, lattice, rows.there, columns.there, page.dpi)
    if len(found) < 2:  # a frame round prose
        return None
    sides = (frame.open_top, frame.open_bottom)
    rows.lost[[0, -1]] &= ~np.array(sides)[:, None]  # a page's end is no broken border
    outermost = (was_seen(lattice.columns[0]), was_seen(lattice.columns[-1]))
    columns.lost[[0, -1]] &= np.array(outermost)[:, None]
    restored = (rows.restored, columns.restored)
    cutting = (
        crossed(restored[0], lattice, page.gray, page.dpi, 0),
        crossed(restored[1], lattice, page.gray, page.dpi, 1)
        | between_digits(columns.there, lattice, page.gray, page.dpi),
    )
    guessed = [at for at, rule in enumerate(lattice.rows) if rule.restored]
    cells = []
    for each in found:
        unclear = _is_beside(each, cutting) or holds_two(each, lattice, page.gray, page.dpi)
        unclear |= each.row in guessed or each.row + each.row_span in guessed
        cells.append(_cell(each, lattice, restored, unclear, scale))
    return PageTable(Box(xs[0], ys[0], xs[-1], ys[-1]), cells, xs, ys, *sides)


def _is_beside(each: Rectangle, edges: tuple[Flags, Flags]) -> bool:
    """Tell whether one of some edges of row rules and column rules bounds a cell."""
    rows, columns = edges
    top, left = each.row, each.column
    bottom, right = top + each.row_span, left + each.column_span
    return bool(
        rows[top, left:right].any()
        or rows[bottom, left:right].any()
        or columns[left, top:bottom].any()
        or columns[right, top:bottom].any()
    )


def _cell(
    each: Rectangle,
    lattice: Lattice,
    restored: tuple[Flags, Flags],
    unclear: bool,
    scale: float,
) -> PageCell:
    """Return a cell with the largest box that lies within its borders at all four corners.

    Where all borders of a table are worn, a cell without both of its upright borders may be
    wrongly cut, and a person has to look, as where its ink says so (`unclear`).
    """
    nodes = lattice.nodes
    top, left = each.row, each.column
    bottom, right = top + each.row_span, left + each.column_span
    box = Box(
        max(nodes[top, left, 0], nodes[bottom, left, 0]) * scale,
        max(nodes[top, left, 1], nodes[top, right, 1]) * scale,
        min(nodes[top, right, 0], nodes[bottom, right, 0]) * scale,
        min(nodes[bottom, left, 1], nodes[bottom, right, 1]) * scale,
    )
    columns = restored[1]
    doubts: tuple[str, ...] = ("line_restored",) if _is_beside(each, restored) else ()
    sides = columns[left, top:bottom].any() or columns[right, top:bottom].any()
    unseen = not (was_seen(lattice.columns[left]) and was_seen(lattice.columns[right]))
    if unclear or each.forced or (lattice.worn and (sides or unseen)):
        doubts += ("grid_unclear",)
    return PageCell(
        top, left, each.row_span, each.column_span, Box(*map(float, box)), doubts=doubts
    )
