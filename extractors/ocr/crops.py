"""A cell of a page's picture → its ink: borders and dust taken away, lines of text cut out.

┌──────────────┐     the box of the cell
│▒▒            │     residue of a border: thin, and touching it
│     12 3  ·  │     a line of text; dust beside it
└──────────────┘
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors.ocr.model import Gray, Mask, PreparedPage
from extractors.pages.model import Box

SMALLEST_SIGN = 1.9
"""Points. No figure and no dash is smaller both ways (a hyphen of 9 pt is 2.5 pt wide)."""
SMALLEST_POINT = 0.55
"""Points. A decimal point of 9 pt is 0.9 pt wide; less is grain."""
RESIDUE = 1.1
"""Points. What a border leaves behind when it is erased is no thicker than this."""
BESIDE_BORDER = 1.3
"""Points. Ink that nowhere is farther from a border was the border's: one of two lines."""
LONGEST_STROKE = 13.0
"""Points. Such ink is the border's only where it is longer than any digit is high."""
RIM = 1.8
"""Points. Thin ink no farther from a border, and away from the figure, is of the border too."""
AWAY = 1.5
"""So far away, as a share of the figure's height: its own digits stand closer."""
LOWEST_DIGIT = 4.5
"""Points. Digits are at least so high; ink beside them that is no figure is smaller."""
EDGE = 2.5
"""Points. So near to the border above or below no dash is printed: half a line of 9 pt is 4.5."""
MARGIN = 1.0
"""Points around a cell that are looked at too, since borders are not quite where they seem."""
LINE_GAP = 0.9
"""Points of white that part two lines of text in a cell."""
BESIDE = 4.0
"""Points. Small ink so close to a figure may belong to it: a point, a comma, a minus sign."""
FAINT = 0.35
"""A figure may be as faint as this beside the print of its page."""
FAINT_SIGN = 0.27
"""Thin strokes (a minus of 1 pixel) blur to this share of the contrast."""
GRAIN = 4.0
"""And stands out of the paper's grain by so many deviations."""
LOW_BAND = 5.5
"""Points. A lower band of ink is a piece of a letter, as the strokes of 二, and not a line."""
BAND_GAP = 3.6
"""Points that part such a piece from the rest of its letter at most."""
MIN_CONTRAST = 28.0
"""Grey levels. Fainter than this no print is told from paper."""


@dataclass(frozen=True, slots=True)
class Part:
    """A connected piece of ink: its box in pixels of the crop, and how many pixels it has.

    `touching`: it runs into a border. `rim`: it is thin, and nowhere far from a border.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    touching: bool = False
    rim: bool = False

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Tone:
    """The greys of a page: its paper, how much that varies (a deviation), and its print."""

    paper: float
    noise: float
    ink: float


@dataclass(slots=True)
class CellInk:
    """What is in a cell: its picture without borders, its ink, and the pieces of that.

    `x` and `y` are where the crop lies on the page (pixels). `soiled` says that a piece as
    large as a figure runs into a border, so that some of it may be erased or foreign.
    `marked` says that ink lies where a seal or the like was taken away. `faint` is the ink
    with its palest strokes.
    """

    gray: Gray
    ink: Mask
    parts: list[Part]
    dpi: float
    x: int
    y: int
    soiled: bool = False
    marked: bool = False
    faint: Mask | None = None

    def points(self, pixels: float) -> float:
        """Return a length of pixels in points."""
        return pixels * 72 / self.dpi


def tone_of(page: PreparedPage, boxes: Sequence[Box]) -> Tone:
    """Measure paper and print inside the boxes of a page's cells."""
    gray = page.gray
    samples = []
    for box in boxes:
        x0, y0, x1, y1 = page.pixels(box)
        part = gray[y0:y1, x0:x1]
        if page.borders is not None:
            part = part[~page.borders[y0:y1, x0:x1]]
        samples.append(part.ravel())
    values = np.concatenate(samples) if samples else gray.ravel()
    if not values.size:
        return Tone(255.0, 0.0, 0.0)
    counts = np.bincount(values, minlength=256)
    paper = float(np.median(values))
    spread = float(np.median(np.abs(values.astype(np.int16) - int(paper)))) * 1.4826
    # Print is a few per cent of a table: the darkest fiftieth is print and not dust.
    below = np.cumsum(counts)
    ink = float(np.searchsorted(below, values.size * 0.004))
    return Tone(paper, max(spread, 1.0), min(ink, paper - MIN_CONTRAST))


