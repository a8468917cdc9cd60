"""Pages made by hand: A4 upright, letters of 12 points, text from 72 to 528 points across."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.pages.document import blocks_of
from extractors.pages.model import Box, Page, PageCell, PageTable, TextLine
from schemas.document import Block, Reader, Table

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, EM = 72.0, 528.0, 12.0
FULL = 38
"""Characters of a full line."""


def line(text: str, y: float, indent: float = 0.0, size: float = EM, **more: object) -> TextLine:
    """A line whose top is at `y`, `indent` characters in from the left margin."""
    edges = [LEFT + indent * EM]
    for character in text:
        edges.append(edges[-1] + (0.5 if character.isascii() else 1.0) * size)
    box = Box(edges[0], y, edges[-1], y + size)
    return TextLine(text, box, size, tuple(edges), **more)  # type: ignore[arg-type]


def centred(text: str, y: float, size: float = EM) -> TextLine:
    width = sum(0.5 if character.isascii() else 1.0 for character in text) * size
    return line(text, y, ((RIGHT - LEFT - width) / 2) / EM, size)


def to_the_right(text: str, y: float) -> TextLine:
    width = sum(0.5 if character.isascii() else 1.0 for character in text)
    return line(text, y, FULL - width)


def page(number: int, *parts: TextLine | PageTable, reader: Reader = "pdf") -> Page:
    return Page(number, WIDTH, HEIGHT, reader, list(parts))


def text_page(number: int, *texts: str, first: float = 90.0) -> Page:
    """Lines one below the other; a text that begins with two wide spaces is set in by two."""
    parts = []
    for at, text in enumerate(texts):
        bare = text.lstrip("\u3000")
        parts.append(line(bare, first + 18 * at, len(text) - len(bare)))
    return page(number, *parts)


Spanned = str | tuple[str, int, int]
"""A cell: its text; or its text, rows and columns. "<" goes on from the left, "^" from above."""


def table(
    rows: Sequence[Sequence[Spanned]],
    y: float = 300.0,
    xs: Sequence[float] = (),
    **more: object,
) -> PageTable:
    """A table of rows of equally many places. "<" and "^" are places that another cell covers."""
    columns = len(rows[0])
    xs = tuple(xs) or tuple(LEFT + (RIGHT - LEFT) * at / columns for at in range(columns + 1))
    ys = tuple(y + 20.0 * at for at in range(len(rows) + 1))
    cells = []
    for at, row in enumerate(rows):
        assert len(row) == columns
        for column, text in enumerate(row):
            if text in ("<", "^"):
                continue
            down = across = 1
            while column + across < columns and row[column + across] == "<":
                across += 1
            while at + down < len(rows) and rows[at + down][column] == "^":
                down += 1
            box = Box(xs[column], ys[at], xs[column + across], ys[at + down])
            cells.append(PageCell(at, column, down, across, box, str(text)))
    return PageTable(Box(xs[0], ys[0], xs[-1], ys[-1]), cells, xs, ys, **more)  # type: ignore[arg-type]


def blocks(*pages: Page, reader: Reader = "pdf") -> list[Block]:
    return blocks_of(list(pages), reader)


def texts(found: Sequence[Block]) -> list[str]:
    """What is read: a paragraph's text, a table as its rows."""
    return [
        "\n".join(" | ".join(row) for row in grid(block))
        if isinstance(block, Table)
        else getattr(block, "text", "picture")
        for block in found
    ]


def grid(found: Block) -> list[list[str]]:
    """A table's rows; a cell's text stands in its first place, "^" or "<" in the others."""
    assert isinstance(found, Table)
    rows = [["" for _ in range(found.columns)] for _ in range(found.rows)]
    for cell in found.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert rows[row][column] == "", "two cells cover one place"
                rows[row][column] = "^" if row > cell.row else "<"
        rows[cell.row][cell.column] = cell.text.replace("\n", "/")
    return rows
