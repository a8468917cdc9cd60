"""PDF files: bytes to a `Document`, each page by its text or, where it has none, by its picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.pages.document import ReadPicture, build_document
from extractors.pages.model import Box, Page, PagePicture
from extractors.pages.places import place_on
from extractors.pdf import PageUnreadable, PdfFile, open_pdf
from schemas.document import Document, Picture
from schemas.errors import DocumentError

if TYPE_CHECKING:
    from extractors.ocr.parallel import PageJob, RenderedPage

MEDIA_TYPE = "application/pdf"

DPI = 300.0
"""Resolution at which pages are made pictures: that of a good scan. More would cost time and
tell the recognisers nothing. A scan of less is taken as it is: blown up and made smaller again,
its thin strokes are smeared (of 200 figures of a noisy one 35 were doubtful so, now 13)."""


def read_pdf(data: bytes) -> Document:
    """Read a PDF.

    Pages without text of their own, and tables that are pictures on a page with text, are
    read by recognition. Where that is not installed the rest is read and `picture_not_read`
    is noted. Raises `DocumentError`: `damaged_pdf`, `encrypted_document`, and
    `recognition_unavailable` where no page has text of its own.
    """
    with open_pdf(data) as pdf:
        pages = [_text_page(pdf, number) for number in range(1, pdf.page_count + 1)]
        warnings = _recognise(pdf, pages) if any(map(_wants_recognition, pages)) else []
    document = build_document(pages, MEDIA_TYPE)
    document.warnings += warnings
    return document


def _text_page(pdf: PdfFile, number: int) -> Page:
    """Return a page by its text; one that must be read as a picture holds just that."""
    if pdf.kind(number) == "text":
        try:
            return pdf.read_page(number)
        except PageUnreadable:
            pass
    width, height = pdf.page_size(number)
    return Page(number, width, height, "pdf", [_WholePage(Box(0, 0, width, height), _PICTURE)])


_PICTURE = Picture(MEDIA_TYPE, may_hold_table=True)


class _WholePage(PagePicture):
    """The picture of a page without text of its own."""


def _wants_recognition(page: Page) -> bool:
    return any(isinstance(p, PagePicture) and p.picture.may_hold_table for p in page.parts)


def _recognise(pdf: PdfFile, pages: list[Page]) -> list[str]:
    """Read the pages that are pictures, and the tables that are; return what is to be noted.

    Nothing of recognition is imported unless there is a picture.
    """
    from extractors.ocr.parallel import read_pages

    pictures = [
        (page, part)
        for page in pages
        for part in page.parts
        if isinstance(part, PagePicture) and part.picture.may_hold_table
    ]
    try:
        # Numbered as in `pictures`; a page may have several.
        for read in read_pages(_jobs(pdf, pictures)):
            page, picture = pictures[read.number]
            if isinstance(picture, _WholePage):
                pages[page.number - 1] = replace(read, number=page.number)
            else:
                at = next(at for at, part in enumerate(page.parts) if part is picture)
                page.parts[at] = _in_place(read, page, picture)
    except DocumentError as error:
        if error.code != "recognition_unavailable" or all(map(_is_picture, pages)):
            raise
        return ["picture_not_read"]
    return []


def _is_picture(page: Page) -> bool:
    return page.reader == "ocr" or all(isinstance(part, _WholePage) for part in page.parts)


def _jobs(pdf: PdfFile, pictures: list[tuple[Page, PagePicture]]) -> Iterator[PageJob]:
    from extractors.ocr.parallel import PageJob

    for at, (page, picture) in enumerate(pictures):
        if isinstance(picture, _WholePage):
            number = page.number
            yield PageJob(at, lambda number=number: _rendered(pdf, number))  # type: ignore[misc]
        elif (cropped := _cropped(pdf, page, picture)) is not None:
            yield PageJob(at, lambda cropped=cropped: cropped)  # type: ignore[misc]


def _rendered(pdf: PdfFile, number: int) -> RenderedPage:
    from extractors.ocr.parallel import RenderedPage

    picture = pdf.render(number, min(DPI, pdf.scanned_at(number) or DPI))
    width, _ = pdf.page_size(number)
    return RenderedPage(picture, picture.shape[1] * 72 / width, pdf.layer_lines(number) or None)


def _cropped(pdf: PdfFile, page: Page, picture: PagePicture) -> RenderedPage | None:
    """Return a picture on a page with text, if there is a grid in it."""
    from extractors.ocr.parallel import RenderedPage
    from extractors.readers.glance import has_grid

    whole = _rendered(pdf, page.number)
    place = place_on(page, picture.box)
    left, upper, right, lower = (
        max(0, round((edge or 0.0) * whole.dpi / 72))
        for edge in (place.x0, place.y0, place.x1, place.y1)
    )
    part = whole.image[upper:lower, left:right].copy()
    if min(part.shape[:2]) < MIN_PIXELS or not has_grid(part, whole.dpi):
        return None
    return RenderedPage(part, whole.dpi)


MIN_PIXELS = 100
"""A picture with a shorter side holds no table."""


def _in_place(read: Page, page: Page, picture: PagePicture) -> ReadPicture:
    """Return what was read in a picture, its places moved to where the picture stands."""
    place = place_on(page, picture.box)
    view = read.view._replace(
        c=read.view.c + max(0.0, place.x0 or 0.0), f=read.view.f + max(0.0, place.y0 or 0.0)
    )
    return ReadPicture(picture.box, picture.picture, replace(read, number=page.number, view=view))
