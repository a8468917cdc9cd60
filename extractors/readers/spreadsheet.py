"""Workbooks (.xlsx, .xlsm, .xls, .et): bytes to a `Document`, sheet after sheet."""

from __future__ import annotations

from extractors.readers.spreadsheet_layout import blocks_of
from schemas.document import Document
from schemas.errors import DocumentError


def read_spreadsheet(data: bytes) -> Document:
    """Read a workbook: its tables, and the titles and notes around them.

    What is hidden (sheets, rows, columns) is left out, as it is on paper, and `hidden_cells` is
    noted. Raises `DocumentError`: `damaged_archive`, `damaged_document`, `encrypted_document`,
    `unpacks_too_large`, `too_large`.
    """
    if data[:2] == b"PK":
        from extractors.readers.spreadsheet_xlsx import MEDIA_TYPE, read_xlsx

        media_type, book = MEDIA_TYPE, read_xlsx(data)
    else:
        from extractors.readers import spreadsheet_xls

        media_type, book = spreadsheet_xls.MEDIA_TYPE, spreadsheet_xls.read_xls(data)
    document = Document(media_type, "sheet")
    for sheet in book.sheets:
        document.blocks += blocks_of(sheet)
    hidden = book.hidden or any(
        spot.row in sheet.hidden_rows or spot.column in sheet.hidden_columns
        for sheet in book.sheets
        for spot, cell in sheet.cells.items()
        if cell.text.strip()
    )
    if hidden:
        document.warnings.append("hidden_cells")
    if not document.blocks and not hidden and not book.sheets:
        raise DocumentError("damaged_document", "no sheets", media_type)
    return document
