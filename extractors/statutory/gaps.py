"""Rows of a bare sequence of texts in which blank cells are empty lines.

规章          Word processors write a cell a line when they save a table as text, and a
15            blank cell as an empty line. But an empty line may also be a merged cell of
              the next row's label, or a mere distance between rows, so that the places
25            found here are believed only where the row's own total agrees.
行政规范性文件
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.statutory.lines import LineCell
from extractors.statutory.printed import TOTAL, Entry, Header, Paired


def pair_by_gaps(headers: Sequence[Header], entry: Entry) -> list[Paired] | None:
    """Pair the row's cells with its headers, empty lines counted as cells.

    None where the lines do not fit the headers.
    """
    printed: list[LineCell | None] = []
    for cell in entry.data:
        printed += [None] * cell.gap
        if not cell.empty:
            printed.append(cell)
    printed += [None] * entry.line.gap_after
    width = len(headers)
    if len(printed) < width or any(cell is not None for cell in printed[width:]):
        return None
    cells = printed[:width]
    doubts = () if _adds_up(headers, cells) else ("blanks_by_lines",)
    return [Paired(cell, at, doubts) for at, cell in enumerate(cells)]


def _adds_up(headers: Sequence[Header], cells: Sequence[LineCell | None]) -> bool:
    """Return whether the row's one total is the sum of the other figures, of which there are."""
    totals = [at for at, header in enumerate(headers) if header.code == TOTAL]
    if len(totals) != 1:
        return False
    values = [cell.value.value if cell is not None else None for cell in cells]
    total = values.pop(totals[0])
    parts = [value for value in values if value is not None]
    return total is not None and len(parts) > 0 and sum(parts, Decimal(0)) == total
