"""The tables on a prepared page: their cells by the borders, no text yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extractors.ocr.border_ink import border_ink
from extractors.ocr.borders import Evidence, Fragment, evidence
from extractors.ocr.cells import Rectangle, rectangles
from extractors.ocr.figure_rows import between_figures
from extractors.ocr.grid_doubts import between_digits, crossed, holds_two
from extractors.ocr.lattice import (
    ALONE_MM,
    WHOLE,
    Flags,
    Lattice,
    Shares,
    edges_present,
    lattice_of,
)
from extractors.ocr.model import PreparedPage
from extractors.ocr.pale_rules import edges_of, pale_edges, pale_rows
from extractors.ocr.parting import parted
from extractors.ocr.periods import missing_in_groups
from extractors.ocr.regular import missing_columns, restore_edges
from extractors.ocr.rules import Rule, groups, rules_of, straight
from extractors.ocr.short_rules import outer_rows, short_columns, with_lone_rows
from extractors.pages.model import Box, PageCell, PageTable

LEAST_WIDTH_MM, LEAST_HEIGHT_MM = 20.0, 6.0
"""A table is larger. What is smaller is a tick box, a letter's strokes, part of a seal."""

LETTERS_MM, NARROWEST_MM = 12.0, 4.6
"""A table as low as a line of large letters, with a column as narrow, is made of their strokes;
the narrowest column that the form has, 其他, is 8 wide."""

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
class _Frame:
    """Row and column rules of a table, and whether its upper and lower side are open."""

    rows: list[Rule]
    columns: list[Rule]
    open_top: bool = False
    open_bottom: bool = False


def find_tables(page: PreparedPage) -> list[PageTable]:
    """Return the ruled tables of a page from top to bottom; sets `page.borders`.

    A table has at least two cells; a frame round prose, an underline and the black edge of a
    scan are none. Cells have their boxes in points and the doubt `line_restored` where a
    border beside them was broken or gone, `grid_unclear` where no rectangle fits, the table's
    borders are broken all over, or the ink says that a cell may be cut wrongly.
    """
    level, upright = evidence(page.gray, page.dpi)
    page.borders = np.zeros(page.gray.shape, dtype=np.bool_)
    tables = []
    found = groups(level.fragments, upright.fragments, page.dpi)
    found = with_lone_rows(found, page.gray, page.dpi)
    for row_pieces, column_pieces in [part for group in found for part in parted(group, page.dpi)]:
        frame = _frame(row_pieces, column_pieces, page.dpi)
        if frame is None:
            continue
        table = _table(frame, level, upright, page)
        if table is not None:
            tables.append(table)
    tables = [table for table in tables if not _within_another(table, tables)]
    return sorted(tables, key=lambda table: (table.box.y0, table.box.x0))


