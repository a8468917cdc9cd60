"""Where the lines of prose stand on a prepared page: outside its tables, in reading order.

Nothing is recognised here. Ink that no line is made of is left out: tables, rules and
underlines, the dark edge of a scan, specks.

    ink      收 到 申 请  7 7 5 件 。   ·    one component a stroke or glyph; specks
    smeared  ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄           glyphs of a line run together, lines do not
    row      all smears at one height       一 is low, and belongs to the row that it is in
    line     ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄         and what small marks follow it closely
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.ocr.model import Gray, PreparedPage
from extractors.pages.model import Box

DARKEST_PAPER = 205
"""What is darker is ink. Prepared paper is even and white; thin strokes of a faint copy are no
darker than 200, and with them gone glyphs fall to pieces."""

RULE = 60.0
"""Points of unbroken straight ink that no glyph has: a rule, an underline, a frame's side."""
SMALLEST, LARGEST = 4.5, 48.0
"""Heights of letters, in points: a footnote's, a title's."""
USUAL = 14.0
"""Height in points where a page has too little text to tell."""

SIGN = 0.3
"""In ems: no letter and no dash is smaller both ways; commas, points and specks are."""
MARK, BESIDE = 0.12, 0.9
"""In ems: so large and so near the end of a line is a comma that belongs to it."""
SMEAR = 1.1
"""In ems: glyphs nearer than this are of one line, however wide the space between words."""
FAR = 8.0
"""In ems: words of one row farther apart than this are lines of their own."""
TALL = 1.75
"""In ems: what is higher is more than one line, that touch."""
OVERLAP = 0.5
"""Share of the lower one's height in which two smears of one row stand side by side."""
THIN = 0.06
"""Share of a line's usual ink that may stand in a row of pixels between two lines."""
LONE, CLEFT, SQUARE = 1.7, 0.3, 1.25
"""A lone letter is no wider (in ems of the page: it may be a title's); of its width the gap
between its halves and its height are no more than these shares."""
LOW = 0.4
"""In ems: lower than this is no line of its own."""
LEVEL = 8.0
"""So many times as wide as high, and lower than that, is what is left of a broken rule; 一 alone
is six times as wide, and letters of many a line make it high."""
MOST_INK = 0.75
"""Share of ink beyond which a strip is a bar or a blot; bold letters have half."""
TABLE_MARGIN = 2.0
"""Points around a table's box that its borders may cover."""
PAD = 0.16
"""In ems: paper around a line that the recogniser is used to."""

Ink = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Strip:
    """A line's place in pixels of the prepared picture, and the height of its letters."""

    left: int
    upper: int
    right: int
    lower: int
    em: float

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return self.lower - self.upper


def find_lines(page: PreparedPage, tables: Sequence[Box]) -> list[Strip]:
    """Return the lines of text outside of `tables` (in points), from top to bottom.

    Of one row, those that stand far apart come from left to right.
    """
    ink = _prose_ink(page, tables)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    em = _letter_height(sizes[1:], page.dpi)
    sizes[0] = 0
    signs = (sizes >= SIGN * em).astype(np.uint8)[labels]
    marks = np.flatnonzero((sizes >= MARK * em) & (sizes < SIGN * em))
    reach = max(3, round(SMEAR * em))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (reach, 1))
    smeared: Ink = cv2.morphologyEx(signs, cv2.MORPH_CLOSE, kernel).astype(np.uint8)
    pieces: list[Strip] = []
    for left, upper, width, height in _boxes(smeared):
        piece = Strip(left, upper, left + width, upper + height, em)
        pieces += _apart(signs, piece) if height > TALL * em else [piece]
    strips = _whole_letters([strip for row in _rows(pieces) for strip in _words(row)])
    boxes = stats[marks, : cv2.CC_STAT_AREA].astype(np.int32)
    return [_with_marks(strip, boxes) for strip in strips if _is_text(signs, strip)]


@dataclass(frozen=True, slots=True)
class Crop:
    """A line's picture with some paper around it; `left` is its left edge on the page."""

    picture: Gray
    left: int


