"""Borders between figures of which nothing is left, told by the figures themselves.

├──────┼────┼────┼────┤     A border that runs under some figures of a row runs under all: the
│ 2.…  │  0 │  1     0 │     form merges no figures. Where two stand one above the other with
├──────┼────┤        0 │     the border's place between them, each has a cell of its own, and so
│ 3.…  │  0 │  0   0   │     where they stand side by side. Each row has a label of its own.
└──────┴────┴──────────┘
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.grid_doubts import APART, APART_MM, INK, INSET_MM, LEAST_MM
from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import Gray

COLUMNS, FIGURES = 10, 7
"""Columns of table 三, and how many of them, the last, hold figures."""

OUTCOMES, KIND = 15, 5
"""Columns of table 四, all of figures, and how many of them each kind of proceedings has."""

FEW_COLUMNS = 6
"""Table 二 has one column of labels and up to five of figures."""

SHOWN = 3
"""Where a row's border is seen under fewer figures, or under less than half of them, each of the
others must have another one under it."""

DIVIDED = 0.5
"""Share of the borders between a row's figures that must be seen; of a header's labels over
several columns it is less."""

INK_OR_GRAIN, PALEST = 215, 185
"""What is darker is mostly print, or else the paper's grain; and how pale print may be."""

LETTERS_APART = 2.5
"""Heights of print between a label and its figure in table 二, or two figures, at least: letters of
a title over all columns stand nearer, half a bracket and a space from each other.

│ 行政许可 │      3      │    │   第二十条 第（五）项    │
"""

OVER_MM = 0.15
"""Print that reaches so far to both sides of a line is crossed by it."""

Halves = Literal["both", "neither", "unclear"]


def between_figures(
    level: Flags, upright: Flags, lattice: Lattice, gray: Gray, dpi: float
) -> tuple[Flags, Flags]:
    """Return which level and which upright edges that left no ink are borders all the same.

    `level` has a row of edges per row rule, `upright` per column rule, in order along it; the
    first and last rule are the table's sides. Labels of two lines stand closer together than
    figures of two rows.
    """
    width = level.shape[1]
    ink = _darkness(lattice, gray)
    down = _Print(lattice.nodes, gray, dpi, ink)
    across = _Print(lattice.nodes.transpose(1, 0, 2)[:, :, ::-1], gray.T, dpi, ink)
    if width == COLUMNS:
        return _in_table_three(level, upright, down, across)
    if width == OUTCOMES:
        return _under_outcomes(level, down), _beside_alike(upright, 1, across)
    if 2 <= width <= FEW_COLUMNS:
        return _in_table_two(level, upright, down), _beside_alike(upright, 1, across, LETTERS_APART)
    return np.zeros_like(level), np.zeros_like(upright)


def _darkness(lattice: Lattice, gray: Gray) -> float:
    """Return how dark a pixel of a table's print is at least: on pale copies it is less so."""
    (x0, y0), (x1, y1) = lattice.nodes.min(axis=(0, 1)), lattice.nodes.max(axis=(0, 1))
    part = gray[max(0, round(y0)) : round(y1), max(0, round(x0)) : round(x1)]
    inked = part[part < INK_OR_GRAIN]
    return float(np.clip(np.median(inked), INK, PALEST)) if inked.size else INK


def _in_table_three(
    level: Flags, upright: Flags, down: _Print, across: _Print
) -> tuple[Flags, Flags]:
    rows, columns = np.zeros_like(level), np.zeros_like(upright)
    first = COLUMNS - FIGURES
    divided = upright[first + 1 : COLUMNS].mean(axis=0) >= DIVIDED
    for rule in range(1, len(level) - 1):
        if divided[rule - 1] and divided[rule]:
            rows[rule, first:] = _completed(level[rule, first:], first, rule, down)
            if (level[rule] | rows[rule])[first:].all() and not level[rule, first - 1]:
                rows[rule, first - 1] = not down.crosses(rule, first - 1)
    for row in np.flatnonzero(divided).tolist():
        for rule in range(first + 1, COLUMNS):
            if not upright[rule, row]:
                halves = across.halves(rule, row)
                beside = upright[rule, max(0, row - 1) : row + 2]
                goes_on = beside.sum() == len(beside) - 1
                columns[rule, row] = halves == "both" or (halves == "neither" and goes_on)
    return rows, columns


def _in_table_two(level: Flags, upright: Flags, down: _Print) -> Flags:
    """Return which level edges are borders: none of its cells goes over several rows."""
    restored = np.zeros_like(level)
    divided = upright[1:-1].mean(axis=0) >= DIVIDED
    own_labels = level[1:-1, 0].mean() >= DIVIDED if len(level) > 2 else False
    for rule in range(1, len(level) - 1):
        seen = level[rule]
        if divided[rule - 1] and divided[rule] and seen[0]:
            restored[rule, 1:] = _completed(seen[1:], 1, rule, down)
        elif seen[0] and seen.mean() >= DIVIDED:
            lost = np.flatnonzero(~seen).tolist()
            restored[rule, lost] = [not down.crosses(rule, edge) for edge in lost]
        if own_labels and (seen | restored[rule])[1:].all() and not seen[0]:
            restored[rule, 0] = down.halves(rule, 0) == "both"
    return restored


