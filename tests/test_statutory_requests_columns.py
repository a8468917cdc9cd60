"""Table 三 as offices print it: its columns.

Each function draws one document and is named after what is odd in it. `read` documents
must come out whole and without a question; `flagged` ones may not be read silently wrong,
nor may a printed figure be lost.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.statutory import extract_statutory
from schemas.document import Document
from schemas.forms import load_form
from tests.statutory_builder import (
    COLUMNS,
    NOTE,
    Address,
    document,
    examine,
    flat,
    requests,
    table,
    texts,
)

Odd = tuple[Document, dict[Address, str]]
READ: list[Callable[[], Odd]] = []
FLAGGED: list[Callable[[], Odd]] = []


def read(draw: Callable[[], Odd]) -> Callable[[], Odd]:
    READ.append(draw)
    return draw


def flagged(draw: Callable[[], Odd]) -> Callable[[], Odd]:
    FLAGGED.append(draw)
    return draw


@read
def header_repeated_middle() -> Odd:
    matrix, truth = requests()
    h = [list(r) for r in matrix[:3]]
    matrix[15:15] = h
    matrix[18][0] = ""
    matrix[18][1] = "" if matrix[18][1] == "^" else matrix[18][1]
    return (document(table(matrix)), truth)


@read
def header_last_row_repeated() -> Odd:
    matrix, truth = requests()
    matrix.insert(
        15,
        [
            "",
            "",
            "",
            *COLUMNS,
        ],
    )
    return (document(table(matrix)), truth)


@read
def corner_taken_for_a_dash() -> Odd:
    # The blank corner over the labels, of which dirt was read as a mark for nothing.
    matrix, truth = requests()
    matrix[0][0] = "-"
    return (document(table(matrix)), truth)


@read
def merged_blank_block() -> Odd:
    matrix, truth = requests()
    for y in range(10, 15):
        for x in range(3, 10):
            matrix[y][x] = "^" if y > 10 else "<" if x > 3 else ""
    for y in range(10, 15):
        for k in list(truth):
            if k[1] == load_form("2021").table("requests").blocks[0].figure_rows()[y - 3].code:
                truth[k] = ""
    return (document(table(matrix)), truth)


@flagged
def merged_zero_block() -> Odd:
    matrix, truth = requests()
    for y in range(10, 15):
        for x in range(3, 10):
            matrix[y][x] = "^" if y > 10 else "<" if x > 3 else "0"
        for k in list(truth):
            if k[1] == load_form("2021").table("requests").blocks[0].figure_rows()[y - 3].code:
                truth[k] = "0"
    return (document(table(matrix)), truth)


@flagged
def zero_merged_seven() -> Odd:
    matrix, truth = requests()
    matrix[10][3:] = ["0"] + ["<"] * 6
    for k in list(truth):
        if k[1] == load_form("2021").table("requests").blocks[0].figure_rows()[7].code:
            truth[k] = "0"
    return (document(table(matrix)), truth)


@flagged
def number_merged_seven() -> Odd:
    matrix, truth = requests()
    matrix[10][3:] = ["7"] + ["<"] * 6
    for k in list(truth):
        if k[1] == load_form("2021").table("requests").blocks[0].figure_rows()[7].code:
            truth[k] = ""
    return (document(table(matrix)), truth)


@read
def transposed() -> Odd:
    matrix, truth = requests()
    labs = [next(x for x in reversed(r[:3]) if x not in "<^") for r in matrix[3:]]
    printed = [["项目", *labs]] + [
        [c] + [r[3 + i] for r in matrix[3:]] for i, c in enumerate(COLUMNS)
    ]
    return (document(table(printed)), truth)


@read
def transposed_with_group() -> Odd:
    matrix, truth = requests()
    labs = [next(x for x in reversed(r[:3]) if x not in "<^") for r in matrix[3:]]
    g = ["自然人", "法人或其他组织", "^", "^", "^", "^", "总计"]
    printed = [["申请人情况", "<", *labs]] + [
        [g[i], c if c != g[i] else "<"] + [r[3 + i] for r in matrix[3:]]
        for i, c in enumerate(COLUMNS)
    ]
    return (document(table(printed)), truth)


@flagged
def last_year_beside() -> Odd:
    matrix, truth = requests()
    matrix[0] += ["<"] * 7
    printed = [
        [NOTE, "<", "<"] + [x for c in COLUMNS for x in (c, "<")],
        ["^", "^", "^"] + ["本年", "上年"] * 7,
    ]
    for r in matrix[3:]:
        printed.append(r[:3] + [x for c in r[3:] for x in (c, str(int(c) + 2000))])
    return (document(table(printed)), truth)


@read
def total_first() -> Odd:
    matrix, truth = requests()
    for r in matrix:
        r.insert(3, r.pop())
    matrix[0][3], matrix[0][4] = ("申请人情况", "<")
    matrix[2][3] = "^"
    return (document(table(matrix)), truth)


@read
def total_first_flat() -> Odd:
    matrix, truth = requests()
    printed = [["", "", "", *COLUMNS], *matrix[3:]]
    for r in printed:
        r.insert(3, r.pop())
    return (document(table(printed)), truth)


@read
def total_first_flat_rows() -> Odd:
    matrix, truth = requests()
    printed = [["项目", *COLUMNS]] + [
        [next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]] for r in matrix[3:]
    ]
    for r in printed:
        r.insert(1, r.pop())
    return (document(table(printed, "rows")), truth)


@flagged
def columns_shuffled_texts() -> Odd:
    matrix, truth = requests()
    printed = [["项目", *COLUMNS]] + [
        [next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]] for r in matrix[3:]
    ]
    for r in printed:
        r.insert(1, r.pop())
    return (document(texts(printed)), truth)


@flagged
def columns_reversed() -> Odd:
    matrix, truth = requests()
    printed = [["", "", "", *COLUMNS], *matrix[3:]]
    for r in printed:
        r[3:] = r[3:][::-1]
    return (document(table(printed)), truth)


@flagged
def duplicate_column_label() -> Odd:
    matrix, truth = requests()
    matrix[2][5] = "商业企业"
    return (document(table(matrix)), truth)


@flagged
def duplicate_column_label2() -> Odd:
    matrix, truth = requests()
    matrix[2][7] = "其他"
    return (document(table(matrix)), truth)


@read
def group_header_missing() -> Odd:
    matrix, truth = requests()
    matrix[0] = ["项目", "<", "<", *COLUMNS]
    del matrix[1:3]
    return (document(table(matrix)), truth)


@read
def lost_right_columns() -> Odd:
    matrix, truth = requests()
    matrix = [r[:8] for r in matrix]
    truth = {k: values for k, values in truth.items() if k[2] not in ("other_org", "total")}
    return (document(table(matrix)), truth)


@read
def lost_right_columns_rows() -> Odd:
    matrix, truth = requests()
    matrix = [r[:8] for r in matrix]
    truth = {k: values for k, values in truth.items() if k[2] not in ("other_org", "total")}
    return (document(table(matrix, "rows")), truth)


@flagged
def lost_right_figures_only() -> Odd:
    matrix, truth = requests()
    matrix = matrix[:3] + [r[:8] for r in matrix[3:]]
    truth = {k: values for k, values in truth.items() if k[2] not in ("other_org", "total")}
    return (document(table(matrix)), truth)


@flagged
def lost_right_figures_only_rows() -> Odd:
    matrix, truth = requests()
    matrix = matrix[:3] + [r[:8] for r in matrix[3:]]
    truth = {k: values for k, values in truth.items() if k[2] not in ("other_org", "total")}
    return (document(table(matrix, "rows")), truth)


@flagged
def lost_right_texts() -> Odd:
    matrix, truth = requests()
    matrix = matrix[:3] + [r[:8] for r in matrix[3:]]
    truth = {k: values for k, values in truth.items() if k[2] not in ("other_org", "total")}
    return (document(texts(matrix)), truth)


@flagged
def header_lost() -> Odd:
    matrix, truth = requests()
    return (document(table(matrix[3:])), truth)


@flagged
def header_lost_and_right_columns() -> Odd:
    matrix, truth = requests()
    matrix = [r[:8] for r in matrix[3:]]
    truth = {k: values for k, values in truth.items() if k[2] not in ("other_org", "total")}
    return (document(table(matrix)), truth)


@flagged
def header_lost_extra_column() -> Odd:
    matrix, truth = requests()
    matrix = [[*r, "9"] for r in matrix[3:]]
    return (document(table(matrix)), truth)


@flagged
def unlabelled_between() -> Odd:
    matrix, truth = requests()
    for i, r in enumerate(matrix):
        r.insert(6, "" if i == 2 else "<" if i < 2 else str(7000 + i))
    return (document(table(matrix)), truth)


@read
def unlabelled_between_blank() -> Odd:
    matrix, truth = requests()
    for i, r in enumerate(matrix):
        r.insert(6, "" if i == 2 else "<" if i < 2 else "")
    return (document(table(matrix)), truth)


@read
def strange_labelled_between() -> Odd:
    matrix, truth = requests()
    for i, r in enumerate(matrix):
        r.insert(6, "外国机构" if i == 2 else "<" if i < 2 else str(7000 + i))
    return (document(table(matrix)), truth)


@flagged
def unlabelled_between_rows() -> Odd:
    matrix, truth = requests()
    for i, r in enumerate(matrix):
        r.insert(6, "" if i == 2 else "<" if i < 2 else str(7000 + i))
    return (document(table(matrix, "rows")), truth)


@flagged
def blanks_dropped_rows() -> Odd:
    matrix, truth = flat()
    for i in range(1, len(matrix), 2):
        k = next(x for x in truth if truth[x] == matrix[i][3])
        truth[k] = ""
        matrix[i].pop(3)
    return (document(table(matrix, "rows")), truth)


@flagged
def blanks_dropped_texts() -> Odd:
    matrix, truth = flat()
    for i in range(1, len(matrix), 2):
        k = next(x for x in truth if truth[x] == matrix[i][3])
        truth[k] = ""
        matrix[i].pop(3)
    return (document(texts(matrix)), truth)


@flagged
def row_of_8_texts_extra_figure() -> Odd:
    matrix, truth = flat()
    matrix[5].append("99")
    return (document(texts(matrix)), truth)


@flagged
def row_missing_and_neighbour_extra_texts() -> Odd:
    matrix, truth = flat()
    x = matrix[6].pop()
    matrix[5].append("99")
    truth = {k: values for k, values in truth.items() if values != x}
    return (document(texts(matrix)), truth)


@read
def title_in_header_row() -> Odd:
    matrix, truth = requests()
    matrix.insert(0, ["三、收到和处理政府信息公开申请情况"] + ["<"] * 9)
    return (document(table(matrix)), truth)


@read
def first_column_misread() -> Odd:
    matrix, truth = requests()
    for row in matrix[:3]:
        for at, text in enumerate(row):
            if text == "自然人":
                row[at] = "目然人"
    return (document(table(matrix)), truth)


@flagged
def two_headers_in_one_cell_over_a_blank_column() -> Odd:
    # The border between them was lost in a picture, and the first column is blank.
    matrix, truth = requests()
    matrix[2][4:6] = ["商业科研\n企业机构", "<"]
    for row in matrix[3:]:
        row[4] = ""
    for address in truth:
        if address[2] == "commercial_enterprise":
            truth[address] = ""
    printed = table(matrix)
    for cell in printed.cells:
        if cell.text.startswith("商业科研"):
            cell.doubts = ("line_restored", "grid_unclear")
    read_from_pictures = document(printed)
    read_from_pictures.ocr_pages = 1
    return (read_from_pictures, truth)


@read
def dirt_in_a_header_row_of_two_columns() -> Odd:
    # A border's rest in 总计's cell was read as a figure: the row seemed one of figures.
    matrix, truth = requests()
    assert matrix[1][-1] == "总计"
    matrix[1][-1] = "922"
    matrix[2][-1] = "总计"
    printed = table(matrix)
    for cell in printed.cells:
        if cell.text == "922":
            cell.doubts = ("readers_differ", "mark_over_cell")
    return (document(printed), truth)


@flagged
def header_misread_rows() -> Odd:
    # Two labels became one of no name: as many stand there as there are figures.
    matrix, truth = requests()
    rows = [[next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]] for r in matrix[3:]]
    head = [[NOTE, "申请人情况"], ["", "自然人", "法人或其他组织耉总计"], ["", *COLUMNS[1:6]]]
    return (document(table([*head, *rows], "rows")), truth)


@flagged
def header_moved() -> Odd:
    # A web page's header cell came to stand elsewhere in its row; the figures did not.
    matrix, truth = requests()
    lowest = matrix[2]
    lowest.insert(6, lowest.pop(4))
    return (document(table(matrix)), truth)


@pytest.mark.parametrize("draw", READ, ids=lambda draw: draw.__name__)
def test_is_read_whole(draw: Callable[[], Odd]) -> None:
    verdict = examine(*draw())
    assert verdict.perfect, str(verdict)


@pytest.mark.parametrize("draw", FLAGGED, ids=lambda draw: draw.__name__)
def test_is_never_silently_wrong(draw: Callable[[], Odd]) -> None:
    verdict = examine(*draw())
    assert not verdict.silent, str(verdict)
    assert not verdict.lost, str(verdict)
    assert verdict.marked or verdict.unplaced


def test_columns_that_a_moved_header_has_passed_over_are_doubted_and_no_others() -> None:
    moved, _ = header_moved()
    found, _ = extract_statutory(moved, 2021)
    doubted = {cell.column for cell in found.cells if "order_unclear" in cell.doubts}
    assert doubted == {"commercial_enterprise", "research_institution", "public_welfare_org"}
