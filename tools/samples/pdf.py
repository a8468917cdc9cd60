"""Writes a report as a text PDF, as word processors, printers and web sites make them."""

from __future__ import annotations

import io
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tools.samples.model import SampleReport
from tools.samples.pdf_borders import Borders
from tools.samples.pdf_fonts import Face, Mapping, font_name, runs, text_width
from tools.samples.pdf_lines import tokens
from tools.samples.pdf_setter import set_report
from tools.samples.pdf_sheet import Sheet, Text

PAGE_NUMBERS = ("— {page} —", "- {page} -", "{page}", "第{page}页", "第 {page} 页 共 {pages} 页",
                "{page}/{pages}", "-{page}-", "")  # fmt: skip
"""Page numbers as offices print them; "" for none."""


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """How to set the report and what the PDF says of its letters.

    chinese, western: faces of the prose and tables; figures are set in the western one.
    leading: height of a line of prose, to the size of its letters.
    page_end: rows stay whole, or a page may end within a row of several lines.
    repeat_header: the header rows stand again at the top of each page of a table.
    keep_header: a table starts on a new page rather than have its header parted.
    border_at_cut: a row cut by a page's end is closed by a border on both pages.
    landscape: table 四 stands on a page of its own: "wide", a page that is wider than high;
      "rotated", the same by /Rotate 90; "drawn", lying on an upright page. "" for none.
    rotation: /Rotate of all pages, their content turned back, so that they show upright.
    mapping: what the fonts say of their characters.
    picture_pages: pages (from 1) that are pictures without text.
    struck_twice: titles and headings are made bold by printing them twice.
    framed_prose: a paragraph in a frame, which is no table.
    paper: A4 pages, or one page as long as it must be.
    """

    chinese: Face = "ming"
    western: Face = "serif"
    body_size: float = 15.0
    leading: float = 1.75
    table_size: float = 10.5
    row_height: float = 22.0
    margin: float = 76.0
    borders: Borders = "normal"
    page_end: Literal["between", "within"] = "between"
    repeat_header: bool = False
    keep_header: bool = True
    border_at_cut: bool = True
    figures_align: Literal["centre", "right", "left"] = "centre"
    labels_left: bool = False
    shaded_headers: bool = False
    page_numbers: str = PAGE_NUMBERS[0]
    number_outside: bool = False
    running_head: bool = False
    landscape: Literal["", "wide", "rotated", "drawn"] = ""
    rotation: Literal[0, 90, 180, 270] = 0
    mapping: Mapping = "true"
    picture_pages: tuple[int, ...] = ()
    struck_twice: bool = False
    framed_prose: bool = False
    paper: Literal["A4", "long"] = "A4"
    seed: int = 0


def write_pdf(report: SampleReport, options: PdfOptions | None = None) -> bytes:
    """Return the report as a PDF; equal arguments give equal bytes.

    Raises FileNotFoundError or reportlab's TTFError where the fonts are not installed.
    """
    options = options or PdfOptions()
    sheets = set_report(report, options)
    pictures: dict[int, bytes] = {}
    if options.picture_pages:
        from tools.samples.scan_pages import picture_of_page

        plain = draw_pdf(sheets, options)
        wanted = [page for page in options.picture_pages if page <= len(sheets)]
        pictures = {page: picture_of_page(plain, page) for page in wanted}
    return draw_pdf(sheets, options, pictures)


def draw_pdf(
    sheets: list[Sheet], options: PdfOptions, pictures: Dictionary[int, bytes] | None = None
) -> bytes:
    """Return pages that were set as a PDF; of those in `pictures` (from 1) only a picture."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1, pageCompression=1, initialFontName=font_name("ming"))
    for number, sheet in enumerate(sheets, 1):
        _turn(canvas, sheet, options.rotation)
        picture = (pictures or {}).get(number)
        if picture is not None:
            image = ImageReader(io.BytesIO(picture))
            canvas.drawImage(image, 0, 0, sheet.width, sheet.height)
        else:
            _draw(canvas, sheet, options.mapping)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _turn(canvas: Canvas, sheet: Sheet, rotation: int) -> None:
    """Choose the paper, and lay the upright page on it.

    A page of /Rotate 90 is shown turned clockwise: what is to be shown at (X, Y), measured
    from the lower left corner, is drawn at (w - Y, X) on paper of width w.
    """
    width, height = sheet.width, sheet.height
    turns = 90 if sheet.turned in ("rotated", "drawn") else rotation
    # reportlab itself swaps the sides of a page that has /Rotate 90 or 270.
    canvas.setPageSize((height, width) if sheet.turned == "drawn" else (width, height))
    canvas.setPageRotation(0 if sheet.turned == "drawn" else turns)
    if turns == 90:
        canvas.transform(0, 1, -1, 0, height, 0)
    elif turns == 180:
        canvas.transform(-1, 0, 0, -1, width, height)
    elif turns == 270:
        canvas.transform(0, -1, 1, 0, 0, width)


def _draw(canvas: Canvas, sheet: Sheet, mapping: Mapping) -> None:
    for fill in sorted(sheet.fills, key=lambda each: -each.gray):
        x0, y0, x1, y1 = fill.area
        canvas.setFillGray(fill.gray)
        canvas.rect(x0, sheet.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
    canvas.setFillGray(0)
    for rule in sheet.rules:
        canvas.setLineWidth(rule.width)
        canvas.setDash(list(rule.dash))
        canvas.line(rule.x0, sheet.height - rule.y0, rule.x1, sheet.height - rule.y1)
    canvas.setDash([])
    for text in sheet.texts:
        draw_text(canvas, sheet, text, mapping)


def draw_text(
    canvas: Canvas, sheet: Sheet, text: Text, mapping: Mapping = "true", mode: int = 0
) -> None:
    """Draw a line of text; `mode` 3 makes it invisible (PDF 32000-1, 9.3.6)."""
    for shift in (0.0, 0.35) if text.struck_twice else (0.0,):
        x = text.x + shift
        line = canvas.beginText(x, sheet.height - text.baseline)
        line.setTextRenderMode(mode)
        for stretch in _stretches(text):
            for face, letters in runs(stretch, text.chinese, text.western):
                western = len(stretch) > 1 and text.spacing and stretch[0].isascii()
                line.setCharSpace(0 if western else text.spacing)
                line.setFont(font_name(face, mapping), text.size)
                line.setTextOrigin(x, sheet.height - text.baseline)
                line.textOut(letters)
                x += text_width(letters, text.size, text.chinese, text.western)
                x += text.spacing * (1 if western else len(letters))
        canvas.drawText(line)


def _stretches(text: Text) -> list[str]:
    """Return the stretches in which a line's letters are equally far apart."""
    if not text.spacing:
        return [text.text]
    found: list[str] = []
    for token in tokens(text.text):
        if found and len(token) == 1 and not found[-1][0].isascii():
            found[-1] += token
        else:
            found.append(token)
    return found
