"""Checks of the tables cell by cell: blank tables, words for numbers, signs, fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from extractors.checks import evidence
from extractors.checks.reported import Reported
from extractors.checks.results import is_doubtful, plain, result
from extractors.checks.tables_names import name_of, table_name
from schemas.checks import CHECKS, Severity
from schemas.checks import tables as words
from schemas.forms import FORM_VERSIONS, TABLE_CODES, TableCode, load_form
from schemas.records import Check, StatutoryCell

MAX_RAW = 30
"""So many characters of a cell's words a sentence quotes."""

SIGNED_COLUMNS = frozenset(
    figure.column.code
    for version in FORM_VERSIONS
    for figure in load_form(version).figures()
    if figure.column.signed
)
"""Columns in which the form expects figures below 0: 本年增/减."""


def check_cells(reported: Reported) -> Iterator[Check]:
    """Check each table's cells one by one; a check that all pass is told once a table."""
    for table in TABLE_CODES:
        if table in reported.figures.missing_tables:
            for code in ("all_blank", "cell_not_a_number", "negative_figure", "fraction_of_count"):
                yield result(code, "not_assessable", words.NO_TABLE, table=table)
            continue
        cells = [cell for (of_table, _, _), cell in reported.cells.items() if of_table == table]
        yield _all_blank(table, cells)
        odd = [cell for cell in cells if _may_be_odd(cell)]
        yield from _each(table, odd, _not_a_number, "cell_not_a_number")
        yield from _each(table, odd, _negative, "negative_figure")
        yield from _each(table, odd, _fraction, "fraction_of_count")


def _may_be_odd(cell: StatutoryCell) -> bool:
    """Return whether a cell may fail at all: most are plain figures from 0."""
    return cell.state == "text" or bool(cell.doubts) or (cell.value is not None and cell.value < 0)


def _each(
    table: TableCode,
    cells: Sequence[StatutoryCell],
    fault: Callable[[StatutoryCell], Check | None],
    code: str,
) -> Iterator[Check]:
    faults = [found for cell in cells if (found := fault(cell)) is not None]
    if faults:
        yield from faults
    else:
        yield result(code, "pass", table=table)


def _all_blank(table: TableCode, cells: Sequence[StatutoryCell]) -> Check:
    printed = [cell for cell in cells if cell.state != "missing"]
    if any(cell.state != "blank" for cell in printed):
        return result("all_blank", "pass", table=table)
    if not printed:
        return result("all_blank", "not_assessable", words.NO_FIGURES, table=table)
    message = CHECKS["all_blank"].message.format(table=table_name(table))
    return result("all_blank", "fail", message, table=table, evidence=[table])


def _not_a_number(cell: StatutoryCell) -> Check | None:
    if cell.state != "text":
        return None
    raw = " ".join((cell.raw or "").split())
    quoted = raw[:MAX_RAW] + ("…" if len(raw) > MAX_RAW else "")
    legible = cell.value is not None
    return fault(
        "cell_not_a_number",
        cell,
        CHECKS["cell_not_a_number"].message.format(cell=name_of(cell), raw=quoted),
        severity="warning" if legible or cell.reader == "ocr" else None,
        reported=cell.value,
    )


def _negative(cell: StatutoryCell) -> Check | None:
    if cell.value is None or cell.value >= 0 or cell.column in SIGNED_COLUMNS:
        return None
    return fault(
        "negative_figure",
        cell,
        CHECKS["negative_figure"].message.format(cell=name_of(cell), reported=plain(cell.value)),
        severity="warning" if is_doubtful(cell, beside=("sign_unexpected",)) else None,
        reported=cell.value,
    )


def _fraction(cell: StatutoryCell) -> Check | None:
    if cell.value is None or "fraction_of_count" not in cell.doubts:
        return None
    return fault(
        "fraction_of_count",
        cell,
        CHECKS["fraction_of_count"].message.format(cell=name_of(cell), reported=plain(cell.value)),
        severity="warning" if is_doubtful(cell, beside=("fraction_of_count",)) else None,
        reported=cell.value,
    )


def fault(
    code: str,
    cell: StatutoryCell,
    message: str,
    *,
    severity: Severity | None = None,
    reported: Decimal | None = None,
    expected: Decimal | None = None,
) -> Check:
    """Make the record of a check that one cell fails."""
    return result(
        code,
        "fail",
        message,
        severity=severity,
        table=cell.table,
        row=cell.row,
        column=cell.column,
        reported=reported,
        expected=expected,
        evidence=[evidence.of_cell(cell)],
    )
