"""PDF files, whole: the same records as from the Word file; pages that are pictures."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from picture_builder import encoded, grid_picture, photograph, pretend_reading
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.ocr import parallel
from extractors.pages.model import Page
from extractors.readers.pdf import read_pdf
from extractors.report import extract_report
from schemas.document import Document, Paragraph, Picture, Place, Table
from schemas.errors import DocumentError
from schemas.records import Extraction

ROOT = Path(__file__).parents[1]
PDF_REPORTS = sorted((ROOT / "tests" / "data" / "pdf_reports").glob("*.pdf"))


def cells(extraction: Extraction) -> list[tuple[Any, ...]]:
    return [
        (c.form, c.table, c.row, c.column, c.state, c.value, c.unit, c.needs_review, c.confidence)
        for c in extraction.cells
    ]


def quantities(extraction: Extraction) -> list[tuple[Any, ...]]:
    return [
        (q.section, q.paragraph, q.start, q.surface, q.value, q.unit, q.kind, q.subject, q.role,
         q.metric, q.needs_review)
        for q in extraction.quantities
    ]  # fmt: skip


@pytest.mark.parametrize("path", PDF_REPORTS, ids=lambda path: path.stem)
def test_a_pdf_gives_the_records_of_its_word_file(path: Path) -> None:
    (word,) = (ROOT / "sample_inputs" / "reports").rglob(f"{path.stem}.docx")
    expected, found = extract_report(word), extract_report(path)
    assert found.reader == "pdf" and found.ocr_pages == 0 and found.pages
    assert cells(found) == cells(expected)
    assert (found.agency, found.report_year) == (expected.agency, expected.report_year)
    assert found.report == expected.report
    assert found.sections == expected.sections
    assert quantities(found) == quantities(expected)
    assert found.notes == expected.notes


@pytest.mark.parametrize("path", PDF_REPORTS, ids=lambda path: path.stem)
def test_every_figure_has_its_place(path: Path) -> None:
    found = extract_report(path)
    for cell in found.cells:
        if cell.state != "missing":
            assert cell.page is not None and cell.x0 is not None and cell.y1 is not None
            assert 0 <= cell.x0 < cell.x1 <= 596 and 0 <= cell.y0 < cell.y1 <= 842
    for quantity in found.quantities:
        assert quantity.page is not None
        assert quantity.x1 - quantity.x0 < 12 * 2 * len(quantity.surface)


def pdf(*pages: Iterable[object]) -> bytes:
    """A PDF: of each page texts, or pictures with their place (x, y from the lower left)."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    for parts in pages:
        for at, part in enumerate(parts):
            if isinstance(part, str):
                canvas.setFont("Times-Roman", 12)
                canvas.drawString(72, 760 - 18 * at, part)
            else:
                picture, x, y, width, height = part  # type: ignore[misc]
                canvas.drawImage(ImageReader(io.BytesIO(encoded(picture))), x, y, width, height)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


TEXT = [f"The agency has received {n} requests and answered them all in the year." for n in (3, 4)]
MORE = ["No fees were charged, and nobody asked for a review of what was decided."]
SCAN = [(grid_picture(1240, 1754), 0, 0, 595, 842)]


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "read_pages", pretend_reading)


@pytest.fixture
def unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_pages(jobs: Iterable[object]) -> Iterator[Page]:
        for _ in jobs:
            raise DocumentError("recognition_unavailable", "there is no program tesseract")
        yield from ()

    monkeypatch.setattr(parallel, "read_pages", read_pages)


def figure(document: Document) -> tuple[object, ...]:
    (table,) = document.tables()
    return table.cells[1].text, table.cells[1].reader, table.cells[1].place.page


@pytest.mark.usefixtures("pretended")
def test_pages_without_text_are_read_from_their_pictures() -> None:
    document = read_pdf(pdf(TEXT, SCAN, MORE))
    assert (document.reader, document.pages, document.ocr_pages) == ("pdf", 3, 1)
    assert document.warnings == ["read_from_picture"]
    assert figure(document) == ("7", "ocr", 2)
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds == ["Paragraph", "Paragraph", "Table", "Paragraph"]
    size = document.blocks[1]
    assert isinstance(size, Paragraph) and size.text == "甲595×842" and size.reader == "ocr"


@pytest.mark.usefixtures("pretended")
def test_a_scan_as_a_pdf() -> None:
    document = read_pdf(pdf(SCAN, SCAN))
    assert (document.reader, document.pages, document.ocr_pages) == ("ocr", 2, 2)
    assert all(cell.reader is None for table in document.tables() for cell in table.cells)


@pytest.mark.usefixtures("unavailable")
def test_without_recognition_the_text_is_still_read() -> None:
    document = read_pdf(pdf(TEXT, SCAN))
    assert document.warnings == ["picture_not_read"]
    assert (document.reader, document.ocr_pages) == ("pdf", 0)
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Picture"]
    with pytest.raises(DocumentError, match="tesseract") as raised:
        read_pdf(pdf(SCAN))
    assert raised.value.code == "recognition_unavailable"


@pytest.mark.usefixtures("pretended")
def test_a_picture_of_a_table_on_a_page_with_text_is_read_in_its_place() -> None:
    document = read_pdf(pdf([*TEXT, (grid_picture(), 100, 300, 400, 200)]))
    assert figure(document) == ("7", "ocr", 1)
    assert document.ocr_pages == 0 and document.warnings == ["read_from_picture"]
    (table,) = document.tables()
    # The picture's upper left corner is at (100, 842 - 500) of the page.
    assert table.cells[1].place == Place(1, 160.0, 382.0, 210.0, 402.0)
    assert isinstance(document.blocks[1], Paragraph) and document.blocks[1].text == "甲400×200"


@pytest.mark.usefixtures("pretended")
def test_a_photograph_on_a_page_with_text_stays_a_picture() -> None:
    document = read_pdf(pdf([*TEXT, (photograph(), 100, 300, 400, 266)]))
    assert not list(document.tables()) and document.warnings == []
    assert isinstance(document.blocks[-1], Picture)


@pytest.mark.usefixtures("unavailable")
def test_a_picture_of_a_table_that_cannot_be_read_is_noted() -> None:
    assert read_pdf(pdf([*TEXT, (grid_picture(), 100, 300, 400, 200)])).warnings == [
        "picture_not_read"
    ]
    assert read_pdf(pdf([*TEXT, (photograph(), 100, 300, 400, 266)])).warnings == []


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%\xe2\xe3", pdf(TEXT)[:200]])
def test_damaged_files(data: bytes) -> None:
    with pytest.raises(DocumentError) as raised:
        read_pdf(data)
    assert raised.value.code == "damaged_pdf"


def test_a_text_pdf_imports_nothing_of_recognition() -> None:
    script = (
        "import sys; from extractors.report import extract_report;"
        f"extract_report({str(PDF_REPORTS[0])!r});"
        "print(*[m for m in ('cv2', 'onnxruntime', 'rapidocr', 'pytesseract') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == ""


def test_tables_are_whole() -> None:
    document = read_pdf(PDF_REPORTS[0].read_bytes())
    tables = list(document.tables())
    assert len(tables) == 3
    for table in tables:
        assert isinstance(table, Table)
        covered = sum(cell.row_span * cell.column_span for cell in table.cells)
        assert covered == table.rows * table.columns
