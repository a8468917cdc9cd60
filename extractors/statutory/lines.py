"""A table, or a run of paragraphs that was one, as lines of labelled cells.

All that later steps see of a table is its lines: one a row, with the cells that cover the
row in their order. With an exact grid the cells know their columns; where a conversion lost
the grid they do not, and where it lost even the rows, the lines are made anew from the
sequence of labels and figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat
from typing import Any

from extractors.statutory.corner_labels import part_corner
from extractors.statutory.labels import Label, likely_row, read_label, row_parents
from extractors.statutory.run_together import take_apart
from extractors.statutory.values import CellValue, parse_cell
from schemas.document import NOWHERE, Cell, Paragraph, Place, Reader, Reading, Table

ILL_READ = frozenset(("readers_differ", "one_reader", "reading_weak", "unreadable"))
"""Doubts of what may be dirt."""


LEGIBLE = 0.97
"""A label read with less confidence may say something else; misread ones have .7 to .96."""


@dataclass(slots=True)
class LineCell:
    """A cell as one line sees it.

    `start` and `stop` are grid columns (half-open), None where the grid is lost; `grid` is
    how many columns that grid has, 0 where it is lost. `rows` is how many rows the cell
    covers; `fresh` is False on all but the first of them. `gap` counts the empty lines
    before it in a bare sequence of texts.
    """

    text: str
    label: Label
    value: CellValue
    start: int | None = None
    stop: int | None = None
    fresh: bool = True
    rows: int = 1
    grid: int = 0
    place: Place = NOWHERE
    confidence: float = 1.0
    gap: int = 0
    reader: Reader | None = None
    doubts: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether nothing is printed."""
        return self.value.state == "blank"

    @property
    def ill_read(self) -> bool:
        """Return whether what a picture shows may be dirt: its readers do not agree on it."""
        return bool(ILL_READ & set(self.doubts))

    @property
    def legible(self) -> bool:
        """Return whether it says what it is read as, and nothing else."""
        return self.confidence >= LEGIBLE and not self.ill_read

    @property
    def says_nothing(self) -> bool:
        """Return whether it is blank, a dash or a 0: said of all that it covers, if merged."""
        return self.value.state in ("blank", "dash") or (
            self.value.state == "number" and self.value.value == 0
        )

    @property
    def figure_like(self) -> bool:
        """Return whether the text may be a figure: a number, a mark for nothing, or both."""
        return self.value.state in ("number", "dash") or (
            self.value.value is not None and not self.label.known
        )

    @property
    def could_be_figure(self) -> bool:
        """Return whether the cell may stand in a figure's place: blank or like a figure."""
        return self.empty or self.figure_like


@dataclass(slots=True)
class Line:
    """A row of cells. `by_order` says that rows were made from a bare sequence of texts.

    `gap_after` counts the empty lines behind the last of such a row's texts.
    """

    cells: list[LineCell]
    exact: bool
    by_order: bool = False
    block: int = field(default=-1)
    gap_after: int = 0

    @property
    def figures(self) -> list[LineCell]:
        """Return the cells that look like figures."""
        return [cell for cell in self.cells if cell.figure_like]


def _cell(text: str, **where: object) -> LineCell:
    return LineCell(text, read_label(text), parse_cell(text), **where)  # type: ignore[arg-type]


def _source(cell: Cell | LineCell) -> dict[str, Any]:
    """Return where a cell stands and how well it was read."""
    return {
        "place": cell.place,
        "confidence": cell.confidence,
        "reader": cell.reader,
        "doubts": cell.doubts,
        "readings": cell.readings,
    }


def table_lines(table: Table, block: int) -> list[Line]:
    """Return a table's lines; `block` is its index in the document."""
    rows: list[list[LineCell]] = [[] for _ in range(table.rows)]
    exact = table.grid == "exact" or _is_rectangular(table)
    for cell in table.cells:
        last = min(cell.row + cell.row_span, table.rows)
        seen = _cell(
            cell.text,
            start=cell.column if exact else None,
            stop=cell.column + cell.column_span if exact else None,
            rows=last - cell.row,
            grid=table.columns if exact else 0,
            **_source(cell),
        )
        parts = part_corner(cell.text) if last - cell.row == 2 else None
        if parts is not None:
            upper, lower = map(read_label, parts)
            rows[cell.row].append(replace(seen, text=parts[0], label=upper, rows=1))
            rows[cell.row + 1].append(replace(seen, text=parts[1], label=lower, rows=1))
            continue
        rows[cell.row].append(seen)
        for row in range(cell.row + 1, last):
            rows[row].append(replace(seen, fresh=False))
    if exact:
        for cells in rows:
            cells.sort(key=lambda cell: cell.start or 0)
    lines = [Line(_apart(cells), exact, block=block) for cells in rows if cells]
    return lines if exact else _mend_rows(lines, block)


def _apart(cells: list[LineCell]) -> list[LineCell]:
    """Take apart the cells that hold a row's label and its figures; their columns are lost."""
    if all(cell.could_be_figure or cell.label.known for cell in cells):
        return cells
    parts: list[LineCell] = []
    for cell in cells:
        pieces = take_apart(cell.text) if cell.fresh else [cell.text]
        if len(pieces) < 2 or not parse_cell(pieces[-1]).plain:
            parts.append(cell)
        else:
            parts += [_cell(piece, **_source(cell)) for piece in pieces]
    return parts


