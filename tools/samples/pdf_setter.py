"""Setting a report on pages: prose, tables and their parts, page numbers, running heads."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from tools.samples.grid import Grid
from tools.samples.layout import lay_out
from tools.samples.model import Paragraph, SampleReport
from tools.samples.pdf_borders import CellArea, draw_borders
from tools.samples.pdf_fonts import Face, text_width
from tools.samples.pdf_lines import Line, break_lines, tokens
from tools.samples.pdf_sheet import Area, Fill, Rule, Sheet, Text
from tools.samples.pdf_table import Band, Piece, SetTable, pieces_on_pages, set_table

if TYPE_CHECKING:
    from tools.samples.pdf import PdfOptions

A4 = (595.28, 841.89)
_LONG = 20_000.0
"""Height of a page that is as long as it must be, before it is cut to its content."""
_BOX_PAD = 6.0
_ROW_TRIALS = 14
"""How many heights of rows are tried so that a page's end comes within one."""
_WIDE_TABLE = 12
"""A table of so many columns may stand on a landscape page of its own."""


def set_report(report: SampleReport, options: PdfOptions) -> list[Sheet]:
    """Return the report's pages."""
    if options.page_end == "between" or options.paper == "long":
        return _Setter(report, options).pages()
    for more in range(_ROW_TRIALS):
        setter = _Setter(report, replace(options, row_height=options.row_height + 0.7 * more))
        sheets = setter.pages()
        if setter.rows_cut:
            break
    return sheets


