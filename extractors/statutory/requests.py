"""Table 三, 收到和处理政府信息公开申请情况: the applicants' kinds over the results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extractors.statutory.groups import Group
from extractors.statutory.labels import (
    LIKELY,
    column_wordings,
    core_of,
    likeness,
    normalise,
)
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.pairing import split_row
from extractors.statutory.placing import (
    ALIKE,
    Placed,
    doubt_order,
    drop_row_heads,
    place_entry,
    settle_headers,
    settle_rows,
)
from extractors.statutory.printed import Entry, Header
from schemas.forms import FORM_VERSIONS, FormVersion, Row, load_form

TABLE = "requests"

LABELS = 3
"""Columns of the grid that hold the rows' labels, which are indented twice."""

MOST = 5
"""So many of the seven headers must be read, each over its own column, to show the others'."""

GUESSED = frozenset(("label_missing", "label_doubtful", "placed_by_order"))
"""Doubts of rows whose label was not read."""


def place_requests(groups: Sequence[Group]) -> list[Placed]:
    """Place the cells of all groups of table 三 of a document.

    Rows are matched over all groups together, since a table may be cut in pieces.
    """
    entries: list[tuple[Entry, list[Header]]] = []
    headers: list[Header] = []
    for group in groups:
        headers = _headers(group) or _on_grid(headers, group) or _form_headers()
        entries += [(split_row(line, "requests", headers), headers) for line in group.rows]
    settle_rows("requests", [entry for entry, _ in entries], list(_union_rows()), _headings())
    version = _version({entry.code for entry, _ in entries if _tells_form(entry)})
    rows = _union_rows()
    placed: list[Placed] = []
    for entry, under in entries:
        row = rows.get(entry.code or "")
        if row is None or row.code not in _figure_rows(version):
            if not any(not cell.empty for cell in entry.data):
                continue  # a heading: 三、本年度办理结果
            entry.code = None
        placed += place_entry("requests", version, entry, under)
    return placed


def _holds_figures(entry: Entry) -> bool:
    return bool(entry.data) or entry.line.by_order


def _tells_form(entry: Entry) -> bool:
    """Return whether a row's label was read, and not made out by its place."""
    return _holds_figures(entry) and not GUESSED & set(entry.doubts)


def _version(codes: set[str | None]) -> FormVersion | None:
    """Tell the form by （六）其他处理: one row in 2019, three rows under it since 2021.

    3.其他, the last of the three, tells nothing: it may be what a picture left of 其他处理.
    """
    if codes & {"other_overdue_correction", "other_overdue_fee"}:
        return "2021"
    return "2019" if "other_handling" in codes else None


@cache
def _union_rows() -> dict[str, Row]:
    """Return the rows of both forms, headings included, in their order."""
    newest = load_form("2021").table("requests").blocks[0]
    return {row.code: row for row in newest.rows}


@cache
def _headings() -> frozenset[str]:
    """Return the codes of the rows that are mere headings in the newest form."""
    return frozenset(row.code for row in _union_rows().values() if row.kind == "header")


@cache
def _figure_rows(version: FormVersion | None) -> frozenset[str]:
    versions = (version,) if version else FORM_VERSIONS
    return frozenset(
        row.code
        for each in versions
        for row in load_form(each).table("requests").blocks[0].figure_rows()
    )


@cache
def _expected() -> tuple[tuple[str, tuple[str, ...]], ...]:
    wordings = column_wordings()
    columns = load_form("2021").table("requests").blocks[0].columns
    return tuple((column.code, wordings["requests", column.code]) for column in columns)


def _form_headers() -> list[Header]:
    return [Header(None, code) for code, _ in _expected()]


