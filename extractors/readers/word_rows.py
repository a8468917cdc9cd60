"""The rows and cells of a Word table's XML, with tracked changes accepted.

Cells and rows may be wrapped in content controls and custom XML; both are looked through.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from extractors.readers.word_grid import MAX_SPAN, GridCell, Merge
from extractors.readers.word_names import (
    ALTERNATE,
    CELL_DEL,
    CELL_MERGE,
    DEL,
    GRID_BEFORE,
    GRID_SPAN,
    HMERGE,
    MISPLACED,
    MOVE_FROM,
    OPEN_WRAPPERS,
    SDT,
    TC,
    TC_PR,
    TR,
    TR_PR,
    VAL,
    VMERGE,
    alternative,
    content_of,
    integer,
    misplaced,
)


def grid_rows(table: Any, telling: Container[Any]) -> Iterator[list[GridCell]]:
    """Yield the cells of each row of a w:tbl, at their grid columns.

    `telling` holds the rows and cells whose properties are worth a look (`word_names.telling`).
    Deleted rows and cells are left out; cells merged the old way (w:hMerge) are one cell.
    A row may come out empty.
    """
    for row, placeholder in _look_through(table, TR, False):
        cells = _grid_cells(row, placeholder, telling)
        if cells is not None:
            yield cells


def _grid_cells(row: Any, placeholder: bool, telling: Container[Any]) -> list[GridCell] | None:
    """Return the cells of a row; None where the row is deleted."""
    column = 0
    properties = row.find(TR_PR) if row in telling else None
    if properties is not None:
        for child in properties:
            tag = child.tag
            if tag == GRID_BEFORE:
                column = _span(child.get(VAL), 0)
            elif tag in (DEL, MOVE_FROM):
                return None
    cells: list[GridCell] = []
    for cell, blank in _look_through(row, TC, placeholder):
        span = 1
        merge: Merge = "none"
        swallowed = False
        properties = cell[0] if cell in telling else None
        if properties is not None and properties.tag == TC_PR:
            deleted = False
            for child in properties:
                tag = child.tag
                if tag == GRID_SPAN:
                    span = _span(child.get(VAL), 1)
                elif tag == VMERGE:
                    merge = "restart" if child.get(VAL) == "restart" else "continue"
                elif tag == HMERGE:
                    swallowed = child.get(VAL) != "restart" and bool(cells)
                elif tag == CELL_DEL:
                    deleted = True
                elif tag == CELL_MERGE:  # a tracked merge; the attribute is the new state
                    merged = child.get(VMERGE)
                    if merged is not None:
                        merge = "continue" if merged == "cont" else "restart"
            if deleted:
                continue
        if swallowed:
            cells[-1].span += span
        else:
            cells.append(GridCell(column, span, merge, None if blank else cell))
        column += span
    return cells


def _look_through(parent: Any, wanted: str, placeholder: bool) -> Iterator[tuple[Any, bool]]:
    """Yield the rows of a table, or the cells of a row, wrapped or not.

    With each comes whether it is a placeholder's: its place counts, its text does not.
    """
    for child in parent:
        tag = child.tag
        if tag == wanted:
            yield child, placeholder
        elif tag == SDT:
            content, shows_placeholder = content_of(child)
            if content is not None:
                yield from _look_through(content, wanted, placeholder or shows_placeholder)
        elif tag in OPEN_WRAPPERS:
            yield from _look_through(child, wanted, placeholder)
        elif tag == ALTERNATE:
            branch = alternative(child)
            if branch is not None:
                yield from _look_through(branch, wanted, placeholder)
        elif tag in MISPLACED:
            raise misplaced(tag)


def _span(text: str | None, least: int) -> int:
    return min(max(integer(text, least), least), MAX_SPAN)
