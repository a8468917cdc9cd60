"""Figures that a picture may have had, though none was found there.

    | 3.信访举报   | 0 | 1 |      the rows before and behind the missing one touch: it is not
    | 5.要求重复   | 0 | 0 |      in the picture, the agency left it out
    |             |   |   |
    | 7.确认或重出 | 0 | 0 |      here something is between them: it may have been lost

A figure that merely was not found is no proof that the report lacks it, so a person looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.doubts import confidence_of, review_of
from schemas.records import StatutoryCell

TOUCHING = 6.0
"""Rows of a table touch if no more than this is between them (points). The lowest row of a
form is twice as high; boxes of a page that stood askew overlap a little."""


@dataclass(slots=True)
class _Row:
    """A row of a table as it was found: its place, and whether all in it is sure."""

    cells: list[StatutoryCell]

    @property
    def found(self) -> bool:
        return any(cell.state != "missing" for cell in self.cells)

    def touches(self, below: _Row) -> bool:
        """Return whether the next row begins where this one ends, and both are sure."""
        mine, its = _extent(self.cells), _extent(below.cells)
        if mine is None or its is None or mine[0] != its[0]:
            return False
        sure = not any(cell.needs_review for cell in (*self.cells, *below.cells))
        return sure and abs(its[1] - mine[2]) <= TOUCHING


def _extent(cells: Sequence[StatutoryCell]) -> tuple[int, float, float] | None:
    """Return a row's page, upper and lower edge; None where it has no one place."""
    places = [
        (cell.page, cell.y0, cell.y1)
        for cell in cells
        if cell.page is not None and cell.y0 is not None and cell.y1 is not None
    ]
    if not places or len({page for page, _, _ in places}) > 1:
        return None
    return places[0][0], min(upper for _, upper, _ in places), max(low for _, _, low in places)


def doubt_lost(cells: Sequence[StatutoryCell]) -> None:
    """Doubt, in place, that figures of a report read from pictures are missing.

    `cells` are all figures of the form, in the form's order.
    """
    tables: dict[str, dict[str | None, _Row]] = {}
    for cell in cells:
        rows = tables.setdefault(cell.table, {})
        rows.setdefault(cell.row, _Row([])).cells.append(cell)
    for table in tables.values():
        rows_found = [row for row in table.values() if row.found]
        before: _Row | None = None
        for row in table.values():
            if row.found:
                before = row
            else:
                behind = rows_found[rows_found.index(before) + 1 :] if before else []
                if before is not None and behind and before.touches(behind[0]):
                    continue
            for cell in row.cells:
                if cell.state == "missing":
                    _doubt(cell)


def _doubt(cell: StatutoryCell) -> None:
    cell.doubts = list(dict.fromkeys([*cell.doubts, "not_in_picture"]))
    cell.confidence = confidence_of(cell.doubts)
    cell.needs_review = review_of(cell.doubts)
