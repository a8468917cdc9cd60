"""Each figure of a page looked at more than once: by tesseract, in company, and alone.

The first look is RapidOCR's. tesseract sees all figures in one montage, and those that it reads
otherwise in a second one; RapidOCR sees the digits of some again, without the dirt about them.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.ocr import tesseract
from extractors.ocr.crops import cut_line
from extractors.ocr.figure_cells import FigureCell
from extractors.ocr.past_marks import read_past_marks
from extractors.ocr.standing import Stand
from extractors.ocr.tesseract import FigureReading

COMPANY = 6
"""Figures already sure that are shown at the second look with those that are not."""


def read_again(figures: Sequence[FigureCell]) -> None:
    """Have tesseract read the figures, and once more those that it reads otherwise."""
    layout = tesseract.FIRST_LOOK
    for figure, reading in zip(figures, _montage(figures, layout), strict=True):
        figure.first = reading
    open_ = [f for f in figures if not (f.settled or f.is_mark or f.figure.key == "-")]
    company = [figure for figure in figures if figure.settled][:COMPANY]
    together = _in_company(open_, company)
    for figure, reading in zip(together, _montage(together, tesseract.SECOND_LOOK), strict=True):
        if not figure.settled:
            figure.second = reading


def _in_company(open_: Sequence[FigureCell], company: Sequence[FigureCell]) -> list[FigureCell]:
    """Put figures that are sure before each open one: alone, tesseract finds no line of text."""
    if not open_ or not company:
        return list(open_)
    together: list[FigureCell] = []
    for at, figure in enumerate(open_):
        together += [company[at % len(company)], figure]
    together += company[: max(0, COMPANY - len(open_))]
    return together


def _montage(figures: Sequence[FigureCell], layout: tesseract.Layout) -> list[FigureReading]:
    pictures = [
        cut_line(figure.read.ink, figure.parts, layout.across, layout.along) for figure in figures
    ]
    return tesseract.read_figures(pictures, layout)


def look_past_marks(
    figures: Sequence[FigureCell], stand: Stand | None, pitch: float | None
) -> None:
    """Have digits among what is left of a mark, or of a border, read once more without it.

    What both read alike is not asked about, but for a letter behind it; nor, where there was
    no mark, what was surely read as a figure.
    """

    def is_open(figure: FigureCell) -> bool:
        if figure.read.ink.marked:
            return bool(figure.figure.unit) or not figure.agreed
        return not (figure.agreed or (figure.figure.key and figure.figure.sure))

    open_ = [figure for figure in figures if figure.stroke is None and is_open(figure)]
    if stand is None or not open_:
        return
    cells = [(f.read.ink, f.read.parts) for f in open_]
    for figure, found in zip(open_, read_past_marks(cells, stand, pitch), strict=True):
        figure.past_mark = found
