"""What is drawn on a page, in the coordinates of a viewer: characters, borders, pictures.

Two programs give it, pypdfium2 (`quick`) and pdfplumber (`full`); all else reads only this.
Points from the upper left corner of the page as a viewer shows it, y growing downwards.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Literal, NamedTuple

from extractors.pages.model import IDENTITY, Affine, Box, Segment

Turn = Literal[0, 90, 180, 270]
"""Degrees, clockwise, by which text is turned on the page."""

ASCENT, DESCENT = 0.88, 0.12
"""The em box of a Chinese font above and below the baseline. The files' own metrics are left
aside: they are often 0 or -1000, and a line's place must not depend on its font."""

MAX_SLANT = 0.1
"""Sine of the angle up to which text counts as straight. Steeper is a watermark."""


class Glyph(NamedTuple):
    """A character as drawn: origin on the baseline, advance (a vector), height of the em."""

    text: str
    x: float
    y: float
    dx: float
    dy: float
    size: float
    bold: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle of the em box."""
        length = hypot(self.dx, self.dy) or 1.0
        rise = (ASCENT - DESCENT) / 2 * self.size / length
        return self.x + self.dx / 2 + rise * self.dy, self.y + self.dy / 2 - rise * self.dx


@dataclass(slots=True)
class PageContent:
    """Everything on one page that a reader needs. `view` leads to the page as shown."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    view: Affine = IDENTITY


def turn_of(glyphs: list[Glyph]) -> Turn:
    """Return how most of the text is turned."""
    turns: Counter[Turn] = Counter()
    for glyph in glyphs:
        turn = direction(glyph)
        if turn is not None and glyph.text.strip():
            turns[turn] += 1
    return turns.most_common(1)[0][0] if turns else 0


def make_upright(content: PageContent) -> PageContent:
    """Return the page turned so that most of its text is upright.

    Text at a slant (watermarks) and what stands off the page is dropped.
    """
    turn = turn_of(content.glyphs)
    if turn:
        content = _turned(content, turn)
    return replace(
        content,
        glyphs=[
            glyph
            for glyph in content.glyphs
            if direction(glyph) is not None
            and 0 <= glyph.centre[0] <= content.width
            and 0 <= glyph.centre[1] <= content.height
        ],
    )


def turned_back(glyph: Glyph, turn: Turn) -> Glyph:
    """Return a character turned about the origin so that what ran at `turn` runs upright."""
    return _move_glyph(glyph, _BACK[turn])


_BACK: dict[Turn, Affine] = {
    0: IDENTITY,
    90: Affine(0, 1, 0, -1, 0, 0),
    180: Affine(-1, 0, 0, 0, -1, 0),
    270: Affine(0, -1, 0, 1, 0, 0),
}


def unturned_box(box: Box, turn: Turn) -> Box:
    """Return where a box stands that was made of `turned_back` characters."""
    a, b, _, d, e, _ = _BACK[turn]
    return Box(*_move_box(box, Affine(a, d, 0, b, e, 0)))


def direction(glyph: Glyph) -> Turn | None:
    """Return by how much a character is turned; None where it stands at a slant."""
    length = hypot(glyph.dx, glyph.dy)
    if not length:
        return 0
    if abs(glyph.dy) <= MAX_SLANT * length:
        return 0 if glyph.dx > 0 else 180
    if abs(glyph.dx) <= MAX_SLANT * length:
        return 90 if glyph.dy > 0 else 270
    return None


def _turned(content: PageContent, turn: Turn) -> PageContent:
    width, height = content.width, content.height
    # `to` leads from the page as shown to the upright one, `view` back.
    if turn == 90:
        to, view = Affine(0, 1, 0, -1, 0, width), Affine(0, -1, width, 1, 0, 0)
    elif turn == 180:
        to, view = Affine(-1, 0, width, 0, -1, height), Affine(-1, 0, width, 0, -1, height)
    else:
        to, view = Affine(0, -1, height, 1, 0, 0), Affine(0, 1, 0, -1, 0, height)
    across, down = content.horizontal, content.vertical
    if turn != 180:
        width, height = height, width
        across, down = down, across
    return PageContent(
        width,
        height,
        [_move_glyph(glyph, to) for glyph in content.glyphs],
        [Segment(*_move_box(segment, to)) for segment in across],
        [Segment(*_move_box(segment, to)) for segment in down],
        [Box(*_move_box(box, to)) for box in content.pictures],
        view,
    )


def _move_glyph(glyph: Glyph, to: Affine) -> Glyph:
    x, y = _move(glyph.x, glyph.y, to)
    dx = to.a * glyph.dx + to.b * glyph.dy
    dy = to.d * glyph.dx + to.e * glyph.dy
    return glyph._replace(x=x, y=y, dx=dx, dy=dy)


def _move_box(box: Box | Segment, to: Affine) -> tuple[float, float, float, float]:
    x0, y0 = _move(box.x0, box.y0, to)
    x1, y1 = _move(box.x1, box.y1, to)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _move(x: float, y: float, to: Affine) -> tuple[float, float]:
    return to.a * x + to.b * y + to.c, to.d * x + to.e * y + to.f
