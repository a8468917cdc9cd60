"""Checks of the tables' make-up: what is wanting, in excess, or of another form."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.checks.reported import Reported
from extractors.statutory import StatutoryFigures
from schemas.checks import CHECKS, PASSED
from schemas.forms import FORM_VERSIONS, TABLE_CODES, FormVersion, load_form
from schemas.records import Check


def check_structure(reported: Reported) -> Iterator[Check]:
    """Check which tables, rows and form a report has."""
    figures = reported.figures
    for check in (
        *_missing_tables(figures),
        *_missing_rows(figures),
        *_extra_rows(figures),
        *_form(figures, reported.report_year),
    ):
        if check.status == "fail" and reported.is_recognised:
            check.severity = "warning"  # what is wanting may have been lost in the reading
        yield check


def _check(code: str, status: str, message: str = PASSED, **place: str | None) -> Check:
    evidence = ["/".join(part for part in place.values() if part)] if place else []
    return Check(
        check=code,
        severity=CHECKS[code].severity,
        status=status,
        table=place.get("table"),
        row=place.get("row"),
        message=message,
        evidence=evidence,
    )


def _table_label(table: str) -> str:
    return next(t.label for t in load_form("2021").tables if t.code == table)


def _missing_tables(figures: StatutoryFigures) -> Iterator[Check]:
    for table in TABLE_CODES:
        if table in figures.missing_tables:
            message = CHECKS["missing_table"].message.format(table=_table_label(table))
            yield _check("missing_table", "fail", message, table=table)
        else:
            yield _check("missing_table", "pass", table=table)


def _missing_rows(figures: StatutoryFigures) -> Iterator[Check]:
    wanting = {table for _, table, _ in figures.missing_rows}
    for table in TABLE_CODES:
        if table in figures.missing_tables:
            yield _check("missing_row", "not_assessable", "缺少该表，无法核对。", table=table)
        elif table not in wanting:
            yield _check("missing_row", "pass", table=table)
    for version, table, code in figures.missing_rows:
        label = next(f.row.label for f in load_form(version).figures(table) if f.row.code == code)
        message = CHECKS["missing_row"].message.format(table=_table_label(table), row=label)
        yield _check("missing_row", "fail", message, table=table, row=code)


def _extra_rows(figures: StatutoryFigures) -> Iterator[Check]:
    for table, label in figures.extra_rows:
        message = CHECKS["extra_row"].message.format(table=_table_label(table), row=label)
        check = _check("extra_row", "fail", message, table=table)
        check.evidence = [f"{table}/{label}"]
        yield check


def _form(figures: StatutoryFigures, report_year: int) -> Iterator[Check]:
    expected = _form_in_force(report_year)
    if figures.form is None or expected is None:
        yield _check("form_mismatch", "not_assessable", "无法判断应使用的格式版本。")
    elif figures.form == expected:
        yield _check("form_mismatch", "pass")
    else:
        found = "两种版本混合" if figures.form == "mixed" else f"{figures.form}年版"
        message = CHECKS["form_mismatch"].message
        yield _check(
            "form_mismatch",
            "fail",
            message.format(year=report_year, expected=expected, found=found),
        )


def _form_in_force(report_year: int) -> FormVersion | None:
    """Return the newest form that was in force for a report year; None before the first."""
    in_force = [v for v in FORM_VERSIONS if report_year >= int(v)]
    return in_force[-1] if in_force else None
