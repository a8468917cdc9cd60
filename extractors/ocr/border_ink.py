"""The ink of a table's borders, so that it can be taken away and the print beside it stays.

══════════╤══════════     A border is what is dark along nearly all of an edge: one line,
   305    │   1,204       a thick one, or two side by side. A digit that touches it is
══════════╧══════════     dark along a small part only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from extractors.ocr.borders import INK
from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import Gray, Mask
from extractors.ocr.rules import DOUBLE_MM, Rule

BORDER_MM = 0.4
"""Ink so close to a border's middle is border."""

LINE_SHARE = 0.75
"""Share of an edge along which another line beside the border's middle is dark. Of print no
row of pixels is, however long the figure."""

PAPER = 235
"""What is lighter is no ink at all."""


def border_ink(
    borders: Mask, gray: Gray, lattice: Lattice, rows: Flags, columns: Flags, dpi: float
) -> None:
    """Mark in `borders` the ink of a lattice's edges that are there.

    `rows` and `columns` have a row of edges per rule, in order along it.
    """
    _one_way(borders, gray, lattice.rows, lattice.nodes[:, :, 0], rows, dpi)
    _one_way(borders.T, gray.T, lattice.columns, lattice.nodes[:, :, 1].T, columns, dpi)
    borders &= gray < PAPER


def _one_way(
    borders: Mask,
    gray: Gray,
    rules: Sequence[Rule],
    stops: npt.NDArray[np.float64],
    there: Flags,
    dpi: float,
) -> None:
    reach = max(1, round(BORDER_MM * dpi / 25.4))
    far = round(DOUBLE_MM * dpi / 25.4)
    near, offsets = np.arange(-reach, reach + 1), np.arange(-far, far + 1)
    height, width = borders.shape
    for rule, places, edges in zip(rules, stops, there, strict=True):
        for k in np.flatnonzero(edges):
            along = np.arange(round(places[k]) - reach, round(places[k + 1]) + reach + 1)
            along = along[(along >= 0) & (along < width)]
            if not along.size:
                continue
            middle = rule.along(along.astype(np.float64))
            across = np.rint(middle).astype(np.int64)
            borders[np.clip(across + near[:, None], 0, height - 1), along] = True
            across = np.rint(_straight(along, middle)).astype(np.int64)
            band = np.clip(across + offsets[:, None], 0, height - 1)
            borders[band[_lines(gray[band, along])], along] = True


def _straight(
    along: npt.NDArray[np.int64], across: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the straight line through an edge, which a rule leaves where one of two lines is
    not seen all along."""
    x = along - along.mean()
    slope = float((x * across).sum() / max(1.0, float((x * x).sum())))
    return np.asarray(across.mean() + slope * x, dtype=np.float64)


def _lines(strip: Gray) -> Flags:
    """Return which rows of a strip along an edge are dark nearly all along it."""
    dark = strip < INK
    near: Flags = dark.copy()
    near[1:] |= dark[:-1]  # a line that drifts by a pixel is in two rows
    near[:-1] |= dark[1:]
    is_line: Flags = (near.mean(axis=1) >= LINE_SHARE) & dark.any(axis=1)
    return is_line
