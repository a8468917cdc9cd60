"""Columns that are gone over all their length, told by the groups that repeat them.

├──┬──┬──┬──┬─┼──┬──┬──┬──┬─┼──┬──┬──┬──┬─┤     Table 四 has thrice the same five
│0 │0 │1 │0 │1│0   1 │37  14│51│0 │2 │1 │4 │7│     outcomes, and so the same five widths.
└──┴──┴──┴──┴─┴─────┴──────┴──┴──┴──┴──┴──┴─┘
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.ocr.lattice import Lattice
from extractors.ocr.rules import Rule, shifted

GROUPS, COLUMNS = 3, 5
"""Kinds of proceedings, and outcomes of each, in table 四."""

ALIKE = 0.035
"""Column lines at the same place of their groups differ by no more than this share of a
group's width: a narrow column of it is four times as wide."""

WITNESSES = 2
"""So many of the groups must have a line for it to be wanting in the others."""


def missing_in_groups(lattice: Lattice) -> list[Rule]:
    """Return the column rules that are gone where other groups of table 四 have theirs."""
    places = [float(np.median(rule.places)) for rule in lattice.columns]
    rules = []
    for place in wanting_in_groups(places):
        before = max(at for at, other in enumerate(places) if other < place)
        rules.append(shifted(lattice.columns[before], place - places[before]))
    return rules


def wanting_in_groups(places: Sequence[float]) -> list[float]:
    """Return where column lines are wanting that the other groups of a table have.

    `places` are the table's column lines from left to right. Empty where they are no groups
    of table 四, or none is wanting.
    """
    if len(places) < 2 or len(places) > GROUPS * COLUMNS:
        return []
    first, width = places[0], (places[-1] - places[0]) / GROUPS
    near = ALIKE * width
    offsets: list[list[float]] = []  # within a group, lines at the same place together
    for offset in sorted((place - first) % width for place in places[1:-1]):
        if offset <= near or offset >= width - near:
            continue  # a group's side
        if offsets and offset - offsets[-1][-1] <= near:
            offsets[-1].append(offset)
        else:
            offsets.append([offset])
    if len(offsets) != COLUMNS - 1 or any(len(each) < WITNESSES for each in offsets):
        return []
    inner = [sum(each) / len(each) for each in offsets]
    meant = [first + width * group + at for group in range(GROUPS) for at in (0.0, *inner)]
    return [place for place in meant if min(abs(place - other) for other in places) > near]
