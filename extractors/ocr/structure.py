"""A third witness: does the shape of the ink allow the figure that was read?

     ┌──┐ ┌──┐   ┌──┐        columns of ink against digits, the pitch between them,
     │  │ │  │   │  │        a point or comma where the pitch is wider, and nowhere else,
     │  │ │  │ ▪ │  │        a sign in front
     └──┘ └──┘   └──┘
     ←pitch→←─ wide ─→

Both recognisers learned from like samples and can err alike; geometry errs otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from extractors.ocr.crops import CellInk, Part
from extractors.ocr.figure_text import FigureText

TALL = 0.6
"""A digit is at least so high, as a share of the tallest in the line."""
POINT_HIGH = 0.34
"""A point or comma is no higher; a dash neither."""
USUAL_PITCH = 0.77
"""From one digit to the next, as a share of their height: 0.70 in Song, 0.87 in DejaVu."""
WIDE = 1.26
"""So many pitches between two digits leave room for a point; a 1 stands 0.15 off its middle."""
WIDE_SET = (1.2, 1.5)
"""The pitch of full-width digits (１２３): an em, which is 1.3 to 1.47 times their height.
Two figures of a row whose border is lost are farther apart."""
EVEN = 0.1
"""Full-width digits stand so evenly, as a share of their pitch: no digit lost between them
(two pitches of narrow ones come near an em) does so twice."""
CLOSE = 1.16
"""Below so many there is no room for one: the speck between them is dust."""
BROKEN = 0.73
"""Two tall pieces that together are no wider, as a share of the height, are one digit with
its thin strokes lost: 0 as (). Two 1 side by side are wider (0.74 in the narrowest face)."""
CRUMB = 0.06
"""A piece of a digit, as a share of its ink."""
BY_THOUSANDS = re.compile(r"[-+]? \d{1,3} \. \d{3}", re.VERBOSE)
"""A point before just three digits may be a comma whose tail was lost: 53.981."""
TOGETHER_WHITE = 0.15
"""White between two digits, as a share of their pitch."""
TOGETHER_OFF = 0.22
"""Columns of digits run together may differ so much from whole digits: a point between two
of them would take a third of a pitch and more."""
STROKE = 0.42
"""A minus sign is at least this wide, as a share of the digits' height."""
PALE = 8.0
"""Grey levels. A level stroke is seen from here on, averaged over its width."""
HANGS = 0.1
"""A mark that reaches so far below the digits, as a share of their height, may be a comma."""
ROUND = 1.2
"""A point is no higher beside its width; in some faces it hangs a little too."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A line of ink as columns: tall ones (digits) and low ones (points, dashes, dust).

    `mended` says that a digit had fallen apart and was put together.
    """

    tall: tuple[Part, ...]
    low: tuple[Part, ...]
    upper: int
    lower: int
    mended: bool = False

    @property
    def height(self) -> int:
        """Return the height of the tallest column."""
        return self.lower - self.upper


def shape_of(parts: Sequence[Part]) -> Shape:
    """Join pieces that stand above each other, and tell the tall columns from the low."""
    columns: list[Part] = []
    pieced = False
    for part in sorted(parts, key=lambda each: each.x0):
        last = columns[-1] if columns else None
        if last is not None:
            common = min(last.x1, part.x1) - max(last.x0, part.x0)
            if common > 0.5 * min(last.width, part.width) and not _is_beside(last, part):
                columns[-1] = _joined(last, part)
                pieced = True
                continue
        columns.append(part)
    highest = max((part.height for part in columns), default=0)
    whole = _mended(columns, highest)
    mended, columns = pieced or len(whole) < len(columns), whole
    tall = tuple(part for part in columns if part.height >= TALL * highest)
    low = tuple(part for part in columns if part.height < TALL * highest)
    upper = min((part.y0 for part in tall), default=0)
    lower = max((part.y1 for part in tall), default=0)
    return Shape(tall, low, upper, lower, mended)


def _joined(left: Part, right: Part) -> Part:
    return Part(
        min(left.x0, right.x0),
        min(left.y0, right.y0),
        max(left.x1, right.x1),
        max(left.y1, right.y1),
        left.area + right.area,
        left.touching or right.touching,
    )


def _mended(columns: Sequence[Part], highest: int) -> list[Part]:
    """Join the halves of digits whose thin strokes are lost."""
    mended: list[Part] = []
    for part in columns:
        last = mended[-1] if mended else None
        if (
            last is not None
            and min(last.height, part.height) >= 0.45 * highest
            and part.x1 - last.x0 <= BROKEN * highest
        ):
            mended[-1] = _joined(last, part)
        else:
            mended.append(part)
    return mended


