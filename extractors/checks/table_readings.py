"""What the cells say that a figure of the prose may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from extractors.checks.intervals import Interval, as_rounded
from extractors.checks.reported import Reported
from extractors.narrative.words import simplified
from schemas.checks.prose_and_tables import COLUMN_GROUPS, Counterpart, Reading
from schemas.forms import FORM_VERSIONS, load_form
from schemas.records import StatutoryCell
from schemas.units import MONEY_SCALES


@dataclass(frozen=True, slots=True)
class Told:
    """A reading with its cells. `value` is their sum, None where none holds a figure."""

    reading: Reading
    cells: tuple[StatutoryCell, ...]
    value: Fraction | None
    """Money in 元."""
    scale: Fraction
    """How many 元 the cells' unit is; 1 for counts."""

    @property
    def exact(self) -> Interval:
        """Return what the cells say, to the digit."""
        return Interval.at(self.value or Fraction(0))

    @property
    def stated(self) -> Interval:
        """Return what the cells may stand for, money as rounded at its last printed digit."""
        value = self.value or Fraction(0)
        if self.scale == 1 or not self.cells:
            return Interval.at(value)
        decimals = [_decimals(cell) for cell in self.cells]
        return as_rounded(value, self.scale / 10 ** max(decimals))


def _decimals(cell: StatutoryCell) -> int:
    exponent = cell.value.as_tuple().exponent if cell.value is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def told_by(reported: Reported, counterpart: Counterpart) -> list[Told]:
    """Return what each reading's cells say; those whose cells the form lacks are left out."""
    found = []
    for reading in counterpart.readings:
        cells = tuple(
            cell
            for row, column in reading.cells
            for cell in _cells(reported, counterpart.table, row, column)
        )
        if cells:
            scales = _scales(cells[0]) if counterpart.kind == "money" else (Fraction(1),)
            found += [_told(reading, cells, scale) for scale in scales]
    return found


def _scales(cell: StatutoryCell) -> tuple[Fraction, ...]:
    """Return how many 元 a cell's unit is: where it has none, 万元 and 元 are both likely."""
    known = MONEY_SCALES.get(simplified(cell.unit or ""))
    return (known,) if known is not None else (MONEY_SCALES["万元"], MONEY_SCALES["元"])


def _told(reading: Reading, cells: tuple[StatutoryCell, ...], scale: Fraction) -> Told:
    values = [cell.value for cell in cells if cell.value is not None]
    value = Fraction(sum(values, Decimal(0))) * scale if values else None
    return Told(reading, cells, value, scale)


def _cells(reported: Reported, table: str, row: str, column: str) -> Iterator[StatutoryCell]:
    for each_row in (row, *_rows_under(table, row)):
        for each_column in COLUMN_GROUPS.get(column, (column,)):
            cell = reported.cells.get((table, each_row, each_column))
            if cell is not None:
                yield cell


@cache
def _rows_under(table: str, row: str) -> tuple[str, ...]:
    """Return the rows that a header row groups, on either form."""
    found: dict[str, None] = {}
    for version in FORM_VERSIONS:
        for statutory in load_form(version).tables:
            for block in statutory.blocks if statutory.code == table else ():
                found |= {each.code: None for each in block.rows if each.parent == row}
    return tuple(found)
