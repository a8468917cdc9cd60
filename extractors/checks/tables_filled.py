"""A sum as one report fills it in: its cells, what each side comes to, what is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from extractors.checks import evidence
from extractors.checks.reported import Reported
from extractors.checks.results import is_doubtful, plain
from extractors.checks.tables_names import column_name, name_of, row_name
from schemas.checks import tables as words
from schemas.forms import FormVersion
from schemas.records import StatutoryCell

Address = tuple[str, str, str]
"""Codes of table, row and column."""

EMPTY = frozenset({"blank", "dash"})
"""States of a cell that count as 0 beside a figure."""

_ZERO = Decimal(0)

MAX_DOUBTFUL = 2
"""So many cells a sentence names; of more it gives the count."""


class Filled:
    """The cells of both sides of a sum. A cell that the document does not have is None."""

    def __init__(
        self,
        reported: Reported,
        version: FormVersion,
        left: Sequence[Address],
        right: Sequence[Address],
    ) -> None:
        self._reported = reported
        self._version = version
        self._left, self._right = left, right
        self.left_total, self._left_filled = _added(reported, left)
        self.right_total, self._right_filled = _added(reported, right)

    @cached_property
    def left(self) -> list[StatutoryCell | None]:
        """Return the cells of the left side."""
        return self._cells(self._left)

    @cached_property
    def right(self) -> list[StatutoryCell | None]:
        """Return the cells of the right side."""
        return self._cells(self._right)

    def _cells(self, addresses: Iterable[Address]) -> list[StatutoryCell | None]:
        cells = self._reported.cells
        return [cells.get(address) for address in addresses]

    def obstacle(self, place: str) -> str:
        """Return why the sum cannot be assessed, as a sentence; "" where it can be."""
        if self._left_filled + self._right_filled == len(self._left) + len(self._right):
            return ""
        for address, cell in zip(
            (*self._left, *self._right), (*self.left, *self.right), strict=True
        ):
            if cell is None or cell.state == "missing":
                return self._absent(*address)
            if cell.value is None and cell.state not in EMPTY:
                raw = " ".join((cell.raw or "").split())
                return words.NO_FIGURE.format(cell=name_of(cell), raw=raw)
        if not self._left_filled and not self._right_filled:
            return words.NOTHING_FILLED.format(place=place)
        return ""

    def _absent(self, table: str, row: str, column: str) -> str:
        label = row_name(self._version, table, row)
        if any(each[1:] == (table, row) for each in self._reported.figures.missing_rows):
            return words.NO_ROW.format(row=label)
        name = words.CELL.format(row=label, column=column_name(self._version, table, row, column))
        return words.NO_CELL.format(cell=name)

    def lacks_parts(self, parts: Sequence[Address]) -> bool:
        """Return whether a total that is not 0 stands alone: what it is made of is blank."""
        return (
            not self._left_filled
            and self.right_total != 0
            and all(cell is not None and cell.state in EMPTY for cell in self.left)
            and not _added(self._reported, parts)[1]
        )

    def blank_side(self) -> int | None:
        """Return which side holds no figure at all: 0 the left, 1 the right; None if neither."""
        filled = (self._left_filled, self._right_filled)
        return filled.index(0) if 0 in filled else None

    def extra_row(self, table: str, column: str) -> StatutoryCell | None:
        """Return the cell of a row beside the form's with which the column's results add up."""
        wanting = self.right_total - self.left_total
        for cell in self._reported.figures.cells:
            if cell.row is not None or cell.value != wanting:
                continue
            if (cell.table, cell.column) == (table, column):
                return cell
        return None

    @cached_property
    def _doubtful(self) -> list[StatutoryCell]:
        cells = (*self.left, *self.right)
        return [cell for cell in cells if cell is not None and is_doubtful(cell)]

    @property
    def is_doubtful(self) -> bool:
        """Return whether any cell of the sum is to be looked at before it is used."""
        return bool(self._doubtful)

    def doubtful(self) -> str:
        """Return the words that name the cells to be looked at; "" if there are none."""
        if not self._doubtful:
            return ""
        if len(self._doubtful) > MAX_DOUBTFUL:
            return words.DOUBTFUL_MANY.format(count=len(self._doubtful))
        return words.DOUBTFUL.format(cells="、".join(map(name_of, self._doubtful)))

    def terms(self, side: Sequence[StatutoryCell | None]) -> str:
        """Return a side's figures as a sum, zeros left out: 137+243."""
        figures = [cell.value for cell in side if cell is not None and cell.value]
        if not figures:
            return words.ALL_ZERO
        signed = (f"+{plain(value)}" if value > 0 else f"−{plain(-value)}" for value in figures)
        return "".join(signed).removeprefix("+")

    def evidence(self, *beside: StatutoryCell) -> list[str]:
        """Return the addresses of the sum's cells, and of others beside them."""
        known = map(self._reported.addresses.get, (*self._left, *self._right))
        return [*filter(None, known), *map(evidence.of_cell, beside)]


def _added(reported: Reported, side: Iterable[Address]) -> tuple[Decimal, int]:
    """Return the sum of a side's figures, blanks and dashes as 0, and how many there are."""
    figures = [value for value in map(reported.values.get, side) if value is not None]
    return sum(filter(None, figures), _ZERO), len(figures)
