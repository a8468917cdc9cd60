"""Tables of Word files: spans, merges, wrappers, tracked rows and cells, nesting."""

from __future__ import annotations

import io
import random
from pathlib import Path

import docx as python_docx
import pytest
from word_builder import W, docx, p, r, sdt, tbl, tc, tr

from extractors.readers.word import read_word
from schemas.document import Cell, Document, Table


def table(*rows: str) -> Table:
    (only,) = read_word(docx(tbl(*rows))).tables()
    return only


def shape(found: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in found.cells]


def covered(cells: list[Cell]) -> list[tuple[int, int]]:
    return [
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]


def test_grid_span() -> None:
    found = table(tr(tc("甲", span=2), "乙"), tr("1", "2", "3"))
    assert shape(found) == [
        (0, 0, 1, 2, "甲"),
        (0, 2, 1, 1, "乙"),
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "2"),
        (1, 2, 1, 1, "3"),
    ]
    assert (found.rows, found.columns) == (2, 3)


def test_vertical_merge() -> None:
    found = table(
        tr(tc("甲", merge="restart"), "1"),
        tr(tc(merge="continue"), "2"),
        tr(tc("乙", merge="restart"), "3"),
        tr("丙", "4"),
        tr(tc("丁", merge="continue"), "5"),
    )
    assert shape(found)[0] == (0, 0, 2, 1, "甲")
    labels = [c for c in shape(found) if c[1] == 0]
    # 丁 continues nothing, since 丙 is no merged cell: it stands by itself.
    assert labels[1:] == [(2, 0, 1, 1, "乙"), (3, 0, 1, 1, "丙"), (4, 0, 1, 1, "丁")]


def test_merge_of_a_block_whose_lower_row_is_not_joined() -> None:
    found = table(
        tr(tc("甲", span=2, merge="restart"), "1"),
        tr(tc(merge="continue"), tc(merge="continue"), "2"),
    )
    assert shape(found) == [(0, 0, 2, 2, "甲"), (0, 2, 1, 1, "1"), (1, 2, 1, 1, "2")]


@pytest.mark.parametrize(
    ("lower", "expected"),
    [
        # The start is wider: it keeps the column that is its own in both rows.
        (
            (tc(merge="continue"), "3", "b"),
            [(0, 0, 2, 1, "甲"), (0, 2, 1, 1, "a"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "b")],
        ),
        # The continuing cell is wider: the start stays as it is.
        (
            (tc(merge="continue", span=3), "b"),
            [(0, 0, 2, 2, "甲"), (0, 2, 1, 1, "a"), (1, 3, 1, 1, "b")],
        ),
    ],
)
def test_merge_whose_widths_differ(
    lower: tuple[str, ...], expected: list[tuple[int, int, int, int, str]]
) -> None:
    found = table(tr(tc("甲", span=2, merge="restart"), "a"), tr(*lower))
    assert shape(found) == expected


def test_merge_that_starts_further_right_than_it_continues() -> None:
    found = table(
        tr("x", tc("甲", merge="restart"), "1"),
        tr(tc(merge="continue", span=2), "2"),
    )
    assert (0, 1, 2, 1, "甲") in shape(found)


def test_continuing_cell_with_nothing_above_starts_a_merge() -> None:
    found = table(tr(tc("甲", merge="continue"), "1"), tr(tc("", merge="continue"), "2"))
    assert shape(found) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2")]