class _Setter:
    def __init__(self, report: SampleReport, options: PdfOptions) -> None:
        self._report = report
        self._options = options
        self._rng = Random(f"{options.seed}:{report.agency}{report.year}")
        self._sheets: list[Sheet] = []
        self._y = 0.0
        self.rows_cut = 0
        self._new_sheet()

    def pages(self) -> list[Sheet]:
        boxed = self._boxed()
        for number, part in enumerate(lay_out(self._report)):
            if isinstance(part, Grid):
                self._grid(part)
            elif number in boxed:
                self._in_box(part)
            else:
                self._paragraph(part)
        if self._options.paper == "long":
            self._sheet.height = self._y + self._options.margin
        self._furniture()
        return self._sheets

    # Pages

    @property
    def _sheet(self) -> Sheet:
        return self._sheets[-1]

    @property
    def _left(self) -> float:
        return self._options.margin

    @property
    def _width(self) -> float:
        return self._sheet.width - 2 * self._options.margin

    @property
    def _bottom(self) -> float:
        return self._sheet.height - self._options.margin

    def _new_sheet(self, landscape: bool = False) -> None:
        width, height = A4
        if self._options.paper == "long":
            height = _LONG
        if landscape:
            self._sheets.append(Sheet(height, width, turned=self._options.landscape))
        else:
            self._sheets.append(Sheet(width, height))
        self._y = self._options.margin

    def _furniture(self) -> None:
        count = len(self._sheets)
        style = self._options.page_numbers
        for number, sheet in enumerate(self._sheets, 1):
            if self._options.running_head:
                head = f"{self._report.agency}政府信息公开工作年度报告"
                self._put(sheet, self._centred(sheet, head, 9), 42, head, 9, "ming")
                x1 = sheet.width - self._left
                sheet.rules.append(Rule(self._left, 46, x1, 46, 0.5))
            if style:
                text = style.format(page=number, pages=count)
                x = self._centred(sheet, text, 10.5)
                if self._options.number_outside:
                    x = self._left + 12
                    if number % 2:
                        x = sheet.width - x - self._measure(text, 10.5)
                self._put(sheet, x, sheet.height - 40, text, 10.5, "ming")

    # Text

    def _measure(self, text: str, size: float, face: Face | None = None) -> float:
        return text_width(text, size, face or self._options.chinese, self._options.western)

    def _centred(self, sheet: Sheet, text: str, size: float) -> float:
        return (sheet.width - self._measure(text, size)) / 2

    def _put(
        self,
        sheet: Sheet,
        x: float,
        baseline: float,
        text: str,
        size: float,
        face: Face | None = None,
        spacing: float = 0.0,
        twice: bool = False,
    ) -> None:
        width = self._measure(text, size, face) + spacing * len(tokens(text))
        chinese = face or self._options.chinese
        sheet.texts.append(
            Text(x, baseline, text, size, width, chinese, self._options.western, spacing,
                 struck_twice=twice)
        )  # fmt: skip

    def _paragraph(self, part: Paragraph) -> None:
        size, face = self._options.body_size, self._options.chinese
        indent, align = 0.0, "left"
        if part.role == "title":
            size, face, align = size * 1.3, "hei", "centre"
        elif part.role == "heading":
            face, indent = "hei", 2 * size
        elif part.role == "right":
            align = "right"
        elif part.role == "body":
            indent = 2 * size
        self._lines(part, size, face, indent, align)

    def _lines(self, part: Paragraph, size: float, face: Face, indent: float, align: str) -> None:
        lines = break_lines(
            part.text, self._width, lambda text: self._measure(text, size, face), indent
        )
        twice = self._options.struck_twice and part.role in ("title", "heading")
        for number, line in enumerate(lines):
            leading = size * self._options.leading
            if self._y + leading > self._bottom:
                self._new_sheet()
            start = self._left + (indent if not number else 0.0)
            room = self._width - (indent if not number else 0.0)
            spacing = 0.0
            if align == "centre":
                start += (room - line.width) / 2
            elif align == "right":
                start += room - line.width - 2 * size
            elif not line.ends or line.width > room:
                spacing = (room - line.width) / max(1, len(tokens(line.text)) - 1)
            baseline = self._y + 0.5 * (leading - size) + 0.86 * size
            self._put(self._sheet, start, baseline, line.text, size, face, spacing, twice)
            self._y += leading

    # Framed prose

    def _boxed(self) -> set[int]:
        """Choose the body paragraph that stands in a frame, if any is to."""
        if not self._options.framed_prose:
            return set()
        bodies = [
            number
            for number, part in enumerate(lay_out(self._report))
            if isinstance(part, Paragraph) and part.role == "body"
        ]
        return {self._rng.choice(bodies)}

    def _in_box(self, part: Paragraph) -> None:
        """Set a paragraph in a one-celled table; on a page of its own if it must be."""
        size = self._options.body_size
        inner = self._width - 2 * _BOX_PAD
        lines = break_lines(part.text, inner, lambda text: self._measure(text, size), 2 * size)
        height = len(lines) * size * self._options.leading + 2 * _BOX_PAD
        if self._y + height > self._bottom:
            self._new_sheet()
        area = Area(self._left, self._y, self._left + self._width, self._y + height)
        rules, fills = draw_borders([CellArea(area)], "normal")
        self._sheet.rules += rules
        self._sheet.fills += fills
        for number, line in enumerate(lines):
            top = self._y + _BOX_PAD + number * size * self._options.leading
            x = self._left + _BOX_PAD + (2 * size if not number else 0.0)
            baseline = top + 0.5 * size * (self._options.leading - 1) + 0.86 * size
            self._put(self._sheet, x, baseline, line.text, size)
        self._y += height + size

    # Tables

    def _grid(self, grid: Grid) -> None:
        landscape = bool(self._options.landscape) and grid.columns >= _WIDE_TABLE
        if landscape:
            self._new_sheet(landscape=True)
        self._y += 4
        table = set_table(
            grid, self._width, self._options.table_size, self._options.row_height, self._measure
        )
        first = len(self._sheets) - 1
        pages = self._bands(table, landscape)
        upper = {row for row in range(len(table.heights)) if self._rng.random() < 0.5}
        for number, pieces in enumerate(pieces_on_pages(table, pages, upper)):
            self._draw_part(self._sheets[first + number], table, pieces)
        self._y += 8
        if landscape:
            self._new_sheet()

    def _bands(self, table: SetTable, landscape: bool) -> list[list[Band]]:
        """Lay the rows down page by page; make the sheets they need."""
        pages: list[list[Band]] = [[]]
        if self._options.keep_header:
            opening = sum(table.heights[: table.headers + 1])
            if self._y + opening > self._bottom:
                self._new_sheet(landscape)
                pages.append([])
        for row, height in enumerate(table.heights):
            left = height
            half = "whole"
            if self._y + height > self._bottom:
                room = self._bottom - self._y
                if self._may_cut(table, row, room):
                    self.rows_cut += 1
                    pages[-1].append(Band(row, self._y, self._bottom, "upper"))
                    left = max(height - room, table.height_below(row, room))
                    half = "lower"
                self._new_sheet(landscape)
                pages.append([])
                if row >= table.headers and self._options.repeat_header:
                    for header in range(table.headers):
                        self._band(pages[-1], table.heights[header], header, "whole", True)
            self._band(pages[-1], left, row, half, False)
        return pages

    def _band(self, page: list[Band], height: float, row: int, half: str, repeated: bool) -> None:
        page.append(Band(row, self._y, self._y + height, half, repeated))  # type: ignore[arg-type]
        self._y += height

    def _may_cut(self, table: SetTable, row: int, room: float) -> bool:
        """Whether a page may end within this row: a line stands above, and one goes below."""
        if self._options.page_end == "between" or row < table.headers:
            return False
        lines = [len(c.lines) for c in table.cells if c.row == row and c.cell.rows == 1]
        return 1 <= table.lines_above(room) < max(lines, default=0)

    def _draw_part(self, sheet: Sheet, table: SetTable, pieces: list[Piece]) -> None:
        if not pieces:
            return
        areas = []
        for piece in pieces:
            area = Area(self._left + piece.x0, piece.y0, self._left + piece.x1, piece.y1)
            open_ = not self._options.border_at_cut
            areas.append(CellArea(area, piece.cut_top and open_, piece.cut_bottom and open_))
            if self._options.shaded_headers and piece.cell.cell.kind == "header":
                sheet.fills.append(Fill(area, 0.88))
            self._draw_text(sheet, table, piece, area)
        rules, fills = draw_borders(areas, self._options.borders)
        sheet.rules += rules
        sheet.fills += fills
        box = Area(
            min(a.area.x0 for a in areas), min(a.area.y0 for a in areas),
            max(a.area.x1 for a in areas), max(a.area.y1 for a in areas),
        )  # fmt: skip
        sheet.tables.append(box)

    def _draw_text(self, sheet: Sheet, table: SetTable, piece: Piece, area: Area) -> None:
        high = table.line_height
        top = (area.y0 + area.y1 - len(piece.lines) * high) / 2
        if piece.cut_top:
            top = area.y0 + table.padding
        elif piece.cut_bottom:
            top = min(top, area.y1 - table.padding / 2 - len(piece.lines) * high)
        for number, line in enumerate(piece.lines):
            baseline = top + number * high + 0.5 * (high - table.size) + 0.86 * table.size
            x = self._start(line, piece, area, table)
            sheet.texts.append(
                Text(x, baseline, line.text, table.size, line.width, self._options.chinese,
                     self._options.western, address=piece.cell.cell.address)
            )  # fmt: skip

    def _start(self, line: Line, piece: Piece, area: Area, table: SetTable) -> float:
        kind = piece.cell.cell.kind
        align = self._options.figures_align if kind == "figure" else "centre"
        if kind == "label" and self._options.labels_left:
            align = "left"
        if align == "left":
            return area.x0 + table.padding
        if align == "right":
            return area.x1 - table.padding - line.width
        return (area.x0 + area.x1 - line.width) / 2
