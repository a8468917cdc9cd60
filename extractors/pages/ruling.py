"""Borders → tables: pieces of lines in any order become grids of cells with spans.

Pure geometry, for text PDFs and scans alike. All in points.

    pieces          joined to rules       grid              cells
    - - -  - -      ------------          xs 0  1  2        +-----+--+
    |      |        |      |     |        ys 0  1           |     |  |
    - -  - -        ------------                            +-----+--+

1. Pieces on one line are joined: dashes, dots, borders drawn cell by cell.
2. Rules that touch make a table; a page may hold several, also inside each other.
3. Rules side by side (double borders) are one grid line. Where the rules across stick out
   beyond the outermost rule down, that side is open, and is closed there.
   A rule that does not reach from one grid line to the next is no border.
4. Neighbouring grid positions without a border between them are one cell. Where such a
   region is no rectangle it is cut into rectangles, row by row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from extractors.pages.model import Box, PageCell, PageTable, Segment
from extractors.pages.rules import Rule, join_open, join_pieces, touching, union

TOLERANCE = 3.0
"""Gaps and overshoots at crossings, and how far the lines of a double border stand apart.
The narrowest row or column of a form has room for a character, and is twice that."""

MIN_SIDE = 7.0
"""So far must rules stick out beyond the last crossing to show an open side, not overshoot."""

NARROW = 1.5
MANY = 4
SAME_END = 0.5
"""So many rules that end at one place show an open side also where its column is narrow: from so
many tolerances on. All of a table's rules do not overshoot alike."""

MAX_WIDE_ROW = 45.0
"""A row that covers the whole width of a table with open sides is no higher: three lines.
More room than that between two such tables is room between tables. Less may be a heading, too;
whoever knows the text parts the table there again (`part_open_tables`)."""

COVERED = 0.5
"""Share of a grid position's side that must be drawn to make a border of it."""

MAX_SEGMENTS = 60_000
MAX_RULES = 3_000
MAX_POSITIONS = 60_000
"""Drawings and hatchings beyond these are cut down to their longest lines, or are no tables."""


def tables_from_segments(
    horizontal: Iterable[Segment], vertical: Iterable[Segment], *, tolerance: float = TOLERANCE
) -> list[PageTable]:
    """Return the tables that the borders make, from top to bottom, their cells without text.

    A single frame comes as a table of one cell, a frame around a table as a table of its own.
    `open_top` and `open_bottom` are set where a side was closed for want of a border there.
    Never raises on odd input; lines that cross none are ignored.
    """
    across = join_pieces(_rules(horizontal, across=True), tolerance)[:MAX_RULES]
    down = join_pieces(_rules(vertical, across=False), tolerance)[:MAX_RULES]
    groups = join_open(touching(across, down, tolerance), tolerance, MAX_WIDE_ROW)
    tables = [
        table
        for rows, columns in groups
        if columns and (table := _table(rows, columns, tolerance)) is not None
    ]
    tables.sort(key=lambda table: (table.box.y0, table.box.x0))
    return tables


def _rules(segments: Iterable[Segment], *, across: bool) -> list[Rule]:
    """Return the segments as rules: the place across, and from where to where."""
    rules: list[Rule] = []
    for x0, y0, x1, y1 in segments:
        if not all(map(isfinite, (x0, y0, x1, y1))):
            continue
        at, one, other = ((y0 + y1) / 2, x0, x1) if across else ((x0 + x1) / 2, y0, y1)
        rules.append(Rule(at, min(one, other), max(one, other)))
    if len(rules) > MAX_SEGMENTS:
        rules.sort(key=lambda rule: rule.start - rule.end)
        del rules[MAX_SEGMENTS:]
    return rules


@dataclass(frozen=True, slots=True)
class _Lines:
    """The grid lines of one direction: their places, and what of each is drawn.

    `open_first`, `open_last`: the outermost line was added to close an open side.
    """

    at: tuple[float, ...]
    drawn: tuple[tuple[tuple[float, float], ...], ...]
    open_first: bool
    open_last: bool


