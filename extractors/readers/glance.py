"""A glance at a picture: is there a table in it, that reading it might be worth the time?"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.grid import find_tables
from extractors.ocr.prepare import prepare

MIN_CELLS = 4
"""A grid of fewer cells is no statutory table: the smallest has more."""
GLANCE_PIXELS = 1600
"""Width at which a picture is looked at; the borders of a page's table are seen at that."""


def has_grid(pixels: npt.NDArray[np.uint8], dpi: float) -> bool:
    """Tell whether there is a table of some size in a picture, by its borders alone.

    `pixels` is gray or RGB, `dpi` pixels an inch.
    """
    height, width = pixels.shape[:2]
    if width > GLANCE_PIXELS:
        scale = GLANCE_PIXELS / width
        size = (GLANCE_PIXELS, max(1, round(height * scale)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        dpi *= scale
    return any(len(table.cells) >= MIN_CELLS for table in find_tables(prepare(pixels, dpi)))
