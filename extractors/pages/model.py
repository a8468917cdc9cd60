"""What stands on one page: lines of text and tables, with their places. Unit: points.

The origin is the upper left corner of the page as it is read, upright and straightened; y
grows downwards. `Page.view` leads from there to the page as a viewer shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.document import Picture, Reader, Reading, Spot


class Box(NamedTuple):
    """A bounding box: left, upper, right, lower edge."""

    x0: float
    y0: float
    x1: float
    y1: float


class Segment(NamedTuple):
    """A straight piece of a border, horizontal (y0 == y1) or vertical (x0 == x1)."""

    x0: float
    y0: float
    x1: float
    y1: float


class Affine(NamedTuple):
    """A map of the plane: x' = a x + b y + c, y' = d x + e y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float


IDENTITY = Affine(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


@dataclass(slots=True)
class TextLine:
    """One printed line outside of tables, or inside a cell.

    `edges` are the left edges of the characters and the right edge of the last, so one more
    than characters; empty where they are not known. `size` is the height of the letters.
    `confidence` and `spots` (offsets in this line) are those of a recognition.
    """

    text: str
    box: Box
    size: float = 0.0
    edges: tuple[float, ...] = ()
    bold: bool = False
    confidence: float = 1.0
    spots: tuple[Spot, ...] = ()


@dataclass(slots=True)
class PageCell:
    """A cell of a table on a page: grid rectangle, bounding box, text, how well it was read.

    `text` has "\\n" between the cell's lines. `confidence`, `doubts`, `readings` as in
    `schemas.document.Cell`.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    text: str = ""
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(slots=True)
class PageTable:
    """A table, or the part of one that stands on this page.

    `xs` and `ys` are the grid's lines from left to right and from top to bottom, one more
    than columns and rows. `open_top` and `open_bottom`: there is no border at that side, as
    where a page's end cuts a row. `ruled` is False where alignment alone made the table.
    `open_sides`: neither the left nor the right side has a border.
    """

    box: Box
    cells: list[PageCell]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    open_top: bool = False
    open_bottom: bool = False
    ruled: bool = True
    open_sides: bool = False

    @property
    def rows(self) -> int:
        """Return how many rows the grid has."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """Return how many columns the grid has."""
        return len(self.xs) - 1


@dataclass(slots=True)
class PagePicture:
    """A picture on a page that was not read, with its place."""

    box: Box
    picture: Picture


Part = TextLine | PageTable | PagePicture


@dataclass(slots=True)
class Page:
    """One page: its number (from 1), its size when upright, and its parts in reading order.

    `reader` says who read it: pdf or ocr. `view` maps places on the upright, straightened
    page to the page as a viewer shows it, which is what the records keep.
    """

    number: int
    width: float
    height: float
    reader: Reader
    parts: list[Part] = field(default_factory=list)
    view: Affine = IDENTITY
