"""Fragments of borders → rules: the lines that run through a table, however broken.

A rule is a place across for every place along, which may bend a little (paper does, and
photographs of it do). Rules of one direction never cross.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from extractors.ocr.borders import Fragment

DOUBLE_MM = 1.3
"""Fragments closer than this are one rule: a double border, an edge found twice."""

TOUCH_MM = 2.5
"""A border may end so far short of the one that it meets."""

GAP_LEVEL_MM, GAP_UPRIGHT_MM = 10.0, 4.0
"""Two fragments in line with a gap up to this belong to one table. A line of text between two
tables is 6 high; side by side they do not stand."""

LETTER_LEVEL_IN, LETTER_UPRIGHT_IN = 0.45, 0.24
"""Strokes of letters of 16 pt, thick ones of a fax, are shorter, and stand by themselves."""

LETTER_TOUCH_MM = 1.0
"""A short piece that ends so near to a border meets it."""

LOWEST_MM = 4.0
"""No row is lower; a smaller gap parts two tables."""

ALIKE_MM, ASIDE_MM, ABOVE_MM = 2.0, 50.0, 10.0
"""A lone border as long as a table, but for the first, belongs to it if it stands so near
beside it (a wide column of labels), or above or below it (a row of one line)."""

KNOTS_APART = 4.0
"""Pixels. Knots of two fragments that are nearer to each other are one."""

Group = tuple[list[Fragment], list[Fragment]]
"""Level and upright fragments that belong to one table."""


@dataclass(slots=True)
class Rule:
    """A line through a table. `restored` where no ink says so but the form's regularity."""

    fragments: list[Fragment] = field(default_factory=list)
    restored: bool = False
    knots: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    places: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def add(self, fragment: Fragment) -> None:
        """Take one more fragment; of double borders the middle counts."""
        self.fragments.append(fragment)
        self.knots, self.places = _middle(self.fragments)

    def at(self, along: float) -> float:
        """Return the place across at a place along."""
        return float(np.interp(along, self.knots, self.places))

    def along(self, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the places across at many places along."""
        return np.interp(places, self.knots, self.places)

    @property
    def start(self) -> float:
        """Return where its first fragment starts."""
        return float(min(fragment.start for fragment in self.fragments))

    @property
    def end(self) -> float:
        """Return where its last fragment ends."""
        return float(max(fragment.end for fragment in self.fragments))


def straight(place: float, start: float, end: float, restored: bool = False) -> Rule:
    """Return a rule at one place across, of which no fragment was seen."""
    rule = Rule(restored=restored)
    rule.add(Fragment(int(start), int(end), np.array([start, end]), np.array([place, place])))
    return rule


def shifted(rule: Rule, by: float) -> Rule:
    """Return a rule that runs beside another, as bent as it, and was not seen itself."""
    return Rule(list(rule.fragments), True, rule.knots.copy(), rule.places + by)


def _middle(
    fragments: list[Fragment],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return knots and places of the middle of fragments, where several lie side by side.

    Each has its own knots: taken together as they are they would lead to and fro between
    the two lines of a double border.
    """
    knots = np.unique(np.concatenate([fragment.knots for fragment in fragments]))
    if len(knots) > 1:
        knots = knots[np.concatenate([[True], np.diff(knots) > KNOTS_APART])]
    total, count = np.zeros(len(knots)), np.zeros(len(knots))
    for fragment in fragments:
        first, last = fragment.knots[0] - KNOTS_APART, fragment.knots[-1] + KNOTS_APART
        inside = (knots >= first) & (knots <= last)
        total[inside] += np.interp(knots[inside], fragment.knots, fragment.places)
        count += inside
    return knots, total / count


def rules_of(fragments: list[Fragment], dpi: float) -> list[Rule]:
    """Return the rules of one table and direction, in order across."""
    tolerance = DOUBLE_MM * dpi / 25.4
    rules: list[Rule] = []
    for fragment in sorted(fragments, key=lambda each: -each.length):
        middle = (fragment.start + fragment.end) / 2
        place = fragment.at(middle)
        nearest = min(rules, key=lambda rule: abs(rule.at(middle) - place), default=None)
        if nearest is not None and abs(nearest.at(middle) - place) <= tolerance:
            nearest.add(fragment)
        else:
            rule = Rule()
            rule.add(fragment)
            rules.append(rule)
    return sorted(rules, key=lambda rule: float(np.median(rule.places)))


def groups(level: list[Fragment], upright: list[Fragment], dpi: float) -> list[Group]:
    """Return the fragments of each table: those that meet, cross or continue each other."""
    level, upright = _without_letters(level, upright, dpi)
    touch, line = (mm * dpi / 25.4 for mm in (TOUCH_MM, DOUBLE_MM))
    across, down = (mm * dpi / 25.4 for mm in (GAP_LEVEL_MM, GAP_UPRIGHT_MM))
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, row in enumerate(level):
        for j, column in enumerate(upright):
            x = column.at((row.places[0] + row.places[-1]) / 2)
            if not row.start - touch <= x <= row.end + touch:
                continue
            if column.start - touch <= row.at(x) <= column.end + touch:
                parent[root(i)] = root(len(level) + j)
    for offset, pieces, gap in ((0, level, across), (len(level), upright, down)):
        for i, one in enumerate(pieces):
            for j in range(i):
                two = pieces[j]
                between = max(one.start, two.start) - min(one.end, two.end)
                middle = (max(one.start, two.start) + min(one.end, two.end)) / 2
                if between <= gap and abs(one.at(middle) - two.at(middle)) <= line:
                    parent[root(offset + i)] = root(offset + j)
    members: dict[int, tuple[list[Fragment], list[Fragment]]] = {}
    for i, row in enumerate(level):
        members.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(upright):
        members.setdefault(root(len(level) + j), ([], []))[1].append(column)
    return _with_loose_sides(_together(list(members.values()), touch), dpi)


def _without_letters(level: list[Fragment], upright: list[Fragment], dpi: float) -> Group:
    """Return the fragments without those that are as short as strokes of letters and alone.

    Short ones stay that meet a long one of the other direction or continue one of their own.
    Otherwise the prose beside a table would join it, and two tables become one.
    """
    long_level = [each for each in level if each.length >= LETTER_LEVEL_IN * dpi]
    long_upright = [each for each in upright if each.length >= LETTER_UPRIGHT_IN * dpi]
    touch, line = (mm * dpi / 25.4 for mm in (LETTER_TOUCH_MM, DOUBLE_MM))
    across, down = (mm * dpi / 25.4 for mm in (GAP_LEVEL_MM, GAP_UPRIGHT_MM))
    return (
        _placed(level, long_level, long_upright, touch, line, across),
        _placed(upright, long_upright, long_level, touch, line, down),
    )


def _placed(
    pieces: list[Fragment],
    long: list[Fragment],
    crossing: list[Fragment],
    touch: float,
    line: float,
    gap: float,
) -> list[Fragment]:
    """Return the pieces that are long, meet one that crosses, or continue a long one."""
    if len(long) == len(pieces):
        return pieces
    starts = np.array([each.start for each in crossing], dtype=np.float64)
    ends = np.array([each.end for each in crossing], dtype=np.float64)
    places = np.array([each.at((each.start + each.end) / 2) for each in crossing])
    known = {id(each) for each in long}
    kept = []
    for piece in pieces:
        place = float(np.median(piece.places))
        meets = (
            (starts - touch <= place)
            & (place <= ends + touch)
            & (piece.start - touch <= places)
            & (places <= piece.end + touch)
        )
        if id(piece) in known or meets.any() or _continues(piece, place, long, line, gap):
            kept.append(piece)
    return kept


def _continues(
    piece: Fragment, place: float, long: list[Fragment], line: float, gap: float
) -> bool:
    for other in long:
        between = max(piece.start, other.start) - min(piece.end, other.end)
        if between <= gap and abs(other.at((piece.start + piece.end) / 2) - place) <= line:
            return True
    return False


def _together(found: list[Group], touch: float) -> list[Group]:
    """Return the groups with those made one whose bounding boxes meet.

    Of a table whose borders are broken the pieces may not touch. A plain frame (round a page
    or prose) stays by itself, or all tables within would become one.
    """
    frames = [group for group in found if _is_frame(group)]
    waiting = [group for group in found if not _is_frame(group)]
    done: list[Group] = []
    while waiting:
        group = waiting.pop()
        box = _bounds(group)
        near = [other for other in waiting if _meet(box, _bounds(other), touch)]
        if not near:
            done.append(group)
            continue
        waiting = [other for other in waiting if not any(other is each for each in near)]
        for other in near:
            group = (group[0] + other[0], group[1] + other[1])
        waiting.append(group)
    return frames + done


def _with_loose_sides(found: list[Group], dpi: float) -> list[Group]:
    """Return the groups with single borders that run beside a table, as long as it is.

    ─────────────         A title row of a table without sides; a column of labels that
    ──┬───┬──┬───         one cell fills, between two page ends: no border meets them.
    """
    alike, aside, above = (mm * dpi / 25.4 for mm in (ALIKE_MM, ASIDE_MM, ABOVE_MM))
    tables = [group for group in found if group[0] and group[1]]
    left = []
    for group in found:
        rows, columns = group
        if rows and columns:
            continue
        lone = _bounds_along(rows or columns)
        for table in tables:
            own, other = (table[0], table[1]) if rows else (table[1], table[0])
            start, end = _bounds_along(own)
            first, last = _bounds_across(own)
            place = _bounds_across(rows or columns)
            gap = max(first - place[1], place[0] - last)
            # Above and below only where the sides are open, or the border has a corner.
            open_ = not rows or _bounds_across(other)[0] > start + alike
            near = 0 < gap <= (above if rows else aside)
            if open_ and near and max(abs(lone[0] - start), abs(lone[1] - end)) <= alike:
                own.extend(rows or columns)
                break
        else:
            left.append(group)
    return _with_open_rows(tables, alike, above, dpi) + left


def _with_open_rows(tables: list[Group], alike: float, above: float, dpi: float) -> list[Group]:
    """Return the tables with those joined that a row without any upright border parts.

    Such a row (a title over all columns) is seen as a gap of a row's height between two
    tables that both are open at their sides, and equally wide.
    """
    lowest = LOWEST_MM * dpi / 25.4
    done: list[Group] = []
    for rows, columns in sorted(tables, key=lambda table: _bounds_across(table[0])[0]):
        start, end = _bounds_along(rows)
        open_ = _bounds_across(columns)[0] > start + alike
        for other_rows, other_columns in done:
            first, last = _bounds_along(other_rows)
            gap = _bounds_across(rows)[0] - _bounds_across(other_rows)[1]
            is_open = open_ and _bounds_across(other_columns)[0] > first + alike
            same = abs(first - start) <= alike and abs(last - end) <= alike
            if is_open and same and lowest <= gap <= above:
                other_rows.extend(rows)
                other_columns.extend(columns)
                break
        else:
            done.append((rows, columns))
    return done


def _bounds_along(pieces: list[Fragment]) -> tuple[int, int]:
    return min(each.start for each in pieces), max(each.end for each in pieces)


def _bounds_across(pieces: list[Fragment]) -> tuple[float, float]:
    places = [float(np.median(each.places)) for each in pieces]
    return min(places), max(places)


def _is_frame(group: Group) -> bool:
    return len(group[0]) == 2 and len(group[1]) == 2


def _bounds(group: Group) -> tuple[float, float, float, float]:
    rows, columns = group
    xs: list[float] = [x for row in rows for x in (row.start, row.end)]
    xs += [float(x) for column in columns for x in column.places[[0, -1]]]
    ys: list[float] = [y for column in columns for y in (column.start, column.end)]
    ys += [float(y) for row in rows for y in row.places[[0, -1]]]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(
    one: tuple[float, float, float, float],
    two: tuple[float, float, float, float],
    touch: float,
) -> bool:
    return (
        one[0] <= two[2] + touch
        and two[0] <= one[2] + touch
        and one[1] <= two[3] + touch / 2
        and two[1] <= one[3] + touch / 2
    )