def _table(across: Sequence[Rule], down: Sequence[Rule], tolerance: float) -> PageTable | None:
    rows, columns = _lines(across, down, tolerance), _lines(down, across, tolerance)
    # What touches the grid at one place only is no border: text underlined, a tick.
    across = [rule for rule in across if _crosses(rule, columns.at, tolerance)]
    down = [rule for rule in down if _crosses(rule, rows.at, tolerance)]
    if not across or not down:
        return None
    rows, columns = _lines(across, down, tolerance), _lines(down, across, tolerance)
    height, width = len(rows.at) - 1, len(columns.at) - 1
    if height < 1 or width < 1 or height * width > MAX_POSITIONS:
        return None
    if sum(map(bool, rows.drawn)) < 2 and sum(map(bool, columns.drawn)) < 2:
        return None  # one line across another
    # over[j][i]: a border on grid line j over column i; left[i][j]: on line i beside row j.
    over = [_covered(spans, columns.at) for spans in rows.drawn]
    left = [_covered(spans, rows.at) for spans in columns.drawn]
    rectangles = [
        rectangle
        for region in _regions(over, left, height, width)
        if not _is_notch(region, over, left, rows, columns)
        for rectangle in _rectangles(region)
    ]
    return _table_of(rectangles, rows, columns)


def _lines(rules: Sequence[Rule], crossing: Sequence[Rule], tolerance: float) -> _Lines:
    """Return the grid lines that the rules make, open sides closed.

    ---+-----+---   the rules across stick out by the width of a column:
       |     |      here a grid line is missing on either side
    ---+-----+---
    """
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if (
            groups
            and rule.at - groups[-1][-1].at <= tolerance
            and rule.at - groups[-1][0].at <= 2 * tolerance
        ):
            groups[-1].append(rule)
        else:
            groups.append([rule])
    at = [_middle(group) for group in groups]
    drawn = [union([(rule.start, rule.end) for rule in group]) for group in groups]
    starts, ends = [-rule.start for rule in crossing], [rule.end for rule in crossing]
    first, last = _common_end(starts, tolerance), _common_end(ends, tolerance)
    open_first = first is not None and first + at[0] > _margin(first, starts, tolerance)
    open_last = last is not None and last - at[-1] > _margin(last, ends, tolerance)
    if first is not None and open_first:
        at.insert(0, -first)
        drawn.insert(0, [])
    if last is not None and open_last:
        at.append(last)
        drawn.append([])
    return _Lines(tuple(at), tuple(map(tuple, drawn)), open_first, open_last)


def _crosses(rule: Rule, at: Sequence[float], tolerance: float) -> bool:
    """Tell whether a rule goes from one grid line across it to another at least."""
    first = bisect_left(at, rule.start - tolerance)
    return bisect_right(at, rule.end + tolerance) - first > 1


def _middle(group: Sequence[Rule]) -> float:
    weight = sum(rule.end - rule.start for rule in group)
    if weight <= 0:
        return group[0].at
    return sum(rule.at * (rule.end - rule.start) for rule in group) / weight


def _common_end(ends: Sequence[float], tolerance: float) -> float | None:
    """Return the farthest end that at least two rules share, or the only one's."""
    ordered = sorted(ends, reverse=True)
    if len(ordered) == 1:
        return ordered[0]
    for one, other in pairwise(ordered):
        if one - other <= tolerance:
            return one
    return None


def _margin(end: float, ends: Sequence[float], tolerance: float) -> float:
    """Return by how much rules must stick out that end here, for a side to be open."""
    many = sum(abs(other - end) <= SAME_END for other in ends) >= MANY
    return NARROW * tolerance if many else max(MIN_SIDE, 2 * tolerance)


def _covered(spans: Sequence[tuple[float, float]], at: Sequence[float]) -> list[bool]:
    """Tell for each interval between grid lines whether enough of it is drawn."""
    lengths = [0.0] * (len(at) - 1)
    index = 0
    for start, end in spans:
        while index < len(lengths) and at[index + 1] <= start:
            index += 1
        position = index
        while position < len(lengths) and at[position] < end:
            lengths[position] += min(end, at[position + 1]) - max(start, at[position])
            position += 1
    return [
        length >= COVERED * (right - left)
        for length, left, right in zip(lengths, at, at[1:], strict=False)
    ]


