"""Coloured marks: a seal's red or blue ink is taken away, whatever black lies under it stays.

A seal is told from red print by its size: a ring, a square or a star of a stamp is a piece of
colour of 7 mm and more both ways; figures and words in colour are smaller, and a heading in
red is a long row of pieces. What is not clearly a mark stays as ink: an unread mark costs a
look at a cell, a figure taken for a mark would be lost silently.

Ink lets light through, so that on a paper P print that leaves b of the light and mark ink that
leaves r of it show as P·b·r. The mark takes P·b·(1 - r) of the lightness and leaves as much
more colour behind, in a ratio that is the ink's own wherever it lies, thick or thin, on paper
or on print. So the lightness that it took is its colour times that ratio; the rest is print:

    lightness      ▔▔▔▔▔╲__╱▔▔▔╲_╱▔▔▔     sharp: a mark's stroke, and print
    colour         ____╱▔▔▔▔╲_________     smeared by JPEG, which keeps it coarsely
    the mark's     ▁▁▁▁▁╱▔▔╲▁▁▁▁▁▁▁▁▁▁     where it is dark, and as much as there is colour near by

As the colour is smeared, it is laid on what is dark there, again and again until, smeared in
its turn, it gives the colour seen (Richardson's and Lucy's way of undoing a blur, of 1972 and
1974; begun with all that is dark and never more than that).
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray, Mask
from extractors.ocr.shading import paper_of

COLOURED = 48
"""Least difference between a pixel's highest and lowest channel to be called coloured ink."""

TINGED = 12
"""The same within a mark, whose rims are half paper; black there stays dark all the same."""

PALE = 190
"""A pixel whose lowest channel is above this is a tint of the paper or of a header row."""

LOOK_DPI = 75
"""Marks are looked for in a picture of this resolution; a seal's ring is 1 mm, 3 pixels."""

JOIN_MM, SMALLEST_MM, LARGEST_MM = 1.2, 7.0, 85.0
"""Gaps closed within a mark; least both sides and greatest side of a mark."""

MARGIN_MM = 0.8
"""Taken round a mark, where JPEG has smeared its colour."""

AROUND_MM = 3.0
"""Looked at beyond that, for paper and print without a mark."""

BRIGHT = 110
"""Highest channel of a pixel that is the mark's ink alone, with no print under it."""

SMEAR_MM = 0.15
"""Standard deviation of the smear of colour: with twice that a third of the print under a mark
is lost, with none of it the mark's strokes stay (JPEG 35 at 150 dpi; 1.2 pixels of 200 dpi)."""

ROUNDS = 3
"""So often is the colour laid on what is dark. More sharpens the grain."""

LEAST_DARK = 3.0
"""Levels. Paper is never less dark than this on the average, for its colour's share."""

_Levels = npt.NDArray[np.float32]


def take_marks(image: npt.NDArray[np.uint8], dpi: float) -> tuple[Gray, Mask | None]:
    """Return an RGB picture in grey without its coloured marks, and where they were.

    The mask is None where there are none. It is true where there is colour, also where JPEG
    has smeared it over print beside the mark.
    """
    gray: Gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    where = _where(image, dpi)
    if where is None:
        return gray, None
    marks = np.zeros(gray.shape, dtype=np.bool_)
    result = gray.copy()
    count, places = cv2.connectedComponents(where.astype(np.uint8), connectivity=4)
    for at in range(1, count):  # each by itself: one may be red, another blue
        _take(image, gray, places == at, dpi, result, marks)
    return (result, marks) if marks.any() else (gray, None)


