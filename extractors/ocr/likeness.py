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
EXAMPLES = 6
"""So many sure examples of a digit tell how much they vary."""
ALIKE = 6.0
"""Deviations below the usual likeness within which a digit is one of them. Of 5,900 digits
98 % are; of as many compared with the other digits alone, none came nearer than 8.9."""
ALIKE_1 = 3.0
"""The same for a 1, which a stroke of a pen comes near to."""
LEAST_ALIKE = 0.88
"""And its likeness is at least this, whatever the page's examples vary by."""
BETTER = 0.02
"""And so much nearer to it than to any other digit."""

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


class Face:
    """The digits of one page, as those look that are sure: names a digit by its likeness."""

    def __init__(self, glyphs: Sequence[Glyph], digits: Sequence[str]) -> None:
        """Take the sure digits of a page, and what each of them is."""
        self._examples: dict[str, npt.NDArray[np.float32]] = {}
        self._usual: dict[str, tuple[float, float]] = {}
        for digit in sorted(set(digits)):
            own = [glyph for glyph, is_ in zip(glyphs, digits, strict=True) if is_ == digit]
            self._examples[digit] = np.stack(own)
            if len(own) >= EXAMPLES:
                likeness = self._examples[digit] @ self._examples[digit].T
                np.fill_diagonal(likeness, -1.0)
                self._usual[digit] = _usual(_nearest(likeness))

    def digit_of(self, glyph: Glyph) -> str | None:
        """Return the digit that a glyph is; None where it is not clearly one."""
        nearest = {
            digit: float(_nearest((examples @ glyph)[None, :])[0])
            for digit, examples in self._examples.items()
        }
        best = max(nearest, key=lambda digit: nearest[digit], default=None)
        if best is None or best not in self._usual:
            return None
        middle, deviation = self._usual[best]
        rival = max((value for digit, value in nearest.items() if digit != best), default=-1.0)
        within = (ALIKE_1 if best == "1" else ALIKE) * deviation
        is_alike = nearest[best] >= max(middle - within, LEAST_ALIKE)
        return best if is_alike and nearest[best] >= rival + BETTER else None


def _nearest(likeness: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the mean likeness of each row's nearest examples."""
    return np.asarray(-np.sort(-likeness, axis=1)[:, :NEIGHBOURS].mean(axis=1), np.float32)


def _usual(likenesses: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Return the usual likeness of a digit's examples to each other, and how much it varies."""
    middle = float(np.median(likenesses))
    deviation = float(np.median(np.abs(likenesses - middle))) * 1.4826
    return middle, max(deviation, LEAST_DEVIATION)
