"""Marks for nothing by their ink: strokes clear of the cell's borders.

    ┌──────────────┐
    │  ▂▂          │   what is left of a border: at the cell's edge
    │    ━━━━      │   a dash;  ━━ ━━  one of two strokes;  ╱  a slash
    └──────────────┘

Recognisers are bad at them: a stroke alone becomes 一, 1, 二, T or nothing. What lies flat is
no figure whatever they read; but whether somebody printed it is another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from extractors.ocr.crops import SMALLEST_SIGN, CellInk, Part, is_at_edge
from extractors.ocr.structure import Shape

StrokeKind = Literal["dash", "hyphen", "slash", "rest"]
"""What a stroke is. "dash": flat, and longer than any stroke of a digit. "hyphen": flat, but it
may as well be the bar of a 7 whose stem is lost. "slash": straight and leaning; or the stem of a
7 whose bar is lost. "rest": flat, where or as nobody prints a dash."""

FLAT = 3.0
"""Width by height of a dash."""
LONG = 6.5
"""Points. No digit has a level stroke so long; a dash of 9 pt is 8 to 9 long, a hyphen 2.5."""
THICKEST = 3.0
"""Points. No dash is thicker, blurred as it may be."""
IN_LINE = 1.0
"""Points between the heights at which the strokes of one dash lie."""
SLANT, NO_ONE = 0.19, 0.27
"""Right by up. Slashes lean by 0.22 to 0.34, a 1 by 0.1 at most to the left; what leans by
the second is no 1, straight or not."""
STRAIGHT = 0.05
"""A slash strays so far from a straight line, as a share of its height: 0.04; a 1 with flag
and foot 0.05 to 0.09."""
SLENDER = 0.45
"""A slash is no thicker, as a share of its height."""
FEWEST_ROWS = 5
"""Rows of pixels from which a lean is told."""
LOWEST = 4.5
"""Points. No slash is lower."""
NEAR_MIDDLE = 2.0
"""Points between the middles of a dash and of its cell."""
COVERED = 0.4
"""Share of a dash's length that is left where it fell apart."""
OFTEN, ALIKE = 6, 0.2
"""So many strokes of one kind on a page, whose lengths differ by no more than this share, were
printed so: digits do not fall apart alike."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A mark that may be one for nothing; `length` in points, of a slash its height.

    `often`: the page has many alike. `amid`: other ink is in the cell, so that it is not sure.
    """

    kind: StrokeKind
    length: float
    often: bool = False
    amid: bool = False

    @property
    def is_mark(self) -> bool:
        """Return whether it is a mark for nothing, as far as the ink tells."""
        return self.kind == "dash" or (self.often and self.kind != "rest")

    @property
    def is_flat(self) -> bool:
        """Return whether it lies flat: then it is no figure, whatever digit is made of it."""
        return self.kind != "slash"


def stroke_of(cell: CellInk, shape: Shape) -> Stroke | None:
    """Return what a cell's ink is, if it is nothing but one mark; dust beside it may be."""
    scale = cell.dpi / 72
    parts = [
        part
        for part in (*shape.tall, *shape.low)
        if max(part.width, part.height) >= SMALLEST_SIGN * scale
    ]
    if not parts:
        return None
    middles = [(part.y0 + part.y1) / 2 for part in parts]
    if all(part.width >= FLAT * part.height for part in parts):
        if max(middles) - min(middles) > IN_LINE * scale:
            return None
        length = cell.points(max(p.x1 for p in parts) - min(p.x0 for p in parts))
        thick = cell.points(max(part.height for part in parts))
        clear = _is_clear(cell, parts) and thick <= THICKEST
        return Stroke(("dash" if length >= LONG else "hyphen") if clear else "rest", length)
    height = cell.points(parts[0].height)
    if len(parts) == 1 and height >= LOWEST and _is_clear(cell, parts):
        slope, straight = _lean(cell, parts[0])
        return Stroke("slash", height) if slope >= SLANT and straight else None
    return None


