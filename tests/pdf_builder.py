"""Small PDFs for tests, drawn from the upper left corner, as tests think of pages."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors.pages.model import Page, PageTable, TextLine
from extractors.pdf import open_pdf
from tools.samples.pdf_fonts import Mapping, font_name, missing_fonts

WIDTH, HEIGHT = 600.0, 800.0

needs_fonts = pytest.mark.skipif(
    bool(missing_fonts()), reason="fonts of the samples are not installed (see scripts/setup)"
)


class Drawing:
    """A PDF in the making; `page` ends the page."""

    def __init__(self, password: str | None = None, owner: str = "") -> None:
        self.file = io.BytesIO()
        lock = None if password is None else StandardEncryption(password, owner or "owner")
        self.canvas = Canvas(self.file, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=lock)

    def text(
        self, x: float, y: float, text: str, size: float = 10.0, mapping: Mapping = "true",
        mode: int = 0,
    ) -> None:  # fmt: skip
        """Write on the baseline `y`."""
        line = self.canvas.beginText(x, HEIGHT - y)
        line.setTextRenderMode(mode)
        line.setFont(font_name("ming", mapping), size)
        line.textOut(text)
        self.canvas.drawText(line)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def grid(self, xs: list[float], ys: list[float]) -> None:
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)

    def page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.file.getvalue()


def read(data: bytes, number: int = 1) -> Page:
    with open_pdf(data) as pdf:
        assert pdf.kind(number) == "text", pdf.look(number)
        return pdf.read_page(number)


def tables(page: Page) -> list[PageTable]:
    return [part for part in page.parts if isinstance(part, PageTable)]


def lines(page: Page) -> list[TextLine]:
    return [part for part in page.parts if isinstance(part, TextLine)]


def texts(page: Page) -> list[str]:
    return [line.text for line in lines(page)]


def rows(table: PageTable) -> list[list[str]]:
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
