"""A report's statutory cells gathered by address, as numbers in the form's own unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from schemas.forms import FORM_VERSIONS, load_form
from schemas.units import MONEY_SCALES

EXACT_DIGITS = 15
"""A float holds every number of so many digits; a longer one is no count and no amount."""
AMOUNTS = frozenset({"fee_amount", "procurement_amount"})
"""Columns of amounts of money: given in 万元, whatever is printed."""
_PER_AMOUNT = MONEY_SCALES["万元"]
EMPTY_STATES = frozenset({"blank", "dash"})
TENS_OF_THOUSANDS = "万"

RawCell = tuple[str, str | None, str | None, str | None, str, str | None, bool]
"""table, row, column, value (decimal, as text), state, unit, needs_review."""
Address = tuple[str, str]
"""Codes of row and column."""


@dataclass(slots=True)
class Cell:
    """One figure of a table. `value` is None where there is none that may be added up."""

    value: float | None
    empty: bool
    """Blank, or a dash: it may count as 0."""
    doubted: bool


@cache
def _addresses() -> frozenset[tuple[str, str, str]]:
    return frozenset(f.address for version in FORM_VERSIONS for f in load_form(version).figures())


def gather(cells: Iterable[RawCell]) -> dict[str, dict[Address, Cell]]:
    """Return the cells that the form knows, by table and address.

    A figure that a document gives twice, differently, has no value and is doubted; so is one
    of more digits than a float can hold, or in a unit that its column cannot have.
    """
    tables: dict[str, dict[Address, Cell]] = {}
    known = _addresses()
    for table, row, column, value, state, unit, doubted in cells:
        if row is None or column is None or (table, row, column) not in known:
            continue
        number = None if value is None else _number(value, column, unit)
        unusable = value is not None and number is None and not _unitless(column, unit)
        cell = Cell(number, state in EMPTY_STATES, doubted or unusable)
        found = tables.setdefault(table, {})
        before = found.get((row, column))
        found[row, column] = cell if before is None else _merged(before, cell)
    return tables


def _merged(one: Cell, other: Cell) -> Cell:
    """Return what two cells of one address say together."""
    if one.value == other.value:
        return Cell(one.value, one.empty and other.empty, one.doubted or other.doubted)
    return Cell(None, False, True)


def _number(value: str, column: str, unit: str | None) -> float | None:
    if len(value) > EXACT_DIGITS and _digits(value) > EXACT_DIGITS:
        return None
    if column in AMOUNTS:
        scale = MONEY_SCALES.get(unit or "")
        return None if scale is None else float(Fraction(value) * scale / _PER_AMOUNT)
    if unit is not None and (unit in MONEY_SCALES or unit.startswith(TENS_OF_THOUSANDS)):
        return None
    return float(value)


def _digits(value: str) -> int:
    number = Decimal(value)
    return len(number.normalize().as_tuple().digits) if number else 1


def _unitless(column: str, unit: str | None) -> bool:
    """Tell whether an amount is left out for want of a unit, which is no fault of the figure."""
    return column in AMOUNTS and unit is None
