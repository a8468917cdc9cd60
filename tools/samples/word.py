"""Writes a report as a Word file, with the constructions that real ones contain.

The main part is written as XML, not through python-docx, because most of these
constructions (ECMA-376 part 1, §17) are those that python-docx cannot make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from xml.sax.saxutils import escape

from tools.samples.grid import Grid, GridCell, Slot
from tools.samples.layout import SamplePart, lay_out
from tools.samples.model import Paragraph, SampleReport
from tools.samples.word_package import MAIN, pack

_NAMESPACES = (
    f'xmlns:w="{MAIN}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_AUTHOR = 'w:author="经办人" w:date="2023-01-01T00:00:00Z"'
_TABLE_WIDTH = 9000
"""Width of a table in twentieths of a point."""

_ORDERED = re.compile(r"[一二三四五六]、")
"""The number of a section's heading, where an automatic list can print it."""


@dataclass(frozen=True, slots=True)
class WordOptions:
    """Constructions to use; none changes what an accepted, printed document shows.

    content_controls: tables, rows, cells and runs inside w:sdt.
    tracked_changes: figures with their deleted predecessors, a deleted row, moved text.
    auto_numbering: headings numbered by a list, not by text.
    title_box: the title inside a text box (drawn, with a VML fallback of the same text).
    framed: each table inside the one cell of a framing table.
    margins: header, footer with page number, footnote and comment.
    split_runs: a cell's text cut into runs, with proofing marks between them.
    fields: figures as the results of formulas, complex and simple.
    grid_before: rows that begin with blank cells begin with skipped grid columns instead.
    strict: the namespaces of ISO/IEC 29500 Strict.
    seed: chooses which cells get what.
    """

    content_controls: bool = False
    tracked_changes: bool = False
    auto_numbering: bool = False
    title_box: bool = False
    framed: bool = False
    margins: bool = False
    split_runs: bool = False
    fields: bool = False
    grid_before: bool = False
    strict: bool = False
    seed: int = 0


def write_word(report: SampleReport, options: WordOptions = WordOptions()) -> bytes:
    """Return the report as the bytes of a .docx file."""
    return pack(_Writer(report, options).document(), strict=options.strict)