def crop(page: PreparedPage, strip: Strip) -> Crop:
    """Cut a line out of the page.

    At least as high as a letter: of a line as short as 无。 the pale upper stroke may be lost,
    and what is left of it reads 元。
    """
    pad = max(2, round(PAD * strip.em))
    more = pad + max(0, round((strip.em - strip.height) / 2))
    height, width = page.gray.shape
    left = max(0, strip.left - pad)
    rows = slice(max(0, strip.upper - more), min(height, strip.lower + more))
    return Crop(page.gray[rows, left : min(width, strip.right + pad)], left)


def box_of(page: PreparedPage, strip: Strip) -> Box:
    """Return a line's place in points."""
    scale = 72 / page.dpi
    return Box(strip.left * scale, strip.upper * scale, strip.right * scale, strip.lower * scale)


def _prose_ink(page: PreparedPage, tables: Sequence[Box]) -> Ink:
    """Return the ink that lines are made of: 1 where there is any."""
    ink: Ink = (page.gray < DARKEST_PAPER).astype(np.uint8)
    if page.borders is not None:  # of frames too, whose bent sides would join the lines within
        ink[page.borders] = 0
    scale = page.dpi / 72
    for box in tables:
        grown = Box(
            box.x0 - TABLE_MARGIN,
            box.y0 - TABLE_MARGIN,
            box.x1 + TABLE_MARGIN,
            box.y1 + TABLE_MARGIN,
        )
        left, upper, right, lower = page.pixels(grown)
        ink[upper:lower, left:right] = 0
    length = max(3, round(RULE * scale))
    for shape in ((length, 1), (1, length)):
        rules = cv2.morphologyEx(
            ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        )
        if rules.any():
            ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    return _without_edges_and_specks(ink, page.dpi)


def _without_edges_and_specks(ink: Ink, dpi: float) -> Ink:
    height, width = ink.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, upper = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, lower = left + stats[:, cv2.CC_STAT_WIDTH], upper + stats[:, cv2.CC_STAT_HEIGHT]
    at_edge = (left <= 1) | (upper <= 1) | (right >= width - 1) | (lower >= height - 1)
    # A decimal point of small print has a quarter of a point squared.
    speck = stats[:, cv2.CC_STAT_AREA] < 0.2 * (dpi / 72) ** 2
    huge = np.maximum(right - left, lower - upper) > 4 * LARGEST * dpi / 72
    drop = at_edge | speck | huge
    drop[0] = True
    kept: Ink = np.where(drop, 0, 1).astype(np.uint8)[labels]
    return kept


def _letter_height(sizes: npt.NDArray[np.int32], dpi: float) -> float:
    """Return the height of the page's letters in pixels: the usual one of its larger pieces.

    Glyphs fall into pieces (二, 小), which are lower; hardly any are higher.
    """
    scale = dpi / 72
    sizes = sizes[(sizes >= SMALLEST * scale) & (sizes <= LARGEST * scale)]
    if len(sizes) < 5:
        return USUAL * scale
    return float(np.percentile(sizes, 75))


def _boxes(ink: Ink) -> list[tuple[int, int, int, int]]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [(int(s[0]), int(s[1]), int(s[2]), int(s[3])) for s in stats[1:]]


def _apart(ink: Ink, piece: Strip) -> list[Strip]:
    """Part what is higher than a line where next to nothing stands between two lines.

    So a large title, which is high as well, stays whole.
    """
    inside = ink[piece.upper : piece.lower, piece.left : piece.right]
    profile = inside.sum(axis=1).astype(np.float64)
    full = profile > THIN * float(np.percentile(profile, 90))
    changes = np.flatnonzero(np.diff(np.concatenate(([False], full, [False]))))
    found: list[Strip] = []
    for start, end in zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True):
        columns = np.flatnonzero(inside[start:end].any(axis=0))
        upper, lower = piece.upper + start, piece.upper + end
        left, right = piece.left + int(columns[0]), piece.left + int(columns[-1]) + 1
        if found and (lower - upper < LOW * piece.em or found[-1].height < LOW * piece.em):
            before = found.pop()
            left, right = min(left, before.left), max(right, before.right)
            upper = before.upper
        found.append(Strip(left, upper, right, lower, piece.em))
    return found


