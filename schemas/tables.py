"""The tables of a warehouse, as specifications drawn from the records.

Nothing here imports Arrow: `flows.warehouse` makes Arrow schemas of these, and
`flows.dictionary` the data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from schemas import analysts, records


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column: its name, logical type, meaning, unit, and whether it may be null."""

    name: str
    type: records.ColumnType
    description: str
    unit: str
    null: bool


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: what a row is, its columns in order, and the columns that its rows are sorted by."""

    name: str
    row: str
    columns: tuple[ColumnSpec, ...]


def _columns(*declarations: type[Any]) -> tuple[ColumnSpec, ...]:
    return tuple(
        ColumnSpec(
            each.name,
            each.metadata["type"],
            each.metadata["description"],
            each.metadata["unit"],
            each.metadata["null"],
        )
        for declaration in declarations
        for each in fields(declaration)
    )


def _table(name: str, *declarations: type[Any]) -> TableSpec:
    told = next(each for each in declarations if each is not records.Keys)
    summary = (told.__doc__ or "").splitlines()[0].rstrip(".")
    return TableSpec(name, summary, _columns(*declarations))


DOCUMENTS = _table("documents", records.DocumentRow)
REPORTS = _table("reports", records.Keys, records.ReportRow)
STATUTORY_CELLS = _table("statutory_cells", records.Keys, records.StatutoryCell)
QUANTITIES = _table("quantities", records.Keys, records.Quantity)
CHECKS = _table("checks", records.Keys, records.Check)
SECTIONS = _table("sections", records.Keys, records.Section)
CORRECTIONS = _table("corrections", records.Keys, records.Correction)
REQUESTS = _table("requests", records.Keys, analysts.RequestsFigures, analysts.WideCounts)
PROACTIVE_DISCLOSURE = _table(
    "proactive_disclosure", records.Keys, analysts.ProactiveDisclosureFigures, analysts.WideCounts
)
PROCEEDINGS = _table("proceedings", records.Keys, analysts.ProceedingsFigures, analysts.WideCounts)
PANEL = _table("panel", records.Keys, analysts.PanelFigures)

WIDE_TABLES: tuple[TableSpec, ...] = (REQUESTS, PROACTIVE_DISCLOSURE, PROCEEDINGS)
"""Tables of current reports only, the statutory figures as columns; `panel` is made of them."""

TABLES: tuple[TableSpec, ...] = (
    DOCUMENTS, STATUTORY_CELLS, QUANTITIES, CHECKS, SECTIONS, CORRECTIONS,
    *WIDE_TABLES, PANEL, REPORTS,
)  # fmt: skip
"""All tables, in the order of publishing: `reports` last, so that whoever sees a report in
it finds its rows in the others."""
