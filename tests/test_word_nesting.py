"""Which of two nested tables is the table: `extractors.readers.nesting`, without any reader."""

from __future__ import annotations

from extractors.readers.nesting import (
    DISSOLVED_LEVELS,
    PROSE_CHARACTERS,
    RawCell,
    RawTable,
    flatten,
    is_frame,
    text_of,
)
from schemas.document import Block, Paragraph, Picture, Table

PROSE = "本机关依法公开政府信息。" * (PROSE_CHARACTERS // 12 + 1)


def raw(*rows: list[object]) -> RawTable:
    """Return a table whose cells hold a text, a block, or a list of blocks."""
    cells = []
    for row, contents in enumerate(rows):
        for column, content in enumerate(contents):
            blocks = content if isinstance(content, list) else [content]
            cells.append(
                RawCell(
                    row,
                    column,
                    blocks=[Paragraph(b) if isinstance(b, str) else b for b in blocks],
                )
            )
    return RawTable(cells, len(rows), max(map(len, rows), default=0))


def seen(blocks: list[Block]) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else type(b).__name__ for b in blocks]


def test_plain_table_stays() -> None:
    (found,) = flatten(raw(["甲", ""], ["乙", "0"]))
    assert isinstance(found, Table)
    assert [cell.text for cell in found.cells] == ["甲", "", "乙", "0"]
    assert (found.rows, found.columns) == (2, 2)


def test_table_with_a_note_in_prose_stays() -> None:
    rows = [[f"事项{index}", "0"] for index in range(8)]
    table = raw(*rows, ["说明", PROSE * 9])
    assert not is_frame(table)
    assert seen(flatten(table)) == ["Table"]


def test_page_layout_around_prose_is_dissolved_in_reading_order() -> None:
    page = raw(["网站"], ["首页", ["标题", PROSE, "  "]], ["版权"])
    assert seen(flatten(page)) == ["网站", "首页", "标题", PROSE, "版权"]


def test_column_of_prose_is_dissolved() -> None:
    assert seen(flatten(raw([PROSE], [PROSE], [""]))) == [PROSE, PROSE]


def test_table_of_tables_is_dissolved() -> None:
    def item() -> RawTable:
        return raw(["规章", "0"])

    assert seen(flatten(raw([item(), item()], [item(), item()]))) == ["Table"] * 4


def test_every_figure_in_a_table_of_its_own_is_folded() -> None:
    table = raw(["甲", raw(["1"])], ["乙", raw(["2"])])
    (found,) = flatten(table)
    assert isinstance(found, Table)
    assert [cell.text for cell in found.cells] == ["甲", "1", "乙", "2"]


def test_pictures_are_never_lost() -> None:
    picture = Picture("image/png", b"x")
    assert seen(flatten(raw(["甲", picture], ["乙", raw([picture, "丙"])]))) == [
        "Table",
        "Picture",
        "Picture",
    ]
    assert seen(flatten(raw([[picture, "甲"]]))) == ["Picture", "甲"]


def test_empty_tables_are_nothing() -> None:
    assert flatten(RawTable([], 0, 0)) == []
    assert flatten(raw([""])) == []


def test_depth_without_bounds() -> None:
    table = raw(["底", "1"])
    for _ in range(5000):
        table = raw([["环", table]])
    assert seen(flatten(table))[: DISSOLVED_LEVELS + 1] == ["环"] * (DISSOLVED_LEVELS + 1)
    assert text_of(table).endswith("环 底 1")


def test_text_of_a_table() -> None:
    assert text_of(raw(["商业\n企业", "", "0"], ["", ""], [["甲", raw(["乙", "丙"])]])) == (
        "商业 企业 0\n甲 乙 丙"
    )


def test_a_menu_beside_prose_in_a_frame_of_its_own_is_a_frame() -> None:
    prose = RawTable([RawCell(0, 0, blocks=[Paragraph("总体情况" * 100)])], 1, 1)
    menu = RawCell(0, 0, blocks=[Paragraph("首页")])
    page = RawTable([menu, RawCell(0, 1, blocks=[prose])], 1, 2)
    assert [type(block) for block in flatten(page)] == [Paragraph, Paragraph]
