"""Tables without borders, by alignment against the form."""

from __future__ import annotations

import pytest
from pdf_builder import Drawing, needs_fonts, read, rows, tables, texts

from extractors.pages.model import Box, TextLine
from extractors.pdf.aligned_grid import labelled_rows
from extractors.pdf.labels_beside import NUMBERED, match_labels
from extractors.pdf.tokens import FIGURE, Token, columns_of, tokens_of

HEADERS = ("自然人", "商业企业", "科研机构", "社会公益", "法律服务", "其他", "总计")
CENTRES = [215 + 50 * index for index in range(7)]


def centred(drawing: Drawing, x: float, y: float, text: str) -> None:
    width = sum(10 if letter >= "⺀" else 5 for letter in text)
    drawing.text(x - width / 2, y, text)


def requests(figures: list[tuple[str, float, list[str]]]) -> Drawing:
    """A piece of table 三: rows of a label, its height, and seven figures."""
    drawing = Drawing()
    centred(drawing, 340, 80, "法人或其他组织")
    for x, header in zip(CENTRES, HEADERS, strict=True):
        centred(drawing, x, 100, header)
    for label, y, values in figures:
        for index, line in enumerate(label.split("\n")):
            drawing.text(65, y - 6 * label.count("\n") + 12 * index, line)
        for x, value in zip(CENTRES, values, strict=True):
            if value:
                centred(drawing, x, y, value)
    return drawing


@needs_fonts
def test_rows_columns_and_labels_of_several_lines() -> None:
    page = read(
        requests(
            [
                ("1.属于国家秘密", 130, ["1", "0", "0", "0", "0", "0", "1"]),
                ("2.其他法律行政\n法规禁止公开", 160, ["27", "0", "0", "0", "0", "3", "30"]),
                ("3.危及“三安全\n一稳定”", 190, ["0", "0", "0", "0", "0", "0", "0"]),
            ]
        ).data()
    )
    (table,) = tables(page)
    assert not table.ruled
    assert texts(page) == []
    assert rows(table)[-3:] == [
        ["1.属于国家秘密", "1", "0", "0", "0", "0", "0", "1"],
        ["2.其他法律行政\n法规禁止公开", "27", "0", "0", "0", "0", "3", "30"],
        ["3.危及“三安全\n一稳定”", "0", "0", "0", "0", "0", "0", "0"],
    ]
    group = next(cell for cell in table.cells if cell.text == "法人或其他组织")
    assert (group.column, group.column_span) == (2, 5)


@needs_fonts
def test_blanks_do_not_shift_the_figures_beside_them() -> None:
    page = read(
        requests(
            [
                ("1.属于国家秘密", 130, ["1", "", "", "4", "", "", "5"]),
                ("2.重复申请", 150, ["", "", "", "", "", "", ""]),
                ("3.其他", 170, ["", "2", "", "", "", "", "2"]),
            ]
        ).data()
    )
    (table,) = tables(page)
    assert rows(table)[-3:] == [
        ["1.属于国家秘密", "1", "", "", "4", "", "", "5"],
        ["2.重复申请", "", "", "", "", "", "", ""],
        ["3.其他", "", "2", "", "", "", "", "2"],
    ]


@needs_fonts
def test_figures_beside_their_headers() -> None:
    drawing = Drawing()
    centred(drawing, 300, 80, "第二十条第（一）项")
    for x, text in ((100, "信息内容"), (220, "制发件数"), (340, "废止件数"), (460, "现行有效件数")):
        centred(drawing, x, 100, text)
    for y, label, values in ((120, "规章", "135"), (140, "行政规范性文件", "402")):
        centred(drawing, 100, y, label)
        for x, value in zip((170, 290, 410), values, strict=True):
            drawing.text(x, y, value)
    (table,) = tables(read(drawing.data()))
    assert rows(table) == [
        ["第二十条第（一）项"],
        ["信息内容", "制发件数", "废止件数", "现行有效件数"],
        ["规章", "1", "3", "5"],
        ["行政规范性文件", "4", "0", "2"],
    ]


@needs_fonts
def test_columns_that_no_form_has_stay_lines() -> None:
    drawing = Drawing()
    for y in (100, 120, 140):
        drawing.text(65, y, "行政许可")
        for x in (200, 260, 320, 380):
            drawing.text(x, y, "17")
    page = read(drawing.data())
    assert tables(page) == []
    assert texts(page) == ["行政许可 17 17 17 17"] * 3


@needs_fonts
def test_prose_and_signatures_stay_lines() -> None:
    drawing = Drawing()
    prose = [
        "全年公开信息 12 条。",
        "联系电话：0915-3213456",
        "某某县行政审批服务局",
        "2021年1月15日",
    ]
    for index, text in enumerate(prose):
        drawing.text(65, 100 + 20 * index, text)
    page = read(drawing.data())
    assert (tables(page), texts(page)) == ([], prose)


