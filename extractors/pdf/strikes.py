"""Text that is struck out: printed, with a line through it.

Word prints deleted text so where changes are tracked. Who reads 9̶4̶0 reads 0; a program that
does not see the line reads 940.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extractors.pages.model import Segment, TextLine
from extractors.pages.rules import union
from extractors.pdf.content import Glyph
from schemas.document import Spot

MIDDLE = (0.12, 0.6)
"""A line through the text runs so high above its baseline, in ems: above an underline, below
the tops of the digits."""
OVERHANG = 0.4
"""In ems: a strike is as long as its text. What sticks out farther is a border."""
MIN_LENGTH = 2.0
"""Points; shorter pieces are dots and dashes of a border."""
STRUCK_OUT = ("mark_over_cell",)
"""Doubt about text of which something is struck out: a person should look at it."""
BESIDE = 4
"""So many characters on either side of struck digits may have been written in their place."""
MAX_STRIKES = 2_000
"""More such lines are a drawing."""


def part_struck(
    glyphs: Sequence[Glyph], horizontal: Sequence[Segment]
) -> tuple[list[Glyph], list[Glyph]]:
    """Part the characters into those to be read and those that are struck out."""
    lines = [line for line in horizontal if line.x1 - line.x0 >= MIN_LENGTH]
    if not lines or len(lines) > MAX_STRIKES or not glyphs:
        return list(glyphs), []
    order = sorted(range(len(glyphs)), key=lambda index: glyphs[index].y)
    baselines = [glyphs[index].y for index in order]
    tallest = max(glyph.size for glyph in glyphs)
    struck: set[int] = set()
    for line in lines:
        first = bisect_left(baselines, line.y0 + MIDDLE[0])
        last = bisect_right(baselines, line.y0 + MIDDLE[1] * tallest)
        under = [index for index in order[first:last] if _is_through(line, glyphs[index])]
        solid = [glyphs[index] for index in under if glyphs[index].text.strip()]
        if not solid:
            continue
        slack = OVERHANG * max(glyph.size for glyph in solid)
        if (
            min(glyphs[index].x for index in under) - line.x0 <= slack
            and line.x1 - max(glyphs[index].x + glyphs[index].dx for index in under) <= slack
        ):
            struck.update(under)
    if not struck:
        return list(glyphs), []
    read = [glyph for index, glyph in enumerate(glyphs) if index not in struck]
    return read, [glyphs[index] for index in sorted(struck)]


def doubt_beside_struck(lines: Sequence[TextLine], struck: Sequence[Glyph]) -> None:
    """Doubt, in place, what stands beside digits that are struck out in prose."""
    digits = [glyph for glyph in struck if any(map(str.isdigit, glyph.text))]
    for line in lines if digits else ():
        if not line.edges:
            continue
        places = [
            min(bisect_left(line.edges, glyph.x), len(line.text))
            for glyph in digits
            if line.box.y0 < glyph.centre[1] < line.box.y1
        ]
        line.spots += tuple(
            Spot(max(0, int(start)), min(len(line.text), int(end)), 1.0, STRUCK_OUT)
            for start, end in union([(at - BESIDE, at + BESIDE) for at in places])
        )


def _is_through(line: Segment, glyph: Glyph) -> bool:
    if glyph.dx <= 0 or not line.x0 <= glyph.x + glyph.dx / 2 <= line.x1:
        return False
    return MIDDLE[0] * glyph.size <= glyph.y - line.y0 <= MIDDLE[1] * glyph.size
