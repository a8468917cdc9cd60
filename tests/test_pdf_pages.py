"""Text PDF pages: lines, cells, turned pages, frames, struck text."""

from __future__ import annotations

from typing import Literal

import pytest
from pdf_builder import HEIGHT, WIDTH, Drawing, lines, needs_fonts, read, rows, tables, texts

from extractors.pages.model import Page
from tools.samples.pdf_fonts import font_name

pytestmark = needs_fonts

XS = [60.0, 160.0, 220.0, 280.0]
YS = [100.0, 120.0, 140.0]


def table_page() -> Drawing:
    drawing = Drawing()
    drawing.grid(XS, YS)
    for row, cells in enumerate((("行政许可", "12", "0"), ("行政处罚", "", "7"))):
        for x, text in zip(XS, cells, strict=False):
            drawing.text(x + 5, YS[row] + 14, text)
    drawing.text(60, 60, "二、主动公开政府信息情况")
    drawing.text(60, 200, "表后的话。")
    return drawing


def test_lines_and_cells_in_reading_order() -> None:
    page = read(table_page().data())
    assert [type(part).__name__ for part in page.parts] == ["TextLine", "PageTable", "TextLine"]
    assert texts(page) == ["二、主动公开政府信息情况", "表后的话。"]
    assert rows(tables(page)[0]) == [["行政许可", "12", "0"], ["行政处罚", "", "7"]]
    assert (page.width, page.height) == (WIDTH, HEIGHT)


def test_edges_are_those_of_each_character() -> None:
    drawing = Drawing()
    drawing.text(60, 60, "收到申请", size=12)
    drawing.text(130, 60, "17", size=12)
    (line,) = lines(read(drawing.data()))
    assert line.text == "收到申请 17"
    assert len(line.edges) == len(line.text) + 1
    assert line.edges[:4] == pytest.approx((60, 72, 84, 96), abs=0.1)
    assert line.edges[5] == pytest.approx(130, abs=0.1)
    assert line.size == pytest.approx(12, abs=0.1)
    assert line.box.y0 < 52 < 60 < line.box.y1


def test_spaces_are_where_there_is_room() -> None:
    drawing = Drawing()
    drawing.text(60, 60, "1 204")
    drawing.text(60, 90, "12")
    drawing.text(60 + 2 * 5.0, 90, "04")  # goes on where the digits before it end
    assert texts(read(drawing.data())) == ["1 204", "1204"]


def test_full_width_is_kept() -> None:
    drawing = Drawing()
    drawing.text(60, 60, "１２，甲　乙")
    assert texts(read(drawing.data())) == ["１２，甲　乙"]


def test_letters_printed_twice_are_read_once_and_equal_digits_all() -> None:
    drawing = Drawing()
    for shift in (0.0, 0.4):
        drawing.text(60 + shift, 60, "总计11件")
    assert texts(read(drawing.data())) == ["总计11件"]


def test_number_that_runs_over_its_border_goes_to_its_cell_whole() -> None:
    drawing = Drawing()
    drawing.grid([60, 100, 140, 180], [100, 120])
    drawing.text(62, 114, "1234567890")  # 50 points wide, in a cell of 40
    drawing.text(160, 114, "3")
    assert rows(tables(read(drawing.data()))[0]) == [["1234567890", "", "3"]]


def test_numbers_in_cells_side_by_side_stay_apart() -> None:
    drawing = Drawing()
    drawing.grid([60, 90, 120], [100, 120])
    drawing.text(79, 114, "12")
    drawing.text(91, 114, "34")  # a point and a half after the other
    assert rows(tables(read(drawing.data()))[0]) == [["12", "34"]]


def test_lines_of_a_cell_are_kept_apart() -> None:
    drawing = Drawing()
    drawing.grid([60, 160, 220], [100, 150])
    drawing.text(65, 120, "其他对外管理")
    drawing.text(65, 135, "服务事项")
    drawing.text(165, 128, "5")
    assert rows(tables(read(drawing.data()))[0]) == [["其他对外管理\n服务事项", "5"]]


def test_raised_digit_is_a_mark_and_no_figure() -> None:
    drawing = Drawing()
    drawing.grid([60, 160, 220], [100, 120])
    drawing.text(65, 114, "17")
    drawing.text(75.2, 110, "1", size=6)
    drawing.text(165, 114, "0")
    assert rows(tables(read(drawing.data()))[0]) == [["17¹", "0"]]


def test_a_digit_raised_by_the_text_s_rise_is_a_mark_too() -> None:
    drawing = Drawing()
    drawing.grid([60, 160, 220], [100, 120])
    text = drawing.canvas.beginText(65, HEIGHT - 114)
    text.setFont(font_name("ming"), 10)
    text.textOut("17")
    text.setFont(font_name("ming"), 6)
    text.setRise(4)
    text.textOut("1")
    drawing.canvas.drawText(text)
    drawing.text(165, 114, "0")
    assert rows(tables(read(drawing.data()))[0]) == [["17¹", "0"]]


