"""Borders of which nothing is left, told by the regularity of the table around them.

A figure must never slip into another column because a border is gone. But a cell that is
really merged must stay so: only edges between others that are there are restored, in rows
that are otherwise divided, and only where no ink stands in the way.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import Gray
from extractors.ocr.rules import Rule, shifted

LONGEST_GAP = 3
"""Edges in a row that may be gone from a rule and still be restored."""

DIVIDED = 0.5
"""Share of the other edges that cross the same row, which must be there."""

INK = 150
STRIP_MM = 0.5
"""Width of the strip about a lost border that must be free of ink."""

INSET_MM = 1.0
"""Left out at the rim of a cell when ink in it is looked for."""

FIGURE_COLUMNS = (7, 15)
"""Columns of figures of the statutory tables whose columns are all equally wide."""

EQUAL = 0.12
"""By how much equal columns may differ in width."""


def restore_edges(present: Flags, lattice: Lattice, gray: Gray, dpi: float, way: int) -> Flags:
    """Return which edges that left no ink are borders all the same.

    `present` has a row of edges per rule, in order along it; `way` is 0 for row rules (level
    edges), 1 for column rules. The first and last rule are the table's sides and always
    closed.
    """
    restored = np.zeros_like(present)
    rules = len(present)
    for rule in (0, rules - 1):
        restored[rule] = ~present[rule]
    for rule in range(1, rules - 1):
        there = np.flatnonzero(present[rule])
        for before, after in pairwise(there.tolist()):
            gap = range(before + 1, after)
            if not 0 < len(gap) <= LONGEST_GAP:
                continue
            if all(_is_divided(present, rule, edge, before, after) for edge in gap) and all(
                _is_free(lattice, gray, dpi, rule, edge, way) for edge in gap
            ):
                restored[rule, list(gap)] = True
    return restored


def _is_divided(present: Flags, rule: int, edge: int, before: int, after: int) -> bool:
    """Tell whether the other rules that run past the gap do cross it."""
    inner = [other for other in range(1, len(present) - 1) if other != rule]
    past = [other for other in inner if present[other, before] and present[other, after]]
    crossing = sum(bool(present[other, edge]) for other in past)
    return crossing >= 1 and crossing >= DIVIDED * len(past)


def _is_free(lattice: Lattice, gray: Gray, dpi: float, rule: int, edge: int, way: int) -> bool:
    """Tell whether an edge may have divided two cells: no ink on it, and figures on both
    sides of it or on neither (a figure on one side may be that of a merged cell).
    """
    nodes = lattice.nodes if way else lattice.nodes.transpose(1, 0, 2)[:, :, ::-1]
    page = gray if way else gray.T
    # From here on as for an upright edge: nodes[edge, rule] is its upper end.
    (x0, y0), (x1, y1) = nodes[edge, rule], nodes[edge + 1, rule]
    left, right = nodes[edge, rule - 1][0], nodes[edge, rule + 1][0]
    inset, strip = INSET_MM * dpi / 25.4, STRIP_MM * dpi / 25.4
    top, bottom = round(y0 + inset), round(y1 - inset)
    middle = (x0 + x1) / 2
    if _inked(page, middle - strip, middle + strip, top, bottom):
        return False
    before = _inked(page, left + inset, middle - strip, top, bottom)
    after = _inked(page, middle + strip, right - inset, top, bottom)
    return before == after


def _inked(page: npt.NDArray[np.uint8], x0: float, x1: float, y0: float, y1: float) -> bool:
    part = page[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0)) : max(0, round(x1))]
    return bool((part < INK).sum() >= 4)


def missing_columns(lattice: Lattice, present: Flags, gray: Gray, dpi: float) -> list[Rule]:
    """Return column rules that are gone over all their length, where the form has them.

    The statutory tables end in 7 or 15 columns of equal width. Where the right-hand columns
    of a table are equal but for one or two that are twice (thrice) as wide, and become 7 or
    15 by dividing these, they are divided, if nothing is printed on the line to be.
    """
    places = np.array([float(np.median(rule.places)) for rule in lattice.columns])
    widths = np.diff(places)
    for total in FIGURE_COLUMNS:
        found = _divided_last(widths, total)
        if found is None:
            continue
        rules = []
        for index, parts in found:
            for part in range(1, parts):
                rule = shifted(lattice.columns[index], widths[index] * part / parts)
                if not _is_clear(rule, lattice, index, present, gray, dpi):
                    return []
                rules.append(rule)
        return rules
    return []


def _divided_last(widths: npt.NDArray[np.float64], total: int) -> list[tuple[int, int]] | None:
    """Return (column, parts) to divide so that the last columns become `total` equal ones."""
    for count in range(total - 1, max(total - 4, total // 2), -1):
        if len(widths) < count:
            continue
        last = widths[-count:]
        unit = float(np.median(last))
        parts = np.rint(last / unit).astype(int)
        even = np.abs(last / np.maximum(parts, 1) - unit) <= EQUAL * unit
        if parts.min() >= 1 and parts.max() <= 3 and even.all() and parts.sum() == total:
            first = len(widths) - count
            return [(first + k, int(n)) for k, n in enumerate(parts) if n > 1]
    return None


def _is_clear(
    rule: Rule, lattice: Lattice, column: int, present: Flags, gray: Gray, dpi: float
) -> bool:
    """Tell whether a rule within a column would cross no ink in the rows that have it."""
    strip, inset = STRIP_MM * dpi / 25.4, INSET_MM * dpi / 25.4
    rows = 0
    for row in range(len(lattice.rows) - 1):
        if not (present[column, row] and present[column + 1, row]):
            continue  # part of a merged header
        y0, y1 = lattice.nodes[row, column][1], lattice.nodes[row + 1, column][1]
        x = rule.at((y0 + y1) / 2)
        if _inked(gray, x - strip, x + strip, y0 + inset, y1 - inset):
            return False
        rows += 1
    return rows >= 1
