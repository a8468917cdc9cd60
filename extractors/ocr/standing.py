"""The line that the digits of a page stand in, and what stands there within one cell.

    ┌──────────────┐
    │  ▘        ▂  │      what is left of a border, or of a seal that was taken away
    │     8   3  ──┼───   digits: as high as the page's others, and where those stand
    │  ▖           │
    └──────────────┘

The figures of a page stand at one height in their cells, whatever is around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from extractors.ocr.crops import CellInk, Part
from extractors.ocr.dust import APART as JOINED
from extractors.ocr.dust import FEWEST, LOWEST, SHARE, WIDEST, heaps_of
from extractors.ocr.structure import Shape

HEIGHTS = (0.85, 1.25)
"""Least and greatest height of a digit, as shares of the usual one."""
OFF_LINE = 0.2
"""Share of that height by which a digit's middle may be off the line."""
FOREIGN = 0.75
"""Ink beside the digits that is lower than this is no letter and no digit."""
APART = 0.15
"""Pieces so near to each other, as a share of the height, may be of one letter."""
BESIDE_LINE, WITHIN = 0.9, 0.5
"""Ink lower than the first, of which less than the second is within the line (both as shares
of the digits' height), is no digit."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How high a page's digits are, and how far below its cell's middle theirs is (points)."""

    height: float
    below: float


UNKNOWN = Stand(LOWEST / SHARE, 0.0)


def stand_of(sure: Iterable[tuple[CellInk, Shape]]) -> Stand | None:
    """Return where the digits of a page stand, of its sure figures; None if those are few."""
    known = list(sure)
    if len(known) < FEWEST:
        return None
    heights = [cell.points(shape.height) for cell, shape in known]
    below = [
        cell.points((shape.upper + shape.lower - cell.ink.shape[0]) / 2) for cell, shape in known
    ]
    return Stand(median(heights), median(below))


def digits_of(cell: CellInk, parts: Sequence[Part], stand: Stand) -> list[Part] | None:
    """Return the ink that stands where a page's digits do, from left to right.

    None where there is none, and where something else is high enough to be print.
    """
    own = [part for part in parts if _stands(cell, part, stand)]
    height = stand.height * cell.dpi / 72
    others = heaps_of([part for part in parts if part not in own], APART * height)
    if not own or any(y1 - y0 >= FOREIGN * height for _, y0, _, y1 in others):
        return None
    return sorted(own, key=lambda part: part.x0)


def _stands(cell: CellInk, part: Part, stand: Stand) -> bool:
    least, most = HEIGHTS
    below = cell.points((part.y0 + part.y1 - cell.ink.shape[0]) / 2)
    return (
        least * stand.height <= cell.points(part.height) <= most * stand.height
        and abs(below - stand.below) <= OFF_LINE * stand.height
    )


def is_nothing(cell: CellInk, parts: Sequence[Part], stand: Stand | None) -> bool:
    """Return whether no digit stands in a cell: ink is too low for one, or beside the line.

    What is beside the line may be a digit where it is as high as one: a border between two
    rows may be lost. Where no digits of the page tell, they are taken to be low, and in the
    middle.
    """
    usual = stand or UNKNOWN
    scale = cell.dpi / 72
    height, line = usual.height * scale, cell.ink.shape[0] / 2 + usual.below * scale
    lowest = max(LOWEST * scale, SHARE * height)

    def is_none(x0: int, y0: int, x1: int, y1: int) -> bool:
        within = min(y1, line + height / 2) - max(y0, line - height / 2)
        beside = y1 - y0 < BESIDE_LINE * height and within < WITHIN * height
        return (y1 - y0 < lowest or beside) and x1 - x0 < WIDEST * lowest

    return all(is_none(*heap) for heap in heaps_of(parts, JOINED * lowest))
