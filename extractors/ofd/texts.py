"""Text objects of an OFD page → characters with their places (GB/T 33190, 11).

A text object has a box on the page (Boundary), a map from its own coordinates into that box
(CTM), and pieces of text (TextCode), each with the place of its first character and the
distances from one character to the next:

    <TextObject Boundary="20 30 60 5" Size="4.2">
      <TextCode X="0" Y="3.7" DeltaX="g 2 4.2 2.1">收到12件</TextCode>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import cos, hypot, radians, sin
from typing import Any
from unicodedata import east_asian_width

from extractors.ofd.values import distances, is_true, moved, number, turned
from extractors.pages.model import Affine
from extractors.pdf.content import Glyph
from extractors.readers.archive import local
from schemas.errors import DocumentError

PLACEHOLDER = "¤"
"""What stands in the text for a glyph that is no character (11.3)."""
BOLD_WEIGHT = 600

_ESCAPE = re.compile(
    r"""
    \\ (?: ([0-9A-Fa-f]{4}) | (\\) )     # \0020 is a character by its number, \\ a backslash
    """,
    re.VERBOSE,
)

_LOOSE = 1.25
"""To the next character it is further than this, in widths of a character: there is a gap.
The file has no widths outside its fonts, so they are estimated: up to a quarter more or less is
a narrow or a wide letter, or a line stretched to the margin."""

_FULL, _HALF, _WIDE_LETTER = 1.0, 0.5, 0.85
"""Width of a character in ems: ideographs, digits and most letters, the widest letters."""
_WIDE_LETTERS = frozenset("MWmw%@&—…")


def glyphs_of(element: Any, to: Affine, *, bold: bool = False) -> Iterator[Glyph]:
    """Yield the characters of a text object.

    `to` leads from the object's own coordinates to points on the page. `bold` is the font's.

    Raises `DocumentError` (damaged_document) where a text has no place.
    """
    size = number(element.get("Size"), 0.0) or number(element.get("FontSize"), 0.0)
    down = hypot(*turned(to, 0.0, size))
    if size <= 0 or not down:
        return
    bold = bold or number(element.get("Weight"), 400.0) >= BOLD_WEIGHT
    along = _direction(element.get("CharDirection"))
    wide = number(element.get("HScale"), 1.0)
    x = y = 0.0
    placed = False
    for code in element:
        if local(code) != "TextCode":
            continue
        text = _text(code.text or "")
        if not placed and text.strip() and not (code.get("X") and code.get("Y")):
            # GB/T 33190: an object's first has both. Elsewhere on the page it would be missed.
            raise DocumentError("damaged_document", f"the place of {text[:20]!r} is missing")
        placed = True
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        steps = _steps(code, text, element.get("ReadDirection"), size * wide)
        at_x, at_y = x, y
        for character, (step_x, step_y) in zip(text, steps, strict=True):
            # How far the character itself reaches, along its own base line.
            width = natural_width(character) * size * wide
            step = step_x * along[0] + step_y * along[1]
            if 0 < step <= _LOOSE * width:
                width = step
            yield Glyph(
                character,
                *moved(to, at_x, at_y),
                *turned(to, width * along[0], width * along[1]),
                down,
                bold,
            )
            at_x, at_y = at_x + step_x, at_y + step_y


def natural_width(character: str) -> float:
    """Return about how wide a character is, in ems."""
    if east_asian_width(character) in "WFA":  # A: quotation marks, dashes, wide in Chinese fonts
        return _FULL
    return _WIDE_LETTER if character in _WIDE_LETTERS else _HALF


def _text(raw: str) -> str:
    """Return a piece of text: escapes undone, what was put in to lay out the XML left out."""
    if "\n" in raw or "\r" in raw:
        raw = "".join(line.strip(" \t") for line in raw.splitlines())
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", raw)


def _steps(
    code: Any, text: str, read_direction: str | None, em: float
) -> list[tuple[float, float]]:
    """Return the way from each character to the next, and from the last to where it ends."""
    across = distances(code.get("DeltaX"), len(text))
    down = distances(code.get("DeltaY"), len(text))
    if not across and not down:
        # The standard would have all characters in one place; programs that leave the
        # distances out mean those of the font.
        ahead = _direction(read_direction)
        widths = [natural_width(character) * em for character in text]
        return [(width * ahead[0], width * ahead[1]) for width in widths]
    return [
        (
            across[n] if n < len(across) else _last(across, n, text),
            down[n] if n < len(down) else 0.0,
        )
        for n in range(len(text))
    ]


def _last(steps: list[float], position: int, text: str) -> float:
    """Return the step where the list has ended: none is needed after the last character."""
    return steps[-1] if steps and position < len(text) - 1 else 0.0


def _direction(degrees: str | None) -> tuple[float, float]:
    """Return the direction of an angle, clockwise from the right (y grows downwards)."""
    angle = number(degrees, 0.0) % 360
    return round(cos(radians(angle)), 9), round(sin(radians(angle)), 9)


def is_drawn(element: Any) -> bool:
    """Tell whether an object shows at all."""
    if not is_true(element.get("Visible"), True):
        return False
    return number(element.get("Alpha"), 255.0) > 0
