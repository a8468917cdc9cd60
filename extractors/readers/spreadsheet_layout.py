"""A sheet → paragraphs and tables.

A sheet is one grid; on it stand titles, tables, notes. Borders tell the tables from the rest:

        某某局2021年政府信息公开工作年度报告            no border: a paragraph
        二、主动公开政府信息情况                       the same
    +---------------+-------+-------+-------+
    |  信息内容     |  …    |  …    |       |       borders: a table
    +---------------+-------+-------+-------+

Where a sheet has no borders, a table is what stands in rows of several cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from extractors.readers.spreadsheet_model import Area, Sheet, SheetCell, Spot
from schemas.document import Block, Cell, Paragraph, Table

MAX_SPAN = 1000
"""Rows or columns of a merged area that are taken; more is a whole row or column of a sheet."""
RULED_SHARE = 0.3
"""A sheet with borders round this share of its texts has its tables in borders."""
PROSE_LENGTH = 60
"""A text longer than this, alone in its row, is prose, also amidst a table without borders."""


@dataclass(slots=True)
class _Row:
    """A visible row: its cells by column, those that merged areas cover left out."""

    number: int
    cells: dict[int, SheetCell]
    inside: bool
    """A merged area from above that shows a text, or a border, reaches into the row."""

    @property
    def texts(self) -> list[tuple[int, SheetCell]]:
        return [(at, cell) for at, cell in sorted(self.cells.items()) if cell.text.strip()]

    @property
    def bordered(self) -> bool:
        return any(cell.bordered for cell in self.cells.values())


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """Yield the paragraphs and tables of a sheet from top to bottom; hidden rows are left out."""
    visible = _without_hidden(sheet)
    areas = _areas(visible)
    rows = _rows(visible, areas)
    ruled = _is_ruled(rows)
    for _, run in groupby(enumerate(rows), key=lambda each: each[1].number - each[0]):
        yield from _blocks(_marked([row for _, row in run], ruled), areas)


def _blocks(run: list[tuple[bool, _Row]], areas: dict[Spot, Area]) -> Iterator[Block]:
    for in_table, part in groupby(run, key=lambda each: each[0]):
        rows = [row for _, row in part]
        if in_table:
            yield _table(rows, areas)
        else:
            for row in rows:
                for _, cell in row.texts:
                    for line in cell.text.splitlines():
                        if line.strip():
                            yield Paragraph(line.strip())


def _marked(rows: list[_Row], ruled: bool) -> list[tuple[bool, _Row]]:
    """Tell of rows without a blank one between them which are of a table."""
    if ruled:
        marked = [row.bordered or row.inside for row in rows]
    else:
        marked = [len(row.texts) > 1 or row.inside for row in rows]
    if True not in marked:
        # Label and value side by side, without borders: still a table, but one row is a line.
        return [(False, row) for row in rows]
    first, last = marked.index(True), len(marked) - 1 - marked[::-1].index(True)
    for at in range(first, len(rows) if not ruled else last):
        texts = rows[at].texts
        lone = len(texts) <= 1
        if not marked[at] and (not lone or not ruled):
            marked[at] = not (lone and texts and len(texts[0][1].text) > PROSE_LENGTH)
    return list(zip(marked, rows, strict=True))


def _table(rows: list[_Row], areas: dict[Spot, Area]) -> Table:
    """Make a table of rows; columns in which nothing begins or ends are left out."""
    inside = {row.number for row in rows}
    edges: set[int] = set()
    reach: dict[Spot, Area] = {}
    for row in rows:
        for column in row.cells:
            spot = Spot(row.number, column)
            area = areas.get(spot, Area(row.number, row.number, column, column))
            reach[spot] = area
            edges.update((area.left, area.right + 1))
    columns = {edge: at for at, edge in enumerate(sorted(edges))}
    lines = {number: at for at, number in enumerate(sorted(inside))}
    cells: list[Cell] = []
    taken: dict[tuple[int, int], bool] = {}  # whether a border is round what covers it
    for row in rows:
        for column, shown in sorted(row.cells.items()):
            area = reach[Spot(row.number, column)]
            height = sum(number in inside for number in range(area.top, area.bottom + 1))
            cell = Cell(
                lines[row.number],
                columns[area.left],
                height,
                columns[area.right + 1] - columns[area.left],
                shown.text.strip(),
                doubts=shown.doubts,
            )
            cells.append(cell)
            taken.update(
                ((y, x), shown.bordered)
                for y in range(cell.row, cell.row + cell.row_span)
                for x in range(cell.column, cell.column + cell.column_span)
            )
    width = len(columns) - 1
    # A position where the sheet has no cell at all is a blank one.
    holes = _holes(taken, len(lines), width)
    cells += [
        Cell(y, x, doubts=("cells_lost",) if (y, x) in holes else ())
        for y in range(len(lines))
        for x in range(width)
        if (y, x) not in taken
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(cells, len(lines), width)


def _holes(taken: Mapping[tuple[int, int], bool], height: int, width: int) -> set[tuple[int, int]]:
    """Return the positions without a cell inside of borders. A blank cell would have its own.

    | 规章 | 0 | 1 |      A program that draws borders writes a cell for each, blank or not.
    | 文件 |              Where there is none, a damaged file has lost it.
    | 许可 | 3 | 4 |
    """
    holes: set[tuple[int, int]] = set()
    for x in range(width):
        bordered = False
        run: list[tuple[int, int]] = []
        for y in range(height):
            if (y, x) not in taken:
                run.append((y, x))
                continue
            if bordered and taken[y, x]:
                holes.update(run)
            bordered, run = taken[y, x], []
        if bordered:
            holes.update(run)
    return holes


def _without_hidden(sheet: Sheet) -> Sheet:
    """Return the sheet as it shows: hidden rows and columns taken out, the rest moved up."""
    if not (sheet.hidden_rows or sheet.hidden_columns):
        return sheet
    used = [spot.row for spot in sheet.cells], [spot.column for spot in sheet.cells]
    row_of = _moves(sheet.hidden_rows, max(used[0], default=0))
    column_of = _moves(sheet.hidden_columns, max(used[1], default=0))
    seen = Sheet()
    for area in sheet.merged:
        rows = [row_of[y] for y in range(area.top, area.bottom + 1) if y in row_of]
        columns = [column_of[x] for x in range(area.left, area.right + 1) if x in column_of]
        if rows and columns:
            seen.merged.append(Area(rows[0], rows[-1], columns[0], columns[-1]))
            first = sheet.cells.get(Spot(area.top, area.left))
            if first is not None:  # a merged area shows its text wherever it begins to show
                seen.cells[Spot(rows[0], columns[0])] = first
    for spot, cell in sheet.cells.items():
        if spot.row in row_of and spot.column in column_of:
            seen.cells.setdefault(Spot(row_of[spot.row], column_of[spot.column]), cell)
    return seen


def _moves(hidden: set[int], last: int) -> dict[int, int]:
    """Return where each visible row (or column) comes to stand."""
    visible = (number for number in range(last + 1) if number not in hidden)
    return {number: at for at, number in enumerate(visible)}


def _areas(sheet: Sheet) -> dict[Spot, Area]:
    """Return the merged areas by their first cells, none larger than the sheet's used part."""
    last_row = max((spot.row for spot in sheet.cells), default=0)
    last_column = max((spot.column for spot in sheet.cells), default=0)
    areas: dict[Spot, Area] = {}
    for area in sheet.merged:
        bottom = min(area.bottom, area.top + MAX_SPAN, max(last_row, area.top))
        right = min(area.right, area.left + MAX_SPAN, max(last_column, area.left))
        areas[Spot(area.top, area.left)] = Area(area.top, bottom, area.left, right)
    return areas


