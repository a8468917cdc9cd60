"""A figure under a seal, looked at again without what is left of the seal.

    ┌──────────────┐        ┌──────────────┐
    │  ▗▘  7 ▘▖ ▗  │   →    │      7       │     7商, To, DI0   →   7, 0, 0
    └──────────────┘        └──────────────┘

A mark is taken away before a page is read, but bits of it stay, and recognisers make letters
and digits of those. What stands in the line of the page's digits is shown to RapidOCR alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.ocr import rapid
from extractors.ocr.crops import CellInk, Part, cut_line
from extractors.ocr.figure_text import understand
from extractors.ocr.rapid import Recognition
from extractors.ocr.standing import Stand, digits_of
from extractors.ocr.structure import contradictions, shape_of

RIM = 2
"""Pixels around a digit's ink that are its own grey rim."""


def read_past_marks(
    cells: Sequence[tuple[CellInk, Sequence[Part]]], stand: Stand, pitch: float | None
) -> list[Recognition | None]:
    """Read the digits of cells, each given with all its print, without the ink around them.

    `stand` and `pitch` are those of the page's digits. None where no digits stand, where other
    ink may be print, and where the ink speaks against what is read.

    Raises `DocumentError` (recognition_unavailable).
    """
    shown: list[tuple[int, CellInk, list[Part]]] = []
    for at, (cell, parts) in enumerate(cells):
        digits = digits_of(cell, parts, stand)
        if digits is not None:
            shown.append((at, alone(cell, digits), digits))
    pictures = [
        cut_line(cell, digits, rapid.MARGIN_ACROSS, rapid.MARGIN_ALONG) for _, cell, digits in shown
    ]
    found: list[Recognition | None] = [None] * len(cells)
    for (at, cell, digits), read in zip(shown, rapid.read_lines(pictures), strict=True):
        if _is_plain(read.text) and not contradictions(
            cell, shape_of(digits), understand(read.text), pitch
        ):
            found[at] = read
    return found


def _is_plain(text: str) -> bool:
    """Return whether a text is digits alone, with no space where one may be missing."""
    figure = understand(text)
    return figure.sure and bool(figure.digits) and figure.key == text.strip() == figure.digits


def alone(cell: CellInk, parts: Sequence[Part]) -> CellInk:
    """Return a cell with nothing but some of its pieces of ink."""
    boxes = {(part.x0, part.y0, part.x1, part.y1) for part in parts}
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cell.ink.astype(np.uint8), connectivity=8
    )
    own = [at for at in range(1, count) if _box(stats[at]) in boxes]
    ink = np.isin(labels, own)
    size = 2 * RIM + 1
    near = cv2.dilate(ink.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    gray = cell.gray.copy()
    gray[~near] = int(np.percentile(cell.gray, 80))
    return replace(cell, gray=gray, ink=ink, parts=list(parts))


def _box(stats: cv2.typing.MatLike) -> tuple[int, int, int, int]:
    x, y, width, height, _ = (int(value) for value in stats)
    return x, y, x + width, y + height
