"""OFD files (GB/T 33190-2016): bytes to a `Document`, page by page as PDFs are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.ofd.drawing import Drawn, drawn_on
from extractors.ofd.kind import kind_of
from extractors.ofd.structure import MEDIA_TYPE, OfdFile
from extractors.pages.document import build_document
from extractors.pages.model import Box, Page, PagePicture
from extractors.pdf.content import make_upright
from extractors.pdf.page import assemble
from extractors.pdf.quick import is_large
from extractors.readers.sniff import picture_type
from schemas.document import Document, Picture
from schemas.errors import DocumentError

if TYPE_CHECKING:
    from extractors.ocr.parallel import PageJob, RenderedPage

DPI = 300.0
"""Resolution at which scanned pages are made pictures, as those of PDFs are."""


def read_ofd(data: bytes) -> Document:
    """Read an OFD file.

    Pages that are scans are read by recognition; where that is not installed the rest is read
    and `picture_not_read` is noted, as it is where a page's characters mean nothing outside
    the file's fonts. Raises `DocumentError`: `damaged_archive`, `damaged_document`,
    `encrypted_document`, `unpacks_too_large`, `too_large`, `recognition_unavailable` where all
    pages are scans, `unsupported_kind` where the characters of all mean nothing.
    """
    file = OfdFile(data)
    pages: list[Page] = []
    scans: dict[int, Drawn] = {}
    unreadable = 0
    for number in range(1, file.page_count + 1):
        drawn = drawn_on(file.page(number))
        kind = kind_of(drawn)
        if kind == "text":
            pages.append(_text_page(file, drawn, number, number == file.page_count))
            continue
        pages.append(_unread(drawn, number))
        if kind == "picture":
            # Of a page that waits for recognition only its pictures' places are kept.
            scans[number] = replace(drawn, content=replace(drawn.content, glyphs=[]))
        else:
            unreadable += 1
    if unreadable == file.page_count:
        detail = "its characters mean nothing outside the file's own fonts"
        raise DocumentError("unsupported_kind", detail, MEDIA_TYPE)
    missed = _recognise(file, pages, scans) if scans else False
    document = build_document(pages, MEDIA_TYPE)
    if missed or unreadable:
        document.warnings.append("picture_not_read")
    return document


def _text_page(file: OfdFile, drawn: Drawn, number: int, last: bool) -> Page:
    """Return a page by its text; its larger pictures may be tables, and come with their bytes."""
    large = [each for each in drawn.pictures if is_large(each.box)]
    content = make_upright(replace(drawn.content, pictures=[each.box for each in large]))
    page = assemble(content, number, last)
    page.reader = "ofd"
    for at, part in enumerate(page.parts):
        if isinstance(part, PagePicture) and part.box in content.pictures:
            placed = large[content.pictures.index(part.box)]
            blob = file.archive.read(placed.part)
            picture = Picture(picture_type(blob) or "image/*", blob, may_hold_table=True)
            page.parts[at] = replace(part, picture=picture)
    return page


def _unread(drawn: Drawn, number: int) -> Page:
    """Return a page with nothing but the fact that something is on it."""
    width, height = drawn.content.width, drawn.content.height
    whole = PagePicture(Box(0, 0, width, height), Picture(MEDIA_TYPE, may_hold_table=True))
    return Page(number, width, height, "ofd", [whole])


def _recognise(file: OfdFile, pages: list[Page], scans: dict[int, Drawn]) -> bool:
    """Read the pages that are scans; return whether one could not be read.

    Nothing of recognition is imported unless there is a scan.
    """
    from extractors.ocr.parallel import read_pages

    try:
        for read in read_pages(_jobs(file, scans)):
            pages[read.number - 1] = read
    except DocumentError as error:
        if error.code != "recognition_unavailable" or len(scans) == len(pages):
            raise
        return True
    return False


def _jobs(file: OfdFile, scans: dict[int, Drawn]) -> Iterator[PageJob]:
    from extractors.ocr.parallel import PageJob

    for number, drawn in scans.items():
        yield PageJob(number, lambda drawn=drawn: _rendered(file, drawn))  # type: ignore[misc]


def _rendered(file: OfdFile, drawn: Drawn) -> RenderedPage:
    from extractors.ocr.parallel import RenderedPage
    from extractors.ofd.pictures import page_picture

    return RenderedPage(*page_picture(drawn, file.archive.read, DPI))
