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
    longest = 0.0  # of the pieces that make the last rule
    for piece in line:
        length = piece.end - piece.start
        if rules:
            last = rules[-1]
            gap = piece.start - last.end
            dashes = max(length, longest) <= DASH_LENGTH
            if gap <= tolerance or (gap <= DASH_GAP and dashes):
                rules[-1] = Rule(last.at, last.start, max(last.end, piece.end))
                longest = max(longest, length)
                continue
        rules.append(piece)
        longest = length
    return [rule for rule in rules if rule.end - rule.start >= MIN_LENGTH]


def touching(
    across: Sequence[Rule], down: Sequence[Rule], tolerance: float
) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the groups of rules that hang together by their crossings.

    Rules that cross none are left out. Each rule is looked at once, against all of the other
    direction at a time, so that the work is bounded by the product of their numbers.
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
        if found[1]:
            groups.append(found)
    return groups


def union(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the stretches that the spans cover together, in order."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
