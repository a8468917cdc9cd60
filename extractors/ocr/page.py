"""One page: its picture to `extractors.pages.model.Page`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extractors.ocr import rapid
from extractors.ocr.cell_reading import read_cells
from extractors.ocr.grid import find_tables
from extractors.ocr.header_letters import restore_letters
from extractors.ocr.model import Gray
from extractors.ocr.prepare import prepare
from extractors.ocr.prose import read_prose
from extractors.pages.model import Affine, Box, Page, Part, TextLine

LETTERS = 0.6
"""So many letters has a line at least for each of its heights, with the paper around it."""


def read_page(
    image: npt.NDArray[np.uint8],
    dpi: float,
    number: int,
    *,
    layer: Sequence[TextLine] | None = None,
) -> Page:
    """Read the picture of a page.

    `image` is gray or RGB, as a viewer shows the page, `dpi` pixels an inch. `layer` is the
    text that an earlier recognition put under it, in points of the page as a viewer shows it:
    one more reading of its figures, trusted no more than ours.

    Raises `DocumentError` "recognition_unavailable".
    """
    prepared = prepare(image, dpi, readability)
    text_layer = [_moved(line, inverse(prepared.view)) for line in layer or ()]
    tables = find_tables(prepared)
    grid_doubts = [(cell, cell.doubts) for table in tables for cell in table.cells]
    read_cells(prepared, tables)
    restore_letters(tables)
    for cell, doubts in grid_doubts:  # what the borders say holds, whatever was read
        cell.doubts = tuple(dict.fromkeys((*cell.doubts, *doubts)))
    lines = read_prose(prepared, [table.box for table in tables], text_layer)
    return Page(
        number,
        prepared.width,
        prepared.height,
        "ocr",
        in_order(lines, tables),
        prepared.view,
    )


def readability(lines: Sequence[Gray]) -> float:
    """Return how well some lines read as they stand (0 to 1); upside down they hardly do.

    The mean over the lines of how sure their letters are. A line in which few letters are
    seen for its length, or none, reads ill however sure they are.
    """
    read = rapid.read_lines(lines)
    each = [
        sum(found.scores) / max(len(found.scores), LETTERS * line.shape[1] / line.shape[0])
        for found, line in zip(read, lines, strict=True)
    ]
    return sum(each) / len(each) if each else 0.0


def in_order(lines: Sequence[TextLine], tables: Sequence[Part]) -> list[Part]:
    """Return lines and tables from top to bottom; the lines' own order is kept."""
    parts: list[Part] = list(lines)
    for table in sorted(tables, key=lambda each: each.box.y0):
        middle = (table.box.y0 + table.box.y1) / 2
        at = next(
            (at for at, part in enumerate(parts) if (part.box.y0 + part.box.y1) / 2 > middle),
            len(parts),
        )
        parts.insert(at, table)
    return parts


def inverse(map_: Affine) -> Affine:
    """Return the map that leads back."""
    a, b, c, d, e, f = map_
    area = a * e - b * d
    return Affine(
        e / area, -b / area, (b * f - c * e) / area, -d / area, a / area, (c * d - a * f) / area
    )


def moved(box: Box, map_: Affine) -> Box:
    """Return the box around what a map makes of a box."""
    a, b, c, d, e, f = map_
    corners = [(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    xs = [a * x + b * y + c for x, y in corners]
    ys = [d * x + e * y + f for x, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _moved(line: TextLine, map_: Affine) -> TextLine:
    return replace(line, box=moved(line.box, map_), edges=())