def cut_cell(page: PreparedPage, box: Box, tone: Tone) -> CellInk:
    """Cut a cell out of the page, without its borders and what they leave behind."""
    x0, y0, x1, y1 = page.pixels(
        Box(box.x0 - MARGIN, box.y0 - MARGIN, box.x1 + MARGIN, box.y1 + MARGIN)
    )
    gray = page.gray[y0:y1, x0:x1].copy()
    border = np.zeros(gray.shape, bool)
    if page.borders is not None:
        border |= page.borders[y0:y1, x0:x1]
    left, upper, right, lower = page.pixels(box)
    border[: max(0, upper - y0), :] = True  # beyond the box is the neighbour's
    border[:, : max(0, left - x0)] = True
    border[lower - y0 :, :] = True
    border[:, right - x0 :] = True
    gray[border] = round(tone.paper)
    scale = page.dpi / 72
    smooth = cv2.GaussianBlur(gray, (0, 0), max(0.5, 0.18 * scale))
    darkest = float(np.percentile(smooth, 0.5)) if smooth.size else tone.paper
    contrast = max(
        tone.paper - darkest,
        FAINT * (tone.paper - tone.ink),
        GRAIN * tone.noise,
        MIN_CONTRAST,
    )
    ink: Mask = smooth < tone.paper - 0.5 * contrast
    faint = smooth < tone.paper - max(FAINT_SIGN * contrast, 0.6 * GRAIN * tone.noise)
    _add_faint(ink, faint & ~border)
    parts, soiled = _parts(gray, ink, border, tone, scale)
    marked = False
    if page.marks is not None:
        marked = bool((page.marks[y0:y1, x0:x1] & ink).any())
    return CellInk(gray, ink, parts, page.dpi, x0, y0, soiled, marked, faint | ink)


def _add_faint(ink: Mask, faint: Mask) -> None:
    """Add pieces of faint ink that hang on no other: a thin minus sign, a point."""
    count, labels = cv2.connectedComponents(faint.astype(np.uint8), connectivity=8)
    if count > 1:
        lone = np.ones(count, bool)
        lone[np.unique(labels[ink])] = False
        lone[0] = False
        ink |= lone[labels]


