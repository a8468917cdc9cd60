"""`nianbao checks`: of one file and of a warehouse, and what a run's summary says of checks."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from extraction_builder import EXTRACTED_AT, Office, extraction
from reports import report
from typer.testing import CliRunner

from flows import checks as showing
from flows.artifacts import summary_page
from flows.cli import app
from flows.warehouse import serialise
from flows.warehouse.publish import publish
from flows.warehouse.standing import failing, standings
from schemas.records import Check
from tests.test_ingest import take_in

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_inputs" / "reports" / "16_以条计数.txt"


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["checks", *arguments], env={"COLUMNS": "60"})
    return result.exit_code, result.output


def check(code: str, severity: str, status: str = "fail", **changes: object) -> Check:
    fields: dict[str, object] = {
        "check": code, "severity": severity, "status": status, "table": "requests",
        "row": "granted", "column": "total", "reported": Decimal(376), "expected": Decimal(380),
        "difference": Decimal(-4), "message": f"{code}的一句话。",
        "evidence": ["requests/granted/total@3:72.0,90.5,110.0,104.0"],
    }  # fmt: skip
    return Check(**(fields | changes))  # type: ignore[arg-type]


CHECKS = {
    "甲市财政局": [
        check("extra_row", "warning"),
        check("requests_row_sum", "error", message="总计列应为380件（137+243），报告为376件。"),
        check("requests_row_sum", "error", row="new_received"),
        check("all_blank", "warning", "pass", message="核对无误。", evidence=[]),
        check("requests_balance", "error", "not_assessable", message="无法核对。"),
    ],
    "乙市教育局": [check("extra_row", "warning"), check("narrative_sum", "warning", table=None,
                   row=None, column=None, message="=1+1", evidence=["11:30-35"])],
    "丙市林业局": [check("requests_row_sum", "error", "pass", message="核对无误。")],
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a warehouse of three reports of two years, of which the checks are known."""
    office = Office(tmp_path_factory.mktemp("office"))
    for number, agency in enumerate(CHECKS):
        year = 2020 if agency == "丙市林业局" else 2021
        path = office.put(f"{number}.txt", f"{agency} {year}\n")
        made = extraction(path.read_bytes(), agency, year, checks=CHECKS[agency])
        payload = serialise.dumps(made, EXTRACTED_AT)
        office.store.put(payload, made.document_id, made.extractor_version)
    office.run()
    publish(office.warehouse)
    return office.warehouse


def test_the_worst_report_first_and_its_errors_first(warehouse: Path) -> None:
    code, text = run("--warehouse", str(warehouse))
    assert code == 0
    order = ["甲市财政局 2021", "requests_row_sum", "extra_row", "乙市教育局 2021"]
    assert sorted(order, key=text.index) == order
    assert "总计列应为380件（137+243），报告为376件。" in text  # in one line, whatever the width
    place = "收到和处理政府信息公开申请情况 › （一）予以公开 › 总计, page 3"
    assert place in text
    assert "paragraph 12" in text
    assert "丙市林业局" not in text
    assert "无法核对" not in text
    assert text.splitlines()[-1] == "3 reports, 2 with failing checks: 2 errors, 3 warnings."


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (("--severity", "error"), {("甲市财政局", "requests_row_sum")}),
        (("--year", "2020"), set()),
        (("--year", "1999"), set()),
        (("--agency", "教育"), {("乙市教育局", "extra_row"), ("乙市教育局", "narrative_sum")}),
        (("--agency", "林业", "--all"), {("丙市林业局", "requests_row_sum")}),
    ],
)
def test_choosing(warehouse: Path, options: tuple[str, ...], wanted: set[tuple[str, str]]) -> None:
    code, text = run("-w", str(warehouse), "--json", *options)
    assert code == 0
    reports = json.loads(text)["reports"]
    assert {(r["agency"], c["check"]) for r in reports for c in r["checks"]} == wanted


def test_all_tells_also_what_passes_and_what_cannot_be_told(warehouse: Path) -> None:
    _, text = run("-w", str(warehouse), "--all")
    order = ["error  ", "warning  ", "not_assessable  无法核对。", "pass  核对无误。"]
    assert sorted(order, key=text.index) == order


