"""Grids: a table's cells with their spans, in reading order, as every writer needs them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

CellKind = Literal["title", "header", "label", "figure"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its text (line breaks as "\\n"), columns and rows covered, and what it is.

    `address` names the figure of the form that the cell holds.
    """

    text: str
    span: int = 1
    rows: int = 1
    kind: CellKind = "label"
    address: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell in one row; `continued` where it began in a row above (Word's vMerge)."""

    cell: GridCell
    column: int
    continued: bool


@dataclass(slots=True)
class Grid:
    """A table: for each row the cells that begin in it, from left to right."""

    columns: int
    rows: list[list[GridCell]]

    def slots(self) -> list[list[Slot]]:
        """Return for each row all cells that stand in it, continued ones included.

        Positions follow the rule of HTML: a cell takes the first column that no cell from
        above covers.
        """
        lines: list[list[Slot]] = []
        open_cells: dict[int, tuple[GridCell, int]] = {}  # column → cell, rows still covered
        for row in self.rows:
            line: list[Slot] = []
            still_open: dict[int, tuple[GridCell, int]] = {}
            column, waiting = 0, list(row)
            while waiting or any(start >= column for start in open_cells):
                if column in open_cells:
                    cell, left = open_cells[column]
                    line.append(Slot(cell, column, continued=True))
                elif waiting:
                    cell = waiting.pop(0)
                    left = cell.rows
                    line.append(Slot(cell, column, continued=False))
                else:
                    column += 1
                    continue
                if left > 1:
                    still_open[column] = (cell, left - 1)
                column += cell.span
            open_cells = still_open
            lines.append(line)
        return lines

    def without_idle_columns(self) -> Grid:
        """Return the grid with only those column edges at which some cell begins or ends."""
        lines = self.slots()
        edges = sorted(
            {edge for line in lines for slot in line
             for edge in (slot.column, slot.column + slot.cell.span)}
        )  # fmt: skip
        place = {edge: number for number, edge in enumerate(edges)}
        rows = [
            [
                replace(slot.cell, span=place[slot.column + slot.cell.span] - place[slot.column])
                for slot in line
                if not slot.continued
            ]
            for line in lines
        ]
        return Grid(len(edges) - 1, rows)

    def stretched(self, columns: int) -> Grid:
        """Return the same grid over `columns` grid columns, its own spread evenly."""

        def edge(column: int) -> int:
            return round(column * columns / self.columns)

        rows = [
            [
                replace(slot.cell, span=edge(slot.column + slot.cell.span) - edge(slot.column))
                for slot in line
                if not slot.continued
            ]
            for line in self.slots()
        ]
        return Grid(columns, rows)
