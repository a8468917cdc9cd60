"""Units against headers: 元 under 万元, people under 件, amounts too large to be in 万元."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

from extractors.checks import evidence
from extractors.checks.reported import Reported
from extractors.checks.results import is_doubtful, plain, result
from extractors.checks.tables_cells import fault
from extractors.checks.tables_names import name_of
from extractors.checks.tables_powers import is_government
from schemas.checks import CHECKS
from schemas.checks import tables as words
from schemas.forms import FORM_VERSIONS, TableCode, load_form
from schemas.records import Check, Quantity, StatutoryCell
from schemas.units import MONEY_SCALES

TABLE: TableCode = "proactive_disclosure"
"""The only table whose figures have units on the form."""

AMOUNT_UNIT = "万元"
_SCALE = MONEY_SCALES[AMOUNT_UNIT]


def check_units(reported: Reported) -> Iterator[Check]:
    """Check the units of table 二; that all are the form's is told once."""
    if TABLE in reported.figures.missing_tables:
        yield result("unit_mismatch", "not_assessable", words.NO_TABLE, table=TABLE)
        return
    found = [
        check
        for (form, address), unit in _form_units().items()
        if (cell := reported.cells.get(address)) is not None
        and cell.form == form
        and cell.value
        and (check := _unit(reported, cell, unit)) is not None
    ]
    yield from found
    if not found:
        yield result("unit_mismatch", "pass", table=TABLE)


@cache
def _form_units() -> dict[tuple[str, tuple[str, str, str]], str | None]:
    """Return the unit of each figure of table 二, by form and address."""
    return {
        (version, figure.address): figure.column.unit
        for version in FORM_VERSIONS
        for figure in load_form(version).figures(TABLE)
    }


def _unit(reported: Reported, cell: StatutoryCell, unit: str | None) -> Check | None:
    if unit is None or unit == AMOUNT_UNIT:
        return _amount(reported, cell, unit)
    if cell.unit in MONEY_SCALES or cell.unit in words.PEOPLE_AND_HOUSES:
        return _other_kind(cell, unit)
    return None


def _other_kind(cell: StatutoryCell, unit: str) -> Check:
    told = plain(cell.value or Decimal(0)) + (cell.unit or "")
    message = words.UNIT_OF_OTHER_KIND.format(cell=name_of(cell), reported=told, unit=unit)
    return fault("unit_mismatch", cell, message, severity="warning", reported=cell.value)


def _amount(reported: Reported, cell: StatutoryCell, unit: str | None) -> Check | None:
    """Check an amount of money; `unit` is the form's, None where its header has none."""
    value = cell.value or Decimal(0)
    if cell.unit is None:
        message = words.UNIT_NOT_TOLD.format(cell=name_of(cell), reported=plain(value))
        return result(
            "unit_mismatch",
            "not_assessable",
            message,
            table=cell.table,
            row=cell.row,
            column=cell.column,
            reported=value,
            evidence=[evidence.of_cell(cell)],
        )
    if cell.unit not in MONEY_SCALES:
        return _other_kind(cell, unit or AMOUNT_UNIT)
    if cell.unit != AMOUNT_UNIT:
        return _other_scale(cell, value) if unit else None
    if AMOUNT_UNIT in (cell.raw or ""):
        return None  # the unit stands beside the figure
    return _told_in_yuan(reported, cell, value) or _unlikely(reported, cell, value)


def _other_scale(cell: StatutoryCell, value: Decimal) -> Check:
    """Tell of an amount whose unit is printed, and is another than the form's."""
    exact = Fraction(value) * MONEY_SCALES[cell.unit or ""] / _SCALE
    converted = Decimal(exact.numerator) / Decimal(exact.denominator)
    message = words.UNIT_IN_CELL.format(
        cell=name_of(cell),
        reported=plain(value) + (cell.unit or ""),
        unit=AMOUNT_UNIT,
        converted=plain(converted),
    )
    check = fault(
        "unit_mismatch", cell, message, severity="warning", reported=value, expected=converted
    )
    check.difference = None  # the two are in different units
    return check


def _told_in_yuan(reported: Reported, cell: StatutoryCell, value: Decimal) -> Check | None:
    """Tell of an amount under 万元 that is, by the prose, in 元.

    The header says 万元, the cell 251000, the prose 收费25.1万元: as 元 they agree.
    """
    subject = words.SUBJECTS_OF_AMOUNTS.get(cell.column or "")
    if subject is None or abs(value) < words.LEAST_TO_COMPARE:
        return None
    amounts = [
        quantity
        for quantity in reported.quantities
        if quantity.kind == "money"
        and quantity.value
        and quantity.unit in MONEY_SCALES
        and subject in quantity.sentence
    ]
    if any(_agrees(quantity, Fraction(value) * _SCALE) for quantity in amounts):
        return None
    told = next((each for each in amounts if _agrees(each, Fraction(value))), None)
    if told is None:
        return None
    message = CHECKS["unit_mismatch"].message.format(
        cell=name_of(cell), reported=plain(value), unit=AMOUNT_UNIT, told=told.surface
    )
    doubtful = is_doubtful(cell) or told.needs_review
    check = fault(
        "unit_mismatch",
        cell,
        message,
        severity="warning" if doubtful else None,
        reported=value,
        expected=value / 10_000,
    )
    check.evidence.append(evidence.of_quantity(told))
    return check


def _agrees(quantity: Quantity, yuan: Fraction) -> bool:
    """Return whether an amount of the prose is so much, rounded as it may be."""
    if quantity.value is None or quantity.unit not in MONEY_SCALES:
        return False
    exponent = quantity.value.as_tuple().exponent
    last_digit = Fraction(10) ** exponent if isinstance(exponent, int) else Fraction(1)
    scale = MONEY_SCALES[quantity.unit]
    return abs(Fraction(quantity.value) * scale - yuan) <= last_digit * scale / 2


def _unlikely(reported: Reported, cell: StatutoryCell, value: Decimal) -> Check | None:
    """Tell of an amount that is too large to be in 万元."""
    government = is_government(reported.agency)
    largest = words.LARGEST_OF_GOVERNMENT if government else words.LARGEST_OF_AGENCY
    if abs(value) <= largest:
        return None
    message = words.AMOUNT_UNLIKELY.format(
        cell=name_of(cell), reported=plain(value), billions=plain(value / 10_000)
    )
    return fault("unit_mismatch", cell, message, severity="warning", reported=value)
