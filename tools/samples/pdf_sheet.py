"""A page that has been set: where every text, line and area stands, before it is drawn.

Points from the upper left corner of the page as it is read, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tools.samples.model import Address
from tools.samples.pdf_fonts import Face


class Area(NamedTuple):
    """A rectangle: left, upper, right, lower edge."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text. `spacing` is added after each of its tokens; `address` names a figure."""

    x: float
    baseline: float
    text: str
    size: float
    width: float
    chinese: Face
    western: Face
    spacing: float = 0.0
    address: Address | None = None
    struck_twice: bool = False

    @property
    def area(self) -> Area:
        """Return about where it stands."""
        top, bottom = self.baseline - 0.86 * self.size, self.baseline + 0.14 * self.size
        return Area(self.x, top, self.x + self.width, bottom)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line. `dash` is its pattern in points, empty for a solid one."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle, black (0) to white (1)."""

    area: Area
    gray: float = 0.0


@dataclass(slots=True)
class Sheet:
    """One page. `turned`: how its content lies on the paper, see `pdf.PdfOptions.landscape`."""

    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    tables: list[Area] = field(default_factory=list)
    turned: str = ""


def places_of(sheets: list[Sheet], address: Address) -> list[tuple[int, Area]]:
    """Return the pages (from 1) and areas where a figure is printed."""
    return [
        (number, text.area)
        for number, sheet in enumerate(sheets, 1)
        for text in sheet.texts
        if text.address == address
    ]
