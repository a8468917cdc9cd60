"""Document → the figures of the three statutory tables.

The way of a cell: blocks → lines (`lines`) → groups, one statutory table each (`groups`) →
placed cells (`proactive`, `requests`, `proceedings`) → records (`assemble`). Labels decide
where a cell belongs (`labels`, `align`, `pairing`); what it says is read by `values`.
"""

from __future__ import annotations

from extractors.statutory.assemble import StatutoryFigures, assemble
from extractors.statutory.groups import Group, group_lines
from extractors.statutory.lines import paragraph_runs, sequence_lines, table_lines
from extractors.statutory.proactive import place_proactive
from extractors.statutory.proceedings import place_proceedings
from extractors.statutory.requests import place_requests
from schemas.document import Document, Paragraph, Table

__all__ = ["StatutoryFigures", "extract_statutory"]


def extract_statutory(document: Document, report_year: int) -> tuple[StatutoryFigures, set[int]]:
    """Find every figure of the statutory tables in a document.

    Returns the figures and the indices of the blocks that they came from, so that table text
    written as paragraphs is not taken for prose. `report_year` is 0 where unknown.
    """
    groups: list[Group] = []
    used: set[int] = set()
    runs = dict(paragraph_runs(document.blocks))
    end = 0
    for at, block in enumerate(document.blocks):
        if at < end:
            continue
        if isinstance(block, Table):
            lines = table_lines(block, at)
            indices = range(at, at + 1)
        elif at in runs:
            end = runs[at]
            indices = range(at, end)
            texts = [
                (each.text, i)
                for i, each in enumerate(document.blocks[at:end], at)
                if isinstance(each, Paragraph)
            ]
            lines = sequence_lines(texts)
        else:
            continue
        found = group_lines(lines)
        if found:
            groups += found
            used.update(indices)
    placed = (
        place_proactive([g for g in groups if g.table == "proactive_disclosure"])
        + place_requests([g for g in groups if g.table == "requests"])
        + place_proceedings([g for g in groups if g.table == "proceedings"])
    )
    return assemble(placed, document.reader, report_year), used
