"""Tables without any border: rows and columns by alignment, against the known form.

    信息内容          制发件数    废止件数    现行有效件数
    规章                  1          0            2         columns: what stands one above
    行政规范性文件        0                       3         the other; rows: what is level

Only where this gives as many columns of figures as some block of the form has is it a table;
else the lines stay lines. Nothing is guessed: no figure moves into a blank beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractors.pages.model import PageTable, TextLine
from extractors.pdf.aligned_grid import LabelledRow, labelled_rows, lay_out
from extractors.pdf.form_layout import headings, known, plain
from extractors.pdf.known_rows import rows_alone
from extractors.pdf.tokens import Columns, Token, columns_of, tokens_of

OTHER_SIZE = 1.2
"""A line whose letters are so many times larger or smaller is a running head or a title;
figures may differ from their labels."""
MAX_GAP = 2.2
"""Lines of one table are no farther apart than so many letter heights."""
PROSE = 26
"""A word that stands apart has fewer characters in a table of several columns."""
SENTENCE_ENDS = "。；！？"
MAX_LINES = 200
"""A page has fewer lines; more are not looked at."""

LEVEL = 0.4
"""Words are level with a row's figures within so many letter heights."""
LOST = ("cells_lost",)
"""Doubt of rows level with which words stand that are in no cell."""

TELLING = 4
"""Fewer columns than this are a table of the form only below a heading: prose has such lines."""

_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,2}\s*[、．.]")


def aligned_tables(lines: Sequence[TextLine]) -> tuple[list[PageTable], list[TextLine]]:
    """Return the tables that lines make by their alignment alone, and the lines left over."""
    if len(lines) > MAX_LINES:
        return [], list(lines)
    rows = [(line, tokens_of(line)) for line in lines]
    if not any(len(tokens) > 1 for _, tokens in rows):
        return [], list(lines)
    tables: list[PageTable] = []
    left: list[TextLine] = []
    for stretch in _stretches(rows):
        words = [tokens for _, tokens in stretch]
        table = _table(words) or rows_alone(words)
        if table is None:
            left.extend(line for line, _ in stretch)
        else:
            tables.append(table)
    return tables, left


Row = tuple[TextLine, list[Token]]


def _stretches(rows: Sequence[Row]) -> list[list[Row]]:
    """Part the page where prose, a heading, an article's row or more room stands."""
    stretches: list[list[Row]] = [[]]
    for row in rows:
        line, tokens = row
        before = stretches[-1][-1][0] if stretches[-1] else None
        gap = before is not None and (
            line.box.y0 - before.box.y1 > MAX_GAP * line.size
            or _sizes_differ(tokens, stretches[-1][-1][1])
        )
        if _is_prose(tokens):
            stretches.extend([[row], []])
        elif gap or (len(tokens) == 1 and plain(tokens[0].text) in known().articles):
            stretches.append([row])
        else:
            stretches[-1].append(row)
    return [stretch for stretch in stretches if stretch]