def _under_outcomes(level: Flags, down: _Print) -> Flags:
    """Return which level edges of table 四 are borders: under a kind's outcomes all are, or none.

    ├──┴──┴──┼──┬──┬──┤     The outcomes of the first kind go over two rows of the header.
    │        ├──┴──┴──┤
    """
    restored = np.zeros_like(level)
    for rule in range(1, len(level) - 1):
        for first in range(0, OUTCOMES, KIND):
            kind = slice(first, first + KIND)
            restored[rule, kind] = _completed(level[rule, kind], first, rule, down)
    return restored


def _beside_alike(upright: Flags, first: int, across: _Print, apart: float = APART) -> Flags:
    """Return which upright edges from a rule on stand between print, and are seen in the next row.

    The parts of table 二 have unlike columns, and its cells go over several of the grid's; so do
    the kinds' headers of table 四.
    """
    restored, last = np.zeros_like(upright), len(upright) - 1
    for rule in range(first, last):
        seen = upright[rule]
        beside = np.append(seen[1:], False) | np.insert(seen[:-1], 0, False)
        for row in np.flatnonzero(~seen & beside).tolist():
            before = max((at for at in range(rule) if upright[at, row]), default=0)
            after = min((at for at in range(rule + 1, last) if upright[at, row]), default=last)
            restored[rule, row] = across.halves(rule, row, before, after, apart) == "both"
    return restored


def _completed(seen: Flags, first: int, rule: int, down: _Print) -> Flags:
    """Return which edges under a row's figures, the first of them `first`, are to be restored."""
    restored = np.zeros_like(seen)
    if seen.all() or not seen.any():
        return restored
    halves = {at: down.halves(rule, first + at) for at in np.flatnonzero(~seen).tolist()}
    little = seen.sum() < min(SHOWN, len(seen) / 2)
    if set(halves.values()) == {"both"} or not little:
        restored[[at for at, half in halves.items() if half != "unclear"]] = True
    return restored


@dataclass(frozen=True, slots=True)
class _Print:
    """The print about level edges; about upright ones of the transposed page."""

    nodes: npt.NDArray[np.float64]
    gray: npt.NDArray[np.uint8]
    dpi: float
    ink: float

    def halves(
        self,
        rule: int,
        edge: int,
        before: int | None = None,
        after: int | None = None,
        apart: float = APART,
    ) -> Halves:
        """Tell whether print stands above and below an edge, well apart, or nowhere.

        It is looked for up to the rules `before` and `after`, by default the next ones.
        """
        parts = self._parts(rule, edge, before, after)
        if parts is None:
            return "unclear"
        if not len(parts):
            return "neither"
        starts, ends = parts[:, 0], parts[:, 1]
        above = starts + ends < 0
        if above.all() or not above.any():
            return "unclear"
        upper, lower = float(ends[above].max()), float(starts[~above].min())
        enough = max(APART_MM * self.dpi / 25.4, apart * float((ends - starts).max()))
        free = upper <= -self._over and lower >= self._over
        return "both" if free and lower - upper >= enough else "unclear"

    def crosses(self, rule: int, edge: int) -> bool:
        """Tell whether an edge would run through print."""
        parts, over = self._parts(rule, edge), self._over
        return parts is None or bool(((parts[:, 0] < -over) & (parts[:, 1] > over)).any())

    @property
    def _over(self) -> float:
        return OVER_MM * self.dpi / 25.4

    def _parts(
        self, rule: int, edge: int, before: int | None = None, after: int | None = None
    ) -> npt.NDArray[np.float64] | None:
        """Return where pieces of print on both sides of an edge start and end, from the edge."""
        nodes, inset = self.nodes, INSET_MM * self.dpi / 25.4
        first = rule - 1 if before is None else before
        last = rule + 1 if after is None else after
        x0 = nodes[first : last + 1, edge, 0].max() + inset
        x1 = nodes[first : last + 1, edge + 1, 0].min() - inset
        y0 = nodes[first, edge : edge + 2, 1].max() + inset
        y1 = nodes[last, edge : edge + 2, 1].min() - inset
        rows = slice(max(0, round(y0)), max(0, round(y1)))
        part = self.gray[rows, max(0, round(x0)) : max(0, round(x1))] <= self.ink
        if not part.size:
            return None
        _, _, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)
        sizes = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
        big = stats[1:][sizes.max(axis=1) >= LEAST_MM * self.dpi / 25.4]
        starts = big[:, cv2.CC_STAT_TOP] + y0 - nodes[rule, edge : edge + 2, 1].mean()
        return np.stack([starts, starts + big[:, cv2.CC_STAT_HEIGHT]], axis=1)
