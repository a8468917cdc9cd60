"""Checks between reports: the sums over two years, second documents, last year's text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from extraction_builder import Office, tables_of

from extractors.checks.between import Known, check_documents, check_years
from extractors.checks.facts import Facts, facts_of, resemblance, sketch_of
from flows.warehouse.publish import publish
from schemas.records import Check
from tools.samples.draw import draw_report

Figures = dict[str, str | None]
"""By `row/column` of table 三, or `table/row/column`: a number, "" for blank, ? for doubt."""


def facts(figures: Figures, prose: str = "") -> Facts:
    cells = []
    for name, text in figures.items():
        address = tuple(name.split("/")) if name.count("/") == 2 else ("requests", *name.split("/"))
        assert text is not None
        value = text.removeprefix("?") or None
        state = "number" if value else "blank"
        cells.append((address, value and Decimal(value), state, text.startswith("?")))
    return facts_of(cells, [prose])  # type: ignore[arg-type]


def known(year: int, figures: Figures, prose: str = "", path: str = "a.docx") -> Known:
    return Known(f"甲局-{year}", year, path, facts(figures, prose))


def years(before: Figures, after: Figures) -> list[Check]:
    return list(check_years(known(2021, before), known(2022, after)))


def test_carried_over_is_what_was_carried_forward() -> None:
    before = {"carried_forward/natural_person": "3", "carried_forward/total": "3"}
    after = {"carried_over/natural_person": "3", "carried_over/total": "4"}
    first, second = years(before, after)
    assert (first.status, first.column) == ("pass", "natural_person")
    assert (second.status, second.severity, second.column) == ("fail", "error", "total")
    assert (second.reported, second.expected, second.difference) == (4, 3, 1)
    assert second.message == (
        "“总计”列“上年结转政府信息公开申请数量”应为3件"
        "（2021年度报告“结转下年度继续办理”为3件），报告为4件。"
    )
    assert second.evidence == [
        "requests/carried_over/total",
        "甲局-2021#requests/carried_forward/total",
    ]


def test_blanks_count_where_their_row_tells_something() -> None:
    before = {"carried_forward/natural_person": "", "carried_forward/total": "0"}
    after = {"carried_over/natural_person": "2", "carried_over/total": "2"}
    assert [check.status for check in years(before, after)] == ["fail", "fail"]
    blank: Figures = {"carried_forward/natural_person": "", "carried_forward/total": ""}
    assert years(blank, after) == []


def test_an_unsure_figure_makes_a_warning() -> None:
    (check,) = years({"carried_forward/total": "?7"}, {"carried_over/total": "1"})
    assert check.severity == "warning" and check.message.endswith("（其中有待核对的数字）")


@pytest.mark.parametrize(("reported", "status"), [("12", "pass"), ("13", "fail")])
def test_what_is_in_force(reported: str, status: str) -> None:
    row = "proactive_disclosure/normative_documents"
    before = {f"{row}/in_force": "10"}
    after = {f"{row}/issued": "5", f"{row}/repealed": "3", f"{row}/in_force": reported}
    (check,) = years(before, after)
    assert (check.check, check.status, check.expected) == ("in_force_between_years", status, 12)


def test_items_of_the_year_before_take_last_years_change() -> None:
    row = "proactive_disclosure/administrative_licensing"
    before = {f"{row}/items_previous_year": "100", f"{row}/items_change": "-22"}
    after = {f"{row}/items_previous_year": "80", f"{row}/items_change": "5"}
    (check,) = years(before, after)
    assert (check.check, check.status, check.expected) == ("items_between_years", "fail", 78)
    assert "（2021年度报告为100项，本年增/减为-22）" in check.message


def test_forms_that_share_no_figure_are_not_compared() -> None:
    row = "proactive_disclosure/normative_documents"
    assert years({f"{row}/total_disclosed": "10"}, {f"{row}/in_force": "3"}) == []


def test_two_documents_of_one_report() -> None:
    word = known(2022, {"new_received/total": "8", "carried_over/total": ""})
    scan = known(2022, {"new_received/total": "8", "carried_over/total": "0"}, path="scan.pdf")
    assert check_documents(word, scan).status == "pass"
    other = known(2022, {"new_received/total": "6", "carried_over/total": "?9"}, path="b.pdf")
    check = check_documents(word, other)
    assert (check.status, check.reported, check.expected) == ("fail", 8, 6)
    assert "“b.pdf”有1处数字与本文件不同" in check.message
    assert "本文件为8，另一份为6" in check.message
    assert check.evidence == ["requests/new_received/total"]


def test_texts_are_alike_by_their_phrases() -> None:
    report = draw_report("1", form="2021", year=2022)
    prose = "".join(p.text for parts in report.prose.values() for p in parts) * 3
    text = "".join(f"{number}、{prose[number:]}" for number in range(3))
    again = text.replace("2022", "2023").replace("1", "7")
    assert resemblance(sketch_of(text), sketch_of(again)) == 1.0
    other = "".join(chr(0x4E00 + (7 * number * number) % 3000) for number in range(2000))
    assert resemblance(sketch_of(text), sketch_of(other)) == 0.0
    assert resemblance(sketch_of("短文"), sketch_of(text)) is None


# In the warehouse


def between(office: Office) -> dict[str, tuple[str, ...]]:
    """Publish; return the status of each check between reports, by the document's path."""
    publish(office.warehouse)
    reports = pd.read_parquet(office.warehouse / "reports").set_index("document_id")
    checks = pd.read_parquet(office.warehouse / "checks")
    checks = checks[checks.check != "requests_balance"]
    found: dict[str, tuple[str, ...]] = {}
    for row in checks.itertuples():
        path = reports.source_path[row.document_id]
        found[path] = (*found.get(path, ()), row.status)
    assert publish(office.warehouse).written == ()
    for document_id, report in reports.iterrows():
        mine = checks[(checks.document_id == document_id) & (checks.status == "fail")]
        assert report.failed_checks == len(mine)
        assert report.status == ("flagged" if len(mine) else "clean")
    return found


