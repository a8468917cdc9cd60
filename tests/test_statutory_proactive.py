"""Table 二 as offices print it.

Each function draws one document and is named after what is odd in it. `read` documents
must come out whole and without a question; `flagged` ones may not be read silently wrong,
nor may a printed figure be lost.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.document import Document
from tests.statutory_builder import (
    Address,
    document,
    examine,
    proactive,
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
def transposed_proactive() -> Odd:
    return (
        document(
            table(
                [
                    ["", "规章", "行政规范性文件"],
                    ["本年制发件数", "1", "2"],
                    ["本年废止件数", "3", "4"],
                    ["现行有效件数", "5", "6"],
                ]
            )
        ),
        {
            ("proactive_disclosure", "regulations", "issued"): "1",
            ("proactive_disclosure", "regulations", "repealed"): "3",
            ("proactive_disclosure", "regulations", "in_force"): "5",
            ("proactive_disclosure", "normative_documents", "issued"): "2",
            ("proactive_disclosure", "normative_documents", "repealed"): "4",
            ("proactive_disclosure", "normative_documents", "in_force"): "6",
        },
    )


@read
def last_year_beside_proactive() -> Odd:
    printed = [
        ["第二十条第（五）项", "<", "<"],
        ["信息内容", "本年处理决定数量", "上年处理决定数量"],
        ["行政许可", "12", "99"],
        ["第二十条第（六）项", "<", "<"],
        ["信息内容", "本年处理决定数量", "上年处理决定数量"],
        ["行政处罚", "13", "98"],
        ["行政强制", "14", "97"],
    ]
    return (
        document(table(printed)),
        {
            ("proactive_disclosure", "administrative_licensing", "decisions"): "12",
            ("proactive_disclosure", "administrative_penalty", "decisions"): "13",
            ("proactive_disclosure", "administrative_coercion", "decisions"): "14",
        },
    )


@flagged
def last_year_first_proactive() -> Odd:
    printed = [
        ["第二十条第（五）项", "<", "<"],
        ["信息内容", "上年处理决定数量", "本年处理决定数量"],
        ["行政许可", "99", "12"],
        ["第二十条第（六）项", "<", "<"],
        ["信息内容", "上年", "本年"],
        ["行政处罚", "98", "13"],
        ["行政强制", "97", "14"],
    ]
    return (
        document(table(printed)),
        {
            ("proactive_disclosure", "administrative_licensing", "decisions"): "12",
            ("proactive_disclosure", "administrative_penalty", "decisions"): "13",
            ("proactive_disclosure", "administrative_coercion", "decisions"): "14",
        },
    )


@flagged
def label_trailing_proactive() -> Odd:
    matrix, truth = proactive()
    for i, r in enumerate(matrix):
        for j in range(4):
            if r[j] not in "<^" and (not r[j].isdigit()):
                r[j] += ["（件）", "：", "*"][i % 3]
    return (document(table(matrix)), truth)


@read
def unit_yuan_header() -> Odd:
    matrix, truth = proactive()
    for r in matrix:
        for j, c in enumerate(r):
            if "万元" in c:
                r[j] = c.replace("万元", "元")
    return (document(table(matrix)), truth)


@read
def unit_yuan_header19() -> Odd:
    matrix, truth = proactive("2019")
    for r in matrix:
        for j, c in enumerate(r):
            if "采购总金额" in c:
                r[j] = "采购总金额（元）"
    return (document(table(matrix)), truth)


@flagged
def years_in_headers() -> Odd:
    printed = [
        ["第二十条第（五）项", "<", "<"],
        ["信息内容", "2020年处理决定数量", "2021年处理决定数量"],
        ["行政许可", "99", "12"],
    ]
    return (
        document(table(printed)),
        {("proactive_disclosure", "administrative_licensing", "decisions"): "12"},
    )


@read
def serial_proactive() -> Odd:
    printed = [
        ["第二十条第（六）项", "<", "<"],
        ["序号", "信息内容", "本年处理决定数量"],
        ["1", "行政处罚", "12"],
        ["2", "行政强制", "13"],
    ]
    return (
        document(table(printed)),
        {
            ("proactive_disclosure", "administrative_penalty", "decisions"): "12",
            ("proactive_disclosure", "administrative_coercion", "decisions"): "13",
        },
    )


@read
def serial_proactive_rows() -> Odd:
    printed = [
        ["第二十条第（六）项"],
        ["序号", "信息内容", "本年处理决定数量"],
        ["1", "行政处罚", "12"],
        ["2", "行政强制", "13"],
    ]
    return (
        document(table(printed, "rows")),
        {
            ("proactive_disclosure", "administrative_penalty", "decisions"): "12",
            ("proactive_disclosure", "administrative_coercion", "decisions"): "13",
        },
    )


@read
def unit_line_in_table() -> Odd:
    matrix, truth = proactive()
    matrix.insert(0, ["单位：件、万元", "<", "<", "<"])
    return (document(table(matrix)), truth)


@read
def nested_decisions_sum_row() -> Odd:
    matrix, truth = proactive()
    i = next((i for i, r in enumerate(matrix) if r[0] == "行政处罚"))
    matrix.insert(i + 2, ["合计", "9999", "<", "<"])
    return (document(table(matrix)), truth)


@flagged
def proactive_rows_cells_more() -> Odd:
    matrix, truth = proactive()
    i = next((i for i, r in enumerate(matrix) if r[0] == "行政处罚"))
    matrix[i] = ["行政处罚", matrix[i][1], "3", "4"]
    return (document(table(matrix)), truth)


@read
def proactive_shifted_blank() -> Odd:
    matrix, truth = proactive()
    i = next((i for i, r in enumerate(matrix) if r[0] == "行政处罚"))
    matrix[i] = ["行政处罚", "", "", matrix[i][1]]
    return (document(table(matrix)), truth)


@flagged
def repealed_header_swapped() -> Odd:
    matrix, truth = proactive()
    matrix[1][1], matrix[1][2] = (matrix[1][2], matrix[1][1])
    matrix[2][1], matrix[2][2] = (matrix[2][2], matrix[2][1])
    matrix[3][1], matrix[3][2] = (matrix[3][2], matrix[3][1])
    return (document(table(matrix)), truth)


@flagged
def repealed_header_swapped_texts() -> Odd:
    matrix, truth = proactive()
    matrix[1][1], matrix[1][2] = (matrix[1][2], matrix[1][1])
    matrix[2][1], matrix[2][2] = (matrix[2][2], matrix[2][1])
    matrix[3][1], matrix[3][2] = (matrix[3][2], matrix[3][1])
    return (document(texts(matrix)), truth)


@read
def no_article_rows() -> Odd:
    matrix, truth = proactive()
    matrix = [r for r in matrix if "二十条" not in r[0]]
    return (document(table(matrix)), truth)


@read
def no_article_rows_texts() -> Odd:
    matrix, truth = proactive()
    matrix = [r for r in matrix if "二十条" not in r[0]]
    return (document(texts(matrix)), truth)


@flagged
def no_headers_proactive() -> Odd:
    matrix, truth = proactive()
    matrix = [r for r in matrix if "信息内容" not in r[0]]
    return (document(table(matrix)), truth)


@flagged
def only_labels_proactive() -> Odd:
    matrix, truth = proactive()
    matrix = [r for r in matrix if "信息内容" not in r[0] and "二十条" not in r[0]]
    return (document(table(matrix)), truth)


@flagged
def header_once_for_all_blocks() -> Odd:
    printed = [
        ["信息内容", "处理决定数量"],
        ["行政许可", "1"],
        ["行政处罚", "2"],
        ["行政强制", "3"],
    ]
    return (
        document(table(printed)),
        {
            ("proactive_disclosure", r, "decisions"): values
            for r, values in zip(
                ("administrative_licensing", "administrative_penalty", "administrative_coercion"),
                "123",
                strict=False,
            )
        },
    )


@flagged
def header_of_wrong_block() -> Odd:
    matrix, truth = proactive("2019")
    i = next((i for i, r in enumerate(matrix) if r[0] == "行政处罚"))
    matrix[i - 1] = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
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
