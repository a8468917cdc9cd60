"""Tables that go on over a page's end."""

from __future__ import annotations

import pytest
from page_builder import LEFT, RIGHT, blocks, centred, grid, line, page, table

from extractors.pages.model import PageTable
from extractors.pages.values import FIGURE, NUMBERED
from schemas.document import Place, Table

HEAD = ["标签", "甲", "乙"]


def stitched(*pieces: PageTable) -> list[list[str]]:
    """The one table that pieces on consecutive pages make."""
    found = blocks(*(page(n, piece) for n, piece in enumerate(pieces, 1)))
    assert len(found) == 1
    return grid(found[0])


# Which tables are one ---------------------------------------------------------------------


def test_a_table_goes_on_without_its_header() -> None:
    assert stitched(table([HEAD, ["规章", "1", "2"]]), table([["文件", "3", "4"]])) == [
        HEAD, ["规章", "1", "2"], ["文件", "3", "4"],
    ]  # fmt: skip


def test_a_header_printed_again_is_dropped() -> None:
    deep = [["标签", "数量", "<"], ["^", "甲", "乙"]]
    found = stitched(
        table([*deep, ["规章", "1", "2"]]),
        table([*deep, ["文件", "3", "4"]]),
        table([["标 签", "数量", "<"], ["^", "甲", "乙"], ["决定", "5", "6"]]),
    )
    assert found == [*deep, ["规章", "1", "2"], ["文件", "3", "4"], ["决定", "5", "6"]]


def test_rows_with_figures_are_no_header() -> None:
    row = ["规章", "0", "0"]
    assert stitched(table([row, ["文件", "1", "1"]]), table([row])) == [
        row, ["文件", "1", "1"], row,
    ]  # fmt: skip


def test_only_a_header_stands_on_the_second_page() -> None:
    assert stitched(table([HEAD, ["规章", "1", "2"]]), table([HEAD])) == [HEAD, ["规章", "1", "2"]]


def test_text_or_another_width_parts_tables() -> None:
    piece = table([["文件", "3", "4"]])
    between = [page(1, table([HEAD])), page(2, line("三、依申请公开情况", 200.0), piece)]
    assert len(blocks(*between)) == 3
    narrow = table([["文件", "3", "4"]], xs=[LEFT, 150, 250, 350])
    assert len(blocks(page(1, table([HEAD])), page(2, narrow))) == 2
    assert len(blocks(page(1, table([HEAD]), table([HEAD], y=500.0)))) == 2


def test_an_empty_page_between_is_the_back_of_a_sheet() -> None:
    found = blocks(page(1, table([HEAD])), page(2, centred("—2—", 790.0)), page(3, table([HEAD])))
    assert len(found) == 1


def test_columns_are_mapped_by_position() -> None:
    # A row label that spans what were two columns before, and a line that moved by a point.
    first = table([["（一）", "1.", "5", "6"]], xs=[LEFT, 120, 200, 360, RIGHT])
    second = table([["（二）", "7", "8"]], xs=[LEFT, 201, 359, RIGHT])
    assert stitched(first, second) == [["（一）", "1.", "5", "6"], ["（二）", "<", "7", "8"]]


def test_a_line_that_only_the_second_page_has_parts_the_first() -> None:
    first = table([["行政收费", "6580.77"]], xs=[LEFT, 200, RIGHT])
    second = table([["规章", "0", "1", "2"]], xs=[LEFT, 200, 300, 400, RIGHT])
    assert stitched(first, second) == [["行政收费", "6580.77", "<", "<"], ["规章", "0", "1", "2"]]


def test_pages_of_a_scan_may_lie_and_measure_differently() -> None:
    first = table([["规章", "0", "1"]], xs=[LEFT, 200, 300, RIGHT])
    moved = [20 + x * 1.012 for x in (LEFT, 200, 300, RIGHT)]
    second = table([["文件", "2", "3"]], xs=moved)
    found = blocks(page(1, first, reader="ocr"), page(2, second, reader="ocr"))
    assert [grid(each) for each in found] == [[["规章", "0", "1"], ["文件", "2", "3"]]]