def _rows(pieces: Sequence[Strip]) -> list[list[Strip]]:
    """Return the pieces row by row, each row from left to right."""
    rows: list[list[Strip]] = []
    # The high ones first: a low one (一, a full stop) joins the row that it lies in.
    for piece in sorted(pieces, key=lambda each: -each.height):
        best, most = None, OVERLAP
        for row in rows:
            shared = _shared(_around(row), piece)
            if shared > most:
                best, most = row, shared
        if best is None:
            rows.append([piece])
        else:
            best.append(piece)
    rows.sort(key=lambda row: sum(_extent(row)))
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _whole_letters(strips: Sequence[Strip]) -> list[Strip]:
    """Join the halves of letters that stand alone: 告 has a gap through all its width.

    A letter is about as high as it is wide; two short lines together are higher.
    """
    whole: list[Strip] = []
    for strip in strips:
        above = whole[-1] if whole else None
        if above is not None and _are_halves(above, strip):
            whole[-1] = _joined(above, strip)
        else:
            whole.append(strip)
    return whole


def _joined(one: Strip, other: Strip) -> Strip:
    return Strip(
        min(one.left, other.left),
        min(one.upper, other.upper),
        max(one.right, other.right),
        max(one.lower, other.lower),
        other.em,
    )


def _are_halves(upper: Strip, lower: Strip) -> bool:
    common = min(upper.right, lower.right) - max(upper.left, lower.left)
    widest = max(upper.width, lower.width)
    return (
        widest <= LONE * upper.em
        and common >= 0.6 * min(upper.width, lower.width)
        and 0 <= lower.upper - upper.lower <= CLEFT * widest
        and lower.lower - upper.upper <= SQUARE * widest
    )


def _extent(row: Sequence[Strip]) -> tuple[int, int]:
    return min(each.upper for each in row), max(each.lower for each in row)


def _around(row: Sequence[Strip]) -> tuple[int, int]:
    """Return a row's upper and lower edge; its first piece is its highest."""
    return row[0].upper, row[0].lower


def _shared(extent: tuple[int, int], piece: Strip) -> float:
    """Return the share of the lower one's height that two pieces have in common."""
    common = min(extent[1], piece.lower) - max(extent[0], piece.upper)
    return common / max(1, min(extent[1] - extent[0], piece.height))


def _words(row: Sequence[Strip]) -> list[Strip]:
    """Join the pieces of a row to lines, but for those that stand far apart."""
    lines: list[Strip] = []
    for piece in row:
        if lines and piece.left - lines[-1].right < FAR * piece.em:
            lines[-1] = _joined(lines[-1], piece)
        else:
            lines.append(piece)
    return lines


def _is_text(ink: Ink, strip: Strip) -> bool:
    """Return whether a strip holds letters: a stroke, a rule's rest or a blot alone is none."""
    low = strip.height < LOW * strip.em
    if low and (strip.width < strip.em or strip.width > LEVEL * strip.height):
        return False
    part = ink[strip.upper : strip.lower, strip.left : strip.right]
    return float(part.mean()) < MOST_INK


def _with_marks(strip: Strip, boxes: npt.NDArray[np.int32]) -> Strip:
    """Take in the commas and points that stand closely before or after a line's letters."""
    beside = BESIDE * strip.em
    x0, y0 = boxes[:, 0], boxes[:, 1]
    x1, y1 = x0 + boxes[:, 2], y0 + boxes[:, 3]
    level = (y0 >= strip.upper) & (y1 <= strip.lower + SIGN * strip.em)
    near = level & (x1 > strip.left - beside) & (x0 < strip.right + beside)
    if not near.any():
        return strip
    return Strip(
        min(strip.left, int(x0[near].min())),
        strip.upper,
        max(strip.right, int(x1[near].max())),
        max(strip.lower, int(y1[near].max())),
        strip.em,
    )
