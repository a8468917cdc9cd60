"""Ink too small for print: specks in a cell that has nothing printed in it.

    ┌──────────────┐
    │     8        │     a digit of the page
    │              │
    ├──────────────┤
    │   ▪     ▪▪   │     specks: each heap of them is lower than the page's digits
    │         ▪    │
    └──────────────┘

Recognisers make 1, 8, r or 中 of them. Both make the same of a digit, however low it is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from extractors.ocr.crops import CellInk, Part

LOWEST = 4.0
"""Points. Ink is lower than this, where the page's digits do not say how high they are."""
SHARE = 0.62
"""Of the usual height of a page's digits: what is lower is none of them."""
FEWEST = 8
"""So many sure figures tell how high a page's digits are."""
WIDEST = 2.0
"""Times that: a wider heap is a dash, or letters."""
APART = 0.4
"""Times that: what lies nearer together may be of one digit, fallen apart."""


def lowest_of(heights: Iterable[float]) -> float:
    """Return how low no digit of a page is, in points; `heights` are those of sure figures."""
    known = list(heights)
    return max(LOWEST, SHARE * median(known)) if len(known) >= FEWEST else LOWEST


def is_dust(parts: Sequence[Part], lowest: float) -> bool:
    """Return whether ink lies in heaps too low for a digit, all of them; `lowest` in pixels."""
    heaps = heaps_of(parts, APART * lowest)
    return all(y1 - y0 < lowest and x1 - x0 < WIDEST * lowest for x0, y0, x1, y1 in heaps)


def is_little(cell: CellInk, parts: Sequence[Part]) -> bool:
    """Return whether ink that nobody can read is small, all in all."""
    width = max(part.x1 for part in parts) - min(part.x0 for part in parts)
    height = max(part.y1 for part in parts) - min(part.y0 for part in parts)
    return cell.points(height) < LOWEST and cell.points(width) < WIDEST * LOWEST


_Box = tuple[int, int, int, int]


def heaps_of(parts: Sequence[Part], apart: float) -> list[_Box]:
    """Return boxes (x0, y0, x1, y1) around ink that lies no farther apart."""
    heaps: list[_Box] = []
    for part in parts:
        own, others = (part.x0, part.y0, part.x1, part.y1), heaps
        while near := [each for each in others if _is_near(own, each, apart)]:
            own = (
                min(own[0], *(each[0] for each in near)),
                min(own[1], *(each[1] for each in near)),
                max(own[2], *(each[2] for each in near)),
                max(own[3], *(each[3] for each in near)),
            )
            others = [each for each in others if each not in near]
        heaps = [*others, own]
    return heaps


def _is_near(one: _Box, other: _Box, apart: float) -> bool:
    return (
        max(one[0], other[0]) - min(one[2], other[2]) <= apart
        and max(one[1], other[1]) - min(one[3], other[3]) <= apart
    )
