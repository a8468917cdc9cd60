"""What is drawn on a page → its parts in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.pages.model import Page, PagePicture, Part, TextLine
from extractors.pages.parting import part_open_tables
from extractors.pages.ruling import tables_from_segments
from extractors.pdf.alignment import aligned_tables
from extractors.pdf.cells import cells_at, fill_cells
from extractors.pdf.content import PageContent
from extractors.pdf.frames import keep_tables
from extractors.pdf.lines import lines_of
from extractors.pdf.prose_columns import in_columns
from extractors.pdf.strays import doubt_rows_beside
from extractors.pdf.strikes import STRUCK_OUT, doubt_beside_struck, part_struck
from schemas.document import Picture


def assemble(content: PageContent, number: int, last: bool) -> Page:
    """Return the page's lines, tables and pictures in reading order.

    `content` is upright already. `last` says that no page follows. A picture comes without
    its data, with its place only.
    """
    page = Page(number, content.width, content.height, "pdf", view=content.view)
    glyphs, struck = part_struck(content.glyphs, content.horizontal)
    tables = tables_from_segments(content.horizontal, content.vertical)
    outside = fill_cells(tables, glyphs)
    parted = part_open_tables(tables)
    if any(one is not other for one, other in zip(parted, tables, strict=False)):
        tables, outside = parted, fill_cells(parted, glyphs)
    tables, loose = keep_tables(tables, glyphs, outside, number == 1, last)
    for cell in cells_at(tables, struck):
        cell.doubts = STRUCK_OUT
    doubt_rows_beside(tables, loose)
    aligned, lines = aligned_tables(lines_of(loose))
    for cell in cells_at(aligned, struck):
        cell.doubts = tuple(dict.fromkeys((*cell.doubts, *STRUCK_OUT)))
    doubt_beside_struck(lines, struck)
    others: list[Part] = [*tables, *aligned]
    others.extend(PagePicture(box, Picture("", may_hold_table=True)) for box in content.pictures)
    page.parts = _in_order(in_columns(lines), others)
    return page


def _in_order(lines: Sequence[TextLine], others: Sequence[Part]) -> list[Part]:
    """Put the other parts among the lines, which are in order, by their upper edges."""
    placed: list[tuple[float, float, Part]] = []
    reached = (0.0, 0.0)
    for line in lines:  # a column's first line may stand above the last of the one before it
        reached = max(reached, (line.box.y0, line.box.x0))
        placed.append((*reached, line))
    placed += [(part.box.y0, part.box.x0, part) for part in others]
    placed.sort(key=lambda each: each[:2])
    return [part for _, _, part in placed]
