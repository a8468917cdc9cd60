"""A picture of a page → `PreparedPage`: upright, level, evenly lit, without seals."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.deskew import skew_of, turn
from extractors.ocr.model import Gray, Mask, PreparedPage
from extractors.ocr.orientation import LineVote, quarter_turns
from extractors.ocr.seal import take_marks
from extractors.ocr.shading import even_light, quieten
from extractors.pages.model import Affine

WORKING_DPI = 200.0
"""Figures of 9 to 12 pt are 17 to 24 pixels high then. At 300 dpi the recognisers read no
better (they scale lines to 48 pixels), and everything costs 2.2 times as much."""

LOWEST_KEPT, HIGHEST_KEPT = 180.0, 225.0
"""Between these a picture keeps its own resolution: scaling would only blur it."""

LEAST_SKEW = 0.03
"""Degrees below which a page isn't turned: 1 pixel over its width, and no blur."""

MAX_SIDE = 6000
"""Pixels of the longer side that is worked on; beyond, a poster or a wrong resolution."""


def prepare(image: npt.NDArray[np.uint8], dpi: float, vote: LineVote | None = None) -> PreparedPage:
    """Return the page made ready for finding tables and for recognition.

    `image` is H×W grey or H×W×3 RGB at `dpi`. `vote` (see `orientation`) decides between
    head and foot; without it a page is taken to be upright or to lie on its side. The
    result's `view` leads back to points of `image` as it came.
    """
    working, scale = _scaled(image, dpi)
    now = dpi * scale
    gray, marks = take_marks(working, now) if working.ndim == 3 else (working, None)
    to_new = np.diag([scale, scale, 1.0])
    gray = even_light(gray, now)
    turns = quarter_turns(gray, now, vote)
    if turns:
        to_new = _quarter_matrix(gray.shape, turns) @ to_new
        gray = np.ascontiguousarray(np.rot90(gray, turns))
        marks = None if marks is None else np.ascontiguousarray(np.rot90(marks, turns))
    skew = skew_of(gray)
    if abs(skew) >= LEAST_SKEW:
        turned, matrix = turn(gray, skew)
        if marks is not None:
            marks = _turn_mask(marks, matrix, turned.shape)
        gray = turned
        to_new = np.vstack([matrix, [0.0, 0.0, 1.0]]) @ to_new
    else:
        skew = 0.0
    gray = quieten(gray, now)
    return PreparedPage(
        gray, now, marks, view=_view(to_new, dpi, now), quarter_turns=turns, skew=skew
    )


def _scaled(image: npt.NDArray[np.uint8], dpi: float) -> tuple[npt.NDArray[np.uint8], float]:
    """Return the picture at the working resolution, and by what it was scaled."""
    scale = 1.0 if LOWEST_KEPT <= dpi <= HIGHEST_KEPT else WORKING_DPI / dpi
    scale = min(scale, MAX_SIDE / max(image.shape[:2]))
    if scale == 1.0:
        return image, 1.0
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(image, None, fx=scale, fy=scale, interpolation=method)
    return np.asarray(resized, dtype=np.uint8), scale


def _quarter_matrix(shape: tuple[int, ...], turns: int) -> npt.NDArray[np.float64]:
    """Return the map of pixels under `turns` quarter turns anticlockwise of an H×W picture."""
    height, width = shape[:2]
    one = {
        1: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
    }
    return np.array(one[turns], dtype=np.float64)


def _turn_mask(marks: Mask, matrix: npt.NDArray[np.float64], shape: tuple[int, ...]) -> Mask:
    turned = cv2.warpAffine(
        marks.astype(np.uint8), matrix, (shape[1], shape[0]), flags=cv2.INTER_NEAREST
    )
    return np.asarray(turned, dtype=np.bool_)


def _view(to_new: npt.NDArray[np.float64], dpi: float, now: float) -> Affine:
    """Return the map from points of the prepared page to points of the picture as it came."""
    back = (
        np.diag([72 / dpi, 72 / dpi, 1.0])
        @ np.linalg.inv(to_new)
        @ np.diag([now / 72, now / 72, 1.0])
    )
    (a, b, c), (d, e, f) = back[0], back[1]
    return Affine(float(a), float(b), float(c), float(d), float(e), float(f))


__all__ = ["Gray", "prepare"]
