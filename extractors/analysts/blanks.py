"""Which blanks count as 0: the rule of `schemas.analysts.BLANK_RULE`, and what it leaves null.

    printed:   自然人  商业企业  科研机构  总计        printed:   自然人  商业企业  科研机构  总计
                 5       ·        ·       5                      ·       ·        ·       5

On the left 5 + 0 + 0 = 5: the blanks are zeros. On the right only the total is filled in, and
nobody knows whose the five are: the blanks stay what they are, unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.analysts.cells import Address, Cell
from schemas.forms import FORM_VERSIONS, TABLE_CODES, TableCode, load_form

TableCells = dict[Address, Cell]

SUM_TOLERANCE = 1e-6
"""Sums of floats with up to four digits behind the point: what differs by less is equal."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A table after the rule. `zeros` are the blanks that count as 0, `unknown` what stays null."""

    values: dict[Address, float]
    zeros: frozenset[Address]
    unknown: frozenset[Address]
    doubted: frozenset[Address]


Sum = tuple[tuple[Address, ...], tuple[Address, ...]]
"""Addresses whose figures add up to those of the others."""


@cache
def sums_of(table: TableCode) -> dict[Address, tuple[Sum, ...]]:
    """Return, for every figure of a table, the sums that it stands in, of both forms' rows.

    Where the forms differ (其他处理 is one row on that of 2019, three on that of 2021) all rows
    stand in the one sum: a report has one or the other.
    """
    found: dict[Address, list[Sum]] = {}
    for sum_ in _sums(table):
        for address in (*sum_[0], *sum_[1]):
            found.setdefault(address, []).append(sum_)
    return {address: tuple(sums) for address, sums in found.items()}


def _sums(table: TableCode) -> Iterator[Sum]:
    tables = [load_form(version).table(table) for version in FORM_VERSIONS]
    rows = _codes(row.code for t in tables for block in t.blocks for row in block.figure_rows())
    columns = _codes(column.code for t in tables for block in t.blocks for column in block.columns)
    identities: dict[str, tuple[str, list[str], list[str]]] = {}
    for each in (identity for t in tables for identity in t.identities):
        _, left, right = identities.setdefault(each.code, (each.per, [], []))
        left += [code for code in each.left if code not in left]
        right += [code for code in each.right if code not in right]
    for per, left, right in identities.values():
        for line in rows if per == "row" else columns:
            yield (
                tuple((line, code) if per == "row" else (code, line) for code in left),
                tuple((line, code) if per == "row" else (code, line) for code in right),
            )


def _codes(codes: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def fill_blanks(table: str, cells: TableCells) -> Filled:
    """Apply the rule to one table of one report."""
    values = {address: cell.value for address, cell in cells.items() if cell.value is not None}
    blanks = [
        address
        for address, cell in cells.items()
        if cell.empty and cell.value is None and not cell.doubted
    ]
    zeros: list[Address] = []
    if blanks and values:
        held: dict[Sum, bool] = {}
        sums = sums_of(_table_code(table))
        for address in blanks:
            for sum_ in sums.get(address, ()):
                if sum_ not in held:
                    held[sum_] = _holds(sum_, values)
                if not held[sum_]:
                    break
            else:
                zeros.append(address)
    doubted = [address for address, cell in cells.items() if cell.doubted]
    unknown = cells.keys() - values.keys() - set(zeros)
    values |= dict.fromkeys(zeros, 0.0)
    return Filled(values, frozenset(zeros), frozenset(unknown), frozenset(doubted))


def _table_code(table: str) -> TableCode:
    return next(code for code in TABLE_CODES if code == table)


def _holds(sum_: Sum, values: dict[Address, float]) -> bool:
    left, right = sum_
    difference = sum(values.get(a, 0.0) for a in left) - sum(values.get(a, 0.0) for a in right)
    return abs(difference) < SUM_TOLERANCE
