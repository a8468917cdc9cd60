"""From the cells of a report's statutory tables to the analysts' wide rows. Pure."""

from __future__ import annotations

from extractors.analysts.blanks import Filled, TableCells, fill_blanks
from extractors.analysts.cells import Cell, gather
from extractors.analysts.wide import WideRow, wide_rows

__all__ = ["Cell", "Filled", "TableCells", "WideRow", "fill_blanks", "gather", "wide_rows"]
