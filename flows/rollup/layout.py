"""The three tables as the form prints them: cells with their spans, figures by address. Pure.

表三       |  0   |     1      |   2    |   3    |  4 …8        |  9
-----------+------+------------+--------+--------+--------------+------
  0        | the note on sums           |        申请人情况             |
  1        |                            | 自然人 | 法人或其他组织 | 总计 |
  2        |                            |        | 商业企业 …    |      |
  3        | 一、本年新收…               |  figures
  5        | 三、 | （一）予以公开        |
  7        | 本年 | （三）   | 1.属于…    |
  8        |      | 不予公开 | 2.其他…    |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.analysts.cells import AMOUNTS
from flows.rollup.sums import Address
from schemas.forms import Column, FormBlock, Row, StatutoryTable

APPLICANTS = "申请人情况"
MATTER = "信息内容"
DEPTH = 3
"""Columns of labels in table 三: as deep as its rows are nested."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a table on paper: from 0, with its spans; a label, or a figure's address."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    label: str = ""
    address: Address | None = None


def place(table: StatutoryTable) -> list[Placed]:
    """Return the cells of a table, as on paper."""
    if table.code == "requests":
        return list(_requests(table))
    if table.code == "proceedings":
        return list(_proceedings(table))
    return list(_proactive_disclosure(table))


def _proactive_disclosure(table: StatutoryTable) -> Iterator[Placed]:
    width = max(len(block.columns) for block in table.blocks)
    at = 0
    for block in table.blocks:
        yield Placed(at, 0, columns=width + 1, label=block.article or "")
        yield Placed(at + 1, 0, label=MATTER)
        for _, column, start, span in _stretched(block, width):
            label = f"{column.label}（万元）" if _lacks_unit(column) else column.label
            yield Placed(at + 1, start, columns=span, label=label)
        at += 2
        for row in block.figure_rows():
            yield Placed(at, 0, label=row.label)
            for code, _, start, span in _stretched(block, width):
                yield Placed(at, start, columns=span, address=(table.code, row.code, code))
            at += 1


def _lacks_unit(column: Column) -> bool:
    """Amounts are added up in 万元; where the form's own label does not say so, we do."""
    return column.code in AMOUNTS and "万元" not in column.label


def _stretched(block: FormBlock, width: int) -> Iterator[tuple[str, Column, int, int]]:
    """Return a block's columns, the last stretched to the table's width."""
    for at, column in enumerate(block.columns):
        last = at == len(block.columns) - 1
        yield column.code, column, at + 1, width - at if last else 1


def _requests(table: StatutoryTable) -> Iterator[Placed]:
    (block,) = table.blocks
    columns = block.columns
    yield Placed(0, 0, rows=3, columns=DEPTH, label=table.note or "")
    yield Placed(0, DEPTH, columns=len(columns), label=APPLICANTS)
    group = None
    for at, column in enumerate(columns):
        if column.group is None:
            yield Placed(1, DEPTH + at, rows=2, label=column.label)
            continue
        if column.group != group:
            group = column.group
            span = sum(each.group == group for each in columns)
            yield Placed(1, DEPTH + at, columns=span, label=group)
        yield Placed(2, DEPTH + at, label=column.label)
    at = 3
    for row in block.rows:
        depth = row.level - 1
        if row.kind == "header":  # to the left of its rows; it has no line of its own
            yield Placed(at, depth, rows=_lines_below(block.rows, row), label=row.label)
            continue
        yield Placed(at, depth, columns=DEPTH - depth, label=row.label)
        for number, column in enumerate(columns):
            yield Placed(at, DEPTH + number, address=(table.code, row.code, column.code))
        at += 1


def _lines_below(rows: tuple[Row, ...], header: Row) -> int:
    """Return how many lines with figures stand under a heading."""
    count = 0
    for row in rows[rows.index(header) + 1 :]:
        if row.level <= header.level:
            break
        count += row.kind != "header"
    return count


def _proceedings(table: StatutoryTable) -> Iterator[Placed]:
    (block,) = table.blocks
    width = len(block.columns)
    groups: dict[str, list[Row]] = {}
    for row in block.rows:
        groups.setdefault(row.label.partition(" / ")[0], []).append(row)
    at = 0
    for group, rows in groups.items():
        alone = not rows[0].label.partition(" / ")[2]
        span = width * len(rows)
        yield Placed(0, at, rows=2 if alone else 1, columns=span, label=group)
        for row in rows:
            if not alone:
                yield Placed(1, at, columns=width, label=row.label.partition(" / ")[2])
            for column in block.columns:
                yield Placed(2, at, label=column.label)
                yield Placed(3, at, address=(table.code, row.code, column.code))
                at += 1
