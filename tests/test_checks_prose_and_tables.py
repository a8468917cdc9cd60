"""Checks of the prose against the tables: which cell a figure is held against, and how."""

from __future__ import annotations

import pytest

from extractors.checks.prose_and_tables import check_prose_and_tables
from schemas.checks.prose_and_tables import COLUMN_GROUPS, COUNTERPARTS, PROSE_AND_TABLE_DOUBTS
from schemas.forms import FORM_VERSIONS, load_form
from schemas.metrics import METRICS
from schemas.records import Check
from tests.prose_builder import Values, cells_of, failures, reported_of

VALUES: Values = {
    ("new_received", "total"): "36", ("new_received", "natural_person"): "29",
    ("new_received", "commercial_enterprise"): "5", ("new_received", "other_org"): "2",
    ("carried_over", "total"): "4", ("carried_over", "natural_person"): "4",
    ("results_total", "total"): "37", ("results_total", "natural_person"): "31",
    ("results_total", "commercial_enterprise"): "5", ("results_total", "other_org"): "1",
    ("granted", "total"): "20", ("partially_granted", "total"): "5",
    ("denied_state_secret", "total"): "1", ("denied_process_information", "total"): "3",
    ("unable_not_held", "total"): "6", ("not_processed_repeat", "total"): "1",
    ("other_other", "total"): "1", ("carried_forward", "total"): "3",
    ("review", "upheld"): "2", ("review", "corrected"): "1", ("review", "total"): "3",
    ("litigation_direct", "upheld"): "1", ("litigation_direct", "total"): "1",
    ("litigation_after_review", "pending"): "1", ("litigation_after_review", "total"): "1",
    ("regulations", "in_force"): "9",
    ("normative_documents", "issued"): "6", ("normative_documents", "repealed"): "2",
    ("normative_documents", "in_force"): "23",
    ("administrative_licensing", "decisions"): "5113",
    ("administrative_penalty", "decisions"): "218",
    ("administrative_fees", "fee_amount"): "40.35",
}  # fmt: skip
OLD_VALUES: Values = {
    ("administrative_licensing", "items_previous_year"): "56",
    ("administrative_licensing", "items_change"): "1",
    ("administrative_licensing", "decisions"): "5113",
    ("other_external_services", "decisions"): "1375",
    ("administrative_fees", "items_previous_year"): "17",
    ("normative_documents", "newly_made"): "6", ("normative_documents", "newly_disclosed"): "8",
    ("normative_documents", "total_disclosed"): "23",
    ("central_procurement", "procurement_items"): "3",
    ("central_procurement", "procurement_amount"): "40.35",
}  # fmt: skip


def checks(text: str, values: Values = VALUES, **report: object) -> list[Check]:
    return list(check_prose_and_tables(reported_of(text, values=values, **report)))  # type: ignore[arg-type]


def compared(text: str, **report: object) -> list[tuple[str, str | None, str | None]]:
    """Return pass, error, warning or not_assessable with the cell, for each comparison."""
    return [
        (each.severity if each.status == "fail" else each.status, each.row, each.column)
        for each in checks(text, **report)  # type: ignore[arg-type]
    ]


def outcomes(text: str, **report: object) -> list[str]:
    return [outcome for outcome, _, _ in compared(text, **report)]


