"""A cell of a page while it is being read, and one that may hold a figure.

Both gather what the witnesses say of a cell, step by step; `agreement` weighs it in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.ocr import rapid, tesseract
from extractors.ocr.crops import CellInk, Part
from extractors.ocr.dashes import Stroke, stroke_of
from extractors.ocr.figure_text import FigureText, understand
from extractors.ocr.rapid import Recognition
from extractors.ocr.structure import Shape, shape_of
from extractors.ocr.tesseract import FigureReading
from extractors.pages.model import PageCell


@dataclass(slots=True)
class ReadCell:
    """A cell while it is being read."""

    cell: PageCell
    ink: CellInk
    lines: list[list[Part]]
    texts: list[Recognition] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return what RapidOCR read, line by line."""
        return "\n".join(each.text for each in self.texts if each.text)

    @property
    def parts(self) -> list[Part]:
        """Return the ink of all lines."""
        return [part for line in self.lines for part in line]


@dataclass(slots=True)
class FigureCell:
    """A cell that may hold a figure, with what was found out about it."""

    read: ReadCell
    recognition: Recognition
    parts: list[Part]
    shape: Shape
    figure: FigureText
    first: FigureReading = tesseract.NOTHING
    second: FigureReading | None = None
    against: list[str] = field(default_factory=list)
    alike: str = ""
    stroke: Stroke | None = None
    point_seen: bool = False
    past_mark: Recognition | None = None

    @property
    def settled(self) -> bool:
        """Return whether tesseract's first look agrees."""
        return self.figure.key is not None and understand(self.first.text).key == self.figure.key

    @property
    def is_mark(self) -> bool:
        """Return whether the ink shows a mark for nothing."""
        return self.stroke is not None and self.stroke.is_mark

    @property
    def agreed(self) -> bool:
        """Return whether tesseract agrees at either look."""
        again = understand(self.second.text).key if self.second is not None else None
        return self.settled or (self.figure.key is not None and again == self.figure.key)


def figure_of(read: ReadCell) -> FigureCell:
    """Return a cell that may hold a figure, its lines joined and its unit set apart."""
    parts = read.parts
    texts = [text for text in read.texts if text.text]
    recognition = (
        texts[0]
        if len(texts) == 1
        else Recognition(
            "".join(each.text for each in texts),
            min((each.confidence for each in texts), default=0.0),
        )
    )
    figure = understand(recognition.text)
    if figure.unit and len(read.lines) == 1:
        parts = _without_unit(parts, recognition, len(figure.unit), read)
    shape = shape_of(parts)
    return FigureCell(read, recognition, parts, shape, figure, stroke=stroke_of(read.ink, shape))


def _without_unit(
    parts: list[Part], recognition: Recognition, letters: int, read: ReadCell
) -> list[Part]:
    """Return the parts of a figure that stand before its unit."""
    if len(recognition.at) <= letters:
        return parts
    x0, x1 = min(part.x0 for part in parts), max(part.x1 for part in parts)
    height = max(part.y1 for part in parts) - min(part.y0 for part in parts)
    margin = height * rapid.MARGIN_ALONG
    start, stop = recognition.at[-letters - 1], recognition.at[-letters]
    edge = x0 - margin + (start + stop) / 2 * (x1 - x0 + 2 * margin)
    return [part for part in parts if (part.x0 + part.x1) / 2 < edge] or parts
