"""By how much a page is turned: the angle at which its rows of ink are sharpest."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray

LARGEST = 12.0
"""Degrees that are looked at either way: a scanner's 3, a hand-held photograph's 10."""

COARSE, MIDDLE, FINE = 0.5, 0.1, 0.02
"""Steps in degrees of the three rounds of looking."""

POINTS = 60_000
"""Ink pixels that are looked at; more make it no better."""

INK = 150
"""A pixel darker than this is ink on evened paper."""


def skew_of(gray: Gray) -> float:
    """Return the degrees by which rows fall to the right (positive: they go down).

    The ink's pixels are projected on the vertical axis under many angles; lines of a table
    and rows of text give the highest, narrowest peaks (the greatest sum of squares) where
    the angle is right. Of a page with next to no ink the answer is 0.
    """
    # Rows 100 dpi high suffice for the first rounds, whole pixels for the last.
    ys, xs = np.nonzero(gray[:, ::3] < INK)
    if ys.size < 500:
        return 0.0
    step = max(1, ys.size // POINTS)
    x = xs[::step].astype(np.float32) * 3 - gray.shape[1] / 2
    y = ys[::step].astype(np.float32)
    best = _sharpest(x, y, 0.0, LARGEST, COARSE, 4.0)
    best = _sharpest(x, y, best, COARSE, MIDDLE, 2.0)
    return _sharpest(x, y, best, 1.5 * MIDDLE, FINE, 1.0)


def _sharpest(
    x: npt.NDArray[np.float32],
    y: npt.NDArray[np.float32],
    middle: float,
    reach: float,
    step: float,
    bin_height: float,
) -> float:
    angles = np.arange(-reach, reach + step / 2, step) + middle
    scores = np.array([_sharpness(x, y, angle, bin_height) for angle in angles])
    top = int(scores.argmax())
    if 0 < top < len(angles) - 1:
        before, here, after = scores[top - 1 : top + 2]
        bend = before - 2 * here + after
        if bend < 0:
            return float(angles[top] + step * 0.5 * (before - after) / bend)
    return float(angles[top])


def _sharpness(
    x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], angle: float, bin_height: float
) -> float:
    heights = (y - x * np.float32(np.tan(np.radians(angle)))) / np.float32(bin_height)
    rows = (heights - heights.min()).astype(np.int32)
    counts = np.bincount(rows).astype(np.float64)
    return float(np.square(counts).sum())


def turn(
    image: npt.NDArray[np.uint8], degrees: float, paper: int = 255
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """Return the picture turned so that rows falling by `degrees` become level, and the map.

    The map is the 2 × 3 matrix from old to new pixels; the size grows to hold everything.
    """
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width = int(np.ceil(width * cosine + height * sine))
    new_height = int(np.ceil(width * sine + height * cosine))
    matrix[0, 2] += (new_width - width) / 2
    matrix[1, 2] += (new_height - height) / 2
    turned = cv2.warpAffine(
        image,
        matrix,
        (new_width, new_height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )
    return np.asarray(turned, dtype=np.uint8), np.asarray(matrix, dtype=np.float64)
