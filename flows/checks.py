"""Checks of one file or of a warehouse, for reading, for machines and for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.text import Text

from extractors.checks.results import plain
from extractors.checks.tables_names import column_name, row_name, table_name
from flows.csv_text import BYTE_ORDER_MARK, inert
from schemas.forms import FORM_VERSIONS
from schemas.records import Check, Extraction

SEVERITIES = ("error", "warning")
"""The worst first."""

STATUS_ORDER = ("fail", "not_assessable", "pass")

_STYLES = {"error": "bold red", "warning": "yellow", "not_assessable": "dim", "pass": "green"}
_PAGE = re.compile(r"@(\d+)")
_PARAGRAPH = re.compile(r"(\d+)(?::\d+-\d+)?(?:@|$)")
"""Evidence in the prose: a paragraph, from 0, alone or with offsets."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which checks are shown: of one severity or both, and also those that do not fail."""

    severity: str | None = None
    everything: bool = False

    def of(self, checks: Iterable[Check]) -> list[Check]:
        """Return the wanted checks: failing ones first, errors before warnings."""
        found = [
            check
            for check in checks
            if (self.everything or check.status == "fail")
            and self.severity in (None, check.severity)
        ]
        return sorted(found, key=_rank)


def _rank(check: Check) -> tuple[int, int]:
    return STATUS_ORDER.index(check.status), SEVERITIES.index(check.severity)


@dataclass(frozen=True, slots=True)
class ReportChecks:
    """A report and its checks. `status` is that of the table `reports`, "" for a lone file."""

    source_path: str
    agency: str
    report_year: int
    document_id: str
    form: str | None
    status: str
    checks: tuple[Check, ...]

    def count(self, severity: str) -> int:
        """Return how many of the checks fail with a severity."""
        return sum(each.status == "fail" and each.severity == severity for each in self.checks)

    @property
    def name(self) -> str:
        """Return whose report it is, and of which year."""
        return f"{self.agency or 'unknown agency'} {self.report_year or 'of an unknown year'}"


def of_extraction(extraction: Extraction, source_path: str, wanted: Wanted) -> ReportChecks:
    """Return the wanted checks of one document that was read."""
    return ReportChecks(
        source_path,
        extraction.agency,
        extraction.report_year,
        extraction.document_id,
        extraction.report.form,
        "",
        tuple(wanted.of(extraction.checks)),
    )


def of_warehouse(
    warehouse: Path, wanted: Wanted, year: int | None = None, agency: str = ""
) -> list[ReportChecks]:
    """Return the current reports with their wanted checks, those with most errors first.

    `agency` is a part of the agency's name. Raises `OSError` where the tables cannot be read.
    """
    found: list[ReportChecks] = []
    for path in _files(warehouse, "reports", year):
        reports = _rows(path, _REPORT_COLUMNS, [("is_current", "==", True)])
        reports = [row for row in reports if agency in row["agency"]]
        checks = _checks_by_document(warehouse / "checks" / path.name, wanted)
        found += [
            ReportChecks(
                **{name: row[name] for name in _REPORT_COLUMNS},
                checks=tuple(wanted.of(checks.get(row["document_id"], ()))),
            )
            for row in reports
        ]
    found.sort(key=lambda each: (-each.count("error"), -each.count("warning"), each.source_path))
    return found


_REPORT_COLUMNS = ("source_path", "agency", "report_year", "document_id", "form", "status")
_CHECK_COLUMNS = tuple(each.name for each in fields(Check))


def _files(warehouse: Path, table: str, year: int | None) -> list[Path]:
    pattern = "*.parquet" if year is None else f"{year}.parquet"
    return sorted((warehouse / table).glob(pattern))


def _checks_by_document(path: Path, wanted: Wanted) -> dict[str, list[Check]]:
    if not path.exists():
        return {}
    filters: list[tuple[str, str, Any]] = [("is_current", "==", True)]
    if not wanted.everything:
        filters.append(("status", "==", "fail"))
    if wanted.severity is not None:
        filters.append(("severity", "==", wanted.severity))
    found: dict[str, list[Check]] = {}
    for row in _rows(path, ("document_id", *_CHECK_COLUMNS), filters):
        check = Check(**{name: row[name] for name in _CHECK_COLUMNS})
        found.setdefault(row["document_id"], []).append(check)
    return found


def _rows(
    path: Path, columns: tuple[str, ...], filters: list[tuple[str, str, Any]]
) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(
        path, columns=list(columns), filters=filters
    ).to_pylist()
    return rows


# For machines


