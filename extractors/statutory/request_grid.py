"""Table 三's columns by their places in the form's grid, where a picture's headers fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.statutory.groups import Group
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.placing import ALIKE
from extractors.statutory.printed import Header
from extractors.statutory.request_leaves import TABLE, expected

LABELS = 3
"""Columns of the grid that hold the rows' labels, which are indented twice."""

MOST = 5
"""So many of the seven headers must be read, each over its own column, to show the others'."""


def completed(headers: list[Header], lines: Sequence[Line]) -> list[Header]:
    """Return the form's seven headers where some cannot be read, if its grid is there.

    | （本列数据的…）自然 商业 科研 公益 法律 其他 L 计      ten columns, the last seven of them of
    |  一、本年新收 |  0 |  1 |  0 |  0 |  0 |  0 |  1    figures, and most under their own names

    A header that names another column than its place's leaves all as they are.
    """
    order = expected()
    grid = _grid([header.cell for header in headers])
    if grid is None:
        return headers
    own = {code: grid - len(order) + at for at, (code, _) in enumerate(order)}
    named: dict[str, Header] = {}
    for header in headers:
        if header.code is None or header.cell is None:
            continue
        if not _covers(header.cell, own[header.code]):
            return headers
        if header.cell.start == own[header.code] == (header.cell.stop or 0) - 1:
            named[header.code] = header
    if not MOST <= len(named) < len(order):
        return headers
    whole: list[Header] = []
    for code, _ in order:
        if code in named:
            whole.append(named[code])
            continue
        over = _lowest_over(own[code], lines)
        if over is None or any(address.table == TABLE for address in over.label.columns):
            return headers
        alone = over.start == own[code] and over.stop == own[code] + 1
        cell = replace(over, start=own[code], stop=own[code] + 1)
        whole.append(Header(cell, code, ALIKE, doubtful=alone and over.legible))
    return whole


def _grid(cells: Sequence[LineCell | None]) -> int | None:
    """Return how many columns the grid of some cells has, if it is the form's.

    Of the labels' columns it has those that this part of the table needs and that have not lost
    their borders.
    """
    widths = {cell.grid if cell is not None else 0 for cell in cells}
    width = widths.pop() if len(widths) == 1 else 0
    return width if 0 <= width - len(expected()) <= LABELS else None


def on_grid(headers: list[Header], group: Group) -> list[Header]:
    """Return the headers of an earlier part of the table over the columns of a later part."""
    order = [code for code, _ in expected()]
    grid = _grid([cell for line in group.rows for cell in line.cells])
    if grid is None or [header.code for header in headers] != order:
        return headers
    return [
        replace(header, cell=header.cell and replace(header.cell, start=at, stop=at + 1, grid=grid))
        for at, header in enumerate(headers, start=grid - len(order))
    ]


def _lowest_over(column: int, lines: Sequence[Line]) -> LineCell | None:
    """Return the lowest header cell over a column of the grid."""
    over = [cell for line in lines for cell in line.cells if _covers(cell, column)]
    return over[-1] if over else None


def _covers(cell: LineCell, column: int) -> bool:
    return cell.start is not None and cell.stop is not None and cell.start <= column < cell.stop