def test_a_header_printed_again_is_dropped_though_misread() -> None:
    head = ["办理结果", "自然人", "商业企业", "科研机构"]
    again = ["办理结果", "目然人", "商业企业", "科研机构"]
    first = table([head, ["予以公开", "1", "2", "3"]])
    second = table([again, ["部分公开", "4", "5", "6"]])
    for reader, rows in (("ocr", 3), ("pdf", 4)):
        [found] = blocks(page(1, first, reader=reader), page(2, second, reader=reader))
        assert len(grid(found)) == rows


def test_the_heads_of_two_parts_of_the_form_are_not_one_misread() -> None:
    head = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    first = table([["第二十条第（五）项", "<", "<", "<"], head, ["行政许可", "1", "2", "3"]])
    second = table([["第二十条第（六）项", "<", "<", "<"], head, ["行政处罚", "4", "5", "6"]])
    [found] = blocks(page(1, first, reader="ocr"), page(2, second, reader="ocr"))
    assert len(grid(found)) == 6


def test_tables_without_rules_are_matched_column_by_column() -> None:
    first = table([["规章", "0", "1"]], xs=[LEFT, 200, 300, 420], ruled=False)
    second = table([["其他文件", "2", "3"]], xs=[LEFT, 206, 296, 500], ruled=False)
    assert stitched(first, second) == [["规章", "0", "1"], ["其他文件", "2", "3"]]


# Rows that a page's end cut ---------------------------------------------------------------

ABOVE = ["1.属于国家", "15", "0"]


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        (ABOVE, ["秘密", "", ""], ["1.属于国家/秘密", "15", "0"]),
        (["1.属于国家", "", ""], ["秘密", "15", "0"], ["1.属于国家/秘密", "15", "0"]),
        (["1.属于国家", "", ""], ["秘密", "", ""], ["1.属于国家/秘密", "", ""]),
        (["", "", ""], ["1.属于国家秘密", "15", "0"], ["1.属于国家秘密", "15", "0"]),
        (ABOVE, ["", "", ""], ABOVE),
        (["（三", "", ""], ["）不予公开", "1", "2"], ["（三/）不予公开", "1", "2"]),
    ],
)
def test_cut_rows_are_made_whole(upper: list[str], lower: list[str], whole: list[str]) -> None:
    after = ["2.其他", "3", "4"]
    assert stitched(table([HEAD, upper]), table([lower, after])) == [HEAD, whole, after]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (ABOVE, ["2.其他法律", "", ""]),  # a label of its own
        (["3.其他", "", ""], ["总 计", "5", "6"]),  # the total may have lost its number
        (ABOVE, ["秘密", "16", ""]),  # both have figures
        (ABOVE, ["秘密", "", "16"]),
        (["规章", "1", "2"], ["文件", "", ""]),  # labels that nothing tells apart
        (["规章", "", ""], ["文件", "", ""]),
        (["1.属于国家", "", ""], ["", "15", "0"]),
        (["结果维持", "结果纠正", "总计"], ["", "", ""]),  # a header over blank figures
    ],
)
def test_rows_stay_apart_where_there_is_doubt(upper: list[str], lower: list[str]) -> None:
    assert stitched(table([HEAD, upper]), table([lower])) == [HEAD, upper, lower]


def test_a_border_that_is_wanting_at_the_page_end_makes_one_row() -> None:
    first = table([HEAD, ["其他管理服务", "1", "2"]], open_bottom=True)
    second = table([["事项", "", ""]], open_top=True)
    assert stitched(first, second) == [HEAD, ["其他管理服务/事项", "1", "2"]]


def test_a_label_that_filled_its_cell_goes_on() -> None:
    rows = [HEAD, ["行政许可和其\n他管理", "5", "6"]]
    assert stitched(table([*rows, ["其他对外管理", "1", "2"]]), table([["服务", "", ""]])) == [
        HEAD, ["行政许可和其/他管理", "5", "6"], ["其他对外管理/服务", "1", "2"],
    ]  # fmt: skip
    apart = stitched(table([*rows, ["行政处罚", "1", "2"]]), table([["行政强制", "", ""]]))
    assert apart[-1] == ["行政强制", "", ""]


