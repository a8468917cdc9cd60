"""Tables in plain text, as converters of Word files leave them."""

from pathlib import Path

import pytest

from extractors.readers.text import document_of, read_text
from schemas.document import Document, Paragraph, Table

SEED = sorted((Path(__file__).parent.parent.parent / "shared" / "seed").glob("*.txt"))


def rows(table: Table) -> list[list[str]]:
    assert table.grid == "rows"
    lines: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        assert cell.column == len(lines[cell.row])
        lines[cell.row].append(cell.text)
    return lines


def shape(document: Document) -> list[str | list[list[str]]]:
    """The blocks as plain values: a paragraph's text, a table's rows."""
    return [
        rows(block) if isinstance(block, Table) else block.text
        for block in document.blocks
        if isinstance(block, Paragraph | Table)
    ]


@pytest.mark.skipif(not SEED, reason="the shared seed report is not beside the project")
class TestSeed:
    def tables(self) -> list[list[list[str]]]:
        return [rows(table) for table in read_text(SEED[0].read_bytes()).tables()]

    def test_three_tables(self) -> None:
        assert [(len(t), max(map(len, t))) for t in self.tables()] == [(19, 4), (26, 10), (4, 15)]

    def test_rows(self) -> None:
        first, second, third = self.tables()
        assert ["规章", "0", "0", "0"] in first
        assert ["行政许可", "0", "+57", "5113"] in first
        assert ["政府集中采购", "3", "40.35万元", ""] in first
        assert second[3] == [
            "", "", "商业\n企业", "科研\n机构", "社会\n公益\n组织", "法律\n服务\n机构", "其他", "",
        ]  # fmt: skip
        assert second[-1] == ["", "（七）总计", *["0"] * 7]
        assert third[-1] == ["0"] * 15

    def test_prose(self) -> None:
        texts = [p.text for p in read_text(SEED[0].read_bytes()).paragraphs()]
        assert texts[:2] == ["安康市行政审批服务局", "关于报送2020年政府信息公开年度报告的函"]
        assert texts[-2:] == ["六、其他需要报告的事项", "无。"]
        assert "政府信息公开行政复议、行政诉讼情况" in texts
        assert not any("bookmark" in text for text in texts)

    @pytest.mark.parametrize("end", ["\r\n", "\r", "\r\r\n"])
    def test_line_ends_make_no_difference(self, end: str) -> None:
        text = SEED[0].read_text(encoding="utf-8")
        assert shape(document_of(text.replace("\n", end))) == shape(document_of(text))

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-be", "utf-8-sig"])
    def test_encodings_make_no_difference(self, encoding: str) -> None:
        text = SEED[0].read_text(encoding="utf-8")
        assert shape(read_text(text.encode(encoding))) == shape(document_of(text))


def test_cell_a_line() -> None:
    text = "二、公开\n\t名称\n\t数量\n\n\t商业\n企业\n\t\n\n\n下文。\n"
    assert shape(document_of(text)) == [
        "二、公开",
        [["名称", "数量"], ["商业\n企业", ""]],
        "下文。",
    ]


def test_two_tables_of_a_cell_a_line() -> None:
    text = "\ta\n\tb\n\n\n\tc\n\td\n"
    assert shape(document_of(text)) == [[["a", "b"]], [["c", "d"]]]


def test_table_that_begins_with_an_empty_cell() -> None:
    assert shape(document_of("\t\n\t自然人\n\t总计\n")) == [[["", "自然人", "总计"]]]


def test_prose_right_below_a_cell_is_no_part_of_it() -> None:
    prose = (
        "下一步，我局将严格按照上级政务公开的要求，"
        "纵深推进我局政府信息公开工作，拓展公开内容和公开渠道。"
    )
    text = f"\t总计\n\t0\n五、存在问题\n{prose}\n"
    assert shape(document_of(text)) == [[["总计", "0"]], "五、存在问题", prose]


def test_indented_prose_is_no_table() -> None:
    prose = (
        "本机关按照条例的要求，主动公开政府信息，做好依申请公开工作，"
        "完善各项制度，加强平台建设，强化监督保障。"
    )
    text = f"\t一、总体情况\n\t{prose}\n\t{prose}\n\t附件\n\t无。\n"
    assert shape(document_of(text)) == ["一、总体情况", prose, prose, "附件", "无。"]


def test_row_a_line() -> None:
    text = "表一\n名称\t本年\t上年\n规章\t0\t\n合计\t1\t2\n下文"
    assert shape(document_of(text)) == [
        "表一",
        [["名称", "本年", "上年"], ["规章", "0", ""], ["合计", "1", "2"]],
        "下文",
    ]


def test_row_a_line_with_empty_first_cell() -> None:
    assert shape(document_of("\t自然人\t总计\n新收\t1\t2\n")) == [
        [["", "自然人", "总计"], ["新收", "1", "2"]]
    ]


