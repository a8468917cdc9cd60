"""A page's picture, made ready for reading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.pages.model import IDENTITY, Affine, Box

Gray = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class PreparedPage:
    """An upright, straightened picture of a page: dark ink on even, near-white paper.

    `gray` is height × width, 0 black to 255 white, at `dpi` pixels an inch. `marks` is true
    where a seal or another coloured mark was taken away (None where there was none).
    `borders` is true on the pixels of table borders (None until they were looked for).
    `view` maps points on this picture (pixels × 72 / dpi) to points on the page as a viewer
    shows it. `quarter_turns` and `skew` (degrees) say how the picture was turned.
    """

    gray: Gray
    dpi: float
    marks: Mask | None = None
    borders: Mask | None = None
    view: Affine = IDENTITY
    quarter_turns: int = 0
    skew: float = 0.0

    @property
    def width(self) -> float:
        """Return the width in points."""
        return float(self.gray.shape[1] * 72 / self.dpi)

    @property
    def height(self) -> float:
        """Return the height in points."""
        return float(self.gray.shape[0] * 72 / self.dpi)

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return a box of points as (left, upper, right, lower) pixels within the picture."""
        scale = self.dpi / 72
        height, width = self.gray.shape
        return (
            max(0, round(box.x0 * scale)),
            max(0, round(box.y0 * scale)),
            min(width, round(box.x1 * scale)),
            min(height, round(box.y1 * scale)),
        )
