"""Uneven light evened out, and noise taken away as far as strokes allow."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray, Mask

LOOK = 8
"""The paper is looked for in a picture this many times smaller: shading changes slowly."""

STROKE_MM = 5.0
"""Anything dark that is narrower than this is ink, anything wider is shading."""

DARKEST_PAPER = 70
"""Paper is never taken to be darker: a scan's black edge stays black."""

EVEN = 6
"""Levels by which the paper may vary and still be left alone."""

SPECK_MM = 0.2
"""A lone dot smaller than this both ways is dirt: a decimal point of 9 pt type has 0.3 mm."""

DOT_MM, DOTS_APART_MM, DOTTED_MM = 0.5, 1.2, 5.0
"""Dots no larger than the first, in a row no farther apart than the second, on for the third,
are a dotted border: dirt does not fall in rows."""

SPECKLED = 400
"""Lone dots a page above which it is speckled, as a fax is; below, nothing is taken away."""

INK, PALE = 150, 205
"""Darker pixels are ink; a dotted border's dots may be as pale as the second here and there."""

GRAINY = 7.0
"""Standard deviation of the paper's grey (of 255) from which a light smoothing pays."""


def even_light(gray: Gray, dpi: float) -> Gray:
    """Return the page with its paper at 255 everywhere: each pixel over the paper near it."""
    paper, width = _paper(gray, dpi)
    low, high = np.percentile(paper, (2, 98))
    if high - low <= EVEN and low >= 255 - EVEN:
        return gray
    # 250 rather than 255 is the paper's level: its grain is cut off at white.
    full = _smooth(paper, width, gray.shape)
    return np.asarray(cv2.divide(gray, full, scale=265), dtype=np.uint8)


def paper_of(gray: Gray, dpi: float) -> npt.NDArray[np.float32]:
    """Return how light the paper is at each pixel, as if nothing were printed there."""
    return _smooth(*_paper(gray, dpi), gray.shape).astype(np.float32)


def _paper(gray: Gray, dpi: float) -> tuple[Gray, int]:
    """Return the paper, `LOOK` times smaller, and how wide strokes may be there."""
    small = cv2.resize(gray, None, fx=1 / LOOK, fy=1 / LOOK, interpolation=cv2.INTER_AREA)
    width = 2 * round(STROKE_MM * dpi / 25.4 / LOOK / 2) + 1
    paper = cv2.morphologyEx(
        cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, np.ones((width, width), np.uint8)
    )
    return np.asarray(paper, dtype=np.uint8), width


def _smooth(paper: Gray, width: int, shape: tuple[int, ...]) -> Gray:
    """Return the paper in its own size, without steps."""
    even = np.maximum(cv2.GaussianBlur(paper, (0, 0), width / 3), DARKEST_PAPER)
    full = cv2.resize(even, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, dtype=np.uint8)


def grain(gray: Gray) -> float:
    """Return the standard deviation of the paper's grey, from every fourth pixel's neighbours.

    Ink has large differences, but most of a page is paper, so a median sees only grain.
    """
    rows = gray[::4].astype(np.int16)
    differences = np.abs(rows[:, 1:] - rows[:, :-1])
    # Paper cut off at white has no grain left to see: judge by what is not quite white.
    shown = differences[(rows[:, 1:] < 255) | (rows[:, :-1] < 255)]
    if shown.size < differences.size // 10:
        return 0.0
    return float(np.median(shown)) / 0.954  # median of |a − b| of two normal values, per sigma


def quieten(gray: Gray, dpi: float) -> Gray:
    """Return the page with its grain smoothed and its specks gone, where it has many."""
    if grain(gray) > GRAINY:
        gray = np.asarray(cv2.GaussianBlur(gray, (3, 3), 0.7), dtype=np.uint8)
    return _without_specks(gray, dpi)


def _without_specks(gray: Gray, dpi: float) -> Gray:
    """Return the page without lone dots, where the middle of it has many of them."""
    side = max(1, int(SPECK_MM * dpi / 25.4))
    height, width = gray.shape
    middle = gray[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3]
    if _specks(middle, side)[1] < SPECKLED // 9:
        return gray
    specks, _ = _specks(gray, side)
    letters = ((gray < INK) & ~specks).astype(np.uint8)
    near = cv2.dilate(letters, _box(2 * side + 1)).astype(np.bool_)
    dots, _ = _specks(gray, round(DOT_MM * dpi / 25.4), PALE)
    lone = specks & ~near & ~_in_rows(dots, dpi)
    taken = cv2.dilate(lone.astype(np.uint8), _box(3)).astype(np.bool_) & ~near
    result = gray.copy()
    result[taken] = 255
    return result


def _in_rows(dots: Mask, dpi: float) -> Mask:
    """Return where dots stand in a level or upright row: the dots of a dotted border.

    . . . . . . . . .      .   .     dirt: here and there
    """
    apart, length = (round(mm * dpi / 25.4) for mm in (DOTS_APART_MM, DOTTED_MM))
    found = np.zeros(dots.shape, dtype=np.uint8)
    for turned in (False, True):
        # Three pixels wide: a border drifts by one. From here on as for a level row.
        wide = cv2.dilate(dots.astype(np.uint8), np.ones((1, 3) if turned else (3, 1), np.uint8))
        gap = np.ones((apart, 1) if turned else (1, apart), np.uint8)
        run = np.ones((length, 1) if turned else (1, length), np.uint8)
        joined = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, gap)
        found |= np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, run), dtype=np.uint8)
    return found.astype(np.bool_)


def _specks(gray: Gray, side: int, ink: int = INK) -> tuple[Mask, int]:
    """Return which pixels belong to dots no larger than `side`, and how many dots there are."""
    dark = (gray < ink).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= side) & (stats[:, cv2.CC_STAT_HEIGHT] <= side)
    small[0] = False
    return np.asarray(small[labels], dtype=np.bool_), int(small.sum())


def _box(side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.ones((side, side), np.uint8)
