"""Which way up a page is: by its lines of text, and head or foot by a vote of readers.

Characters stand closer to each other within a row than rows do, which tells lying from
standing. Up or down no geometry tells for Chinese characters; there the
caller's reader of lines is asked, once with some lines as they stand and once turned over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray

LineVote = Callable[[Sequence[Gray]], float]
"""Takes crops of lines of text, returns how well they read as they stand, 0 to 1."""

LOOK_DPI = 100
GAP = 5
"""Pixels closed to see what is near: gaps between characters, rarely those between rows."""

SMALLEST_IN, LARGEST_IN = 0.03, 0.6
"""Inches of a letter's part: more than a border is thick, less than a border is long."""

PLAIN = 0.12
"""Least lean to be believed unasked. Of 206 pages as bad copies show them, with and without
tables, none had less than 0.20, the least being narrow columns of labels beside single digits."""

PLAINLY = 0.9
"""A vote above this ends the asking, if that way was the likeliest."""

LINES_ASKED = 6
INK = 200
"""A pixel darker than this is print, on evened paper: thin strokes of a scan, made small, are no
darker."""


def quarter_turns(gray: Gray, dpi: float, vote: LineVote | None = None) -> int:
    """Return how many quarter turns (anticlockwise) make the page upright: 0 to 3.

    Without `vote`, only lying pages are turned, and those the way in which Word lays a wide
    table: head to the left. With it, it is asked once or twice for an upright page.
    """
    scale = LOOK_DPI / dpi
    small = np.asarray(
        cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    text = _letters(small < INK)
    if text.sum() < 200:
        return 0
    leaning = lean(text)
    standing = leaning >= 0
    sure = abs(leaning) >= PLAIN
    if vote is None:
        return 0 if standing or not sure else 3
    order = [0, 2, 3, 1] if standing else [3, 1, 0, 2]

    @cache
    def lines(turns: int) -> list[Gray]:
        return line_crops(np.rot90(gray, turns), np.rot90(text, turns), scale)

    if not sure and length(lines(order[2])) > length(lines(order[0])):
        order = order[2:] + order[:2]
    scores: dict[int, float] = {}
    for turns in order[:2] if sure else order:
        crops = lines(turns)
        scores[turns] = vote(crops) * length(crops) if crops else 0.0
        if scores[turns] > PLAINLY * length(crops) and turns == order[0]:
            break
    best: int = max(scores, key=lambda each: (scores[each], each == 0))
    return best


def length(lines: Sequence[Gray]) -> float:
    """Return how long some lines are together, in their own heights: about as many letters.

    They are longer the way they were written: on its side, a narrow column of labels and
    single digits gives scraps of two letters, of which some may happen to read well.
    """
    return float(sum(line.shape[1] / line.shape[0] for line in lines))


def _letters(dark: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the pieces of ink that have the size of letters or of parts of them.

    Borders run both ways and say nothing, nor do the dashes or dots that they are made of.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    sides = stats[:, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)] / LOOK_DPI
    keep = (sides.min(axis=1) >= SMALLEST_IN) & (sides.max(axis=1) <= LARGEST_IN)
    keep[0] = False
    return np.asarray(keep[labels], dtype=np.bool_)


def lean(text: npt.NDArray[np.bool_]) -> float:
    """Return how much more the ink joins sideways than downwards: > 0 for level rows of text.

    Characters of a row stand closer than rows do, so closing small gaps sideways leaves
    fewer pieces. The value is the logarithm of pieces joined downwards over sideways.
    """
    sideways = _pieces(text, np.ones((1, GAP), np.uint8))
    downwards = _pieces(text, np.ones((GAP, 1), np.uint8))
    return math.log(downwards / sideways)


def _pieces(text: npt.NDArray[np.bool_], reach: npt.NDArray[np.uint8]) -> int:
    joined = cv2.morphologyEx(text.astype(np.uint8), cv2.MORPH_CLOSE, reach)
    return int(cv2.connectedComponents(joined, connectivity=8)[0])


def line_crops(gray: Gray, text: npt.NDArray[np.bool_], scale: float) -> list[Gray]:
    """Return pictures of some lines of text, longest first; `text` is `gray` times `scale`."""
    reach = int(0.12 * LOOK_DPI)
    joined = cv2.morphologyEx(text.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    lines = [
        (int(w), int(x), int(y), int(h))
        for x, y, w, h, _ in stats[1:]
        if 0.07 * LOOK_DPI <= h <= 0.35 * LOOK_DPI and w >= 2.5 * h
    ]
    lines.sort(reverse=True)
    crops = []
    for w, x, y, h in lines[:LINES_ASKED]:
        pad = 0.15 * h
        x0, x1 = max(0.0, x - pad), x + min(w, 14 * h) + pad
        y0, y1 = max(0.0, y - pad), y + h + pad
        crop = gray[int(y0 / scale) : int(y1 / scale) + 1, int(x0 / scale) : int(x1 / scale) + 1]
        crops.append(np.ascontiguousarray(crop))
    return crops
