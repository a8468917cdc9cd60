"""Second recogniser: tesseract, for figures, many of them in one call.

    ┌────────────────────────────┐
    │   0    17    0    3    128 │    cells of one height in rows of `ACROSS`, far apart;
    │   5    0     12   0    ... │    each character comes back with its box, and the box
    └────────────────────────────┘    tells the cell, however tesseract cut the words

Between the cells is nothing but paper. What tesseract sees there (the neighbour's digit once
more, a dash for the gap) is dropped, where other characters account for all the cell's ink.

A call for each cell reads worse (a lone digit gives it nothing to judge size by) and takes
twenty times as long.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from extractors.ocr.model import Gray
from schemas.errors import DocumentError

FIGURE_CHARACTERS = "0123456789.,-+/"
TIMEOUT_SECONDS = 120.0
"""A montage takes a second; on a machine with too much to do a multiple of that."""

BOXED_CHARACTER = re.compile(
    r"""
    x_bboxes \s (\d+) \s (\d+) \s (\d+) \s (\d+) ;   # left, upper, right, lower
    \s x_conf \s ([\d.]+) ' >                        # per cent
    ([^<]{1,8}) <                                    # one character, perhaps as an entity
    """,
    re.VERBOSE,
)
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&#39;": "'", "&quot;": '"'}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the cells' pictures are laid out, and how tesseract is told to segment them.

    `across` and `along` are the margins with which the cells should be cut. Lengths are
    pixels.
    """

    segmentation: int
    height: int
    in_row: int
    apart: int
    between_rows: int
    across: float
    along: float


INK = 128
"""Grey level of the montage below which a pixel is ink."""
BOX_OFF = 2
"""Pixels by which tesseract's boxes may miss a digit's edge."""

FIRST_LOOK = Layout(6, 48, 20, 40, 40, 0.2, 0.15)
SECOND_LOOK = Layout(11, 48, 20, 60, 40, 0.35, 0.3)
"""Rows as sparse text, with more room: errs in other cells than the first."""


@dataclass(frozen=True, slots=True, order=True)
class _Character:
    """A character that was seen, from `left` to `right` (pixels of the montage)."""

    left: int
    right: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class FigureReading:
    """What tesseract read in a cell; `confidence` is that of its weakest character."""

    text: str
    confidence: float


NOTHING = FigureReading("", 0.0)


def read_figures(cells: Sequence[Gray], layout: Layout = FIRST_LOOK) -> list[FigureReading]:
    """Read pictures of single figures (dark on light), in one call of the program.

    Raises `DocumentError` (recognition_unavailable) where tesseract is missing or fails.
    """
    if not cells:
        return []
    picture, places = _montage(cells, layout)
    found: list[list[_Character]] = [[] for _ in cells]
    x0, y0, x1, y1 = np.array(places).T
    for match in BOXED_CHARACTER.finditer(_run(picture, layout.segmentation)):
        left, upper, right, lower = (int(match[at]) for at in range(1, 5))
        x, y = (left + right) / 2, (upper + lower) / 2
        reach = layout.apart / 2
        inside = (x0 - reach <= x) & (x < x1 + reach) & (y0 - reach <= y) & (y < y1 + reach)
        owner = np.flatnonzero(inside)
        if owner.size:
            text = _ENTITIES.get(match[6], match[6])
            found[int(owner[0])].append(_Character(left, right, text, float(match[5]) / 100))
    return [
        _reading(_without_ghosts(sorted(characters), picture, place))
        for characters, place in zip(found, places, strict=True)
    ]


def _reading(characters: Sequence[_Character]) -> FigureReading:
    if not characters:
        return NOTHING
    return FigureReading(
        "".join(each.text for each in characters), min(each.score for each in characters)
    )


def _without_ghosts(
    characters: Sequence[_Character], picture: Gray, place: tuple[int, int, int, int]
) -> Sequence[_Character]:
    """Drop characters seen on the bare paper beside a cell, unless they are its ink's.

    Boxes of real digits may be off by a digit; so the others must account for all the ink.
    """
    x0, y0, x1, y1 = place
    within = [each for each in characters if x0 <= (each.left + each.right) / 2 < x1]
    if len(within) == len(characters):
        return characters
    ink = np.flatnonzero((picture[y0:y1, x0:x1] < INK).any(axis=0)) + x0
    told = np.zeros(ink.shape, bool)
    for each in within:
        told |= (each.left - BOX_OFF <= ink) & (ink < each.right + BOX_OFF)
    return within if within and bool(told.all()) else characters


def _montage(cells: Sequence[Gray], layout: Layout) -> tuple[Gray, list[tuple[int, int, int, int]]]:
    """Lay the cells out in rows; return the picture and each cell's box in it."""
    scaled = [_scaled(cell, layout.height) for cell in cells]
    places: list[tuple[int, int, int, int]] = []
    x = widest = layout.apart
    y = layout.between_rows
    for at, cell in enumerate(scaled):
        if at and at % layout.in_row == 0:
            x, y = layout.apart, y + layout.height + layout.between_rows
        places.append((x, y, x + cell.shape[1], y + layout.height))
        x += cell.shape[1] + layout.apart
        widest = max(widest, x)
    picture = np.full((y + layout.height + layout.between_rows, widest), 255, np.uint8)
    for cell, (left, upper, right, lower) in zip(scaled, places, strict=True):
        picture[upper:lower, left:right] = cell
    return picture, places


def _scaled(cell: Gray, height: int) -> Gray:
    """Scale to one height and stretch the greys, so that the paper is white in every cell."""
    width = max(1, round(cell.shape[1] * height / cell.shape[0]))
    way = cv2.INTER_CUBIC if cell.shape[0] < height else cv2.INTER_AREA
    gray = cv2.resize(cell, (width, height), interpolation=way).astype(np.float32)
    dark, light = np.percentile(gray, (1, 75))
    stretched = (gray - dark) * (255 / max(float(light - dark), 30.0))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _run(picture: Gray, segmentation: int) -> str:
    """Return tesseract's hOCR of a picture, with a box and a confidence for each character."""
    try:
        import pytesseract
    except ImportError as error:
        raise DocumentError("recognition_unavailable", "pytesseract is missing") from error
    # tesseract's own threads fight for the cores with the pages beside this one.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    config = (
        f"--oem 1 --psm {segmentation} -c hocr_char_boxes=1 -c tessedit_do_invert=0"
        f" -c tessedit_char_whitelist={FIGURE_CHARACTERS}"
    )
    try:
        answer: Any = pytesseract.image_to_pdf_or_hocr(
            picture, lang="eng", extension="hocr", config=config, timeout=TIMEOUT_SECONDS
        )
    except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError) as error:
        raise DocumentError("recognition_unavailable", f"tesseract: {error}") from error
    return str(answer.decode("utf-8", "replace"))


def is_available() -> bool:
    """Return whether tesseract and its language data for figures and prose are installed."""
    from extractors.ocr import availability

    try:
        availability.require()
    except DocumentError:
        return False
    return True
