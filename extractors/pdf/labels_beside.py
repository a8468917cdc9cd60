"""Lines of labels beside rows of figures: which lines make the label of which row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from math import inf

NUMBERED = re.compile(r"\s*(?:[0-9]{1,2}[.．、]|（[一二三四五六七八九十]{1,2}|[一二三四五六七]、)")
"""How a label begins that the form numbers: 1. （一） 一、"""

MAX_LINES = 40
"""The longest label of the form, set two characters a line, has fewer lines on a page."""
NO_PARTNER = 3.0
"""Cost of a row without a label or a label without figures (a blank row), in line heights."""
NUMBER_INSIDE = 6.0
"""Cost of a numbered line within a label, where another label begins."""
MAX_OFF = 1.2
"""A label's middle, or its first line, is no more line heights away from its figures."""
CUT = 1.0
"""The same of a row that a page's end cuts, whose figures may stand beside any line of it."""
MAX_STEP = 1.5
"""Lines of one label follow each other closely, in line heights."""

Group = tuple[int, int, int | None]
"""Lines from, up to (not with), and the row whose label they are; None for a blank row."""


def match_labels(
    lines: Sequence[tuple[float, str]], rows: Sequence[float], pitch: float
) -> list[Group] | None:
    """Return the lines' labels and whose they are, or None where they do not fit.

    `lines` are the heights and texts of the labels' lines, `rows` the heights of the figures,
    both from top to bottom; `pitch` is the distance of two lines. Labels stand level with
    their figures by their middle or by their first line, all in the same way:

        3.危及“三安全                    行政许可       0
                         3   0           其他对外管理   0
        一稳定”                          服务事项
    """
    best: tuple[float, list[Group]] | None = None
    for by_first in (False, True):
        found = _match(lines, rows, pitch, by_first)
        if found is not None and (best is None or found[0] < best[0]):
            best = found
    return _trusted(lines, best[1]) if best else None


def _trusted(lines: Sequence[tuple[float, str]], groups: list[Group]) -> list[Group] | None:
    """Return the labels, or None where a label without figures may be part of another label.

    A row is blank where its label begins with a number, or where no label has a number and
    it is a single line. A rest at the upper or lower end belongs to a row that the page's
    end cuts: below, it goes on with the label before it; above, it is a row by itself.
    """
    trusted: list[Group] = []
    numbers = any(NUMBERED.match(text) for _, text in lines)
    for place, (start, end, row) in enumerate(groups):
        begins = start < end and NUMBERED.match(lines[start][1]) is not None
        if row is not None or begins or (not numbers and end - start == 1):
            trusted.append((start, end, row))
        elif place == len(groups) - 1 and trusted:
            before = trusted.pop()
            trusted.append((before[0], end, before[2]))
        elif place:
            return None
        else:
            trusted.append((start, end, None))
    return trusted


def _match(
    lines: Sequence[tuple[float, str]], rows: Sequence[float], pitch: float, by_first: bool
) -> tuple[float, list[Group]] | None:
    numbered = [0, *accumulate(bool(NUMBERED.match(text)) for _, text in lines)]

    def outermost(line: int, end: int, row: int) -> bool:
        """Tell whether a label may be that of a row which the page's end cuts."""
        if row == 0 and line == 0 and not numbered[1]:
            return True
        return row == len(rows) - 1 and end == len(lines)

    @cache
    def cheapest(line: int, row: int) -> tuple[float, Group | None]:
        """Return the cost of the rest, and the next step: a label, or a row without one."""
        if line == len(lines) and row == len(rows):
            return 0.0, None
        best: tuple[float, Group | None] = (inf, None)
        if row < len(rows):
            best = (NO_PARTNER + cheapest(line, row + 1)[0], (line, line, row))
        for end in range(line + 1, min(line + MAX_LINES, len(lines)) + 1):
            if end - line > 1 and lines[end - 1][0] - lines[end - 2][0] > MAX_STEP * pitch:
                break
            cost = NUMBER_INSIDE * (numbered[end] - numbered[line + 1])
            middle = (lines[line][0] + lines[end - 1][0]) / 2
            at = lines[line][0] if by_first else middle
            if row < len(rows):
                off = abs(at - rows[row]) / pitch
                if outermost(line, end, row) and (
                    lines[line][0] - pitch / 2 <= rows[row] <= lines[end - 1][0] + pitch / 2
                ):
                    off = min(off, CUT)
                if off <= MAX_OFF:
                    total = cost + off + cheapest(end, row + 1)[0]
                    if total < best[0]:
                        best = (total, (line, end, row))
            total = cost + NO_PARTNER + cheapest(end, row)[0]
            if total < best[0]:
                best = (total, (line, end, None))
        return best

    # From the end on, so that no call goes deep.
    for line in range(len(lines), -1, -1):
        for row in range(len(rows), -1, -1):
            cheapest(line, row)
    if cheapest(0, 0)[0] == inf:
        return None
    groups: list[Group] = []
    line = row = 0
    while (step := cheapest(line, row)[1]) is not None:
        groups.append(step)
        line = step[1]
        if step[2] is not None:
            row += 1
    return cheapest(0, 0)[0], groups
