"""Workbooks of Excel 97–2003 and of WPS (.xls, .et): bytes to sheets, by xlrd."""

from __future__ import annotations

import io
from typing import Any

from extractors.readers.spreadsheet_model import MAX_CELLS, Area, Sheet, SheetCell, Spot, Workbook
from extractors.readers.spreadsheet_numbers import shown
from schemas.errors import DocumentError

MEDIA_TYPE = "application/vnd.ms-excel"


def read_xls(data: bytes) -> Workbook:
    """Read a workbook. Formulas show the results that the file keeps of them.

    Raises `DocumentError`: `encrypted_document`, `damaged_document`, `too_large`.
    """
    import xlrd

    book = Workbook()
    cells = 0
    try:
        # What xlrd has to say of odd files goes nowhere.
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True,
            logfile=io.StringIO(),
        ) as opened:  # fmt: skip
            for number in range(opened.nsheets):
                found = opened.sheet_by_index(number)
                if found.visibility:
                    book.hidden = True
                else:
                    sheet = _read_sheet(opened, found, MAX_CELLS - cells)
                    cells += len(sheet.cells)
                    book.sheets.append(sheet)
                opened.unload_sheet(number)
    except DocumentError:
        raise
    except xlrd.XLRDError as error:
        code = "encrypted_document" if "encrypt" in str(error).lower() else "damaged_document"
        raise DocumentError(code, str(error), MEDIA_TYPE) from error
    except Exception as error:  # whatever xlrd stumbles over in a damaged file
        raise DocumentError("damaged_document", repr(error), MEDIA_TYPE) from error
    return book


def _read_sheet(book: Any, found: Any, room: int) -> Sheet:
    sheet = Sheet()
    bordered = [_has_side(style.border) for style in book.xf_list]
    codes = [book.format_map[style.format_key].format_str for style in book.xf_list]
    for row in range(found.nrows):
        for column in range(found.row_len(row)):
            cell = found.cell(row, column)
            style = cell.xf_index if cell.xf_index is not None else 0
            text, doubts = _shown(cell, codes[style], book.datemode == 1)
            if text or bordered[style]:
                sheet.cells[Spot(row, column)] = SheetCell(text, bordered[style], doubts)
        if len(sheet.cells) > room:
            raise DocumentError("too_large", f"more than {MAX_CELLS} cells", MEDIA_TYPE)
    sheet.merged = [
        Area(top, bottom - 1, left, right - 1) for top, bottom, left, right in found.merged_cells
    ]
    sheet.hidden_rows = {row for row, about in found.rowinfo_map.items() if about.hidden}
    sheet.hidden_columns = {column for column, about in found.colinfo_map.items() if about.hidden}
    return sheet


def _shown(cell: Any, code: str, from_1904: bool) -> tuple[str, tuple[str, ...]]:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return shown(cell.value, code, from_1904=from_1904)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("TRUE" if cell.value else "FALSE"), ()
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!"), ()
    return (cell.value if cell.ctype == xlrd.XL_CELL_TEXT else ""), ()


def _has_side(border: Any) -> bool:
    return any(
        (
            border.left_line_style,
            border.right_line_style,
            border.top_line_style,
            border.bottom_line_style,
        )
    )
