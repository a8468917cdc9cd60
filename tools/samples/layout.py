"""From an abstract report to what stands on its pages: paragraphs and grids in order."""

from __future__ import annotations

from tools.samples.grid import Grid
from tools.samples.model import Paragraph, SampleReport
from tools.samples.tables import (
    proactive_grids,
    proceedings_grids,
    requests_grids,
    section_row,
)

SamplePart = Paragraph | Grid

_SECTIONS_OF_TABLES = ("proactive_disclosure", "requests", "proceedings")
_GRIDS = {
    "proactive_disclosure": proactive_grids,
    "requests": requests_grids,
    "proceedings": proceedings_grids,
}
_ONE_TABLE_COLUMNS = 60


def lay_out(report: SampleReport) -> list[SamplePart]:
    """Return the report's paragraphs and grids in reading order."""
    parts: list[SamplePart] = list(report.letter)
    parts += [Paragraph(line, "title") for line in report.title]
    parts += report.preamble
    parts += _section(report, "overview")
    if report.layout.one_table:
        parts += _one_table(report)
    else:
        for code in report.layout.order:
            parts += _section(report, code)
    parts += _section(report, "problems")
    parts += _section(report, "other_matters")
    return parts + list(report.closing)


def _section(report: SampleReport, code: str) -> list[SamplePart]:
    parts: list[SamplePart] = [Paragraph(report.headings[code], "heading")]
    parts += report.prose.get(code, [])
    if code in _GRIDS and code not in report.missing_tables:
        parts += _GRIDS[code](report)
    return parts


def _one_table(report: SampleReport) -> list[SamplePart]:
    """All statutory tables as one; the later sections' headings become rows of it."""
    first, *_ = report.layout.order
    parts: list[SamplePart] = [Paragraph(report.headings[first], "heading")]
    rows = []
    for code in report.layout.order:
        parts += report.prose.get(code, [])
        if code in report.missing_tables:
            continue
        rows.append(section_row(report.headings[code], _ONE_TABLE_COLUMNS))
        for grid in _GRIDS[code](report):
            rows += grid.stretched(_ONE_TABLE_COLUMNS).rows
    return [*parts, Grid(_ONE_TABLE_COLUMNS, rows).without_idle_columns()]
