"""Figures → checks: what a report's figures say of each other.

Each module checks one kind of agreement and yields `schemas.records.Check`s: one that
passed or failed, or one that says why it cannot be assessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractors.checks.dates import check_dates
from extractors.checks.prose import check_prose
from extractors.checks.prose_and_tables import check_prose_and_tables
from extractors.checks.reported import Reported
from extractors.checks.structure import check_structure
from extractors.checks.tables_cells import check_cells
from extractors.checks.tables_powers import check_powers
from extractors.checks.tables_sums import check_sums
from extractors.checks.tables_units import check_units
from schemas.records import Check

__all__ = ["Reported", "check_report"]

_CHECKERS: tuple[Callable[[Reported], Iterable[Check]], ...] = (
    check_structure,
    check_sums,
    check_cells,
    check_units,
    check_powers,
    check_prose,
    check_prose_and_tables,
    check_dates,
)


def check_report(reported: Reported) -> list[Check]:
    """Return the results of every check of one report, in a fixed order."""
    return [check for checker in _CHECKERS for check in checker(reported)]
