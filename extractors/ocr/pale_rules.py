"""Borders between rows too pale to be seen in any stretch, told by all the table's width.

├──────┼────┼────┤    A dotted border that a bad scan has washed out is darker than the paper
│ （一）│    │  3 │    beside it by two or three grey levels, less than the paper's grain. But
│ ┄┄┄┄┄┼┄┄┄┄┼┄┄┄ │    the grain is dark here and pale there, and the border is a little dark
│ （二）│    │  0 │    nearly everywhere along the line that its neighbours suggest.
├──────┼────┼────┤
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from extractors.ocr.lattice import Flags, Lattice
from extractors.ocr.model import Gray
from extractors.ocr.pale_ink import Band, reaches_borders
from extractors.ocr.rules import Rule

LABELS = {10: 3, 9: 2, 8: 1, 6: 1, 5: 1, 4: 1, 3: 1}
"""How many columns of a grid so wide hold the rows' labels: of table 三, where a page may have
only rows whose labels are indented less, and of table 二."""

ROOM_MM = 12.0
"""A row of one line has 6 or more; where two can't be, none is looked for."""

LEAST_MM = 3.5
"""So near to another border there is none."""

SHORT_MM, MOSTLY = 1.0, 0.25
"""The same for an upright border of one row, if so much of its rule is seen."""


def pale_rows(lattice: Lattice, gray: Gray, dpi: float) -> list[Rule]:
    """Return row rules of a statutory table's grid that no ink shows by itself.

    They are `restored`, and as bent as the rules above and below.
    """
    first = LABELS.get(len(lattice.columns) - 1)
    if first is None:
        return []
    found: list[Rule] = []
    pixels_mm = dpi / 25.4
    for at, (upper, lower) in enumerate(pairwise(lattice.rows)):
        height = float(np.median(lattice.nodes[at + 1, :, 1] - lattice.nodes[at, :, 1]))
        if height < ROOM_MM * pixels_mm:
            continue
        x0, x1 = lattice.nodes[at, first, 0], lattice.nodes[at, -1, 0]
        band = Band(upper, lower, round(x0), round(x1), round(height), gray, dpi)
        lines = [band.rule(place) for place in band.lines(round(LEAST_MM * pixels_mm))]
        stops = (lattice.nodes[at, first:, 0] + lattice.nodes[at + 1, first:, 0]) / 2
        cells = list(pairwise(stops.tolist()))
        found += [rule for rule in lines if reaches_borders(rule, cells, gray, dpi)]
    return found


def edges_of(lattice: Lattice, row: int, upright: Flags, gray: Gray, dpi: float) -> Flags:
    """Return under which columns a rule that `pale_rows` found is a border.

    Under all figures, since the form merges none, and under the row's own label, which may
    reach over several columns; under labels further left where it is seen there. `upright`
    are the column rules' edges that are borders, a row of them per rule.
    """
    first = LABELS.get(len(lattice.columns) - 1, 0)
    flags: Flags = np.ones(len(lattice.columns) - 1, dtype=np.bool_)
    rule = lattice.rows[row]
    for column in range(first):
        x0, x1 = lattice.nodes[row, column, 0], lattice.nodes[row, column + 1, 0]
        band = Band(rule, rule, round(x0), round(x1), 0, gray, dpi)
        flags[column] = band.shows(0)
    if first and not flags[:first].any():
        flags[first - 1] = True
    for column in range(first - 1, 0, -1):
        if flags[column] and not upright[column, row - 1 : row + 1].any():
            flags[column - 1] = True
    return flags


def pale_edges(lattice: Lattice, there: Flags, gray: Gray, dpi: float, way: int) -> Flags:
    """Return which edges show as little as that, of rules of which something is seen.

    `there` has a row of edges per rule, in order along it, true where one is seen; `way` is 0
    for row rules (level edges), 1 for column rules.
    """
    found = np.zeros_like(there)
    # From here on as for row rules.
    nodes = lattice.nodes.transpose(1, 0, 2)[:, :, ::-1] if way else lattice.nodes
    rules = lattice.columns if way else lattice.rows
    picture = gray.T if way else gray
    for at in range(1, len(there) - 1):
        if there[at].mean() < MOSTLY:
            continue
        edges = [
            (edge, float(nodes[at, edge, 0]), float(nodes[at, edge + 1, 0]))
            for edge in np.flatnonzero(~there[at]).tolist()
        ]
        for edge, start, end in edges:
            band = Band(rules[at], rules[at], round(start), round(end), 0, picture, dpi, SHORT_MM)
            found[at, edge] = band.shows(0)
        shown = [(start, end) for edge, start, end in edges if found[at, edge]]
        if not way and not reaches_borders(rules[at], shown, picture, dpi):
            found[at] = False
    return found
