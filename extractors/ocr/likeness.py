"""A fourth witness: the digits of one page are of one face, so that all its 8 look alike.

Every digit that stands alone is compared with the others of the page. One whose nearest
likenesses were read as another digit contradicts its reading, however sure both readers are:
the likenesses carry other noise than it does.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.crops import CellInk, cut_padded
from extractors.ocr.structure import Shape

GLYPH_HEIGHT, GLYPH_WIDTH = 24, 18
NEIGHBOURS = 3
"""The likeness to a digit is the mean over the nearest so many examples of it."""
FEWEST = 3
"""With fewer examples a digit's own likeness says nothing."""
MARGIN = 0.02
"""A digit is contradicted where another's likeness exceeds its own by more."""
PASSES = 6.0
"""Deviations below the usual likeness among another digit's examples, within which a digit
would pass for one of them; a digit that merely has few examples does not."""
STRANGE = 0.9
"""Of a digit with no other example on the page: another's likeness that gives it away."""
OUTLYING = 9.0
"""Deviations below the usual likeness among a digit's examples that make one a stranger."""
LEAST_DEVIATION = 0.015
"""Examples that are nearly the same still vary by so much."""

Glyph = npt.NDArray[np.float32]


def glyphs_of(cell: CellInk, shape: Shape, count: int) -> list[Glyph] | None:
    """Return each digit's picture, scaled and evened out; None where they are not apart."""
    if len(shape.tall) != count or not shape.height:
        return None
    glyphs = []
    for part in shape.tall:
        margin = max(1, round(0.08 * shape.height))
        box = (part.x0 - margin, shape.upper - margin, part.x1 + margin, shape.lower + margin)
        cut = cut_padded(cell.gray, box).astype(np.float32)
        scale = GLYPH_HEIGHT / cut.shape[0]
        width = min(GLYPH_WIDTH, max(2, round(cut.shape[1] * scale)))
        small = cv2.resize(cut, (width, GLYPH_HEIGHT), interpolation=cv2.INTER_AREA)
        canvas = np.full((GLYPH_HEIGHT, GLYPH_WIDTH), float(np.percentile(cut, 85)), np.float32)
        left = (GLYPH_WIDTH - width) // 2
        canvas[:, left : left + width] = small
        even = np.asarray(cv2.GaussianBlur(canvas, (0, 0), 0.8), np.float32)
        even = even - even.mean()
        glyphs.append((even / (float(np.linalg.norm(even)) + 1e-6)).ravel())
    return glyphs


def strangers(glyphs: Sequence[Glyph], digits: Sequence[str]) -> list[bool]:
    """Return for each digit whether it looks like another digit of the page, or like none."""
    if len(glyphs) < 2:
        return [False] * len(glyphs)
    matrix = np.stack(glyphs)
    likeness = matrix @ matrix.T
    np.fill_diagonal(likeness, -1.0)
    labels = np.array(digits)
    best: dict[str, npt.NDArray[np.float32]] = {}
    counts: dict[str, npt.NDArray[np.int_]] = {}
    for digit in sorted(set(digits)):
        members = likeness[:, labels == digit]
        nearest = -np.sort(-members, axis=1)[:, :NEIGHBOURS]
        best[digit] = np.where(nearest > -1, nearest, 0).sum(axis=1) / np.maximum(
            (nearest > -1).sum(axis=1), 1
        )
        counts[digit] = (members > -1).sum(axis=1)
    usual = {digit: _usual(best[digit][labels == digit]) for digit in best}
    found = []
    for at, digit in enumerate(digits):
        own = float(best[digit][at])
        others = [
            float(best[other][at])
            for other, (middle, deviation) in usual.items()
            if other != digit
            and counts[other][at] >= FEWEST
            and best[other][at] >= middle - PASSES * deviation
        ]
        rival = max(others, default=-1.0)
        if counts[digit][at] < FEWEST - 1:
            found.append(rival >= STRANGE and (not counts[digit][at] or rival > own))
            continue
        middle, deviation = usual[digit]
        outlying = counts[digit][at] >= 5 and own < middle - OUTLYING * deviation
        found.append(rival > own + MARGIN or outlying)
    return found


def _usual(likenesses: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Return the usual likeness of a digit's examples to each other, and how much it varies."""
    middle = float(np.median(likenesses))
    deviation = float(np.median(np.abs(likenesses - middle))) * 1.4826
    return middle, max(deviation, LEAST_DEVIATION)
