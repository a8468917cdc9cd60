"""Rules: whole lines made of pieces, and which of them touch. Points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

SAME_LINE = 1.0
"""Pieces this close lie on one line; the lines of a double border stand farther apart."""
DASH_GAP = 8.0
DASH_LENGTH = 15.0
"""Gaps between short pieces: the coarsest dashes of word processors. Borders that are drawn
cell by cell are longer, and a gap of that size between them is a cell without border."""
DOT = 2.0
FEWEST_DOTS = 4
"""Fewer pieces that short are no border: dots of borders that cross theirs, side by side."""
MIN_LENGTH = 5.0
"""Shorter rules are no borders: even a row of small print is higher."""


class Rule(NamedTuple):
    """A line: its place across its direction, and from where to where it goes."""

    at: float
    start: float
    end: float


def join_pieces(pieces: Sequence[Rule], tolerance: float) -> list[Rule]:
    """Return the rules that the pieces make, the longest first."""
    rules: list[Rule] = []
    line: list[Rule] = []
    for piece in sorted(pieces):
        if line and piece.at - line[0].at > SAME_LINE:
            rules.extend(_joined(line, tolerance))
            line = []
        line.append(piece)
    rules.extend(_joined(line, tolerance))
    rules.sort(key=lambda rule: rule.start - rule.end)
    return rules


def _joined(line: list[Rule], tolerance: float) -> list[Rule]:
    """Join pieces of one line from left to right."""
    line.sort(key=lambda piece: (piece.start, piece.end))
    rules: list[Rule] = []
    dots: set[int] = set()  # of rules that are made of few dots
    longest, pieces = 0.0, 0  # those that make the last rule
    for piece in line:
        length = piece.end - piece.start
        if rules:
            last = rules[-1]
            gap = piece.start - last.end
            dashes = max(length, longest) <= DASH_LENGTH
            if gap <= tolerance or (gap <= DASH_GAP and dashes):
                rules[-1] = Rule(last.at, last.start, max(last.end, piece.end))
                longest, pieces = max(longest, length), pieces + 1
                if longest > DOT or pieces >= FEWEST_DOTS:
                    dots.discard(len(rules) - 1)
                continue
        rules.append(piece)
        longest, pieces = length, 1
        if length <= DOT:
            dots.add(len(rules) - 1)
    return [
        rule
        for at, rule in enumerate(rules)
        if rule.end - rule.start >= MIN_LENGTH and at not in dots
    ]


def touching(
    across: Sequence[Rule], down: Sequence[Rule], tolerance: float
) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the groups of rules that hang together by their crossings.

    A rule that goes across and meets none is a group by itself. Each rule is looked
    at once, against all of the other direction at a time, so that the work is bounded by the
    product of their numbers.
    """
    if not across or not down:
        return []
    sides = (np.array(across, dtype=float), np.array(down, dtype=float))
    rules = (across, down)
    free = (np.ones(len(across), dtype=bool), np.ones(len(down), dtype=bool))
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for first in range(len(across)):
        if not free[0][first]:
            continue
        free[0][first] = False
        found: tuple[list[Rule], list[Rule]] = ([], [])
        waiting = [(0, first)]
        while waiting:
            side, index = waiting.pop()
            rule = rules[side][index]
            found[side].append(rule)
            others = sides[1 - side]
            meets = (
                free[1 - side]
                & (others[:, 0] >= rule.start - tolerance)
                & (others[:, 0] <= rule.end + tolerance)
                & (others[:, 1] <= rule.at + tolerance)
                & (others[:, 2] >= rule.at - tolerance)
            )
            for other in np.flatnonzero(meets).tolist():
                free[1 - side][other] = False
                waiting.append((1 - side, other))
        groups.append(found)
    return groups


def join_open(
    groups: Sequence[tuple[list[Rule], list[Rule]]], tolerance: float, row: float
) -> list[tuple[list[Rule], list[Rule]]]:
    """Join what is one table with open sides, parted by rows that cover its whole width.

        -----------------      No rule down meets the first line, and none leads from the
         one wide cell         second block to the first: that they begin and end at one
        -----------------      place is all that they have in common.
            |      |
        -----------------
         one wide cell
        -----------------
            |      |
        -----------------

    `row` is the greatest height of such a row.
    """
    joined: list[tuple[list[Rule], list[Rule]]] = []
    for group in sorted(groups, key=lambda group: min(rule.at for rule in group[0])):
        before = next(
            (each for each in reversed(joined) if _continues(each, group, tolerance, row)), None
        )
        if before is None:
            joined.append((list(group[0]), list(group[1])))
        else:
            before[0].extend(group[0])
            before[1].extend(group[1])
    return joined


def _continues(
    above: tuple[list[Rule], list[Rule]],
    below: tuple[list[Rule], list[Rule]],
    tolerance: float,
    row: float,
) -> bool:
    upper, lower = max(rule.at for rule in above[0]), min(rule.at for rule in below[0])
    if not tolerance < lower - upper <= row:
        return False
    # Rules down that stick out show a row that a page's end has cut: nothing goes on there.
    if any(rule.end > upper + tolerance for rule in above[1]) or any(
        rule.start < lower - tolerance for rule in below[1]
    ):
        return False
    starts = [min(rule.start for rule in group[0]) for group in (above, below)]
    ends = [max(rule.end for rule in group[0]) for group in (above, below)]
    if abs(starts[0] - starts[1]) > tolerance or abs(ends[0] - ends[1]) > tolerance:
        return False
    return all(
        starts[0] + 2 * tolerance < rule.at < ends[0] - 2 * tolerance
        for group in (above, below)
        for rule in group[1]
    )


def union(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the stretches that the spans cover together, in order."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