def joined(shape: Shape) -> Shape:
    """Return a shape with all its tall columns as one: a digit that fell apart."""
    if len(shape.tall) < 2:
        return shape
    return replace(shape, tall=(reduce(_joined, shape.tall),), mended=True)


def _is_beside(left: Part, right: Part) -> bool:
    """Return whether a low mark tucks under its neighbour, as a comma under a 7."""
    small, large = sorted((left, right), key=lambda part: part.height)
    # A comma starts near the line and goes below it; no stroke of a digit does.
    return small.height <= 0.45 * large.height and small.y1 > large.y1 + 0.05 * large.height


def is_broken(cell: CellInk, shape: Shape) -> bool:
    """Return whether a digit has fallen apart for good: its palest ink does not join it."""
    if not shape.mended or cell.faint is None:
        return False
    for part in shape.tall:
        ink = cell.faint[part.y0 : part.y1, part.x0 : part.x1].astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        if int((stats[1:, cv2.CC_STAT_AREA] >= CRUMB * part.area).sum()) > 1:
            return True
    return False


def pitch_of(shapes: Sequence[tuple[Shape, str]]) -> float | None:
    """Return the usual pitch of a page's figures as a share of their height.

    `shapes` are lines of figures, with what was read. None where there are too few.
    """
    steps = [
        (_middle(right) - _middle(left)) / shape.height
        for shape, text in shapes
        if sum(map(str.isdigit, text)) == len(shape.tall) > 1 and shape.height
        for at, (left, right) in enumerate(pairwise(shape.tall), start=1)
        if at not in _marks_after(text)
    ]
    if len(steps) >= 6 or _are_wide_set(steps):
        return median(steps)
    return None


def is_wide_set(pitch: float | None) -> bool:
    """Return whether a pitch, as a share of the digits' height, is that of full-width digits."""
    return pitch is not None and WIDE_SET[0] <= pitch <= WIDE_SET[1]


def _are_wide_set(steps: Sequence[float]) -> bool:
    """Return whether steps from digit to digit are evenly those of full-width digits."""
    if len(steps) < 2:  # a lone pair may have lost a digit between them
        return False
    usual = median(steps)
    even = max(abs(step - usual) for step in steps) <= EVEN * usual
    return even and is_wide_set(usual)


def contradictions(
    cell: CellInk, shape: Shape, figure: FigureText, pitch: float | None = None
) -> list[str]:
    """Return what speaks against a figure in its ink; empty where nothing does.

    Codes, for tests and for looking into a page: columns, width, sign, point, gap, slash,
    dash.
    """
    if figure.key is None or figure.unit:
        return []
    if figure.key == "-":
        return [] if _may_be_dash(shape, figure.text) else ["dash"]
    if not shape.tall or not shape.height:
        return ["columns"]
    found: list[str] = []
    step = (pitch or USUAL_PITCH) * shape.height
    tall = list(shape.tall)
    sign = figure.key[0] if figure.key[0] in "+-" else ""
    if sign == "+":
        tall = tall[1:]
    digits = figure.digits
    dashes = [part for part in shape.low if _is_dash(part, shape)]
    in_front = [part for part in dashes if tall and part.x1 <= tall[0].x0 + 0.2 * step]
    signed = bool(in_front) or (not sign and _has_pale_dash(cell, tall, shape))
    # Nobody prints -0: before a 0 it is dust.
    if (sign == "-") != signed and (sign or digits.strip("0")):
        found.append("sign")
    if len(tall) > len(digits):
        found.append("columns")
    tall = _apart(tall, len(digits), step) or tall
    if BY_THOUSANDS.fullmatch(figure.key):
        found.append("point")
    found += _width(tall, figure, step)
    if len(tall) == len(digits):
        found += _points(tall, shape, figure, step, pitch is not None)
    elif "." in figure.key or "," in figure.text:
        found.append("point")
    return found


