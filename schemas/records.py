"""The records: one dataclass a table, whose fields declare the table's columns.

The declaration of a column (type, description, unit) stands with the field and nowhere
else. `schemas.tables` turns it into table specifications, from which come the Arrow
schemas and the data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

ColumnType = Literal[
    "string", "bool", "int16", "int32", "int64", "float64", "decimal", "date", "timestamp",
    "list<string>",
]  # fmt: skip

DECIMAL_PRECISION = 30
DECIMAL_SCALE = 8
"""Figures are stored as decimal(30, 8): 22 digits before the point, 8 behind it."""


def declare(type_: ColumnType, description: str, unit: str = "", *, null: bool = False) -> Any:
    """Declare a column. `null` says that the value may be absent, and is then the default."""
    metadata = {"type": type_, "description": description, "unit": unit, "null": null}
    return field(default=None, metadata=metadata) if null else field(metadata=metadata)


CellState = Literal["number", "blank", "dash", "text", "missing"]


@dataclass(slots=True, kw_only=True)
class Keys:
    """The columns that stand first in every table but `documents`."""

    document_id: str = declare("string", "SHA-256 of the file's bytes, hexadecimal")
    report_id: str = declare(
        "string", "Stable identity of the report: agency and report year, joined by a hyphen"
    )
    agency: str = declare("string", "Name of the agency that the report is about, as it prints it")
    report_year: int = declare("int16", "Year that the report is about; 0 where it does not tell")
    is_current: bool = declare(
        "bool", "True for the one document that counts, of all with this report_id"
    )


@dataclass(slots=True, kw_only=True)
class DocumentRow:
    """One file seen in the shared folder."""

    document_id: str = declare(
        "string", "SHA-256 of the file's bytes, hexadecimal; empty where it could not be read"
    )
    source_path: str = declare("string", "Path relative to the shared folder, separated by /")
    size: int = declare("int64", "Size of the file", "bytes")
    modified_at: datetime = declare("timestamp", "Modification time of the file", "UTC")
    media_type: str | None = declare(
        "string", "Media type told from the content, not from the name", null=True
    )
    status: str = declare("string", "extracted, failed, duplicate, unsupported or ignored")
    error_code: str | None = declare(
        "string", "What went wrong, or a note on a document that was read", null=True
    )
    message: str | None = declare("string", "The error in a sentence, and what to do", null=True)
    seconds: float | None = declare("float64", "Time that reading took", "s", null=True)
    attempts: int = declare("int32", "How many runs have tried to read it with this extractor")
    pages: int | None = declare("int32", "Pages, where the kind of file has any", null=True)
    ocr_pages: int | None = declare("int32", "Pages read by character recognition", null=True)
    run_id: str = declare("string", "Run that read the file")
    extractor_version: str = declare("string", "Version of the extractor that read the file")
    seen_at: datetime = declare("timestamp", "When a run first saw this content there", "UTC")
    report_id: str | None = declare("string", "Report that the document holds", null=True)
    report_year: int = declare("int16", "Year of that report; 0 where there is none")
    present: bool = declare("bool", "Whether the last scan of the folder still found it there")


@dataclass(slots=True, kw_only=True)
class Report:
    """What one document says about itself as a report."""

    title: str | None = declare("string", "Title, as printed, in one line", null=True)
    form: str | None = declare(
        "string",
        "Version of the statutory form, told by the tables: 2019, 2021, or mixed;"
        " null where there is no table",
        null=True,
    )
    submitted_on: date | None = declare(
        "date", "Date under the covering letter or the report", null=True
    )
    period_start: date | None = declare("date", "First day of the reported period", null=True)
    period_end: date | None = declare("date", "Last day of the reported period", null=True)


@dataclass(slots=True, kw_only=True)
class ReportRow(Report):
    """One extracted document."""

    superseded_by: str | None = declare(
        "string", "document_id of the document that counts instead", null=True
    )
    source_path: str = declare("string", "Where the document lies in the shared folder")
    media_type: str = declare("string", "Media type told from the content")
    failed_checks: int = declare("int32", "Checks with status fail", "checks")
    cells_to_review: int = declare("int32", "Statutory cells with needs_review", "cells")
    status: str = declare(
        "string",
        "incomplete (a statutory table or row is missing), flagged (a check fails or a cell"
        " needs review), or clean",
    )
    extracted_at: datetime = declare("timestamp", "When the document was extracted", "UTC")
    extractor_version: str = declare("string", "Version of the extractor that read it")


@dataclass(slots=True, kw_only=True)
class StatutoryCell:
    """One figure of a statutory table."""

    form: str = declare("string", "Version of the form that the codes belong to: 2019 or 2021")
    table: str = declare("string", "Code of the statutory table")
    row: str | None = declare(
        "string", "Code of the row; null for a cell of a row that the form does not have", null=True
    )
    column: str | None = declare(
        "string",
        "Code of the column; null for a cell of a column that the form does not have",
        null=True,
    )
    row_label: str = declare("string", "The row's label as printed; the form's where none is")
    column_label: str = declare("string", "The column's label as printed; the form's where none is")
    raw: str | None = declare("string", "The cell's text as printed; null if missing", null=True)
    value: Decimal | None = declare(
        "decimal", "The figure, as the report says it; null where the cell holds none", null=True
    )
    unit: str | None = declare("string", "Unit as printed in the cell, else the form's", null=True)
    state: CellState = declare("string", "number, blank, dash, text or missing")
    reader: str = declare(
        "string", "Reader that saw the cell: word, html, text, pdf, ocr, …; person where corrected"
    )
    page: int | None = declare("int32", "Page, from 1; null where the source has none", null=True)
    x0: float | None = declare("float64", "Left edge of the cell", "points", null=True)
    y0: float | None = declare("float64", "Upper edge of the cell", "points", null=True)
    x1: float | None = declare("float64", "Right edge of the cell", "points", null=True)
    y1: float | None = declare("float64", "Lower edge of the cell", "points", null=True)
    confidence: float = declare("float64", "How sure the reading is, 0 to 1")
    needs_review: bool = declare("bool", "A person should look at this cell")
    doubts: list[str] = declare("list<string>", "Codes of what makes the reading doubtful")
    readings: list[str] | None = declare(
        "list<string>",
        "What each recogniser of characters read, where the cell was read from a picture",
        null=True,
    )


@dataclass(slots=True, kw_only=True)
class Quantity:
    """One figure in the prose."""

    section: str = declare("string", "Code of the section")
    paragraph: int = declare("int32", "Paragraph of the document, from 0")
    start: int = declare("int32", "First character in the paragraph, from 0", "characters")
    end: int = declare("int32", "One past the last character", "characters")
    surface: str = declare("string", "The figure as printed")
    sentence: str = declare("string", "The sentence around it")
    value: Decimal | None = declare("decimal", "The figure", null=True)
    value_max: Decimal | None = declare("decimal", "Upper end, of a range", null=True)
    unit: str | None = declare("string", "Measure word or unit", null=True)
    kind: str = declare(
        "string",
        "count, percent, percentage_point, money, fraction, multiple, duration or zero_statement",
    )
    approximate: bool = declare("bool", "The figure is said to be approximate")
    bound: str | None = declare("string", "at_least, more_than, at_most or less_than", null=True)
    subject: str | None = declare("string", "What is counted, in the sentence's words", null=True)
    role: str = declare("string", "total, part, rate, change or plain")
    part_of: int | None = declare(
        "int32",
        "start of the total that it is a part of; of a change, start of the figure it starts from",
        null=True,
    )
    part_group: int | None = declare(
        "int32",
        "Which division of its total a part belongs to, from 1; each is to add up by itself",
        null=True,
    )
    change_of: int | None = declare(
        "int32", "Of a change: start of the figure that it has led to", null=True
    )
    direction: str | None = declare("string", "Of a change: up or down", null=True)
    rate_numerator: int | None = declare(
        "int32", "Of a rate: start of the figure that it is a share of another of", null=True
    )
    rate_denominator: int | None = declare(
        "int32", "Of a rate: start of the figure that it is measured by", null=True
    )
    scope: str | None = declare(
        "string",
        "Whose figure it is, where the sentence says so: 全市, 本机关, 代表区政府",
        null=True,
    )
    reference_year: int | None = declare(
        "int16", "Year that the figure speaks of, where it is not the report's", null=True
    )
    metric: str | None = declare(
        "string", "Code, where the subject is one of the usual ones", null=True
    )
    page: int | None = declare("int32", "Page, from 1; null where the source has none", null=True)
    confidence: float = declare("float64", "How sure the reading is, 0 to 1")
    needs_review: bool = declare("bool", "A person should look at this figure")
    doubts: list[str] | None = declare(
        "list<string>", "Codes of what makes the reading doubtful", null=True
    )
    reader: str | None = declare(
        "string",
        "Reader that saw the figure: word, html, text, pdf, ocr, …; person where corrected",
        null=True,
    )
    readings: list[str] | None = declare(
        "list<string>",
        "What each recogniser of characters read, where the figure was read from a picture",
        null=True,
    )
    x0: float | None = declare("float64", "Left edge of the figure", "points", null=True)
    y0: float | None = declare("float64", "Upper edge of its line", "points", null=True)
    x1: float | None = declare("float64", "Right edge of the figure", "points", null=True)
    y1: float | None = declare("float64", "Lower edge of its line", "points", null=True)


@dataclass(slots=True, kw_only=True)
class Check:
    """One check of one report."""

    check: str = declare("string", "Code of the check")
    severity: str = declare("string", "error or warning")
    status: str = declare("string", "pass, fail or not_assessable")
    table: str | None = declare("string", "Code of the statutory table", null=True)
    row: str | None = declare("string", "Code of the row", null=True)
    column: str | None = declare("string", "Code of the column", null=True)
    reported: Decimal | None = declare("decimal", "The figure that the report gives", null=True)
    expected: Decimal | None = declare("decimal", "The figure that it should agree with", null=True)
    difference: Decimal | None = declare("decimal", "reported − expected", null=True)
    message: str = declare("string", "What was found, in Chinese, for the agency")
    evidence: list[str] = declare(
        "list<string>", "Addresses of the cells or offsets of the quantities that were compared"
    )


@dataclass(slots=True, kw_only=True)
class Section:
    """One section's prose."""

    section: str = declare("string", "Code of the section")
    heading: str | None = declare("string", "The heading as printed", null=True)
    text: str = declare("string", "The prose, a paragraph a line, without tables")


