"""A table that alignment found, laid out: labels to rows, cells, places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.pages.model import Box, PageCell, PageTable
from extractors.pdf.form_layout import known, plain
from extractors.pdf.labels_beside import match_labels
from extractors.pdf.tokens import Columns, Token, columns_of, join

LINE = 1.7
"""Lines of one cell are no farther apart than so many letter heights."""
_FIRST = re.compile(r"\s*1\s*[.．、]")


@dataclass(slots=True)
class LabelledRow:
    """A row: its label's tokens, its figures, and the label of the group that it begins."""

    own: list[Token]
    figures: Sequence[Token]
    group: list[Token] = field(default_factory=list)
    grouped: int = 1  # rows that the group's label covers, this one included; 0 within a group

    @property
    def y(self) -> float:
        """Return about the middle of its height."""
        tokens = [*self.own, *self.figures]
        return sum(token.y for token in tokens) / len(tokens)


def labelled_rows(
    labels: Sequence[Token],
    figures: Sequence[Sequence[Token]],
    heights: Sequence[float],
    size: float,
) -> list[LabelledRow]:
    """Return the rows with their labels; none where labels and figures do not fit together.

    （三）不  1.属于国家秘密    0      The right-hand labels are the rows' own. Those left
    予公开    2.其他法律……     0      of them cover a group of rows, from one numbered 1.
    （一）予以公开              0      to the next, or to a row whose label is wide.
    """
    if not labels:
        return [LabelledRow([], row) for row in figures]
    columns = columns_of(labels)
    rightmost = [t.box.x0 for t in labels if columns.over(t) == [len(columns.spans) - 1]]
    if not rightmost:
        return []
    edge = median(rightmost)
    own = _own_labels(labels, edge, size)
    matched = match_labels([(token.y, token.text) for token in own], heights, 1.3 * size)
    if matched is None:
        return []
    rows = [
        LabelledRow(own[start:end], figures[index] if index is not None else ())
        for start, end, index in matched
    ]
    starts = [
        index
        for index, row in enumerate(rows)
        if not row.own
        or _FIRST.match(row.own[0].text)
        or min(token.box.x0 for token in row.own) < edge - size
        or (index and min(token.box.x0 for token in rows[index - 1].own or row.own) < edge - size)
    ]
    for row in rows:
        row.grouped = 0
    for start, end in pairwise([*sorted({0, *starts}), len(rows)]):
        rows[start].grouped = end - start
    groups = [token for token in labels if token not in own]
    columns = columns_of(groups)
    nearest = len(columns.spans) - 1  # farther left stands 三、本年度办理结果, for all
    for token in groups:
        if nearest in columns.over(token):
            near = min(range(len(rows)), key=lambda index: abs(rows[index].y - token.y))
            while not rows[near].grouped:
                near -= 1
            rows[near].group.append(token)
    return rows


def _own_labels(labels: Sequence[Token], edge: float, size: float) -> list[Token]:
    """Return the lines of the rows' own labels, from top to bottom.

    They reach beyond `edge`, or go on below a wide one that does:

        一、本年新收政府信息
        公开申请数量              edge
                                  |
    """
    own: list[Token] = []
    for token in sorted(labels, key=lambda each: (each.y, each.box.x0)):
        if token.box.x1 > edge + 0.5 * size:
            own.append(token)
            continue
        for above in own[-2:]:
            level = abs(above.box.x0 - token.box.x0) <= 0.5 * size or (
                abs(above.box.x0 + above.box.x1 - token.box.x0 - token.box.x1) <= size
            )
            near = 0 < token.y - above.y <= LINE * size
            if level and near and above.box.x0 < edge - size:
                own.append(token)
                break
    return own


