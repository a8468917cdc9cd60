"""Edges → cells: what no border parts is one cell, if that is a rectangle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.ocr.lattice import Flags


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A cell's rectangle of the grid. `forced`: cut out of a shape that was none."""

    row: int
    column: int
    row_span: int
    column_span: int
    forced: bool = False


def rectangles(level: Flags, upright: Flags) -> list[Rectangle]:
    """Return the cells in reading order; the table's outer sides count as closed.

    `level[i, j]`: the border on row rule i from column rule j to j + 1; `upright[j, i]`: on
    column rule j from row rule i to i + 1. Positions that no border parts belong together.
    Where they make no rectangle (half a border is gone), their rows are cut apart, and
    joined again only where the same columns lie together in the next row.
    """
    rows, columns = level.shape[0] - 1, upright.shape[0] - 1
    parent = np.arange(rows * columns)

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = int(parent[index])
        return index

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not upright[column + 1, row]:
                parent[root(here + 1)] = root(here)
            if row + 1 < rows and not level[row + 1, column]:
                parent[root(here + columns)] = root(here)
    members: dict[int, list[tuple[int, int]]] = {}
    for here in range(rows * columns):
        members.setdefault(root(here), []).append(divmod(here, columns))
    found = [rectangle for shape in members.values() for rectangle in _cut(shape)]
    return sorted(found, key=lambda each: (each.row, each.column))


def _cut(shape: list[tuple[int, int]]) -> list[Rectangle]:
    top, bottom = min(row for row, _ in shape), max(row for row, _ in shape)
    left, right = min(column for _, column in shape), max(column for _, column in shape)
    height, width = bottom - top + 1, right - left + 1
    if len(shape) == height * width:
        return [Rectangle(top, left, height, width)]
    done: list[Rectangle] = []
    growing: dict[tuple[int, int], int] = {}  # (first, last column) → row it began in
    for row in range(top, bottom + 2):
        runs = _runs(sorted(column for r, column in shape if r == row))
        for (first, last), began in list(growing.items()):
            if (first, last) not in runs:
                done.append(Rectangle(began, first, row - began, last - first + 1, True))
                del growing[first, last]
        for run in runs:
            growing.setdefault(run, row)
    return done


def _runs(columns: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs
