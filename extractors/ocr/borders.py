"""Ink that may be table borders: long thin runs, level or upright.

Two kinds of evidence, since neither finds all borders alone:

    run     ████████████████████    solid ink without a gap, however close letters stand;
    ridge   ▄ ▄ ▄▄ ▄ ▄▄▄ ▄ ▄ ▄▄ ▄   faint, dotted, dashed, worn ink: on average darker than
                                    the paper on both sides, in every stretch of its length.

Strokes of letters make ridges too, of one or two letters; borders make long ones. Upright
borders are level ones of the transposed picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray, Mask

Bits = npt.NDArray[np.uint8]

INK, BLACK = 190, 85
"""Darker pixels are ink (a border of a quarter point is one grey pixel at 200 dpi), or black
through and through."""

RUN_LEVEL_IN, RUN_UPRIGHT_IN = 0.22, 0.17
"""Inches of solid ink that make a run. A stroke of 14 pt type has 0.17 level and 0.16
upright; the lowest row of a table is 0.18 high, the narrowest column 0.25 wide."""

STRETCH_IN, STRETCHES = 0.1, 3
"""A ridge must be dark in each of so many stretches of so many inches (a dash and a gap)."""

SIDE_IN = 0.026
"""Where the paper beside a ridge is looked at: past the thickness of a thin border."""

RIDGE_LEVEL_IN, RIDGE_UPRIGHT_IN = 0.8, 0.4
"""Inches from which a ridge is a border by itself: five letters' width, two letters' height."""

LEAST_RIDGE = 20
"""Grey levels by which a ridge's darkest row must on average be darker than both sides."""

PALE_RIDGE, PALE_LONGER, SEEN = 5, 1.5, 0.5
"""A pale ridge has so many levels at least: dots that a scan at 150 dpi has washed out. The means
of grain along a stretch differ by 2 or 3. It must be so many times as long, and less than the
last share of it seen without it, for what is seen tells a border's place better."""

SHARE_OF_SIDE = 0.5
"""The sides of a ridge may be so dark in comparison: digits that touch it here and there."""

THICKEST_IN = 0.065
"""What is thicker over all its length is a bar or a scan's black edge, not a border."""

BLOB_IN = 0.12
"""Dark areas that hold a square of this side are no borders, nor is their rim."""

SCRAP_IN = 0.06
"""Least length of what is left of a broken border."""

KNOT_IN = 0.08
"""A fragment's place is taken anew at every such step along it, so that it may bend."""


@dataclass(slots=True)
class Fragment:
    """A piece of a border: from `start` to `end` along it, `places` across it at `knots`.

    In pixels: of a level border, along is x and across is y; of an upright one the reverse.
    """

    start: int
    end: int
    knots: npt.NDArray[np.float64]
    places: npt.NDArray[np.float64]

    @property
    def length(self) -> int:
        """Return the length in pixels."""
        return self.end - self.start

    def at(self, along: float) -> float:
        """Return the place across at a place along, past the ends that of the end."""
        return float(np.interp(along, self.knots, self.places))


@dataclass(slots=True)
class Evidence:
    """What may be borders in one direction. Masks lie as `Fragment` says: along is columns.

    `runs` is solid ink, `scraps` has also shorter pieces of it, `dark` is all ink,
    letters too; `pale` is ridges hardly darker than the paper's grain; `gray` is the page itself.
    """

    gray: Gray
    runs: Bits
    scraps: Bits
    dark: Bits
    pale: Bits
    fragments: list[Fragment]


def evidence(gray: Gray, dpi: float) -> tuple[Evidence, Evidence]:
    """Return what may be level and what may be upright borders on an evened page."""
    blobs = _blobs(gray, dpi)
    level = _one_way(gray, blobs, dpi, RUN_LEVEL_IN, RIDGE_LEVEL_IN)
    turned: Gray = np.ascontiguousarray(gray.T)
    upright = _one_way(
        turned, None if blobs is None else blobs.T, dpi, RUN_UPRIGHT_IN, RIDGE_UPRIGHT_IN
    )
    return level, upright


