"""Borders between two rows of figures of which nothing is left, told by the figures themselves.

├──────┼────┼────┼────┤     A border that runs under some figures of a row runs under all: the
│ 2.…  │  0 │  1     0 │     form merges no figures. Where two stand one above the other with
├──────┼────┤        0 │     the border's place between them, each has a cell of its own.
│ 3.…  │  0 │  0       │
└──────┴────┴────┴─────┘
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from extractors.ocr.grid_doubts import APART, APART_MM, INK, INSET_MM, LEAST_MM
from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import Gray

COLUMNS, FIGURES = 10, 7
"""Columns of table 三, and how many of them, the last, hold figures."""

FEW_COLUMNS = 6
"""Table 二 has one column of labels and up to five of figures."""

SHOWN = 3
"""Where a row's border is seen under fewer figures, or under less than half of them, each of the
others must have another one under it."""

Halves = Literal["both", "neither", "unclear"]


def between_figures(present: Flags, lattice: Lattice, gray: Gray, dpi: float) -> Flags:
    """Return which level edges that left no ink part two figures all the same.

    `present` has a row of edges per row rule, in order along it; the first and last rule are
    the table's sides. Labels of two lines stand closer together than figures of two rows.
    """
    restored = np.zeros_like(present)
    width = present.shape[1]
    if width == COLUMNS:
        first = COLUMNS - FIGURES
    elif 2 < width <= FEW_COLUMNS:
        first = 1
    else:
        return restored
    for rule in range(1, len(present) - 1):
        seen = present[rule, first:]
        if seen.all() or not seen.any():
            continue
        if width == COLUMNS and not (seen[0] or seen[-1]) and seen[1:-1].all():
            continue  # 自然人 and 总计 beside the kinds of organisations
        if width != COLUMNS and not present[rule, 0]:
            continue
        gaps = (first + np.flatnonzero(~seen)).tolist()
        halves = {edge: _halves(lattice, rule, edge, gray, dpi) for edge in gaps}
        little = seen.sum() < min(SHOWN, len(seen) / 2)
        if set(halves.values()) == {"both"} or (not little and "both" in halves.values()):
            restored[rule, [edge for edge in gaps if halves[edge] != "unclear"]] = True
    return restored


def _halves(lattice: Lattice, rule: int, edge: int, gray: Gray, dpi: float) -> Halves:
    """Tell whether print stands above and below an edge, well apart, or nowhere."""
    nodes, inset = lattice.nodes, INSET_MM * dpi / 25.4
    x0 = nodes[rule - 1 : rule + 2, edge, 0].max() + inset
    x1 = nodes[rule - 1 : rule + 2, edge + 1, 0].min() - inset
    y0 = nodes[rule - 1, edge : edge + 2, 1].max() + inset
    y1 = nodes[rule + 1, edge : edge + 2, 1].min() - inset
    place = nodes[rule, edge : edge + 2, 1].mean() - y0
    part = gray[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0)) : max(0, round(x1))] < INK
    if not part.size:
        return "unclear"
    _, _, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
    print_ = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] >= LEAST_MM * dpi / 25.4]
    if not len(print_):
        return "neither"
    tops = print_[:, cv2.CC_STAT_TOP]
    heights = print_[:, cv2.CC_STAT_HEIGHT]
    above = tops + heights / 2 < place
    if above.all() or not above.any():
        return "unclear"
    apart = float(tops[~above].min() - (tops + heights)[above].max())
    enough = max(APART_MM * dpi / 25.4, APART * float(heights.max()))
    return "both" if apart >= enough else "unclear"