def test_headers_written_downwards_are_cut_anywhere() -> None:
    upper, lower = ["结\n果", "结\n果", "尚\n未"], ["维\n持", "纠\n正", "审\n结"]
    (whole,) = stitched(table([upper]), table([lower]))
    assert whole == ["结/果/维/持", "结/果/纠/正", "尚/未/审/结"]


def test_a_deep_header_is_cut_where_some_of_it_has_ended() -> None:
    first = [["复议", "诉讼", "<", "<"], ["结\n果", "结\n果\n维", "结\n果\n纠", "总\n计"]]
    second = [["维\n持", "持", "正", ""], ["1", "2", "3", "4"]]
    assert stitched(table(first), table(second)) == [
        ["复议", "诉讼", "<", "<"],
        ["结/果/维/持", "结/果/维/持", "结/果/纠/正", "总/计"],
        ["1", "2", "3", "4"],
    ]


def test_header_cells_merged_downwards_are_cut_beside_a_row_that_parts_below() -> None:
    found = stitched(
        table([["复议", "<", "诉讼", "<"], ["结果", "总", "直接起诉", "<"]]),
        table([["维持", "计", "维持", "纠正"], ["1", "2", "3", "4"]]),
    )
    assert found == [
        ["复议", "<", "诉讼", "<"],
        ["结果/维持", "总/计", "直接起诉", "<"],
        ["^", "^", "维持", "纠正"],
        ["1", "2", "3", "4"],
    ]


def test_blank_rows_below_each_other_are_no_header() -> None:
    found = stitched(
        table([["（二）部分公开", "<", "", ""]]), table([["（三）不予公开", "1.属于", "", ""]])
    )
    assert found == [["（二）部分公开", "<", "", ""], ["（三）不予公开", "1.属于", "", ""]]


def test_a_figure_of_two_lines_that_was_cut_is_doubted_on_both_sides() -> None:
    found = blocks(page(1, table([HEAD, ["1.许可", "123", "4"]])), page(2, table([["", "45", ""]])))
    (whole,) = found
    assert isinstance(whole, Table)
    doubted = {cell.text for cell in whole.cells if "row_cut" in cell.doubts}
    assert doubted == {"123", "45"}


def test_a_row_may_be_cut_by_two_pages() -> None:
    assert stitched(
        table([HEAD, ["1.申请人", "", ""]]),
        table([["无正当", "7", "8"]]),
        table([["理由", "", ""]]),
    ) == [HEAD, ["1.申请人/无正当/理由", "7", "8"]]


# Merged cells over the page's end ---------------------------------------------------------


def test_group_labels_go_on() -> None:
    first = [["三、结果", "（一）公开", "<", "1"], ["^", "（三）不", "1.秘密", "2"]]
    second = [
        ["", "予公开", "2.其他", "3"],
        ["^", "^", "3.危及", "4"],
        ["^", "（四）无法", "1.没有", "5"],
    ]
    xs = [LEFT, 120, 200, 300, RIGHT]
    assert stitched(table(first, xs=xs), table(second, xs=xs)) == [
        ["三、结果", "（一）公开", "<", "1"],
        ["^", "（三）不/予公开", "1.秘密", "2"],
        ["^", "^", "2.其他", "3"],
        ["^", "^", "3.危及", "4"],
        ["^", "（四）无法", "1.没有", "5"],
    ]


def test_group_labels_go_on_where_their_row_is_cut() -> None:
    first = [["（三）不", "1.属于", "2"]]
    second = [["予公开", "秘密", ""], ["^", "2.其他", "3"]]
    assert stitched(table(first), table(second)) == [
        ["（三）不/予公开", "1.属于/秘密", "2"], ["^", "2.其他", "3"],
    ]  # fmt: skip


def test_a_new_group_is_new() -> None:
    first, second = [["（三）不予公开", "8.查询", "2"]], [["（四）无法提供", "1.没有", "3"]]
    assert stitched(table(first), table(second)) == first + second


def test_a_group_label_printed_again_is_one() -> None:
    first, second = [["（三）不予公开", "1.秘密", "2"]], [["（三）不予公开", "2.其他", "3"]]
    assert stitched(table(first), table(second)) == [*first, ["^", "2.其他", "3"]]


