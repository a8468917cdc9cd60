"""A sheet of a workbook, whichever program's format it came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_CELLS = 200_000
"""Cells with a text or a border in one workbook; a report has some 500."""


class Spot(NamedTuple):
    """A cell's place on its sheet, from 0."""

    row: int
    column: int


class Area(NamedTuple):
    """A merged area: first and last row, first and last column, from 0."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows. `doubts` are codes of `schemas.doubts`."""

    text: str = ""
    bordered: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class Sheet:
    """A sheet: its cells that show a text or a border, and its merged areas."""

    cells: dict[Spot, SheetCell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Workbook:
    """The sheets that show, in order. `hidden`: there are also such as do not."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: bool = False
