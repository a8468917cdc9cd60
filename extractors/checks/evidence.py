"""Evidence: where the figures stand that a check compared, as addresses that can be followed.

A cell is `table/row/column`, a figure of the prose `paragraph:start-end`, a paragraph
`paragraph`. Where the page is known `@page` follows, with the box `:x0,y0,x1,y1` (points).
"""

from __future__ import annotations

from extractors.outline import ProseParagraph
from schemas.document import Place
from schemas.records import Quantity, StatutoryCell


def of_cell(cell: StatutoryCell) -> str:
    """Return a cell's address: `requests/new_received/natural_person@3:72.0,90.5,110.0,104.0`."""
    row, column = cell.row or cell.row_label, cell.column or cell.column_label
    address = f"{cell.table}/{row}/{column}"
    return address if cell.page is None else address + _place(cell)


def of_quantity(quantity: Quantity) -> str:
    """Return the address of a figure in the prose: `12:30-35@1:90.0,200.0,130.0,212.0`."""
    return f"{quantity.paragraph}:{quantity.start}-{quantity.end}" + _place(quantity)


def of_text(paragraph: int, start: int, end: int) -> str:
    """Return the address of a stretch of a paragraph."""
    return f"{paragraph}:{start}-{end}"


def of_prose(prose: ProseParagraph, start: int, end: int) -> str:
    """Return the address of a stretch of a paragraph, with its place on the page."""
    return of_text(prose.paragraph, start, end) + _place(prose.printed.place_of(start, end))


def _place(at: StatutoryCell | Quantity | Place) -> str:
    if at.page is None:
        return ""
    box = (at.x0, at.y0, at.x1, at.y1)
    if any(edge is None for edge in box):
        return f"@{at.page}"
    return f"@{at.page}:" + ",".join(f"{edge:.1f}" for edge in box)
