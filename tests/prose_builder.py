"""Reports of a few sentences and cells, for the checks of the prose."""

from __future__ import annotations

from decimal import Decimal

from extractors.checks import Reported
from extractors.narrative import extract_quantities
from extractors.outline import ProseParagraph
from extractors.statutory.assemble import StatutoryFigures
from schemas.document import Paragraph
from schemas.forms import FormVersion, load_form
from schemas.records import Check, Report, StatutoryCell

Values = dict[tuple[str, str], str | None]
"""Figures of a form by row and column; None is a blank cell."""


def cells_of(values: Values, version: FormVersion = "2021") -> list[StatutoryCell]:
    """Return all cells of a form: those given, else 0 (null for None)."""
    found = []
    for figure in load_form(version).figures():
        table, row, column = figure.address
        raw = values.get((row, column), "0")
        found.append(
            StatutoryCell(
                form=version, table=table, row=row, column=column, row_label=figure.row.label,
                column_label=figure.column.label, raw=raw or "",
                value=None if raw is None else Decimal(raw), unit=figure.column.unit,
                state="blank" if raw is None else "number", reader="word", confidence=1.0,
                needs_review=False, doubts=[],
            )
        )  # fmt: skip
    return found


def reported_of(
    text: str,
    *,
    section: str = "overview",
    year: int = 2021,
    values: Values | None = None,
    version: FormVersion = "2021",
    agency: str = "云溪市水务局",
) -> Reported:
    """Return a report whose prose is `text`, a paragraph a line; `values` None: no tables."""
    prose = [
        ProseParagraph(section, at, Paragraph(line)) for at, line in enumerate(text.split("\n"))
    ]
    figures = StatutoryFigures()
    if values is not None:
        figures.cells = cells_of(values, version)
    return Reported(agency, year, Report(), figures, extract_quantities(prose, "word", year), prose)


def told(checks: list[Check]) -> list[tuple[str, str, str]]:
    """Return code, status and, where it failed, severity of checks."""
    return [
        (each.check, each.status, each.severity if each.status == "fail" else "") for each in checks
    ]


def failures(checks: list[Check]) -> list[Check]:
    """Return the checks that failed."""
    return [each for each in checks if each.status == "fail"]
