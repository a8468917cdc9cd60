"""What the records of odd cells say: values, units, doubts, rows in excess, and how fast."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from extractors.statutory import extract_statutory
from schemas.document import Paragraph, Place, Table
from tests.statutory_builder import (
    LEFT,
    OUTCOMES,
    Matrix,
    Verdict,
    document,
    examine,
    figures_of_row,
    flat,
    proactive,
    requests,
    table,
    texts,
    whole,
)

CUT = 10  # the matrix's line of 4.保护第三方合法权益
CODE = "denied_third_party_rights"


def of_row(verdict: Verdict, code: str) -> list[tuple[object, str, bool]]:
    cells = [cell for cell in verdict.figures.cells if cell.row == code]
    return [(cell.value, cell.state, cell.needs_review) for cell in cells]


@pytest.mark.parametrize(("text", "state"), [("0", "number"), ("—", "dash"), ("", "blank")])
def test_a_merged_cell_that_says_nothing_says_it_of_all(text: str, state: str) -> None:
    matrix, truth = requests()
    matrix[CUT][3:] = [text, *[LEFT] * 6]
    value = Decimal(0) if text == "0" else None
    expected = [(value, state, bool(text))] * 7
    assert of_row(examine(document(table(matrix)), truth), CODE) == expected


def test_a_merged_figure_is_nobodys_without_a_look() -> None:
    matrix, truth = requests()
    matrix[CUT][3:] = ["7", *[LEFT] * 6]
    found = of_row(examine(document(table(matrix)), truth), CODE)
    assert all(review for _, _, review in found)
    assert [value for value, _, _ in found[1:]] == [None] * 6


def test_a_figure_merged_over_two_rows_is_doubted_in_both() -> None:
    matrix, truth = requests()
    matrix[CUT + 1][5] = "^"
    verdict = examine(document(table(matrix)), truth)
    for row in (CODE, "denied_internal_affairs"):
        cell = verdict.cell("requests", row, "research_institution")
        assert "merged_figure" in cell.doubts
    assert len(verdict.marked) == 2


def test_the_unit_in_the_header_goes_before_the_forms() -> None:
    matrix, truth = proactive()
    rows = [[text.replace("万元", "元") for text in row] for row in matrix]
    address = ("proactive_disclosure", "administrative_fees", "fee_amount")
    assert examine(document(table(matrix)), truth).cell(*address).unit == "万元"
    assert examine(document(table(rows)), truth).cell(*address).unit == "元"
    rows[-1][1] = "40.35万元"
    cell = examine(document(table(rows)), truth).cell(*address)
    assert (cell.unit, cell.value, cell.needs_review) == ("万元", Decimal("40.35"), False)


def test_the_unit_of_the_purchases_is_what_the_header_says() -> None:
    matrix, truth = proactive("2019")
    address = ("proactive_disclosure", "central_procurement", "procurement_amount")
    assert examine(document(table(matrix)), truth).cell(*address).unit is None
    rows = [[text.replace("采购总金额", "采购总金额（元）") for text in row] for row in matrix]
    assert examine(document(table(rows)), truth).cell(*address).unit == "元"


def test_two_tables_that_differ_are_doubted_figure_by_figure() -> None:
    city, truth = requests()
    own = [[("0" if text.isdigit() else text) for text in row] for row in city]
    own[3] = list(city[3])
    verdict = examine(
        document(Paragraph("全市"), table(city), Paragraph("本机关"), table(own)), truth
    )
    same = {address for address in truth if address[1] == "new_received"}
    assert set(verdict.marked) == set(truth) - same
    assert all("repeated_figure" in cell.doubts for cell in verdict.unplaced)


def test_subtotals_of_districts_are_rows_in_excess() -> None:
    matrix, truth = requests()
    matrix += [[f"青岚{name}区", LEFT, LEFT, *"1234567"] for name in "甲乙丙丁戊己庚辛壬癸子"]
    verdict = examine(document(table(matrix)), truth)
    assert verdict.perfect
    assert len(verdict.unplaced) == 77
    assert len(verdict.figures.extra_rows) == 11


def test_subtotals_on_the_headings_rows_are_rows_in_excess() -> None:
    matrix, truth = flat()
    matrix.insert(5, ["（三）不予公开", *"9876543"])
    verdict = examine(document(table(matrix)), truth)
    assert verdict.perfect
    assert verdict.figures.extra_rows == [("requests", "（三）不予公开")]


def test_a_footnotes_mark_is_no_digit() -> None:
    matrix, truth = flat()
    matrix[3][1] = "12①"
    verdict = examine(document(table(matrix)), truth)
    cell = verdict.cell("requests", "granted", "natural_person")
    assert (cell.value, cell.state, cell.needs_review) == (Decimal(12), "text", True)


def test_rows_cut_by_a_page_are_put_together() -> None:
    matrix, truth = requests()
    figures = matrix[CUT][3:]
    matrix[CUT][3:] = [""] * 7
    rest: Matrix = [["", "", "", *figures], ["", "", *matrix[CUT + 1][2:]]]
    rest += matrix[CUT + 2 :]
    verdict = examine(document(table(matrix[: CUT + 1]), table(rest)), truth)
    assert not verdict.wrong
    assert verdict.marked == figures_of_row(truth, CODE)


def test_litigation_without_its_two_kinds_is_not_guessed() -> None:
    rows = [["行政诉讼", *[LEFT] * 4], OUTCOMES, list("12345")]
    verdict = examine(document(table(rows)), {})
    assert {cell.state for cell in verdict.figures.cells if cell.row} == {"missing"}
    of_table = [cell for cell in verdict.figures.cells if cell.table == "proceedings"]
    assert all(cell.needs_review for cell in of_table)
    assert [cell.raw for cell in verdict.unplaced] == list("12345")


def test_nothing_is_read_from_what_is_no_statutory_table() -> None:
    summary = table([["类别", "数量"], ["行政许可", "77"], ["行政处罚", "88"], ["规章", "5"]])
    listed = [
        Paragraph(text) for text in ("行政许可", "12", "行政处罚", "34", "规章", "3", "本年新收")
    ]
    received = table(
        [["申请情况", "数量"], ["本年新收", "7"], ["上年结转", "8"], ["予以公开", "6"]]
    )
    figures, used = extract_statutory(
        document(summary, listed, received, Table([], 0, 0), table([[""]]), table([["0"]])), 2021
    )
    assert (figures.cells, used) == ([], set())
    assert len(figures.missing_tables) == 3


@pytest.mark.parametrize("grid", ["exact", "rows", "texts"])
@pytest.mark.parametrize("label", ["（一）予以公开", "某县", "1.属于国家秘蜜", ""])
def test_five_thousand_rows_are_read_fast(grid: str, label: str) -> None:
    matrix, _ = flat()
    small = document(texts(matrix) if grid == "texts" else table(matrix, grid))
    matrix += [[f"{label}{n}" if label == "某县" else label, *"1234567"] for n in range(5000)]
    blocks = texts(matrix) if grid == "texts" else table(matrix, grid)
    extract_statutory(small, 0)
    start = time.process_time()
    figures, _ = extract_statutory(document(blocks), 0)
    assert time.process_time() - start < 10
    assert len(figures.cells) > 175


def test_all_three_tables_are_read_with_a_long_header() -> None:
    matrices, _ = whole()
    matrices["proceedings"][0] += ["行政复议", "结果维持"] * 2000
    start = time.process_time()
    extract_statutory(document(*(table(m, "rows") for m in matrices.values())), 0)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("pages", [0, 3])
def test_what_is_missing_in_a_picture_is_looked_for(pages: int) -> None:
    matrices, _ = whole()
    del matrices["requests"][-1]
    read = document(*map(table, matrices.values()))
    read.ocr_pages = pages
    figures = extract_statutory(read, 2021)[0]
    missing = [cell for cell in figures.cells if cell.state == "missing"]
    assert len(missing) == 7
    assert all(cell.needs_review == bool(pages) for cell in missing)
    assert all(("not_in_picture" in cell.doubts) == bool(pages) for cell in missing)


@pytest.mark.parametrize(
    ("gap", "unsure", "doubted"),
    [(0.0, 0, False), (0.0, 2, False), (20.0, 0, True), (0.0, 3, True)],
)
def test_a_row_between_rows_that_touch_is_not_in_the_picture(
    gap: float, unsure: int, doubted: bool
) -> None:
    matrices, _ = whole()
    del matrices["requests"][-5]
    width = len(matrices["requests"][0])
    read = document(*map(table, matrices.values()))
    read.ocr_pages = 1
    for block in read.blocks:
        if not isinstance(block, Table):
            continue
        for cell in block.cells:
            below = gap if cell.row >= len(matrices["requests"]) - 4 else 0.0
            y = 20.0 * cell.row + below
            cell.place = Place(1, 0.0, y, 50.0, y + 20.0 * cell.row_span)
            if cell.row == len(matrices["requests"]) - 4 and cell.column >= width - unsure:
                cell.doubts = ("readers_differ",)
    missing = [c for c in extract_statutory(read, 2021)[0].cells if c.state == "missing"]
    assert len(missing) == 7
    assert {cell.needs_review for cell in missing} == {doubted}


@pytest.mark.parametrize(("lying", "gap", "doubted"), [(False, 0, False), (True, 0, False),
                                                       (False, 20, True)])  # fmt: skip
def test_a_row_between_a_header_and_the_row_that_touches_it_is_not_in_the_picture(
    lying: bool, gap: float, doubted: bool
) -> None:
    matrices, _ = whole()
    rows = matrices["proactive_disclosure"]
    first = next(at for at, row in enumerate(rows) if row[0] == "规章")
    del rows[first]
    read = document(*map(table, matrices.values()))
    read.ocr_pages = 1
    for page, block in enumerate(read.blocks, 1):
        if not isinstance(block, Table):
            continue
        for cell in block.cells:
            y = 20.0 * cell.row + (gap if cell.row >= first else 0.0)
            x = 50.0 * cell.column
            box = (x, y, x + 50.0 * cell.column_span, y + 20.0 * cell.row_span)
            cell.place = Place(page, *((box[1], box[0], box[3], box[2]) if lying else box))
    missing = [c for c in extract_statutory(read, 2021)[0].cells if c.state == "missing"]
    assert len(missing) == 3
    assert {cell.needs_review for cell in missing} == {doubted}
