"""The statutory tables as they stand on paper: rows of header cells and of places for figures.

┌──────────────┬────────┬──────────────────────────┬──────┐
│（勾稽关系…）  │ 自然人 │ 法人或其他组织            │ 总计 │   two lines of headers
│              │        ├──────┬──────┬─────┬──────┤      │
├──────────────┼────────┼──────┼──────┼─────┼──────┼──────┤
│一、本年新收   │        │      │      │     │      │      │   a label over three columns
├────┬─────────┼────────┼──────┼──────┼─────┼──────┼──────┤
│三、│（一）…   │        │      │      │     │      │      │   over two
│    ├────┬────┼────────┼──────┼──────┼─────┼──────┼──────┤
│    │（三）│ 1. │        │      │      │     │      │      │   each level a column
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from schemas.forms import Form, FormBlock, FormVersion, Row, StatutoryTable, TableCode, load_form


@dataclass(frozen=True, slots=True)
class Head:
    """A header cell. `scope` is that of HTML: col, colgroup, row or rowgroup."""

    text: str
    columns: int = 1
    rows: int = 1
    scope: str = "col"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one figure: codes of its row and column, and what it is called."""

    row: str
    column: str
    name: str
    columns: int = 1


Line = tuple[Head | Slot, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on paper: its lines, the first of which are headers only."""

    table: TableCode
    form: FormVersion
    caption: str
    lines: tuple[Line, ...]


@cache
def sheet(version: FormVersion, table: TableCode) -> Sheet:
    """Return a form's table as it stands on paper."""
    form = load_form(version)
    statutory = form.table(table)
    section = _section_label(form, statutory)
    if table == "proceedings":
        lines = _proceedings(statutory.blocks[0])
    elif table == "requests":
        lines = _requests(statutory)
    else:
        lines = _proactive(statutory)
    return Sheet(table, version, section, tuple(lines))


def _section_label(form: Form, statutory: StatutoryTable) -> str:
    return next(each.label for each in form.sections if each.number == statutory.section)


def _slots(block: FormBlock, row: Row, spare: int = 0) -> list[Head | Slot]:
    last = block.columns[-1]
    return [
        Slot(
            row.code,
            column.code,
            f"{row.label}，{column.label}",
            1 + spare if column is last else 1,
        )
        for column in block.columns
    ]


def _proactive(statutory: StatutoryTable) -> list[Line]:
    """Blocks of 第二十条 below each other, each with its own header."""
    widest = max(len(block.columns) for block in statutory.blocks)
    lines: list[Line] = []
    for block in statutory.blocks:
        # The last column takes what the widest block has more, so that the right edge is one.
        spare = widest - len(block.columns)
        lines.append((Head(block.article or "", 1 + widest, scope="colgroup"),))
        heads = [Head(column.label) for column in block.columns]
        heads[-1] = Head(heads[-1].text, 1 + spare)
        lines.append((Head("信息内容"), *heads))
        for row in block.figure_rows():
            lines.append((Head(row.label, scope="row"), *_slots(block, row, spare)))
    return lines


def _requests(statutory: StatutoryTable) -> list[Line]:
    block = statutory.blocks[0]
    depth = max(row.level for row in block.rows)
    grouped = [column for column in block.columns if column.group]
    first: list[Head | Slot] = [Head(statutory.note or "", depth, 3, "colgroup")]
    first.append(Head("申请人情况", len(block.columns), 1, "colgroup"))
    second: list[Head | Slot] = []
    for column in block.columns:
        if not column.group:
            second.append(Head(column.label, 1, 2))
        elif column is grouped[0]:
            second.append(Head(column.group, len(grouped), 1, "colgroup"))
    third: list[Head | Slot] = [Head(column.label) for column in grouped]
    lines: list[Line] = [tuple(first), tuple(second), tuple(third)]
    waiting: list[Head | Slot] = []
    for row in block.rows:
        if row.kind == "header":
            waiting.append(Head(row.label, 1, _leaves(block, row), "rowgroup"))
            continue
        label = Head(row.label, depth - row.level + 1, 1, "row")
        lines.append((*waiting, label, *_slots(block, row)))
        waiting = []
    return lines


def _leaves(block: FormBlock, header: Row) -> int:
    """Return how many rows of figures a header row groups."""
    found = 0
    for row in block.rows:
        if row.parent == header.code:
            found += _leaves(block, row) if row.kind == "header" else 1
    return found


def _proceedings(block: FormBlock) -> list[Line]:
    """One line of figures: the kinds of proceedings side by side, each with its outcomes."""
    width = len(block.columns)
    parts = [row.label.split(" / ") for row in block.rows]
    first: list[Head | Slot] = []
    second: list[Head | Slot] = []
    for part in parts:
        if len(part) == 1:
            first.append(Head(part[0], width, 2, "colgroup"))
        else:
            second.append(Head(part[1], width, 1, "colgroup"))
            if len(second) == 1:
                together = sum(len(each) > 1 and each[0] == part[0] for each in parts)
                first.append(Head(part[0], width * together, 1, "colgroup"))
    third: list[Head | Slot] = [Head(c.label) for _ in block.rows for c in block.columns]
    figures = [slot for row in block.rows for slot in _slots(block, row)]
    return [tuple(first), tuple(second), tuple(third), tuple(figures)]