def _headers(group: Group) -> list[Header]:
    """Return the headers of figures from left to right."""
    if not group.headers:
        return []
    by_order = group.headers[0].by_order
    if by_order:
        cells = [cell for line in group.headers for cell in _leaves(line)]
    else:
        cells = _leaves_by_column(group.headers) or _leaves_by_order(group.headers)
    headers = [Header(cell) for cell in cells]
    settle_headers(headers, "requests", _expected())
    headers = drop_row_heads(headers)
    if by_order:
        return _arranged(headers, group.headers)
    headers = _completed(headers, group.headers)
    doubt_order(headers, _expected())
    if not all(line.exact for line in group.headers) and _is_wanting(headers):
        # Figures are counted off under what is left: nothing tells where one is wanting.
        for header in headers:
            header.order_unclear = True
    return headers


def _is_wanting(headers: Sequence[Header]) -> bool:
    """Return whether a column is wanting among others, not only at their right end.

    Behind the form's columns others may stand: 备注.
    """
    codes = [header.code for header in headers]
    while codes and codes[-1] is None:
        codes.pop()
    return set(codes) != {code for code, _ in _expected()[: len(codes)]}


def _completed(headers: list[Header], lines: Sequence[Line]) -> list[Header]:
    """Return the form's seven headers where some cannot be read, if its grid is there.

    | （本列数据的…）自然 商业 科研 公益 法律 其他 L 计      ten columns, the last seven of them of
    |  一、本年新收 |  0 |  1 |  0 |  0 |  0 |  0 |  1    figures, and most under their own names

    A header that names another column than its place's leaves all as they are.
    """
    order = _expected()
    grid = _grid([header.cell for header in headers])
    if grid is None:
        return headers
    own = {code: grid - len(order) + at for at, (code, _) in enumerate(order)}
    named: dict[str, Header] = {}
    for header in headers:
        if header.code is None or header.cell is None:
            continue
        if not _covers(header.cell, own[header.code]):
            return headers
        if header.cell.start == own[header.code] == (header.cell.stop or 0) - 1:
            named[header.code] = header
    if not MOST <= len(named) < len(order):
        return headers
    whole: list[Header] = []
    for code, _ in order:
        if code in named:
            whole.append(named[code])
            continue
        over = _lowest_over(own[code], lines)
        if over is None or any(address.table == TABLE for address in over.label.columns):
            return headers
        alone = over.start == own[code] and over.stop == own[code] + 1
        cell = replace(over, start=own[code], stop=own[code] + 1)
        whole.append(Header(cell, code, ALIKE, doubtful=alone and over.legible))
    return whole


def _grid(cells: Sequence[LineCell | None]) -> int | None:
    """Return how many columns the grid of some cells has, if it is the form's.

    Of the labels' columns it has those that this part of the table needs and that have not lost
    their borders.
    """
    widths = {cell.grid if cell is not None else 0 for cell in cells}
    width = widths.pop() if len(widths) == 1 else 0
    return width if 0 <= width - len(_expected()) <= LABELS else None


def _on_grid(headers: list[Header], group: Group) -> list[Header]:
    """Return the headers of an earlier part of the table over the columns of a later part."""
    order = [code for code, _ in _expected()]
    grid = _grid([cell for line in group.rows for cell in line.cells])
    if grid is None or [header.code for header in headers] != order:
        return headers
    moved = []
    for at, header in enumerate(headers, start=grid - len(order)):
        cell = header.cell
        moved.append(
            header
            if cell is None
            else replace(header, cell=replace(cell, start=at, stop=at + 1, grid=grid))
        )
    return moved


def _lowest_over(column: int, lines: Sequence[Line]) -> LineCell | None:
    """Return the lowest header cell over a column of the grid."""
    over = [cell for line in lines for cell in line.cells if _covers(cell, column)]
    return over[-1] if over else None


def _covers(cell: LineCell, column: int) -> bool:
    return cell.start is not None and cell.stop is not None and cell.start <= column < cell.stop