def test_blank_figures_are_no_group_labels() -> None:
    first, second = [["8.查询", "", "2"]], [["1.没有", "", "3"]]
    assert stitched(table(first), table(second)) == first + second


# Places, readers ----------------------------------------------------------------------------


def test_cells_keep_their_own_page() -> None:
    (found,) = blocks(page(4, table([HEAD])), page(5, table([["规章", "1", "2"]], y=100.0)))
    assert isinstance(found, Table)
    places = {cell.text: cell.place for cell in found.cells}
    assert places["甲"].page == 4
    assert places["1"] == Place(5, 224.0, 100.0, 376.0, 120.0)
    assert found.place.page == 4


def test_what_another_read_says_so() -> None:
    pages = [page(1, table([HEAD])), page(2, table([["规章", "1", "2"]]), reader="ocr")]
    (found,) = blocks(*pages)
    assert isinstance(found, Table)
    assert {cell.text: cell.reader for cell in found.cells}["甲"] is None
    assert {cell.text: cell.reader for cell in found.cells}["1"] == "ocr"


def test_patterns() -> None:
    figures = ("12", "-1942", "−3", "＋57", "40.35万元", "12%", "１２", "1，204", "-", "——", "/")
    assert all(FIGURE.fullmatch(text) for text in figures)
    assert not any(FIGURE.fullmatch(text) for text in ("1.秘密", "3.其他", "无法", "一", "第1项"))
    numbered = ("一、本年", "（一）予", "(3)", "1.属于", "3．危", "（三", "2、上年", "十一、")
    assert all(NUMBERED.match(text) for text in numbered)
    assert not any(NUMBERED.match(text) for text in ("予公开", "一稳定", "12件", "3.5", "）不予"))


# Without borders ----------------------------------------------------------------------------


def bare(
    rows: list[list[str]], left_out: tuple[tuple[int, int], ...] = (), **more: object
) -> PageTable:
    """A table without borders; the cells (row, column) left out are places without any text."""
    found = table(rows, ruled=False, **more)
    found.cells = [cell for cell in found.cells if (cell.row, cell.column) not in left_out]
    return found


def test_a_row_without_borders_that_was_cut_is_made_whole() -> None:
    label_only = ((1, 2), (1, 3))
    found = stitched(
        bare([["五", "1.要求", "1", "2"], ["", "2.信访举报", "", ""]], label_only),
        bare([["", "类申请", "3", "4"], ["", "3.重复", "5", "6"]], xs=(LEFT, 210, 300, 414, RIGHT)),
    )
    assert found[1:] == [["", "2.信访举报/类申请", "3", "4"], ["", "3.重复", "5", "6"]]


def test_parts_without_borders_may_have_fewer_columns_of_labels() -> None:
    found = stitched(
        bare([["五", "1.要求", "1", "2"], ["", "2.信访举报", "", ""]], ((1, 2), (1, 3))),
        bare([["类申请", "3", "4"], ["3.重复", "5", "6"]], xs=(LEFT, 300, 414, RIGHT)),
    )
    assert [row[1:] for row in found[1:]] == [
        ["2.信访举报/类申请", "3", "4"], ["3.重复", "5", "6"],
    ]  # fmt: skip


def test_rows_without_borders_that_may_be_one_are_doubted() -> None:
    upper = bare([["规章", "1", "2"], ["行政规范", "", ""]], ((1, 1), (1, 2)))
    for columns in (["性文件", "3", "4"], ["性文件", "3"]):
        found = blocks(page(1, upper), page(2, bare([columns])))
        cells = [cell for block in found if isinstance(block, Table) for cell in block.cells]
        doubted = {cell.text for cell in cells if cell.doubts == ("row_cut",)}
        assert doubted >= {"行政规范", *columns}
        assert not any(cell.doubts for cell in cells if cell.text in ("规章", "1", "2"))


