"""Table 四, 政府信息公开行政复议、行政诉讼情况: outcomes of reviews and of litigation.

The form prints one row of fifteen figures under three kinds of five outcomes. Reports also
print a table for each kind, or the kinds down the side and the outcomes over them.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.statutory.groups import Group
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.pairing import pair, split_row
from extractors.statutory.placing import Placed, place_cell, settle_rows
from extractors.statutory.printed import Entry, Header
from extractors.statutory.rounds import Round, expected, form_round, kind_of, kinds, read_rounds
from schemas.forms import TableCode

TABLE: TableCode = "proceedings"


def place_proceedings(groups: Sequence[Group]) -> list[Placed]:
    """Place the cells of all groups of table 四 of a document."""
    read: list[tuple[Group, list[Round]]] = []
    for group in groups:
        rounds = read_rounds(group.headers) if group.headers else []
        if not rounds:
            rounds = read[-1][1] if read and group.rows else []
        read.append((group, rounds))
    _name_rounds(read)
    placed: list[Placed] = []
    for group, rounds in read:
        if _has_kinds_beside(group):
            placed += _down_the_side(group, rounds)
        else:
            placed += _across(group, rounds or [form_round(kind) for kind in kinds()])
    return placed


def _has_kinds_beside(group: Group) -> bool:
    return any(kind_of(cell) for line in group.rows for cell in line.cells)


def _name_rounds(read: list[tuple[Group, list[Round]]]) -> None:
    """Give the rounds without a printed kind theirs, if just as many kinds are wanting.

    All three without a kind are the form's, in its order, and a single one is what is left;
    two are a guess. So are all where what is left stands in another place than the form's:
    without 未经复议直接起诉, misspelt where there is no grid, or its header gone, 复议后起诉 comes
    first, and the figures of both would change places.
    """
    across = [rounds for group, rounds in read if not _has_kinds_beside(group)]
    every = list({id(each): each for rounds in across for each in rounds}.values())
    used = {each.kind for each in every}
    used |= {kind_of(c) for g, _ in read for line in g.rows for c in line.cells}
    free = [kind for kind in kinds() if kind not in used]
    nameless = [each for each in every if each.kind is None and each.full]
    if len(nameless) == len(free):
        for each, kind in zip(nameless, free, strict=True):
            each.kind = kind
            each.guessed = 1 < len(free) < len(kinds())
    places = [kinds().index(each.kind) for each in every if each.kind in kinds()]
    if nameless and places != sorted(places):
        for each in every:
            each.guessed = True


def _down_the_side(group: Group, rounds: Sequence[Round]) -> list[Placed]:
    """Place a table whose rows are the kinds."""
    under = [header for each in rounds for header in each.headers] or form_round().headers
    entries = [split_row(line, TABLE, under) for line in group.rows]
    settle_rows(TABLE, entries, list(kinds()))
    placed = []
    for entry in entries:
        if entry.code is None and not any(not cell.empty for cell in entry.data):
            continue
        for paired in pair(under, entry):
            placed.append(place_cell(TABLE, None, entry.code, entry, under, paired))
    return placed


def _across(group: Group, rounds: Sequence[Round]) -> list[Placed]:
    """Place a table whose columns are the kinds' outcomes, and its one row of figures.

    Figures of further rows go to the same places, where the difference puts them in doubt.
    """
    headers = [header for each in rounds for header in each.headers]
    over = [each for each in rounds for _ in each.headers]
    lines = [line for line in group.rows if any(not cell.empty for cell in line.cells)]
    lines = lines[:1] + [line for line in lines[1:] if line.figures] or group.rows[:1]
    if not lines and group.headers and group.headers[-1].by_order:
        lines = [Line([], exact=False, by_order=True)]  # fifteen blanks leave no trace
    placed = []
    for line in lines:
        entry = Entry(line, [], _trim(line.cells, headers))
        for paired in pair(headers, entry):
            each = over[paired.header] if paired.header is not None else None
            kind = each.kind if each is not None else None
            one = place_cell(TABLE, None, kind, entry, headers, paired)
            if each is not None and each.guessed:
                one.doubts.append("label_missing")
            placed.append(one)
    if any(header.order_unclear for header in headers):
        placed += _unseen(placed)
    return placed


def _unseen(placed: Sequence[Placed]) -> list[Placed]:
    """Return the form's figures that are not among those placed: one in another place may be
    theirs."""
    given = {(each.row, each.column) for each in placed}
    return [
        Placed(TABLE, None, kind, code, "", "", None, ["order_unclear"])
        for kind in kinds()
        for code, _ in expected()
        if (kind, code) not in given
    ]


def _trim(cells: list[LineCell], headers: list[Header]) -> list[LineCell]:
    """Drop the cells at the left that stand under no outcome."""
    first = headers[0].cell.start if headers and headers[0].cell is not None else None
    while len(cells) > len(headers) and not cells[0].figure_like:
        stop = cells[0].stop
        if first is not None and stop is not None and stop > first:
            break
        cells = cells[1:]
    return cells