def test_digits_of_a_stretched_line_are_one_figure() -> None:
    drawing = Drawing()
    for index, letter in enumerate("全年共收到政府信息公开申请"):
        drawing.text(60 + 13 * index, 60, letter)
    for index, letter in enumerate("267"):
        drawing.text(60 + 13 * 13 + 8 * index, 60, letter)
    drawing.text(60, 90, "办结2")
    drawing.text(93, 90, "6")
    assert texts(read(drawing.data())) == ["全年共收到政府信息公开申请267", "办结2 6"]


def test_struck_digits_of_a_bare_table_and_of_prose_cast_doubt() -> None:
    drawing = Drawing()
    for x, word in zip(
        (60, 160, 260, 360), ("信息内容", "制发件数", "废止件数", "现行有效件数"), strict=True
    ):
        drawing.text(x, 60, word)
    for row, name in enumerate(("规章", "行政规范性文件")):
        drawing.text(60, 80 + 20 * row, name)
        for x in (165, 265, 375):
            drawing.text(x, 80 + 20 * row, "3")
    drawing.text(170, 80, "940")
    drawing.line(170, 76.5, 185, 76.5)
    drawing.text(60, 200, "全年共收到申请9412件，其中自然人8件。")
    drawing.line(130, 196.5, 140, 196.5)
    page = read(drawing.data())
    (table,) = tables(page)
    assert [cell.text for cell in table.cells if cell.doubts == ("mark_over_cell",)] == ["3"]
    (line,) = lines(page)
    (spot,) = line.spots
    assert spot.doubts == ("mark_over_cell",) and "12件" in line.text[spot.start : spot.end]
    assert "8件" not in line.text[spot.start : spot.end]


def test_struck_text_is_left_out_and_marks_its_cell() -> None:
    drawing = table_page()
    drawing.text(XS[2] + 10, YS[0] + 14, "94")
    drawing.line(XS[2] + 10, YS[0] + 10.5, XS[2] + 20, YS[0] + 10.5)
    (table,) = tables(read(drawing.data()))
    assert rows(table)[0] == ["行政许可", "12", "0"]
    assert [cell.doubts for cell in table.cells if cell.row == 0] == [(), (), ("mark_over_cell",)]


def test_struck_text_in_prose_is_left_out_without_rules_too() -> None:
    drawing = Drawing()
    drawing.text(60, 60, "收到申请94")
    drawing.text(110, 60, "0件。")
    drawing.line(100, 56.5, 110, 56.5)
    assert texts(read(drawing.data())) == ["收到申请 0件。"]


def test_underlined_text_is_read() -> None:
    drawing = Drawing()
    drawing.text(60, 60, "收到申请17件")
    drawing.line(100, 61.5, 110, 61.5)
    assert texts(read(drawing.data())) == ["收到申请17件"]


def test_framed_prose_is_no_table() -> None:
    drawing = Drawing()
    drawing.grid([60, 400], [100, 150])
    drawing.text(65, 120, "本单位2022年度未收到行政复议申请，")
    drawing.text(65, 140, "特此说明。")
    page = read(drawing.data())
    assert tables(page) == []
    assert texts(page) == ["本单位2022年度未收到行政复议申请，", "特此说明。"]


def test_frame_around_a_table_is_dissolved() -> None:
    drawing = table_page()
    drawing.grid([40, 500], [40, 300])
    page = read(drawing.data())
    assert [rows(table)[0] for table in tables(page)] == [["行政许可", "12", "0"]]
    assert texts(page) == ["二、主动公开政府信息情况", "表后的话。"]


def test_row_as_wide_as_the_table_at_the_page_end_is_kept() -> None:
    drawing = Drawing()
    drawing.text(
        60, 60, "二、主动公开政府信息情况，本段文字用来说明这一页前面的内容，此后才是表格。"
    )
    drawing.grid([60, 400], [740, 760])
    drawing.text(200, 754, "第二十条第（一）项")
    drawing.page()
    drawing.text(60, 60, "下一页")
    (table,) = tables(read(drawing.data()))
    assert rows(table) == [["第二十条第（一）项"]]