def _parts(
    gray: Gray, ink: Mask, border: Mask, tone: Tone, scale: float
) -> tuple[list[Part], bool]:
    """Return the pieces of ink from left to right, after erasing grain and residue."""
    if not ink.any():
        return [], False
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    near = cv2.dilate(border.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    touching = set(np.unique(labels[near & ink]).tolist())
    leaving = _leaving(border, ink, labels, BESIDE_BORDER * scale)
    beyond_rim = _leaving(border, ink, labels, RIM * scale)
    parts: list[Part] = []
    soiled = False
    for at in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[at])
        touches = at in touching
        thin = min(width, height) <= RESIDUE * scale
        tiny = max(width, height) < SMALLEST_POINT * scale
        residue = touches and (thin or max(width, height) < SMALLEST_SIGN * scale)
        if residue and thin and max(width, height) >= SMALLEST_SIGN * scale:
            # A 1 or a dash beside the border looks much like a rest of it.
            residue = area >= 0.6 * width * height and _along(border, x, y, width, height)
        long = max(width, height) >= LONGEST_STROKE * scale
        residue = residue or (touches and long and at not in leaving)
        if tiny or residue:
            ink[labels == at] = False
            if residue:
                grown = cv2.dilate((labels == at).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
                gray[grown] = round(tone.paper)
            continue
        rim = thin and at not in beyond_rim
        parts.append(Part(x, y, x + width, y + height, area, touches, rim))
        soiled = soiled or (touches and max(width, height) >= SMALLEST_SIGN * scale)
    parts.sort(key=lambda part: part.x0)
    return parts, soiled


def _leaving(border: Mask, ink: Mask, labels: cv2.typing.MatLike, distance: float) -> set[int]:
    """Return the pieces of ink that reach farther than `distance` pixels from any border."""
    reach = 2 * round(distance) + 1
    beyond = cv2.dilate(border.astype(np.uint8), np.ones((reach, reach), np.uint8)) == 0
    return set(np.unique(labels[beyond & ink]).tolist())


def _along(border: Mask, x: int, y: int, width: int, height: int) -> bool:
    """Return whether a thin piece lies all along a border, as what is left of that does."""
    grown = border[max(0, y - 2) : y + height + 2, max(0, x - 2) : x + width + 2]
    covered = grown.any(axis=1) if height > width else grown.any(axis=0)
    return bool(covered.mean() >= 0.8)


def lines_of(cell: CellInk) -> list[list[Part]]:
    """Return the pieces of ink line by line, from top to bottom, each from left to right.

    Dust that lies beside no line is left out, and what is left of borders away from a figure.
    Empty where nothing as large as a sign is.
    """
    scale = cell.dpi / 72
    large = [p for p in cell.parts if max(p.width, p.height) >= SMALLEST_SIGN * scale]
    large = _without_foreign(cell, large, LOWEST_DIGIT * scale)
    if not large:
        return []
    rows = np.zeros(cell.ink.shape[0], bool)
    for part in large:
        rows[part.y0 : part.y1] = True
    gap = max(1, round(LINE_GAP * scale))
    bands: list[list[int]] = []
    for y in np.flatnonzero(rows):
        if bands and y - bands[-1][1] < gap:
            bands[-1][1] = int(y) + 1
        else:
            bands.append([int(y), int(y) + 1])
    lines = []
    for upper, lower in _whole_lines(bands, scale):
        own = [p for p in large if p.y0 >= upper and p.y1 <= lower]
        reach = BESIDE * scale
        drop = 1.5 * scale  # a comma hangs below its line
        left, right = min(p.x0 for p in own) - reach, max(p.x1 for p in own) + reach
        small = [
            p
            for p in cell.parts
            if max(p.width, p.height) < SMALLEST_SIGN * scale
            and left <= p.x0 and p.x1 <= right and upper - drop <= p.y0 and p.y1 <= lower + drop
        ]  # fmt: skip
        lines.append(sorted(own + small, key=lambda part: part.x0))
    return lines


def _without_foreign(cell: CellInk, parts: Sequence[Part], lowest: float) -> list[Part]:
    """Leave out what cannot belong to the print of a cell.

    ▔▔                 ▏
         ·  1 0        ▏   of a border, and away from the figure
    ▪                      as small as dust, above or below the line

    Where there are no digits, only level strokes along the upper or lower border are left out:
    a dash stands off them, but a 1 may stand beside a border.
    """
    high = [part for part in parts if part.height >= lowest and not part.rim]
    if not high:
        return [
            part
            for part in parts
            if not (part.rim and part.width > part.height and is_at_edge(cell, part.y0, part.y1))
        ]
    upper, lower = min(part.y0 for part in high), max(part.y1 for part in high)
    left, right = min(part.x0 for part in high), max(part.x1 for part in high)
    away = AWAY * max(part.height for part in high)

    def is_foreign(part: Part) -> bool:
        outside = part.y1 <= upper - lowest / 2 or part.y0 >= lower + lowest / 2
        if outside and max(part.width, part.height) < lowest:
            return True
        return part.rim and (outside or part.x1 <= left - away or part.x0 >= right + away)

    return [part for part in parts if not is_foreign(part)]


def is_at_edge(cell: CellInk, y0: int, y1: int) -> bool:
    """Return whether a level stroke from `y0` to `y1` lies along the upper or lower border."""
    middle, height = cell.points((y0 + y1) / 2), cell.points(cell.ink.shape[0])
    return min(middle, height - middle) < EDGE + MARGIN


def _whole_lines(bands: Sequence[Sequence[int]], scale: float) -> list[tuple[int, int]]:
    """Join low bands to the line above or below that they are pieces of."""
    lines = [(upper, lower) for upper, lower in bands]
    at = 0
    while at + 1 < len(lines):
        (upper, middle), (below, lower) = lines[at], lines[at + 1]
        low = min(middle - upper, lower - below) < LOW_BAND * scale
        if low and below - middle <= BAND_GAP * scale and lower - upper <= 3 * LOW_BAND * scale:
            lines[at : at + 2] = [(upper, lower)]
        else:
            at += 1
    return lines


def cut_line(cell: CellInk, parts: Sequence[Part], across: float, along: float) -> Gray:
    """Cut one line of text out of a cell, with paper around it.

    `across` and `along` are the margins above and at the sides, as shares of the height.
    A lone dash gets the height of a letter, so that it stays small.
    """
    scale = cell.dpi / 72
    x0, x1 = min(p.x0 for p in parts), max(p.x1 for p in parts)
    y0, y1 = min(p.y0 for p in parts), max(p.y1 for p in parts)
    lowest = round(6.0 * scale)
    if y1 - y0 < lowest:
        middle = (y0 + y1) // 2
        y0, y1 = middle - lowest // 2, middle + (lowest + 1) // 2
    height = y1 - y0
    dx, dy = round(height * along), max(1, round(height * across))
    box = (x0 - dx, y0 - dy, x1 + dx, y1 + dy)
    return cut_padded(cell.gray, box)


def cut_padded(gray: Gray, box: tuple[int, int, int, int]) -> Gray:
    """Cut a box that may reach beyond the picture; what lies beyond is paper."""
    x0, y0, x1, y1 = box
    height, width = gray.shape
    paper = int(np.percentile(gray, 80)) if gray.size else 255
    out = np.full((y1 - y0, x1 - x0), paper, np.uint8)
    inner = gray[max(0, y0) : min(height, y1), max(0, x0) : min(width, x1)]
    top, left = max(0, -y0), max(0, -x0)
    out[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return out