def as_json(reports: Iterable[ReportChecks]) -> str:
    """Return reports and checks as JSON. Decimals are strings."""
    return json.dumps(
        {"reports": [asdict(report) for report in reports]},
        ensure_ascii=False,
        indent=2,
        default=_plain,
    )


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    raise TypeError(f"{type(value).__name__} among checks")


_CSV_COLUMNS = (
    "source_path", "agency", "report_year", "check", "severity", "status", "table", "row",
    "column", "page", "reported", "expected", "difference", "message", "evidence",
)  # fmt: skip


def as_csv(reports: Iterable[ReportChecks]) -> str:
    """Return a line a check, for spreadsheets. No cell is ever taken for a formula."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(_CSV_COLUMNS)
    for report in reports:
        for check in report.checks:
            values = {
                **{name: getattr(report, name) for name in _CSV_COLUMNS[:3]},
                **{name: getattr(check, name) for name in _CHECK_COLUMNS},
                "page": page_of(check),
                "evidence": " ".join(check.evidence),
            }
            writer.writerow([_csv_cell(values[name]) for name in _CSV_COLUMNS])
    return text.getvalue()


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else inert(str(value))


# For people


def page_of(check: Check) -> int | None:
    """Return the page on which the first of a check's evidence stands; None where unknown."""
    found = (_PAGE.search(each) for each in check.evidence)
    return next((int(each[1]) for each in found if each), None)


def where(check: Check, form: str | None) -> str:
    """Return where a check's figures stand, in words: table, row, column, page, paragraph."""
    version = form if form in FORM_VERSIONS else FORM_VERSIONS[-1]
    parts: list[str] = []
    if check.table:
        parts.append(table_name(check.table))
        if check.row:
            parts.append(_row_name(version, check.table, check.row))
        if check.column:
            parts.append(_column_name(version, check))
    elif check.evidence and (found := _PARAGRAPH.match(check.evidence[0])):
        parts.append(f"paragraph {int(found[1]) + 1}")
    page = page_of(check)
    return " › ".join(parts) + (f", page {page}" if page else "")


def _row_name(form: str, table: str, row: str) -> str:
    names = (row_name(version, table, row) for version in (form, *FORM_VERSIONS))
    return next((name for name in names if name != row), row)


def _column_name(form: str, check: Check) -> str:
    table, column = check.table or "", check.column or ""
    row = check.row or ("new_received" if table == "requests" else "")
    names = (column_name(version, table, row, column) for version in (form, *FORM_VERSIONS))
    return next((name for name in names if name != column), column)


def unassessed(checks: Iterable[Check]) -> list[tuple[str, int, str]]:
    """Return what could not be assessed: code, how many times, and the first reason."""
    counts: Counter[str] = Counter()
    reasons: dict[str, str] = {}
    for check in checks:
        if check.status == "not_assessable":
            counts[check.check] += 1
            reasons.setdefault(check.check, check.message)
    return [(code, count, reasons[code]) for code, count in counts.items()]


def render(reports: list[ReportChecks], wanted: Wanted) -> Text:
    """Return reports with their checks, one below the other, and a line that counts all.

    To be printed without wrapping: each check's sentence is one line, so that no figure is
    broken in two where the output goes on to another program.
    """
    parts = [_report(report) for report in reports if report.checks]
    parts.append(Text(sentence(reports, wanted) + "\n", style="bold"))
    return Text("\n").join(parts)


def sentence(reports: list[ReportChecks], wanted: Wanted) -> str:
    """Return in one line how many reports fail how many of the wanted checks."""
    failing = sum(any(c.status == "fail" for c in report.checks) for report in reports)
    severities = [wanted.severity] if wanted.severity else SEVERITIES
    counts = (_count(sum(r.count(each) for r in reports), each) for each in severities)
    with_them = f"{failing} with failing checks: {', '.join(counts)}"
    return f"{_count(len(reports), 'report')}, {with_them}."


def _report(report: ReportChecks) -> Text:
    counts = ", ".join(
        _count(report.count(each), each) for each in SEVERITIES if report.count(each)
    )
    standing = ": ".join(filter(None, (report.status, counts)))
    text = Text.assemble((report.name, "bold"), f"  {report.source_path}  ", (standing, "dim"))
    for check in report.checks:
        mark = check.severity if check.status == "fail" else check.status
        place = where(check, report.form)
        text.append(f"\n  {mark}  ", style=_STYLES[mark])
        text.append(" ".join(check.message.split()))
        text.append(f"\n      {check.check}  {place}".rstrip(), style="dim")
    return text.append("\n")


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