def test_a_part_without_the_open_side_s_column_is_the_same_table() -> None:
    xs = (LEFT, 140.0, 260.0, 400.0, RIGHT)
    found = stitched(
        table([["三、结果", "（一）", "1", "2"]], xs=xs),
        table([["（二）", "3", "4"], ["（三）", "5", "6"]], xs=xs[1:]),
        table([["四、结转", "<", "7", "8"]], xs=xs),
    )
    assert found == [
        ["三、结果", "（一）", "1", "2"],
        ["^", "（二）", "3", "4"],
        ["^", "（三）", "5", "6"],
        ["四、结转", "<", "7", "8"],
    ]
    narrower = table([["二", "3", "4"]], xs=(200.0, 300.0, 380.0, RIGHT))
    assert len(blocks(page(1, table([["三", "（一）", "1", "2"]], xs=xs)), page(2, narrower))) == 2


def test_a_figure_that_a_page_s_end_moved_alone_belongs_to_the_row_above() -> None:
    upper = [["二", "1", "2", "3"], ["（七）总计", "6", "", "6"]]
    lower = [["", "", "0", ""], ["四、结转", "0", "0", "0"]]
    whole = [["二", "1", "2", "3"], ["（七）总计", "6", "0", "6"], ["四、结转", "0", "0", "0"]]
    assert stitched(table(upper), table(lower)) == whole
    lower[0][0] = "四、结转"  # a row of its own that begins below
    assert len(stitched(table(upper), table(lower))) == 4
    lower[0][0], lower[0][1] = "", "0"  # two figures in a column: none may vanish
    assert len(stitched(table(upper), table(lower))) == 4


def test_a_figure_alone_whose_columns_do_not_fit_is_doubted_with_the_row_above() -> None:
    upper = table([["（七）总计", "6", "", "6"]])
    lower = table([["", "", "0", "<"], ["四、结转", "0", "0", "0"]])
    (found,) = blocks(page(1, upper), page(2, lower))
    assert isinstance(found, Table)
    assert all(bool(cell.doubts) == (cell.row < 2) for cell in found.cells)


def test_figures_below_a_label_that_had_ended_are_its_row_s() -> None:
    xs = (LEFT, 140.0, 260.0, 400.0, RIGHT)
    upper = [["（三）", "3.危及", "1", "2"], ["（三）不予公", "4.保护第三方", "", ""]]
    lower = [["开", "", "0", "7"], ["（三）不予公开", "5.属于", "0", "0"]]
    assert stitched(table(upper, xs=xs), table(lower, xs=xs))[1:] == [
        ["（三）不予公/开", "4.保护第三方", "0", "7"],
        ["（三）不予公开", "5.属于", "0", "0"],
    ]


def test_a_row_of_wu_is_no_label_printed_again() -> None:
    rows = [["（三）", "1.秘密", "无", "无", "0"]]
    lower = [["^", "2.其他法律", "无", "无", "无"]]
    xs = (LEFT, 140.0, 260.0, 330.0, 400.0, RIGHT)
    assert stitched(table(rows, xs=xs), table([["", *lower[0][1:]]], xs=xs)) == rows + lower


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        (
            ["情况", "", "商业企", "法律服"],
            ["", "自然人", "业", "务机构"],
            ["情况", "自然人", "商业企/业", "法律服/务机构"],
        ),
        (
            ["维持", "未\n审", "总\n计", "未\n审"],
            ["", "结", "", "结"],
            ["维持", "未/审/结", "总/计", "未/审/结"],
        ),
        (
            ["信息内容", "上一年", "本年增/减", "处理决定"],
            ["", "", "", "数量"],
            ["信息内容", "上一年", "本年增/减", "处理决定/数量"],
        ),
    ],
)
def test_a_header_s_row_that_is_cut_is_made_whole(
    upper: list[str], lower: list[str], whole: list[str]
) -> None:
    xs = (LEFT, 140.0, 260.0, 400.0, RIGHT)
    rows = [["一、", "1", "2", "3"]]
    assert stitched(table([upper], xs=xs), table([lower, *rows], xs=xs)) == [whole, *rows]
    one, other = ["第六项", "处罚", "", ""], ["", "强制", "", ""]  # rows of their own, blank
    assert stitched(table([one], xs=xs), table([other, *rows], xs=xs))[1][1] == "强制"
