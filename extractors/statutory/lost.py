"""Figures that a picture may have had, though none was found there.

    | 信息内容      | 制发 | 废止 |     the row below touches its header, or the row before
    | 3.信访举报    | 0   | 1   |     it: what the form has between them is not in the
    | 5.要求重复    | 0   | 0   |     picture, the agency left it out
    |              |     |     |
    | 7.确认或重出  | 0   | 0   |     here something is between them: it may have been lost

A figure that merely was not found is no proof that the report lacks it, so a person looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from schemas.document import Place
from schemas.doubts import DOUBTS, confidence_of, review_of
from schemas.forms import FormVersion, TableCode, load_form
from schemas.records import StatutoryCell

TOUCHING = 6.0
"""Cells of a table touch if no more than this is between them (points). The lowest row of a
form is twice as high; boxes of a page that stood askew overlap a little."""

NOT_FOUND = "not_in_picture"

OF_PRINT = frozenset(
    ("reading_weak", "one_reader", "readers_differ", "mark_over_cell", "leading_zero")
)
"""Doubts of what a cell says; others may come of two rows that were taken for one."""

FEW = 3
"""Of so many figures of a row one may be hard to read. Of two rows in one, all are."""

Heads = Mapping[tuple[str, str | None, str | None], Place]
"""Where the header over each figure stands, by table, row and column."""


@dataclass(slots=True)
class _Row:
    """A row of a table as it was found."""

    code: str | None
    cells: list[StatutoryCell]

    @property
    def found(self) -> bool:
        return any(cell.state != "missing" for cell in self.cells)

    @property
    def sure(self) -> bool:
        """Return whether it is one row of its table for certain."""
        doubted = [cell for cell in self.cells if cell.needs_review]
        of_print = all(
            doubt in OF_PRINT or not DOUBTS[doubt].review
            for cell in doubted
            for doubt in cell.doubts
        )
        return of_print and len(doubted) * FEW <= len(self.cells)

    @property
    def places(self) -> dict[str | None, Place]:
        return {
            cell.column: Place(cell.page, cell.x0, cell.y0, cell.x1, cell.y1)
            for cell in self.cells
            if cell.page is not None
        }


def doubt_lost(cells: Sequence[StatutoryCell], heads: Heads) -> None:
    """Doubt, in place, that figures of a report read from pictures are missing.

    `cells` are all figures of the form, in the form's order.
    """
    tables: dict[str, dict[str | None, _Row]] = {}
    for cell in cells:
        rows = tables.setdefault(cell.table, {})
        rows.setdefault(cell.row, _Row(cell.row, [])).cells.append(cell)
    for table in tables.values():
        rows_in_order = list(table.values())
        for at, row in enumerate(rows_in_order):
            if not row.found and _is_left_out(rows_in_order, at, heads):
                continue
            for cell in row.cells:
                if cell.state == "missing":
                    _doubt(cell)


def accept_absent(cells: Sequence[StatutoryCell], tables: Collection[str]) -> None:
    """Take back, in place, the doubt that figures of tables without any figure are missing."""
    if not tables:
        return
    found = {cell.table for cell in cells if cell.state != "missing"}
    for cell in cells:
        if cell.table in tables and cell.table not in found:
            cell.doubts = [doubt for doubt in cell.doubts if doubt != NOT_FOUND]
            cell.confidence = confidence_of(cell.doubts)
            cell.needs_review = review_of(cell.doubts)


def _is_left_out(rows: Sequence[_Row], at: int, heads: Heads) -> bool:
    """Tell whether no place is left in the picture for a row."""
    before = next((row for row in reversed(rows[:at]) if row.found), None)
    behind = next((row for row in rows[at:] if row.found), None)
    if behind is None or not behind.sure:
        return False
    if before is not None and before.sure and _touch(before.places, behind.places):
        return True
    first = behind.cells[0]
    if _block_of(first.form, first.table, behind.code) != _block_of(
        first.form, first.table, rows[at].code
    ):
        return False
    header = {
        column: place
        for column in behind.places
        if (place := heads.get((first.table, behind.code, column))) is not None
    }
    return _touch(header, behind.places)


def _touch(upper: Mapping[str | None, Place], lower: Mapping[str | None, Place]) -> bool:
    """Tell whether the cells of one row begin where those of another end."""
    gaps = [_gap(place, lower[column]) for column, place in upper.items() if column in lower]
    return bool(gaps) and abs(median(gaps)) <= TOUCHING


def _gap(one: Place, other: Place) -> float:
    """Return how far two boxes are apart, however the page lies; negative where they overlap."""
    sides = (one.x0, one.y0, one.x1, one.y1, other.x0, other.y0, other.x1, other.y1)
    if one.page != other.page or any(side is None for side in sides):
        return float("inf")
    x0, y0, x1, y1, its_x0, its_y0, its_x1, its_y1 = (side or 0.0 for side in sides)
    return max(its_x0 - x1, x0 - its_x1, its_y0 - y1, y0 - its_y1)


@cache
def _block_of(form: str, table: str, row: str | None) -> int | None:
    """Return which part of a table, with a header of its own, a row stands in."""
    version: FormVersion = "2019" if form == "2019" else "2021"
    codes: dict[str, TableCode] = {each.code: each.code for each in load_form(version).tables}
    for at, block in enumerate(load_form(version).table(codes[table]).blocks):
        if any(each.code == row for each in block.rows):
            return at
    return None


def _doubt(cell: StatutoryCell) -> None:
    cell.doubts = list(dict.fromkeys([*cell.doubts, NOT_FOUND]))
    cell.confidence = confidence_of(cell.doubts)
    cell.needs_review = review_of(cell.doubts)