Region = list[tuple[int, int]]
Rectangle = tuple[int, int, int, int]
"""First row, first column, row after the last, column after the last."""


def _regions(
    over: list[list[bool]], left: list[list[bool]], height: int, width: int
) -> list[Region]:
    """Return the grid positions (row, column) that belong together, region by region."""
    seen = [[False] * width for _ in range(height)]
    regions: list[Region] = []
    for first in ((row, column) for row in range(height) for column in range(width)):
        if seen[first[0]][first[1]]:
            continue
        seen[first[0]][first[1]] = True
        region = [first]
        for row, column in region:  # grows while it is walked through
            for to_row, to_column, closed in (
                (row - 1, column, over[row][column]),
                (row + 1, column, over[row + 1][column]),
                (row, column - 1, left[column][row]),
                (row, column + 1, left[column + 1][row]),
            ):
                inside = 0 <= to_row < height and 0 <= to_column < width
                if inside and not closed and not seen[to_row][to_column]:
                    seen[to_row][to_column] = True
                    region.append((to_row, to_column))
        regions.append(sorted(region))
    return regions


def _is_notch(
    region: Region,
    over: list[list[bool]],
    left: list[list[bool]],
    rows: _Lines,
    columns: _Lines,
) -> bool:
    """Tell whether a region lies outside the table, in a corner that the table leaves out.

    +----+----+           A border that is missing on one side alone may be faint or
    |    |    |  notch    worn off: such a cell is kept.
    +----+----+----+
    """
    height, width = len(rows.at) - 1, len(columns.at) - 1
    missing = (
        not rows.open_first and any(r == 0 and not over[0][c] for r, c in region),
        not rows.open_last and any(r == height - 1 and not over[height][c] for r, c in region),
        not columns.open_first and any(c == 0 and not left[0][r] for r, c in region),
        not columns.open_last and any(c == width - 1 and not left[width][r] for r, c in region),
    )
    return (missing[0] or missing[1]) and (missing[2] or missing[3])


def _rectangles(region: Region) -> list[Rectangle]:
    """Return the rectangles that make up a region: one, or else runs of its rows, joined."""
    top, bottom = region[0][0], region[-1][0] + 1
    first = min(column for _, column in region)
    last = max(column for _, column in region) + 1
    if len(region) == (bottom - top) * (last - first):
        return [(top, first, bottom, last)]
    done: list[Rectangle] = []
    growing: dict[tuple[int, int], int] = {}  # columns of a run → the row where it began
    for row in range(top, bottom + 1):
        runs = _runs([column for r, column in region if r == row])
        for run, began in list(growing.items()):
            if run not in runs:
                done.append((began, run[0], row, run[1]))
                del growing[run]
        for run in runs:
            growing.setdefault(run, row)
    return done


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs


def _table_of(rectangles: list[Rectangle], rows: _Lines, columns: _Lines) -> PageTable | None:
    """Return the table; grid lines at which no cell begins or ends are left out."""
    if not rectangles:
        return None
    used_rows = sorted({edge for top, _, bottom, _ in rectangles for edge in (top, bottom)})
    used_columns = sorted({edge for _, left, _, right in rectangles for edge in (left, right)})
    row_of = {line: index for index, line in enumerate(used_rows)}
    column_of = {line: index for index, line in enumerate(used_columns)}
    ys = tuple(rows.at[line] for line in used_rows)
    xs = tuple(columns.at[line] for line in used_columns)
    cells = [
        PageCell(
            row_of[top],
            column_of[left],
            row_of[bottom] - row_of[top],
            column_of[right] - column_of[left],
            Box(columns.at[left], rows.at[top], columns.at[right], rows.at[bottom]),
        )
        for top, left, bottom, right in sorted(rectangles)
    ]
    return PageTable(
        Box(xs[0], ys[0], xs[-1], ys[-1]),
        cells,
        xs,
        ys,
        rows.open_first and used_rows[0] == 0,
        rows.open_last and used_rows[-1] == len(rows.at) - 1,
        open_sides=columns.open_first and columns.open_last,
    )
