"""The picture of an OFD page that is made of pictures: a scan, whole or in strips."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from extractors.ocr.images import open_pictures
from extractors.ofd.drawing import Drawn, PlacedPicture
from extractors.pages.model import Affine

MAX_PIXELS = 40_000_000
"""A page's picture has no more pixels (120 MB); A4 at 300 dpi has 8.7 million."""


def page_picture(
    drawn: Drawn, read: Callable[[str], bytes], dpi: float
) -> tuple[npt.NDArray[np.uint8], float]:
    """Return the page's pictures on white paper (height × width × 3, RGB), and their dpi.

    `read` gives a part's bytes. Raises `DocumentError` where a picture cannot be decoded.
    """
    width, height = drawn.content.width, drawn.content.height
    scale = dpi / 72
    pixels = max(1.0, width * height * scale * scale)
    if pixels > MAX_PIXELS:
        scale *= (MAX_PIXELS / pixels) ** 0.5
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    paper = Image.new("RGB", size, "white")
    for picture in drawn.pictures:
        _paste(paper, picture, read(picture.part), scale)
    return np.asarray(paper), size[0] * 72 / width


def _paste(paper: Image.Image, picture: PlacedPicture, data: bytes, scale: float) -> None:
    """Draw a picture in its place: its unit square may be turned or mirrored there."""
    pixels = next(open_pictures(data)).pixels
    image = Image.fromarray(pixels).convert("RGB")
    left, upper = round(picture.box.x0 * scale), round(picture.box.y0 * scale)
    right, lower = round(picture.box.x1 * scale), round(picture.box.y1 * scale)
    if right <= left or lower <= upper:
        return
    back = _inverse(picture.to)
    if back is None:
        return
    # From a pixel of the paper's part to a pixel of the picture.
    a, b = back.a / scale * image.width, back.b / scale * image.width
    d, e = back.d / scale * image.height, back.e / scale * image.height
    c = a * left + b * upper + back.c * image.width
    f = d * left + e * upper + back.f * image.height
    part = image.transform(
        (right - left, lower - upper),
        Image.Transform.AFFINE,
        (a, b, c, d, e, f),
        Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    paper.paste(part, (left, upper))


def _inverse(to: Affine) -> Affine | None:
    determinant = to.a * to.e - to.b * to.d
    if abs(determinant) < 1e-9:
        return None
    a, b = to.e / determinant, -to.b / determinant
    d, e = -to.d / determinant, to.a / determinant
    return Affine(a, b, -(a * to.c + b * to.f), d, e, -(d * to.c + e * to.f))
