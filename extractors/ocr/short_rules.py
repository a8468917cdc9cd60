"""Borders too short, or too pale for their length, to be found as lines of a page.

├──────┬─────╷─────┤     A column may have no more than a row or two on a page, and a dotted
│ 规章  │  2  ╷  0  │     row no other row beside it. What is left of such borders is shorter
├──────┼─────╵─────┤     than strokes of letters are. But it leads from one border to the
╎ 规范性│  1  ╎  2  ╎     next, over bare paper, and letters never do.
╵┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╵
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from extractors.ocr.borders import Fragment
from extractors.ocr.lattice import Lattice
from extractors.ocr.model import Gray
from extractors.ocr.rules import ALIKE_MM, DOUBLE_MM, Group, Rule, shifted

MOST_COLUMNS = 4
"""Table 二 has no more. In the other tables each column goes over many rows."""

NARROWEST_MM = 12.0
"""No column of table 二 is as narrow."""

LOWEST_MM, TALLEST_MM = 5.0, 14.0
"""How high a row of one or two lines is."""

LETTER_MM = 7.0
"""A bracket or a stroke in a row of 5 mm may seem to part it."""

INSET_MM = 0.6
"""Left out at both ends of a line, where the borders are that it meets."""

WINDOW_MM, SHOWN, DARKER = 1.2, 0.75, 7.0
"""A line is darker than the paper at both sides by so many grey levels, in this share of windows
so long, the first and the last among them. Grain has 2 or 3 levels."""

SIDE_MM, SIDES_MM, INKED, BARE = 0.6, 1.6, 8.0, 0.9
"""From where to where a line's sides are looked at, and from how many levels on they have ink. So
many windows must be bare: letters stand beside letters."""

SPECK = 60
"""No pixel counts as darker by more levels, or a speck would make a window dark."""


def lines_between(
    gray: Gray, start: float, end: float, first: float, last: float, dpi: float
) -> list[float]:
    """Return where upright lines run all the way from one height to another, between two places.

    All in pixels: heights `start` and `end`, places across from `first` to `last`.
    """
    pixels_mm = dpi / 25.4
    inset, near, far = (round(mm * pixels_mm) for mm in (INSET_MM, SIDE_MM, SIDES_MM))
    top, bottom = max(0, round(start) + inset), min(gray.shape[0], round(end) - inset)
    left, right = max(0, round(first) - far), min(gray.shape[1], round(last) + far + 1)
    count = round((bottom - top) / (WINDOW_MM * pixels_mm))
    if count < 3 or right - left <= 2 * far:
        return []
    band = np.maximum(gray[top:bottom, left:right], 255 - SPECK)
    means = np.stack([part.mean(axis=0) for part in np.array_split(band, count)])
    width = means.shape[1] - 2 * far
    # A line may drift by a pixel on its way.
    line = np.min([means[:, far + d : far + d + width] for d in (-1, 0, 1)], axis=0)
    sides = [
        np.mean([means[:, far + d : far + d + width] for d in offsets], axis=0)
        for offsets in (range(-far, -near + 1), range(near, far + 1))
    ]
    paper = np.minimum(*sides)
    shown = paper - line >= DARKER
    bare = paper >= np.median(band) - INKED
    whole = (shown.mean(axis=0) >= SHOWN) & shown[0] & shown[-1]
    found = np.flatnonzero(whole & (bare.mean(axis=0) >= BARE))
    dark = line.mean(axis=0)
    return [
        left + far + float(run[dark[run] <= dark[run].min() + 1].mean())
        for run in np.split(found, np.flatnonzero(np.diff(found) > 2) + 1)
        if run.size
    ]


def short_columns(lattice: Lattice, gray: Gray, dpi: float) -> list[Rule]:
    """Return column rules of a narrow table that were not found, but run through whole rows."""
    if len(lattice.columns) > MOST_COLUMNS:
        return []
    same, near = DOUBLE_MM * dpi / 25.4, NARROWEST_MM * dpi / 25.4
    lengths: dict[float, float] = {}
    for row in range(len(lattice.rows) - 1):
        nodes = lattice.nodes[row : row + 2]
        start, end = nodes[0, :, 1].max(), nodes[1, :, 1].min()
        for left, right in pairwise(nodes[:, :, 0].mean(axis=0).tolist()):
            for place in lines_between(gray, start, end, left + near, right - near, dpi):
                known = next((each for each in lengths if abs(each - place) <= same), place)
                lengths[known] = lengths.get(known, 0.0) + float(end - start)
    least = LETTER_MM * dpi / 25.4
    return [_beside(lattice.columns, at) for at, length in lengths.items() if length >= least]


def outer_rows(lattice: Lattice, gray: Gray, dpi: float) -> list[Rule]:
    """Return row rules above or below all that were found, to which both sides lead."""
    left, right = lattice.nodes[:, 0, 0].max(), lattice.nodes[:, -1, 0].min()
    lowest, tallest = LOWEST_MM * dpi / 25.4, TALLEST_MM * dpi / 25.4
    found = []
    for rule, way in ((0, -1), (-1, 1)):
        border = float(lattice.nodes[rule, :, 1].mean())
        first, last = sorted((border + way * lowest, border + way * tallest))
        sides = lattice.nodes[rule, [0, -1], 0].tolist()
        for place in lines_between(gray.T, left, right, first, last, dpi):
            if _have_lines(gray, border, place, sides, dpi):
                found.append(_beside(lattice.rows, place))
                break
    return found


def with_lone_rows(found: list[Group], gray: Gray, dpi: float) -> list[Group]:
    """Return the groups of a page's borders, those made tables that are one row's upper and lower.

    A row by itself, as at the top of a page, has upright borders too short to be found.
    """
    alike, lowest, tallest = (mm * dpi / 25.4 for mm in (ALIKE_MM, LOWEST_MM, TALLEST_MM))
    lone = sorted(
        (group[0][0] for group in found if len(group[0]) == 1 and not group[1]),
        key=lambda each: float(np.median(each.places)),
    )
    groups = [group for group in found if len(group[0]) != 1 or group[1]]
    while lone:
        upper = lone.pop(0)
        lower = lone[0] if lone else None
        if lower is not None:
            y0, y1 = float(np.median(upper.places)), float(np.median(lower.places))
            sides = [(one + two) / 2 for one, two in zip(*map(_ends, (upper, lower)), strict=True)]
            unlike = np.abs(np.subtract(_ends(upper), _ends(lower))).max()
            fits = lowest <= y1 - y0 <= tallest and unlike <= alike
            if fits and (places := _have_lines(gray, y0, y1, sides, dpi)):
                groups.append(([upper, lone.pop(0)], [_upright(x, y0, y1) for x in places]))
                continue
        groups.append(([upper], []))
    return groups


def _have_lines(gray: Gray, one: float, two: float, places: list[float], dpi: float) -> list[float]:
    """Return where lines lead from one height to another near some places; [] if any lacks."""
    near, (start, end) = ALIKE_MM * dpi / 25.4, sorted((one, two))
    found = [lines_between(gray, start, end, at - near, at + near, dpi) for at in places]
    return [lines[0] for lines in found] if all(found) else []


def _ends(fragment: Fragment) -> tuple[int, int]:
    return fragment.start, fragment.end


def _upright(place: float, start: float, end: float) -> Fragment:
    knots = np.linspace(start, end, 3)  # more than two: it was seen
    return Fragment(round(start), round(end), knots, np.full(3, place))


def _beside(rules: list[Rule], place: float) -> Rule:
    """Return a rule as bent as the nearest one of some."""
    nearest = min(rules, key=lambda rule: abs(float(np.median(rule.places)) - place))
    rule = shifted(nearest, place - float(np.median(nearest.places)))
    rule.restored = False
    return rule