def turned(degrees: Literal[90, 180, 270], rotate: bool) -> Page:
    """The page of the table, drawn turned; `rotate` has /Rotate turn it back."""
    drawing = Drawing()
    canvas = drawing.canvas
    if rotate:
        canvas.setPageRotation(degrees)
    elif degrees != 180:
        canvas.setPageSize((HEIGHT, WIDTH))
    if degrees == 90:
        canvas.transform(0, 1, -1, 0, HEIGHT, 0)
    elif degrees == 180:
        canvas.transform(-1, 0, 0, -1, WIDTH, HEIGHT)
    else:
        canvas.transform(0, -1, 1, 0, 0, WIDTH)
    drawing.grid(XS, YS)
    for row, cells in enumerate((("行政许可", "12", "0"), ("行政处罚", "", "7"))):
        for x, text in zip(XS, cells, strict=False):
            drawing.text(x + 5, YS[row] + 14, text)
    return read(drawing.data())


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages_read_as_a_viewer_shows_them(degrees: Literal[90, 180, 270]) -> None:
    page = turned(degrees, rotate=True)
    (table,) = tables(page)
    assert rows(table) == [["行政许可", "12", "0"], ["行政处罚", "", "7"]]
    assert table.xs == pytest.approx(XS, abs=0.5)
    assert table.ys == pytest.approx(YS, abs=0.5)
    assert (page.width, page.height) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_text_is_read_upright_and_the_view_leads_back(
    degrees: Literal[90, 180, 270],
) -> None:
    page = turned(degrees, rotate=False)
    (table,) = tables(page)
    assert rows(table) == [["行政许可", "12", "0"], ["行政处罚", "", "7"]]
    assert table.xs == pytest.approx(XS, abs=0.5)
    a, b, c, d, e, f = page.view
    x, y = a * XS[0] + b * YS[0] + c, d * XS[0] + e * YS[0] + f
    # Drawn turned counter-clockwise by `degrees` on the paper: the upper left corner is
    shown = {90: (YS[0], WIDTH - XS[0]), 180: (WIDTH - XS[0], HEIGHT - YS[0]),
             270: (HEIGHT - YS[0], XS[0])}  # fmt: skip
    assert (x, y) == pytest.approx(shown[degrees], abs=0.5)


def test_crop_box_with_an_offset() -> None:
    drawing = table_page()
    drawing.text(10, 20, "在裁切之外")
    drawing.canvas.setCropBox((50, 100, 550, 760))
    page = read(drawing.data())
    (table,) = tables(page)
    assert (page.width, page.height) == (500, 660)
    assert table.box.x0 == pytest.approx(XS[0] - 50, abs=0.5)
    assert table.box.y0 == pytest.approx(YS[0] - 40, abs=0.5)
    assert rows(table) == [["行政许可", "12", "0"], ["行政处罚", "", "7"]]
    assert texts(page) == ["二、主动公开政府信息情况", "表后的话。"]


def test_watermark_at_a_slant_is_left_out() -> None:
    drawing = table_page()
    drawing.canvas.saveState()
    drawing.canvas.translate(200, HEIGHT - 140)
    drawing.canvas.rotate(30)
    drawing.canvas.setFont("Helvetica", 30)
    drawing.canvas.drawString(0, 0, "SAMPLE")
    drawing.canvas.restoreState()
    assert rows(tables(read(drawing.data()))[0]) == [["行政许可", "12", "0"], ["行政处罚", "", "7"]]


def test_pages_without_rules_do_not_load_pdfplumber() -> None:
    import subprocess
    import sys

    drawing = Drawing()
    drawing.text(60, 60, "一、总体情况")
    code = (
        "import sys; from extractors.pdf import open_pdf\n"
        "with open_pdf(sys.stdin.buffer.read()) as pdf: print(pdf.read_page(1).parts[0].text)\n"
        "assert 'pdfplumber' not in sys.modules and 'pdfminer' not in sys.modules\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=drawing.data(), capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    assert run.stdout.decode().strip() == "一、总体情况"


def test_text_beside_a_table_s_row_casts_doubt_on_the_row() -> None:
    drawing = table_page()
    drawing.text(48, YS[0] + 14, "3")
    (table,) = tables(read(drawing.data()))
    assert [(cell.row, cell.doubts) for cell in table.cells] == [
        *[(0, ("cells_lost",))] * 3,
        *[(1, ())] * 3,
    ]


@needs_fonts
def test_prose_in_two_columns_is_read_column_by_column_and_doubted() -> None:
    left = ["全年公开信息一百", "123条，其中网站", "100条。我局认真", "落实条例要求。"]
    right = ["本年度共收到申请", "45件，比上年增", "加3件，均已按期", "答复，无诉讼。"]
    drawing = Drawing()
    drawing.text(200, 60, "一、总体情况")
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        drawing.text(60, 100 + 15 * at, one)
        drawing.text(320, 100 + 15 * at, other)
    page = read(drawing.data())
    assert texts(page) == ["一、总体情况", *left, *right]
    assert [bool(line.spots) for line in lines(page)] == [False] + [True] * 8
    drawing = Drawing()
    for at, (one, other) in enumerate(zip(left[:3], right[:3], strict=True)):
        drawing.text(60, 100 + 15 * at, one)  # three lines are no columns
        drawing.text(320, 100 + 15 * at, other)
    assert len(lines(read(drawing.data()))) == 3