def _is_clear(cell: CellInk, parts: Sequence[Part]) -> bool:
    """Return whether a mark stands off the borders above and below, and touches none."""
    y0, y1 = min(part.y0 for part in parts), max(part.y1 for part in parts)
    return not is_at_edge(cell, y0, y1) and not any(part.touching for part in parts)


def is_no_one(cell: CellInk, part: Part) -> bool:
    """Return whether a stroke that is read as 1 leans too much for that."""
    slope, straight = _lean(cell, part)
    return slope >= NO_ONE or (slope >= SLANT and straight)


def _lean(cell: CellInk, part: Part) -> tuple[float, bool]:
    """Return by how much a slender stroke leans to the right, and whether it is straight."""
    ink = cell.ink[part.y0 : part.y1, part.x0 : part.x1]
    rows = np.flatnonzero(ink.any(axis=1))
    if rows.size < FEWEST_ROWS or np.median(ink[rows].sum(axis=1)) > SLENDER * part.height:
        return 0.0, False
    columns = np.arange(ink.shape[1])
    middles = np.array([columns[ink[row]].mean() for row in rows])
    slope, start = np.polyfit(rows, middles, 1)
    astray = float(np.abs(middles - (slope * rows + start)).max())
    return -float(slope), astray <= max(1.0, STRAIGHT * part.height)


def is_in_specks(cell: CellInk) -> bool:
    """Return whether specks in line, none as large as a sign, may be a dash fallen apart."""
    clear = [part for part in cell.parts if _is_clear(cell, [part])]
    for first in clear:
        middle = (first.y0 + first.y1) / 2
        level = [p for p in clear if abs((p.y0 + p.y1) / 2 - middle) <= cell.dpi / 72 * IN_LINE / 2]
        span = max(part.x1 for part in level) - min(part.x0 for part in level)
        covered = sum(part.width for part in level)
        if len(level) > 1 and cell.points(span) >= SMALLEST_SIGN and covered >= COVERED * span:
            return True
    return False


def usual_dash(strokes: Sequence[Stroke | None]) -> float | None:
    """Return how long a page's dashes are, in points; None where it has not often one."""
    lengths = [each.length for each in strokes if each and each.kind == "dash" and each.often]
    return median(lengths) if lengths else None


def dash_amid(cell: CellInk, parts: Sequence[Part], usual: float) -> Stroke | None:
    """Return the dash, as long as the page's usual one (points), among other ink of a cell.

    ▗ ▘    ▖
    ━━━ ━━━  ▗     seal or specks; but nothing as high as a digit beside the dash
     ▘    ▖
    """
    scale = cell.dpi / 72
    middle = float(cell.ink.shape[0]) / 2

    def off(part: Part) -> float:
        return abs((part.y0 + part.y1) / 2 - middle)

    strokes = [
        part
        for part in parts
        if part.width >= max(FLAT * part.height, LONG * scale)
        and part.height <= THICKEST * scale
        and off(part) <= NEAR_MIDDLE * scale
    ]
    others = [part for part in parts if part not in strokes and off(part) <= LOWEST * scale]
    if not strokes or any(part.height >= LOWEST * scale for part in others):
        return None
    level = max(part.y0 for part in strokes) < min(part.y1 for part in strokes)
    length = cell.points(max(part.x1 for part in strokes) - min(part.x0 for part in strokes))
    if not level or abs(length - usual) > ALIKE * usual:
        return None
    return Stroke("dash", length, often=True, amid=True)


def with_company(strokes: Sequence[Stroke | None]) -> list[Stroke | None]:
    """Return the strokes of a page's cells, each told whether the page has many like it."""
    lengths: dict[StrokeKind, list[float]] = {}
    for stroke in strokes:
        if stroke is not None:
            lengths.setdefault(stroke.kind, []).append(stroke.length)
    usual = {kind: median(each) for kind, each in lengths.items() if len(each) >= OFTEN}

    def often(stroke: Stroke) -> bool:
        length = usual.get(stroke.kind)
        return length is not None and abs(stroke.length - length) <= ALIKE * length

    return [s and Stroke(s.kind, s.length, often(s)) for s in strokes]