def _rows(sheet: Sheet, areas: dict[Spot, Area]) -> list[_Row]:
    """Return the rows that show something, from top to bottom."""
    covered: dict[Spot, Spot] = {}
    for first, area in areas.items():
        for y in range(area.top, area.bottom + 1):
            for x in range(area.left, area.right + 1):
                covered.setdefault(Spot(y, x), first)
    rows: dict[int, _Row] = {}
    for spot, cell in sheet.cells.items():
        first = covered.get(spot, spot)
        row = rows.setdefault(spot.row, _Row(spot.row, {}, inside=False))
        if first == spot:
            row.cells[spot.column] = cell
        elif first.row == spot.row:
            # The border of a merged area may be that of any of its cells.
            before = row.cells.get(first.column)
            own = before or sheet.cells.get(first) or SheetCell()
            row.cells[first.column] = SheetCell(own.text, own.bordered or cell.bordered, own.doubts)
        else:
            row.inside = row.inside or cell.bordered
    for first, area in areas.items():
        if sheet.cells.get(first, SheetCell()).text.strip():
            for y in range(area.top + 1, area.bottom + 1):
                if y in rows and rows[y].cells:
                    rows[y].inside = True
    return [rows[number] for number in sorted(rows)]


def _is_ruled(rows: list[_Row]) -> bool:
    texts = [cell for row in rows if len(row.texts) > 1 for _, cell in row.texts]
    return sum(cell.bordered for cell in texts) > RULED_SHARE * len(texts)