def label_lines(*texts: str, first: float = 0.0) -> list[tuple[float, str]]:
    return [(first + 12.0 * index, text) for index, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("lines", "heights", "expected"),
    [
        (label_lines("1.甲", "2.乙"), [0, 12], [(0, 1, 0), (1, 2, 1)]),
        # By the middle: three lines about one figure.
        (label_lines("1.甲", "甲", "甲", "2.乙"), [12, 36], [(0, 3, 0), (3, 4, 1)]),
        # By the first line.
        (label_lines("1.甲", "甲", "甲", "2.乙"), [0, 36], [(0, 3, 0), (3, 4, 1)]),
        # A row without figures, told by its number.
        (label_lines("1.甲", "2.乙", "3.丙"), [0, 24], [(0, 1, 0), (1, 2, None), (2, 3, 1)]),
        # What the page's end leaves of a label goes on with it.
        (label_lines("1.甲", "2.乙", "乙", "乙"), [0, 12], [(0, 1, 0), (1, 4, 1)]),
    ],
)
def test_labels_find_their_rows(
    lines: list[tuple[float, str]],
    heights: list[float],
    expected: list[tuple[int, int, int | None]],
) -> None:
    assert match_labels(lines, heights, 12.0) == expected


def test_label_that_may_be_part_of_another_is_not_trusted() -> None:
    lines = [(0.0, "1.甲"), (40.0, "甲"), (80.0, "2.乙")]
    assert match_labels(lines, [0.0, 80.0], 12.0) is None


@pytest.mark.parametrize("text", ["0", "1,204", "+57", "−1942", "40.35万元", "１２", "95%", "17件"])
def test_figures(text: str) -> None:
    assert FIGURE.fullmatch(text)


@pytest.mark.parametrize("text", ["1.属于", "第3项", "2021年", "12345热线", "件", ".5"])
def test_no_figures(text: str) -> None:
    assert not FIGURE.fullmatch(text)


def test_numbers_of_labels() -> None:
    assert all(map(NUMBERED.match, ("1.属于", "（一）予以", "三、本年度", "12、其他")))
    assert not any(map(NUMBERED.match, ("规章", "公开", "2021年", "“三安全")))


def test_tokens_and_columns() -> None:
    text = "一、新收 17 0"
    edges = (60, 70, 80, 90, 100, 120, 125, 130, 180, 185)
    line = TextLine(text, Box(60, 0, 185, 10), 10.0, tuple(map(float, edges)))
    tokens = tokens_of(line)
    assert [(t.text, t.box.x0, t.box.x1) for t in tokens] == [
        ("一、新收", 60, 100), ("17", 120, 130), ("0", 180, 185),
    ]  # fmt: skip
    assert len(columns_of(tokens).spans) == 3


@needs_fonts
def test_words_in_a_cell_are_the_cell_s_and_others_cast_doubt() -> None:
    drawing = requests([
        ("1.属于国家秘密", 130, ["1", "0", "0", "0", "0", "0", "1"]),
        ("2.重复申请", 160, ["2", "减少22", "0", "0", "0", "3", "30"]),
        ("3.要求提供", 190, ["0", "0", "0", "0", "0", "0", "0"]),
    ])  # fmt: skip
    centred(drawing, CENTRES[3], 203, "（注）")
    (table,) = tables(read(drawing.data()))
    assert rows(table)[-2] == ["2.重复申请", "2", "减少22", "0", "0", "0", "3", "30"]
    doubted = {cell.row for cell in table.cells if cell.doubts == ("cells_lost",)}
    assert doubted == {table.rows - 1}


@needs_fonts
def test_the_end_of_a_label_above_the_first_row_is_kept() -> None:
    drawing = requests([
        ("2.重复申请", 160, ["2", "0", "0", "0", "0", "3", "30"]),
        ("3.要求提供", 190, ["0", "0", "0", "0", "0", "0", "0"]),
    ])  # fmt: skip
    drawing.text(65, 130, "类申请")
    (table,) = tables(read(drawing.data()))
    assert [row for row in rows(table) if row[0] == "类申请"]


@needs_fonts
def test_rows_and_headers_that_a_page_end_left_alone() -> None:
    drawing = Drawing()
    drawing.text(65, 80, "政府集中采购")
    drawing.text(200, 80, "18")
    drawing.text(300, 80, "955.5")
    drawing.text(65, 120, "三、收到和处理政府信息公开申请情况")
    drawing.text(65, 160, "信息内容")
    drawing.text(200, 160, "采购项目数量")
    drawing.text(300, 160, "采购总金额")
    page = read(drawing.data())
    assert [rows(table) for table in tables(page)] == [
        [["政府集中采购", "18", "955.5"]],
        [["信息内容", "采购项目数量", "采购总金额"]],
    ]


@needs_fonts
def test_figures_beside_other_words_are_no_rows_alone() -> None:
    drawing = Drawing()
    drawing.text(65, 80, "联系电话")
    drawing.text(200, 80, "7254818")
    assert tables(read(drawing.data())) == []


@needs_fonts
def test_a_cut_row_at_the_top_has_its_figures_beside_any_line_of_its_label() -> None:
    page = read(
        requests(
            [
                ("4.保护", 160, ["27", "0", "0", "0", "0", "3", "30"]),
                ("5.属于三类", 190, ["0", "0", "0", "0", "0", "0", "0"]),
            ]
        ).data()
    )
    assert len(tables(page)) == 1
    lines = [
        (124.0, "理由逾期不补"),
        (136.0, "正、行政机关"),
        (148.0, "不再处理"),
        (160.0, "2.逾期"),
    ]
    assert match_labels(lines, [124.0, 160.0], 13.0) == [(0, 3, 0), (3, 4, 1)]


def test_labels_without_any_width_fit_no_figures() -> None:
    # A bent PDF may set words that are no wider than nothing.
    labels = [Token("行政许可", Box(10, 0, 60, 10), 10), Token("1", Box(80, 0, 80, 10), 10)]
    assert labelled_rows(labels, [], [], 10.0) == []
