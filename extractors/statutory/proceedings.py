"""Table 四, 政府信息公开行政复议、行政诉讼情况: outcomes of reviews and of litigation.

The form prints one row of fifteen figures under three groups of five outcomes. Reports also
print a table for each group, or the groups down the side and the outcomes over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.statutory.groups import Group
from extractors.statutory.labels import column_wordings
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.pairing import Entry, Header, Paired, one_line, pair, split_row
from extractors.statutory.placing import Placed, settle_headers, settle_rows
from schemas.forms import load_form

TABLE = "proceedings"


def place_proceedings(groups: Sequence[Group]) -> list[Placed]:
    """Place the cells of all groups of table 四 of a document."""
    placed: list[Placed] = []
    headers: list[Header] = []
    for group in groups:
        if group.headers:
            headers = _headers(group)
        if _row_labels(group):
            placed += _down_the_side(group, headers)
        else:
            used = {each.row for each in placed}
            placed += _across(group, headers, [code for code in _kinds() if code not in used])
    return placed


@cache
def _kinds() -> tuple[str, ...]:
    """Return the codes of the three groups (the rows of our records), in the form's order."""
    return tuple(row.code for row in load_form("2021").table("proceedings").blocks[0].rows)


@cache
def _expected() -> tuple[tuple[str, tuple[str, ...]], ...]:
    wordings = column_wordings()
    columns = load_form("2021").table("proceedings").blocks[0].columns
    return tuple((column.code, wordings["proceedings", column.code]) for column in columns)


def _kind_of(cell: LineCell) -> str | None:
    """Return the group that a cell names, if it names one."""
    return next((a.code for a in cell.label.rows if a.table == TABLE), None)


def _is_outcome(cell: LineCell | None) -> bool:
    return cell is not None and any(address.table == TABLE for address in cell.label.columns)


def _row_labels(group: Group) -> bool:
    return any(_kind_of(cell) for line in group.rows for cell in line.cells)


def _headers(group: Group) -> list[Header]:
    """Return the outcomes' header cells from left to right."""
    exact = all(line.exact for line in group.headers)
    cells = [
        cell
        for line in group.headers
        for cell in line.cells
        if cell.fresh
        and not cell.empty
        and _kind_of(cell) is None
        and TABLE not in cell.label.headers
        and not cell.label.captions
    ]
    named = [cell for cell in cells if _is_outcome(cell)]
    if exact and named:
        first = min(cell.start or 0 for cell in named)
        cells = [cell for cell in cells if (cell.start or 0) >= first or _is_outcome(cell)]
        cells.sort(key=lambda cell: cell.start or 0)
    elif named:
        cells = [cell for cell in cells if len(cell.text) <= 12]
    headers = [Header(cell) for cell in cells]
    while len(headers) % 5 and headers and not _is_outcome(headers[0].cell):
        headers = headers[1:]  # 类别, over the rows' labels
    for start in range(0, len(headers), 5):
        settle_headers(headers[start : start + 5], "proceedings", _expected())
    return headers


def _down_the_side(group: Group, headers: list[Header]) -> list[Placed]:
    """Place a table whose rows are the groups."""
    under = headers[:5] if headers else [Header(None, code) for code, _ in _expected()]
    entries = [split_row(line, "proceedings", under) for line in group.rows]
    settle_rows("proceedings", entries, list(_kinds()))
    placed = []
    for entry in entries:
        if entry.code is None and not any(not cell.empty for cell in entry.data):
            continue
        for paired in pair(under, entry):
            placed.append(_placed(entry, entry.code, under, paired))
    return placed


def _across(group: Group, headers: list[Header], free: Sequence[str]) -> list[Placed]:
    """Place a table whose columns are the groups' outcomes, and its one row of figures."""
    if not headers:
        headers = [Header(None, code) for _ in free for code, _ in _expected()]
    kinds = _kinds_over(group, headers) or _kinds_in_order(headers, free)
    lines = [line for line in group.rows if any(not cell.empty for cell in line.cells)]
    lines = lines or group.rows[:1]
    if not lines and group.headers and group.headers[-1].by_order:
        lines = [Line([], exact=False, by_order=True)]  # fifteen blanks leave no trace
    placed = []
    for number, line in enumerate(lines):
        entry = Entry(line, [], _trim(line.cells, headers))
        for paired in pair(headers, entry):
            kind = kinds[paired.header] if paired.header is not None and number == 0 else None
            placed.append(_placed(entry, kind, headers, paired))
    return placed


def _trim(cells: list[LineCell], headers: list[Header]) -> list[LineCell]:
    """Drop the cells at the left that stand under no outcome."""
    first = headers[0].cell.start if headers and headers[0].cell is not None else None
    while len(cells) > len(headers) and not cells[0].figure_like:
        stop = cells[0].stop
        if first is not None and stop is not None and stop > first:
            break
        cells = cells[1:]
    return cells


def _kinds_over(group: Group, headers: list[Header]) -> list[str | None]:
    """Return the group over each header by the grid's columns; empty where it can't be told."""
    over = [
        (cell.start, cell.stop, kind)
        for line in group.headers
        if line.exact
        for cell in line.cells
        if (kind := _kind_of(cell)) is not None
    ]
    if not over:
        return []
    kinds: list[str | None] = []
    for header in headers:
        start = header.cell.start if header.cell is not None else None
        kinds.append(
            next((k for a, b, k in over if start is not None and a <= start < b), None)  # type: ignore[operator]
        )
    counts = [kinds.count(kind) for kind in set(kinds)]
    if None in kinds or any(count > 5 for count in counts):
        return []
    return kinds


def _kinds_in_order(headers: list[Header], free: Sequence[str]) -> list[str | None]:
    """Return the group of each header by order: a new one where the outcomes start again."""
    order = [code for code, _ in _expected()]
    kinds: list[str | None] = []
    current, last = 0, -1
    for header in headers:
        at = order.index(header.code) if header.code in order else last + 1
        if at <= last:
            current += 1
        last = at
        kinds.append(free[current] if current < len(free) else None)
    return kinds


def _placed(entry: Entry, kind: str | None, headers: list[Header], paired: Paired) -> Placed:
    header = headers[paired.header] if paired.header is not None else None
    doubts = [*entry.doubts, *paired.doubts]
    if header is not None and header.cell is None:
        doubts.append("header_missing")
    if entry.line.by_order:
        doubts.append("placed_by_order")
    return Placed(
        "proceedings",
        None,
        kind,
        header.code if header is not None else None,
        entry.label_text,
        one_line(header.cell.text) if header is not None and header.cell is not None else "",
        paired.cell,
        doubts,
        entry.line.by_order,
    )
