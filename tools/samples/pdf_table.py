"""Setting a table: its columns' widths, its rows' heights, and its parts on the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tools.samples.grid import Grid, GridCell
from tools.samples.pdf_lines import Line, break_lines

_UNBROKEN = re.compile(r"[0-9A-Za-z.,%+/-]+ | .", re.VERBOSE | re.DOTALL)
_LEADING = 1.3
"""Height of a line in a cell, to the size of its letters."""
_PAD = 3.0
"""Points between a cell's border and its text."""
_PREFERRED = 130.0
"""A column asks for no more than this, however long its labels are."""

_SMALLEST = 5.0
"""Letters shrink no further, even if a table then is too wide for its page."""

Half = Literal["whole", "upper", "lower"]


@dataclass(slots=True)
class SetCell:
    """A cell with its place in the grid and its lines."""

    cell: GridCell
    row: int
    column: int
    lines: list[Line]


@dataclass(slots=True)
class SetTable:
    """A table whose columns and rows have their sizes."""

    size: float
    xs: list[float]
    heights: list[float]
    cells: list[SetCell]
    headers: int

    @property
    def line_height(self) -> float:
        """Return the height of a line in a cell."""
        return self.size * _LEADING

    def lines_above(self, room: float) -> int:
        """Return how many lines stand in so much of a cell's height, above a page's end."""
        return int((room - _PAD) / self.line_height)

    def height_below(self, row: int, room: float) -> float:
        """Return what the rest of a row needs of which `room` stands on the page before."""
        above = self.lines_above(room)
        most = max(len(c.lines) - above for c in self.cells if c.row == row and c.cell.rows == 1)
        return max(1, most) * self.line_height + 2 * _PAD

    @property
    def padding(self) -> float:
        """Return the space between border and text."""
        return _PAD


@dataclass(slots=True)
class Band:
    """A row, or the half of one, on a page: from `y0` to `y1`."""

    row: int
    y0: float
    y1: float
    half: Half = "whole"
    repeated: bool = False


@dataclass(slots=True)
class Piece:
    """What of a cell stands on one page: its area and its lines there."""

    cell: SetCell
    x0: float
    y0: float
    x1: float
    y1: float
    lines: list[Line] = field(default_factory=list)
    cut_top: bool = False
    cut_bottom: bool = False


Measure = Callable[[str, float], float]
"""Width of a text at a size."""


def set_table(
    grid: Grid, width: float, size: float, least_row: float, measure: Measure
) -> SetTable:
    """Give a grid's columns widths and its rows heights; the letters shrink until all fits.

    Words may be cut between any two characters, figures nowhere.
    """
    placed = [
        (number, slot.column, slot.cell)
        for number, line in enumerate(grid.slots())
        for slot in line
        if not slot.continued
    ]
    # A misaligned row may reach beyond the others, as it does in a browser.
    columns = max(column + cell.span for _, column, cell in placed)
    least = _least_widths(columns, placed, size, measure)
    while sum(least) > width and size > _SMALLEST:
        size -= 0.5
        least = _least_widths(columns, placed, size, measure)
    wanted = _columns(
        columns,
        placed,
        lambda cell: max(
            _least(cell, size, measure), min(_PREFERRED, _natural(cell, size, measure))
        ),
    )
    wishes = [max(0.0, want - need) for want, need in zip(wanted, least, strict=True)]
    spare = width - sum(least)
    share = spare / sum(wishes) if sum(wishes) else 0.0
    widths = [
        need + (wish * share if sum(wishes) else spare / columns)
        for need, wish in zip(least, wishes, strict=True)
    ]
    xs = [sum(widths[:n]) for n in range(columns + 1)]
    cells = [
        SetCell(cell, row, column, _lines(cell, xs[column + cell.span] - xs[column], size, measure))
        for row, column, cell in placed
    ]
    table = SetTable(size, xs, [], cells, _headers(grid))
    table.heights = _heights(len(grid.rows), cells, table, least_row)
    return table


