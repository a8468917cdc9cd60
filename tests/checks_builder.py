"""Reports by hand for the checks: the cells of a form filled in with texts, and prose."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from extractors.checks import Reported
from extractors.narrative import extract_quantities
from extractors.outline import ProseParagraph
from extractors.statutory import StatutoryFigures
from extractors.statutory.values import parse_cell, printed_unit
from schemas.document import Paragraph
from schemas.doubts import confidence_of, review_of
from schemas.forms import Figure, FormVersion, TableCode, load_form
from schemas.records import Check, Report, Section, StatutoryCell
from tools.samples.figures import Scale, draw_figures

Address = tuple[str, str, str]


def drawn(
    version: FormVersion = "2021", scale: Scale = "large", seed: int = 1
) -> dict[Address, str]:
    """Return texts for every cell of a form, for which all its identities hold."""
    forms: dict[TableCode, FormVersion] = {
        "proactive_disclosure": version, "requests": version, "proceedings": version,
    }  # fmt: skip
    figures = draw_figures(forms, scale, Random(seed))
    return {address: printed.raw for address, printed in figures.items()}


def zeros(version: FormVersion = "2021") -> dict[Address, str]:
    return {figure.address: "0" for figure in load_form(version).figures()}


def cell_of(figure: Figure, raw: str, *doubts: str, **changes: object) -> StatutoryCell:
    """Return a cell as the reader makes it of its text, with further doubts."""
    column = figure.column
    money = figure.table == "proactive_disclosure" and column.unit in (None, "万元")
    value = parse_cell(raw, signed=column.signed, count=not money)
    found = [*value.doubts, *doubts]
    fields: dict[str, object] = {
        "form": figure.form, "table": figure.table, "row": figure.row.code, "column": column.code,
        "row_label": figure.row.label, "column_label": column.label, "raw": raw,
        "value": value.value, "unit": value.unit or column.unit, "state": value.state,
        "reader": "word", "page": None, "x0": None, "y0": None, "x1": None, "y1": None,
        "confidence": confidence_of(found), "needs_review": review_of(found), "doubts": found,
    }  # fmt: skip
    fields |= changes
    if "column_label" in changes:
        fields["unit"] = value.unit or printed_unit(str(changes["column_label"])) or column.unit
    return StatutoryCell(**fields)  # type: ignore[arg-type]


def reported(
    texts: dict[Address, str],
    version: FormVersion = "2021",
    *,
    agency: str = "甲市乙局",
    year: int = 2021,
    prose: dict[str, list[str]] | None = None,
    headings: dict[str, str] | None = None,
    doubts: dict[Address, str] | None = None,
) -> Reported:
    """Make a report of cells' texts; rows of which nothing is given are missing."""
    figures = StatutoryFigures(form=version)
    for figure in load_form(version).figures():
        if figure.address not in texts:
            if not any(address[:2] == figure.address[:2] for address in texts):
                row = (version, figure.table, figure.row.code)
                if row not in figures.missing_rows:
                    figures.missing_rows.append(row)
            blank = replace(cell_of(figure, ""), state="missing", raw=None)
            figures.cells.append(blank)
            continue
        doubt = (doubts or {}).get(figure.address)
        figures.cells.append(cell_of(figure, texts[figure.address], *([doubt] if doubt else [])))
    paragraphs: list[ProseParagraph] = []
    for section, lines in (prose or {}).items():
        for line in lines:
            paragraphs.append(ProseParagraph(section, len(paragraphs), Paragraph(line)))
    return Reported(
        agency=agency,
        report_year=year,
        report=Report(form=version),
        figures=figures,
        quantities=extract_quantities(paragraphs, "word", year),
        paragraphs=paragraphs,
        sections=[Section(section=s, heading=h, text="") for s, h in (headings or {}).items()],
    )


def without_table(report: Reported, table: TableCode) -> Reported:
    """Take a table out of a report."""
    report.figures.cells = [cell for cell in report.figures.cells if cell.table != table]
    report.figures.missing_tables.append(table)
    return report


def failing(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.status == "fail"]


def plus(text: str, by: int) -> str:
    return str(Decimal(text) + by)
