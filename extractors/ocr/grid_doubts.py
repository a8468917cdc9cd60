"""Cells that may be cut wrongly, told by the ink in them: such a cell gets `grid_unclear`.

┌──────────────┐  Two groups of digits stand apart with     ┌──────┐    A border that is not
│  0      40852│  the place of a border between them: the   │   17╎8    there in full runs
└──────────────┘  border may be lost.                       └──────┘    through ink.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.cells import Rectangle
from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import Gray

APART, APART_MM = 1.0, 1.8
"""Figures with so many heights of a digit between them, and so many millimetres, may be two: a
digit is 0.7 of its height wide. Figures of full width stand 0.7 apart. Letters of one label
may stand so far, but a label loses nothing by a doubt."""

CLOSE_MM, FEWEST_PIXELS = 1.2, 4
"""Digits of one figure stand nearer to a line that parts them; so few pixels are dirt."""

INK = 150
"""A pixel darker than this is ink on evened paper."""

INSET_MM = 0.8
"""Left out at the rim of a cell, where its borders are."""

LEAST_MM = 1.1
"""Ink that is lower is dirt, or a sign or mark beside a digit."""

CROSSING_MM = 0.6
"""Ink that goes on so far on both sides of a border crosses it."""


def holds_two(each: Rectangle, lattice: Lattice, gray: Gray, dpi: float) -> bool:
    """Tell whether a merged cell may hold the texts of two cells, side by side or stacked."""
    if each.column_span == 1 and each.row_span == 1:
        return False
    nodes, inset = lattice.nodes, INSET_MM * dpi / 25.4
    top, left = each.row, each.column
    bottom, right = top + each.row_span, left + each.column_span
    x0 = max(nodes[top, left, 0], nodes[bottom, left, 0]) + inset
    x1 = min(nodes[top, right, 0], nodes[bottom, right, 0]) - inset
    y0 = max(nodes[top, left, 1], nodes[top, right, 1]) + inset
    y1 = min(nodes[bottom, left, 1], nodes[bottom, right, 1]) - inset
    part = gray[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0)) : max(0, round(x1))] < INK
    if not part.size:
        return False
    places_x = [nodes[top : bottom + 1, at, 0].mean() - x0 for at in range(left + 1, right)]
    places_y = [nodes[at, left : right + 1, 1].mean() - y0 for at in range(top + 1, bottom)]
    _, _, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
    parts = np.asarray(stats[1:], dtype=np.int64)
    parts = parts[parts[:, 3] >= LEAST_MM * dpi / 25.4]
    if len(parts) < 2:
        return False
    apart = max(APART_MM * dpi / 25.4, APART * float(parts[:, 3].max()))
    return _stands_apart(parts, places_x, apart, 0) or _stands_apart(parts, places_y, apart, 1)


def _stands_apart(
    parts: npt.NDArray[np.int64], places: list[float], apart: float, way: int
) -> bool:
    """Tell whether ink lies on both sides of one of some lines, far from each other.

    `parts` are the boxes of pieces of ink: x, y, width, height; `way` is 0 for upright lines,
    1 for level ones.
    """
    starts, ends = parts[:, way], parts[:, way] + parts[:, way + 2]
    for place in places:
        before, after = ends[(starts + ends) / 2 < place], starts[(starts + ends) / 2 >= place]
        if before.size and after.size and after.min() - before.max() >= apart:
            return True
    return False


def between_digits(edges: Flags, lattice: Lattice, gray: Gray, dpi: float) -> Flags:
    """Return which edges of column rules that nobody saw have ink closely on both sides.

    They may part the digits of one figure. `edges` has a row per column rule.
    """
    found = np.zeros_like(edges)
    nodes, inset, reach = lattice.nodes, INSET_MM * dpi / 25.4, CLOSE_MM * dpi / 25.4
    for rule, edge in np.argwhere(edges):
        if not lattice.columns[rule].restored:
            continue
        (x0, y0), (x1, y1) = nodes[edge, rule], nodes[edge + 1, rule]
        middle, half = (x0 + x1) / 2, 0.15 * dpi / 25.4
        rows = slice(max(0, round(y0 + inset)), max(0, round(y1 - inset)))
        before = gray[rows, max(0, round(middle - reach)) : round(middle - half)] < INK
        after = gray[rows, round(middle + half) : round(middle + reach)] < INK
        found[rule, edge] = bool(before.sum() >= FEWEST_PIXELS and after.sum() >= FEWEST_PIXELS)
    return found


def crossed(edges: Flags, lattice: Lattice, gray: Gray, dpi: float, way: int) -> Flags:
    """Return which of some edges have ink that runs across them, and so cut through print.

    `edges` has a row per rule, in order along it; `way` is 0 for row rules, 1 for column
    rules.
    """
    found = np.zeros_like(edges)
    nodes = lattice.nodes if way else lattice.nodes.transpose(1, 0, 2)[:, :, ::-1]
    page = gray if way else gray.T
    reach, inset = round(CROSSING_MM * dpi / 25.4), round(INSET_MM * dpi / 25.4)
    # From here on as for an upright edge: nodes[edge, rule] is its upper end.
    for rule, edge in np.argwhere(edges):
        (x0, y0), (x1, y1) = nodes[edge, rule], nodes[edge + 1, rule]
        ys = np.arange(round(y0) + inset, round(y1) - inset)
        ys = ys[(ys >= 0) & (ys < page.shape[0])]
        if not ys.size:
            continue
        xs = np.rint(np.interp(ys, [y0, y1], [x0, x1])).astype(np.int64)
        across = np.clip(xs[:, None] + np.arange(-reach, reach + 1), 0, page.shape[1] - 1)
        ink = page[ys[:, None], across] < INK
        # Of each line of pixels all must be ink; a slanting stroke shifts by some.
        found[rule, edge] = bool(ink.all(axis=1).sum() >= 2)
    return found
