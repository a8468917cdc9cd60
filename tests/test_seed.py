"""The seed, a real report as a text conversion of a Word file, read by a person and by us."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractors import extract_report
from schemas.forms import load_form
from schemas.records import Extraction

SEED = Path(__file__).parents[2] / "shared" / "seed" / "000_a929f22f00d6b349.txt"

NOT_ZERO = {
    ("administrative_licensing", "items_change"): "57",
    ("administrative_licensing", "decisions"): "5113",
    ("other_external_services", "items_change"): "1",
    ("other_external_services", "decisions"): "1375",
    ("central_procurement", "procurement_items"): "3",
    ("central_procurement", "procurement_amount"): "40.35",
}
"""All figures of the seed that are not 0, by row and column; read by eye."""


@pytest.fixture(scope="module")
def seed() -> Extraction:
    if not SEED.exists():
        pytest.skip(f"the seed report is not there: {SEED}")
    return extract_report(SEED)


def test_whose_and_of_which_year(seed: Extraction) -> None:
    assert (seed.agency, seed.report_year) == ("安康市行政审批服务局", 2020)
    assert seed.report.form == "2019"
    assert seed.report.title == "安康市行政审批服务局2020年政府信息公开年度报告"
    assert seed.report.submitted_on == date(2021, 1, 15)
    assert seed.report.period_start == date(2020, 1, 1)
    assert seed.report.period_end == date(2020, 12, 31)


def test_every_printed_figure(seed: Extraction) -> None:
    found = {(c.table, c.row, c.column): c for c in seed.cells if c.column is not None}
    addresses = [figure.address for figure in load_form("2019").figures()]
    assert list(found) == addresses
    printed = [address for address in addresses if address[1] != "carried_forward"]
    assert len(printed) == 191
    for address in printed:
        cell = found[address]
        assert cell.state == "number"
        assert cell.value == Decimal(NOT_ZERO.get(address[1:], "0")), address


def test_the_cell_under_a_blank_header_is_kept_unplaced(seed: Extraction) -> None:
    unplaced = [cell for cell in seed.cells if cell.column is None]
    assert [(cell.row, cell.raw) for cell in unplaced] == [("administrative_fees", "0")]


def test_the_row_that_is_not_printed_is_missing(seed: Extraction) -> None:
    missing = [cell for cell in seed.cells if cell.state == "missing"]
    assert [cell.row for cell in missing] == ["carried_forward"] * 7
    assert all(cell.raw is None and cell.value is None for cell in missing)
    failed = [
        check.row
        for check in seed.checks
        if check.status == "fail" and check.check == "missing_row"
    ]
    assert failed == ["carried_forward"]


def test_nothing_needs_review(seed: Extraction) -> None:
    assert not any(cell.needs_review for cell in seed.cells)


def test_raw_text_and_unit_are_kept(seed: Extraction) -> None:
    cells = {(cell.row, cell.column): cell for cell in seed.cells}
    assert cells["administrative_licensing", "items_change"].raw == "+57"
    amount = cells["central_procurement", "procurement_amount"]
    assert (amount.raw, amount.unit) == ("40.35万元", "万元")


def test_sections(seed: Extraction) -> None:
    assert [section.section for section in seed.sections] == [
        "preamble",
        *(section.code for section in load_form("2019").sections),
    ]