def test_every_reading_is_of_cells_that_a_form_has() -> None:
    addresses = {f.address for v in FORM_VERSIONS for f in load_form(v).figures()}
    headers = {
        (table.code, row.code)
        for version in FORM_VERSIONS
        for table in load_form(version).tables
        for block in table.blocks
        for row in block.rows
        if row.kind == "header"
    }
    for each in COUNTERPARTS:
        for reading in each.readings:
            for row, column in reading.cells:
                columns = COLUMN_GROUPS.get(column, (column,))
                assert (each.table, row) in headers or all(
                    (each.table, row, one) in addresses for one in columns
                ), (each.code, row, column)
        assert set(each.metrics) | set(each.within) <= set(METRICS)
        assert each.metrics or each.subjects


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年收到政府信息公开申请36件，上年结转4件。",
         [("pass", "new_received", "total"), ("pass", "carried_over", "total")]),
        ("全年收到政府信息公开申请38件。", [("error", "new_received", "total")]),
        ("未收到政府信息公开申请。", [("error", "new_received", "total")]),
        ("收到申请36件，其中自然人28件，法人或其他组织7件。",
         [("pass", "new_received", "total"), ("error", "new_received", "natural_person"),
          ("pass", "new_received", "organisation")]),
        ("办结申请37件，其中予以公开20件，部分公开4件，不予公开4件，无法提供6件，不予处理1件，"
         "其他处理1件。",
         [("pass", "results_total", "total"), ("pass", "granted", "total"),
          ("error", "partially_granted", "total"), ("pass", "denied", "total"),
          ("pass", "unable", "total"), ("pass", "not_processed", "total"),
          ("pass", "other_handling", "total")]),
        ("答复申请37件（含上年结转4件），另有2件结转下年。",
         [("pass", "results_total", "total"), ("error", "carried_forward", "total")]),
        ("收到申请36件。不予公开4件，其中属于国家秘密2件，属于四类过程性信息3件。",
         [("pass", "new_received", "total"), ("pass", "denied", "total"),
          ("error", "denied_state_secret", "total"),
          ("pass", "denied_process_information", "total")]),
        ("因政府信息公开被申请行政复议3件，其中维持2件，纠正1件；行政诉讼2件，未审结1件。",
         [("pass", "review", "total"), ("pass", "review", "upheld"),
          ("pass", "review", "corrected"), ("pass", "litigation_direct", "total"),
          ("pass", "litigation_direct", "pending")]),
        ("政府信息公开行政诉讼2件，其中未经复议直接起诉1件（结果纠正1件），复议后起诉1件。",
         [("pass", "litigation_direct", "total"), ("pass", "litigation_direct", "total"),
          ("error", "litigation_direct", "corrected"),
          ("pass", "litigation_after_review", "total")]),
        ("行政复议、行政诉讼均为0件。",
         [("error", "review", "total"), ("error", "litigation_direct", "total")]),
        ("规章、规范性文件均为0件。",
         [("pass", "regulations", "issued"), ("warning", "normative_documents", "issued")]),
        ("本年制发规范性文件6件，废止2件，现行有效22件。",
         [("pass", "normative_documents", "issued"), ("pass", "normative_documents", "repealed"),
          ("error", "normative_documents", "in_force")]),
        ("现行有效规章9件。", [("pass", "regulations", "in_force")]),
        ("全年作出行政许可决定5113件，行政处罚决定219件，未实施行政强制。",
         [("pass", "administrative_licensing", "decisions"),
          ("error", "administrative_penalty", "decisions"),
          ("pass", "administrative_coercion", "decisions")]),
    ],
)  # fmt: skip
def test_figures_are_held_against_their_cells(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = [(outcome, _row(row), column) for outcome, row, column in compared(text)]
    assert found == [(outcome, _row(row), _column(column)) for outcome, row, column in expected]


def _row(row: str | None) -> str | None:
    return row


def _column(column: str) -> str:
    return column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公示行政许可信息5113项，其他对外管理服务事项信息1373项。", ["pass", "warning"]),
        ("公开行政许可57项。", ["pass"]),
        ("公示行政许可信息57件。", ["warning"]),  # decisions are counted by 件
        ("行政事业性收费项目17项。", ["pass"]),
        ("新制作规范性文件6件，新公开8件，对外公开总数量23件。", ["pass", "pass"]),
        ("政府集中采购金额403500元。", ["pass"]),
        ("采购项目3个，采购总金额41.35万元。", ["pass", "warning"]),  # the form names no unit
    ],
)
def test_figures_of_the_form_of_2019(text: str, expected: list[str]) -> None:
    assert outcomes(text, values=OLD_VALUES, version="2019", year=2020) == expected


def test_a_failure_names_both_places() -> None:
    check = failures(checks("全年收到政府信息公开申请38件。"))[0]
    assert check.message == (
        "正文“全年收到政府信息公开申请38件”为38件，表中“本年新收·总计”为36，相差2。"
    )
    assert (check.reported, check.expected, check.difference) == (38, 36, 2)
    assert check.evidence == ["0:12-15", "requests/new_received/total"]


def test_the_reading_that_agrees_is_named() -> None:
    check = checks("收到申请40件（含上年结转4件）。")[0]
    assert (check.status, check.message) == ("pass", "与表中“本年新收与上年结转·总计”一致。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Only some of what the cell counts: no more than the cell.
        ("2021年收到网上申请20件，信函申请16件。", []),
        ("通过网络平台收到申请20件。", []),
        ("通过网络平台收到申请50件。", ["warning"]),
        ("收到申请36件，按期答复33件。", ["pass"]),
        ("1月至12月，收到申请36件；其中第四季度收到申请12件。", ["pass"]),
        # Of another year, agency or level.
        ("2020年收到申请30件，2021年收到申请36件。", ["pass"]),
        ("市教育局收到申请3件，市公安局收到申请5件。", []),
        ("云溪市水务局收到申请38件。", ["error"]),
        ("全市共收到申请1204件。", []),
        ("本机关收到申请38件。", ["error"]),
        ("各部门共收到申请1204件。", ["warning"]),
        # Proceedings that are not over disclosure, or that the agency decides.
        ("办理行政复议案件45件，行政诉讼案件12件。", []),
        ("复议机关受理政府信息公开行政复议案件120件。", []),
        # Approximate and bounded figures.
        ("收到申请近40件。", ["pass"]),
        ("收到申请不足30件。", ["error"]),
        ("收到申请30余件。", ["pass"]),
        ("收到申请约60件。", ["warning"]),
        # Wordings that may mean something else.
        ("公示行政处罚信息300条。", ["warning"]),
        ("清理规范性文件30件，废止12件。", []),
        ("下一步，计划收到申请50件。", []),
        # The same figure twice, once right.
        ("收到申请36件。\n全年共收到申请38件。", ["pass", "warning"]),
    ],
)
def test_what_a_figure_is_not_held_against(text: str, expected: list[str]) -> None:
    assert outcomes(text) == expected


