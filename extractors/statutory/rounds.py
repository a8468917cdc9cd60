"""Table 四's header: rounds of outcomes, one for each kind of proceedings.

    | 行政复议      | 行政诉讼                                  |
    | 维 纠 其 尚 总 | 未经复议直接起诉      | 复议后起诉           |
    |               | 维 纠 其 尚 总        | 维 纠 其 尚 总       |

Where the grid is known a round is what stands under one kind; where it is lost, the labels
are dealt out in their order, level by level, as the drawing above is read line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from extractors.statutory.labels import column_wordings
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.placing import ALIKE, is_slip, settle_headers
from extractors.statutory.printed import Header
from schemas.forms import TableCode, load_form

TABLE: TableCode = "proceedings"
OUTCOMES = 5
ROUND = 4
"""So many outcomes named make a round; a lone 总计 beside the others is none."""
MOST = 3
"""So many of a kind's five outcomes read, each in its place, show what the others are."""
MAX_CELLS = 100
"""The form's header has 19 cells; more than so many are none."""
MAX_HEADER = 12
"""A longer text is no header of an outcome where the grid is lost."""


@dataclass(slots=True)
class Round:
    """The headers under one kind, left to right. `kind` is None where none is printed."""

    headers: list[Header]
    kind: str | None = None
    guessed: bool = False

    @property
    def full(self) -> bool:
        """Return whether it names outcomes enough to be a kind's."""
        return sum(header.code is not None for header in self.headers) >= ROUND


@cache
def kinds() -> tuple[str, ...]:
    """Return the codes of the kinds (the rows of our records), in the form's order."""
    return tuple(row.code for row in load_form("2021").table("proceedings").blocks[0].rows)


@cache
def expected() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the outcomes' codes with their wordings, in the form's order."""
    wordings = column_wordings()
    columns = load_form("2021").table("proceedings").blocks[0].columns
    return tuple((column.code, wordings["proceedings", column.code]) for column in columns)


def form_round(kind: str | None = None) -> Round:
    """Return the form's own outcomes, for a table that prints no header."""
    return Round([Header(None, code) for code, _ in expected()], kind)


def kind_of(cell: LineCell) -> str | None:
    """Return the kind that a cell names, if it names one."""
    return next((a.code for a in cell.label.rows if a.table == TABLE), None)


def read_rounds(lines: Sequence[Line]) -> list[Round]:
    """Return the rounds of a table's header lines, from left to right."""
    exact = all(line.exact for line in lines)
    rounds = list(_by_columns(lines) if exact else _dealt(lines))
    while len(rounds) > 1 and not rounds[0].full and not _outcomes(rounds[0]):
        rounds = rounds[1:]  # 类别, over the rows' labels
    for each in rounds:
        settle_headers(each.headers, TABLE, expected())
    if exact:
        rounds = _completed(rounds, lines)
    if _is_disordered(rounds, exact=exact):
        for header in (header for each in rounds for header in each.headers):
            header.order_unclear = True
    return rounds


def _outcomes(each: Round) -> int:
    return sum(_outcome(header.cell) is not None for header in each.headers)


def _outcome(cell: LineCell | None) -> str | None:
    """Return the outcome that a cell names exactly."""
    if cell is None:
        return None
    return next((a.code for a in cell.label.columns if a.table == TABLE), None)


def _is_disordered(rounds: Sequence[Round], *, exact: bool) -> bool:
    """Return whether the outcomes' order is neither the form's nor one of the agency's own.

    An agency that prints 总计 first does so for each kind. In one kind's order alone a grid shows
    that a header cell is lost or in excess, and those behind it stand over others' figures;
    where the grid is lost, an outcome wanting does.
    """
    if not exact and not all(_is_whole(each) for each in rounds):
        return True
    if all(_in_form_order(each) for each in rounds):
        return False
    orders = {tuple(header.code for header in each.headers) for each in rounds}
    return not (exact and len(rounds) > 1 and len(orders) == 1)


def _is_whole(each: Round) -> bool:
    """Return whether a round has all outcomes of the form, and nothing else."""
    named = [header.code or "" for header in each.headers]
    return sorted(named) == sorted(code for code, _ in expected())


def _in_form_order(each: Round) -> bool:
    """Return whether the outcomes rise in the form's order, none of them named twice."""
    order = [code for code, _ in expected()]
    named = [header.code or _outcome(header.cell) for header in each.headers]
    places = [order.index(code) for code in named if code is not None]
    return places == sorted(set(places))


def _is_heading(cell: LineCell) -> bool:
    """Return whether a cell stands over rounds: a kind, or 行政诉讼 over two."""
    return kind_of(cell) is not None or TABLE in cell.label.headers


def _candidates(lines: Sequence[Line]) -> list[LineCell]:
    cells = (
        cell
        for line in lines
        for cell in line.cells
        if cell.fresh and not cell.empty and not cell.label.captions
    )
    return list(islice(cells, MAX_CELLS))


# With a grid ------------------------------------------------------------------------------


def _by_columns(lines: Sequence[Line]) -> Iterator[Round]:
    """Yield rounds by what stands over each column; see the module's drawing."""
    cells = _candidates(lines)
    over = [(*_reach(cell, lines), kind) for cell in cells if (kind := kind_of(cell))]
    leaves = [cell for cell in cells if not _is_heading(cell)]
    named = [cell for cell in leaves if _outcome(cell)]
    if named:
        first = min(_start(cell) for cell in named)
        leaves = [cell for cell in leaves if _start(cell) >= first or _outcome(cell)]
    leaves.sort(key=_start)
    current: Round | None = None
    for leaf in leaves:
        kind = next((k for first, stop, k in over if first <= _start(leaf) < stop), None)
        if current is None or current.kind != kind or (kind is None and _is_over(current, leaf)):
            if current is not None:
                yield current
            current = Round([], kind)
        current.headers.append(Header(leaf))
    if current is not None:
        yield current


