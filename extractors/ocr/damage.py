"""What shows that a figure's print is spoiled, whatever is read there.

    ██████     ▄██▄ ←  a blot: as thick as a digit is wide. A stroke is a fifth of the
        ██    ██████   digit's height, a third in bold faces
       ██     ██████
      ██       ▀██▀    ▪  crumbs one above the other, where a digit stood
      ██               ▪

Recognisers see a 0 in a round blot, and 6 in what is left of 61, and are sure of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

import cv2
import numpy as np

from extractors.ocr.crops import CellInk
from extractors.ocr.structure import USUAL_PITCH, Shape

THICKEST = 0.42
"""Strokes are thinner, as a share of the digits' height: 0.40 in the boldest face at 9 pt."""
THICK_IN_LIGHT = 0.34
"""So thick they may be on any page: blurred joints of a 4 in light faces reach 0.33."""
USUAL_TIMES = 2.0
"""Beyond that, strokes are no thicker than so many times the page's usual ones."""

CRUMBS_HIGH = 0.45
"""Specks beside a digit that together are so high, as a share of its height, were one."""
CRUMBS_FAR = 1.3
"""They lie no farther from the next digit, in pitches; dust does."""
CRUMBS_UNDER = 0.1
"""So far they may reach under it, in pitches."""


def thickness_of(cell: CellInk, shape: Shape) -> float:
    """Return the greatest thickness of ink in the digits, as a share of their height."""
    if not shape.height or not shape.tall:
        return 0.0
    x0, x1 = min(part.x0 for part in shape.tall), max(part.x1 for part in shape.tall)
    ink = cell.ink[shape.upper : shape.lower, x0:x1].astype(np.uint8)
    within = cv2.distanceTransform(np.pad(ink, 1), cv2.DIST_L2, cv2.DIST_MASK_5)
    return 2 * float(within.max()) / shape.height


def thickest_of(sure: Iterable[float]) -> float:
    """Return how thick a stroke may be on a page where those of sure figures are so thick."""
    known = list(sure)
    usual = median(known) if known else THICKEST
    return min(THICKEST, max(THICK_IN_LIGHT, USUAL_TIMES * usual))


def has_crumbs(shape: Shape) -> bool:
    """Return whether specks stand one above the other beside the first or the last digit."""
    if not shape.tall:
        return False
    pitch = USUAL_PITCH * shape.height
    first, last = shape.tall[0], shape.tall[-1]
    under, far = CRUMBS_UNDER * pitch, CRUMBS_FAR * pitch
    left = [p for p in shape.low if first.x0 - far <= p.x0 and p.x1 <= first.x0 + under]
    right = [p for p in shape.low if last.x1 - under <= p.x0 and p.x1 <= last.x1 + far]
    return any(
        len(specks) > 1
        and max(p.y1 for p in specks) - min(p.y0 for p in specks) >= CRUMBS_HIGH * shape.height
        for specks in (left, right)
    )
