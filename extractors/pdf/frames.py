"""Frames that are no tables: prose in a box, a box around a table."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.pages.model import PageCell, PageTable
from extractors.pdf.cells import fill_cells
from extractors.pdf.content import Glyph

LABEL_LENGTH = 40
"""A cell of its own with more characters than this is prose; 第二十条 第（一）项 has 10."""
SENTENCE_ENDS = "。；！？"


def keep_tables(
    tables: list[PageTable],
    glyphs: Sequence[Glyph],
    outside: list[Glyph],
    first: bool,
    last: bool,
) -> tuple[list[PageTable], list[Glyph]]:
    """Return the tables that are tables, and the characters that stand in none of them.

    `outside` are the characters outside of all, `first` and `last` say whether no page comes
    before or after this one.
    """
    kept = [
        table
        for table in tables
        if not _is_frame(table, tables) and not _is_box(table, tables, outside, first, last)
    ]
    if len(kept) == len(tables):
        return tables, outside
    return kept, fill_cells(kept, glyphs)


def _is_frame(table: PageTable, tables: Sequence[PageTable]) -> bool:
    """Tell whether a table only lays out the page around another one.

    +-----------------+     One cell holds a table, and hardly any other holds text.
    | +----+----+     |
    | +----+----+     |
    +-----------------+
    """
    holding = [cell for cell in table.cells if any(_holds(cell, other) for other in tables)]
    if not holding:
        return False
    others = [cell for cell in table.cells if cell.text.strip() and cell not in holding]
    return len(others) <= 1


def _holds(cell: PageCell, table: PageTable) -> bool:
    return (
        cell.box.x0 <= table.box.x0
        and cell.box.y0 <= table.box.y0
        and table.box.x1 <= cell.box.x1
        and table.box.y1 <= cell.box.y1
        and len(table.cells) > 1
        and cell.box != table.box
    )


def _is_box(
    table: PageTable,
    tables: Sequence[PageTable],
    outside: Sequence[Glyph],
    first: bool,
    last: bool,
) -> bool:
    """Tell whether a table of one column is text in a box.

    A row that covers the whole table, as 第二十条第（一）项 does, may stand alone where a page
    ends or begins: that is no box.
    """
    if table.columns > 1:
        return False
    if any(_is_prose(cell.text) for cell in table.cells):
        return True
    middles = [glyph.centre[1] for glyph in outside if glyph.text.strip()]
    middles.extend(other.box.y0 for other in tables if other is not table)
    at_top = not first and _few([y for y in middles if y < table.box.y0])
    at_bottom = not last and _few([y for y in middles if y > table.box.y1])
    return not (at_top or at_bottom)


FURNITURE = 40
"""So many characters above or below may be a running head or a page number."""


def _few(middles: Sequence[float]) -> bool:
    return len(middles) <= FURNITURE


def _is_prose(text: str) -> bool:
    return len(text) > LABEL_LENGTH or any(end in text for end in SENTENCE_ENDS)
