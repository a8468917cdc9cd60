"""Statutory tables that a report of pictures leaves out: its pages have no room for them.

    四、…行政复议、行政诉讼情况          From a section's heading to the next one line of
    2021年未发生…案件。                prose stands under the other: no table is between
    五、存在的主要问题及改进情况          them, none can have been lost in the reading.

Where anything else is between the headings (a hole as high as a table, a picture, the rest of
a page, a line that is no sentence), a table may have been there, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise

from extractors.outline import Heading
from schemas.document import Block, Document, Paragraph, Place
from schemas.forms import FORM_VERSIONS, TableCode, load_form

ROOM = 30.0
"""No statutory table is lower (points): the lowest has three header rows and one of figures.
The lines of a letter's prose are less than 20 apart."""

LEGIBLE = 0.8
"""A line read with less confidence may be a row of a table."""


def tables_without_room(
    document: Document, headings: Sequence[Heading], missing: Collection[TableCode]
) -> list[TableCode]:
    """Return which of the tables not found cannot have been on the pages at all.

    `headings` are those of the document's sections, in its order.
    """
    absent: list[TableCode] = []
    for heading, after in pairwise(headings):
        table = next((code for code in missing if code == heading.section), None)
        if table is None:
            continue
        between = document.blocks[heading.block : after.block + 1]
        if _is_prose(between, table) and _has_no_hole(between, _edges(document.blocks)):
            absent.append(table)
    return absent


def _is_prose(blocks: Sequence[Block], table: TableCode) -> bool:
    """Tell whether between two headings, the first and last block, only sentences stand."""
    texts = [b.text for b in blocks if isinstance(b, Paragraph) and b.confidence >= LEGIBLE]
    return len(texts) == len(blocks) and all(
        text.rstrip().endswith(("。", "；", "！", "."))
        and not any(label in text for label in _labels(table))
        for text in texts[1:-1]
    )


def _has_no_hole(blocks: Sequence[Block], edges: tuple[float, float]) -> bool:
    """Tell whether each line of some paragraphs stands right under the line before it.

    `edges` are where the text of a page begins and ends; at a page's end both must be reached.
    """
    top, bottom = edges
    lines = list(_lines(blocks))
    for upper, lower in pairwise(lines):
        if None in (upper.page, lower.page, upper.y1, lower.y0):
            return False
        assert upper.y1 is not None and lower.y0 is not None
        hole = lower.y0 - upper.y1
        if upper.page != lower.page:
            hole = max(bottom - upper.y1, lower.y0 - top)
        if hole > ROOM:
            return False
    return bool(lines)


def _edges(blocks: Sequence[Block]) -> tuple[float, float]:
    """Return where the highest line of any page begins, and where the lowest ends."""
    others = [block.place for block in blocks if not isinstance(block, Paragraph)]
    lines = [*_lines(blocks), *others]
    tops = [line.y0 for line in lines if line.y0 is not None]
    bottoms = [line.y1 for line in lines if line.y1 is not None]
    return min(tops, default=0.0), max(bottoms, default=0.0)


def _lines(blocks: Sequence[Block]) -> Iterator[Place]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from [piece.place for piece in block.pieces] or [block.place]


@cache
def _labels(table: TableCode) -> frozenset[str]:
    """Return the labels of rows and columns that only the table itself would print."""
    labels: set[str] = set()
    titles = ""
    for version in FORM_VERSIONS:
        form = load_form(version)
        titles += "".join(section.label for section in form.sections)
        for figure in form.figures(table):
            labels |= {figure.row.label, figure.column.label}
    return frozenset(label for label in labels if len(label) >= 4 and label not in titles)