def _blobs(gray: Gray, dpi: float) -> Mask | None:
    """Return black areas with their rims: a scan's edges, the surroundings of a photograph."""
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = max(3, round(BLOB_IN * dpi / 4))
    solid = cv2.morphologyEx(
        (small < BLACK).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)
    )
    if not solid.any():
        return None
    rim = cv2.dilate(solid, np.ones((5, 5), np.uint8))
    full = cv2.resize(rim, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(full, dtype=np.bool_)


def _one_way(
    gray: Gray, blobs: Mask | None, dpi: float, run_in: float, ridge_in: float
) -> Evidence:
    run = round(run_in * dpi)
    # Darkest of three across: a border between two rows of pixels, or one that drifts by a
    # pixel, is solid then.
    dark = _bits(cv2.erode(gray, np.ones((3, 1), np.uint8)) < INK)
    relief = _relief(gray, dpi)
    ridges = _long(_ridges(relief, LEAST_RIDGE, dpi), round(ridge_in * dpi))
    pale = _long(_ridges(relief, PALE_RIDGE, dpi), round(PALE_LONGER * ridge_in * dpi))
    runs = _long(dark, run)
    if blobs is not None:
        runs[blobs] = 0
        ridges[blobs] = 0
        pale[blobs] = 0
    seen = _bits(cv2.bitwise_or(runs, ridges))
    kept, fragments = _fragments(_with_unseen(seen, pale), dpi, run)
    scraps = _long(dark, max(3, round(SCRAP_IN * dpi)))
    solid, faint = (_bits(cv2.bitwise_and(each, kept)) for each in (runs, pale))
    return Evidence(gray, solid, scraps, dark, faint, fragments)


def _with_unseen(seen: Bits, pale: Bits) -> Bits:
    """Return what is seen and those pale ridges of which little is."""
    count, labels = cv2.connectedComponents(pale, connectivity=8)
    if count == 1:
        return seen
    areas = np.bincount(labels.ravel(), minlength=count)
    also = np.bincount(labels[seen > 0], minlength=count)
    added = also < SEEN * areas
    added[0] = False
    return _bits(cv2.bitwise_or(seen, _bits(added[labels])))


def _long(mask: Bits, length: int) -> Bits:
    """Return what of a mask runs on for so many pixels."""
    return _bits(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)))


def _bits(mask: npt.ArrayLike) -> Bits:
    return np.asarray(mask, dtype=np.uint8)


@dataclass(slots=True)
class _Relief:
    """How dark a page is along one direction: the least of some stretches' means, the darker
    of both sides, and what is near each pixel."""

    least: Bits
    sides: Bits
    near: Bits


def _relief(gray: Gray, dpi: float) -> _Relief:
    ink = cv2.bitwise_not(gray)
    stretch, reach = _stretch(dpi)
    mean = cv2.blur(ink, (stretch, 1))
    least = cv2.erode(cv2.dilate(mean, np.ones((3, 1), np.uint8)), np.ones((1, reach), np.uint8))
    wide = cv2.blur(mean, (reach, 1))
    beside = max(3, round(SIDE_IN * dpi))
    sides = np.zeros_like(wide)
    sides[beside:] = wide[:-beside]
    sides[:-beside] = np.maximum(sides[:-beside], wide[beside:])
    near = cv2.blur(cv2.dilate(ink, np.ones((3, 1), np.uint8)), (2 * (stretch // 4) + 1, 1))
    return _Relief(_bits(least), _bits(sides), _bits(near))


def _stretch(dpi: float) -> tuple[int, int]:
    """Return the pixels of a stretch, and of all those in which a ridge must be dark."""
    stretch = max(5, round(STRETCH_IN * dpi))
    return stretch, stretch * (STRETCHES - 1) + 1


def _ridges(relief: _Relief, levels: int, dpi: float) -> Bits:
    """Return what is darker by so many levels than both sides in each of some stretches."""
    least, sides = relief.least, relief.sides
    steep = cv2.subtract(least, sides) >= levels
    ridge = steep & (sides <= cv2.convertScaleAbs(least, alpha=SHARE_OF_SIDE))
    # `least` was eroded: what passed is the middle of a stretch of ridge. Grown again, it
    # reaches beyond the border's ends, where no ink is near.
    grown = cv2.dilate(_bits(ridge), np.ones((1, _stretch(dpi)[1]), np.uint8))
    if levels < LEAST_RIDGE:  # hardly darker than the paper's grain
        inked = cv2.subtract(relief.near, sides) >= levels // 2
    else:
        inked = relief.near >= levels // 2
    return _bits(cv2.bitwise_and(grown, _bits(inked)))


def _fragments(mask: Bits, dpi: float, run: int) -> tuple[Bits, list[Fragment]]:
    """Return the mask with only its long and thin pieces (it is changed), and these."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    step, thickest = max(4, round(KNOT_IN * dpi)), THICKEST_IN * dpi
    found = []
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[label])
        piece = labels[y : y + height, x : x + width] == label
        if width < run or area > width * thickest:
            mask[y : y + height, x : x + width][piece] = 0
        else:
            found.append(_fragment(piece, x, y, step))
    return mask, found


def _fragment(piece: Mask, x: int, y: int, step: int) -> Fragment:
    """Return a piece of a mask as a fragment: its middle height at every step."""
    height, width = piece.shape
    columns = piece.sum(axis=0).astype(np.float64)
    moments = np.arange(height, dtype=np.float64) @ piece
    starts = np.arange(0, width, step)
    weights = np.add.reduceat(columns, starts)
    places = np.add.reduceat(moments, starts) / np.maximum(weights, 1.0) + y
    ends = np.minimum(starts + step, width)
    return Fragment(x, x + width, (starts + ends) / 2 + x, places)