@pytest.mark.parametrize(
    ("agency", "text", "expected"),
    [
        ("云溪市人民政府", "全市共收到申请36件，其中市本级12件。", ["pass"]),
        ("云溪市人民政府", "全市共收到申请1204件。", ["warning"]),
        ("云溪市人民政府", "本机关收到申请12件。", []),
        ("三河镇人民政府", "全镇共收到申请38件。", ["error"]),
        (
            "云溪区人民政府办公室",
            "共受理申请36件，其中代表区政府受理30件，本机关受理6件。",
            ["pass"],
        ),
    ],
)
def test_scope_words(agency: str, text: str, expected: list[str]) -> None:
    assert outcomes(text, agency=agency) == expected


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("行政事业性收费40.35万元。", "pass", "无误"),
        ("行政事业性收费403500元。", "pass", "无误"),
        ("行政事业性收费40.4万元。", "pass", "精度"),
        ("行政事业性收费41.4万元。", "error", "相差1.05万元"),
        ("行政事业性收费403500万元。", "error", "“元”与“万元”混用"),
    ],
)
def test_money(text: str, expected: str, words: str) -> None:
    assert outcomes(text) == [expected]
    assert words in checks(text)[0].message


def test_all_upheld_against_a_decision_that_was_corrected() -> None:
    text = "因政府信息公开被申请行政复议3件，均获维持；被提起行政诉讼2件，均胜诉。"
    found = checks(text, section="proceedings")
    assert [check.status for check in found] == ["pass", "pass", "fail", "pass"]
    assert found[2].row == "review" and "“行政复议·结果纠正”为1" in found[2].message


def test_blank_cells_cannot_be_compared() -> None:
    blank: Values = {(cell.row or "", cell.column or ""): None for cell in cells_of({})}
    text = "收到申请36件，其中自然人29件；行政复议0件；作出行政许可决定5113件。"
    assert set(outcomes(text, values=blank)) == {"not_assessable"}
    assert "未填数字" in checks(text, values=blank)[0].message


def test_a_blank_total_is_not_replaced_by_another_reading() -> None:
    values = VALUES | {("new_received", "natural_person"): None}
    assert outcomes("收到申请36件，其中自然人28件。", values=values) == ["pass", "not_assessable"]
    # A blank among the cells of a sum counts as nothing.
    values = VALUES | {("denied_other_law", "total"): None}
    assert outcomes("收到申请36件。不予公开4件。", values=values) == ["pass", "pass"]


def test_without_the_table_nothing_is_compared() -> None:
    reported = reported_of("收到政府信息公开申请36件。")
    assert list(check_prose_and_tables(reported)) == []
    reported.figures.missing_tables = ["requests"]
    found = list(check_prose_and_tables(reported))
    assert [check.status for check in found] == ["not_assessable"]


def test_a_doubtful_cell_makes_a_warning() -> None:
    reported = reported_of("收到政府信息公开申请38件。", values=VALUES)
    next(c for c in reported.figures.cells if c.value == 36).needs_review = True
    check = failures(list(check_prose_and_tables(reported)))[0]
    assert check.severity == "warning" and PROSE_AND_TABLE_DOUBTS["to_review"] in check.message


def test_traditional_characters() -> None:
    text = "全年收到政府信息公開申請38件，其中自然人29件；行政事業性收費40.35萬元。"
    assert outcomes(text) == ["error", "pass", "pass"]


def test_money_without_a_unit_in_its_cell_may_be_either() -> None:
    def outcome(text: str, raw: str) -> str:
        values = {("central_procurement", "procurement_amount"): raw}
        reported = reported_of(text, values=values, version="2019", year=2020)
        for cell in reported.figures.cells:
            cell.unit = None
        check = next(iter(check_prose_and_tables(reported)))
        return check.severity if check.status == "fail" else check.status

    assert outcome("政府集中采购总金额40.35万元。", "40.35") == "pass"
    assert outcome("政府集中采购总金额40.35万元。", "403500") == "pass"
    assert outcome("政府集中采购总金额40.35万元。", "41.35") == "warning"
    assert outcomes("政府集中采购总金额40.35万美元。") == []