def _completed(rounds: list[Round], lines: Sequence[Line]) -> list[Round]:
    """Return the form's three kinds and fifteen outcomes where some cannot be read, if its grid
    is there and nothing that can be read stands in another's place.

    | 行政复议       | 行政诉讼                        |     fifteen columns, and of some kind all
    |               | ■■复议直接起诉 | 议后■诉         |     five outcomes
    | 维 纠 其 尚 总 | 维纠■■ ■ 计   | 维 纠 其 尚 ■   |
    """
    cells = _candidates(lines)
    if {cell.grid for cell in cells} != {OUTCOMES * len(kinds())}:
        return rounds
    leaves: dict[int, LineCell] = {}
    for cell in cells:
        at, kind, outcome = _start(cell), kind_of(cell), _outcome(cell)
        if kind is not None and at // OUTCOMES != kinds().index(kind):
            return rounds
        if _stop(cell) - at != 1 or _is_heading(cell):
            continue
        if outcome is not None and expected()[at % OUTCOMES][0] != outcome:
            return rounds
        if outcome is not None or at not in leaves or _outcome(leaves[at]) is None:
            leaves[at] = cell
    completed = [_in_place(leaves, at) for at in range(len(kinds()))]
    if all(any(header.likeness < 1.0 for header in each.headers) for each in completed):
        return rounds
    return completed


def _in_place(leaves: Mapping[int, LineCell], block: int) -> Round:
    """Return the outcomes of the kind whose block of five columns this is; in doubt where
    another one is plainly to be read."""
    headers = []
    for at, (code, wordings) in enumerate(expected()):
        cell = leaves.get(block * OUTCOMES + at)
        read = cell is not None and _outcome(cell) is not None
        other = cell is not None and not read and cell.legible and not is_slip(cell, wordings)
        headers.append(Header(cell, code, 1.0 if read else ALIKE, doubtful=other))
    if sum(header.likeness == 1.0 for header in headers) < MOST:
        headers = [Header(None, header.code, header.likeness) for header in headers]
    return Round(headers, kinds()[block])


def _reach(heading: LineCell, lines: Sequence[Line]) -> tuple[int, int]:
    """Return the columns under a heading: its own, and the blank ones that a merge left."""
    if _stop(heading) - _start(heading) > 1:
        return _start(heading), _stop(heading)
    line = next(line for line in lines if any(cell is heading for cell in line.cells))
    after = [_start(c) for c in line.cells if not c.empty and _start(c) > _start(heading)]
    blank = [_stop(c) for c in line.cells if c.empty]
    return _start(heading), max(_stop(heading), min(after, default=max(blank, default=0)))


def _is_over(current: Round, leaf: LineCell) -> bool:
    """Return whether a round without a kind ends before this outcome."""
    named = {_outcome(header.cell) for header in current.headers} - {None}
    return len(current.headers) >= OUTCOMES or _outcome(leaf) in named


def _start(cell: LineCell) -> int:
    return cell.start or 0


def _stop(cell: LineCell) -> int:
    return cell.stop or 0


# Without ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Slot:
    """A heading that waits for what stands under it: kinds under 行政诉讼, else outcomes."""

    kind: str | None
    parent: bool = False
    children: list[_Slot] = field(default_factory=list)
    leaves: list[LineCell] = field(default_factory=list)

    def walk(self) -> Iterator[_Slot]:
        """Yield the slots that stand over outcomes, from left to right."""
        if not self.parent:
            yield self
        for child in self.children:
            yield from child.walk()

    def take(self, queue: list[LineCell]) -> bool:
        """Take from the queue's head what may stand under this slot; return if anything did."""
        before = len(queue)
        if self.parent:
            if not self.children:
                self.children = list(_litigations_at(queue))
        elif not self.leaves:
            named: set[str | None] = set()
            while queue and len(self.leaves) < OUTCOMES and not _is_heading(queue[0]):
                code = _outcome(queue[0])
                if code is not None and code in named:
                    break
                named.add(code)
                self.leaves.append(queue.pop(0))
        return len(queue) < before


def _litigations_at(queue: list[LineCell]) -> Iterator[_Slot]:
    while queue and (kind := kind_of(queue[0])) in kinds()[1:]:
        queue.pop(0)
        yield _Slot(kind)


def _dealt(lines: Sequence[Line]) -> Iterator[Round]:
    """Yield rounds from the labels' order alone."""
    queue = [c for c in _candidates(lines) if len(c.text) <= MAX_HEADER or _is_heading(c)]
    while queue and not _is_heading(queue[0]) and _outcome(queue[0]) is None:
        queue.pop(0)  # 类别, over the rows' labels
    roots: list[_Slot] = []
    while queue:
        moved = False
        for root in list(roots):
            if root.parent:
                moved = root.take(queue) or moved
            for slot in root.walk():
                moved = slot.take(queue) or moved
        if moved:
            continue
        cell = queue[0]
        if _is_heading(cell):
            queue.pop(0)
            roots.append(_Slot(kind_of(cell), parent=kind_of(cell) is None))
        else:
            roots.append(_Slot(None))
            roots[-1].take(queue)
    for root in roots:
        for slot in root.walk():
            if slot.leaves:
                yield Round([Header(leaf) for leaf in slot.leaves], slot.kind)