def _is_lettering(xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Tell the strokes of a title's letters, which may make a grid no higher than they are."""
    narrowest = min(right - left for left, right in pairwise(xs))
    return ys[-1] - ys[0] < LETTERS_MM * 72 / 25.4 and narrowest < NARROWEST_MM * 72 / 25.4


def _within_another(table: PageTable, tables: list[PageTable]) -> bool:
    """Tell lines of a cell's content that make a small grid of their own."""
    return any(
        other is not table
        and other.box.x0 <= table.box.x0
        and other.box.y0 <= table.box.y0
        and other.box.x1 >= table.box.x1
        and other.box.y1 >= table.box.y1
        for other in tables
    )


def _frame(rows: list[Fragment], columns: list[Fragment], dpi: float) -> _Frame | None:
    """Return the rules of a group of fragments, its open sides closed; None if no table."""
    if not rows or not columns or len(rows) + len(columns) < 3:
        return None
    pixels_mm = dpi / 25.4
    frame = _Frame(rules_of(rows, dpi), rules_of(columns, dpi))
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


def _table(
    frame: _Frame, level: Evidence, upright: Evidence, page: PreparedPage
) -> PageTable | None:
    lattice = _without_stray(frame, level, upright, page.dpi)
    if lattice is None:
        return None
    short = short_columns(lattice, page.gray, page.dpi)
    outer = [] if frame.open_top or frame.open_bottom else outer_rows(lattice, page.gray, page.dpi)
    pale = pale_rows(lattice, page.gray, page.dpi)
    if short or outer or pale:
        rows, columns = (
            sorted(rules, key=lambda rule: float(rule.places.mean()))
            for rules in ([*lattice.rows, *outer, *pale], [*lattice.columns, *short])
        )
        lattice = lattice_of(rows, columns, level, upright, page.dpi)
    (rows_there, rows_broken), (columns_there, columns_broken) = _present(lattice, page)
    lost = missing_columns(lattice, columns_there, page.gray, page.dpi)
    lost = lost or missing_in_groups(lattice)
    if lost:
        columns = sorted([*lattice.columns, *lost], key=lambda rule: float(rule.places.mean()))
        lattice = lattice_of(lattice.rows, columns, level, upright, page.dpi)
        (rows_there, rows_broken), (columns_there, columns_broken) = _present(lattice, page)
        _divide_as_neighbours(lattice, columns_there, columns_broken)
    rows_pale = pale_edges(lattice, rows_there, page.gray, page.dpi, 0)
    rows_there |= rows_pale
    rows_broken |= rows_pale
    columns_pale = pale_edges(lattice, columns_there, page.gray, page.dpi, 1)
    columns_there |= columns_pale
    columns_broken |= columns_pale
    rows_lost = restore_edges(rows_there, lattice, page.gray, page.dpi, 0)
    columns_lost = restore_edges(columns_there, lattice, page.gray, page.dpi, 1)
    more_rows, more_columns = between_figures(
        rows_there | rows_lost, columns_there | columns_lost, lattice, page.gray, page.dpi
    )
    rows_lost |= more_rows
    columns_lost |= more_columns
    found = rectangles(rows_there | rows_lost, columns_there | columns_lost)
    scale = 72 / page.dpi
    xs = tuple(float(x) * scale for x in np.median(lattice.nodes[:, :, 0], axis=0))
    ys = tuple(float(y) * scale for y in np.median(lattice.nodes[:, :, 1], axis=1))
    if _is_lettering(xs, ys):
        return None
    assert page.borders is not None
    border_ink(page.borders, page.gray, lattice, rows_there, columns_there, page.dpi)
    if len(found) < 2:  # a frame round prose
        return None
    sides = (frame.open_top, frame.open_bottom)
    rows_lost[[0, -1]] &= ~np.array(sides)[:, None]  # a page's end is no broken border
    columns_lost[[0, -1]] &= np.array(_were_seen(lattice.columns))[:, None]
    restored = (rows_broken | rows_lost, columns_broken | columns_lost)
    cutting = (
        crossed(restored[0], lattice, page.gray, page.dpi, 0),
        crossed(restored[1], lattice, page.gray, page.dpi, 1)
        | between_digits(columns_there, lattice, page.gray, page.dpi),
    )
    guessed = [at for at, rule in enumerate(lattice.rows) if rule.restored]
    cells = []
    for each in found:
        unclear = _is_beside(each, cutting) or holds_two(each, lattice, page.gray, page.dpi)
        unclear |= each.row in guessed or each.row + each.row_span in guessed
        cells.append(_cell(each, lattice, restored, unclear, scale))
    return PageTable(Box(xs[0], ys[0], xs[-1], ys[-1]), cells, xs, ys, *sides)


def _present(
    lattice: Lattice, page: PreparedPage
) -> tuple[tuple[Flags, Flags], tuple[Flags, Flags]]:
    """Return which level edges are borders and which of them are restored, and so the upright."""
    (rows, broken), columns = edges_present(lattice, page.dpi)
    for at, rule in enumerate(lattice.rows):
        if rule.restored:
            rows[at] |= edges_of(lattice, at, columns[0], page.gray, page.dpi)
            broken[at] = rows[at]
    return (rows, broken), columns


def _without_stray(frame: _Frame, level: Evidence, upright: Evidence, dpi: float) -> Lattice | None:
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
        good_columns[[0, -1]] |= [not _was_seen(columns[0]), not _was_seen(columns[-1])]
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


def _was_seen(rule: Rule) -> bool:
    return len(rule.knots) > 2


def _were_seen(rules: list[Rule]) -> tuple[bool, bool]:
    """Return whether the first and the last rule were; else the table is open there."""
    return _was_seen(rules[0]), _was_seen(rules[-1])


def _is_beside(each: Rectangle, edges: tuple[Flags, Flags]) -> bool:
    """Tell whether one of some edges of row rules and column rules bounds a cell."""
    rows, columns = edges
    top, left = each.row, each.column
    bottom, right = top + each.row_span, left + each.column_span
    return bool(
        rows[top, left:right].any()
        or rows[bottom, left:right].any()
        or columns[left, top:bottom].any()
        or columns[right, top:bottom].any()
    )


def _divide_as_neighbours(lattice: Lattice, there: Flags, broken: Flags) -> None:
    """Make a rule that is gone a border in those rows in which both its neighbours are."""
    seen = [j for j, rule in enumerate(lattice.columns) if not rule.restored]
    for j, rule in enumerate(lattice.columns):
        if rule.restored:
            before = max(other for other in seen if other < j)
            after = min(other for other in seen if other > j)
            there[j] = there[before] & there[after]
            broken[j] = there[j]


def _cell(
    each: Rectangle,
    lattice: Lattice,
    restored: tuple[Flags, Flags],
    unclear: bool,
    scale: float,
) -> PageCell:
    """Return a cell with the largest box that lies within its borders at all four corners.

    Where all borders of a table are worn, a cell without both of its upright borders may be
    wrongly cut, and a person has to look, as where its ink says so (`unclear`).
    """
    nodes = lattice.nodes
    top, left = each.row, each.column
    bottom, right = top + each.row_span, left + each.column_span
    box = Box(
        max(nodes[top, left, 0], nodes[bottom, left, 0]) * scale,
        max(nodes[top, left, 1], nodes[top, right, 1]) * scale,
        min(nodes[top, right, 0], nodes[bottom, right, 0]) * scale,
        min(nodes[bottom, left, 1], nodes[bottom, right, 1]) * scale,
    )
    columns = restored[1]
    doubts: tuple[str, ...] = ("line_restored",) if _is_beside(each, restored) else ()
    sides = columns[left, top:bottom].any() or columns[right, top:bottom].any()
    unseen = not (_was_seen(lattice.columns[left]) and _was_seen(lattice.columns[right]))
    if unclear or each.forced or (lattice.worn and (sides or unseen)):
        doubts += ("grid_unclear",)
    return PageCell(
        top, left, each.row_span, each.column_span, Box(*map(float, box)), doubts=doubts
    )