def test_grid_before_and_after() -> None:
    found = table(
        tr("a", "b", "c"),
        tr("1", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    )
    assert shape(found)[-1] == (1, 1, 1, 1, "1")
    assert found.columns == 3


def test_old_horizontal_merge() -> None:
    found = table(
        tr(tc("甲", extra='<w:hMerge w:val="restart"/>'), tc(extra="<w:hMerge/>"), "乙"),
        tr("1", "2", "3"),
    )
    assert shape(found)[:2] == [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙")]


def test_rows_cells_and_tables_in_content_controls_and_custom_xml() -> None:
    cell = sdt(tc("2"))
    row = sdt(tr("1", cell) + f'<w:customXml w:element="x">{tr("3", "4")}</w:customXml>')
    (found,) = read_word(docx(sdt(tbl(row, tr("5", "6"))))).tables()
    assert [c[4] for c in shape(found)] == ["1", "2", "3", "4", "5", "6"]
    assert (found.rows, found.columns) == (3, 2)


def test_placeholder_in_a_cell_leaves_a_blank_cell() -> None:
    mark = "<w:showingPlcHdr/>"
    found = table(
        tr("甲", sdt(tc("单击此处"), mark)),
        tr("乙", tc(sdt(p("单击此处"), mark))),
        tr("丙", tc(f"<w:p>{sdt(r('单击此处'), mark)}</w:p>")),
        tr("丁", sdt(tc("12"), '<w:showingPlcHdr w:val="0"/>')),
    )
    assert [c.text for c in found.cells] == ["甲", "", "乙", "", "丙", "", "丁", "12"]


def test_deleted_rows_and_cells_are_gone_and_inserted_ones_stay() -> None:
    found = table(
        tr("a", tc("b", extra="<w:cellDel/>"), "c"),
        tr("x", "y", properties='<w:del w:id="1"/>'),
        tr("1", tc("2", extra="<w:cellIns/>"), properties='<w:ins w:id="2"/>'),
    )
    assert shape(found) == [
        (0, 0, 1, 1, "a"),
        (0, 1, 1, 1, "c"),
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "2"),
    ]


def test_tracked_vertical_merge_counts_as_made() -> None:
    found = table(
        tr(tc("甲", extra='<w:cellMerge w:vMerge="rest"/>'), "1"),
        tr(tc("", extra='<w:cellMerge w:vMerge="cont"/>'), "2"),
    )
    assert shape(found)[0] == (0, 0, 2, 1, "甲")


def test_spans_are_capped_and_malformed_integers_do_not_matter() -> None:
    found = table(
        tr(tc("a", span=1_000_000), tc("b", span="x"), tc("c", span=-3)),
        tr("1", properties='<w:gridBefore w:val="99999999999999999999"/>'),
    )
    assert [c[3] for c in shape(found)] == [63, 1, 1, 1]
    assert shape(found)[3][1] == 63


def test_paragraphs_of_a_cell_are_lines_and_blank_ones_are_dropped() -> None:
    found = table(tr(tc(p("商业") + p() + p("企业")), tc(p("　0"))), tr("1", "2"))
    assert [c.text for c in found.cells][:2] == ["商业\n企业", "　0"]


def test_frame_around_a_table_is_dissolved() -> None:
    inner = tbl(tr("甲", "乙", "丙"), tr("1", "2", "3"))
    document = read_word(docx(tbl(tr(tc(p("标题") + inner + p("注")), tc("侧栏")))))
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds == ["Paragraph", "Table", "Paragraph", "Paragraph"]
    assert [c.text for c in next(document.tables()).cells] == ["甲", "乙", "丙", "1", "2", "3"]


def test_small_table_in_a_cell_is_folded_into_its_text() -> None:
    inner = tbl(tr("3", "件"), tr("4", "条"))
    found = table(tr("甲", tc(p("共") + inner + p())), tr("乙", "0"), tr("丙", "1"))
    assert shape(found)[1] == (0, 1, 1, 1, "共\n3 件\n4 条")


def test_framed_prose_is_paragraphs() -> None:
    document = read_word(docx(tbl(tr(tc(p("一、总体情况") + p("本年度……"))))))
    assert [block.text for block in document.paragraphs()] == ["一、总体情况", "本年度……"]


def test_tables_nested_very_deep_are_read() -> None:
    body = p("底")
    for _ in range(70):
        body = tbl(tr(tc(body)))
    document = read_word(docx(body))
    assert [block.text for block in document.paragraphs()] == ["底"]


def test_template_of_2021(template: Document) -> None:
    tables = list(template.tables())
    assert [(t.rows, t.columns) for t in tables] == [(14, 4), (28, 10), (4, 15)]
    spans = {
        c.text: (c.row, c.column, c.row_span, c.column_span) for c in tables[1].cells if c.text
    }
    assert spans["三、本年度办理结果"] == (5, 0, 22, 1)
    assert spans["（三）不予公开"] == (7, 1, 8, 1)
    assert spans["法人或其他组织"] == (1, 4, 1, 5)
    for found in tables:
        places = covered(found.cells)
        assert len(places) == len(set(places)) == found.rows * found.columns
        assert [(c.row, c.column) for c in found.cells] == sorted(
            (c.row, c.column) for c in found.cells
        )
    figures = [c for c in tables[2].cells if c.row == 3]
    assert [c.column for c in figures] == list(range(15))


def test_merges_made_by_python_docx() -> None:
    document = python_docx.Document()
    made = document.add_table(4, 5)
    for index, cell in enumerate(made._cells):
        cell.text = str(index)
    made.cell(0, 0).merge(made.cell(1, 1)).text = "甲"
    made.cell(2, 3).merge(made.cell(3, 4)).text = "乙"
    made.cell(3, 0).merge(made.cell(3, 2)).text = "丙"
    out = io.BytesIO()
    document.save(out)
    (found,) = read_word(out.getvalue()).tables()
    assert (0, 0, 2, 2, "甲") in shape(found)
    assert (2, 3, 2, 2, "乙") in shape(found)
    assert (3, 0, 1, 3, "丙") in shape(found)
    assert sorted(covered(found.cells)) == [(r_, c) for r_ in range(4) for c in range(5)]


@pytest.mark.parametrize("seed", range(150))
def test_any_mix_of_spans_and_merges_gives_a_grid_without_overlaps(seed: int) -> None:
    chance = random.Random(seed)
    rows, texts = [], []
    for row in range(chance.randint(1, 8)):
        cells = []
        for column in range(chance.randint(0, 6)):
            text = f"{row}/{column}"
            merge = chance.choice(["", "", "restart", "continue"])
            extra = chance.choice([""] * 6 + ["<w:hMerge/>"])
            cells.append(tc(text, chance.choice([1, 1, 1, 2, 3, 90, 0]), merge, extra))
            if merge != "continue" and not (extra and column):
                texts.append(text)
        before = chance.choice([0, 0, 0, 1, 2])
        rows.append(tr(*cells, properties=f'<w:gridBefore w:val="{before}"/>'))
    document = read_word(docx(tbl(*rows)))
    for found in document.tables():
        places = covered(found.cells)
        assert len(places) == len(set(places))
        assert all(row < found.rows and column < found.columns for row, column in places)
        order = [(c.row, c.column) for c in found.cells]
        assert order == sorted(order)
        # No cell of its own is lost.
        assert set(texts) <= {c.text for c in found.cells}


def test_strict_namespaces() -> None:
    body = tbl(tr(tc("甲", span=2)), tr("1", "2"))
    transitional, strict = read_word(docx(body)), read_word(docx(body, strict=True))
    assert strict.blocks == transitional.blocks
    assert W.encode() not in docx(body, strict=True)


@pytest.fixture
def template() -> Document:
    path = Path(__file__).parents[2] / "shared" / "real" / "form_2021_template.docx"
    if not path.exists():
        pytest.skip("the blank form of 2021 is not beside the repository")
    return read_word(path.read_bytes())
