"""The abstract report: what it says, apart from any file, and its true records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from schemas.forms import TABLE_CODES, Figure, FormVersion, TableCode, load_form
from schemas.records import CellState

Address = tuple[str, str, str]
"""Codes of table, row and column of a figure."""

LabelKey = tuple[str, ...]
"""Names a printed label: table, kind of label ("row", "column", "group", …), code."""


@dataclass(slots=True)
class Printed:
    """A figure as the report prints it, and what it truly means.

    `unit` is the one printed in the cell, None where only the form gives one. `review`
    says that a careful reader may or must ask a person to look at the cell.
    """

    raw: str
    value: Decimal | None
    state: CellState = "number"
    unit: str | None = None
    review: bool = False


@dataclass(slots=True)
class ExtraRow:
    """A row that the form does not have, printed after the row `after`.

    `columns` are the codes under which its figures stand.
    """

    table: TableCode
    after: str
    label: str
    columns: tuple[str, ...]
    figures: list[Printed]


@dataclass(slots=True)
class ExtraCell:
    """A cell at the end of a row, under a header that is blank or not the form's."""

    table: TableCode
    row: str
    figure: Printed


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a report. `role` tells the writers how to set it."""

    text: str
    role: Literal["title", "heading", "body", "right", "address"] = "body"


ProactiveLayout = Literal["combined", "per_article", "article_column"]
LabelColumns = Literal["merged", "repeated", "unmerged", "folded", "folded_short"]
RequestsHeader = Literal["full", "no_group", "flat", "total_below"]
ProceedingsLayout = Literal["wide", "two", "rows", "no_group"]


@dataclass(slots=True)
class Layout:
    """How the statutory tables are set; none of it changes what they say.

    proactive: one combined table, one table per 第二十条 item, or one with the items in a
      first column.
    one_table: all three tables as one large table.
    label_columns: the three label columns of the requests merged over rows, repeated on
      every row, given on the first row only, folded into one column, or one column with
      only the last label.
    requests_header: the form's three rows; without 申请人情况; one row; 总计 one row down.
    split_after: row code after which the requests table goes on as a second table.
    proceedings: the form's 15 columns, two tables, a row per kind, 15 columns headless.
    order: the order in which the tables (with their sections) come.
    remarks: a column 备注 at the right of the requests.
    misaligned: rows whose label spans two columns where the header's spans one.
    """

    proactive: ProactiveLayout = "combined"
    one_table: bool = False
    title_rows: bool = False
    label_columns: LabelColumns = "merged"
    remarks: bool = False
    requests_header: RequestsHeader = "full"
    split_after: str | None = None
    split_header: bool = False
    proceedings: ProceedingsLayout = "wide"
    order: tuple[TableCode, ...] = TABLE_CODES
    misaligned: frozenset[str] = frozenset()


@dataclass(slots=True)
class SampleReport:
    """An annual report of an invented agency.

    `forms` names the version of the form of each table; a report with both is mixed.
    `prose` and `headings` are by section code. `missing_tables` are left out altogether,
    `missing_rows` are pairs of table and row code.
    """

    agency: str
    year: int
    forms: dict[TableCode, FormVersion]
    title: list[str]
    submitted_on: date | None
    period: tuple[date, date] | None
    figures: dict[Address, Printed]
    labels: dict[LabelKey, str]
    headings: dict[str, str]
    prose: dict[str, list[Paragraph]]
    preamble: list[Paragraph] = field(default_factory=list)
    letter: list[Paragraph] = field(default_factory=list)
    closing: list[Paragraph] = field(default_factory=list)
    layout: Layout = field(default_factory=Layout)
    extra_rows: list[ExtraRow] = field(default_factory=list)
    extra_cells: list[ExtraCell] = field(default_factory=list)
    missing_rows: set[tuple[str, str]] = field(default_factory=set)
    missing_tables: set[str] = field(default_factory=set)
    deviations: list[str] = field(default_factory=list)

    def places(self, table: TableCode | None = None) -> Iterator[Figure]:
        """Yield the form's figures, each table by its own version of the form."""
        for code in TABLE_CODES:
            if table in (None, code):
                yield from load_form(self.forms[code]).figures(code)

    def printed(self, figure: Figure) -> Printed | None:
        """Return a figure as printed, None where its row or table is missing."""
        if figure.table in self.missing_tables:
            return None
        if (figure.table, figure.row.code) in self.missing_rows:
            return None
        return self.figures[figure.address]

    @property
    def form(self) -> str | None:
        """Return the version that the report's tables show: 2019, 2021, mixed, or None."""
        told: set[str] = {
            self.forms[code]
            for code in ("proactive_disclosure", "requests")
            if code not in self.missing_tables
        }
        if not told:
            return None
        return "mixed" if len(told) > 1 else told.pop()

    @property
    def scattered_blanks(self) -> bool:
        """Whether a row prints some of its cells only, so that order cannot place them."""
        rows: dict[tuple[str, str], set[bool]] = {}
        for place in self.places():
            printed = self.printed(place)
            if printed:
                # The three kinds of proceedings stand side by side in one row.
                row = "" if place.table == "proceedings" else place.row.code
                rows.setdefault((place.table, row), set()).add(bool(printed.raw.strip()))
        for cell in self.extra_cells:
            rows.setdefault((cell.table, cell.row), set()).add(bool(cell.figure.raw.strip()))
        return any(len(kinds) > 1 for kinds in rows.values())

    def truth(self) -> dict[str, Any]:
        """Return the true record of the report, ready for JSON."""
        start, end = self.period or (None, None)
        return {
            "agency": self.agency,
            "report_year": self.year,
            "form": self.form,
            "title": "".join(self.title),
            "submitted_on": _day(self.submitted_on),
            "period_start": _day(start),
            "period_end": _day(end),
            "deviations": sorted(self.deviations),
            "cells": [self._true_cell(figure) for figure in self.places()] if self.form else [],
            "unplaced": list(self._true_unplaced()),
        }

    def _true_cell(self, figure: Figure) -> dict[str, Any]:
        printed = self.printed(figure)
        return {
            "form": figure.form,
            "table": figure.table,
            "row": figure.row.code,
            "column": figure.column.code,
            "raw": printed.raw if printed else None,
            "value": _plain(printed.value) if printed else None,
            "unit": (printed.unit if printed else None) or figure.column.unit,
            "state": printed.state if printed else "missing",
            "review": printed.review if printed else False,
        }

    def _true_unplaced(self) -> Iterator[dict[str, Any]]:
        for row in self.extra_rows:
            if row.table in self.missing_tables:
                continue
            for column, printed in zip(row.columns, row.figures, strict=True):
                yield {
                    "table": row.table,
                    "row": None,
                    "column": column,
                    "row_label": row.label,
                    "raw": printed.raw,
                    "value": _plain(printed.value),
                }
        for cell in self.extra_cells:
            if cell.table in self.missing_tables or (cell.table, cell.row) in self.missing_rows:
                continue
            yield {
                "table": cell.table,
                "row": cell.row,
                "column": None,
                "row_label": self.labels[(cell.table, "row", cell.row)],
                "raw": cell.figure.raw,
                "value": _plain(cell.figure.value),
            }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
