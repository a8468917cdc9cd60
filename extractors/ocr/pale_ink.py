"""Lines hardly darker than the paper, seen when many stretches of their length are looked at.

                    In each window the line is compared with the paper above and below it; one
░░▒░░▒▒░│░▒░░▒░     window says nothing, the grain is as dark, but nearly all together do.
└─window─┘
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.ocr.model import Gray, Mask
from extractors.ocr.rules import Rule

WINDOW_MM = 2.5
"""Along the line, the darkness of so many millimetres is taken together."""

CORNER_MM, FEWEST_CORNERS, MOST, AS_DARK = (0.5, 1.1), 5, 0.7, 0.4
"""Beside upright borders a row of dashes leaves so much of its line bare, from and to. So many
such places must say something, and of these so many that they are darker than their sides; half
of them by the last share of what the line is between them."""

LINE_MM, SIDE_MM, APART_MM = 0.3, 0.5, 0.4
"""Across: how high the line is, how high the paper beside it is looked at, and how far off."""

PRINT, DARKEST = 150, 65
"""A window with anything darker near the line says nothing; no pixel counts as darker than paper
by more levels than the second."""

CLEAR, DARKER, DIP = 0.4, 0.8, 1.5
"""Of the windows so many must be clear, of these so many darker than both sides, and half of them
by so many grey levels: where there is grain alone, every third is darker than both."""


def reaches_borders(
    rule: Rule, cells: Sequence[tuple[float, float]], gray: Gray, dpi: float
) -> bool:
    """Tell a border from a row of dashes: it shows beside the upright borders too.

    │┄┄┄┄┄┄┄│┄┄┄┄┄┄┄│      │  ———  │  ———  │

    `cells` are the places of the upright borders left and right of each cell.
    """
    inner, outer = (round(mm * dpi / 25.4) for mm in CORNER_MM)
    corners: list[float] = []
    middles: list[float] = []
    for left, right in cells:
        x0, x1 = round(left), round(right)
        for start in (x0 + inner, x1 - outer):
            corners += _dips(rule, start, start + outer - inner, gray, dpi)
        middles += _dips(rule, x0 + outer, x1 - outer, gray, dpi)
    if len(corners) < FEWEST_CORNERS:
        return False
    least = max(DIP / 2, AS_DARK * float(np.median(middles)) if middles else 0.0)
    return float(np.median(corners)) >= least and float((np.array(corners) > 0).mean()) >= MOST


def _dips(rule: Rule, start: int, end: int, gray: Gray, dpi: float) -> list[float]:
    """Return by how much a piece of a line, if it is clear, is darker than its sides."""
    return Band(rule, rule, start, end, 0, gray, dpi, window_mm=None).dips(0, step=True)


class Band:
    """The stretch of a page between two row rules, straightened: rows of windows."""

    def __init__(
        self,
        upper: Rule,
        lower: Rule,
        x0: int,
        x1: int,
        height: int,
        gray: Gray,
        dpi: float,
        window_mm: float | None = WINDOW_MM,
    ) -> None:
        pixels_mm = dpi / 25.4
        self.upper, self.lower, self.height = upper, lower, height
        self._line = max(1, round(LINE_MM * pixels_mm / 2))
        self._near = self._line + max(1, round(APART_MM * pixels_mm))
        self._far = self._near + max(2, round(SIDE_MM * pixels_mm))
        # One window is all the stretch, others leave out the crossing borders.
        window = max(4, round(window_mm * pixels_mm)) if window_mm else max(1, x1 - x0)
        inset = window // 2 if window_mm else 0
        count = max(0, (x1 - x0 - 2 * inset) // window)
        along = x0 + inset + np.arange(count * window)
        tops, bottoms = (rule.along(along.astype(np.float64)) for rule in (upper, lower))
        steps = np.arange(-self._far, height + self._far + 1)
        share = steps[:, None] / max(1, height)
        inside = np.clip(share, 0.0, 1.0)
        places = tops + inside * (bottoms - tops) + (share - inside) * max(1, height)
        rows = np.clip(np.rint(places).astype(np.int64), 0, gray.shape[0] - 1)
        pixels = gray[rows, np.clip(along, 0, gray.shape[1] - 1)].reshape(len(steps), count, window)
        self._print = np.asarray((pixels < PRINT).any(axis=2), dtype=np.bool_)
        self._dark = 255.0 - np.maximum(pixels, 255 - DARKEST).mean(axis=2)

    def lines(self, least: int) -> list[int]:
        """Return at which distances from the upper rule a line shows, the plainest of each."""
        dips = {at: dip for at in range(least, self.height - least) if (dip := self._dip(at))}
        found: list[int] = []
        for at in sorted(dips, key=lambda each: -dips[each]):
            if all(abs(at - other) >= least for other in found):
                found.append(at)
        return sorted(found)

    def shows(self, at: int) -> bool:
        """Return whether a line shows at a distance from the upper rule."""
        return self._dip(at) > 0.0

    def rule(self, at: int) -> Rule:
        """Return the rule at a distance from the upper one, between it and the lower."""
        share = at / max(1, self.height)
        knots = np.union1d(self.upper.knots, self.lower.knots)
        places = (1 - share) * self.upper.along(knots) + share * self.lower.along(knots)
        return Rule([*self.upper.fragments, *self.lower.fragments], True, knots, places)

    def _dip(self, at: int) -> float:
        """Return by how much most windows are darker on a line than beside it; 0 if none is."""
        dips = np.array(self.dips(at))
        if len(dips) < max(3.0, CLEAR * self._print.shape[1]):
            return 0.0
        dip = float(np.median(dips))
        return dip if dip >= DIP and float((dips > 0).mean()) >= DARKER else 0.0

    def dips(self, at: int, step: bool = False) -> list[float]:
        """Return by how much each clear window is darker on a line than on both sides of it.

        With `step` than the mean of both: the border of a shaded row.
        """
        middle = at + self._far
        near = self._print[middle - self._near : middle + self._near + 1]
        clear: Mask = np.logical_not(near.any(axis=0))
        dark = self._dark[:, clear]
        line = dark[middle - self._line : middle + self._line + 1].mean(axis=0)
        above = dark[middle - self._far : middle - self._near].mean(axis=0)
        below = dark[middle + self._near + 1 : middle + self._far + 1].mean(axis=0)
        beside = (above + below) / 2 if step else np.maximum(above, below)
        return list((line - beside).tolist())