def _least_widths(
    columns: int, placed: list[tuple[int, int, GridCell]], size: float, measure: Measure
) -> list[float]:
    return _columns(columns, placed, lambda cell: _least(cell, size, measure))


def _columns(
    count: int, placed: list[tuple[int, int, GridCell]], need: Callable[[GridCell], float]
) -> list[float]:
    """Return widths that hold what each cell needs, narrow cells first."""
    widths = [0.0] * count
    for _, column, cell in sorted(placed, key=lambda each: each[2].span):
        lacking = need(cell) - sum(widths[column : column + cell.span])
        if lacking > 0:
            for n in range(column, column + cell.span):
                widths[n] += lacking / cell.span
    return widths


def _least(cell: GridCell, size: float, measure: Measure) -> float:
    text = cell.text.strip()
    pieces = _UNBROKEN.findall(text)
    widest = max((measure(piece, size) for piece in pieces), default=0.0)
    if cell.kind == "figure" and len(pieces) <= 12:
        widest = max(widest, measure(text.replace("\n", ""), size))
    return widest + 2 * _PAD + 0.5


def _natural(cell: GridCell, size: float, measure: Measure) -> float:
    return max(measure(line, size) for line in cell.text.split("\n")) + 2 * _PAD + 0.5


def _lines(cell: GridCell, width: float, size: float, measure: Measure) -> list[Line]:
    if not cell.text:
        return []
    return break_lines(cell.text, width - 2 * _PAD, lambda text: measure(text, size))


def _headers(grid: Grid) -> int:
    """Count the header rows at the top, which a word processor may repeat."""
    for number, row in enumerate(grid.rows):
        if any(cell.kind != "header" for cell in row):
            return number
    return 0


def _heights(rows: int, cells: list[SetCell], table: SetTable, least: float) -> list[float]:
    heights = [max(least, table.line_height + 2 * _PAD)] * rows
    for placed in sorted(cells, key=lambda each: each.cell.rows):
        last = min(rows, placed.row + placed.cell.rows)
        need = len(placed.lines) * table.line_height + 2 * _PAD
        lacking = need - sum(heights[placed.row : last])
        if lacking > 0:
            heights[last - 1] += lacking
    return heights


def pieces_on_pages(table: SetTable, pages: list[list[Band]], upper: set[int]) -> list[list[Piece]]:
    """Return the cells' pieces page by page, their lines shared out among them.

    Lines go to the first piece as far as they fit, the others follow. Of a row that a
    page's end cuts, the cells of one line go above where the row is in `upper`, else below.
    """
    found: list[list[Piece]] = [[] for _ in pages]
    for cell in table.cells:
        rows = range(cell.row, cell.row + cell.cell.rows)
        left = list(cell.lines)
        mine: list[tuple[int, Piece]] = []
        for number, bands in enumerate(pages):
            for repeated in (True, False):
                here = [b for b in bands if b.row in rows and b.repeated is repeated]
                if not here:
                    continue
                piece = Piece(
                    cell,
                    table.xs[cell.column],
                    here[0].y0,
                    table.xs[cell.column + cell.cell.span],
                    here[-1].y1,
                    cut_top=here[0].half == "lower",
                    cut_bottom=here[-1].half == "upper",
                )
                found[number].append(piece)
                if repeated:
                    piece.lines = list(cell.lines)
                else:
                    mine.append((number, piece))
        _share_lines(table, mine, left, upper)
    return found


def _share_lines(
    table: SetTable, pieces: list[tuple[int, Piece]], lines: list[Line], upper: set[int]
) -> None:
    for at, (_, piece) in enumerate(pieces):
        is_last = at == len(pieces) - 1
        room = table.lines_above(piece.y1 - piece.y0)
        if not is_last and len(lines) == 1 and piece.cut_bottom and piece.cell.row not in upper:
            room = 0
        take = len(lines) if is_last else min(room, len(lines))
        piece.lines, lines = lines[:take], lines[take:]
