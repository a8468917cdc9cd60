"""A document's prose to the rows of `quantities`."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.narrative.reading import read_paragraph
from extractors.narrative.records import record_of
from extractors.outline import ProseParagraph
from schemas.document import Reader
from schemas.records import Quantity


def extract_quantities(
    prose: Iterable[ProseParagraph], reader: Reader, report_year: int
) -> list[Quantity]:
    """Return every figure of a report's prose, in reading order.

    `reader` is the document's, for paragraphs that name none of their own.
    """
    return [
        record_of(
            each.printed,
            mention,
            section=each.section,
            paragraph=each.paragraph,
            reader=each.printed.reader or reader,
        )
        for each in prose
        for mention in read_paragraph(each.text, section=each.section, year=report_year)
    ]
