"""Tables that go on over a page's end, made one.

A piece at the top of a page goes on from the table at the foot of the page before where
nothing but furniture stands between them and their outer edges agree. Their columns are
mapped by position: a column line that only one of them has parts the other's columns too.

    page 1  | 信息内容 | 制发 | 废止 | 有效 |      page 2  | 信息内容 |   收费金额   |
            | 规章    |  0  |  1  |  1  |              | 行政收费 |   6580.77   |
    together: columns 0 | 1 | 2 | 3, where 6580.77 covers 1 to 3
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from extractors.pages.cut_rows import (
    doubt_figures,
    doubt_row,
    goes_on_below,
    is_group_label,
    is_one_row,
    is_rest_of_header,
    joined,
    label_goes_on,
    may_be_one_row,
)
from extractors.pages.model import Page, PageTable
from extractors.pages.places import place_on
from extractors.pages.values import is_figure, squeezed
from schemas.document import Cell, Place, Reader, Table

SAME_LINE = 3.5
"""Points within which two column lines are one: borders are drawn to within a point or two."""
SAME_LINE_SCANNED = 6.0
"""The same between two scans, after their outer edges were laid upon each other."""
SAME_LINE_UNRULED = 14.0
"""The same where no line is drawn, and a gap between words stands for one: about a letter."""
SAME_WIDTH = 0.02
"""Share by which the widths of the parts of one table may differ."""
MOVED = 9.0
"""Points by which a table's part may have moved sideways: mirrored margins move whole pages,
but by more, and then the widths agree all the better."""
MOVED_SCANNED = 60.0
"""The same between scans, of which each lay on the glass in its own way."""
MAX_HEADER = 6
"""So many rows of a table's head may be printed again at the top of a page."""
FEWEST_HEADERS, ALIKE_EACH, ALIKE = 4, 0.5, 0.8
"""A header of so many cells may be misread and still be the same: how alike each cell and all
together must be. With fewer cells nothing but the number tells 第（一）项 from 第（五）项."""
NUMERAL = re.compile(r"[一二三四五六七八九十\d]")


@dataclass(slots=True)
class LongTable:
    """A table that may run over several pages. `xs` are its column lines, as on its first page.

    `cells` have their place on the page where they stand, and `reader` who read that page.
    """

    cells: list[Cell]
    xs: list[float]
    rows: int
    place: Place
    ruled: bool
    open_top: bool
    open_bottom: bool
    reader: Reader

    @classmethod
    def of(cls, table: PageTable, page: Page) -> LongTable:
        """Make it of the part of a table on one page."""
        cells = [
            Cell(
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                cell.text,
                place_on(page, cell.box),
                cell.confidence,
                page.reader,
                cell.doubts,
                cell.readings,
            )
            for cell in table.cells
        ]
        return cls(
            cells,
            list(table.xs),
            table.rows,
            place_on(page, table.box),
            table.ruled,
            table.open_top,
            table.open_bottom,
            page.reader,
        )

    def table(self, reader: Reader) -> Table:
        """Return it as a table of a document that was read by `reader`."""
        for cell in self.cells:
            if cell.reader == reader:
                cell.reader = None
        cells = sorted(self.cells, key=lambda cell: (cell.row, cell.column))
        return Table(cells, self.rows, len(self.xs) - 1, place=self.place)


def goes_on(table: LongTable, piece: LongTable) -> bool:
    """Tell whether a piece at the top of a page may be the rest of a table at the foot of another.

    Nothing stands between them; here only the geometry counts.
    """
    if not table.rows or not piece.rows:
        return False
    if not (table.ruled and piece.ruled):
        return _columns_agree(table, piece)
    scanned = "ocr" in (table.reader, piece.reader)
    if lacks_side(table, piece):
        return True
    width, its_width = table.xs[-1] - table.xs[0], piece.xs[-1] - piece.xs[0]
    if abs(width - its_width) > max(SAME_LINE, SAME_WIDTH * width):
        return not scanned and _lacks_a_side(table, piece)
    return abs(table.xs[0] - piece.xs[0]) <= (MOVED_SCANNED if scanned else MOVED)


def lacks_side(table: LongTable, piece: LongTable) -> bool:
    """Tell whether one of two parts, cut without a border, has lost its outermost left columns.

    page 1        | label  | 14 | 0 |     What is merged over the whole of a page has no border
             (三) | label  | 15 | 0 |     across there, above or below, and so is no cell: its
                  | label  |             part of the table begins one column further right.
    page 2   |    | goes on| 19 | 0 |
    """
    if not (table.ruled and piece.ruled and table.open_bottom and piece.open_top):
        return False
    if len(table.xs) < 3 or len(piece.xs) < 3 or abs(table.xs[-1] - piece.xs[-1]) > SAME_LINE:
        return False
    if abs(table.xs[0] - piece.xs[0]) <= SAME_LINE:
        return False
    narrow, wide = sorted((table.xs, piece.xs), key=lambda xs: xs[-1] - xs[0])
    return all(min(abs(x - line) for line in wide) <= SAME_LINE for x in narrow)