def _apart(tall: Sequence[Part], count: int, step: float) -> list[Part] | None:
    """Cut columns in which digits run together into digits; None where that is unclear.

    ██▀██ ▐▌ ██       as wide as two digits, then one, then one: four digits
    """
    if not tall or len(tall) >= count:
        return None
    apart: list[Part] = []
    for part in tall:
        # The last digit of a column is narrower than the pitch by the white beside it.
        digits = part.width / step + TOGETHER_WHITE
        many = max(1, round(digits))
        if many > 1 and abs(digits - many) > TOGETHER_OFF:
            return None
        edges = [part.x0 + round(part.width * at / many) for at in range(many + 1)]
        apart += [Part(x0, part.y0, x1, part.y1, part.area // many, part.touching)
                  for x0, x1 in pairwise(edges)]  # fmt: skip
    return apart if len(apart) == count else None


def _has_pale_dash(cell: CellInk, tall: Sequence[Part], shape: Shape) -> bool:
    """Return whether a level stroke too pale to be ink stands before the first digit.

    A thin minus in noise is seen only over its whole width (the median keeps out specks):
    its rows in the middle of the line are darker than the paper above and below.
    """
    high = shape.height
    pieces = [part for part in (*tall, *shape.low) if part.height >= 0.4 * high]
    if not tall or not pieces:  # scraps at many heights are none of them as high as their line
        return False
    right = min(part.x0 for part in pieces) - max(1, round(0.06 * high))
    left = right - round(STROKE * high)
    strip = cell.gray[
        max(0, shape.upper - high // 4) : shape.lower + high // 4, max(0, left) : right
    ]
    if left < 0 or strip.shape[1] < 3 or strip.shape[0] < 8:
        return False
    rows = cv2.GaussianBlur(np.median(strip, axis=1).astype(np.float32)[:, None], (1, 3), 0)[:, 0]
    upper = shape.upper - max(0, shape.upper - high // 4)
    middle = rows[upper + round(0.3 * high) : upper + round(0.8 * high)]
    paper = float(np.median(rows))
    spread = max(float(np.median(np.abs(rows - paper))) * 1.4826, PALE / 4)
    return bool(middle.size and paper - float(middle.min()) > 4 * spread)


def _width(tall: Sequence[Part], figure: FigureText, step: float) -> list[str]:
    """Compare the width over all digits with that of so many digits and marks."""
    if not tall:
        return ["width"]
    marks = figure.text.count(".") + figure.text.count(",")
    width = tall[-1].x1 - tall[0].x0
    count = len(figure.digits)
    most = (count + 0.25) * step + marks * 1.1 * step
    least = (count - 0.85) * step - 0.35 * step + marks * 0.3 * step
    return [] if least <= width <= most else ["width"]


def _points(
    tall: Sequence[Part], shape: Shape, figure: FigureText, step: float, known: bool
) -> list[str]:
    """Look for a mark wherever the text has one, and for room for it; and nowhere else."""
    found: list[str] = []
    marks = _marks_after(figure.text)
    for at, (left, right) in enumerate(pairwise(tall), start=1):
        room = (_middle(right) - _middle(left)) / step
        between = _between(left, right, shape)
        mark = marks.get(at)
        if mark is None:
            if room >= (WIDE if known else WIDE + 0.1):
                found.append("gap")
            continue
        narrow = room < (CLOSE if known else CLOSE - 0.1)
        comma = mark == "." and any(_is_comma(part, shape) for part in between)
        if not between or narrow or comma:
            found.append("point")
    return found


def _between(left: Part, right: Part, shape: Shape) -> list[Part]:
    """Return the low ink between two digits where a point or comma stands."""
    return [
        part
        for part in shape.low
        if left.x0 + 0.3 * left.width < (part.x0 + part.x1) / 2 < right.x1
        and (part.y0 + part.y1) / 2 > shape.lower - 0.45 * shape.height
        and part.x0 < right.x0 + 0.3 * right.width
    ]


def shows_point(shape: Shape, figure: FigureText, pitch: float | None = None) -> bool:
    """Return whether the ink has a point wherever a figure has one, however faint, and room."""
    marks = _marks_after(figure.text)
    if len(shape.tall) != len(figure.digits) or not marks:
        return False
    step = (pitch or USUAL_PITCH) * shape.height
    for at in marks:
        left, right = shape.tall[at - 1 : at + 1]
        between = _between(left, right, shape)
        wide = _middle(right) - _middle(left) >= WIDE * step
        if not (wide and between) or any(_is_comma(part, shape) for part in between):
            return False
    return True


def _is_comma(mark: Part, shape: Shape) -> bool:
    """Return whether a mark hangs below the line, and is longer than a round point."""
    return mark.y1 > shape.lower + HANGS * shape.height and mark.height > ROUND * mark.width


def _marks_after(text: str) -> dict[int, str]:
    """Return the points and commas of a text by how many digits stand before them."""
    marks: dict[int, str] = {}
    count = 0
    for character in text:
        if character.isdigit():
            count += 1
        elif character in ".,":
            marks[count] = character
    return marks


def _middle(part: Part) -> float:
    return (part.x0 + part.x1) / 2


def _is_dash(part: Part, shape: Shape) -> bool:
    middle = (part.y0 + part.y1) / 2 - shape.upper
    return (
        part.height <= POINT_HIGH * shape.height
        and part.width >= max(1.3 * part.height, 0.22 * shape.height)
        and 0.3 * shape.height <= middle <= 0.8 * shape.height
    )


def _may_be_dash(shape: Shape, text: str) -> bool:
    parts = (*shape.tall, *shape.low)
    if not parts:
        return False
    if "/" in text:
        return True
    return all(part.width >= 1.2 * part.height for part in parts)
