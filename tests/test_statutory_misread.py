"""Statutory tables with labels as bad pictures leave them: misread, merged, taken for figures.

In the matrices "{text}" is a cell that a picture made hard to read.
"""

from __future__ import annotations

import pytest

from schemas.document import Document, Place, Table
from tests.statutory_builder import (
    ABOVE,
    LEFT,
    Address,
    Matrix,
    document,
    examine,
    proactive,
    proceedings,
    requests,
    table,
)

THIRD_PARTY = 10  # the matrix's line of 4.保护第三方合法权益


def pictured(matrix: Matrix) -> Document:
    """Return a table read from a picture, its ill-read cells marked."""
    drawn: Table = table(matrix)
    for cell in drawn.cells:
        if cell.text.startswith("{"):
            cell.text = cell.text.strip("{}")
            cell.confidence = 0.8
            if cell.text.isdigit():
                cell.doubts = ("one_reader",)
    return document(drawn)


def marked(matrix: Matrix, truth: dict[Address, str]) -> set[str]:
    verdict = examine(pictured(matrix), truth)
    assert not verdict.silent and not verdict.lost and not verdict.wrong, str(verdict)
    tables = {table for table, _, _ in truth}
    return {address[1] for address in verdict.marked if address[0] in tables}


def test_a_column_whose_header_runs_into_the_note_is_known_by_the_others() -> None:
    matrix, truth = requests()
    matrix[0][3] = LEFT
    matrix[0][4] = "申请人情况"
    matrix[1][3] = matrix[2][3] = ABOVE
    matrix[1][9], matrix[2][9] = "{L计}", ABOVE
    assert marked(matrix, truth) == set()


def test_a_column_with_another_header_is_not() -> None:
    matrix, truth = requests()
    matrix[1][3] = "外国公民"
    verdict = examine(pictured(matrix), truth)
    assert all(
        cell.needs_review for cell in verdict.figures.cells if cell.column == "natural_person"
    )


def test_the_lower_part_of_a_header_that_a_line_cuts_is_no_header_of_its_own() -> None:
    matrix, truth = requests()
    matrix[1][3], matrix[2][3] = "{自然}", "{3}"
    matrix[2][9] = "{4}"
    assert marked(matrix, truth) == set()


def test_too_few_headers_show_nothing() -> None:
    matrix, truth = requests()
    matrix[0][3] = LEFT
    matrix[0][4] = "申请人情况"
    matrix[1][3] = matrix[2][3] = ABOVE
    matrix[2][4:7] = ["{L}", "{企}", "{构}"]
    verdict = examine(pictured(matrix), truth)
    assert not verdict.silent
    assert all(
        cell.needs_review for cell in verdict.figures.cells if cell.column == "natural_person"
    )


@pytest.mark.parametrize("label", ["{6}", "{00}"])
def test_a_label_that_was_not_read_leaves_its_row_in_its_place(label: str) -> None:
    matrix, truth = requests()
    matrix[THIRD_PARTY][2] = label
    assert marked(matrix, truth) == {"denied_third_party_rights"}


def test_a_figure_in_the_label_s_place_is_no_label_in_a_text() -> None:
    matrix, truth = requests()
    matrix[THIRD_PARTY][2] = "6"
    verdict = examine(document(table(matrix)), truth)
    assert not verdict.silent and not verdict.lost


def test_two_labels_in_one_cell_beside_both_rows_are_theirs() -> None:
    matrix, truth = requests()
    matrix[THIRD_PARTY][2] += "\n" + matrix[THIRD_PARTY + 1][2]
    matrix[THIRD_PARTY + 1][2] = ABOVE
    assert marked(matrix, truth) == set()


def test_two_labels_of_the_older_form_are_theirs() -> None:
    matrix, truth = requests("2019")
    at = next(y for y, row in enumerate(matrix) if "其他处理" in row[1])
    matrix[at][1] += ".\n" + matrix[at + 1][1]
    matrix[at + 1][1] = ABOVE
    assert marked(matrix, truth) == set()


@pytest.mark.parametrize("between", ["\n", "\nt\n"])
def test_a_header_and_the_label_under_it_in_one_cell_are_two(between: str) -> None:
    matrix, truth = proactive("2019")
    matrix[1][0] += between + matrix[2][0]
    matrix[2][0] = ABOVE
    assert marked(matrix, truth) == set()


def test_two_labels_in_one_cell_above_a_row_without_one_are_doubted() -> None:
    matrix, truth = requests()
    matrix[THIRD_PARTY][2] += "\n" + matrix[THIRD_PARTY + 1][2]
    matrix[THIRD_PARTY + 1][2] = "{6}"
    assert marked(matrix, truth) == {"denied_third_party_rights", "denied_internal_affairs"}


def test_two_rows_in_one_are_the_first_row_s_and_doubted() -> None:
    matrix, _ = requests()
    matrix[THIRD_PARTY][2] += "\n" + matrix.pop(THIRD_PARTY + 1)[2]
    found = {cell.row: cell for cell in examine(pictured(matrix), {}).figures.cells}
    upper, lower = found["denied_third_party_rights"], found["denied_internal_affairs"]
    assert (upper.state, upper.needs_review) == ("number", True)
    assert lower.state == "missing"


