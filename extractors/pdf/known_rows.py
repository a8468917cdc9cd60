"""Rows of a table without borders that a page's end left alone: told by the form's own words.

    page 2 | 信息内容    采购项目数量   采购总金额      a header without a row
    page 3 | 政府集中采购      18        955.5        a row without a header

One line shows no columns; that its label is the form's shows that it is a row all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz

from extractors.pages.model import PageTable
from extractors.pdf.aligned_grid import LabelledRow, lay_out
from extractors.pdf.form_layout import known, plain
from extractors.pdf.tokens import Token, columns_of

ALIKE = 75.0
"""Likeness (0 to 100) of a label with the form's: offices misprint a character or two."""
MOST = 6
"""Rows of more figures show their columns by themselves."""


def rows_alone(rows: Sequence[Sequence[Token]]) -> PageTable | None:
    """Return lines as a table: either a header, or rows of labels and figures; or None."""
    article: Sequence[Token] = ()
    if len(rows) > 1 and len(rows[0]) == 1 and plain(rows[0][0].text) in known().articles:
        article, rows = rows[0], rows[1:]
    if len(rows) == 1 and len(rows[0]) > 1 and all(_heads(token.text) for token in rows[0]):
        top, *headers = rows[0]
        return lay_out(article, headers, [top], (), columns_of(headers))
    figures = [row[1:] for row in rows]
    counts = {len(row) for row in figures}
    if len(counts) != 1 or not 0 < max(counts) <= MOST or max(counts) not in known().widths:
        return None
    if not all(_is_row(row) for row in rows):
        return None
    columns = columns_of(token for row in figures for token in row)
    if len(columns.spans) not in counts:
        return None
    labelled = [LabelledRow([row[0]], row[1:]) for row in rows]
    return lay_out(article, (), (), labelled, columns)


def _is_row(row: Sequence[Token]) -> bool:
    return not row[0].is_figure and all(t.is_figure for t in row[1:]) and _is_label(row[0].text)


@cache
def _heads(text: str) -> bool:
    return plain(text) in known().headers


@cache
def _is_label(text: str) -> bool:
    words = plain(text)
    return any(fuzz.ratio(words, label) >= ALIKE for label in known().rows)
