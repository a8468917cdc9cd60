"""Table 三 as offices print it: its rows.

Each function draws one document and is named after what is odd in it. `read` documents
must come out whole and without a question; `flagged` ones may not be read silently wrong,
nor may a printed figure be lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy

import pytest

from extractors.report import extract_document
from schemas.document import Document, Paragraph
from tests.statutory_builder import (
    ABOVE,
    COLUMNS,
    Address,
    document,
    examine,
    flat,
    proactive,
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


@flagged
def row_cut_label_then_figures() -> Odd:
    matrix, truth = requests()
    i = 10
    figs = matrix[i][3:]
    matrix[i] = matrix[i][:3] + [""] * 7
    matrix.insert(i + 1, ["^", "^", "", ""] + [""] * 6)
    matrix[i + 1] = ["^", "^", "", *figs]
    return (document(table(matrix)), truth)


@flagged
def row_cut_with_dirt_in_its_upper_half() -> Odd:
    # A page's end cut the row within its label, and dirt in the upper half was read as a 1: the
    # row seemed to be all there, its other cells printed blank.
    matrix, truth = requests()
    at = next(i for i, line in enumerate(matrix) if "本机关不掌握" in line[2])
    label, figures = matrix[at][2], matrix[at][3:]
    matrix[at][2:] = [label[:8], "", "1", *[""] * 5]
    matrix.insert(at + 1, ["^", "^", label[8:], *figures])
    printed = table(matrix)
    for cell in printed.cells:
        if cell.row == at and cell.text == "1":
            cell.doubts = ("one_reader", "mark_over_cell")
    return (document(printed), truth)


@flagged
def row_cut_across_tables() -> Odd:
    matrix, truth = requests()
    i = 10
    figs = matrix[i][3:]
    a = [*matrix[:i], matrix[i][:3] + [""] * 7]
    b = [["", "", "", *figs], *deepcopy(matrix[i + 1 :])]
    b[1][0] = ""
    b[1][1] = "" if b[1][1] == "^" else b[1][1]
    return (document(table(a), table(b)), truth)


@read
def label_cut_across_tables() -> Odd:
    matrix, truth = requests()
    i = 10
    lab = matrix[i][2]
    a = [*matrix[:i], matrix[i][:2] + [lab[:5]] + [""] * 7]
    b = [["", "", lab[5:], *matrix[i][3:]], *deepcopy(matrix[i + 1 :])]
    b[1][0] = ""
    b[1][1] = "" if b[1][1] == "^" else b[1][1]
    return (document(table(a), table(b)), truth)


@read
def row_repeated_blank() -> Odd:
    matrix, truth = requests()
    i = 10
    a = matrix[: i + 1]
    b = [["", "", matrix[i][2]] + [""] * 7, *deepcopy(matrix[i + 1 :])]
    b[1][0] = ""
    b[1][1] = "" if b[1][1] == "^" else b[1][1]
    return (document(table(a), table(b)), truth)


@read
def row_repeated_blank_first() -> Odd:
    matrix, truth = requests()
    i = 10
    a = [*matrix[:i], matrix[i][:3] + [""] * 7]
    b = [["", "", matrix[i][2], *matrix[i][3:]], *deepcopy(matrix[i + 1 :])]
    b[1][0] = ""
    b[1][1] = "" if b[1][1] == "^" else b[1][1]
    return (document(table(a), table(b)), truth)


@flagged
def two_requests_tables() -> Odd:
    matrix, truth = requests()
    m2 = [
        [c if not (c.isdigit() and len(c) == 4) else str(int(c) + 3000) for c in r] for r in matrix
    ]
    return (document(Paragraph("全市"), table(matrix), Paragraph("本机关"), table(m2)), truth)


@flagged
def two_requests_second_zero() -> Odd:
    matrix, truth = requests()
    m2 = [[c if not (c.isdigit() and len(c) == 4) else "0" for c in r] for r in matrix]
    return (document(Paragraph("全市"), table(matrix), Paragraph("本机关"), table(m2)), truth)


@read
def two_requests_first_blank() -> Odd:
    matrix, truth = requests()
    m2 = [[c if not (c.isdigit() and len(c) == 4) else "" for c in r] for r in matrix]
    return (document(Paragraph("全市"), table(m2), Paragraph("本机关"), table(matrix)), truth)


@read
def districts_appended() -> Odd:
    matrix, truth = requests()
    for i in range(11):
        matrix.append(
            [f"区县{'甲乙丙丁戊己庚辛壬癸子'[i]}", "<", "<"]
            + [str(8000 + i * 10 + x) for x in range(7)]
        )
    return (document(table(matrix)), truth)


@read
def rows_shuffled() -> Odd:
    matrix, truth = flat()
    rows = matrix[1:]
    random.Random(3).shuffle(rows)
    return (document(table([matrix[0], *rows])), truth)


@flagged
def two_rows_same_label() -> Odd:
    matrix, truth = requests()
    matrix[12][2] = matrix[11][2]
    return (document(table(matrix)), truth)


@flagged
def two_rows_same_label_swap() -> Odd:
    matrix, truth = requests()
    matrix[11][2] = matrix[12][2]
    return (document(table(matrix)), truth)


@flagged
def row_labels_lost() -> Odd:
    matrix, truth = requests()
    for r in matrix[3:]:
        r[:3] = ["", "", ""]
    return (document(table(matrix)), truth)


@flagged
def row_labels_lost_removed() -> Odd:
    matrix, truth = requests()
    matrix = [COLUMNS] + [r[3:] for r in matrix[3:]]
    return (document(table(matrix)), truth)


@read
def parents_with_subtotals() -> Odd:
    matrix, truth = requests()
    out = matrix[:3]
    for r in matrix[3:]:
        for j, p in enumerate(r[:2]):
            if p in ("（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"):
                out.append(["^", p, "<"] + [str(9000 + len(out) * 10 + x) for x in range(7)])
                r[j] = ""
            elif p == "^":
                pass
        if r[1] == "^":
            r[1] = ""
        out.append(r)
    return (document(table(out)), truth)


@read
def parents_with_subtotals_flat() -> Odd:
    matrix, truth = requests()
    out = [["项目", *COLUMNS]]
    n = 0
    for r in matrix[3:]:
        for _j, p in enumerate(r[:2]):
            if p in (
                "三、本年度办理结果",
                "（三）不予公开",
                "（四）无法提供",
                "（五）不予处理",
                "（六）其他处理",
            ):
                n += 1
                out.append([p] + [str(9000 + n * 10 + x) for x in range(7)])
        out.append([next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]])
    return (document(table(out)), truth)


@read
def parents_with_subtotals_flat_rows() -> Odd:
    d, truth = parents_with_subtotals_flat()
    d.blocks[0].grid = "rows"
    return (d, truth)


@read
def parents_with_subtotals_texts() -> Odd:
    matrix, truth = requests()
    out = [["项目", *COLUMNS]]
    n = 0
    for r in matrix[3:]:
        for _j, p in enumerate(r[:2]):
            if p in (
                "三、本年度办理结果",
                "（三）不予公开",
                "（四）无法提供",
                "（五）不予处理",
                "（六）其他处理",
            ):
                n += 1
                out.append([p] + [str(9000 + n * 10 + x) for x in range(7)])
        out.append([next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]])
    return (document(texts(out)), truth)


@read
def other_2019_row_under_2021_subrows() -> Odd:
    matrix, truth = requests()
    i = next((i for i, r in enumerate(matrix) if r[2].startswith("3.其他")))
    matrix.insert(i + 1, ["^", "其他处理", "<"] + [str(9100 + x) for x in range(7)])
    matrix[i + 2][0] = "^"
    return (document(table(matrix)), truth)


@read
def label_and_figure_one_cell() -> Odd:
    matrix, truth = requests()
    printed = [["项目", *COLUMNS]] + [
        [next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]] for r in matrix[3:]
    ]
    printed[8][0] = printed[8][0] + " " + printed[8][1]
    printed[8][1] = "<"
    return (document(table(printed)), truth)


@read
def label_and_all_figures_one_cell() -> Odd:
    matrix, truth = requests()
    printed = [["项目", *COLUMNS]] + [
        [next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]] for r in matrix[3:]
    ]
    printed[8] = [" ".join(printed[8])] + ["<"] * 7
    return (document(table(printed)), truth)


@read
def label_trailing() -> Odd:
    matrix, truth = requests()
    for i, r in enumerate(matrix[3:]):
        for j in range(3):
            if r[j] not in "<^":
                r[j] += ["：", "（件）", "*", "(单位：件)", ":", " ", "（个）", "①"][i % 8]
    for r in matrix[1:3]:
        for j in range(3, 10):
            if r[j] not in "<^":
                r[j] += ["：", "（件）", "*"][j % 3]
    return (document(table(matrix)), truth)


@read
def one_row_each() -> Odd:
    matrix, truth = requests()
    matrix[:3]
    printed = [["项目", *COLUMNS]] + [
        [next(x for x in reversed(r[:3]) if x not in "<^"), *r[3:]] for r in matrix[3:]
    ]
    return (document(*[table([r]) for r in printed]), truth)


@read
def footnote_rows() -> Odd:
    matrix, truth = requests()
    matrix.append(["注：①含2020年结转3件", "<", "<"] + ["<"] * 7)
    matrix.append(["填报人：张三", "<", "<", "联系电话", "<", "<", "0915-3212345", "<", "<", "<"])
    return (document(table(matrix)), truth)


@read
def pdftotext_lines() -> Odd:
    matrix, truth = flat()
    return (document(*[Paragraph(" ".join(r)) for r in matrix]), truth)


@read
def serial_numbers() -> Odd:
    matrix, truth = flat()
    printed = [["序号"] + matrix[0]] + [[str(i), *r] for i, r in enumerate(matrix[1:], 1)]
    return (document(table(printed)), truth)


@read
def serial_numbers_rows() -> Odd:
    matrix, truth = flat()
    printed = [["序号"] + matrix[0]] + [[str(i), *r] for i, r in enumerate(matrix[1:], 1)]
    return (document(table(printed, "rows")), truth)


@flagged
def serial_numbers_texts() -> Odd:
    matrix, truth = flat()
    printed = [["序号"] + matrix[0]] + [[str(i), *r] for i, r in enumerate(matrix[1:], 1)]
    return (document(texts(printed)), truth)


@read
def page_number_between() -> Odd:
    matrix, truth = requests()
    a = matrix[:10]
    b = [["", "", " ", *r[3:]] if False else list(r) for r in matrix[10:]]
    b[0][0] = ""
    b[0][1] = ""
    return (document(table(a), Paragraph("— 5 —"), table(b)), truth)


@read
def blank_row_between() -> Odd:
    matrix, truth = requests()
    matrix.insert(10, ["^", "^"] + [""] * 8)
    return (document(table(matrix)), truth)


@read
def fill_in_notes() -> Odd:
    matrix, truth = requests()
    matrix[11][2] = "5.属于三类内部事务信息（人事管理、后勤管理、内部工作流程）"
    matrix[12][2] = "6.属于四类过程性信息（讨论记录、过程稿、磋商信函、请示报告）"
    return (document(table(matrix)), truth)


@read
def labels_short() -> Odd:
    matrix, truth = flat()
    for r in matrix[1:]:
        r[0] = (
            r[0]
            .replace("政府信息公开申请", "")
            .replace("（区分处理的，只计这一情形，不计其他情形）", "")
            .replace("继续办理", "")
        )
    return (document(table(matrix)), truth)


@read
def swapped_two_labels() -> Odd:
    matrix, truth = flat()
    matrix[5][0], matrix[6][0] = (matrix[6][0], matrix[5][0])
    k5 = [k for k in truth if truth[k] in matrix[5]]
    k6 = [k for k in truth if truth[k] in matrix[6]]
    for a, b in zip(k5, k6, strict=False):
        truth[a], truth[b] = (truth[b], truth[a])
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


def test_a_row_whose_label_is_two_rows_tells_no_form() -> None:
    # The border between （六）其他处理 and （七）总计 was lost: the row was like 3.其他 of the
    # newer form, and all figures of the table were recorded on that.
    matrix, _ = requests("2019")
    at = next(i for i, line in enumerate(matrix) if any("其他处理" in cell for cell in line))
    matrix[at][1] = "（六）其他处理.\n（七）总计"
    matrix[at + 1][1] = ABOVE
    matrix[at + 1][2] = ABOVE
    tables = document(table(proactive("2019")[0]), table(matrix))
    cells = [cell for cell in extract_document(tables, "", "x").cells if cell.table == "requests"]
    assert {cell.form for cell in cells} == {"2019"}


def test_other_alone_tells_no_form() -> None:
    # What a scan had left of （六）其他处理.
    matrix, _ = requests("2019")
    at = next(i for i, line in enumerate(matrix) if any("其他处理" in cell for cell in line))
    matrix[at][1] = "（六）其他"
    tables = document(table(proactive("2019")[0]), table(matrix))
    cells = [cell for cell in extract_document(tables, "", "x").cells if cell.table == "requests"]
    assert {cell.form for cell in cells} == {"2019"}
    handled = [cell for cell in cells if cell.row_label.startswith("（六）")]
    assert handled and all(cell.needs_review for cell in handled if cell.value is not None)
