"""How much a document may hold, told before anything is made of it.

What follows reading takes time in proportion; a report is far below, and what is far above is
no report.
"""

from __future__ import annotations

from schemas.document import Document, Paragraph, Table
from schemas.errors import DocumentError

MAX_BLOCKS = 50_000
"""Paragraphs, tables and pictures; the longest reports seen have some thousand."""

MAX_CELLS = 200_000
"""Cells of all tables; the statutory tables have some 250."""

MAX_CHARACTERS = 3_000_000
"""Outside of tables; the longest reports seen have 100,000."""


def require_readable_size(document: Document) -> None:
    """Raise `DocumentError` "too_large" where a document holds more than any report does."""
    cells = characters = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            characters += len(block.text)
        elif isinstance(block, Table):
            cells += len(block.cells)
    for count, most, what in (
        (len(document.blocks), MAX_BLOCKS, "paragraphs and tables"),
        (cells, MAX_CELLS, "cells"),
        (characters, MAX_CHARACTERS, "characters"),
    ):
        if count > most:
            raise DocumentError("too_large", f"{count} {what}", document.media_type)
