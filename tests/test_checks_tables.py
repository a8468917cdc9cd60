"""Checks within the tables: the form's sums, blanks, words, signs, units, 规章."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractors import extract_report
from extractors.checks import Reported, check_report
from extractors.checks.tables_cells import check_cells
from extractors.checks.tables_powers import check_powers, makes_regulations
from extractors.checks.tables_sums import check_sums, sums_of
from extractors.checks.tables_units import check_units
from schemas.checks import CHECKS, dates, tables
from schemas.forms import FORM_VERSIONS, FormVersion, load_form
from schemas.records import Check, Extraction
from tests.checks_builder import (
    Address,
    cell_of,
    drawn,
    failing,
    plus,
    reported,
    without_table,
    zeros,
)
from tools.samples.catalogue import generate

SEED = Path(__file__).parents[2] / "shared" / "seed" / "000_a929f22f00d6b349.txt"
SUMS = {"requests_balance", "requests_results_sum", "requests_row_sum", "proceedings_row_sum"}
OF_TABLES = {kind.code for kind in tables.KINDS}
ROW = ("natural_person", "commercial_enterprise", "total")


def sums(report: Reported) -> list[Check]:
    return [check for check in check_sums(report) if check.check in SUMS]


def place(check: Check) -> tuple[str, str | None, str | None]:
    return check.check, check.row, check.column


def states(checks: list[Check]) -> Counter[str]:
    return Counter(check.status for check in checks)


# The forms' sums


@pytest.mark.parametrize(("version", "count"), [("2019", 40), ("2021", 42)])
def test_a_form_has_so_many_sums_and_they_hold(version: FormVersion, count: int) -> None:
    for texts in (zeros(version), drawn(version), drawn(version, "small", 2)):
        checks = sums(reported(texts, version))
        assert states(checks) == {"pass": count}
        assert len({place(check) for check in checks}) == count


@pytest.mark.parametrize("version", FORM_VERSIONS)
@pytest.mark.parametrize("by", [1, -1, 9, 100])
def test_one_wrong_figure_breaks_the_sums_it_is_in_and_no_other(
    version: FormVersion, by: int
) -> None:
    texts = drawn(version)
    within: dict[Address, set[tuple[str, str | None, str | None]]] = {}
    for table in ("requests", "proceedings"):
        for each in sums_of(version, table):
            for address in (*each.left, *each.right):
                within.setdefault(address, set()).add((each.code, each.row, each.column))
    places = [a for a in texts if a[0] != "proactive_disclosure"]
    assert set(within) == set(places)
    for address in places:
        if texts[address] == "0" and by < 0:
            continue  # a sign where none belongs is a doubt of its own
        wrong = texts | {address: plus(texts[address], by)}
        failed = failing(sums(reported(wrong, version)))
        assert {place(check) for check in failed} == within[address], address
        assert {check.severity for check in failed} == {"error"}
        assert {abs(check.difference or 0) for check in failed} == {abs(by)}
        assert all("/".join(address) in check.evidence for check in failed)


def test_the_sentence_has_the_figures_in_it() -> None:
    row = {"natural_person": "137", "commercial_enterprise": "243", "total": "376"}
    texts = zeros() | {("requests", "granted", column): text for column, text in row.items()}
    (check,) = [c for c in failing(sums(reported(texts))) if c.check == "requests_row_sum"]
    assert check.message == "“（一）予以公开”一行：总计列应为380件（137+243），报告为376件。"
    assert (check.table, check.row, check.column) == ("requests", "granted", "total")
    assert (check.reported, check.expected, check.difference) == (376, 380, -4)


def test_the_sentences_of_columns_and_groups() -> None:
    texts = zeros() | {
        ("requests", "new_received", "other_org"): "7",
        ("requests", "carried_over", "other_org"): "2",
        ("requests", "denied_security_stability", "other_org"): "4",
        ("requests", "results_total", "other_org"): "5",
        ("requests", "carried_forward", "other_org"): "3",
        ("proceedings", "litigation_direct", "upheld"): "2",
    }
    told = {check.check: check.message for check in failing(sums(reported(texts)))[:2]}
    assert told["requests_balance"] == (
        "“法人或其他组织／其他”一列：新收与上年结转之和为9件（7+2），"
        "总计与结转下年度之和为8件（5+3），两者应当相等。"
    )
    assert told["requests_results_sum"] == (
        "“法人或其他组织／其他”一列：“（七）总计”应为4件（4），报告为5件。"
    )
    last = failing(sums(reported(texts)))[-1]
    assert last.message == "“行政诉讼 / 未经复议直接起诉”：总计应为2件（2），报告为0件。"


def test_a_blank_counts_as_nothing_beside_a_figure() -> None:
    for mark in ("", "/", "—", "无"):
        texts = {address: mark if text == "0" else text for address, text in drawn().items()}
        report = reported(texts)
        checks = sums(report)
        assert not failing(checks)
        blank = [check for check in checks if check.status == "not_assessable"]
        assert all("空白" in check.message for check in blank)
        assert states(checks)["pass"] > 20
        assert [c.status for c in check_sums(report) if c.check == "only_totals"] == ["pass"] * 2


def test_blank_tables_are_never_passed_and_say_so() -> None:
    report = reported(dict.fromkeys(zeros(), ""))
    assert states(sums(report)) == {"not_assessable": 42}
    blank = failing(list(check_cells(report)))
    assert [(check.check, check.severity, check.table) for check in blank] == [
        ("all_blank", "warning", table)
        for table in ("proactive_disclosure", "requests", "proceedings")
    ]
    assert blank[1].message == ("“收到和处理政府信息公开申请情况”表全部为空白，没有数字时应填报0。")


def test_zeros_everywhere_pass() -> None:
    checks = [c for c in check_report(reported(zeros())) if c.check in OF_TABLES]
    assert states(checks) == {"pass": len(checks)}


def test_one_zero_a_row_is_enough() -> None:
    texts = {address: "0" if address[2] in ROW[:1] else "" for address in zeros()}
    assert not failing(sums(reported(texts)))


@pytest.mark.parametrize("kept", ["total", "results_total"])
def test_totals_without_parts_are_told_and_are_no_fault(kept: str) -> None:
    texts = {a: text if kept in a else "" for a, text in drawn(seed=3).items()}
    report = reported(texts)
    checks = list(check_sums(report))
    assert {check.check for check in failing(checks)} == {"only_totals"}
    assert all(check.severity == "warning" for check in failing(checks))
    assert any("只填报了总计" in check.message for check in checks)


def test_totals_alone_that_are_0_need_no_parts() -> None:
    texts = {a: "0" if a[2] == "total" else "" for a in zeros()}
    assert not failing(list(check_sums(reported(texts))))


def test_a_total_left_out_is_a_warning() -> None:
    texts = zeros() | {
        ("requests", "granted", "natural_person"): "3",
        ("requests", "granted", "total"): "",
    }
    check = next(c for c in failing(sums(reported(texts))) if c.check == "requests_row_sum")
    assert (check.severity, check.reported, check.expected) == ("warning", None, 3)
    assert check.message == "“（一）予以公开”：总计为空白，而各类申请人合计3件。"


def test_a_missing_row_makes_its_sums_not_assessable() -> None:
    texts = {a: text for a, text in drawn().items() if a[1] != "carried_forward"}
    checks = sums(reported(texts))
    unsure = [check for check in checks if check.status == "not_assessable"]
    assert Counter(check.check for check in unsure) == {
        "requests_balance": 7,
        "requests_row_sum": 1,
    }
    assert {check.message for check in unsure} == {"缺少“四、结转下年度继续办理”一行，无法核对。"}
    assert not failing(checks)


def test_a_missing_table_is_told_once_a_check() -> None:
    report = without_table(reported(drawn()), "requests")
    checks = [check for check in check_sums(report) if check.table == "requests"]
    assert [check.status for check in checks] == ["not_assessable"] * 4
    assert {check.message for check in checks} == {"缺少该表，无法核对。"}


def test_words_that_hold_no_figure_are_an_obstacle() -> None:
    address = ("requests", "granted", "natural_person")
    checks = sums(reported(drawn() | {address: "若干"}))
    unsure = {place(check) for check in checks if check.status == "not_assessable"}
    assert unsure == {
        ("requests_results_sum", "results_total", "natural_person"),
        ("requests_row_sum", "granted", "total"),
    }


def test_a_figure_to_be_reviewed_makes_a_fault_a_warning() -> None:
    texts = drawn()
    address = ("requests", "granted", "natural_person")
    wrong = texts | {address: plus(texts[address], 1)}
    failed = failing(sums(reported(wrong, doubts={address: "readers_differ"})))
    assert len(failed) == 2
    for check in failed:
        assert check.severity == "warning"
        assert "（其中“（一）予以公开”行“自然人”列待核对）。" in check.message
    # The same doubt about a sum that holds changes nothing.
    assert not failing(sums(reported(texts, doubts={address: "readers_differ"})))


def test_a_row_beside_the_forms_may_count_among_the_results() -> None:
    texts = drawn()
    address = ("requests", "results_total", "natural_person")
    report = reported(
        texts
        | {
            address: plus(texts[address], 2),
            ("requests", "new_received", "natural_person"): plus(
                texts["requests", "new_received", "natural_person"], 2
            ),
        }
    )
    figure = next(f for f in load_form("2021").figures() if f.address == address)
    extra = cell_of(figure, "2", row=None, row_label="9.其他情形")
    assert [c.check for c in failing(sums(report))].count("requests_results_sum") == 1
    report.figures.cells.append(extra)
    assert [c.check for c in failing(sums(report))].count("requests_results_sum") == 0
    told = [check.message for check in sums(report) if "规定格式之外" in check.message]
    assert told == ["计入规定格式之外的“9.其他情形”后核对无误。"]


def test_a_mixed_report_is_held_to_each_tables_form() -> None:
    old, new = drawn("2019"), drawn("2021")
    report = reported({a: t for a, t in old.items() if a[0] == "requests"}, "2019")
    later = reported({a: t for a, t in new.items() if a[0] != "requests"}, "2021")
    report.figures.cells = [
        *(cell for cell in report.figures.cells if cell.table == "requests"),
        *(cell for cell in later.figures.cells if cell.table != "requests"),
    ]
    report.figures.missing_rows = []
    assert states(sums(report)) == {"pass": 40}


# Cell by cell


def one(texts: dict[Address, str], **arguments: object) -> list[Check]:
    report = reported(zeros() | texts, **arguments)  # type: ignore[arg-type]
    return failing([*check_cells(report), *check_units(report), *check_powers(report)])


GRANTED = ("requests", "granted", "natural_person")
FEES = ("proactive_disclosure", "administrative_fees", "fee_amount")
DECISIONS = ("proactive_disclosure", "administrative_penalty", "decisions")


def test_words_for_a_number() -> None:
    (check,) = one({GRANTED: "不涉及"})
    assert (check.check, check.severity) == ("cell_not_a_number", "error")
    assert check.message == "“（一）予以公开”行“自然人”列应填报数字，报告为“不涉及”。"
    (check,) = one({GRANTED: "减少22"})[:1]
    assert (check.check, check.severity, check.reported) == ("cell_not_a_number", "warning", -22)


def test_a_figure_below_0_and_a_fraction() -> None:
    (check,) = one({GRANTED: "-3"})
    assert (check.check, check.severity, check.reported) == ("negative_figure", "error", -3)
    (check,) = one({GRANTED: "3.5"})
    assert (check.check, check.severity) == ("fraction_of_count", "error")
    assert check.message.endswith("应为整数，报告为3.5。")


def test_increase_and_decrease_may_be_below_0() -> None:
    change = ("proactive_disclosure", "administrative_licensing", "items_change")
    report = reported(zeros("2019") | {change: "−1942"}, "2019")
    assert not failing(list(check_cells(report)))


@pytest.mark.parametrize(
    ("address", "text", "severity", "said"),
    [
        (FEES, "251000元", "warning", "折合25.1万元"),
        (FEES, "3件", "warning", "规定单位为万元"),
        (DECISIONS, "12万元", "warning", "规定单位为件"),
        (DECISIONS, "12人次", "warning", "规定单位为件"),
        (FEES, "2510000", "warning", "251亿元"),
    ],
)
def test_units_against_headers(address: Address, text: str, severity: str, said: str) -> None:
    (check,) = one({address: text})
    assert (check.check, check.severity) == ("unit_mismatch", severity)
    assert said in check.message


@pytest.mark.parametrize(
    ("address", "text"),
    [(FEES, "40.35万元"), (FEES, "59237.2449"), (DECISIONS, "5113项"), (DECISIONS, "0")],
)
def test_units_that_are_right(address: Address, text: str) -> None:
    assert not one({address: text})


@pytest.mark.parametrize(
    ("cell", "sentence", "fails"),
    [
        ("251000", "全年行政事业性收费25.1万元。", True),
        ("251000", "全年行政事业性收费251000元。", True),
        ("250968.3", "全年行政事业性收费25.1万元。", True),
        ("25.1", "全年行政事业性收费25.1万元。", False),
        ("251000", "全年行政事业性收费25.1亿元。", False),
        ("251000", "全年投入资金25.1万元。", False),
    ],
)
def test_an_amount_in_yuan_is_recognised_by_the_prose(
    cell: str, sentence: str, fails: bool
) -> None:
    found = one({FEES: cell}, prose={"overview": [sentence]}, agency="甲市人民政府")
    assert [(check.check, check.severity) for check in found] == (
        [("unit_mismatch", "error")] if fails else []
    )
    if fails:
        assert "相差一万倍" in found[0].message
        assert found[0].evidence[1].startswith("0:")


def test_an_amount_without_any_unit_cannot_be_assessed() -> None:
    address = ("proactive_disclosure", "central_procurement", "procurement_amount")
    report = reported(zeros("2019") | {address: "954.54"}, "2019")
    told = [check for check in check_units(report) if check.status == "not_assessable"]
    assert [check.column for check in told] == ["procurement_amount"]


@pytest.mark.parametrize(
    ("agency", "makes"),
    [
        ("甲市乙区丙镇人民政府", False), ("甲县丁乡", False), ("甲市乙街道办事处", False),
        ("甲市生态环境局", False), ("甲省财政厅", False), ("甲縣農業農村局", False),
        ("甲县人民政府", False), ("乙区政府", False), ("甲市政务服务中心", False),
        ("甲市市场监督管理局（甲市知识产权局）", False),
        ("甲省人民政府", None), ("甲市人民政府", None), ("甲自治区人民政府", None),
        ("甲自治州人民政府", None), ("甲市人民政府办公室", None), ("", None),
        ("国家税务总局", True), ("自然资源部", True), ("中国人民银行", True),
    ],
)  # fmt: skip
def test_who_makes_regulations(agency: str, makes: bool | None) -> None:
    assert makes_regulations(agency) is makes


def test_regulations_of_a_department_are_a_warning() -> None:
    texts = {("proactive_disclosure", "regulations", "in_force"): "3"}
    (check,) = one(texts, agency="甲县水利局")
    assert (check.check, check.severity) == ("regulations_by_agency", "warning")
    assert "甲县水利局似无制定权" in check.message
    assert not one(texts, agency="甲市人民政府")
    documents = {("proactive_disclosure", "normative_documents", "in_force"): "3"}
    assert not one(documents, agency="甲县水利局")


def test_regulations_made_public_are_not_regulations_made() -> None:
    texts = zeros("2019") | {("proactive_disclosure", "regulations", "total_disclosed"): "3"}
    assert not failing(list(check_powers(reported(texts, "2019"))))


# Whole reports


@pytest.fixture(scope="module")
def seed() -> Extraction:
    if not SEED.exists():
        pytest.skip(f"the seed report is not there: {SEED}")
    return extract_report(SEED)


def test_of_the_seeds_tables_only_the_missing_row_fails(seed: Extraction) -> None:
    codes = OF_TABLES | {kind for kind in CHECKS if kind.startswith(("missing", "extra", "form"))}
    checks = [check for check in seed.checks if check.check in codes]
    assert [place(check) for check in failing(checks)] == [("missing_row", "carried_forward", None)]
    assert failing(checks)[0].severity == "error"
    unsure = [check for check in checks if check.status == "not_assessable"]
    assert Counter(check.check for check in unsure) == {
        "requests_balance": 7,
        "requests_row_sum": 1,
    }
    assert {check.message for check in unsure} == {"缺少“四、结转下年度继续办理”一行，无法核对。"}


def own_failures(data: bytes, name: str) -> set[tuple[str, str]]:
    """Return code and severity of the checks of tables and dates that fail in a document."""
    codes = OF_TABLES | {kind.code for kind in dates.KINDS}
    found = failing(extract_report(data, name).checks)
    # The invented departments report 规章 at random, which ours rightly finds odd.
    codes -= {"regulations_by_agency"}
    return {(check.check, check.severity) for check in found if check.check in codes}


def test_nothing_fails_in_generated_clean_reports() -> None:
    for sample in generate(48, seed=11, kinds=("docx", "html", "mht", "txt"), deviations=0):
        assert not own_failures(sample.data(), sample.path), sample.path


JUSTIFIED = {
    "identity_broken": {(code, "error") for code in SUMS},
    "broken_year": {("date_invalid", "error")},
    "last_year_left": {("year_mismatch", "warning")},
    "blank_report": {("all_blank", "warning")},
    "blank_table": {("all_blank", "warning")},
    "blank_for_zero": {("all_blank", "warning")},
    "blank_but_totals": {("only_totals", "warning")},
    "words_in_cell": {("cell_not_a_number", "warning"), ("unit_mismatch", "warning")},
    "unit_against_header": {("unit_mismatch", "warning")},
}
"""What may fail in a report that deviates in a way; in all others nothing."""


def test_deviations_that_are_no_fault_raise_no_alarm() -> None:
    for sample in generate(120, seed=12, kinds=("docx", "html", "mht", "txt")):
        allowed = set[tuple[str, str]]().union(
            *(JUSTIFIED.get(name, set()) for name in sample.report.deviations)
        )
        found = own_failures(sample.data(), sample.path)
        assert found <= allowed, (sample.path, sample.report.deviations)