@dataclass(slots=True, kw_only=True)
class ProseText:
    """One paragraph of the prose, in which `quantities` have their offsets."""

    section: str = declare("string", "Code of the section")
    paragraph: int = declare("int32", "Number among the document's paragraphs, from 0")
    text: str = declare("string", "The text as read")
    page: int | None = declare("int32", "Page, from 1; null where the source has none", null=True)
    x0: float | None = declare("float64", "Left edge", "points", null=True)
    y0: float | None = declare("float64", "Upper edge", "points", null=True)
    x1: float | None = declare("float64", "Right edge", "points", null=True)
    y1: float | None = declare("float64", "Lower edge", "points", null=True)


@dataclass(slots=True, kw_only=True)
class Correction:
    """One act of a person on a reading: accepted, corrected, or the report's own error noted."""

    act: str = declare(
        "string",
        "accept (the reading is right), correct (it was misread), report_error (the report"
        " itself is wrong, and is left as it says), or withdraw (takes back the act before)",
    )
    standing: str = declare(
        "string",
        "in_force; replaced by a later act on the same figure; withdrawn; or stale: the reading"
        " has changed since, so the figure is to be looked at again",
    )
    place: str = declare(
        "string",
        "Address of the figure: table/row/column, paragraph:start-end in the prose, or report"
        " for a note on the whole",
    )
    raw: str | None = declare("string", "The text as it was read when the act was done", null=True)
    old: str | None = declare(
        "string", "The value that the reading gave; null where it gave none", null=True
    )
    new: str | None = declare(
        "string", "Of a correction: the value that the person read; null for a blank", null=True
    )
    note: str = declare("string", "Why, or what the agency is to be told; may be empty")
    who: str = declare("string", "Who did it, by the name given")
    acted_at: datetime = declare("timestamp", "When it was done", "UTC")


@dataclass(slots=True)
class Note:
    """A remark on a document that was read: a code of `schemas.errors` and its detail."""

    code: str
    detail: str = ""


@dataclass(slots=True)
class Extraction:
    """The whole truth about one document: picklable, independent of folder and storage."""

    document_id: str
    name: str
    media_type: str
    reader: str
    extractor_version: str
    agency: str
    report_year: int
    report: Report
    cells: list[StatutoryCell]
    quantities: list[Quantity]
    checks: list[Check]
    sections: list[Section]
    notes: list[Note]
    pages: int | None = None
    ocr_pages: int = 0
    paragraphs: list[ProseText] = field(default_factory=list)
