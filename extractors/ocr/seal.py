"""Coloured marks: a seal's red or blue ink is taken away, whatever black lies under it stays.

A seal is told from red print by its size: a ring, a square or a star of a stamp is a piece of
colour of 7 mm and more both ways; figures and words in colour are smaller, and a heading in
red is a long row of pieces. What is not clearly a mark stays as ink: an unread mark costs a
look at a cell, a figure taken for a mark would be lost silently.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray, Mask

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

KNEE = 0.8
"""Of the mark's own lightness: what is darker is black ink under it, what is lighter is mark."""


def take_marks(image: npt.NDArray[np.uint8], dpi: float) -> tuple[Gray, Mask | None]:
    """Return an RGB picture in grey without its coloured marks, and where they were.

    The mask is None where there are none. Black under a mark is told from it by lightness
    (red ink is a third as light as paper, black a tenth) as well as by the mark's own colour
    channel: JPEG keeps lightness sharp and smears colour.
    """
    gray: Gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    where = _where(image, dpi)
    if where is None:
        return gray, None
    x0, y0, x1, y1 = _bounds(where)
    part, inside = image[y0:y1, x0:x1], where[y0:y1, x0:x1]
    light = gray[y0:y1, x0:x1]
    highest, lowest = part.max(axis=2), part.min(axis=2)
    ink = inside & (highest.astype(np.int16) - lowest > TINGED)
    strong = inside & (highest.astype(np.int16) - lowest > COLOURED) & (highest > 110)
    if not strong.any():
        return gray, None
    level = float(np.percentile(light[strong], 25)) * KNEE
    stretched = np.clip(light.astype(np.float32) * (255.0 / max(level, 1.0)), 0, 255)
    bright = float(np.percentile(highest[strong], 25)) * KNEE
    clean = np.minimum(highest.astype(np.float32) * (255.0 / bright), stretched)
    result = gray.copy()
    result[y0:y1, x0:x1] = np.where(ink, np.maximum(clean, light), light).astype(np.uint8)
    marks = np.zeros(gray.shape, dtype=np.bool_)
    marks[y0:y1, x0:x1] = ink
    return result, marks


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
