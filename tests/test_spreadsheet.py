"""Workbooks: what a cell shows, what of a sheet is a table, and what is hidden."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.accuracy import compare, compare_sample
from extractors import extract_report
from extractors.readers import read_document, spreadsheet_xlsx
from extractors.readers.spreadsheet_layout import blocks_of
from extractors.readers.spreadsheet_model import Area, Sheet, SheetCell, Spot
from extractors.readers.spreadsheet_numbers import SHOWN_ROUNDED, plain, shown
from schemas.document import Document, Paragraph, Table
from schemas.errors import DocumentError
from tools.samples.catalogue import generate

ROOT = Path(__file__).parent.parent
ACCOUNT = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# Numbers


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        (12.0, "12"), (-3.0, "-3"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (40.35, "40.35"),
        (59237.2449, "59237.2449"), (1e15, "1000000000000000"), (1e-7, "0.0000001"),
        (float("inf"), "Infinity"),
    ],
)  # fmt: skip
def test_numbers_have_the_digits_that_a_sheet_knows(number: float, meant: str) -> None:
    assert plain(number) == meant


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (12.0, "General", "12"),
        (12.0, "0.00", "12"),
        (1204.0, "#,##0", "1204"),
        (0.0, ACCOUNT, "0"),  # shown as a dash, entered as 0
        (-3.0, ACCOUNT, "-3"),
        (-3.0, "0_);[Red]\\(0\\)", "-3"),
        (3.0, "0_);[Red]\\(0\\)", "3"),
        (0.0, "0;-0;;@", "0"),
        (0.5, "0%", "50%"),
        (0.9579, "0.00%", "95.79%"),
        (40.35, '0.00"万元"', "40.35万元"),
        (5.0, "0件", "5件"),
        (5.0, '"约"0"件"', "约5件"),
        (40.35, "¥#,##0.00", "40.35"),
        (44582.0, "yyyy/m/d", "2022年1月21日"),
        (44582.0, "yyyy年m月d日", "2022年1月21日"),
        (44582.5, 'yyyy"年"m"月"d"日" h:mm', "2022年1月21日"),
        (0.5, "h:mm", "12:00"),
        (3.0, "G/通用格式", "3"),
        (3.0, "@", "3"),
    ],
)
def test_what_a_format_shows(number: float, code: str, text: str) -> None:
    assert shown(number, code) == (text, ())


@pytest.mark.parametrize(
    ("number", "code"), [(12.4, "0"), (40.356, "0.00"), (12000.0, "#,##0,"), (7.0, '"无"')]
)
def test_digits_that_do_not_show_are_kept_and_doubted(number: float, code: str) -> None:
    text, doubts = shown(number, code)
    assert text.startswith(plain(number))
    assert doubts == (SHOWN_ROUNDED,)


def test_long_formats_take_no_longer_than_they_are_long() -> None:
    for piece in ('"', ";", "\\", "[", "#,", "_", '0;"'):
        shown(1.5, piece * 200_000)


# Sheets


def sheet(*rows: str, bordered: str = "", merged: tuple[Area, ...] = ()) -> Sheet:
    """Make a sheet of rows whose cells are parted by |; `bordered` names rows by letters."""
    made = Sheet(merged=list(merged))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row.split("|") if row else []):
            if cell or chr(97 + y) in bordered:
                made.cells[Spot(y, x)] = SheetCell(cell, chr(97 + y) in bordered)
    return made


def told(made: Sheet) -> list[str | list[str]]:
    """Tell paragraphs by their text, tables by their rows."""
    found: list[str | list[str]] = []
    for block in blocks_of(made):
        if isinstance(block, Table):
            rows = [[] for _ in range(block.rows)]  # type: list[list[str]]
            for cell in block.cells:
                rows[cell.row].append(cell.text)
            found.append(["|".join(row) for row in rows])
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


def test_borders_tell_tables_from_titles_and_notes() -> None:
    made = sheet(
        "某局年度报告", "填报单位：某局||单位：件", "项目|数量", "规章|", "注：如实填写",
        "三、申请", "类别|件", bordered="cdg",
    )  # fmt: skip
    assert told(made) == [
        "某局年度报告", "填报单位：某局", "单位：件", ["项目|数量", "规章|"], "注：如实填写",
        "三、申请", ["类别|件"],
    ]  # fmt: skip


def test_a_row_without_borders_amidst_a_table_belongs_to_it() -> None:
    assert told(sheet("甲|乙", "一|1", "二|2", bordered="ac")) == [["甲|乙", "一|1", "二|2"]]


def test_without_borders_rows_of_several_cells_are_a_table() -> None:
    made = sheet("某局年度报告", "甲|乙", "规章|", "规范|2", "末行|", "", "附注")
    assert told(made) == ["某局年度报告", ["甲|乙", "规章|", "规范|2", "末行|"], "附注"]


def test_long_text_amidst_a_table_without_borders_is_prose() -> None:
    prose = "本年度" * 30
    assert told(sheet("甲|乙", "一|1", prose, "丙|丁")) == [["甲|乙", "一|1"], prose, ["丙|丁"]]


def test_merged_areas_and_columns_in_which_nothing_begins() -> None:
    made = sheet(
        "组||名||数", "||一||1", "||二||2", bordered="abc",
        merged=(Area(0, 2, 0, 1), Area(0, 0, 2, 3), Area(1, 1, 2, 3), Area(2, 2, 2, 3)),
    )  # fmt: skip
    (table,) = blocks_of(made)
    assert isinstance(table, Table)
    assert (table.rows, table.columns) == (3, 3)
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span)
             for cell in table.cells}  # fmt: skip
    assert spans["组"] == (0, 0, 3, 1)
    assert spans["数"] == (0, 2, 1, 1)


def test_positions_without_a_cell_inside_of_borders_are_doubted() -> None:
    # A flipped bit made a record of cells unknown, and a row of figures was blank and clean.
    bordered = SheetCell("1", True)
    made = Sheet({Spot(y, x): bordered for y in range(4) for x in range(3)})
    for spot in (Spot(1, 1), Spot(2, 1), Spot(2, 2), Spot(3, 2)):
        del made.cells[spot]
    (table,) = blocks_of(made)
    assert isinstance(table, Table)
    doubted = {(cell.row, cell.column): cell.doubts for cell in table.cells if cell.doubts}
    assert doubted == dict.fromkeys(((1, 1), (2, 1), (2, 2), (3, 2)), ("cells_lost",))


def test_positions_without_a_cell_beside_a_narrow_table_or_without_borders_are_blank() -> None:
    wide = Sheet({Spot(y, x): SheetCell("1", True) for y in range(4) for x in range(2 + y)})
    bare = sheet("1|2|3", "4||6", "7|8|9")
    for made in (wide, bare):
        (table,) = blocks_of(made)
        assert isinstance(table, Table)
        assert not any(cell.doubts for cell in table.cells)


def test_areas_as_large_as_a_sheet_cost_nothing() -> None:
    made = sheet("甲|乙", "一|1", bordered="ab", merged=(Area(0, 1_048_575, 5, 16_383),))
    assert told(made) == [["甲|乙", "一|1"]]
    made = sheet("甲|乙", merged=(Area(0, 1_048_575, 0, 16_383),) * 1000)
    assert len(told(made)) == 1


def test_hidden_rows_and_columns_are_left_out() -> None:
    made = sheet("甲|旧|乙", "上年|8|9", "一|7|1", bordered="abc")
    made.hidden_rows, made.hidden_columns = {1}, {1}
    assert told(made) == [["甲|乙", "一|1"]]


# Workbooks


def workbook(*sheets: str, states: tuple[str, ...] = (), **parts: str) -> bytes:
    """Return a workbook of sheets, each the XML within its sheetData and after."""
    states = states + ("visible",) * (len(sheets) - len(states))
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, state in enumerate(states, 1)
    )
    files = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for n, inner in enumerate(sheets, 1):
        files[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {MAIN}>{inner}</worksheet>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files | parts).items():
            archive.writestr(name, text)
    return file.getvalue()


def rows(*cells: str) -> str:
    return f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>'


def texts(document: Document) -> list[str]:
    found = [paragraph.text for paragraph in document.paragraphs()]
    return found + [cell.text for table in document.tables() for cell in table.cells]


def read(data: bytes) -> Document:
    return read_document(data, "a.xlsx")


def code(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data)
    return caught.value.code


def test_kinds_of_cells() -> None:
    found = read(
        workbook(
            rows(
                '<c r="A1" t="inlineStr"><is><t>甲</t><rPh><t>ji</t></rPh></is></c>',
                '<c t="str"><f>A1</f><v>乙</v></c>',
                '<c><v>12.0</v></c>',
                '<c><f>SUM(B2:B9)</f></c>',
                '<c t="e"><v>#REF!</v></c>',
                '<c t="b"><v>1</v></c>',
                '<c t="s"><v>99</v></c>',
                '<c r="XFE1"><v>5</v></c>',
            )
            .replace("</row>", "</row><row><c t='inlineStr'><is><t>二</t></is></c>"
                     "<c><v>1e2</v></c></row>")
        )
    )  # fmt: skip
    assert texts(found)[:7] == ["甲", "乙", "12", "=SUM(B2:B9)", "#REF!", "TRUE", "#99"]
    assert "100" in texts(found)
    assert found.reader == "sheet"


def test_hidden_sheets_are_left_out_and_told() -> None:
    cell = '<c r="A1"><v>{}</v></c><c r="B1"><v>8</v></c>'
    data = workbook(rows(cell.format(7)), rows(cell.format(9)), states=("hidden", "visible"))
    found = read(data)
    assert "7" not in texts(found) and "9" in texts(found)
    assert "hidden_cells" in found.warnings


def test_hostile_and_damaged_workbooks() -> None:
    good = workbook(rows("<c><v>1</v></c>"))
    assert code(workbook(**{"xl/workbook.xml": f"<!DOCTYPE a []><workbook {MAIN}/>"})) == (
        "damaged_document"
    )
    assert code(workbook(**{"xl/workbook.xml": "<workbook"})) == "damaged_document"
    assert code(workbook(**{"xl/workbook.xml": f"<workbook {MAIN}/>"})) == "damaged_document"
    assert code(good[:-30]) == "damaged_archive"
    bomb = workbook(rows("<c><v>1</v></c>") + " " * (8 * 2**20))
    assert code(bomb) == "unpacks_too_large"


def test_more_cells_than_any_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_xlsx, "MAX_CELLS", 20)
    assert code(workbook(*[rows("<c><v>1</v></c>" * 11)] * 2)) == "too_large"


def test_references_that_mean_nothing_do_no_harm() -> None:
    odd = (
        '<mergeCells><mergeCell ref="A0:ZZZ9999999"/><mergeCell ref="x"/><mergeCell/></mergeCells>'
    )
    inner = '<cols><col min="1" max="99999999" hidden="1"/></cols>'
    inner += '<sheetData><row r="0"><c r="A0"><v>4</v></c></row><row r="abc"><c r="5"><v>6</v></c>'
    inner += '<c r="B1" s="77"><v>7</v></c></row></sheetData>' + odd
    assert "6" in texts(read(workbook(inner)))


@pytest.mark.parametrize("cut", [600, 3000, 9000])
def test_damaged_old_workbooks(cut: int) -> None:
    data = (ROOT / "tests/data/kinds/01_格式范本_2021年.xls").read_bytes()
    assert code(data[:cut]) in ("damaged_document", "unsupported_kind")


# Reports


@pytest.mark.parametrize(
    "name", ["02_附函报送_2020年.xlsx", "01_格式范本_2021年.xls", "08_新旧表混用.xls"]
)
def test_committed_samples_give_the_samples_figures(name: str) -> None:
    stem = Path(name).stem
    truth = json.loads((ROOT / f"sample_inputs/truth/{stem}.json").read_text("utf-8"))
    found = extract_report(ROOT / "tests/data/kinds" / name)
    result = compare(stem, "sheet", truth, found)
    assert (result.differences, result.unplaced_wrong) == ([], 0)
    assert {cell.reader for cell in found.cells if cell.raw is not None} == {"sheet"}


def test_random_reports_have_all_their_figures() -> None:
    results = [compare_sample(sample) for sample in generate(24, 41, ("xlsx",))]
    assert [each.differences for each in results if each.wrong or each.identity_wrong] == []