def _sizes_differ(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Tell whether the words of two lines are set in different sizes, figures left aside."""
    sizes = [max((t.size for t in line if not t.is_figure), default=0.0) for line in (one, other)]
    return min(sizes) > 0 and max(sizes) > OTHER_SIZE * min(sizes)


def _is_prose(tokens: Sequence[Token]) -> bool:
    if any(len(token.text) >= PROSE or token.text[-1] in SENTENCE_ENDS for token in tokens):
        return True
    if len(tokens) > 1 or not _HEADING.match(tokens[0].text):
        return False
    words = plain(_HEADING.sub("", tokens[0].text))
    return any(words and words in plain(label) and len(words) > 6 for label in known().sections)


def _is_figures(tokens: Sequence[Token]) -> bool:
    """Tell whether a line holds a row's figures: some beside a label, or many alone."""
    figures = sum(token.is_figure for token in tokens)
    return figures >= 3 or (figures >= 1 and len(tokens) > figures)


def _table(rows: Sequence[Sequence[Token]]) -> PageTable | None:
    """Return the table that a stretch of lines makes, or None."""
    figure_rows = [row for row in rows if _is_figures(row)]
    if not figure_rows:
        return None
    article: list[Token] = []
    if len(rows[0]) == 1 and plain(rows[0][0].text) in known().articles:
        article, rows = list(rows[0]), rows[1:]
    figures = [[token for token in row if token.is_figure] for row in figure_rows]
    first = min(row[0].y for row in figures)
    edge = min(token.box.x0 for row in figures for token in row)
    # Headers stand above the first row of figures and, but for the labels' own, beside it.
    tokens = [token for row in rows for token in row]
    size = median(token.size for token in tokens)
    headers = [t for t in tokens if t.box.y1 <= first - 0.3 * size and t.box.x1 > edge]
    columns = _figure_columns([token for row in figures for token in row], headers)
    if columns is None or not _fits(figures, columns):
        return None
    if len(columns.spans) < TELLING and not (article or headers):
        return None
    if any(len(columns.over(t)) > 1 and plain(t.text) not in headings() for t in headers):
        return None
    left = columns.spans[0][0]
    labels = [token for token in tokens if token.box.x1 <= left]
    heights = [sum(token.y for token in row) / len(row) for row in figures]
    under = max((token.y for token in headers), default=0.0) + 0.3 * size
    top = [token for token in labels if token.y <= under]
    labelled = labelled_rows([token for token in labels if token.y > under], figures, heights, size)
    sure = bool(labelled)
    if not labelled:
        labelled = _nearest_labels([t for t in labels if t.y > under], figures)
    words = [t for t in tokens if t.box.x1 > left and not t.is_figure and t not in headers]
    rest = _add_words(labelled, words, columns)
    table = lay_out(article, headers, top, labelled, columns)
    heights = [min(max(token.y, table.ys[0]), table.ys[-1]) for token in rest]
    for cell in table.cells if rest else ():
        if any(cell.box.y0 <= y <= cell.box.y1 for y in heights):
            cell.doubts = LOST
    for cell in table.cells if not sure else ():
        cell.doubts = LOST
    return table


def _nearest_labels(
    labels: Sequence[Token], figures: Sequence[Sequence[Token]]
) -> list[LabelledRow]:
    """Return the rows where nothing tells which lines make a label: each goes to the nearest."""
    rows = [LabelledRow([], row) for row in figures]
    for token in labels:
        min(rows, key=lambda row: abs(row.figures[0].y - token.y)).own.append(token)
    return rows


def _add_words(
    rows: Sequence[LabelledRow], words: Sequence[Token], columns: Columns
) -> list[Token]:
    """Add words to the blank cells in which they stand; return those that fit in none."""
    rest: list[Token] = []
    for token in words:
        over = columns.over(token)
        level = [
            row
            for row in rows
            if row.figures and abs(row.figures[0].y - token.y) <= LEVEL * token.size
        ]
        if len(over) == 1 == len(level) and columns.over(token) not in [
            columns.over(figure) for figure in level[0].figures
        ]:
            level[0].figures = [*level[0].figures, token]
        else:
            rest.append(token)
    return rest


def _figure_columns(figures: Sequence[Token], headers: Sequence[Token]) -> Columns | None:
    """Return the columns of figures with their headers, as many as some block of the form has.

    Figures that are set to one side of their column may stand beside their header instead of
    below it; then figures and headers make columns by themselves, and pair in their order:

          制发件数    废止件数              制发件数    废止件数
             1           0                         1           0
    """
    widths = known().widths
    together = columns_of([*figures, *headers])
    if len(together.spans) in widths:
        return together
    own, above = columns_of(figures).spans, columns_of(headers).spans
    if len(own) not in widths or len(own) != len(above):
        return None
    pairs = [
        (min(one[0], other[0]), max(one[1], other[1]))
        for one, other in zip(own, above, strict=True)
    ]
    apart = all(left[1] <= right[0] for left, right in pairwise(pairs))
    return Columns(pairs) if apart else None


def _fits(figures: Sequence[Sequence[Token]], columns: Columns) -> bool:
    """Tell whether each row has at most one figure in each column, and each is in one."""
    for row in figures:
        over = [columns.over(token) for token in row]
        if any(len(each) != 1 for each in over) or len({each[0] for each in over}) != len(row):
            return False
    return True