def test_rows_that_all_begin_with_a_margin() -> None:
    assert shape(document_of("\t自然人\t总计\n\t1\t2\n")) == [[["自然人", "总计"], ["1", "2"]]]


def test_merged_row_between_rows() -> None:
    text = "规章\t0\t0\n第二十条第（五）项\n信息内容\t上一年\t本年\n"
    assert shape(document_of(text)) == [
        [["规章", "0", "0"], ["第二十条第（五）项"], ["信息内容", "上一年", "本年"]]
    ]


def test_heading_between_rows_divides_the_table() -> None:
    text = "规章\t0\t0\n三、收到和处理情况\n新收\t1\t2\n结转\t1\t2\n"
    assert shape(document_of(text)) == [
        [["规章", "0", "0"]],
        "三、收到和处理情况",
        [["新收", "1", "2"], ["结转", "1", "2"]],
    ]


def test_double_spaced_rows() -> None:
    assert shape(document_of("a\tb\n\nc\td\n")) == [[["a", "b"], ["c", "d"]]]


def test_quoted_cell_with_a_line_break() -> None:
    text = '"商业\r\n企业"\t"法""人"\t总计\r\n1\t2\t3\r\n'
    assert shape(document_of(text)) == [[["商业\n企业", '法"人', "总计"], ["1", "2", "3"]]]


def test_one_tab_in_prose_is_no_table() -> None:
    assert shape(document_of("联系人：张三\t电话：123\n下文")) == [
        "联系人：张三 电话：123",
        "下文",
    ]


def test_media_type_of_a_listing() -> None:
    assert document_of("a\tb\nc\td\n").media_type == "text/tab-separated-values"
    assert document_of("上文\n中文\n下文\na\tb\nc\td\n").media_type == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "│名称│数量│\n│规章│0│\n",
        "| 名称 | 数量 |\n|---|:--:|\n| 规章 | 0 |\n",
        "+----+----+\n|名称|数量|\n+====+====+\n|规章|0|\n+----+----+\n",
        "┌──┬──┐\n│名称│数量│\n├──┼──┤\n│规章│0│\n└──┴──┘\n",
        "┏━━┳━━┓\n┃名称┃数量┃\n┣━━╋━━┫\n┃规章┃0┃\n┗━━┻━━┛\n",
    ],
)
def test_tables_drawn_with_bars(text: str) -> None:
    assert shape(document_of(f"上文\n{text}下文")) == [
        "上文",
        [["名称", "数量"], ["规章", "0"]],
        "下文",
    ]


def test_ruled_rows_of_several_lines() -> None:
    text = (
        "┌──┬──┬─┐\n│商业│法律│计│\n│企业│服务│  │\n├──┼──┼─┤\n"
        "│1│2│3│\n├──┼──┼─┤\n│4│5│6│\n└──┴──┴─┘\n"
    )
    assert shape(document_of(text)) == [
        [["商业\n企业", "法律\n服务", "计"], ["1", "2", "3"], ["4", "5", "6"]]
    ]


def test_dashes_between_bars_are_cells() -> None:
    assert shape(document_of("|规章|0|0|\n| |-|-|\n")) == [[["规章", "0", "0"], ["", "-", "-"]]]


def test_a_bar_in_prose_is_no_table() -> None:
    assert shape(document_of("首页 | 公开 | 年报\n正文")) == ["首页 | 公开 | 年报", "正文"]


def test_lines_without_any_sign_of_a_table_stay_paragraphs() -> None:
    assert shape(document_of("规章\n0\n0\n0\n\n规范性文件\n0\n")) == [
        "规章", "0", "0", "0", "规范性文件", "0",
    ]  # fmt: skip


def test_white_space_and_artefacts() -> None:
    text = "\ufeff  标题[bookmark: _Toc1] \f　　正文\u200b。\n\n 　\n\v\n"
    assert shape(document_of(text)) == ["标题", "　　正文。"]


@pytest.mark.parametrize(
    "text",
    ["\t" * 300_000, "\t\n" * 200_000, "|" * 300_000, "a\t" * 200_000, '"\t' * 30_000 + "\n" * 99,
     "-" * 200_000 + "x", '"a\t\n' * 50_000, "│─" * 100_000 + "x", "---\n" * 50_000,
     '"\n' * 50_000],
    ids=range(10),
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    document_of(text)


def test_paragraphs_tell_the_empty_lines_before_them() -> None:
    blocks = document_of("规章\n\n\n\n行政规范性文件\n15\n\n25\n").blocks
    found = [(block.text, block.gap) for block in blocks if isinstance(block, Paragraph)]
    assert found == [("规章", 0), ("行政规范性文件", 3), ("15", 0), ("25", 1)]
