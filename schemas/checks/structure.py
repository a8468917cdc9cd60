"""Checks of the make-up: tables, rows, and the form's version."""

from __future__ import annotations

from schemas.checks.kind import CheckKind

KINDS = (
    CheckKind(
        "missing_table",
        "error",
        "The statutory table is in the report",
        "报告中没有“{table}”表。",
        "The form's three tables with those found",
        "Always",
    ),
    CheckKind(
        "missing_row",
        "error",
        "Every row of the form is in the report's table",
        "“{table}”表缺少“{row}”一行。",
        "The rows of the form that the table itself shows with those found",
        "The table is there",
    ),
    CheckKind(
        "extra_row",
        "warning",
        "The table has no row that the form does not have",
        "“{table}”表中“{row}”一行不在规定格式之内。",
        "The rows found with those of the form",
        "The table is there",
    ),
    CheckKind(
        "form_mismatch",
        "warning",
        "The tables are of the form in force for the report year, and all of one form",
        "{year}年度报告应使用{expected}年版格式，报告使用的是{found}。",
        "The headers and rows of the tables 二 and 三 with the form in force in the report's year",
        "The report tells its year, and has the table 二 or 三",
    ),
)