def _arranged(headers: list[Header], lines: list[Line]) -> list[Header]:
    """Return headers from left to right where they were printed in a bare sequence.

    The organisations' come last in the sequence, being a line lower, and stand where their
    group's label is: 自然人 [法人或其他组织] 总计 商业企业 … 其他. Without that label the
    form's order is taken; an order other than the form's is not believed without a look.
    """
    order = [code for code, _ in _expected()]
    named = [header for header in headers if header.code is not None]
    strangers = [header for header in headers if header.code is None]
    within = [header for header in named if header.code in _organisations()]
    outside = [header for header in named if header.code not in _organisations()]
    printed = [cell for line in lines for cell in line.cells]
    group = next((at for at, cell in enumerate(printed) if _is_organisations(cell)), None)
    if group is not None:
        before = [h for h in outside if _index(printed, h) < group]
        arranged = before + within + [h for h in outside if _index(printed, h) > group]
    elif [h.code for h in named] == ["natural_person", "total", *(h.code for h in within)]:
        arranged = [outside[0], *within, outside[1]]
    else:
        arranged = named
    places = [order.index(header.code or "") for header in arranged]
    if places != sorted(places) or (strangers and len(named) < len(order)):
        for header in headers:
            header.order_unclear = True
    return arranged + strangers


@cache
def _organisations() -> frozenset[str]:
    columns = load_form("2021").table("requests").blocks[0].columns
    return frozenset(column.code for column in columns if column.group)


@cache
def _organisations_core() -> str:
    columns = load_form("2021").table("requests").blocks[0].columns
    return core_of(normalise(next(column.group for column in columns if column.group)))


def _is_organisations(cell: LineCell) -> bool:
    return cell.label.core == _organisations_core()


def _index(printed: list[LineCell], header: Header) -> int:
    return next(at for at, cell in enumerate(printed) if cell is header.cell)


@cache
def _note_core() -> str:
    return core_of(normalise(load_form("2021").table("requests").note or ""))


def _is_group(cell: LineCell) -> bool:
    """Return whether a cell stands over several columns: 申请人情况, 法人或其他组织."""
    return TABLE in cell.label.headers and core_of(normalise(cell.text)) != _note_core()


def _leaves(line: Line) -> list[LineCell]:
    """Return the cells of a header line that may head a column themselves.

    A border's rest may cut 自然 from 人, and a picture's 人 alone is read as 3.
    """
    return [
        cell
        for cell in line.cells
        if cell.fresh
        and not cell.empty
        and TABLE not in cell.label.headers
        and not (cell.could_be_figure and cell.ill_read)
    ]


def _leaves_by_column(lines: list[Line]) -> list[LineCell]:
    """Return the lowest header cell over each column of figures, by the grid's columns."""
    if not all(line.exact for line in lines):
        return []
    named = [
        cell
        for line in lines
        for cell in line.cells
        if any(address.table == TABLE for address in cell.label.columns)
    ]
    first = min((cell.start for cell in named if cell.start is not None), default=0)
    leaves: list[LineCell] = []
    for line in lines:
        for cell in _leaves(line):
            assert cell.start is not None and cell.stop is not None
            if cell.start < first and not _may_head_a_column(cell):
                continue
            leaves = [
                above
                for above in leaves
                if above.start >= cell.stop or above.stop <= cell.start  # type: ignore[operator]
            ]
            leaves.append(cell)
    return sorted(leaves, key=lambda cell: cell.start or 0)


def _may_head_a_column(cell: LineCell) -> bool:
    """Return whether a header is like a column's, though misprinted or misread: 目然人."""
    return any(likeness(cell.label.core, wordings) >= LIKELY for _, wordings in _expected())


def _leaves_by_order(lines: list[Line]) -> list[LineCell]:
    """Return the header cells from left to right where only their order in rows is known.

    What a lower line names stands where the line above has a label over several columns.
    """
    order: list[LineCell | None] = []
    for line in lines:
        leaves = _leaves(line)
        printed: list[LineCell | None] = [
            None if _is_group(cell) else cell
            for cell in line.cells
            if cell in leaves or (cell.fresh and _is_group(cell))
        ]
        if None in order:
            at = order.index(None)
            order[at : at + 1] = printed
        else:
            order += printed
    return [cell for cell in order if cell is not None]
