"""Pages → `schemas.document.Document`: the last step of reading a PDF or a scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractors.pages.furniture import without_furniture
from extractors.pages.model import Page, PagePicture, Part, TextLine
from extractors.pages.paragraphs import PlacedLine, join_lines
from extractors.pages.places import place_on
from extractors.pages.stitching import LongTable, doubt_parted, goes_on, stitch
from schemas.document import Block, Document, Reader


@dataclass(slots=True)
class ReadPicture(PagePicture):
    """A picture on a page with text of its own, and what was read in it.

    `inside` has the page's number, and the view that leads to the page as shown.
    """

    inside: Page


def build_document(pages: Iterable[Page], media_type: str) -> Document:
    """Make a document of pages, in their order.

    Its reader is that of most pages, not `ocr` where they are even; what the other read bears
    its own. `read_from_picture` is noted where a page or a picture on one was recognised.
    """
    pages = list(pages)
    ocr_pages = sum(page.reader == "ocr" for page in pages)
    own: Reader = next((page.reader for page in pages if page.reader != "ocr"), "pdf")
    reader: Reader = "ocr" if 2 * ocr_pages > len(pages) else own
    document = Document(
        media_type, reader, blocks_of(pages, reader), pages=len(pages), ocr_pages=ocr_pages
    )
    if ocr_pages or any(isinstance(part, ReadPicture) for page in pages for part in page.parts):
        document.warnings.append("read_from_picture")
    return document


def blocks_of(pages: list[Page], reader: Reader) -> list[Block]:
    """Return paragraphs, tables and pictures of pages in reading order.

    `reader` is the document's: what another read bears its own.
    """
    blocks: list[Block] = []
    lines: list[PlacedLine] = []
    table: LongTable | None = None

    def close_table() -> None:
        nonlocal table
        if table is not None:
            blocks.append(table.table(reader))
        table = None

    def close_lines() -> None:
        blocks.extend(join_lines(lines, reader))
        lines.clear()

    for page, part, first in _parts(pages):
        if isinstance(part, TextLine):
            close_table()
            lines.append(PlacedLine(part, page))
        elif isinstance(part, PagePicture):
            close_table()
            close_lines()
            blocks.append(replace(part.picture, place=place_on(page, part.box)))
        else:
            close_lines()
            piece = LongTable.of(part, page)
            if table is not None and first and goes_on(table, piece):
                stitch(table, piece)
            else:
                if table is not None and first:
                    doubt_parted(table, piece)
                close_table()
                table = piece
    close_table()
    close_lines()
    return blocks


def _parts(pages: list[Page]) -> Iterator[tuple[Page, Part, bool]]:
    """Yield what is on the pages but for furniture, each with its page, and whether it is first.

    In the place of a picture that was read comes what is in it.
    """
    for page, parts in zip(pages, without_furniture(pages), strict=True):
        first = True
        for part in parts:
            if isinstance(part, ReadPicture):
                for inner in part.inside.parts:
                    yield part.inside, inner, first
                    first = False
            else:
                yield page, part, first
            first = False
