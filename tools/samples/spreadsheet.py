"""Writes a report's tables as a workbook (.xlsx), as offices fill in the form in Excel or WPS.

Parts are written by hand: what is wanted are the ways in which programs differ.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from tools.samples.grid import Grid, GridCell
from tools.samples.layout import SamplePart, lay_out
from tools.samples.model import Paragraph, SampleReport

Sheets = Literal["one", "each"]
Numbers = Literal["numbers", "texts", "formulas"]

_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,4})?")
_TABLES = ("表一", "表二", "表三", "表四", "表五", "表六", "表七", "表八")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True, slots=True)
class SpreadsheetOptions:
    """How to write the workbook.

    sheets: all on one sheet, or each table on one of its own, with what stands before it.
    numbers: figures are numbers; texts, as forms have whose cells are so formatted; or numbers
      that are formulas' results.
    number_format: how the sheet shows its numbers.
    bordered: tables have borders.
    inline: texts stand in their cells, not in a list of all texts.
    prose: the report's prose stands on the sheet too.
    hidden_sheet: last year's figures are there on a sheet that does not show.
    hidden_row: so they are in a row above the tables.
    offset: rows and columns left blank above and at the left.
    gap: a blank row between what stands before a table and the table.
    strict: the namespaces are those of Strict Office Open XML.
    """

    sheets: Sheets = "one"
    numbers: Numbers = "numbers"
    number_format: str = "General"
    bordered: bool = True
    inline: bool = False
    prose: bool = True
    hidden_sheet: bool = False
    hidden_row: bool = False
    offset: int = 0
    gap: bool = False
    strict: bool = False


NUMBER_FORMATS = (
    "General", "0", "@", "#,##0_ ", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    "0_);[Red]\\(0\\)", "0.00##",
)  # fmt: skip
"""Formats that show the digits of counts as they are."""


def write_spreadsheet(
    report: SampleReport, options: SpreadsheetOptions = SpreadsheetOptions()
) -> bytes:
    """Return the report as the bytes of an .xlsx file."""
    return _Writer(options).data(lay_out(report))


class _Sheet:
    def __init__(self) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self.merged: list[str] = []
        self.hidden: set[int] = set()
        self.next = 0


class _Writer:
    def __init__(self, options: SpreadsheetOptions) -> None:
        self._options = options
        self._texts: dict[str, int] = {}
        self._sheets = [_Sheet()]

    def data(self, parts: list[SamplePart]) -> bytes:
        """Return the file."""
        width = max((part.columns for part in parts if isinstance(part, Grid)), default=8)
        self._start_sheet()
        tables = 0
        for at, part in enumerate(parts):
            if isinstance(part, Paragraph):
                if self._options.prose or part.role != "body":
                    self._paragraph(part, width)
                continue
            if self._options.gap:
                self._sheet.next += 1
            self._grid(part)
            tables += 1
            more = any(isinstance(later, Grid) for later in parts[at + 1 :])
            if self._options.sheets == "each" and more:
                self._sheets.append(_Sheet())
                self._start_sheet()
        return self._package()

    @property
    def _sheet(self) -> _Sheet:
        return self._sheets[-1]

    def _start_sheet(self) -> None:
        self._sheet.next = self._options.offset
        if self._options.hidden_row:
            row = self._sheet.next
            self._put(row, 0, self._string("上年数", 0))
            for column in range(1, 4):
                self._put(row, column, f'<c r="@" s="1"><v>{900 + column}</v></c>')
            self._sheet.hidden.add(row)
            self._sheet.next += 1

    def _paragraph(self, part: Paragraph, width: int) -> None:
        row = self._sheet.next
        self._put(row, 0, self._string(part.text, 0))
        if part.role != "right":
            self._merge(row, 0, 1, width)
        self._sheet.next += 1

    def _grid(self, grid: Grid) -> None:
        start = self._sheet.next
        for number, line in enumerate(grid.slots()):
            for slot in line:
                cell, row, column = slot.cell, start + number, slot.column
                for right in range(cell.span):
                    blank = slot.continued or right > 0
                    self._put(row, column + right, self._cell(cell, blank))
                if not slot.continued and (cell.rows > 1 or cell.span > 1):
                    rows = min(cell.rows, len(grid.rows) - number)
                    self._merge(row, column, rows, cell.span)
        self._sheet.next += len(grid.rows) + 1

    def _cell(self, cell: GridCell, blank: bool) -> str:
        style = 1 if self._options.bordered else 2
        if blank or not cell.text:
            return f'<c r="@" s="{style}"/>'
        if cell.kind != "figure" or not _PLAIN_NUMBER.fullmatch(cell.text):
            return self._string(cell.text, style)
        if self._options.numbers == "texts":
            return self._string(cell.text, style)
        style = 3 if self._options.bordered else 4
        if "." in cell.text:  # amounts have no format of their own
            style = 1 if self._options.bordered else 2
        formula = "<f>SUM(A1,1)</f>" if self._options.numbers == "formulas" else ""
        # As programs write them: 12 may be 12.0, 40.35 is 40.350000000000001.
        value = f"{float(cell.text):.17g}" if "." in cell.text else cell.text
        return f'<c r="@" s="{style}">{formula}<v>{value}</v></c>'

    def _string(self, text: str, style: int) -> str:
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        if self._options.inline:
            return f'<c r="@" s="{style}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
        number = self._texts.setdefault(text, len(self._texts))
        return f'<c r="@" s="{style}" t="s"><v>{number}</v></c>'

    def _put(self, row: int, column: int, cell: str) -> None:
        column += self._options.offset
        place = f'r="{_letters(column)}{row + 1}"'
        self._sheet.rows.setdefault(row, {})[column] = cell.replace('r="@"', place, 1)

    def _merge(self, row: int, column: int, rows: int, columns: int) -> None:
        if rows == columns == 1:
            return
        column += self._options.offset
        first = f"{_letters(column)}{row + 1}"
        self._sheet.merged.append(f"{first}:{_letters(column + columns - 1)}{row + rows}")

    # The package

    def _package(self) -> bytes:
        main = _STRICT if self._options.strict else _MAIN
        names = [*_TABLES[: len(self._sheets)]]
        states = [""] * len(names)
        sheets = [self._sheet_xml(sheet, main) for sheet in self._sheets]
        if self._options.hidden_sheet:
            old = f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>7</v></c></row>'
            sheets.insert(0, old + "</sheetData></worksheet>")
            names.insert(0, "上年")
            states.insert(0, ' state="hidden"')
        listed = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}"{state} r:id="rId{n}"/>'
            for n, (name, state) in enumerate(zip(names, states, strict=True), 1)
        )
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default '
            'Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'{_type("workbook", "sheet.main")}{_type("styles", "styles")}'
            f'{_type("sharedStrings", "sharedStrings")}'
            + "".join(_type(f"worksheets/sheet{n}", "worksheet")
                      for n in range(1, len(sheets) + 1)) + "</Types>",
            "_rels/.rels": _rels([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _rels(
                [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
                + [("styles", "styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml")]
            ),
            "xl/styles.xml": self._styles(main),
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{"".join(map(_shared, self._texts))}'
            "</sst>",
        } | {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)}  # fmt: skip
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                info = zipfile.ZipInfo(name, (2023, 3, 6, 8, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode())
        return file.getvalue()

    def _sheet_xml(self, sheet: _Sheet, main: str) -> str:
        rows = ""
        for number, cells in sorted(sheet.rows.items()):
            hidden = ' hidden="1"' if number in sheet.hidden else ""
            line = "".join(cell for _, cell in sorted(cells.items()))
            rows += f'<row r="{number + 1}"{hidden}>{line}</row>'
        merged = "".join(f'<mergeCell ref="{each}"/>' for each in sheet.merged)
        areas = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{areas}</worksheet>'

    def _styles(self, main: str) -> str:
        code = quoteattr(self._options.number_format)
        thin = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
        formats = "".join(
            f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="{border}" xfId="0"/>'
            for number, border in ((0, 0), (0, 1), (0, 0), (170, 1), (170, 0))
        )
        return (
            f'<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="170" formatCode={code}/>'
            "</numFmts><fonts><font/></fonts><fills><fill/></fills>"
            f"<borders><border><left/><right/></border><border>{thin}</border></borders>"
            f"<cellXfs>{formats}</cellXfs></styleSheet>"
        )


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        name = chr(65 + left) + name
    return name


def _shared(text: str) -> str:
    """A text of the list of all texts; long ones in two runs, with a reading beside them."""
    if len(text) > 6 and text == text.strip():
        runs = "".join(
            f'<r><t xml:space="preserve">{escape(part)}</t></r>' for part in (text[:3], text[3:])
        )
        return f'<si>{runs}<rPh sb="0" eb="1"><t>ヨミ</t></rPh></si>'
    return f'<si><t xml:space="preserve">{escape(text)}</t></si>'


def _type(part: str, kind: str) -> str:
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return f'<Override PartName="/xl/{part}.xml" ContentType="{spreadsheet}.{kind}+xml"/>'


def _rels(targets: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'
