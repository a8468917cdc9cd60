"""Table 三's headers: which applicants' kind each column of figures is of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.statutory.groups import Group
from extractors.statutory.labels import core_of, normalise
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.placing import doubt_order, drop_row_heads, settle_headers
from extractors.statutory.printed import Header
from extractors.statutory.request_grid import completed
from extractors.statutory.request_leaves import (
    TABLE,
    expected,
    leaves_by_column,
    leaves_by_order,
    leaves_of,
)
from schemas.forms import load_form


def form_headers() -> list[Header]:
    """Return the form's own columns, for a table that prints no header."""
    return [Header(None, code) for code, _ in expected()]


def read_headers(group: Group) -> list[Header]:
    """Return the headers of figures from left to right."""
    if not group.headers:
        return []
    by_order = group.headers[0].by_order
    if by_order:
        cells = [cell for line in group.headers for cell in leaves_of(line)]
    else:
        cells = leaves_by_column(group.headers) or leaves_by_order(group.headers)
    headers = [Header(cell) for cell in cells]
    settle_headers(headers, TABLE, expected())
    headers = drop_row_heads(headers)
    if by_order:
        return _arranged(headers, group.headers)
    headers = completed(headers, group.headers)
    doubt_order(headers, expected())
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
    return set(codes) != {code for code, _ in expected()[: len(codes)]}


def _arranged(headers: list[Header], lines: list[Line]) -> list[Header]:
    """Return headers from left to right where they were printed in a bare sequence.

    The organisations' come last in the sequence, being a line lower, and stand where their
    group's label is: 自然人 [法人或其他组织] 总计 商业企业 … 其他. Without that label the
    form's order is taken; an order other than the form's is not believed without a look.
    """
    order = [code for code, _ in expected()]
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
    columns = load_form("2021").table(TABLE).blocks[0].columns
    return frozenset(column.code for column in columns if column.group)


@cache
def _organisations_core() -> str:
    columns = load_form("2021").table(TABLE).blocks[0].columns
    return core_of(normalise(next(column.group for column in columns if column.group)))


def _is_organisations(cell: LineCell) -> bool:
    return cell.label.core == _organisations_core()


def _index(printed: list[LineCell], header: Header) -> int:
    return next(at for at, cell in enumerate(printed) if cell is header.cell)