def doubt_parted(table: LongTable, piece: LongTable) -> None:
    """Doubt the rows where a page's end cuts one, if its parts are not found to go together."""
    if table.ruled and piece.ruled and table.open_bottom and piece.open_top:
        doubt_row(_bottom(table))
        doubt_row(_top(piece))
    doubt_cut(table, piece)


def _lacks_a_side(table: LongTable, piece: LongTable) -> bool:
    """Tell whether one part is the other without a column at an open side.

    page 1     ------+-----+---    Where the outermost cell goes on over the whole page, no
    三、结果     1.… |  0  | 1     border shows how far it reaches.
               ------+-----+---
    page 2       2.… |  3  | 0
               ------+-----+---
    """
    narrow, wide = sorted((table.xs, piece.xs), key=lambda xs: xs[-1] - xs[0])
    shared = [any(abs(x - line) <= SAME_LINE for line in wide) for x in narrow]
    one_end = abs(narrow[0] - wide[0]) <= SAME_LINE or abs(narrow[-1] - wide[-1]) <= SAME_LINE
    return one_end and shared[0] and shared[-1] and 2 * sum(shared) > len(shared)


def _columns_agree(table: LongTable, piece: LongTable) -> bool:
    """Tell whether columns that nothing but alignment made are the same.

    Those of figures are compared, from the right: of labels a part may have fewer columns,
    and how wide they are depends on the words that happen to stand there.
    """
    mine, its = _figure_columns(table), _figure_columns(piece)
    if not (mine and its):
        return len(table.xs) == len(piece.xs) and all(
            abs(a - b) <= SAME_LINE_UNRULED
            for a, b in zip(table.xs[1:-1], piece.xs[1:-1], strict=True)
        )
    return mine == its and all(
        abs(a - b) <= SAME_LINE_UNRULED
        for a, b in zip(table.xs[-mine:-1], piece.xs[-its:-1], strict=True)
    )


def _figure_columns(table: LongTable) -> int:
    """Return how many columns there are from the first that holds a figure on."""
    columns = [cell.column for cell in table.cells if is_figure(cell.text)]
    return len(table.xs) - 1 - min(columns) if columns else 0


def doubt_cut(table: LongTable, piece: LongTable) -> None:
    """Doubt rows at a page's end of tables without borders that do not go together.

    There no border tells whether the last row and the first are parts of one.
    """
    if table.ruled or piece.ruled:
        return
    upper, lower = _bottom(table), _top(piece)
    if may_be_one_row(upper, lower):
        doubt_row(upper)
        doubt_row(lower)


def stitch(table: LongTable, piece: LongTable) -> None:
    """Append the rest of a table: no header twice, cut rows made whole, merged cells go on."""
    has_lost_columns = lacks_side(table, piece)
    _align(table, piece)
    _drop_header(table, piece)
    if not piece.rows:
        return
    upper, lower = _bottom(table), _top(piece)
    if has_lost_columns or (not (table.ruled or piece.ruled) and may_be_one_row(upper, lower)):
        _fill(table, upper, lower)
        _fill(piece, lower, upper)
    shift = table.rows
    if goes_on_below(table, piece, upper, lower):
        shift -= 1
        for columns, part in lower.items():
            joined(upper[columns], part, rows=part.row_span - 1)
    else:
        if is_one_row(upper, lower):
            doubt_figures(upper, lower)
        doubt_cut(table, piece)
        whole = dict(lower)
        for columns, part in whole.items():
            above = upper.get(columns)
            if above is not None and (
                (is_group_label(columns, whole) and label_goes_on(above, part))
                or is_rest_of_header(columns, upper, whole)
            ):
                joined(above, part, rows=part.row_span)
            else:
                del lower[columns]
    gone = {id(cell) for cell in lower.values()}
    table.cells += [
        replace(cell, row=cell.row + shift) for cell in piece.cells if id(cell) not in gone
    ]
    table.rows = shift + piece.rows
    table.open_bottom = piece.open_bottom


def _bottom(table: LongTable) -> dict[tuple[int, int], Cell]:
    """Return the cells that reach the table's last row, by first column and width."""
    return {
        (cell.column, cell.column_span): cell
        for cell in table.cells
        if cell.row + cell.row_span == table.rows
    }


def _top(table: LongTable) -> dict[tuple[int, int], Cell]:
    return {(cell.column, cell.column_span): cell for cell in table.cells if cell.row == 0}


