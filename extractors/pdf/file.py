"""An open PDF: its pages told apart, read and rendered, one at a time."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pypdfium2
from pypdfium2 import PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from extractors.pages.model import Page, TextLine
from extractors.pdf.content import PageContent, make_upright
from extractors.pdf.kind import Kind, Look, look_at
from extractors.pdf.lines import lines_of
from extractors.pdf.page import assemble
from extractors.pdf.quick import digits_on, pictures_on, quick_content, viewer_map
from extractors.pdf.resolution import scanned_at
from schemas.errors import DocumentError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MAX_PAGES = 2000
"""A report has fewer than 100; so many scanned pages take two hours."""

MAX_SIDE = 14_400.0
"""Points, 5 m: the largest page that the format allows for (ISO 32000-1, annex C)."""

MAX_PIXELS = 40_000_000
"""A page's picture has no more pixels (120 MB); A4 at 300 dpi has 8.7 million."""


class PageUnreadable(Exception):  # noqa: N818 - not an error, but a verdict
    """A text page whose text cannot be relied on; read it as a picture instead."""


class PdfFile:
    """An open PDF; a context manager. Pages are numbered from 1.

    Nothing of a page is kept after a call but its kind, so hundreds of pages cost no more
    memory than one. Not safe for threads: pdfium allows one at a time in a process.
    """

    def __init__(self, data: bytes) -> None:
        """Open the file; see `open_pdf`."""
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.page_count = len(self._document)
        except PdfiumError as error:
            raise _opening_error(error) from error
        if not self.page_count:
            raise DocumentError("damaged_pdf", "no pages")
        if self.page_count > MAX_PAGES:
            raise DocumentError("too_large", f"{self.page_count} pages")
        self._data = data
        self._plumber: Any = None
        self._looks: dict[int, Look] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free everything."""
        plumber, self._plumber = self._plumber, None
        if plumber is not None:
            # It goes through all pages to close them, and may meet a damaged one only now.
            with suppress(Exception):
                plumber.close()
        self._document.close()

    def kind(self, number: int) -> Kind:
        """Tell whether the page has text of its own or must be read as a picture."""
        return self.look(number).kind

    def look(self, number: int) -> Look:
        """Return the page's kind, the reason, whether text lies under its picture, its rules."""
        if number not in self._looks:
            with self._page(number) as page:
                if max(page.get_size()) > MAX_SIDE:
                    raise DocumentError("too_large", f"page {number}: {page.get_size()} points")
                self._looks[number] = look_at(page)
        return self._looks[number]

    def read_page(self, number: int) -> Page:
        """Read a page with text of its own.

        Raises `PageUnreadable` where its text cannot be relied on after all (the two programs
        that take it apart read different figures, or one fails): read it as a picture then.
        """
        content = self._full(number) if self.look(number).may_be_ruled else self._quick(number)
        return assemble(make_upright(content), number, number == self.page_count)

    def layer_lines(self, number: int) -> list[TextLine]:
        """Return the lines that an earlier recognition put under a scan; else none.

        Places are on the page as a viewer shows it. Trust them as little as any recognition.
        """
        if not self.look(number).has_layer:
            return []
        return lines_of(self._quick(number).glyphs)

    def render(self, number: int, dpi: float = 300.0) -> npt.NDArray[np.uint8]:
        """Return the page as a viewer shows it: height × width × 3, RGB, white paper.

        Where the page is so large that it would exceed `MAX_PIXELS` the resolution is lower;
        the array's width × 72 / `page_size`'s width is the resolution that it has.
        """
        with self._page(number) as page:
            width, height = page.get_size()
            scale = dpi / 72
            pixels = max(1.0, width * height * scale * scale)
            if pixels > MAX_PIXELS:
                scale *= (MAX_PIXELS / pixels) ** 0.5
            bitmap = page.render(scale=scale, rev_byteorder=True)
            try:
                picture: npt.NDArray[np.uint8] = bitmap.to_numpy()[:, :, :3].copy()
            finally:
                bitmap.close()
        return picture

    def scanned_at(self, number: int) -> float | None:
        """Return a scanned page's own resolution, in pixels an inch; None where it is no scan."""
        with self._page(number) as page:
            return scanned_at(page)

    def page_size(self, number: int) -> tuple[float, float]:
        """Return width and height in points, as a viewer shows the page."""
        with self._page(number) as page:
            width, height = page.get_size()
        return float(width), float(height)

    def _page(self, number: int) -> _OpenPage:
        return _OpenPage(self._document, number)

    def _quick(self, number: int) -> PageContent:
        with self._page(number) as page:
            return quick_content(page)

    def _full(self, number: int) -> PageContent:
        # pdfplumber costs more than all else: it is paid for only by pages with rules.
        from extractors.pdf.full import ReadingsDifferError, full_content

        with self._page(number) as page:
            to = viewer_map(page.get_bbox(), page.get_rotation())
            size = page.get_size()
            digits, pictures = digits_on(page), pictures_on(page)
        try:
            if self._plumber is None:
                import pdfplumber

                self._plumber = pdfplumber.open(BytesIO(self._data), laparams=None)
            content = full_content(
                self._plumber.pages[number - 1],
                to,
                size,
                digits,
                lambda: self._quick(number).glyphs,
            )
        except ReadingsDifferError as error:
            raise PageUnreadable(str(error)) from error
        except Exception as error:  # pdfminer raises anything on damaged pages
            raise PageUnreadable(f"page {number}: {error!r}") from error
        content.pictures = pictures
        return content


class _OpenPage:
    """A page of pdfium, closed at once after use."""

    def __init__(self, document: pypdfium2.PdfDocument, number: int) -> None:
        self._document, self._number = document, number

    def __enter__(self) -> Any:
        try:
            self._page = self._document[self._number - 1]
        except PdfiumError as error:
            raise DocumentError("damaged_pdf", f"page {self._number}: {error}") from error
        return self._page

    def __exit__(self, *_: object) -> None:
        self._page.close()


def open_pdf(data: bytes) -> PdfFile:
    """Open a PDF. A document that an empty password opens is opened.

    Raises `DocumentError`: `encrypted_document`, `damaged_pdf`, `too_large`.
    """
    return PdfFile(data)


def _opening_error(error: PdfiumError) -> DocumentError:
    if getattr(error, "err_code", None) in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
        return DocumentError("encrypted_document", str(error))
    return DocumentError("damaged_pdf", str(error))
