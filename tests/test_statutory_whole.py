"""Whole reports: what stands beside the tables, and how all three are written.

Each function draws one document and is named after what is odd in it. All must come out
whole and without a question.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.document import Document, Paragraph, Table
from schemas.labels import TRADITIONAL_TO_SIMPLIFIED
from tests.statutory_builder import (
    Address,
    document,
    examine,
    flat,
    table,
    texts,
    whole,
)

Odd = tuple[Document, dict[Address, str]]
READ: list[Callable[[], Odd]] = []


def read(draw: Callable[[], Odd]) -> Callable[[], Odd]:
    READ.append(draw)
    return draw


@read
def plain() -> Odd:
    matrix, truth = whole()
    return (document(*[table(x) for x in matrix.values()]), truth)


@read
def plain19() -> Odd:
    matrix, truth = whole("2019")
    return (document(*[table(x) for x in matrix.values()]), truth)


@read
def plain_rows() -> Odd:
    matrix, truth = whole()
    return (document(*[table(x, "rows") for x in matrix.values()]), truth)


@read
def plain_texts() -> Odd:
    matrix, truth = whole()
    return (document(*[texts(x) for x in matrix.values()]), truth)


@read
def summary_table_prose() -> Odd:
    matrix, truth = whole()
    s = table(
        [
            ["类别", "数量", "占比"],
            ["行政许可", "77", "1%"],
            ["行政处罚", "88", "2%"],
            ["行政强制", "66", "2%"],
        ]
    )
    return (document(s, *[table(x) for x in matrix.values()]), truth)


@read
def summary_table_only() -> Odd:
    s = table(
        [
            ["类别", "数量", "占比"],
            ["行政许可", "77", "1%"],
            ["行政处罚", "88", "2%"],
            ["行政强制", "66", "2%"],
        ]
    )
    return (document(s), {})


@read
def summary_table_after() -> Odd:
    matrix, truth = whole()
    s = table(
        [
            ["类别", "数量"],
            ["行政许可", "77"],
            ["行政处罚", "88"],
            ["行政强制", "66"],
            ["规章", "5"],
        ]
    )
    return (document(*[table(x) for x in matrix.values()], s), truth)


@read
def summary_requests_prose() -> Odd:
    matrix, truth = whole()
    s = table(
        [
            ["申请情况", "数量"],
            ["本年新收", "77"],
            ["上年结转", "88"],
            ["予以公开", "66"],
            ["部分公开", "3"],
            ["结转下年度", "5"],
        ]
    )
    return (document(s, *[table(x) for x in matrix.values()]), truth)


@read
def summary_applicants() -> Odd:
    matrix, truth = whole()
    s = table(
        [
            ["申请人", "自然人", "商业企业", "其他", "总计"],
            ["2020年", "77", "6", "5", "88"],
            ["2021年", "78", "6", "5", "89"],
        ]
    )
    return (document(s, *[table(x) for x in matrix.values()]), truth)


@read
def traditional() -> Odd:

    back = {values: chr(k) for k, values in TRADITIONAL_TO_SIMPLIFIED.items()}
    matrix, truth = whole()
    return (
        document(
            *[
                table(
                    [
                        ["".join(back.get(ch, ch) for ch in c).replace("其他", "其它") for c in r]
                        for r in x
                    ]
                )
                for x in matrix.values()
            ]
        ),
        truth,
    )


@read
def empty_tables() -> Odd:
    matrix, truth = whole()
    return (
        document(
            Table([], 0, 0),
            table([[""]]),
            Table([], 3, 3),
            *[table(x) for x in matrix.values()],
            table([["0"]]),
            table([["", "", ""]]),
        ),
        truth,
    )


@read
def prose_list() -> Odd:
    return (
        document(
            *[
                Paragraph(x)
                for x in [
                    "一、总体情况",
                    "2021年主要数据如下",
                    "行政许可",
                    "12",
                    "行政处罚",
                    "34",
                    "行政强制",
                    "5",
                    "规章",
                    "3",
                    "规范性文件",
                    "7",
                    "以上。",
                ]
            ]
        ),
        {},
    )


@read
def prose_list_with_table() -> Odd:
    matrix, truth = whole()
    return (
        document(
            *[
                Paragraph(x)
                for x in [
                    "一、总体情况",
                    "主要数据如下",
                    "行政许可：12件",
                    "行政许可",
                    "12",
                    "行政处罚",
                    "34",
                    "行政强制",
                    "5",
                    "规章",
                    "3",
                    "规范性文件",
                    "7",
                ]
            ],
            [table(x) for x in matrix.values()],
        ),
        truth,
    )


@read
def bare_then_prose() -> Odd:
    matrix, truth = whole()
    bl = []
    for x in matrix.values():
        bl += texts(x)
    bl += [
        Paragraph(x)
        for x in [
            "五、存在的主要问题及改进情况",
            "一是公开不够及时。",
            "2",
            "二是队伍不稳",
            "3",
            "六、其他需要报告的事项",
            "无",
        ]
    ]
    return (document(bl), truth)


@read
def bare_then_prose_close() -> Odd:
    matrices, truth = whole()
    blocks = [
        *texts(matrices["proactive_disclosure"]),
        Paragraph("2021年共制发规章1件。"),
        Paragraph("12"),
        Paragraph("三、收到和处理政府信息公开申请情况"),
        *texts(matrices["requests"]),
        Paragraph("全年收到申请3件"),
        Paragraph("四、政府信息公开行政复议、行政诉讼情况"),
        *texts(matrices["proceedings"]),
        Paragraph("五、存在的主要问题及改进情况"),
        Paragraph("1. 问题"),
        Paragraph("2020"),
    ]
    return (document(blocks), truth)


@read
def mixed_grid_bare() -> Odd:
    matrix, truth = whole()
    return (
        document(
            table(matrix["proactive_disclosure"]),
            Paragraph("三、收到和处理政府信息公开申请情况"),
            texts(matrix["requests"]),
            table(matrix["proceedings"]),
        ),
        truth,
    )


@read
def pdftotext_all() -> Odd:
    matrix, truth = whole()
    f, _ = flat()
    p = matrix["proactive_disclosure"]
    q = matrix["proceedings"]
    L = (
        [" ".join(c for c in r if c not in "<^") for r in p]
        + ["三、收到和处理政府信息公开申请情况"]
        + [" ".join(r) for r in f]
        + ["四、政府信息公开行政复议、行政诉讼情况"]
        + [" ".join(c for c in r if c not in "<^") for r in q]
    )
    return (document(*[Paragraph(x) for x in L]), truth)


@read
def other_bare_row_and_total() -> Odd:
    matrix, truth = flat()
    for r in matrix[1:]:
        if "其他" in r[0] and r[0].startswith("3."):
            r[0] = "其他"
        if "总计" in r[0]:
            r[0] = "合计"
    return (document(table(matrix)), truth)


@read
def all_three_in_one_table() -> Odd:
    matrix, truth = whole()
    rows = []
    for _name, mm in matrix.items():
        for r in mm:
            rows.append(r + ["<"] * (15 - len(r)))
    return (document(table(rows)), truth)


@pytest.mark.parametrize("draw", READ, ids=lambda draw: draw.__name__)
def test_is_read_whole(draw: Callable[[], Odd]) -> None:
    verdict = examine(*draw())
    assert verdict.perfect, str(verdict)
