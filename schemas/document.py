"""The document model: what every reader makes and every extractor reads.

A document is a sequence of blocks in reading order: paragraphs, tables and notes of
pictures. Nothing here knows about Word, HTML or paper, nor about the statutory form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

Reader = Literal["word", "html", "text", "pdf", "ocr", "ofd", "sheet"]
"""Which reader made a document or a figure; the `reader` column of `statutory_cells`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Provenance: a page (from 1) and a bounding box on it, in points from the top left.

    All None where the source has no pages (Word, HTML and text files).
    """

    page: int | None = None
    x0: float | None = None
    y0: float | None = None
    x1: float | None = None
    y1: float | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one recogniser of characters read in a picture. `confidence` is its own, 0 to 1."""

    recogniser: Literal["tesseract", "rapidocr", "text_layer"]
    text: str
    confidence: float

    def __str__(self) -> str:
        """Return it as the tables keep it: `tesseract:17`."""
        return f"{self.recogniser}:{self.text}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a stretch of a paragraph's text stands: one printed line of it.

    `edges` are the left edges of its characters and the right edge of the last (points), so
    one more than characters; empty where only the line's place is known.
    """

    start: int
    end: int
    place: Place
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of text that was read from a picture, where that leaves doubt.

    `doubts` are codes of `schemas.doubts`; `readings` what each recogniser made of it.
    """

    start: int
    end: int
    confidence: float
    doubts: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(slots=True)
class Paragraph:
    """One paragraph of the report's text; never a cell's text.

    `text` holds what a reader of the printed page would see, the label of an automatic
    list included (`numbering` repeats that label, because it is not in the file's text).
    `level` is the outline level that the source itself claims (1 for a first-level
    heading), None for body text. `gap` counts the empty lines before it in a text
    conversion, which may be blank cells of a table that lost its grid; else 0.

    `reader` is set where it is not the document's. `pieces` say where the text stands on its
    pages, `spots` where reading it from a picture left doubt; `confidence` is that of the
    rest. All are empty or 1 where the text comes from the file itself.
    """

    text: str
    level: int | None = None
    numbering: str = ""
    place: Place = NOWHERE
    gap: int = 0
    reader: Reader | None = None
    confidence: float = 1.0
    pieces: tuple[Piece, ...] = ()
    spots: tuple[Spot, ...] = ()

    def place_of(self, start: int, end: int) -> Place:
        """Return where `text[start:end]` stands: of several lines, its part of the first."""
        for piece in self.pieces:
            first, last = max(start, piece.start), min(end, piece.end)
            if first >= last:
                continue
            if not piece.edges:
                return piece.place
            x0, x1 = piece.edges[first - piece.start], piece.edges[last - piece.start]
            return replace(piece.place, x0=min(x0, x1), x1=max(x0, x1))
        return self.place


@dataclass(slots=True)
class Cell:
    """A cell of a table: the rectangle of grid positions that it covers, and its text.

    `row` and `column` count from 0. Paragraphs and line breaks inside are "\\n". `reader` is
    set where it is not the document's. A cell that was read from a picture has its `doubts`
    (codes of `schemas.doubts`) and what each recogniser read; `confidence` leaves the
    doubts' factors out.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    place: Place = NOWHERE
    confidence: float = 1.0
    reader: Reader | None = None
    doubts: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


Grid = Literal["exact", "rows"]
"""How much of a table's geometry the source kept.

exact: every cell's place and spans are known (Word, HTML, ruled PDF).
rows: only the division into rows is known; a row's cells are numbered in their order, a
merged cell may be an empty cell or absent, so equal `column` does not mean same column.
"""


@dataclass(slots=True)
class Table:
    """A table. Cells come in reading order; no two cover one position; gaps may remain."""

    cells: list[Cell]
    rows: int
    columns: int
    grid: Grid = "exact"
    place: Place = NOWHERE


@dataclass(slots=True)
class Picture:
    """A picture in the document. `may_hold_table` is set where its size would allow one."""

    media_type: str
    data: bytes = b""
    width: int | None = None
    height: int | None = None
    may_hold_table: bool = False
    place: Place = NOWHERE


Block = Paragraph | Table | Picture


@dataclass(slots=True)
class Document:
    """What a reader made of the bytes: blocks in reading order.

    `media_type` is told from the content. `warnings` are codes of `schemas.errors` that
    do not stop the reading.
    """

    media_type: str
    reader: Reader
    blocks: list[Block] = field(default_factory=list)
    pages: int | None = None
    ocr_pages: int = 0
    warnings: list[str] = field(default_factory=list)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        """Yield the tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))
