"""What copying, faxing and photographing do to a page's picture."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from tools.samples.scan_pages import Pixels

PAPER = (250, 248, 244)
"""Colour of paper under a scanner's lamp."""

FAX_DPI = (204.0, 196.0)
"""Pixels an inch of a fax, fine (ITU-T T.30)."""

_BLACK_BELOW = 165
"""Gray below which a scanner of two tones sees black."""


def tilt(picture: Pixels, degrees: float) -> Pixels:
    """Return the picture turned by a small angle; the corners are filled with paper."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _u8(
        cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=PAPER)
    )


def print_on_paper(picture: Pixels, ink: int) -> Pixels:
    """Return the picture with black as dark as `ink` (0 to 255) and white as paper."""
    share = picture.astype(np.float32) / 255
    paper = np.array(PAPER, dtype=np.float32)
    return (ink + share * (paper - ink)).clip(0, 255).astype(np.uint8)


def shade(picture: Pixels, depth: float, rng: np.random.Generator) -> Pixels:
    """Darken the picture unevenly: smooth clouds and a gradient, down to 1 - depth."""
    height, width = picture.shape[:2]
    clouds = rng.uniform(0, 1, (4, 3)).astype(np.float32)
    clouds = cv2.resize(clouds, (width, height), interpolation=cv2.INTER_CUBIC)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    if rng.random() < 0.5:
        across = across[:, ::-1]
    light = 1 - depth * np.clip(0.5 * clouds + 0.5 * across, 0, 1)
    return (picture * light[:, :, None]).clip(0, 255).astype(np.uint8)


def blur(picture: Pixels, pixels: float) -> Pixels:
    """Return the picture out of focus by a Gaussian of that standard deviation."""
    return _u8(cv2.GaussianBlur(picture, (0, 0), pixels)) if pixels else picture


def grain(picture: Pixels, deviation: float, specks: float, rng: np.random.Generator) -> Pixels:
    """Add noise of a standard deviation (gray levels), and black specks by a share of pixels."""
    height, width = picture.shape[:2]
    noise = rng.normal(0, deviation, (height, width)).astype(np.float32)
    noisy = (picture + noise[:, :, None]).clip(0, 255).astype(np.uint8)
    count = int(specks * height * width)
    ys, xs = rng.integers(0, height - 1, count), rng.integers(0, width - 1, count)
    for shift_y, shift_x in ((0, 0), (1, 0), (0, 1)):
        noisy[ys + shift_y, xs + shift_x] = rng.integers(20, 120)
    return noisy


def two_tones(
    picture: Pixels, dpi: float, wanted: tuple[float, float], rng: np.random.Generator
) -> Image.Image:
    """Return a black and white picture of so many pixels an inch across and down."""
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    size = (round(gray.shape[1] * wanted[0] / dpi), round(gray.shape[0] * wanted[1] / dpi))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    small += rng.normal(0, 4, small.shape).astype(np.float32)
    return Image.fromarray(small > _BLACK_BELOW)


def photograph(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """Return the page as lying on a dark table, seen from a little aside."""
    height, width = picture.shape[:2]
    edge = round(0.05 * width)
    canvas = (width + 2 * edge, height + 2 * edge)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + edge + rng.uniform(-0.02, 0.02, (4, 2)).astype(np.float32) * width
    view = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    seen = cv2.warpPerspective(
        picture, view, canvas, flags=cv2.INTER_CUBIC, borderValue=(58, 48, 42)
    )
    return shade(_u8(seen), 0.35, rng)


def _u8(array: npt.NDArray[np.generic] | cv2.Mat) -> Pixels:
    return np.asarray(array, dtype=np.uint8)
