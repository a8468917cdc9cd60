"""Bytes of a picture → its pages as arrays of pixels, one at a time.

A file may hold several pages (TIFF), may say how it is turned (EXIF), may have pixels that
are not square (a fax: 204 × 98 to the inch) and may claim more pixels than memory holds. All
of that ends here: what comes out is 8-bit grey or RGB, upright as a viewer shows it, square
pixels, with a resolution one can believe.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from schemas.errors import DocumentError

Pixels = npt.NDArray[np.uint8]

MAX_PIXELS = 120_000_000
"""Pixels of one page: A3 at 600 dpi has 70 million. Checked before anything is decoded."""

MAX_PAGES = 500
"""Pages of one file; a report has fewer than 40."""

BELIEVABLE_DPI = (90.0, 1300.0)
"""Outside of it a resolution is a default of some program (72, 96 for screens), not a scan's."""

SCREEN_DPI = (72.0, 96.0)
"""What programs write that know nothing of paper."""

PAPER_WIDTHS = (8.27, 11.69)
"""Inches of an A4 page, upright and lying: what a picture of unknown resolution is taken for."""

ODD_PAPER = (4.0, 24.0)
"""Inches that a page may be wide or high by the resolution that the file claims."""

SMALLEST_SIDE = 16
"""A picture with a shorter side holds no text."""


@dataclass(slots=True)
class PagePictureData:
    """One page of a picture file: number from 1, H×W grey or H×W×3 RGB, pixels an inch.

    `measured` is False where the file does not say the resolution, so that it was estimated.
    """

    number: int
    pixels: Pixels
    dpi: float
    measured: bool = True


def open_pictures(data: bytes) -> Iterator[PagePictureData]:
    """Yield the pages of a PNG, JPEG, TIFF, BMP, GIF or WebP file, decoded one at a time.

    Raises `DocumentError`: `damaged_picture` where the bytes cannot be decoded to the end,
    `too_large` where a page claims more than `MAX_PIXELS` or the file more than `MAX_PAGES`.
    """
    with warnings.catch_warnings():
        # Our own limit is checked below; Pillow's warning would be one more line in a log.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as opened:
                yield from _pages(opened)
        except DocumentError:
            raise
        except Image.DecompressionBombError as error:
            raise DocumentError("too_large", str(error)) from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
            raise DocumentError("damaged_picture", str(error)) from error
        except (IndexError, KeyError, TypeError, OverflowError, MemoryError) as error:
            # Pillow's plugins let these through on tags and tables that are cut or absurd.
            raise DocumentError("damaged_picture", repr(error)) from error


def _pages(opened: Image.Image) -> Iterator[PagePictureData]:
    moving = opened.format in ("GIF", "WEBP", "PNG")  # frames of an animation, not pages
    for number, frame in enumerate(ImageSequence.Iterator(opened), 1):
        if number > MAX_PAGES:
            raise DocumentError("too_large", f"more than {MAX_PAGES} pages")
        width, height = frame.size
        if width * height > MAX_PIXELS:
            raise DocumentError("too_large", f"{width} × {height} pixels")
        if min(width, height) < SMALLEST_SIDE:
            raise DocumentError("damaged_picture", f"{width} × {height} pixels")
        across, down, measured = _resolution(frame)
        frame.load()
        upright = ImageOps.exif_transpose(frame)
        if upright.size != frame.size:
            across, down = down, across
        plain = _plain(upright)
        if abs(across - down) > 0.02 * max(across, down):
            plain, across = _square(plain, across, down)
        yield PagePictureData(number, np.asarray(plain), across, measured)
        if moving:
            return


def _resolution(frame: Image.Image) -> tuple[float, float, bool]:
    """Return pixels an inch across and down, and whether the file says so believably."""
    claimed = frame.info.get("dpi")
    width, height = frame.size
    if claimed is not None:
        try:
            across, down = float(claimed[0]), float(claimed[1])
        except (TypeError, ValueError, ZeroDivisionError, IndexError):
            across = down = 0.0
        lowest, highest = BELIEVABLE_DPI
        believable = lowest <= max(across, down) <= highest and min(across, down) >= lowest / 2
        screen = any(abs(across - dpi) < 0.1 for dpi in SCREEN_DPI)  # PNG counts in metres
        if believable and not screen:
            inches = (width / across, height / down)
            if ODD_PAPER[0] <= min(inches) and max(inches) <= ODD_PAPER[1] * 2:
                return across, down, True
    estimate = _paper_dpi(width, height)
    return estimate, estimate, False


def _paper_dpi(width: int, height: int) -> float:
    """Return the resolution at which the picture would be a page of A4, upright or lying."""
    return max(60.0, width / PAPER_WIDTHS[width > height])


def _plain(frame: Image.Image) -> Image.Image:
    """Return it as 8-bit grey or RGB, what is transparent on white paper."""
    if frame.mode == "1":
        return frame.convert("L")
    if frame.mode.startswith(("I", "F")):
        return _eight_bits(frame)
    if "A" in frame.getbands() or "transparency" in frame.info:
        solid = frame.convert("RGBA")
        paper = Image.new("RGBA", solid.size, "white")
        paper.alpha_composite(solid)
        frame = paper
    if frame.mode in ("L", "LA"):
        return frame.convert("L")
    return frame.convert("RGB")


def _eight_bits(frame: Image.Image) -> Image.Image:
    """Return a picture of 16 or 32 bits a pixel as 8 bits; `convert` would clip it to white."""
    deep = np.asarray(frame, dtype=np.float32)
    highest = float(deep.max(initial=0.0))
    if highest > 255:
        deep = deep * (255.0 / (65535.0 if highest <= 65535 else highest))
    elif 0 < highest <= 1 and frame.mode == "F":
        deep = deep * 255.0
    return Image.fromarray(np.clip(deep, 0, 255).astype(np.uint8))


def _square(frame: Image.Image, across: float, down: float) -> tuple[Image.Image, float]:
    """Return it with as many pixels an inch down as across, by adding pixels, never dropping."""
    dpi = max(across, down)
    width, height = frame.size
    size = (round(width * dpi / across), round(height * dpi / down))
    if size[0] * size[1] > MAX_PIXELS:
        raise DocumentError("too_large", f"{size[0]} × {size[1]} pixels")
    return frame.resize(size, Image.Resampling.BICUBIC), dpi