class _Writer:
    """Writes one report; holds the options and the drawing of cells for them."""

    def __init__(self, report: SampleReport, options: WordOptions) -> None:
        self._parts = lay_out(report)
        self._options = options
        self._rng = Random(f"{options.seed}:{report.agency}{report.year}")
        self._numbered = options.auto_numbering and _in_order(report)
        self._noted = False

    def document(self) -> str:
        body = "".join(self._part(part) for part in self._parts)
        margins = ""
        if self._options.margins:
            margins = (
                '<w:headerReference w:type="default" r:id="header1"/>'
                '<w:footerReference w:type="default" r:id="footer1"/>'
            )
        section = f'<w:sectPr>{margins}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
        return f"<w:document {_NAMESPACES}><w:body>{body}{section}</w:body></w:document>"

    def _part(self, part: SamplePart) -> str:
        if isinstance(part, Paragraph):
            return self._paragraph(part)
        table = self._table(part)
        if self._options.framed:
            table = (
                '<w:tbl><w:tblPr><w:tblW w:w="9600" w:type="dxa"/></w:tblPr><w:tblGrid>'
                f'<w:gridCol w:w="9600"/></w:tblGrid>'
                f"<w:tr><w:tc>{table}<w:p/></w:tc></w:tr></w:tbl>"
            )
        return table + "<w:p/>"

    # Paragraphs

    def _paragraph(self, part: Paragraph) -> str:
        if part.role == "title" and self._options.title_box:
            return f"<w:p><w:r>{_text_box(_run(part.text))}</w:r></w:p>"
        align = {"title": "center", "right": "right"}.get(part.role, "")
        properties = f'<w:jc w:val="{align}"/>' if align else ""
        text = part.text
        if part.role == "heading":
            properties = '<w:pStyle w:val="1"/>'
            if self._numbered:
                properties += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
                text = _ORDERED.sub("", text, count=1)
        elif part.role == "body":
            properties = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
        runs = _run(text)
        if part.role == "body" and not self._noted:
            runs += self._notes(text)
        return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"

    def _notes(self, text: str) -> str:
        """Return footnote, comment and moved text, once a document, where asked for."""
        self._noted = True
        notes = ""
        if self._options.margins:
            notes += '<w:r><w:footnoteReference w:id="1"/></w:r>'
            notes += '<w:r><w:commentReference w:id="1"/></w:r>'
        if self._options.tracked_changes:
            notes += f'<w:moveFrom w:id="901" {_AUTHOR}>{_run("（此句已移走）")}</w:moveFrom>'
            notes += f'<w:moveTo w:id="902" {_AUTHOR}>{_run("特此说明。")}</w:moveTo>'
        return notes

    # Tables

    def _table(self, grid: Grid) -> str:
        width = _TABLE_WIDTH // grid.columns
        lines = grid.slots()
        rows = [self._row(line, width) for line in lines]
        if self._options.tracked_changes:
            rows.append(_deleted_row(lines[-1], width))
        columns = f'<w:gridCol w:w="{width}"/>' * grid.columns
        table = (
            '<w:tbl><w:tblPr><w:tblStyle w:val="a3"/><w:tblW w:w="9000" w:type="dxa"/>'
            f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        if self._options.content_controls and self._rng.random() < 0.3:
            return _control(table)
        return table

    def _row(self, line: list[Slot], width: int) -> str:
        skipped = self._skipped(line)
        before = sum(slot.cell.span for slot in line[:skipped])
        grid = f'<w:gridBefore w:val="{before}"/>' if before else ""
        cells = "".join(self._cell(slot, width) for slot in line[skipped:])
        row = f'<w:tr><w:trPr>{grid}<w:trHeight w:val="400"/></w:trPr>{cells}</w:tr>'
        if self._options.content_controls and self._rng.random() < 0.1:
            return _control(row)
        return row

    def _skipped(self, line: list[Slot]) -> int:
        """Count the blank labels at the start of a row, where they are to be skipped."""
        if not self._options.grid_before:
            return 0
        blank = (not slot.continued and slot.cell == GridCell("") for slot in line)
        return next((n for n, is_blank in enumerate(blank) if not is_blank), 0)

    def _cell(self, slot: Slot, width: int) -> str:
        cell = slot.cell
        merge = ""
        if cell.rows > 1:
            merge = "<w:vMerge/>" if slot.continued else '<w:vMerge w:val="restart"/>'
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        properties = (
            f'<w:tcPr><w:tcW w:w="{width * cell.span}" w:type="dxa"/>{span}{merge}'
            '<w:vAlign w:val="center"/></w:tcPr>'
        )
        content = "<w:p/>" if slot.continued else self._cell_text(cell)
        whole = f"<w:tc>{properties}{content}</w:tc>"
        if self._options.content_controls and self._rng.random() < 0.15:
            return _control(whole)
        return whole

    def _cell_text(self, cell: GridCell) -> str:
        if not cell.text:
            return '<w:p><w:pPr><w:jc w:val="center"/></w:pPr></w:p>'
        paragraphs = []
        for line in cell.text.split("\n"):
            runs = self._runs(line, cell)
            paragraphs.append(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{runs}</w:p>')
        return "".join(paragraphs)

    def _runs(self, text: str, cell: GridCell) -> str:
        figure = cell.kind == "figure"
        if figure and self._options.tracked_changes and self._rng.random() < 0.2:
            old = str(self._rng.randint(1, 99))
            deleted = f"<w:r><w:delText>{old}</w:delText></w:r>"
            number = self._rng.randint(1, 800)
            return (
                f'<w:del w:id="{number}" {_AUTHOR}>{deleted}</w:del>'
                f'<w:ins w:id="{number + 1}" {_AUTHOR}>{_run(text)}</w:ins>'
            )
        if self._options.content_controls and self._rng.random() < 0.15:
            return _control(_run(text))
        if figure and self._options.fields and self._rng.random() < 0.15:
            return _field(_run(text), self._rng.random() < 0.5)
        if self._options.split_runs and len(text) > 1 and self._rng.random() < 0.4:
            cut = self._rng.randint(1, len(text) - 1)
            return f'{_run(text[:cut])}<w:proofErr w:type="gramStart"/>{_run(text[cut:])}'
        return _run(text)


def _in_order(report: SampleReport) -> bool:
    """Whether a list would number the headings as they are printed."""
    shown = [
        part.text for part in lay_out(report) if isinstance(part, Paragraph)
        and part.role == "heading"
    ]  # fmt: skip
    return [text[:2] for text in shown] == [f"{number}、" for number in "一二三四五六"]


def _run(text: str) -> str:
    return (
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia" w:eastAsia="仿宋_GB2312"/><w:sz w:val="24"/>'
        f'</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _field(result: str, simple: bool) -> str:
    """A formula whose result was computed when the file was last saved."""
    if simple:
        return f'<w:fldSimple w:instr=" =SUM(LEFT) ">{result}</w:fldSimple>'
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> =SUM(LEFT) 0 </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _deleted_row(line: list[Slot], width: int) -> str:
    """A row that a tracked change has deleted: not part of the accepted document."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width * slot.cell.span}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{slot.cell.span}"/></w:tcPr><w:p><w:del w:id="990" {_AUTHOR}>'
        "<w:r><w:delText>7</w:delText></w:r></w:del></w:p></w:tc>"
        for slot in line
    )
    return f'<w:tr><w:trPr><w:del w:id="991" {_AUTHOR}/></w:trPr>{cells}</w:tr>'


def _text_box(runs: str) -> str:
    """A drawn text box, and the same for programs that know only VML."""
    content = f"<w:txbxContent><w:p>{runs}</w:p></w:txbxContent>"
    return (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
        '<wp:extent cx="5400000" cy="720000"/><wp:docPr id="1" name="标题"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp><wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f'<v:shape style="width:425pt;height:57pt"><v:textbox>{content}</v:textbox></v:shape>'
        "</w:pict></mc:Fallback></mc:AlternateContent>"
    )