def lay_out(
    article: Sequence[Token],
    headers: Sequence[Token],
    top: Sequence[Token],
    rows: Sequence[LabelledRow],
    columns: Columns,
) -> PageTable:
    """Return the table's cells: label columns first, then the figures' columns."""
    beside = 2 if any(row.group for row in rows) else int(any(row.own for row in rows) or bool(top))
    width = beside + len(columns.spans)
    lines: list[list[_Cell]] = []
    if article:
        lines.append([_Cell(0, width, list(article))])
    spanning: list[_Cell] = []
    under: dict[int, list[Token]] = {}
    for token in headers:
        over = columns.over(token)
        if len(over) == 1:
            under.setdefault(over[0], []).append(token)
        elif over:
            spanning.append(_widened(token, over, beside, columns))
    spanning = _apart(spanning)
    if spanning:
        lines.append(spanning)
    if under:
        header = [_Cell(0, beside, list(top))] if beside else []
        header += [_Cell(beside + i, 1, _lowest(tokens)) for i, tokens in sorted(under.items())]
        lines.append(header)
    for row in rows:
        cells: list[_Cell] = []
        if beside == 2 and row.grouped:
            cells.append(_Cell(0, 1, row.group, row.grouped))
        if beside:
            cells.append(_Cell(beside - 1, 1, row.own))
        if not row.figures and row in (rows[0], rows[-1]):
            # Cut by the page's end: its figures may stand on the other page.
            lines.append(cells)
            continue
        of_row = {columns.over(token)[0]: token for token in row.figures}
        for index in range(len(columns.spans)):
            cells.append(_Cell(beside + index, 1, [of_row[index]] if index in of_row else []))
        lines.append(cells)
    return _placed(lines, beside, columns)


def _lowest(tokens: Sequence[Token]) -> list[Token]:
    """Leave of the lines above a column those that follow each other without room between."""
    ordered = sorted(tokens, key=lambda token: -token.y)
    kept = ordered[:1]
    for token in ordered[1:]:
        if kept[-1].y - token.y > LINE * token.size:
            break
        kept.append(token)
    return kept


def _widened(token: Token, over: Sequence[int], beside: int, columns: Columns) -> _Cell:
    """Return a heading over several columns, as wide as the form says that its group is."""
    size = known().groups.get(plain(token.text))
    first, count = over[0], len(over)
    if size is not None and size != count:
        middle = (token.box.x0 + token.box.x1) / 2
        centres = [
            (columns.spans[start][0] + columns.spans[start + size - 1][1]) / 2
            for start in range(len(columns.spans) - size + 1)
        ]
        first = min(range(len(centres)), key=lambda start: abs(centres[start] - middle))
        count = size
    return _Cell(beside + first, count, [token])


def _apart(spanning: Sequence[_Cell]) -> list[_Cell]:
    """Leave the lowest of headings that stand above each other: the form's own groups."""
    kept: list[_Cell] = []
    for cell in sorted(spanning, key=lambda each: -each.tokens[0].y):
        if all(
            cell.column + cell.span <= other.column or other.column + other.span <= cell.column
            for other in kept
        ):
            kept.append(cell)
    return sorted(kept, key=lambda each: each.column)


def _placed(lines: Sequence[Sequence[_Cell]], beside: int, columns: Columns) -> PageTable:
    """Give the cells their places: between the columns, and between the rows' texts."""
    tokens = [token for line in lines for cell in line for token in cell.tokens]
    left = min(token.box.x0 for token in tokens)
    first = columns.spans[0][0]
    xs = [left + (first - left) * index / beside for index in range(beside)]
    xs.append(first)
    xs += [(before[1] + after[0]) / 2 for before, after in pairwise(columns.spans)]
    xs.append(max(columns.spans[-1][1], *(token.box.x1 for token in tokens)))
    ys = [min(token.box.y0 for token in tokens)]
    for above, below in pairwise([_middle(line) for line in lines]):
        ys.append(max(ys[-1], (above + below) / 2))
    ys.append(max(ys[-1], *(token.box.y1 for token in tokens)))
    cells = [
        PageCell(
            row,
            cell.column,
            cell.rows,
            cell.span,
            Box(xs[cell.column], ys[row], xs[cell.column + cell.span], ys[row + cell.rows]),
            join(cell.tokens),
        )
        for row, line in enumerate(lines)
        for cell in line
    ]
    return PageTable(Box(xs[0], ys[0], xs[-1], ys[-1]), cells, tuple(xs), tuple(ys), ruled=False)


def _middle(line: Sequence[_Cell]) -> float:
    heights = [token.y for cell in line if cell.rows == 1 for token in cell.tokens]
    return sum(heights) / len(heights)


class _Cell(NamedTuple):
    """A cell: its first column, how many columns, its words, how many rows."""

    column: int
    span: int
    tokens: list[Token]
    rows: int = 1
