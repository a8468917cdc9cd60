"""HTML tables on a grid: spans as browsers read them, sound and broken."""

import pytest

from extractors.readers.html import document_of
from extractors.readers.html_tables import span
from schemas.document import Cell, Document, Paragraph, Table

Place = tuple[int, int, int, int, str]


def only_table(source: str) -> Table:
    document = document_of(source)
    (table,) = document.tables()
    covered = [
        (row, column)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(covered) == len(set(covered)), "two cells cover one position"
    assert all(row < table.rows and column < table.columns for row, column in covered)
    return table


def places(source: str) -> list[Place]:
    """The cells as (row, column, row span, column span, text)."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in only_table(source).cells]


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs()]


def test_spans() -> None:
    assert places(
        "<table><tr><td rowspan=2>a<td colspan=2>b<td>c<tr><td>d<td>e<td>f</table>"
    ) == [
        (0, 0, 2, 1, "a"), (0, 1, 1, 2, "b"), (0, 3, 1, 1, "c"),
        (1, 1, 1, 1, "d"), (1, 2, 1, 1, "e"), (1, 3, 1, 1, "f"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "number"),
    [("2", 2), (" 3 ", 3), ("100%", 100), ("4.7", 4), ("", 1), ("x", 1), ("-2", 1), (None, 1),
     ("+2", 2), ("0", 0), ("99999999999999", 999999)],
)  # fmt: skip
def test_span_attribute(value: str | None, number: int) -> None:
    assert span(value) == number


def test_row_span_beyond_the_end() -> None:
    assert places("<table><tr><td rowspan=99>a<td>b<tr><td>c</table>") == [
        (0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c"),
    ]  # fmt: skip


def test_row_span_of_zero_goes_to_the_end_of_the_group() -> None:
    source = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>"
    assert places(source)[0] == (0, 0, 2, 1, "a")
    assert places(source)[3] == (2, 0, 1, 1, "d")


def test_row_span_ends_with_its_group() -> None:
    source = "<table><thead><tr><th rowspan=3>a<th>b</thead><tbody><tr><td>c<td>d</table>"
    assert places(source)[0] == (0, 0, 1, 1, "a")
    assert places(source)[2] == (1, 0, 1, 1, "c")


@pytest.mark.parametrize("value", ["100%", "1000", "63"])
def test_title_row_across_all_columns(value: str) -> None:
    table = only_table(f"<table><tr><td colspan={value}>标题<tr><td>a<td>b<td>c</table>")
    assert table.columns == 3
    assert table.cells[0].column_span == 3


def test_column_span_of_zero() -> None:
    assert places("<table><tr><td colspan=0>a<td>b</table>")[1] == (0, 1, 1, 1, "b")


def test_overlapping_spans_are_cut() -> None:
    source = "<table><tr><td>a<td rowspan=2>b<td>c<td>x<tr><td colspan=3>d<td>e</table>"
    assert places(source)[4:] == [(1, 0, 1, 1, "d"), (1, 3, 1, 1, "e")]


def test_cell_is_pushed_right_by_a_row_span() -> None:
    source = "<table><tr><td rowspan=3>a<td rowspan=2>b<td>c<tr><td>d<tr><td>e<td>f</table>"
    assert places(source)[3:] == [(1, 2, 1, 1, "d"), (2, 1, 1, 1, "e"), (2, 2, 1, 1, "f")]


def test_foot_that_comes_first_in_the_source() -> None:
    source = (
        "<table><tfoot><tr><td>总计<td>3</tfoot><tbody><tr><td>a<td>1</tbody>"
        "<thead><tr><th>名称<th>数量</thead></table>"
    )
    assert [cell.text for cell in only_table(source).cells] == [
        "名称",
        "数量",
        "a",
        "1",
        "总计",
        "3",
    ]


def test_missing_end_tags() -> None:
    assert places("<table><tr><td>a<td>b<tr><td>c<td>d") == [
        (0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d"),
    ]  # fmt: skip


def test_missing_row_tags() -> None:
    assert places("<table><td>a</td><td>b</td></table>") == [
        (0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"),
    ]  # fmt: skip


def test_rows_without_a_table() -> None:
    document = document_of("<div><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></div><p>x</p>")
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == ["a", "b", "c"]
    assert texts(document) == ["x"]


def test_caption_stands_before_the_table() -> None:
    document = document_of("<table><caption>表一</caption><tr><td>a<td>b</table>")
    assert isinstance(document.blocks[0], Paragraph)
    assert document.blocks[0].text == "表一"


def test_hidden_rows_and_cells_are_not_in_the_grid() -> None:
    source = (
        "<table><tr><td>a<td style='display: none'>x<td>b</tr>"
        "<tr style='DISPLAY:none'><td>y<td>y</tr><tr hidden><td>z</tr><tr><td>c<td>d</tr></table>"
    )
    assert [(c[0], c[1], c[4]) for c in places(source)] == [
        (0, 0, "a"), (0, 1, "b"), (1, 0, "c"), (1, 1, "d"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("商业<br>企业", "商业\n企业"),
        ("商业<br/>\n  企业", "商业\n企业"),
        ("<p>商业</p><p>企业</p>", "商业\n企业"),
        ("<div>商业</div>企业", "商业\n企业"),
        ("\n  总\n 计 ", "总 计"),
        ("总&nbsp;&nbsp;计", "总  计"),
        ("<p>&nbsp;</p>", ""),
        ("　0", "　0"),
        ("<p><span>自</span><b>然</b><font><span>人</span></font></p>", "自然人"),
        ("<span>总<span> 计</span></span>", "总 计"),
        ("+5<sup>注1</sup>", "+5注1"),
        ("<del>3</del><ins>4</ins>", "4"),
        ("&#12288;&#x4e00;&amp;", "　一&"),
        ("1\u200b2&#8203;3&shy;", "123"),
        ("<input value='12'>", "12"),
        ("<input type=hidden value='12'>0", "0"),
        ("<select><option>件<option selected>万元</select>", "万元"),
        ("<select><option>件</option><option>万元</option></select>", "件"),
        ("<textarea>7</textarea>", "7"),
        ("<!--x-->1<script>x</script><style>y</style>", "1"),
        ("<o:p>0</o:p>", "0"),
        ("0<span style='display:none'>隐</span><span style='mso-hide:all'>x</span>", "0"),
        ("<pre>a\n b</pre>", "a\nb"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<a href=x>政府<br>网站</a>", "政府\n网站"),
    ],
)
def test_text_of_a_cell(inside: str, text: str) -> None:
    table = only_table(f"<table><tr><td>{inside}</td><td>甲</td></tr></table>")
    assert [cell.text for cell in table.cells] == [text, "甲"]


GRID = "<table><tr><td>{0}<td>1<tr><td>乙<td>2</table>"


def test_layout_table_around_tables() -> None:
    document = document_of(
        f"<table><tr><td><p>标题</p></td></tr><tr><td>{GRID.format('甲')}<p>中间</p>"
        f"{GRID.format('丙')}</td></tr></table>"
    )
    kinds = [b.text if isinstance(b, Paragraph) else "table" for b in document.blocks
             if isinstance(b, Paragraph | Table)]  # fmt: skip
    assert kinds == ["标题", "table", "中间", "table"]
    assert [t.columns for t in document.tables()] == [2, 2]


def test_table_within_a_cell_of_a_table() -> None:
    source = (
        "<table><tr><td>甲</td><td><table><tr><td>3</td><td>件</td></tr></table></td></tr>"
        "<tr><td>乙</td><td>4</td></tr><tr><td>丙</td><td>5</td></tr></table>"
    )
    assert [cell.text for cell in only_table(source).cells] == ["甲", "3 件", "乙", "4", "丙", "5"]


def test_text_between_rows_stands_before_the_table() -> None:
    document = document_of("<table><tr><td>a<td>b</tr>杂<tr><td>c<td>d</tr></table>")
    assert texts(document) == ["杂"]
    assert len(list(document.tables())) == 1


def test_place_of_a_table_is_nowhere() -> None:
    assert only_table(GRID.format("甲")).cells[0] == Cell(0, 0, 1, 1, "甲")


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "文" + "</div>" * 100_000,
        "<table><tr><td>" * 20_000 + "文",
        "<table>" + "<td>1" * 100_000,
        "<table>" + ("<tr>" + "<td rowspan=65535 colspan=1000>1" * 10) * 2_000,
        "<table>" + "<tr><td rowspan=65535>1" * 5_000,
        "<b><i><font><p>文" * 10_000,
        "<ol><li>" * 20_000 + "文",
        "<select><option>" * 20_000 + "文",
        "<table><tr>" * 20_000 + "<td>文",
        "</td></tr></table></div>" * 20_000 + "文",
        "&" * 200_000,
        "<" * 200_000,
        "<p style='" + "display" * 50_000 + "'>文",
    ],
    ids=range(13),
)
def test_hostile_markup_is_bounded(source: str) -> None:
    document_of(source)


@pytest.mark.parametrize(
    "hidden",
    ["<template>12", "<!-- 12 -->", "<select>12", "<script>12</script>",
     "<span style='display: none'>12</span>", "<p?12</p>",
     "<p class='x'?12</p>", "<p class=x?12</p>"],
)  # fmt: skip
def test_a_cell_that_shows_nothing_but_hides_figures_is_doubted(hidden: str) -> None:
    # An unclosed <template> hides in a browser all that follows; the parser ends it with its cell.
    table = only_table(f"<table><tr><td>a<td>{hidden}</td><td>3<tr><td>b<td>4<td>5</table>")
    assert [(cell.text, cell.doubts) for cell in table.cells[:3]] == [
        ("a", ()),
        ("", ("hidden_text",)),
        ("3", ()),
    ]


@pytest.mark.parametrize(
    "hidden",
    ["", "<!-- none -->", "<!--[if !supportEmptyParas 1]--><!--[endif]-->", "7<!-- 12 -->"],
)
def test_a_cell_that_hides_no_figures_or_shows_some_is_not_doubted(hidden: str) -> None:
    table = only_table(f"<table><tr><td>a<td>{hidden}</td><td>3</table>")
    assert all(not cell.doubts for cell in table.cells)


def test_a_cell_whose_figure_has_come_to_stand_outside_is_doubted() -> None:
    document = document_of("<table><tr><td>a<td><tr>12</td><tr><td>b<td>3</table>")
    (table,) = document.tables()
    assert texts(document) == ["12"]
    assert [cell.doubts for cell in table.cells] == [(), ("hidden_text",), (), ()]


def test_a_cell_begins_and_ends_in_spite_of_a_list_of_options() -> None:
    assert [text for *_, text in places("<table><tr><td>a<select><td>1</td><td>2</table>")] == [
        "a", "1", "2",
    ]  # fmt: skip
