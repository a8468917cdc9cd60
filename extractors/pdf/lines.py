"""Characters → lines of text, each with the left edge of every character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.pages.model import Box, TextLine
from extractors.pdf.content import (
    ASCENT,
    DESCENT,
    Glyph,
    Turn,
    direction,
    turned_back,
    unturned_box,
)
from extractors.pdf.letters import printed

SAME_LINE = 0.5
"""Characters stand on one line where their em boxes overlap by this share of the smaller:
a raised ² does, the next line never does."""

# A gap between two characters is a space from so many ems on:
SPACE_TYPED = 0.1  # where the file has a space character there (it may be squeezed)
SPACE_LATIN = 0.25  # between digits and letters: a space in Times is 0.25 em wide
SPACE_CHINESE = 0.7  # beside a Chinese character, where justified lines are stretched

STRETCHED = (0.15, 0.65)
"""A justified line whose Chinese characters stand so many ems apart is stretched; its digits
stand as far apart, and are no words of their own."""
SAME_GAP = 0.05
MANY, ALIKE = 8, 0.7
"""To show it, so many gaps between Chinese characters are needed, and such a share of them
alike, within so many ems."""

TWICE = 0.25
"""A character printed again within this share of its width and height is a make-believe bold
letter; two equal digits side by side are a whole width apart."""

RAISED_SIZE, RAISED_BY = 0.8, 0.15
"""A raised digit is so much smaller than the line's letters and stands so many ems higher."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

RECENT = 200
"""Among so many equal characters before it the first print of one is looked for."""

CHINESE = "\u2e80"
IDEOGRAPHIC_SPACE = "\u3000"


def lines_of(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Return the lines that the characters make, from top to bottom, each trimmed.

    Characters that are turned against the others make lines of their own.
    """
    by_turn: dict[Turn, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        turn = direction(glyph)
        if turn is not None:
            by_turn[turn].append(glyph)
    lines = _upright_lines(by_turn.pop(0, []))
    for turn, turned in by_turn.items():
        for line in _upright_lines([turned_back(glyph, turn) for glyph in turned]):
            line.box, line.edges = unturned_box(line.box, turn), ()
            lines.append(line)
    lines.sort(key=lambda line: (line.box.y1, line.box.x0))
    return lines


def _upright_lines(glyphs: list[Glyph]) -> list[TextLine]:
    rows = _rows(printed_once(glyphs))
    return [line for row in rows if (line := _line(row)) is not None]


def printed_once(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out what is printed again in the same place, as for a bold letter."""
    kept: list[Glyph] = []
    seen: dict[str, list[Glyph]] = {}
    for glyph in glyphs:
        others = seen.setdefault(glyph.text, [])
        if others:
            across = TWICE * max(abs(glyph.dx), 0.2 * glyph.size)
            down = TWICE * glyph.size
            x, y = glyph.x, glyph.y
            if any(abs(o.x - x) <= across and abs(o.y - y) <= down for o in others[-RECENT:]):
                continue
        others.append(glyph)
        kept.append(glyph)
    return kept


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Part upright characters into lines. A line's place is that of its largest character."""
    rows: list[list[Glyph]] = []
    largest: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda each: each.y):
        if largest is None or not _overlap(largest, glyph):
            rows.append([])
            largest = glyph
        elif glyph.size > largest.size:
            largest = glyph
        rows[-1].append(glyph)
    return rows


def _overlap(one: Glyph, other: Glyph) -> bool:
    top = max(one.y - ASCENT * one.size, other.y - ASCENT * other.size)
    bottom = min(one.y + DESCENT * one.size, other.y + DESCENT * other.size)
    return bottom - top >= SAME_LINE * min(one.size, other.size)


def _line(row: list[Glyph]) -> TextLine | None:
    row.sort(key=lambda each: each.x + each.dx / 2)
    largest = max(row, key=lambda each: each.size if each.text.strip() else 0.0)
    text: list[str] = []
    edges: list[float] = []
    before: Glyph | None = None
    spacing = _letter_spacing(row)
    typed = False
    wide: list[Glyph] = []  # ideographic spaces that wait for the next character
    for glyph in row:
        letters = printed(glyph.text)
        if _is_raised(glyph, largest):
            letters = letters.translate(_RAISED)
        if not letters.strip():
            typed = True
            if IDEOGRAPHIC_SPACE in letters:
                wide.append(glyph)
            continue
        if before is not None:
            end = before.x + before.dx
            if wide:
                text.extend(IDEOGRAPHIC_SPACE for _ in wide)
                edges.extend(each.x for each in wide)
            elif _is_space(before, glyph, glyph.x - end, typed, spacing):
                text.append(" ")
                edges.append(end)
        step = glyph.dx / len(letters)
        text.extend(letters)
        edges.extend(glyph.x + step * index for index in range(len(letters)))
        before, typed, wide = glyph, False, []
    if before is None:
        return None
    edges.append(before.x + before.dx)
    solid = [glyph for glyph in row if glyph.text.strip()]
    box = Box(
        edges[0],
        largest.y - ASCENT * largest.size,
        max(edges),
        largest.y + DESCENT * largest.size,
    )
    bold = sum(glyph.bold for glyph in solid) * 2 > len(solid)
    return TextLine("".join(text), box, largest.size, tuple(edges), bold)


def _is_raised(glyph: Glyph, largest: Glyph) -> bool:
    """Tell whether a character is the mark of a note: 17¹ is not 171."""
    return (
        glyph.size <= RAISED_SIZE * largest.size and largest.y - glyph.y >= RAISED_BY * largest.size
    )


def _letter_spacing(row: Sequence[Glyph]) -> float:
    """Return by how many ems a justified line is stretched; 0 where nothing shows that it is."""
    gaps = [
        (after.x - before.x - before.dx) / after.size
        for before, after in pairwise(row)
        if before.text >= CHINESE <= after.text and before.text.strip() and after.text.strip()
    ]
    if len(gaps) < MANY:
        return 0.0
    usual = median(gaps)
    alike = sum(abs(gap - usual) <= SAME_GAP for gap in gaps)
    low, high = STRETCHED
    return usual if low <= usual <= high and alike >= ALIKE * len(gaps) else 0.0


def _is_space(before: Glyph, after: Glyph, gap: float, typed: bool, spacing: float) -> bool:
    em = min(before.size, after.size)
    if spacing and not typed and abs(gap - spacing * em) <= SAME_GAP * em:
        return False
    if typed:
        return gap >= SPACE_TYPED * em
    chinese = before.text[-1] >= CHINESE or after.text[0] >= CHINESE
    return gap >= (SPACE_CHINESE if chinese else SPACE_LATIN) * em
