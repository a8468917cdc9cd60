"""Table 三's header lines → the cells that may head a column of figures, from left to right."""

from __future__ import annotations

from functools import cache

from extractors.statutory.labels import LIKELY, column_wordings, core_of, likeness, normalise
from extractors.statutory.lines import Line, LineCell
from schemas.forms import TableCode, load_form

TABLE: TableCode = "requests"


@cache
def expected() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the columns' codes with their wordings, in the form's order."""
    wordings = column_wordings()
    columns = load_form("2021").table(TABLE).blocks[0].columns
    return tuple((column.code, wordings[TABLE, column.code]) for column in columns)


@cache
def _note_core() -> str:
    return core_of(normalise(load_form("2021").table("requests").note or ""))


def _is_group(cell: LineCell) -> bool:
    """Return whether a cell stands over several columns: 申请人情况, 法人或其他组织."""
    return TABLE in cell.label.headers and core_of(normalise(cell.text)) != _note_core()


def leaves_of(line: Line) -> list[LineCell]:
    """Return the cells of a header line that may head a column themselves.

    A border's rest may cut 自然 from 人, and a picture's 人 alone is read as 3.
    """
    return [
        cell
        for cell in line.cells
        if cell.fresh
        and not cell.empty
        and TABLE not in cell.label.headers
        and not (cell.could_be_figure and cell.ill_read)
    ]


def leaves_by_column(lines: list[Line]) -> list[LineCell]:
    """Return the lowest header cell over each column of figures, by the grid's columns."""
    if not all(line.exact for line in lines):
        return []
    named = [
        cell
        for line in lines
        for cell in line.cells
        if any(address.table == TABLE for address in cell.label.columns)
    ]
    first = min((cell.start for cell in named if cell.start is not None), default=0)
    leaves: list[LineCell] = []
    for line in lines:
        for cell in leaves_of(line):
            assert cell.start is not None and cell.stop is not None
            if cell.start < first and not _may_head_a_column(cell):
                continue
            leaves = [
                above
                for above in leaves
                if above.start >= cell.stop or above.stop <= cell.start  # type: ignore[operator]
            ]
            leaves.append(cell)
    return sorted(leaves, key=lambda cell: cell.start or 0)


def _may_head_a_column(cell: LineCell) -> bool:
    """Return whether a header is like a column's, though misprinted or misread: 目然人."""
    return any(likeness(cell.label.core, wordings) >= LIKELY for _, wordings in expected())


def leaves_by_order(lines: list[Line]) -> list[LineCell]:
    """Return the header cells from left to right where only their order in rows is known.

    What a lower line names stands where the line above has a label over several columns.
    """
    order: list[LineCell | None] = []
    for line in lines:
        leaves = leaves_of(line)
        printed: list[LineCell | None] = [
            None if _is_group(cell) else cell
            for cell in line.cells
            if cell in leaves or (cell.fresh and _is_group(cell))
        ]
        if None in order:
            at = order.index(None)
            order[at : at + 1] = printed
        else:
            order += printed
    return [cell for cell in order if cell is not None]
