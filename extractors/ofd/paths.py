"""Path objects of an OFD page → pieces of borders (GB/T 33190, 9.1).

A path is written in letters and numbers: S and M move to a point, L draws a line to one, Q, B
and A draw curves, C closes the figure.

    M 0 0 L 40 0 L 40 8 L 0 8 C        a rectangle of 40 by 8 mm
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from extractors.ofd.values import NUMBERS, is_true, moved, number
from extractors.pages.model import Affine, Segment
from extractors.readers.archive import local

MAX_THICK = 5.0
"""A filled shape no higher than this (points) is a line; what is higher is shading."""
MAX_DRIFT = 1.0
"""A line is horizontal or vertical if its ends differ by no more than this (points)."""
MAX_POINTS = 20_000
"""What has more points is a drawing."""
LINE_WIDTH = 0.353
"""Millimetres, where the file says nothing."""

_TOKEN = re.compile(rf"[SMLQBAC]|{NUMBERS.pattern}")
_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
"""Numbers after each letter; the last two are the point that it leads to."""

Point = tuple[float, float]


@dataclass(slots=True)
class Figure:
    """One stroke of the pen: its points, which of the steps are curves, whether it is closed."""

    points: list[Point] = field(default_factory=list)
    curved: set[int] = field(default_factory=set)
    closed: bool = False


def figures_of(data: str) -> list[Figure]:
    """Return the figures of a path's AbbreviatedData; what makes no sense ends the path."""
    figures: list[Figure] = []
    tokens = _TOKEN.findall(data)
    at, points = 0, 0
    while at < len(tokens) and points < MAX_POINTS:
        letter = tokens[at]
        at += 1
        if letter == "C":
            if figures:
                figures[-1].closed = True
            continue
        needed = _TAKES.get(letter)
        values = tokens[at : at + (needed or 0)]
        if (
            needed is None
            or len(values) < needed
            or any(each in _TAKES or each == "C" for each in values)
        ):
            break
        at += needed
        end = (float(values[-2]), float(values[-1]))
        if letter in "SM" or not figures:
            figures.append(Figure([end]))
        else:
            if figures[-1].closed:  # goes on from where the closed figure began
                figures.append(Figure([figures[-1].points[0]]))
            figures[-1].points.append(end)
            if letter != "L":
                figures[-1].curved.add(len(figures[-1].points) - 1)
        points += 1
    return figures


def add_path(element: Any, to: Affine, horizontal: list[Segment], vertical: list[Segment]) -> None:
    """Add the horizontal and vertical pieces of borders that a path object draws.

        thin and filled: one line       stroked: each of its sides
        =====================           +------------------+
                                        |                  |
        a dot: either direction         +------------------+
        .  .  .  .  .  .  .  .
    Shading (large, filled, without a stroke) is no border. `to` leads from the object's own
    coordinates to points on the page.
    """
    filled, stroked = is_true(element.get("Fill"), False), is_true(element.get("Stroke"), True)
    width = number(element.get("LineWidth"), LINE_WIDTH) * (abs(to.a) + abs(to.b))
    stroked = stroked and width <= MAX_THICK
    if not (filled or stroked):
        return
    for figure in figures_of(_data(element)):
        points = [moved(to, x, y) for x, y in figure.points]
        if len(points) < 2:
            continue
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if min(x1 - x0, y1 - y0) <= MAX_THICK and (figure.closed or len(points) == 2 or filled):
            middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
            if y1 - y0 <= MAX_THICK and (len(points) > 2 or y1 - y0 <= MAX_DRIFT):
                horizontal.append(Segment(x0, middle_y, x1, middle_y))
            if x1 - x0 <= MAX_THICK and (len(points) > 2 or x1 - x0 <= MAX_DRIFT):
                vertical.append(Segment(middle_x, y0, middle_x, y1))
        elif stroked:
            steps = list(enumerate(pairwise(points), 1))
            if figure.closed:
                steps.append((0, (points[-1], points[0])))
            for number_, (one, other) in steps:
                if number_ not in figure.curved:
                    _add_line(one, other, horizontal, vertical)


def _add_line(one: Point, other: Point, horizontal: list[Segment], vertical: list[Segment]) -> None:
    (x0, y0), (x1, y1) = one, other
    if abs(y1 - y0) <= MAX_DRIFT:
        horizontal.append(Segment(min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2))
    if abs(x1 - x0) <= MAX_DRIFT:
        vertical.append(Segment((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1)))


def _data(element: Any) -> str:
    return " ".join(each.text or "" for each in element if local(each) == "AbbreviatedData")
