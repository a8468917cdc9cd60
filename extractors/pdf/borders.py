"""Shapes of a page as pdfminer gives them → pieces of borders."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pdfminer.layout import LTLine, LTRect

from extractors.pages.model import Affine, Segment
from extractors.pdf.quick import MAX_THICK

MAX_DRIFT = 1.0
"""A line is horizontal or vertical if its ends differ by no more than this (points)."""
MAX_POINTS = 2_000
"""Curves with more points are drawings."""

Point = tuple[float, float]


class Borders:
    """Collects the horizontal and the vertical pieces of borders that shapes make."""

    def __init__(self, to: Affine) -> None:
        """`to` leads from the shapes' coordinates to the page as shown."""
        self.horizontal: list[Segment] = []
        self.vertical: list[Segment] = []
        self._to = to

    def add(self, shape: Any) -> None:
        """Add a shape: a line, a rectangle or another path that was stroked or filled.

            thin and filled: one line       stroked: each of its sides
            =====================           +------------------+
                                            |                  |
            a dot: either direction         +------------------+
            .  .  .  .  .  .  .  .
        Shading (large, filled, without a stroke) is no border.
        """
        if not (shape.stroke or shape.fill):
            return
        stroked = shape.stroke and (shape.linewidth or 0) <= MAX_THICK
        if isinstance(shape, LTLine):
            if stroked or (shape.fill and not shape.stroke):
                self._line(*shape.pts[:2])
            return
        x0, y0, x1, y1 = self._box(shape)
        width, height = x1 - x0, y1 - y0
        if min(width, height) <= MAX_THICK:
            middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
            if height <= MAX_THICK:
                self.horizontal.append(Segment(x0, middle_y, x1, middle_y))
            if width <= MAX_THICK:
                self.vertical.append(Segment(middle_x, y0, middle_x, y1))
        elif stroked:
            points = shape.pts[:MAX_POINTS]
            for one, other in pairwise(points):
                self._line(one, other)
            if isinstance(shape, LTRect) or shape.original_path[-1][0] == "h":
                self._line(points[-1], points[0])

    def _line(self, one: Point, other: Point) -> None:
        (x0, y0), (x1, y1) = self._move(one), self._move(other)
        if abs(y1 - y0) <= MAX_DRIFT:
            self.horizontal.append(Segment(min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2))
        if abs(x1 - x0) <= MAX_DRIFT:
            self.vertical.append(Segment((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1)))

    def _box(self, shape: Any) -> tuple[float, float, float, float]:
        x0, y0 = self._move((shape.x0, shape.y0))
        x1, y1 = self._move((shape.x1, shape.y1))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _move(self, point: Point) -> Point:
        x, y = point
        to = self._to
        return to.a * x + to.b * y + to.c, to.d * x + to.e * y + to.f