def test_two_years_in_the_warehouse(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020\ncarried_forward/total=3")
    office.put("b.docx", "甲局 2021\ncarried_over/total=3")
    office.put("c.docx", "乙局 2021\ncarried_over/total=8")
    office.run()
    assert between(office) == {"b.docx": ("pass",)}
    # Last year's report is sent again, with another figure: this year's rows follow.
    office.put("a.docx", "甲局 2020\ncarried_forward/total=2", modified=1_700_000_000)
    office.run()
    assert between(office) == {"b.docx": ("fail",)}


def test_two_documents_in_the_warehouse(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020\nnew_received/total=3")
    office.put("a.pdf", "甲局 2020\nnew_received/total=3\n（扫描件）")
    office.run()
    assert between(office) == {"a.docx": ("pass",), "a.pdf": ("pass",)}
    office.put("a.pdf", "甲局 2020\nnew_received/total=8", modified=1_700_000_000)
    office.run()
    # What lay at a.pdf before is no second submission, only an old one.
    assert between(office) == {"a.docx": ("fail",), "a.pdf": ("fail",)}


def test_facts_are_a_cache(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020\ncarried_forward/total=3")
    office.put("b.docx", "甲局 2021\ncarried_over/total=4")
    office.run()
    assert between(office) == {"b.docx": ("fail",)}
    tables = tables_of(office.warehouse)
    for damage in ("", "{", '{"layout": 1, "facts": {"x": 3}}', '{"layout": 0}'):
        (office.warehouse / "_store" / "facts.json").write_text(damage)
        assert publish(office.warehouse).written == ()
        assert tables_of(office.warehouse) == tables


def test_a_damaged_extraction_is_set_aside(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020\ncarried_forward/total=3")
    office.put("b.docx", "甲局 2021\ncarried_over/total=4")
    office.run()
    stored = next(iter(office.store.index().values()))
    data = stored.path.read_bytes()
    stored.path.write_bytes(data[: len(data) - 20])
    assert publish(office.warehouse).unreadable