def _fill(
    table: LongTable, row: dict[tuple[int, int], Cell], other: Mapping[tuple[int, int], Cell]
) -> None:
    """Add blank cells to a table's outermost row where only the other part has any.

    Without borders a blank place shows no cell.
    """
    reached = {place for at, width in row for place in range(at, at + width)}
    at_row = max((cell.row + cell.row_span - 1 for cell in row.values()), default=0)
    for at, width in other:
        if reached.isdisjoint(range(at, at + width)):
            row[at, width] = Cell(at_row, at, 1, width, place=table.place)
            table.cells.append(row[at, width])


def _align(table: LongTable, piece: LongTable) -> None:
    """Give both the same column lines: the piece's are laid upon the table's."""
    if not (table.ruled and piece.ruled):
        # As many columns of figures; one part may have fewer of labels.
        more = len(piece.xs) - len(table.xs)
        for part, wanting in ((table, more), (piece, -more)):
            if wanting > 0:
                first = part.xs[0]
                part.xs[:0] = [first] * wanting
                rows = min(cell.row for cell in part.cells if is_figure(cell.text))
                for cell in part.cells:
                    if cell.row < rows and cell.column == 0:
                        cell.column_span += wanting  # a header is as wide as all labels
                    else:
                        cell.column += wanting
        return
    scanned = "ocr" in (table.reader, piece.reader)
    tolerance = SAME_LINE_SCANNED if scanned else SAME_LINE
    if not scanned and _lacks_a_side(table, piece):
        moved = list(piece.xs)
    else:
        scale = (table.xs[-1] - table.xs[0]) / (piece.xs[-1] - piece.xs[0])
        moved = [table.xs[0] + (x - piece.xs[0]) * scale for x in piece.xs]
    if lacks_side(table, piece):
        moved = list(piece.xs)
    lines = list(table.xs)
    for at, x in enumerate(moved):
        nearest = min(table.xs, key=lambda line: abs(line - x))
        rival = min(moved, key=lambda other: abs(other - nearest))
        if abs(nearest - x) <= tolerance and rival == x:
            moved[at] = nearest
        else:
            lines.append(x)
    lines.sort()
    for part, xs in ((table, list(table.xs)), (piece, moved)):
        _spread(part, [lines.index(x) for x in xs])
        _close(part, lines.index(xs[0]), lines.index(xs[-1]), len(lines) - 1)
    table.xs, piece.xs = lines, list(lines)


def _spread(table: LongTable, columns: Sequence[int]) -> None:
    """Renumber the columns; `columns` says what becomes of each column line."""
    for cell in table.cells:
        first, last = columns[cell.column], columns[cell.column + cell.column_span]
        cell.column, cell.column_span = first, last - first


def _close(table: LongTable, first: int, last: int, columns: int) -> None:
    """Add a blank cell where a part lacks the columns at a side: the other's goes on there."""
    for start, end in ((0, first), (last, columns)):
        if start < end:
            table.cells.append(Cell(0, start, table.rows, end - start, place=table.place))


def _drop_header(table: LongTable, piece: LongTable) -> None:
    """Drop the rows at the piece's top that repeat the table's own top rows.

    Rows that hold figures are never taken for a header.
    """
    scanned = "ocr" in (table.reader, piece.reader)
    for rows in range(min(MAX_HEADER, table.rows, piece.rows), 0, -1):
        head, again = _first_rows(table, rows), _first_rows(piece, rows)
        if (
            head is not None
            and again is not None
            and (head == again or (scanned and _read_alike(head, again)))
            and any(head.values())
            and not any(map(is_figure, head.values()))
        ):
            piece.cells = [
                replace(cell, row=cell.row - rows) for cell in piece.cells if cell.row >= rows
            ]
            piece.rows -= rows
            return


_Head = dict[tuple[int, int, int, int], str]
"""Texts of a table's first rows, by row, column and spans."""


def _first_rows(table: LongTable, rows: int) -> _Head | None:
    """Return the cells of the first rows; None where a cell reaches from them to below."""
    cells = [cell for cell in table.cells if cell.row < rows]
    if any(cell.row + cell.row_span > rows for cell in cells):
        return None
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): squeezed(cell.text)
        for cell in cells
    }


def _read_alike(head: _Head, again: _Head) -> bool:
    """Tell whether two headers in the same cells were printed alike, though one is misread.

    page 1 | 自然人 | 商业企业 | …      page 2 | 目然人 | 商业企业 | …
    """
    if head.keys() != again.keys() or len(head) < FEWEST_HEADERS:
        return False
    pairs = [(text, again[place]) for place, text in head.items()]
    if any(NUMERAL.findall(one) != NUMERAL.findall(other) for one, other in pairs):
        return False
    alike = [fuzz.ratio(one, other) / 100 for one, other in pairs]
    return min(alike) >= ALIKE_EACH and sum(alike) >= ALIKE * len(alike)
