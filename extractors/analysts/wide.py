"""The rows of the analysts' tables, of one report: keys, columns, and what was made of blanks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extractors.analysts.blanks import Filled, TableCells, fill_blanks
from schemas.forms import FORM_VERSIONS, TABLE_CODES, TableCode, load_form

KEY_COLUMNS: dict[str, str] = {
    "requests": "applicant",
    "proactive_disclosure": "matter",
    "proceedings": "procedure",
}
"""The column that tells a report's rows apart, by table."""

KEY_IS_ROW: dict[str, bool] = {
    "requests": False,
    "proactive_disclosure": True,
    "proceedings": True,
}
"""Whether that key is the form's row; else it is its column."""

GROUPS: dict[str, str] = {
    "denied": "denied_",
    "unable": "unable_",
    "not_processed": "not_processed_",
    "other_handling": "other_",
}
"""Columns of `requests` for which the form has a heading and no figure: the sum of its rows."""

OTHER_HANDLING = "other_handling"
"""A heading on the form of 2021, a figure on that of 2019."""


@dataclass(slots=True)
class WideRow:
    """One row: its key, its figures by column, and how far they may be relied upon."""

    key: str
    values: dict[str, float]
    filled: int
    unknown: int
    doubted: list[str]


@cache
def keys_of(table: TableCode) -> tuple[str, ...]:
    """Return the keys of a table's rows, in the forms' order, of both forms."""
    blocks = [block for v in FORM_VERSIONS for block in load_form(v).table(table).blocks]
    if KEY_IS_ROW[table]:
        codes = (row.code for block in blocks for row in block.figure_rows())
    else:
        codes = (column.code for block in blocks for column in block.columns)
    return tuple(dict.fromkeys(codes))


@cache
def _members(group: str) -> tuple[tuple[str, ...], ...]:
    """Return the codes that a group is the sum of, by form: of 其他处理 the last form has three."""
    found = []
    for version in reversed(FORM_VERSIONS):
        rows = load_form(version).table("requests").blocks[0].figure_rows()
        codes = tuple(
            row.code
            for row in rows
            if row.code.startswith(GROUPS[group]) and row.code != OTHER_HANDLING
        )
        if codes and codes not in found:
            found.append(codes)
    return tuple(found)


def wide_rows(table: str, cells: TableCells) -> list[WideRow]:
    """Return a report's rows in one table. A key of which the report has no cell has no row."""
    code = next(each for each in TABLE_CODES if each == table)
    filled = fill_blanks(table, cells)
    by_row = KEY_IS_ROW[table]
    rows: dict[str, WideRow] = {}
    for row, column in cells:
        key, name = (row, column) if by_row else (column, row)
        wide = rows.get(key)
        if wide is None:
            wide = rows[key] = WideRow(key, {}, 0, 0, [])
        _take(wide, name, (row, column), filled)
    if table == "requests":
        for wide in rows.values():
            _add_groups(wide)
    return [rows[key] for key in keys_of(code) if key in rows]


def _take(wide: WideRow, name: str, address: tuple[str, str], filled: Filled) -> None:
    value = filled.values.get(address)
    if value is None:
        wide.unknown += 1
    else:
        wide.values[name] = value
        wide.filled += address in filled.zeros
    if address in filled.doubted:
        wide.doubted.append(name)


def _add_groups(wide: WideRow) -> None:
    doubted = set(wide.doubted)
    for group in GROUPS:
        if group in wide.values or group in doubted:
            continue  # printed, on the form of 2019
        for members in _members(group):
            if all(member in wide.values for member in members):
                wide.values[group] = sum(wide.values[member] for member in members)
            if not doubted.isdisjoint(members):
                wide.doubted.append(group)
