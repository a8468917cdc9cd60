"""Characters → the cells of the tables in which they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from extractors.pages.model import PageCell, PageTable
from extractors.pdf.content import Glyph, direction
from extractors.pdf.lines import lines_of

RUN_GAP = 0.06
RUN_OVERLAP = -0.2
"""Characters of one word follow each other without a gap, in ems; kerning draws them closer.
Words in neighbouring cells meet so exactly by accident only."""
SAME_BASELINE = 0.02
"""In ems."""

Place = tuple[int, int]
"""A table's index and the index of a cell in it."""


def fill_cells(tables: Sequence[PageTable], glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Set the text of the tables' cells; return the characters outside of all tables.

    A character belongs to the cell in which its middle lies, but a word that runs over a
    border goes whole to the cell in which the word's middle lies:

        | 12345|678 |  0  |
    Of tables inside each other the innermost counts.
    """
    if not tables:
        return list(glyphs)
    finder = _Finder(tables)
    inside: dict[Place, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for run in _runs(glyphs):
        first, last = run[0].centre, run[-1].centre
        place = finder.place((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
        (outside if place is None else inside[place]).extend(run)
    for (table, cell), chars in inside.items():
        lines = lines_of(chars)
        tables[table].cells[cell].text = "\n".join(line.text for line in lines)
    return outside


def cells_at(tables: Sequence[PageTable], glyphs: Sequence[Glyph]) -> list[PageCell]:
    """Return the cells in which characters stand; a cell may come more than once."""
    if not tables or not glyphs:
        return []
    finder = _Finder(tables)
    places = (finder.place(*glyph.centre) for glyph in glyphs)
    return [tables[place[0]].cells[place[1]] for place in places if place is not None]


class _Finder:
    """Finds the cell at a point."""

    def __init__(self, tables: Sequence[PageTable]) -> None:
        self._tables = tables
        self._cell_at = [_positions(table) for table in tables]
        area = [(table.box.x1 - table.box.x0) * (table.box.y1 - table.box.y0) for table in tables]
        self._inner_first = sorted(range(len(tables)), key=area.__getitem__)

    def place(self, x: float, y: float) -> Place | None:
        """Return the table and cell at a point, or None."""
        for index in self._inner_first:
            box = self._tables[index].box
            if box.x0 <= x < box.x1 and box.y0 <= y < box.y1:
                table = self._tables[index]
                row, column = bisect_right(table.ys, y) - 1, bisect_right(table.xs, x) - 1
                cell = self._cell_at[index].get((row, column))
                if cell is not None:
                    return index, cell
        return None


def _positions(table: PageTable) -> dict[tuple[int, int], int]:
    return {
        (row, column): index
        for index, cell in enumerate(table.cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Part the characters into words: what the file writes one after the other, without gap."""
    runs: list[list[Glyph]] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and glyph.text.strip() and before.text.strip():
            em = min(before.size, glyph.size)
            gap = glyph.x - before.x - before.dx
            if (
                before.size == glyph.size
                and direction(glyph) == 0 == direction(before)
                and abs(glyph.y - before.y) <= SAME_BASELINE * em
                and RUN_OVERLAP * em <= gap <= RUN_GAP * em
            ):
                runs[-1].append(glyph)
                before = glyph
                continue
        runs.append([glyph])
        before = glyph
    return runs
