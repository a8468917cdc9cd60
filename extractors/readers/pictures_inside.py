"""Pictures of tables inside Word files and web pages, read in their place.

An office that cannot edit a table pastes a picture of it. Pictures without a grid, such as
photographs and seals, stay pictures: looking for borders costs a fraction of reading. Where
a document hardly has text of its own, as when scanned pages were pasted into Word, its
pictures are its pages, and all of them are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from extractors.ocr.images import open_pictures
from extractors.ocr.parallel import PageJob, RenderedPage, read_pages
from extractors.pages.document import blocks_of
from extractors.pages.model import Page
from extractors.readers.glance import has_grid
from schemas.document import NOWHERE, Block, Document, Paragraph, Picture, Table
from schemas.errors import DocumentError

MIN_OWN_TEXT = 200
"""A document with fewer characters outside of its pictures is a scan in disguise."""


def read_pictures_inside(document: Document) -> None:
    """Put what is read from its pictures in their place in a document.

    `read_from_picture` is noted where that was done, `picture_not_read` where a picture that
    may hold a table could not be read. Figures and paragraphs bear the reader `ocr`; they
    have no place, since their source has no pages.

    Raises `DocumentError` `recognition_unavailable` where there are hardly but pictures.
    """
    is_scan = _own_text(document) < MIN_OWN_TEXT
    pages: dict[int, Page] = {}
    notes: set[str] = set()
    try:
        for page in read_pages(_jobs(document.blocks, is_scan, notes)):
            pages[page.number] = page
    except DocumentError as error:
        if error.code != "recognition_unavailable" or is_scan:
            raise
        notes.add("picture_not_read")
    if pages:
        notes.add("read_from_picture")
        document.blocks = _with_pages(document, pages)
    document.warnings += sorted(notes)


def may_be_read(block: Block) -> bool:
    """Tell whether a block is a picture that the document holds itself and that may be a table."""
    return isinstance(block, Picture) and block.may_hold_table and bool(block.data)


def _own_text(document: Document) -> int:
    prose = sum(len(paragraph.text) for paragraph in document.paragraphs())
    return prose + sum(len(cell.text) for table in document.tables() for cell in table.cells)


def _jobs(blocks: list[Block], is_scan: bool, notes: set[str]) -> Iterator[PageJob]:
    """Yield the reading of each picture that is worth it, numbered as its block."""
    for at, block in enumerate(blocks):
        if not (isinstance(block, Picture) and may_be_read(block)):
            continue
        try:
            picture = next(open_pictures(block.data), None)
        except DocumentError:  # a drawing, or bytes cut short
            notes.add("picture_not_read")
            continue
        if picture is not None and (is_scan or has_grid(picture.pixels, picture.dpi)):
            rendered = RenderedPage(picture.pixels, picture.dpi)
            yield PageJob(at, lambda rendered=rendered: rendered)  # type: ignore[misc]


def _with_pages(document: Document, pages: Mapping[int, Page]) -> list[Block]:
    """Return the blocks with what was read in the place of its pictures.

    Pictures one right after the other may be parts of one table, as pages are.
    """
    blocks: list[Block] = []
    run: list[Page] = []
    for at in count():
        if at in pages:
            run.append(pages[at])
            continue
        blocks.extend(_placeless(blocks_of(run, document.reader)))
        run = []
        if at >= len(document.blocks):
            return blocks
        blocks.append(document.blocks[at])
    raise AssertionError("unreachable")


def _placeless(blocks: list[Block]) -> Iterator[Block]:
    """Yield blocks without places, which would be those in a picture, not on a page."""
    for block in blocks:
        block.place = NOWHERE
        if isinstance(block, Table):
            for cell in block.cells:
                cell.place = NOWHERE
        elif isinstance(block, Paragraph):
            block.pieces = ()
        yield block
