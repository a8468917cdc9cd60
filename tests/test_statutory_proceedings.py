"""Table 四 as offices print it.

Each function draws one document and is named after what is odd in it. `read` documents
must come out whole and without a question; `flagged` ones may not be read silently wrong,
nor may a printed figure be lost.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.document import Document
from tests.statutory_builder import (
    OUTCOMES,
    Address,
    document,
    examine,
    proceedings,
    table,
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
def groups_down() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    return (
        document(
            table(
                [
                    ["类型", *OUTCOMES],
                    ["行政复议", *values[:5]],
                    ["行政诉讼（未经复议直接起诉）", *values[5:10]],
                    ["行政诉讼（复议后起诉）", *values[10:]],
                ]
            )
        ),
        truth,
    )


@read
def groups_down2() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    return (
        document(
            table(
                [
                    ["类型", "<", *OUTCOMES],
                    ["行政复议", "<", *values[:5]],
                    ["行政诉讼", "未经复议直接起诉", *values[5:10]],
                    ["^", "复议后起诉", *values[10:]],
                ]
            )
        ),
        truth,
    )


@read
def transposed() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    return (
        document(
            table(
                [["结果", "行政复议", "未经复议直接起诉", "复议后起诉"]]
                + [[OUTCOMES[i], values[i], values[5 + i], values[10 + i]] for i in range(5)]
            )
        ),
        truth,
    )


@read
def transposed2() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    return (
        document(
            table(
                [
                    ["结果", "行政复议", "行政诉讼", "<"],
                    ["^", "^", "未经复议直接起诉", "复议后起诉"],
                ]
                + [[OUTCOMES[i], values[i], values[5 + i], values[10 + i]] for i in range(5)]
            )
        ),
        truth,
    )


@read
def total_misread() -> Odd:
    matrix, truth = proceedings()
    matrix[1][4], matrix[2][14] = "总t", "总订"
    return (document(table(matrix)), truth)


@flagged
def outcomes_of_a_kind_unreadable() -> Odd:
    matrix, truth = proceedings()
    matrix[1][5], matrix[2][5:10] = "3", ["结结果维纠", "<", "<", "尚福", "总"]
    return (document(table(matrix)), truth)


@flagged
def outcome_unlike_any() -> Odd:
    matrix, truth = proceedings()
    matrix[2][12] = "结果撤销"
    return (document(table(matrix)), truth)


@flagged
def litigation_only_five() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    printed = [
        ["行政复议"] + ["<"] * 4 + ["行政诉讼"] + ["<"] * 4,
        OUTCOMES + OUTCOMES,
        values[:10],
    ]
    truth = {k: x for k, x in truth.items() if k[1] == "review"}
    return (document(table(printed)), truth)


@flagged
def litigation_only_group5() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    printed = [["行政诉讼"] + ["<"] * 4, OUTCOMES, values[5:10]]
    return (document(table(printed)), {})


@read
def extra_total() -> Odd:
    matrix, truth = proceedings()
    matrix[0] += ["合计"]
    matrix[1] += ["^"]
    matrix[2] += ["^"]
    matrix[3] += ["6000"]
    return (document(table(matrix)), truth)


@read
def extra_total_front() -> Odd:
    matrix, truth = proceedings()
    matrix[0].insert(0, "总计")
    matrix[1].insert(0, "^")
    matrix[2].insert(0, "^")
    matrix[3].insert(0, "6000")
    return (document(table(matrix)), truth)


@read
def row_label() -> Odd:
    matrix, truth = proceedings()
    matrix[0].insert(0, "类别")
    matrix[1].insert(0, "^")
    matrix[2].insert(0, "^")
    matrix[3].insert(0, "数量（件）")
    return (document(table(matrix)), truth)


@flagged
def year_label() -> Odd:
    matrix, truth = proceedings()
    matrix[0].insert(0, "年度")
    matrix[1].insert(0, "^")
    matrix[2].insert(0, "^")
    matrix[3].insert(0, "2021")
    matrix.append(["2020"] + [str(7000 + i) for i in range(15)])
    return (document(table(matrix)), truth)


@read
def litigation_total_extra() -> Odd:
    matrix, truth = proceedings()
    matrix[0] += ["<"]
    matrix[1] += ["诉讼合计"]
    matrix[2] += ["^"]
    matrix[3] += ["6000"]
    return (document(table(matrix)), truth)


@read
def order_swapped() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    printed = [
        ["行政诉讼"] + ["<"] * 9 + ["行政复议"] + ["<"] * 4,
        ["未经复议直接起诉"] + ["<"] * 4 + ["复议后起诉"] + ["<"] * 4 + OUTCOMES,
        OUTCOMES + OUTCOMES + ["^"] * 5,
        values[5:] + values[:5],
    ]
    return (document(table(printed)), truth)


@read
def order_swapped_rows() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    printed = [
        ["行政诉讼"] + ["<"] * 9 + ["行政复议"] + ["<"] * 4,
        ["未经复议直接起诉"] + ["<"] * 4 + ["复议后起诉"] + ["<"] * 4 + OUTCOMES,
        OUTCOMES + OUTCOMES + ["^"] * 5,
        values[5:] + values[:5],
    ]
    return (document(table(printed, "rows")), truth)


@read
def after_first() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    printed = [
        ["行政复议"] + ["<"] * 4 + ["行政诉讼"] + ["<"] * 9,
        OUTCOMES + ["复议后起诉"] + ["<"] * 4 + ["未经复议直接起诉"] + ["<"] * 4,
        ["^"] * 5 + OUTCOMES + OUTCOMES,
        values[:5] + values[10:] + values[5:10],
    ]
    return (document(table(printed)), truth)


@read
def outcome_order() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    OUTCOMES = ["总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]
    printed = [
        ["行政复议"] + ["<"] * 4 + ["行政诉讼"] + ["<"] * 9,
        OUTCOMES + ["未经复议直接起诉"] + ["<"] * 4 + ["复议后起诉"] + ["<"] * 4,
        ["^"] * 5 + OUTCOMES + OUTCOMES,
        [v for g in (0, 5, 10) for v in (values[g + 4], *values[g : g + 4])],
    ]
    return (document(table(printed)), truth)


@flagged
def outcome_wanting_rows() -> Odd:
    # A kind's label, misread, is the first outcome; another kind has one fewer.
    _matrix, truth = proceedings()
    printed = [
        ["行政复议", "行政诉譽"],
        [*OUTCOMES, "未经复议直接起诉", "复议后起诉"],
        [*OUTCOMES[:2], *OUTCOMES[3:], *OUTCOMES],
        list(truth.values()),
    ]
    return (document(table(printed, "rows")), truth)


@flagged
def header_row_cut() -> Odd:
    # A web page's row ends behind 未经复议直接起诉: the next ones' cells begin at the left.
    _matrix, truth = proceedings()
    printed = [
        ["行政复议"] + ["<"] * 4 + ["行政诉讼"] + ["<"] * 9,
        OUTCOMES + ["未经复议直接起诉"] + ["<"] * 4,
        ["^"] * 5 + ["复议后起诉"] + ["<"] * 4,
        OUTCOMES + OUTCOMES,
        list(truth.values()),
    ]
    return (document(table(printed)), truth)


@flagged
def outcome_moved() -> Odd:
    # Without its rowspan 总计 lets those of the row below move up under it.
    _matrix, truth = proceedings()
    printed = [
        ["行政复议"] + ["<"] * 4 + ["行政诉讼"] + ["<"] * 9,
        OUTCOMES + ["未经复议直接起诉"] + ["<"] * 4 + ["复议后起诉"] + ["<"] * 4,
        ["^"] * 4 + OUTCOMES + OUTCOMES,
        list(truth.values()),
    ]
    return (document(table(printed)), truth)


@flagged
def outcome_order_rows() -> Odd:
    _matrix, truth = proceedings()
    values = list(truth.values())
    OUTCOMES = ["总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]
    printed = [
        ["行政复议"] + ["<"] * 4 + ["行政诉讼"] + ["<"] * 9,
        OUTCOMES + ["未经复议直接起诉"] + ["<"] * 4 + ["复议后起诉"] + ["<"] * 4,
        ["^"] * 5 + OUTCOMES + OUTCOMES,
        [v for g in (0, 5, 10) for v in (values[g + 4], *values[g : g + 4])],
    ]
    return (document(table(printed, "rows")), truth)


@flagged
def two_data_rows() -> Odd:
    matrix, truth = proceedings()
    matrix.append([str(7000 + i) for i in range(15)])
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


def test_where_the_outcomes_of_a_kind_cannot_be_read_only_that_kind_is_doubted() -> None:
    verdict = examine(*outcomes_of_a_kind_unreadable())
    assert not verdict.silent and not verdict.lost and not verdict.unplaced, str(verdict)
    assert len(verdict.marked) == 5, str(verdict)
