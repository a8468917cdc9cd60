"""Tables under each other that were taken for one: parted where nothing leads down.

├────┼────┤        Between the last border of one table and the first of the next stands a
└────┴────┘        heading; its letters may have strokes as long as a border's piece, but no
三、收到和处理…     upright border runs from one to the other. A row of a table has at least
┌─────────┐        its sides, unless the whole table is open there; then rows are told by
├────┬────┤        their height.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from extractors.ocr.borders import Fragment
from extractors.ocr.rules import DOUBLE_MM, Group, rules_of

COVERED = 0.7
"""Share of a band's height that a piece of an upright border must cover to lead down."""

SIDE_MM = 2.5
"""Level borders that go on so far beyond the upright ones have no border at that side."""

TALL_MM = 10.0
"""A row of one line is lower; a heading between two tables, with its space, is higher."""


def parted(group: Group, dpi: float) -> list[Group]:
    """Return the group's tables, from top to bottom; mostly it is one and comes back."""
    rows, columns = group
    if len(rows) < 3 or not columns:
        return [group]
    places = sorted(float(rule.at((rule.start + rule.end) / 2)) for rule in rules_of(rows, dpi))
    least = TALL_MM * dpi / 25.4 if _is_open(group, dpi) else 0.0
    cuts = [
        (upper, lower)
        for upper, lower in pairwise(places)
        if lower - upper > least and not _leads_down(columns, upper, lower, dpi)
    ]
    if not cuts:
        return [group]
    edges = [-1.0, *((upper + lower) / 2 for upper, lower in cuts), float("inf")]
    tables = []
    for top, bottom in pairwise(edges):
        tables.append(
            (
                [row for row in rows if top < _middle(row) <= bottom],
                [
                    column
                    for column in columns
                    if top < (column.start + column.end) / 2 <= bottom
                    and not any(up < column.start and column.end < low for up, low in cuts)
                ],
            )
        )
    return tables


def _middle(row: Fragment) -> float:
    return row.at((row.start + row.end) / 2)


def _leads_down(columns: list[Fragment], upper: float, lower: float, dpi: float) -> bool:
    """Tell whether pieces of an upright border cover enough of a band, one or several in line."""
    middle, tolerance = (upper + lower) / 2, DOUBLE_MM * dpi / 25.4
    here = [each for each in columns if each.start < lower and each.end > upper]
    for one in here:
        place = one.at(middle)
        covered = np.zeros(max(1, round(lower - upper)), dtype=np.bool_)
        for other in here:
            if abs(other.at(middle) - place) <= tolerance:
                first, last = other.start - upper, other.end - upper
                covered[max(0, round(first)) : max(0, round(last))] = True
        if covered.mean() >= COVERED:
            return True
    return False


def _is_open(group: Group, dpi: float) -> bool:
    """Tell whether the level borders go on beyond the upright ones on both sides."""
    rows, columns = group
    reach = SIDE_MM * dpi / 25.4
    first = min(_middle(column) for column in columns)
    last = max(_middle(column) for column in columns)
    return (
        min(row.start for row in rows) < first - reach
        and max(row.end for row in rows) > last + reach
    )
