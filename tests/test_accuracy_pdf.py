"""Random reports as text PDFs; and what is planted in a scan is found there."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.paper_reading import PaperRecord, read_paper, read_sample
from extractors.readers import read_document
from extractors.report import extract_document
from schemas.records import Extraction, StatutoryCell
from tools.samples.catalogue import Sample
from tools.samples.draw import draw_report
from tools.samples.pdf import PdfOptions
from tools.samples.pdf_fonts import missing_fonts
from tools.samples.pdf_setter import set_report
from tools.samples.pdf_sheet import places_of
from tools.samples.scan import ScanOptions, scan_sheets
from tools.samples.scan_pages import file_of_pages

pytestmark = pytest.mark.skipif(
    bool(missing_fonts()), reason="the fonts of the samples' PDFs are not installed"
)
with_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)
REPORTS = 24
LONG = PdfOptions(table_size=10.0, row_height=18.0, paper="long")


@pytest.fixture(scope="module")
def records() -> list[PaperRecord]:
    return [read_paper((number, "text", 20)) for number in range(REPORTS)]


def test_every_figure_of_a_text_pdf_is_right(records: list[PaperRecord]) -> None:
    cells = Counter(cell.verdict for record in records for cell in record.cells)
    assert sum(cells.values()) > 150 * REPORTS
    assert (cells["silent"], cells["flagged"]) == (0, 0)
    assert cells["review"] <= 0.001 * sum(cells.values())
    assert not any(record.failed or record.unplaced_wrong for record in records)


def test_the_prose_of_a_text_pdf_is_that_of_the_word_file(records: list[PaperRecord]) -> None:
    assert [each for record in records for each in record.prose] == []
    characters = sum(record.characters for record in records)
    assert sum(record.distance for record in records) <= 0.001 * characters


def test_text_pdfs_are_known_for_what_they_are(records: list[PaperRecord]) -> None:
    assert [each for record in records for each in record.identity_wrong] == []


@pytest.mark.parametrize("landscape", ["wide", "rotated", "drawn"])
def test_a_lying_table_is_read(landscape: str) -> None:
    report = draw_report("lying", scale="large")
    options = PdfOptions(landscape=landscape, body_size=12.0)  # type: ignore[arg-type]
    record = read_sample(Sample("x.pdf", report, "pdf", options), "x", "text")
    assert {cell.verdict for cell in record.cells} == {"right"}


# Planted in a scan -------------------------------------------------------------------------

WRONG_SUM = ("requests", "results_total", "total")
BLOTTED = ("requests", "new_received", "natural_person")


@pytest.fixture(scope="module")
def planted() -> Extraction:
    """A scanned page of table 三 with a total misprinted and a blot over another figure."""
    report = draw_report("planted", scale="large")
    total = report.figures[WRONG_SUM]
    total.value = (total.value or Decimal(0)) + 4
    total.raw = f"{total.value}"
    sheets = set_report(report, LONG)
    ((_, figure),) = places_of(sheets, WRONG_SUM)
    table = next(each for each in sheets[0].tables if each.y0 < figure.y0 < each.y1)
    options = ScanOptions("200dpi", pdf=LONG, blots=(BLOTTED,), seed=1)
    (page,) = scan_sheets(sheets, report.agency, options)
    edges = (0, table.y0 - 40, sheets[0].width, table.y1 + 40)
    picture = page.picture.crop([round(edge * 200 / 72) for edge in edges])
    page = replace(page, picture=picture)
    document = read_document(file_of_pages([page], "pdf"), "x.pdf")
    return extract_document(document, "", "x.pdf")


def cell_of(extraction: Extraction, address: tuple[str, str, str]) -> StatutoryCell:
    (found,) = (c for c in extraction.cells if (c.table, c.row, c.column) == address)
    return found


@with_tesseract
def test_a_wrong_sum_on_paper_stays_as_printed_and_fails_its_check(planted: Extraction) -> None:
    printed = sum(
        cell.value or 0
        for cell in planted.cells
        if cell.row == WRONG_SUM[1] and cell.column != WRONG_SUM[2]
    )
    assert cell_of(planted, WRONG_SUM).value == printed + 4
    failed = [c for c in planted.checks if c.check == "requests_row_sum" and c.status == "fail"]
    assert [(c.reported, c.expected) for c in failed if c.row == WRONG_SUM[1]] == [
        (printed + 4, printed)
    ]


@with_tesseract
def test_a_blotted_figure_asks_for_review(planted: Extraction) -> None:
    blotted = cell_of(planted, BLOTTED)
    assert blotted.needs_review
    assert blotted.readings


@with_tesseract
def test_a_figure_read_from_a_picture_tells_where_it_stands(planted: Extraction) -> None:
    cell = cell_of(planted, BLOTTED)
    assert (cell.reader, cell.page) == ("ocr", 1)
    box = (cell.x0, cell.y0, cell.x1, cell.y1)
    assert None not in box
    assert 0 < (cell.x1 or 0) - (cell.x0 or 0) < 200