def _is_rectangular(table: Table) -> bool:
    """Return whether the rows have equally many cells: then merged cells left blanks behind.

    So spreadsheets write tables as text; a cell's number in its row is then its column. One
    row in five may be a cell or two off.
    """
    counts = [0] * table.rows
    for cell in table.cells:
        counts[cell.row] += 1
    usual = max(counts, key=counts.count, default=0)
    return (
        table.rows > 1
        and usual > 2
        and counts.count(usual) >= 0.8 * table.rows
        and all(abs(count - usual) <= 2 for count in counts)
    )


def _mend_rows(lines: list[Line], block: int) -> list[Line]:
    """Make the rows anew where a conversion lost them: a cell a row, or all in one row."""
    widest = max((len(line.cells) for line in lines), default=0)
    known = sum(1 for line in lines for cell in line.cells if cell.label.known)
    crowded = any(
        sum(1 for cell in line.cells if cell.label.rows and not cell.label.columns) > 3
        for line in lines
    )
    if known >= MIN_LABELS and (widest <= 1 or crowded):
        return sequence_lines([BareText(c.text, block) for line in lines for c in line.cells])
    return lines


MIN_LABELS = 4
"""So many of the forms' labels must a run of paragraphs hold to be taken for a table."""
MAX_CELL_LENGTH = 60
"""Longer paragraphs are prose, not cells (the form's longest label has 46 characters)."""
MAX_STRANGERS = 3
"""So many paragraphs in a row may be neither label nor figure within a table's run."""
MAX_FRAGMENT = 12
"""Shorter ones may be pieces of a broken label and weigh a fourth."""


def paragraph_runs(blocks: Sequence[object]) -> list[tuple[int, int]]:
    """Return the runs [start, stop) of blocks that are tables written a cell a paragraph."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    last = known = figures = 0
    strangers = 0.0

    def close() -> None:
        nonlocal start, known, figures, strangers
        if start is not None and known >= MIN_LABELS and (figures >= 3 or known >= 10):
            runs.append((start, last + 1))
        start, known, figures, strangers = None, 0, 0, 0

    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            close()
            continue
        text = block.text
        pieces = take_apart(text)
        cell = _cell(text) if len(text) <= MAX_CELL_LENGTH else None
        if len(pieces) > 1:
            start = at if start is None else start
            of_labels = sum(1 for piece in pieces if read_label(piece).known)
            known, figures = known + of_labels, figures + len(pieces) - of_labels
            last, strangers = at, 0
        elif cell is None:
            close()
        elif cell.label.known and not cell.label.captions:
            start = at if start is None else start
            known, last, strangers = known + 1, at, 0
        elif start is not None and cell.figure_like:
            figures, last, strangers = figures + 1, at, 0
        elif start is not None:
            strangers += 0.25 if len(text) <= MAX_FRAGMENT else 1
            if strangers > MAX_STRANGERS:
                close()
    close()
    return runs


@dataclass(frozen=True, slots=True)
class BareText:
    """A text of a bare sequence: its block in the document, and the empty lines before it."""

    text: str
    block: int
    gap: int = 0


def sequence_lines(texts: Iterable[BareText], gap_after: int = 0) -> list[Line]:
    """Make lines from a bare sequence of cell texts without rows.

    A row's label ends the line before it; labels broken over two or three texts are joined
    where only the whole is one of the forms' labels. `gap_after` counts the empty lines
    behind the last.
    """
    pieces = [
        BareText(piece, each.block, each.gap if first else 0)
        for each in texts
        for first, piece in zip(chain((True,), repeat(False)), take_apart(each.text), strict=False)
    ]
    cells = []
    for each in _join_broken(pieces):
        cell = _cell(each.text)
        cell.gap = each.gap
        cells.append((cell, each.block))
    lines: list[Line] = []
    current: list[LineCell] = []
    first_block = -1

    def close(gap: int) -> None:
        nonlocal current
        if current:
            lines.append(Line(current, False, True, first_block, gap))
        current = []

    for cell, block in cells:
        if cell.label.captions:
            close(cell.gap)
            continue
        figures_open = any(each.figure_like for each in current)
        row_open = any(each.label.names_row for each in current)
        header_open = not row_open and any(each.label.names_column for each in current)
        if cell.figure_like:
            starts = header_open and not figures_open
            if starts and likely_row(current[-1].label.core):
                # A row's label, misspelt, that went with the header's.
                label = current.pop()
                close(label.gap)
                current, first_block = [label, cell], block
                continue
        elif cell.label.names_row:
            starts = figures_open or not _are_parents(current, cell)
        else:
            is_header = bool(cell.label.names_column or cell.label.headers or cell.label.article)
            starts = (figures_open and not cell.empty) or (is_header and row_open)
        if starts:
            close(cell.gap)
        if not current:
            first_block = block
        current.append(cell)
    close(gap_after)
    return lines


def _are_parents(above: list[LineCell], cell: LineCell) -> bool:
    """Return whether the cells are the headings that the form has above this row."""
    parents = {parent for row in cell.label.rows for parent in row_parents().get(row.code, ())}
    return all(any(row.code in parents for row in each.label.rows) for each in above)


def _join_broken(texts: list[BareText]) -> list[BareText]:
    joined: list[BareText] = []
    at = 0
    while at < len(texts):
        each = texts[at]
        for count in (2, 3):
            pieces = [piece.text for piece in texts[at : at + count]]
            if len(pieces) < count or not all(map(_may_be_piece, pieces)):
                break
            whole = "\n".join(pieces)
            label = read_label(whole)
            if label.known and len(label.cores) == 1:
                each = BareText(whole, each.block, each.gap)
                at += count - 1
                break
        joined.append(each)
        at += 1
    return joined


def _may_be_piece(text: str) -> bool:
    """Return whether a text may be a piece of a broken label."""
    cell = _cell(text)
    return not cell.could_be_figure and not cell.label.article
