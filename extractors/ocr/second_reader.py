"""tesseract as the second reader of prose: many small pieces of lines in one picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytesseract

from extractors.ocr.availability import LANGUAGE
from extractors.ocr.model import Gray
from schemas.errors import DocumentError

PAPER = 255
AROUND = 30
"""Pixels of paper around the whole picture and to the left of each piece."""
BETWEEN = 18
"""Pixels of paper between two pieces: rows of their own for tesseract."""
MOST_ROWS = 120
"""Pieces in one picture; more of them go into another."""
CONFIG = "--psm 6 -c tessedit_do_invert=0"
"""One block of lines; never white on black, which it would try for every doubtful word."""

# One page, one core: pages are read in parallel, and tesseract's own threads gain little.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What tesseract reads in a piece, without spaces, and its own confidence (0 to 1)."""

    text: str
    confidence: float


def read_pieces(pieces: Sequence[Gray]) -> list[SecondReading]:
    """Read pictures of short pieces of a line each.

    Raises `DocumentError` "recognition_unavailable" where tesseract is missing.
    """
    found: list[SecondReading] = []
    for start in range(0, len(pieces), MOST_ROWS):
        found += _read_together(pieces[start : start + MOST_ROWS])
    return found


def _read_together(pieces: Sequence[Gray]) -> list[SecondReading]:
    picture, lower_edges = _stack(pieces)
    try:
        words = pytesseract.image_to_data(
            picture, lang=LANGUAGE, config=CONFIG, output_type=pytesseract.Output.DICT
        )
    except (pytesseract.TesseractNotFoundError, FileNotFoundError) as error:
        raise DocumentError("recognition_unavailable", str(error)) from error
    texts = [""] * len(pieces)
    confidences = [1.0] * len(pieces)
    for text, confidence, top, height in zip(
        words["text"], words["conf"], words["top"], words["height"], strict=True
    ):
        word = "".join(text.split())
        if not word:
            continue
        row = int(np.searchsorted(lower_edges, top + height / 2))
        if row < len(pieces):
            texts[row] += word
            confidences[row] = min(confidences[row], max(0.0, float(confidence) / 100))
    return [
        SecondReading(text, confidence if text else 0.0)
        for text, confidence in zip(texts, confidences, strict=True)
    ]


def _stack(pieces: Sequence[Gray]) -> tuple[Gray, list[float]]:
    """Put the pieces below each other; return where each one's row ends."""
    width = max(piece.shape[1] for piece in pieces) + 2 * AROUND
    height = sum(piece.shape[0] + BETWEEN for piece in pieces) - BETWEEN + 2 * AROUND
    picture = np.full((height, width), PAPER, np.uint8)
    lower_edges = []
    at = AROUND
    for piece in pieces:
        picture[at : at + piece.shape[0], AROUND : AROUND + piece.shape[1]] = piece
        at += piece.shape[0] + BETWEEN
        lower_edges.append(at - BETWEEN / 2)
    return picture, lower_edges
