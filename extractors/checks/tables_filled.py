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
from schemas.forms import FormVersion, TableCode
from schemas.records import StatutoryCell

Address = tuple[str, str]
"""Codes of row and column."""

EMPTY = frozenset({"blank", "dash"})
"""States of a cell that count as 0 beside a figure."""

MAX_DOUBTFUL = 2
"""So many cells a sentence names; of more it gives the count."""


class Filled:
    """The cells of both sides of a sum. A cell that the document does not have is None."""

    def __init__(
        self,
        reported: Reported,
        version: FormVersion,
        table: TableCode,
        left: Sequence[Address],
        right: Sequence[Address],
    ) -> None:
        self._reported = reported
        self._version = version
        self._table = table
        self._addresses = (*left, *right)
        self.left = self._cells(left)
        self.right = self._cells(right)

    def _cells(self, addresses: Iterable[Address]) -> list[StatutoryCell | None]:
        cells = self._reported.cells
        return [cells.get((self._table, row, column)) for row, column in addresses]

    @cached_property
    def left_total(self) -> Decimal:
        """Return what the left side comes to, blanks and dashes as 0."""
        return _total(self.left)

    @cached_property
    def right_total(self) -> Decimal:
        """Return what the right side comes to, blanks and dashes as 0."""
        return _total(self.right)

    def obstacle(self, place: str) -> str:
        """Return why the sum cannot be assessed, as a sentence; "" where it can be."""
        for (row, column), cell in zip(self._addresses, [*self.left, *self.right], strict=True):
            if cell is None or cell.state == "missing":
                if (self._version, self._table, row) in self._reported.figures.missing_rows:
                    label = row_name(self._version, self._table, row)
                    return words.NO_ROW.format(row=label)
                name = words.CELL.format(
                    row=row_name(self._version, self._table, row),
                    column=column_name(self._version, self._table, row, column),
                )
                return words.NO_CELL.format(cell=name)
            if cell.value is None and cell.state not in EMPTY:
                raw = " ".join((cell.raw or "").split())
                return words.NO_FIGURE.format(cell=name_of(cell), raw=raw)
        if not _holds_figure(self.left) and not _holds_figure(self.right):
            return words.NOTHING_FILLED.format(place=place)
        return ""

    def lacks_parts(self, parts: Sequence[Address]) -> bool:
        """Return whether a total that is not 0 stands alone: what it is made of is blank."""
        return (
            not _holds_figure(self.left)
            and self.right_total != 0
            and all(cell is not None and cell.state in EMPTY for cell in self.left)
            and not _holds_figure(self._cells(parts))
        )

    def blank_side(self) -> int | None:
        """Return which side holds no figure at all: 0 the left, 1 the right; None if neither."""
        sides = (self.left, self.right)
        return next((at for at, side in enumerate(sides) if not _holds_figure(side)), None)

    def extra_row(self, column: str) -> StatutoryCell | None:
        """Return the cell of a row beside the form's with which the column's results add up."""
        wanting = self.right_total - self.left_total
        for cell in self._reported.figures.cells:
            if cell.row is not None or cell.value != wanting:
                continue
            if (cell.table, cell.column) == (self._table, column):
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
        cells = (*self.left, *self.right, *beside)
        return [evidence.of_cell(cell) for cell in cells if cell is not None]


def _total(side: Iterable[StatutoryCell | None]) -> Decimal:
    values = (cell.value for cell in side if cell is not None)
    return sum((value for value in values if value is not None), Decimal(0))


def _holds_figure(side: Iterable[StatutoryCell | None]) -> bool:
    return any(cell is not None and cell.value is not None for cell in side)
