"""Picture files (PNG, JPEG, TIFF of one or more pages, BMP, GIF, WebP): bytes to a `Document`."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.ocr.images import open_pictures
from extractors.ocr.parallel import PageJob, RenderedPage, read_pages
from extractors.pages.document import build_document
from extractors.readers.sniff import picture_type
from schemas.document import Document
from schemas.errors import DocumentError


def read_picture(data: bytes) -> Document:
    """Read a picture file by character recognition.

    Raises `DocumentError`: `damaged_picture`, `too_large`, `recognition_unavailable`.
    """
    pages = list(read_pages(picture_jobs(data)))
    if not pages:
        raise DocumentError("damaged_picture", "no picture in it")
    return build_document(pages, picture_type(data) or "image/*")


def picture_jobs(data: bytes, first: int = 1) -> Iterator[PageJob]:
    """Yield the reading of each page of a picture file, numbered from `first` on.

    Raises `DocumentError` as its pages are decoded, one by one.
    """
    for page in open_pictures(data):
        rendered = RenderedPage(page.pixels, page.dpi)
        yield PageJob(first + page.number - 1, lambda rendered=rendered: rendered)  # type: ignore[misc]
