"""PDF files: bytes to a `Document`, each page by its text or, where it has none, by its picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from extractors.pages.document import build_document
from extractors.pages.model import Box, Page, PagePicture
from extractors.pdf import PageUnreadable, PdfFile, open_pdf
from schemas.document import Document, Picture
from schemas.errors import DocumentError

if TYPE_CHECKING:
    from extractors.ocr.parallel import PageJob, RenderedPage

MEDIA_TYPE = "application/pdf"

DPI = 300.0
"""Resolution at which pages are made pictures: that of a good scan. Scans of less are only
blown up by it, which the recognisers like; more would cost time and tell them nothing."""


def read_pdf(data: bytes) -> Document:
    """Read a PDF.

    Where some pages are pictures and recognition is not installed, the others are read and
    `picture_not_read` is noted. Raises `DocumentError`: `damaged_pdf`, `encrypted_document`,
    and `recognition_unavailable` where no page has text of its own.
    """
    with open_pdf(data) as pdf:
        pages: dict[int, Page] = {}
        pictured: list[int] = []
        for number in range(1, pdf.page_count + 1):
            page = _text_page(pdf, number)
            if page is None:
                pictured.append(number)
            else:
                pages[number] = page
        warnings: list[str] = []
        try:
            pages.update((page.number, page) for page in _recognised(pdf, pictured))
        except DocumentError as error:
            if error.code != "recognition_unavailable" or not any(p.parts for p in pages.values()):
                raise
            warnings.append("picture_not_read")
            for number in pictured:
                pages[number] = _unread(pdf, number)
    document = build_document((pages[number] for number in sorted(pages)), MEDIA_TYPE)
    document.warnings += warnings
    return document


def _text_page(pdf: PdfFile, number: int) -> Page | None:
    """Return a page by its text; None where it must be read as a picture."""
    if pdf.kind(number) == "picture":
        return None
    try:
        return pdf.read_page(number)
    except PageUnreadable:
        return None


def _recognised(pdf: PdfFile, numbers: list[int]) -> Iterator[Page]:
    """Read pages from their pictures; nothing of recognition is imported where there are none."""
    if numbers:
        from extractors.ocr.parallel import read_pages

        yield from read_pages(_jobs(pdf, numbers))


def _jobs(pdf: PdfFile, numbers: Iterable[int]) -> Iterator[PageJob]:
    from extractors.ocr.parallel import PageJob

    for number in numbers:
        yield PageJob(number, lambda number=number: _rendered(pdf, number))  # type: ignore[misc]


def _rendered(pdf: PdfFile, number: int) -> RenderedPage:
    from extractors.ocr.parallel import RenderedPage

    picture = pdf.render(number, DPI)
    width, _ = pdf.page_size(number)
    layer = pdf.layer_lines(number)
    return RenderedPage(picture, picture.shape[1] * 72 / width, layer or None)


def _unread(pdf: PdfFile, number: int) -> Page:
    """Return a page of which only its picture is known."""
    width, height = pdf.page_size(number)
    picture = PagePicture(Box(0, 0, width, height), Picture(MEDIA_TYPE, may_hold_table=True))
    return Page(number, width, height, "pdf", [picture])