def test_kinds_of_proceedings_that_were_not_read_are_known_by_their_place() -> None:
    matrix, truth = proceedings()
    matrix[0][0] = "{行政复没}"
    matrix[1][5], matrix[1][10] = "{经复议直接起讶}", "{议后起诉}"
    matrix[1][3] = "{与来审法}"
    matrix[2][9] = "{民f}"
    assert marked(matrix, truth) == set()


def test_two_kinds_in_one_header_are_known_by_their_columns() -> None:
    matrix, truth = proceedings()
    matrix[1][5:] = ["未经复议直接起诉复议后起诉", *[LEFT] * 9]
    assert marked(matrix, truth) == set()


def test_a_kind_in_another_s_place_is_believed() -> None:
    matrix, truth = proceedings()
    matrix[1][5], matrix[1][10] = matrix[1][10], "{未经复议}"
    values = list(truth.values())
    kinds = [values[:5], values[10:], values[5:10]]
    matrix[3] = [value for kind in kinds for value in kind]
    verdict = examine(pictured(matrix), truth)
    assert not verdict.silent, str(verdict)


def test_the_next_page_s_rows_stand_under_the_headers_of_the_page_before() -> None:
    matrix, truth = requests()
    upper, lower = [row[3:] for row in matrix[:6]], matrix[6:]
    upper[1][0], upper[2][0] = LEFT, "{自然商業企人業}"
    upper[0] = ["申请人情况", *[LEFT] * 6]
    upper[1] = ["{自然商}", LEFT, "法人或其他组织", *[LEFT] * 3, "总计"]
    upper[2][0:2] = [ABOVE, ABOVE]
    lower[0] = ["", "", *lower[0][2:]] if lower[0][0] == ABOVE else lower[0]
    rows = {code for (_, code, _), value in truth.items() if any(value in row for row in lower)}
    read = document(table(upper), table(lower))
    for cell in next(read.tables()).cells:
        cell.text = cell.text.strip("{}")
    figures = examine(read, truth)
    assert not figures.silent, str(figures)
    found = {(c.row, c.column): c for c in figures.figures.cells if c.table == "requests"}
    for (_, row, column), value in truth.items():
        if row in rows:
            assert found[row, column].raw == value


def cut(header: list[list[str]]) -> tuple[Matrix, dict[Address, str]]:
    """Return table 三 with a row that a page's end cuts, and lines before its lower half."""
    matrix, truth = requests()
    row = matrix[THIRD_PARTY]
    upper = [*row[:2], "4.保护第三", *[""] * 7]
    lower = [ABOVE, ABOVE, "方合法权益", *row[3:]]
    matrix[THIRD_PARTY : THIRD_PARTY + 1] = [upper, *header, lower]
    return matrix, truth


def test_a_cut_row_is_joined_over_a_header_that_was_not_read() -> None:
    matrix, truth = cut(
        [
            [ABOVE, ABOVE, "{本列}", "{1}", LEFT, LEFT, "{请人情况}", *[LEFT] * 3],
            [*[ABOVE] * 3, "{占e}", "{13}", LEFT, "{人或其他约}", "{织}", LEFT, "{4}"],
        ]
    )
    verdict = examine(pictured(matrix), truth)
    assert not verdict.silent, str(verdict)
    found = {(c.row, c.column): c for c in verdict.figures.cells if c.table == "requests"}
    codes = [code for _, code, _ in truth]
    row = next(code for code in codes if code == "denied_third_party_rights")
    assert all(found[row, c].raw == v for (_, r, c), v in truth.items() if r == row)


def test_a_label_s_beginning_on_a_row_without_figures_is_doubted() -> None:
    matrix, _ = requests()
    matrix[THIRD_PARTY][2:] = ["4.保护第三方合", *[""] * 7]
    found = examine(pictured(matrix), {}).figures.cells
    assert all(c.needs_review for c in found if c.row == "denied_third_party_rights")


def test_a_label_that_takes_a_column_may_have_moved_its_figures() -> None:
    matrix, truth = proactive("2019")
    at = next(y for y, row in enumerate(matrix) if row[0] == "行政许可")
    label, first, second, _ = matrix[at]
    matrix[at] = [label, LEFT, first, second]
    drawn = pictured(matrix)
    for cell in next(drawn.tables()).cells:
        cell.place = Place(1, cell.column * 90.0, cell.row * 20.0, 600.0, 700.0)
    verdict = examine(drawn, truth)
    assert not verdict.silent, str(verdict)


def test_a_header_that_runs_into_the_figure_under_it_leaves_the_figure() -> None:
    matrix, truth = proceedings()
    value = truth["proceedings", "review", "upheld"]
    matrix[1][0], matrix[2][0], matrix[3][0] = "{结果维持" + value + "}", ABOVE, ABOVE
    found = {(c.row, c.column): c for c in examine(pictured(matrix), truth).figures.cells}
    cell = found["review", "upheld"]
    assert (str(cell.value), cell.state, cell.needs_review) == (value, "number", True)
