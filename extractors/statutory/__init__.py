"""Document → the figures of the three statutory tables.

The way of a cell: blocks → lines (`lines`) → groups, one statutory table each (`groups`) →
placed cells (`proactive`, `requests`, `proceedings`) → records (`assemble`) → doubtful readings
of pictures settled by the form's sums (`settle`). Labels decide
where a cell belongs (`labels`, `align`, `pairing`); what it says is read by `values`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractors.statutory.assemble import StatutoryFigures, assemble
from extractors.statutory.groups import Group, group_lines
from extractors.statutory.lines import BareText, Line, paragraph_runs, sequence_lines, table_lines
from extractors.statutory.lost import accept_absent
from extractors.statutory.orientation import upright
from extractors.statutory.proactive import place_proactive
from extractors.statutory.proceedings import place_proceedings
from extractors.statutory.requests import place_requests
from extractors.statutory.settle import settle_readings
from schemas.document import Block, Document, Paragraph, Table

__all__ = ["StatutoryFigures", "accept_absent", "extract_statutory"]


def extract_statutory(document: Document, report_year: int) -> tuple[StatutoryFigures, set[int]]:
    """Find every figure of the statutory tables in a document.

    Returns the figures and the indices of the blocks that they came from, so that table text
    written as paragraphs is not taken for prose. `report_year` is 0 where unknown.
    """
    groups: list[Group] = []
    used: set[int] = set()
    runs = dict(paragraph_runs(document.blocks))
    for indices in _stretches(document.blocks, runs):
        lines: list[Line] = []
        texts: list[BareText] = []
        for at in indices:
            block = document.blocks[at]
            if isinstance(block, Table):
                lines += table_lines(upright(block), at)
            elif isinstance(block, Paragraph) and indices.start in runs:
                texts.append(BareText(block.text, at, block.gap))
        after = document.blocks[indices.stop] if indices.stop < len(document.blocks) else None
        gap_after = after.gap if isinstance(after, Paragraph) else 0
        found = group_lines(lines + sequence_lines(texts, gap_after))
        groups += found
        if found and indices.start in runs:
            used.update(indices)
        used.update(line.block for group in found for line in group.headers + group.rows)
    placed = (
        place_proactive([g for g in groups if g.table == "proactive_disclosure"])
        + place_requests([g for g in groups if g.table == "requests"])
        + place_proceedings([g for g in groups if g.table == "proceedings"])
    )
    recognised = document.ocr_pages > 0 or not _OF_PICTURES.isdisjoint(document.warnings)
    figures = assemble(placed, document.reader, report_year, recognised=recognised)
    settle_readings(figures)
    return figures, used


_OF_PICTURES = frozenset({"read_from_picture", "picture_not_read"})
"""Notes on documents of which a part was, or was not, read from pictures."""

PAGE_NUMBER = re.compile(r"[-—–第\s]{0,4} \d{1,3} [-—–页\s]{0,4}", re.VERBOSE)
"""What may stand between the two parts of a table that goes on over a page: — 5 —."""


def _stretches(blocks: Sequence[Block], runs: Mapping[int, int]) -> Iterator[range]:
    """Yield the blocks that are read together: runs of paragraphs, tables cut in pieces.

    A table goes on in the next where nothing but a page's number stands between them, and
    both have the same columns.
    """
    at = 0
    while at < len(blocks):
        block = blocks[at]
        stop = at + 1
        if at in runs:
            stop = runs[at]
            yield range(at, stop)
        elif isinstance(block, Table):
            after = _next_table(blocks, stop)
            while after is not None and _goes_on(block, blocks[after]):
                stop = after + 1
                after = _next_table(blocks, stop)
            yield range(at, stop)
        at = stop


def _next_table(blocks: Sequence[Block], at: int) -> int | None:
    """Return where the next table is, if nothing but a page's number stands before it."""
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Table):
            return at
        text = block.text.strip() if isinstance(block, Paragraph) else "picture"
        if text and (len(text) > 12 or PAGE_NUMBER.fullmatch(text) is None):
            return None
        at += 1
    return None


def _goes_on(table: Table, after: Block) -> bool:
    return isinstance(after, Table) and (table.columns, table.grid) == (after.columns, after.grid)
