"""Lines → groups: header lines and the data lines under them, for one statutory table each.

A document's lines may come from one table or ten, in any order; what a line belongs to is
told by its own labels, and only for lines without a known label by the lines before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from extractors.statutory.lines import Line, LineCell
from schemas.forms import TableCode

MIN_FIGURES = 4
"""So many figures make a row of table 三 where no label or header tells."""

MIN_ROWS = 6
"""So many rows of table 二 in one table show that it is that, even without any header: all
that the newest form has. A list in the prose is none, however long."""

MIN_HEADERS, MISREAD = 4, 4
"""So many columns named in a row make it a header, a quarter as many figures notwithstanding:
they are header cells that a picture made unreadable."""

FEW_HEADERS = 2
"""So many do where every figure beside them is read ill."""

Kind = Literal["header", "row", "article", "caption", "other"]


@dataclass(slots=True)
class Group:
    """Header lines of one statutory table and the data lines that follow them."""

    table: TableCode
    article: str | None = None
    headers: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Context:
    """What the lines above tell: the group and the item of 第二十条 that they belong to.

    `waiting` are lines of figures without labels at the very top, which may be the rest of
    a row that a page's end cut; they belong to the first row below them.
    """

    group: Group | None = None
    article: str | None = None
    waiting: list[Line] = field(default_factory=list)


def group_lines(lines: Iterable[Line]) -> list[Group]:
    """Sort the lines of one table, or of one run of paragraphs, into groups."""
    groups: list[Group] = []
    context = _Context()
    for line in lines:
        kind, table = _classify(line, context.group)
        articles = [cell.label.article for cell in line.cells if cell.label.article and cell.fresh]
        if articles:
            context.article = articles[-1]
        if kind == "caption" or (kind == "article" and context.group is not None):
            context.group = None
        if table is None:
            if context.group is None and len(line.figures) >= MIN_FIGURES:
                context.waiting.append(line)
            elif kind != "other":
                context.waiting = []
            continue
        group = context.group
        opens_new = (
            group is None
            or group.table != table
            or (kind == "header" and bool(group.rows))
            or (table == "proactive_disclosure" and group.article != context.article)
        )
        if opens_new:
            article = context.article if table == "proactive_disclosure" else None
            group = Group(table, article)
            groups.append(group)
            context.group = group
            if kind == "row" and table == "requests":
                group.rows += context.waiting
            context.waiting = []
        assert group is not None
        (group.headers if kind == "header" else group.rows).append(line)
    return [group for group in groups if _is_statutory(group, groups)]


def _tables_of(cells: list[LineCell], what: str) -> list[TableCode]:
    found: list[TableCode] = []
    for cell in cells:
        addresses = cell.label.rows if what == "rows" else cell.label.columns
        tables = [address.table for address in addresses]
        if what == "columns" and (len(tables) > 1 or cell.label.rows):
            continue  # 其他 and 总计 head columns of two tables and are rows as well
        found.extend(tables)
    return found


def _classify(line: Line, group: Group | None) -> tuple[Kind, TableCode | None]:
    """Say what a line is, and of which statutory table."""
    printed = [cell for cell in line.cells if not cell.empty and not _is_corner(cell)]
    labels = [cell for cell in printed if not cell.figure_like]
    if not printed:
        waits = group is not None and group.table == "proceedings" and not group.rows
        fits = waits and group is not None and bool(_leaf_headers(group)) and len(line.cells) >= 5
        return ("row", "proceedings") if fits else ("other", None)
    has_figures = len(printed) > len(labels) and not _is_misread_header(line, labels)
    heads = [table for cell in labels for table in cell.label.headers]
    heads += _tables_of(labels, "columns")
    rows = _tables_of([cell for cell in labels if cell.fresh] or labels, "rows")
    if not has_figures:
        if "proceedings" in heads or ("proceedings" in rows and not _is_vertical(group)):
            return "header", "proceedings"
        for table in heads:
            return "header", table
    if rows:
        table = rows[-1]
        if group is not None and group.table in rows:
            table = group.table
        return "row", table
    if any(cell.label.captions for cell in labels):
        return "caption", None
    if any(cell.label.article for cell in labels) and not has_figures:
        return "article", None
    if group is not None and (has_figures or any(cell.empty for cell in line.cells)):
        return "row", group.table
    return "other", None


def _is_corner(cell: LineCell) -> bool:
    """Return whether a cell is the blank one over the labels, in which a picture has dirt.

    ┌───────────┬─────────────    No figure stands at a table's left over several rows and
    │     ·     │ 申请人情况      several columns.
    │           ├──────┬──────
    """
    wide = cell.start == 0 and cell.stop is not None and cell.stop > 1
    return wide and cell.rows > 1 and cell.figure_like


def _is_misread_header(line: Line, labels: list[LineCell]) -> bool:
    """Return whether a line is a header of which a cell looks like a figure: a seal lay on it."""
    named = sum(bool(cell.label.columns) and not cell.label.numbered for cell in labels)
    if not line.exact:
        return False
    if named >= max(MIN_HEADERS, MISREAD * len(line.figures)):
        return True
    # Of a row that is mostly one wide header few columns are named; its dirt is never sure.
    named += sum(bool(cell.label.headers) for cell in labels)
    return named >= FEW_HEADERS and all(cell.ill_read for cell in line.figures)


def _leaf_headers(group: Group) -> list[LineCell]:
    """Return the header cells that name a column of `group`'s table."""
    return [
        cell
        for line in group.headers
        for cell in line.cells
        if cell.fresh and any(address.table == group.table for address in cell.label.columns)
    ]


def _is_vertical(group: Group | None) -> bool:
    """Return whether the kinds of proceedings stand down the side, not over the columns."""
    if group is None or group.table != "proceedings":
        return False
    if not _leaf_headers(group):
        return False
    named = any(
        address.table == "proceedings"
        for line in group.headers
        for cell in line.cells
        for address in cell.label.rows
        if not cell.label.columns
    )
    return not named


def _is_statutory(group: Group, groups: list[Group]) -> bool:
    """Return whether there is evidence enough that a group is part of a statutory table.

    A stray 行政处罚 beside a figure, in a table of something else, is not.
    """
    if group.headers:
        if group.table == "proactive_disclosure":
            return bool(group.rows)
        return bool(_leaf_headers(group))
    if group.table == "proactive_disclosure":
        named_rows = {
            address.code
            for line in group.rows
            for cell in line.cells
            for address in cell.label.rows
            if address.table == group.table and not line.by_order
        }
        return (
            group.article is not None
            or len(named_rows) >= MIN_ROWS
            or any(other.table == group.table and other.headers for other in groups)
        )
    if any(len(line.figures) >= MIN_FIGURES for line in group.rows):
        named = sum(
            any(address.table == group.table for cell in line.cells for address in cell.label.rows)
            for line in group.rows
        )
        return named >= 3 or any(other.table == group.table and other.headers for other in groups)
    wide = [line for line in group.rows if sum(c.could_be_figure for c in line.cells) > MIN_FIGURES]
    return len(wide) >= 3 or (
        bool(wide) and any(other.table == group.table and other.headers for other in groups)
    )
