"""A group of fragments → the rules of one table, its open sides closed, and their lattice.

──┬────┬──╴ ╴ ╴     Borders that all go on to one place beyond the last one that crosses them
  │    │            show that the side is open there. What leads from nowhere to nowhere is no
──┼────┼──╴ ╴ ╴     border of the table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractors.ocr.borders import Evidence, Fragment
from extractors.ocr.lattice import (
    ALONE_MM,
    WHOLE,
    Flags,
    Lattice,
    Shares,
    edges_present,
    lattice_of,
)
from extractors.ocr.rules import Rule, rules_of, straight

LEAST_WIDTH_MM, LEAST_HEIGHT_MM = 20.0, 6.0
"""A table is larger. What is smaller is a tick box, a letter's strokes, part of a seal."""

OPEN_MM = 2.5
"""So far do borders go on beyond the last one that they meet, where a side is open."""

OPEN_SHARE, ALIKE_MM = 0.12, 1.5
"""Share of the borders that must do so, two at least, and end that near to each other: merged
labels leave out many."""

LETTER_MM = 7.5
"""A bracket or a stroke in a row of 5 mm may seem to part it; borders run over more rows."""

NEAR_MM = 4.0
"""No row or column with text is as narrow."""


@dataclass(slots=True)
class Frame:
    """Row and column rules of a table, and whether its upper and lower side are open."""

    rows: list[Rule]
    columns: list[Rule]
    open_top: bool = False
    open_bottom: bool = False


def frame_of(rows: list[Fragment], columns: list[Fragment], dpi: float) -> Frame | None:
    """Return the rules of a group of fragments, its open sides closed; None if no table."""
    if not rows or not columns or len(rows) + len(columns) < 3:
        return None
    pixels_mm = dpi / 25.4
    frame = Frame(rules_of(rows, dpi), rules_of(columns, dpi))
    left, right = _overhang(frame.rows, frame.columns, pixels_mm)
    top, bottom = _overhang(frame.columns, frame.rows, pixels_mm)
    x0 = min(rule.start for rule in frame.rows)
    x1 = max(rule.end for rule in frame.rows)
    y0 = min(rule.start for rule in frame.columns)
    y1 = max(rule.end for rule in frame.columns)
    if x1 - x0 < LEAST_WIDTH_MM * pixels_mm or y1 - y0 < LEAST_HEIGHT_MM * pixels_mm:
        return None
    if left is not None:
        frame.columns.insert(0, straight(left, y0, y1))
    if right is not None:
        frame.columns.append(straight(right, y0, y1))
    if top is not None:
        frame.rows.insert(0, straight(top, x0, x1))
        frame.open_top = True
    if bottom is not None:
        frame.rows.append(straight(bottom, x0, x1))
        frame.open_bottom = True
    if len(frame.rows) < 2 or len(frame.columns) < 2:
        return None
    return frame


def _overhang(
    rules: list[Rule], crossing: list[Rule], pixels_mm: float
) -> tuple[float | None, float | None]:
    """Return where rules end before and after all that cross them, where most of them do."""
    reach = OPEN_MM * pixels_mm
    first, last = crossing[0], crossing[-1]
    starts = [rule.start for rule in rules if rule.start < first.at(rule.places[0]) - reach]
    ends = [rule.end for rule in rules if rule.end > last.at(rule.places[-1]) + reach]
    return _where_most(starts, len(rules), pixels_mm), _where_most(ends, len(rules), pixels_mm)


def _where_most(ends: list[float], rules: int, pixels_mm: float) -> float | None:
    """Return where borders end that go on beyond the others, if enough do and at one place."""
    if not ends:
        return None
    middle = float(np.median(ends))
    together = sum(abs(end - middle) <= ALIKE_MM * pixels_mm for end in ends)
    return middle if together >= max(2.0, OPEN_SHARE * rules) else None


def without_stray(frame: Frame, level: Evidence, upright: Evidence, dpi: float) -> Lattice | None:
    """Return the lattice of those rules that have at least one whole edge.

    Strokes of large letters and a seal's rim make rules of which nothing runs from border to
    border. A side that was closed by us has no ink and stays.
    """
    rows, columns = frame.rows, frame.columns
    while len(rows) >= 2 and len(columns) >= 2:
        lattice = lattice_of(rows, columns, level, upright, dpi)
        (rows_there, _), (columns_there, _) = edges_present(lattice, dpi)
        good_rows: Flags = np.asarray(rows_there.any(axis=1))
        good_columns: Flags = np.asarray(columns_there.any(axis=1))
        good_rows[0] |= frame.open_top
        good_rows[-1] |= frame.open_bottom
        good_columns[[0, -1]] |= [not was_seen(columns[0]), not was_seen(columns[-1])]
        good_rows &= ~_detached(lattice.nodes[:, :, 1], lattice.upright, dpi)
        good_columns &= ~_detached(lattice.nodes[:, :, 0].T, lattice.level.T, dpi)
        if len(rows) > 3 and good_rows.all():
            good_columns &= _is_long(lattice, columns_there, dpi)
        if good_rows.all() and good_columns.all():
            return lattice
        rows = [rule for rule, good in zip(rows, good_rows, strict=True) if good]
        columns = [rule for rule, good in zip(columns, good_columns, strict=True) if good]
    return None


def _is_long(lattice: Lattice, there: Flags, dpi: float) -> Flags:
    """Tell which column rules are borders over more than a letter's height."""
    lengths = np.abs(np.diff(lattice.nodes[:, :, 1], axis=0)) * 25.4 / dpi
    flags: Flags = (lengths * (lattice.upright >= WHOLE)).sum(axis=0) >= LETTER_MM
    flags |= (lengths * there.T).sum(axis=0) >= ALONE_MM
    # At a page's end one row of many may be left.
    flags |= (lattice.upright[[0, -1]] >= WHOLE).any(axis=0)
    flags[[0, -1]] = True
    return flags


def _detached(places: npt.NDArray[np.float64], crossing: Shares, dpi: float) -> Flags:
    """Tell an outermost rule that only lies near a table, as a footnote's: nothing leads to it.

    `places[i]` are where rule i lies at each crossing, `crossing[i]` the edges from it to the
    next rule.
    """
    near = np.abs(np.diff(np.median(places, axis=1))) < NEAR_MM * dpi / 25.4
    loose = near & ~(crossing >= WHOLE).any(axis=1)
    flags = np.zeros(len(places), dtype=np.bool_)
    flags[0], flags[-1] = loose[0], loose[-1]
    return flags


def was_seen(rule: Rule) -> bool:
    """Tell a rule of which there is ink from one that closes an open side."""
    return len(rule.knots) > 2
