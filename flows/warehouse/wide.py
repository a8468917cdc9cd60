"""Arrow arrays of the analysts' tables: the wide ones of extractions, `panel` of the wide ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractors.analysts import TableCells, gather, wide_rows
from extractors.analysts.panel import FIGURES, Known, Place, figures, indicators
from extractors.analysts.wide import KEY_COLUMNS
from flows.warehouse.arrow import array
from flows.warehouse.serialise import Field, StoredPart
from schemas.records import Keys
from schemas.tables import PANEL, REPORTS, WIDE_TABLES, TableSpec

if TYPE_CHECKING:
    from flows.warehouse.rows import DocumentPlan

_CELL_FIELDS = tuple(
    Field(name, "string", True)
    for name in ("table", "row", "column", "value", "state", "unit", "needs_review")
)
_KEYS = tuple(each.name for each in fields(Keys))
_REPORT_COLUMNS = ("form", "status", "submitted_on", "failed_checks", "cells_to_review")

PANEL_SOURCES: tuple[TableSpec, ...] = (*WIDE_TABLES, REPORTS)
"""Tables of a year that its panel is made of; of the year before, the wide ones and reports."""


# The wide tables


def wide_arrays(
    specs: list[TableSpec], batch: Iterable[tuple[DocumentPlan, StoredPart]]
) -> dict[str, list[pa.Array]]:
    """Return the rows of wide tables: of the documents that count, by report and the form's order.

    Raises what values of a wrong type raise.
    """
    columns: dict[str, list[list[Any]]] = {spec.name: [[] for _ in spec.columns] for spec in specs}
    for document, part in batch:
        if not document.is_current:
            continue
        about = {name: getattr(document, name) for name in _KEYS}
        tables = _cells(part)
        for spec in specs:
            cells = tables.get(spec.name)
            if cells:
                _add_rows(spec, about, cells, columns[spec.name])
    return {
        spec.name: [
            array(each, values)[0]
            for each, values in zip(spec.columns, columns[spec.name], strict=True)
        ]
        for spec in specs
    }


def _add_rows(
    spec: TableSpec, about: dict[str, Any], cells: TableCells, columns: list[list[Any]]
) -> None:
    for wide in wide_rows(spec.name, cells):
        row = about | wide.values
        row |= {
            KEY_COLUMNS[spec.name]: wide.key,
            "filled": wide.filled,
            "unknown": wide.unknown,
            "doubted": wide.doubted,
        }
        for column, values in zip(spec.columns, columns, strict=True):
            values.append(row.get(column.name))


def _cells(part: StoredPart) -> dict[str, TableCells]:
    columns = [part.column(each) for each in _CELL_FIELDS]
    return gather(zip(*columns, strict=True)) if part.rows else {}


# The panel


@dataclass(slots=True)
class _Report:
    """What the wide rows of a report say, and how many of their blanks were filled, or not."""

    values: dict[Place, float] = field(default_factory=dict)
    doubted: set[Place] = field(default_factory=set)
    filled: int = 0
    unknown: int = 0

    def figures(self) -> Known:
        return figures(self.values, frozenset(self.doubted))


@dataclass(frozen=True, slots=True)
class YearTold:
    """What the current reports of a year say: each with its keys and status, and its figures."""

    reports: list[tuple[dict[str, Any], _Report, Known]]

    def by_agency(self) -> dict[str, Known]:
        """Return the figures by the agency's name."""
        return {row["agency"]: told for row, _, told in self.reports}


def read_year(files: dict[str, Path]) -> YearTold:
    """Read the files of a year, by the table's name; those that it does not have are left out.

    Raises `pa.ArrowException` or OSError where one cannot be read.
    """
    found = _reports(files)
    nothing = _Report()
    reports = [(row, found.get(row["document_id"], nothing)) for row in _current(files)]
    return YearTold([(row, report, report.figures()) for row, report in reports])


def panel_arrays(this: YearTold, last: YearTold) -> list[pa.Array]:
    """Return the panel of a year, of what it and the year before it say."""
    before = last.by_agency()
    columns: list[list[Any]] = [[] for _ in PANEL.columns]
    for row, report, known in this.reports:
        last_year = before.get(row["agency"])
        found = indicators(known, last_year)
        values = row | dict(found.values)
        values |= {
            "filled": report.filled,
            "unknown": report.unknown,
            "doubted": [each for each in _names() if each in found.doubted],
            "has_last_year": last_year is not None,
        }
        for column, gathered in zip(PANEL.columns, columns, strict=True):
            gathered.append(values.get(column.name))
    return [array(each, values)[0] for each, values in zip(PANEL.columns, columns, strict=True)]


@cache
def _names() -> tuple[str, ...]:
    return tuple(column.name for column in PANEL.columns)


def _current(files: dict[str, Path]) -> list[dict[str, Any]]:
    """Return the reports that count and that tell their agency and year."""
    path = files.get(REPORTS.name)
    if path is None:
        return []
    told = (pc.field("agency") != "") & (pc.field("report_year") > 0)
    table = pq.read_table(path, columns=[*_KEYS, *_REPORT_COLUMNS])
    rows: list[dict[str, Any]] = table.filter(pc.field("is_current") & told).to_pylist()
    return rows


@cache
def _wanted(table: str) -> dict[str, tuple[str, ...]]:
    """Return the columns that the panel wants of a wide table, by the row's key."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for places in FIGURES.values():
        for name, key, column in places:
            if name == table:
                found[key][column] = None
    return {key: tuple(columns) for key, columns in found.items()}


def _reports(files: dict[str, Path]) -> dict[str, _Report]:
    """Return what the wide files of a year say, by document."""
    reports: defaultdict[str, _Report] = defaultdict(_Report)
    for spec in WIDE_TABLES:
        path = files.get(spec.name)
        if path is None:
            continue
        wanted = _wanted(spec.name)
        key = KEY_COLUMNS[spec.name]
        columns = dict.fromkeys(name for names in wanted.values() for name in names)
        always = ("document_id", key, "filled", "unknown", "doubted")
        table = pq.read_table(path, columns=[*always, *columns])
        _take_counts(table, reports)
        for code, names in wanted.items():
            _take_figures(spec.name, code, names, table.filter(pc.field(key) == code), reports)
    return dict(reports)


def _take_figures(
    name: str,
    code: str,
    columns: tuple[str, ...],
    rows: pa.Table,
    reports: defaultdict[str, _Report],
) -> None:
    """Take in the figures of one key of a wide table, column by column."""
    told = [reports[document] for document in rows["document_id"].to_pylist()]
    for column in columns:
        place = (name, code, column)
        for report, value in zip(told, rows[column].to_pylist(), strict=True):
            if value is not None:
                report.values[place] = value
    for report, doubted in zip(told, rows["doubted"].to_pylist(), strict=True):
        if doubted:
            report.doubted.update((name, code, column) for column in columns if column in doubted)


def _take_counts(table: pa.Table, reports: defaultdict[str, _Report]) -> None:
    counts = table.group_by("document_id").aggregate([("filled", "sum"), ("unknown", "sum")])
    columns = (counts[name].to_pylist() for name in ("document_id", "filled_sum", "unknown_sum"))
    for document, filled, unknown in zip(*columns, strict=True):
        reports[document].filled += filled
        reports[document].unknown += unknown
