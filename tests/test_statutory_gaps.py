"""Text saved by a word processor: a cell a line, and a blank cell an empty line."""

from __future__ import annotations

from decimal import Decimal

from extractors.readers import read_document
from extractors.statutory import extract_statutory
from schemas.records import StatutoryCell

HEAD = (
    "申请人情况\n\n自然人\n法人或其他组织\n总计\n\n\n商业企业\n科研机构\n"
    "社会公益组织\n法律服务机构\n其他\n\n"
)
ROW = "一、本年新收政府信息公开申请数量\n{}二、上年结转政府信息公开申请数量\n1\n0\n0\n0\n0\n0\n1\n"


def cells(row: str) -> dict[str, StatutoryCell]:
    document = read_document((HEAD + ROW.format(row)).encode(), "a.txt")
    figures, _ = extract_statutory(document, 2021)
    return {c.column: c for c in figures.cells if c.row == "new_received" and c.column}


def test_empty_lines_are_blank_cells_where_the_total_agrees() -> None:
    found = cells("1\n6\n\n\n\n80\n87\n")
    values = [cell.value for cell in found.values()]
    assert values == [Decimal(1), Decimal(6), None, None, None, Decimal(80), Decimal(87)]
    assert [cell.state for cell in found.values()].count("blank") == 3
    assert not any(cell.needs_review for cell in found.values())


def test_empty_lines_behind_a_row_may_be_the_next_label_s() -> None:
    found = cells("\n2\n\n2\n\n52\n56\n\n\n")
    assert found["total"].value == 56
    assert found["commercial_enterprise"].value == 2
    assert not found["total"].needs_review


def test_places_that_no_sum_confirms_ask_for_review() -> None:
    found = cells("\n\n\n\n\n\n3\n")
    assert found["total"].value == 3
    assert found["total"].needs_review
    assert found["total"].doubts == ["blanks_by_lines", "placed_by_order"]


def test_figures_without_room_are_not_placed() -> None:
    found = cells("3\n4\n")
    assert {cell.state for cell in found.values()} == {"missing"}
    assert all(cell.needs_review for cell in found.values())
