"""Checks of the tables' make-up: what is wanting, in excess, or of another form."""

from __future__ import annotations

import pytest

from extractors.checks import Reported
from extractors.checks.structure import check_structure
from extractors.statutory import StatutoryFigures, extract_statutory
from schemas.forms import TABLE_CODES, FormVersion
from schemas.records import Check, Report
from tests.statutory_builder import Matrix, document, table, whole


def figures_of(matrices: list[Matrix], year: int = 2021) -> StatutoryFigures:
    return extract_statutory(document(*map(table, matrices)), year)[0]


def checks_of(figures: StatutoryFigures, year: int) -> list[Check]:
    return list(check_structure(Reported("某市司法局", year, Report(form=figures.form), figures)))


def of_code(checks: list[Check], code: str) -> list[Check]:
    return [check for check in checks if check.check == code]


@pytest.mark.parametrize(("version", "year"), [("2021", 2021), ("2021", 2024), ("2019", 2020)])
def test_a_whole_report_of_the_form_in_force_passes(version: FormVersion, year: int) -> None:
    checks = checks_of(figures_of([*whole(version)[0].values()]), year)
    assert {check.status for check in checks} == {"pass"}
    assert [check.table for check in of_code(checks, "missing_table")] == [*TABLE_CODES]


def test_missing_tables_are_named() -> None:
    checks = checks_of(figures_of([whole()[0]["requests"]]), 2021)
    failed = [check for check in of_code(checks, "missing_table") if check.status == "fail"]
    assert [check.table for check in failed] == ["proactive_disclosure", "proceedings"]
    assert failed[0].message == "报告中没有“主动公开政府信息情况”表。"
    states = {check.table: check.status for check in of_code(checks, "missing_row")}
    assert states == {
        "proactive_disclosure": "not_assessable",
        "requests": "pass",
        "proceedings": "not_assessable",
    }


def test_missing_and_extra_rows_are_named() -> None:
    matrices, _ = whole()
    del matrices["requests"][-1]
    matrices["proactive_disclosure"].append(["其他主动公开文件", "7", "<", "<"])
    checks = checks_of(figures_of([*matrices.values()]), 2021)
    missing = [check for check in of_code(checks, "missing_row") if check.status == "fail"]
    assert [(check.table, check.row, check.evidence) for check in missing] == [
        ("requests", "carried_forward", ["requests/carried_forward"])
    ]
    assert "四、结转下年度继续办理" in missing[0].message
    extra = of_code(checks, "extra_row")
    assert [(check.severity, check.evidence) for check in extra] == [
        ("warning", ["proactive_disclosure/其他主动公开文件"])
    ]


def test_the_form_of_another_year_is_told() -> None:
    checks = checks_of(figures_of([*whole("2019")[0].values()]), 2022)
    assert [check.message for check in of_code(checks, "form_mismatch")] == [
        "2022年度报告应使用2021年版格式，报告使用的是2019年版。"
    ]


def test_a_mixed_form_is_told() -> None:
    matrices = whole("2021")[0] | {"requests": whole("2019")[0]["requests"]}
    figures = figures_of([*matrices.values()])
    assert figures.form == "mixed"
    assert "两种版本混合" in of_code(checks_of(figures, 2021), "form_mismatch")[0].message


@pytest.mark.parametrize("year", [0, 2018])
def test_without_a_year_the_form_cannot_be_judged(year: int) -> None:
    checks = checks_of(figures_of([*whole()[0].values()]), year)
    assert of_code(checks, "form_mismatch")[0].status == "not_assessable"


def test_a_table_common_to_both_forms_tells_none() -> None:
    figures = figures_of([whole()[0]["proceedings"]])
    assert figures.form is None
    assert of_code(checks_of(figures, 2021), "form_mismatch")[0].status == "not_assessable"


def test_what_is_wanting_in_a_scan_may_have_been_lost_in_reading_it() -> None:
    matrices, _ = whole()
    del matrices["requests"][-1]
    figures = figures_of([*matrices.values()])
    for cell in figures.cells:
        cell.reader = "ocr"
    failed = [check for check in checks_of(figures, 2021) if check.status == "fail"]
    assert [(check.check, check.severity) for check in failed] == [("missing_row", "warning")]