def test_json_has_the_figures_exactly(warehouse: Path) -> None:
    reports = json.loads(run("-w", str(warehouse), "--json")[1])["reports"]
    first = reports[0]["checks"][0]
    assert (first["reported"], first["expected"]) == ("376", "380")
    assert reports[0]["status"] == "flagged"


def test_csv_opens_in_spreadsheets_and_runs_nothing(warehouse: Path) -> None:
    _, text = run("-w", str(warehouse), "--csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    assert rows[0]["page"] == "3"
    assert Decimal(rows[0]["difference"]) == -4  # a number stays one
    assert "'=1+1" in [row["message"] for row in rows]
    assert not [v for row in rows for k, v in row.items() if v[:1] in "=+@" and v]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "-", "\r=1"])
def test_no_text_is_a_formula(text: str) -> None:
    report = showing.ReportChecks(
        text, text, 2021, "0" * 64, "2021", "flagged",
        (check("extra_row", "error", message=text, evidence=[text]),),
    )  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(showing.as_csv([report]).removeprefix("\ufeff")))
    for name in ("source_path", "agency", "message", "evidence"):
        assert row[name] == f"'{text}"


def test_of_one_file() -> None:
    code, text = run(str(SAMPLE))
    assert code == 0
    assert "“（七）总计”一行：总计列应为458件（427+20+11），报告为461件。" in text
    assert "缺少“规章”一行" in text
    assert run(str(SAMPLE), "--fail", "--severity", "error")[0] == 1


def test_fail_ends_with_1_only_for_errors(warehouse: Path) -> None:
    assert run("-w", str(warehouse), "--fail")[0] == 1
    assert run("-w", str(warehouse), "--fail", "--agency", "教育")[0] == 0
    assert run("-w", str(warehouse), "--fail", "--agency", "林业", "--all")[0] == 0


def test_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "空.docx").write_bytes(b"")
    code, text = run(str(tmp_path / "空.docx"))
    assert code == 3
    assert "empty_file" in text


@pytest.mark.parametrize(
    "arguments",
    [
        (), (str(SAMPLE), "-w", "."), (str(SAMPLE), "--year", "2020"),
        (str(SAMPLE), "--agency", "甲"), (str(SAMPLE), "--json", "--csv"), ("-w", "nowhere"),
        ("nowhere.docx",), (str(SAMPLE), "--severity", "grave"), ("-w", "."),
    ],
)  # fmt: skip
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    code, text = run(*arguments)
    assert code == 2
    assert text.strip()
    assert "Traceback" not in text


def test_a_warehouse_set_in_the_environment_does_not_hinder_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NIANBAO_WAREHOUSE", "nowhere")
    assert run(str(SAMPLE))[0] == 0


def test_checks_of_the_tables_count_for_the_reports(warehouse: Path) -> None:
    assert [(each.agency, each.errors, each.failed_checks, each.status) for each in
            standings(warehouse)] == [
        ("甲市财政局", 2, 3, "flagged"), ("乙市教育局", 0, 2, "flagged"),
        ("丙市林业局", 0, 0, "clean"),
    ]  # fmt: skip
    assert standings(warehouse)[0].sentence == "甲市财政局 2021: 2 errors, 1 warning"
    found = failing(warehouse)
    assert [(each.check, each.severity, each.reports, each.times) for each in found] == [
        ("requests_row_sum", "error", 1, 2),
        ("extra_row", "warning", 2, 2),
        ("narrative_sum", "warning", 1, 1),
    ]


def test_the_runs_summary_names_the_failing_checks(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "甲.txt").write_text(report())
    (folder / "乙.txt").write_text(report("乙市财政局"))
    page = summary_page(take_in(folder, tmp_path / "warehouse"))
    assert "## Failing checks" in page
    assert "| missing_table | error | 2 | 6 | The statutory table is in the report |" in page
    assert "乙市财政局 2021: 3 errors" in page
