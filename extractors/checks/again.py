"""The checks of one report made again, after a person has corrected readings.

What stands in an extraction is enough for the checks of figures, in the tables and in the
prose. Those of the report's make-up and of its dates rest on the document itself and are kept
as they were made; only a row or table that a person has found and filled in is no longer missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractors.checks.prose import check_prose
from extractors.checks.prose_and_tables import check_prose_and_tables
from extractors.checks.reported import Reported
from extractors.checks.results import plain
from extractors.checks.tables_cells import check_cells
from extractors.checks.tables_powers import check_powers
from extractors.checks.tables_sums import check_sums
from extractors.checks.tables_units import check_units
from extractors.outline import ProseParagraph
from extractors.statutory import StatutoryFigures
from schemas.checks import PASSED, dates, prose, prose_and_tables, structure, tables
from schemas.document import Paragraph, Place
from schemas.forms import FORM_VERSIONS, TABLE_CODES
from schemas.records import Check, Extraction, Quantity, StatutoryCell

PERSON = "person"
"""The `reader` of a figure that a person has corrected."""

_STRUCTURE = frozenset(kind.code for kind in structure.KINDS)
_OF_TABLES = frozenset(kind.code for kind in tables.KINDS)
_OF_PROSE = frozenset(kind.code for kind in (*prose.KINDS, *prose_and_tables.KINDS))
_DATES = frozenset(kind.code for kind in dates.KINDS)


def check_again(extraction: Extraction) -> list[Check]:
    """Return all checks of an extraction whose figures a person may have corrected, in order.

    Of an extraction as it was read this is what `check_report` gave. One that was stored
    without its paragraphs keeps the checks of its prose.
    """
    reported = _reported(extraction)
    kept = extraction.checks
    made = [
        check
        for checker in (check_sums, check_cells, check_units, check_powers)
        for check in checker(reported)
    ]
    if extraction.paragraphs or not extraction.quantities:
        made += [*check_prose(reported), *check_prose_and_tables(reported)]
    else:
        made += _only(kept, _OF_PROSE)
    known = _STRUCTURE | _OF_TABLES | _OF_PROSE | _DATES
    return [
        *(_found_since(check, extraction.cells) for check in _only(kept, _STRUCTURE)),
        *made,
        *_only(kept, _DATES),
        *(check for check in kept if check.check not in known),
    ]


def _only(checks: Iterable[Check], codes: frozenset[str]) -> list[Check]:
    return [check for check in checks if check.check in codes]


def _reported(extraction: Extraction) -> Reported:
    figures = StatutoryFigures(cells=extraction.cells, form=extraction.report.form)
    present = {cell.table for cell in extraction.cells if cell.state != "missing"}
    figures.missing_tables = [
        code
        for code in TABLE_CODES
        if code not in present and _is_missing(extraction.checks, "missing_table", code)
    ]
    figures.missing_rows = [
        (FORM_VERSIONS[0], code, check.row)
        for code in TABLE_CODES
        for check in extraction.checks
        if check.check == "missing_row" and check.status == "fail" and check.table == code
        if check.row is not None
    ]
    return Reported(
        agency=extraction.agency,
        report_year=extraction.report_year,
        report=extraction.report,
        figures=figures,
        quantities=[_as_corrected(each) for each in extraction.quantities],
        paragraphs=[
            ProseParagraph(
                each.section,
                each.paragraph,
                Paragraph(each.text, place=Place(each.page, each.x0, each.y0, each.x1, each.y1)),
            )
            for each in extraction.paragraphs
        ],
        sections=extraction.sections,
    )


def _is_missing(checks: Iterable[Check], code: str, table: str) -> bool:
    return any(
        check.check == code and check.table == table and check.status == "fail" for check in checks
    )


def _as_corrected(quantity: Quantity) -> Quantity:
    """Return a figure of the prose as the checks are to print it: as the person read it."""
    if quantity.reader != PERSON or quantity.value is None:
        return quantity
    return replace(quantity, surface=plain(quantity.value) + (quantity.unit or ""))


def _found_since(check: Check, cells: Iterable[StatutoryCell]) -> Check:
    """Return a check of the make-up, passed where a person has found all that was missing."""
    if check.check not in ("missing_table", "missing_row") or check.status != "fail":
        return check
    wanted = [
        cell
        for cell in cells
        if cell.table == check.table and check.row in (None, cell.row) and cell.row is not None
    ]
    if not wanted or any(cell.state == "missing" for cell in wanted):
        return check
    return replace(check, status="pass", message=PASSED)
