"""A document's prose to the rows of `quantities`."""

from __future__ import annotations

from collections.abc import Container, Sequence

from extractors.narrative.reading import read_paragraph
from extractors.narrative.records import record_of
from extractors.outline import PREAMBLE, Heading
from schemas.document import Document, Paragraph
from schemas.records import Quantity


def extract_quantities(
    document: Document,
    headings: Sequence[Heading],
    table_blocks: Container[int],
    report_year: int,
) -> list[Quantity]:
    """Return every figure of a report's prose, in reading order.

    Headings hold none; paragraphs in `table_blocks` are statutory tables that a conversion
    wrote as text, and no prose. `paragraph` counts all the document's paragraphs, from 0.
    """
    opened = {heading.block: heading.section for heading in headings}
    section = PREAMBLE
    found: list[Quantity] = []
    paragraph = -1
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        paragraph += 1
        if at in opened:
            section = opened[at]
        elif block.text and at not in table_blocks:
            found += [
                record_of(
                    block.text,
                    mention,
                    section=section,
                    paragraph=paragraph,
                    page=block.place.page,
                )
                for mention in read_paragraph(block.text, section=section, year=report_year)
            ]
    return found