def _take(
    image: npt.NDArray[np.uint8], gray: Gray, where: Mask, dpi: float, result: Gray, marks: Mask
) -> None:
    """Take one mark away from `result`, and note in `marks` where it was."""
    x0, y0, x1, y1 = _bounds(where)
    around = round(AROUND_MM * dpi / 25.4)
    rows, columns = slice(max(0, y0 - around), y1 + around), slice(max(0, x0 - around), x1 + around)
    part, inside, light = image[rows, columns], where[rows, columns], gray[rows, columns]
    highest = part.max(axis=2)
    coloured = highest.astype(np.int16) - part.min(axis=2)
    alone = inside & (coloured > COLOURED) & (highest > BRIGHT)
    if not alone.any():
        return
    beside = ~inside if not inside.all() else inside
    colour = _colour(part, light, alone, beside)
    level = light.astype(np.float32)
    white = float(np.median(level[beside]))
    paper: _Levels = np.full(level.shape, white, np.float32)
    taken = colour
    for _ in range(2):  # the paper's shade is seen only where no mark is
        ratio = (paper - level)[alone] / np.maximum(colour[alone], 1.0)
        taken = np.where(inside, colour * max(float(np.median(ratio)), 0.0), 0).astype(np.float32)
        paper = paper_of(np.clip(level + taken, 0, 255).astype(np.uint8), dpi)
    own = _sharp(taken, np.maximum(paper - level, 0), SMEAR_MM * dpi / 25.4)
    result[rows, columns][inside] = np.clip(level + own, 0, 255).astype(np.uint8)[inside]
    marks[rows, columns] |= inside & (coloured > TINGED)


def _colour(part: npt.NDArray[np.uint8], light: Gray, alone: Mask, beside: Mask) -> _Levels:
    """Return how much of the mark's hue each pixel has; 0 for the paper's, and for others."""
    both = part[..., ::2].astype(np.float32) - light[..., None]  # red and blue, over lightness
    both -= np.median(both[beside], axis=0)
    hue = np.median(both[alone], axis=0)
    hue /= max(float(np.linalg.norm(hue)), 1.0)
    return np.asarray(np.maximum(both @ hue, 0), dtype=np.float32)


def _sharp(smeared: _Levels, dark: _Levels, deviation: float) -> _Levels:
    """Return what of the dark is the mark's, which smeared is as given."""

    def smear(levels: cv2.typing.MatLike) -> cv2.typing.MatLike:
        return cv2.GaussianBlur(levels, (0, 0), deviation)

    own = dark
    for _ in range(ROUNDS):
        share = smear(cv2.divide(smeared, np.maximum(smear(own), LEAST_DARK)))
        own = np.asarray(np.minimum(own * share, dark), dtype=np.float32)
    return own


def _bounds(mask: Mask) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _where(image: npt.NDArray[np.uint8], dpi: float) -> Mask | None:
    """Return the regions of marks: the boxes of pieces of colour that have a mark's size."""
    scale = min(1.0, LOOK_DPI / dpi)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    highest, lowest = small.max(axis=2).astype(np.int16), small.min(axis=2).astype(np.int16)
    coloured = ((highest - lowest > COLOURED) & (lowest < PALE)).astype(np.uint8)
    pixels_mm = dpi * scale / 25.4
    if coloured.sum() < (SMALLEST_MM * pixels_mm) ** 2 * 0.05:
        return None
    if coloured.mean() > 0.4:  # a photograph of something coloured, or a tinted page
        return None
    width = 2 * round(JOIN_MM * pixels_mm / 2) + 1
    joined = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((width, width), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = [
        (int(x), int(y), int(w), int(h))
        for x, y, w, h, _ in stats[1:]
        if min(w, h) >= SMALLEST_MM * pixels_mm and max(w, h) <= LARGEST_MM * pixels_mm
    ]
    boxes = [box for box in boxes if not _is_print(box, boxes)]
    if not boxes:
        return None
    margin = MARGIN_MM * pixels_mm
    region = np.zeros(image.shape[:2], dtype=np.bool_)
    for x, y, w, h in boxes:
        region[
            max(0, int((y - margin) / scale)) : int((y + h + margin) / scale) + 1,
            max(0, int((x - margin) / scale)) : int((x + w + margin) / scale) + 1,
        ] = True
    return region


def _is_print(box: tuple[int, int, int, int], boxes: list[tuple[int, int, int, int]]) -> bool:
    """Tell a letter of a large red heading: two or more of its height stand in its line."""
    _, y, _, height = box
    middle = y + height / 2
    alike = [
        other
        for other in boxes
        if abs(other[1] + other[3] / 2 - middle) < 0.2 * height
        and 0.7 * height < other[3] < 1.4 * height
    ]
    return len(alike) >= 3
