"""Prose set in two columns: each is read from its top to its bottom, not line by line across.

全年公开信息        本年度共收到申        Read across, 比上年增 would go on with 123条,
123条，其中网       请45件，比上年增      and nobody would see it. Where the columns' lines
站100条。我局       加3件，均已答复       go together is less sure than in one column: all
认真落实条例        ，其中予以公开        of their text is doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from extractors.pages.model import Box, TextLine
from schemas.document import Spot

GUTTER = 1.5
"""Ems between two columns, at least; a typed space is one at most."""
FEWEST_LINES = 4
"""Fewer such lines below each other are signatures, contacts, captions."""
FEWEST_CHARACTERS = 6
"""A side with fewer in a line is a list of words or figures, no prose."""
NEXT = 3.0
"""Lines of a column are no farther apart than so many ems."""
DOUBTED = ("order_unclear",)

_Gap = tuple[int, float, float]
"""The character that is the gap, and its left and right edge."""


def in_columns(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return a page's lines in reading order, those in two columns parted and doubted."""
    ordered = sorted(lines, key=lambda line: (line.box.y0, line.box.x0))
    found: list[TextLine] = []
    for is_parted, group in groupby(_blocks(ordered), key=lambda block: len(block) > 1):
        for block in group:
            if not is_parted:
                found += block
                continue
            halves = [_halves(line, gap) for line in block if (gap := _gap(line)) is not None]
            found += [left for left, _ in halves]
            found += [right for _, right in halves]
    return found


def _blocks(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Part the lines into blocks in two columns, and single lines."""
    blocks: list[list[TextLine]] = []
    run: list[TextLine] = []
    left = right = 0.0  # the gutter that all of the run leave free

    def close() -> None:
        blocks.extend([list(run)] if len(run) >= FEWEST_LINES else [[line] for line in run])
        run.clear()

    for line in lines:
        gap = _gap(line)
        if gap is None:
            close()
            blocks.append([line])
            continue
        wanted = GUTTER * line.size
        if run and (
            min(right, gap[2]) - max(left, gap[1]) < wanted
            or line.box.y0 - run[-1].box.y0 > NEXT * line.size
        ):
            close()
        left, right = (max(left, gap[1]), min(right, gap[2])) if run else (gap[1], gap[2])
        run.append(line)
    close()
    return blocks


def _gap(line: TextLine) -> _Gap | None:
    """Return the one wide gap in a line that has prose on both sides of it."""
    text, edges = line.text, line.edges
    if len(edges) != len(text) + 1 or not line.size:
        return None
    gaps = [
        (at, edges[at], edges[at + 1])
        for at, letter in enumerate(text)
        if letter.isspace() and edges[at + 1] - edges[at] >= GUTTER * line.size
    ]
    if len(gaps) != 1:
        return None
    at = gaps[0][0]
    sides = (text[:at].strip(), text[at + 1 :].strip())
    return gaps[0] if min(map(len, sides)) >= FEWEST_CHARACTERS else None


def _halves(line: TextLine, gap: _Gap) -> tuple[TextLine, TextLine]:
    return _part(line, 0, gap[0]), _part(line, gap[0] + 1, len(line.text))


def _part(line: TextLine, start: int, end: int) -> TextLine:
    edges = line.edges[start : end + 1]
    box = Box(edges[0], line.box.y0, edges[-1], line.box.y1)
    spot = Spot(0, end - start, 1.0, DOUBTED)
    return replace(line, text=line.text[start:end], box=box, edges=edges, spots=(spot,))
