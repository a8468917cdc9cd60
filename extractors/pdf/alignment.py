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
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.pages.model import Box, PageCell, PageTable, TextLine
from extractors.pdf.labels_beside import match_labels
from extractors.pdf.tokens import Columns, Token, columns_of, join, tokens_of
from schemas.forms import FORM_VERSIONS, load_form

OTHER_SIZE = 1.2
"""A line whose letters are so many times larger or smaller is a running head or a title;
figures may differ from their labels."""
MAX_GAP = 2.2
"""Lines of one table are no farther apart than so many letter heights."""
PROSE = 26
"""A word that stands apart has fewer characters in a table of several columns."""
SENTENCE_ENDS = "。；！？"
LINE = 1.7
"""Lines of one cell are no farther apart than so many letter heights."""
MAX_LINES = 200
"""A page has fewer lines; more are not looked at."""

UPPER_HEADINGS = frozenset(("申请人情况", "行政诉讼"))
"""Printed over several columns on the form, above its groups; the form's data leave them out."""

TELLING = 4
"""Fewer columns than this are a table of the form only below a heading: prose has such lines."""

_BLANK = re.compile(r"\s+")
_FIRST = re.compile(r"\s*1\s*[.．、]")
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,2}\s*[、．.]")


@cache
def _known() -> tuple[frozenset[int], frozenset[str], frozenset[str], dict[str, int]]:
    """Return the form's counts of columns, articles, section labels, and groups' sizes."""
    widths: set[int] = set()
    articles: set[str] = set()
    sections: set[str] = set()
    groups: dict[str, int] = {}
    for version in FORM_VERSIONS:
        form = load_form(version)
        sections.update(section.label for section in form.sections)
        for code, block in ((t.code, block) for t in form.tables for block in t.blocks):
            if code != "proceedings":
                widths.add(len(block.columns))
            else:
                # Printed as one row: what are the form's rows stand side by side.
                rows = block.figure_rows()
                widths.add(len(block.columns) * len(rows))
                groups.update(
                    {_plain(row.label.split("/")[-1]): len(block.columns) for row in rows}
                )
            if block.article:
                articles.add(_plain(block.article))
            for column in block.columns:
                if column.group:
                    same = sum(other.group == column.group for other in block.columns)
                    groups[_plain(column.group)] = same
    return frozenset(widths), frozenset(articles), frozenset(sections), groups


def _headings() -> frozenset[str]:
    """Return what the form prints over several columns."""
    return frozenset(_known()[3]) | UPPER_HEADINGS


def _plain(text: str) -> str:
    return _BLANK.sub("", text)


def aligned_tables(lines: Sequence[TextLine]) -> tuple[list[PageTable], list[TextLine]]:
    """Return the tables that lines make by their alignment alone, and the lines left over."""
    if len(lines) > MAX_LINES:
        return [], list(lines)
    rows = [(line, tokens_of(line)) for line in lines]
    if not any(_is_figures(tokens) for _, tokens in rows):
        return [], list(lines)
    tables: list[PageTable] = []
    left: list[TextLine] = []
    for stretch in _stretches(rows):
        table = _table([tokens for _, tokens in stretch])
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
        elif gap or (len(tokens) == 1 and _plain(tokens[0].text) in _known()[1]):
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
    words = _plain(_HEADING.sub("", tokens[0].text))
    return any(words and words in _plain(label) and len(words) > 6 for label in _known()[2])


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
    if len(rows[0]) == 1 and _plain(rows[0][0].text) in _known()[1]:
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
    if any(len(columns.over(t)) > 1 and _plain(t.text) not in _headings() for t in headers):
        return None
    left = columns.spans[0][0]
    labels = [token for token in tokens if token.box.x1 <= left]
    heights = [sum(token.y for token in row) / len(row) for row in figures]
    under = max((token.y for token in headers), default=0.0) + 0.3 * size
    top = [token for token in labels if token.y <= under]
    labelled = _rows([token for token in labels if token.y > under], figures, heights, size)
    return _grid(article, headers, top, labelled, columns) if labelled else None


def _figure_columns(figures: Sequence[Token], headers: Sequence[Token]) -> Columns | None:
    """Return the columns of figures with their headers, as many as some block of the form has.

    Figures that are set to one side of their column may stand beside their header instead of
    below it; then figures and headers make columns by themselves, and pair in their order:

          制发件数    废止件数              制发件数    废止件数
             1           0                         1           0
    """
    widths = _known()[0]
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


@dataclass(slots=True)
class _Row:
    """A row: its label's tokens, its figures, and the label of the group that it begins."""

    own: list[Token]
    figures: Sequence[Token]
    group: list[Token] = field(default_factory=list)
    grouped: int = 1  # rows that the group's label covers, this one included; 0 within a group

    @property
    def y(self) -> float:
        """Return about the middle of its height."""
        tokens = [*self.own, *self.figures]
        return sum(token.y for token in tokens) / len(tokens)


def _rows(
    labels: Sequence[Token],
    figures: Sequence[Sequence[Token]],
    heights: Sequence[float],
    size: float,
) -> list[_Row]:
    """Return the rows with their labels; none where labels and figures do not fit together.

    （三）不  1.属于国家秘密    0      The right-hand labels are the rows' own. Those left
    予公开    2.其他法律……     0      of them cover a group of rows, from one numbered 1.
    （一）予以公开              0      to the next, or to a row whose label is wide.
    """
    if not labels:
        return [_Row([], row) for row in figures]
    columns = columns_of(labels)
    edge = median(t.box.x0 for t in labels if columns.over(t) == [len(columns.spans) - 1])
    own = _own_labels(labels, edge, size)
    matched = match_labels([(token.y, token.text) for token in own], heights, 1.3 * size)
    if matched is None:
        return []
    rows = [
        _Row(own[start:end], figures[index] if index is not None else ())
        for start, end, index in matched
    ]
    starts = [
        index
        for index, row in enumerate(rows)
        if not row.own
        or _FIRST.match(row.own[0].text)
        or min(token.box.x0 for token in row.own) < edge - size
        or (index and min(token.box.x0 for token in rows[index - 1].own or row.own) < edge - size)
    ]
    for row in rows:
        row.grouped = 0
    for start, end in pairwise([*sorted({0, *starts}), len(rows)]):
        rows[start].grouped = end - start
    groups = [token for token in labels if token not in own]
    columns = columns_of(groups)
    nearest = len(columns.spans) - 1  # farther left stands 三、本年度办理结果, for all
    for token in groups:
        if nearest in columns.over(token):
            near = min(range(len(rows)), key=lambda index: abs(rows[index].y - token.y))
            while not rows[near].grouped:
                near -= 1
            rows[near].group.append(token)
    return rows


def _own_labels(labels: Sequence[Token], edge: float, size: float) -> list[Token]:
    """Return the lines of the rows' own labels, from top to bottom.

    They reach beyond `edge`, or go on below a wide one that does:

        一、本年新收政府信息
        公开申请数量              edge
                                  |
    """
    own: list[Token] = []
    for token in sorted(labels, key=lambda each: (each.y, each.box.x0)):
        if token.box.x1 > edge + 0.5 * size:
            own.append(token)
            continue
        for above in own[-2:]:
            level = abs(above.box.x0 - token.box.x0) <= 0.5 * size or (
                abs(above.box.x0 + above.box.x1 - token.box.x0 - token.box.x1) <= size
            )
            near = 0 < token.y - above.y <= LINE * size
            if level and near and above.box.x0 < edge - size:
                own.append(token)
                break
    return own


def _grid(
    article: Sequence[Token],
    headers: Sequence[Token],
    top: Sequence[Token],
    rows: Sequence[_Row],
    columns: Columns,
) -> PageTable:
    """Return the table's cells: label columns first, then the figures' columns."""
    beside = 2 if any(row.group for row in rows) else int(any(row.own for row in rows))
    width = beside + len(columns.spans)
    lines: list[list[_Cell]] = []
    if article:
        lines.append([_Cell(0, width, list(article))])
    spanning: list[_Cell] = []
    under: dict[int, list[Token]] = {}
    for token in headers:
        over = columns.over(token)
        if len(over) == 1:
            under.setdefault(over[0], []).append(token)
        elif over:
            spanning.append(_widened(token, over, beside, columns))
    spanning = _apart(spanning)
    if spanning:
        lines.append(spanning)
    if under:
        header = [_Cell(0, beside, list(top))] if beside else []
        header += [_Cell(beside + i, 1, _lowest(tokens)) for i, tokens in sorted(under.items())]
        lines.append(header)
    for row in rows:
        cells: list[_Cell] = []
        if beside == 2 and row.grouped:
            cells.append(_Cell(0, 1, row.group, row.grouped))
        if beside:
            cells.append(_Cell(beside - 1, 1, row.own))
        if not row.figures and row in (rows[0], rows[-1]):
            # Cut by the page's end: its figures may stand on the other page.
            lines.append(cells)
            continue
        of_row = {columns.over(token)[0]: token for token in row.figures}
        for index in range(len(columns.spans)):
            cells.append(_Cell(beside + index, 1, [of_row[index]] if index in of_row else []))
        lines.append(cells)
    return _placed(lines, beside, columns)


def _lowest(tokens: Sequence[Token]) -> list[Token]:
    """Leave of the lines above a column those that follow each other without room between."""
    ordered = sorted(tokens, key=lambda token: -token.y)
    kept = ordered[:1]
    for token in ordered[1:]:
        if kept[-1].y - token.y > LINE * token.size:
            break
        kept.append(token)
    return kept


def _widened(token: Token, over: Sequence[int], beside: int, columns: Columns) -> _Cell:
    """Return a heading over several columns, as wide as the form says that its group is."""
    size = _known()[3].get(_plain(token.text))
    first, count = over[0], len(over)
    if size is not None and size != count:
        middle = (token.box.x0 + token.box.x1) / 2
        centres = [
            (columns.spans[start][0] + columns.spans[start + size - 1][1]) / 2
            for start in range(len(columns.spans) - size + 1)
        ]
        first = min(range(len(centres)), key=lambda start: abs(centres[start] - middle))
        count = size
    return _Cell(beside + first, count, [token])


def _apart(spanning: Sequence[_Cell]) -> list[_Cell]:
    """Leave the lowest of headings that stand above each other: the form's own groups."""
    kept: list[_Cell] = []
    for cell in sorted(spanning, key=lambda each: -each.tokens[0].y):
        if all(
            cell.column + cell.span <= other.column or other.column + other.span <= cell.column
            for other in kept
        ):
            kept.append(cell)
    return sorted(kept, key=lambda each: each.column)


def _placed(lines: Sequence[Sequence[_Cell]], beside: int, columns: Columns) -> PageTable:
    """Give the cells their places: between the columns, and between the rows' texts."""
    tokens = [token for line in lines for cell in line for token in cell.tokens]
    left = min(token.box.x0 for token in tokens)
    first = columns.spans[0][0]
    xs = [left + (first - left) * index / beside for index in range(beside)]
    xs.append(first)
    xs += [(before[1] + after[0]) / 2 for before, after in pairwise(columns.spans)]
    xs.append(max(columns.spans[-1][1], *(token.box.x1 for token in tokens)))
    ys = [min(token.box.y0 for token in tokens)]
    for above, below in pairwise([_middle(line) for line in lines]):
        ys.append(max(ys[-1], (above + below) / 2))
    ys.append(max(ys[-1], *(token.box.y1 for token in tokens)))
    cells = [
        PageCell(
            row,
            cell.column,
            cell.rows,
            cell.span,
            Box(xs[cell.column], ys[row], xs[cell.column + cell.span], ys[row + cell.rows]),
            join(cell.tokens),
        )
        for row, line in enumerate(lines)
        for cell in line
    ]
    return PageTable(Box(xs[0], ys[0], xs[-1], ys[-1]), cells, tuple(xs), tuple(ys), ruled=False)


def _middle(line: Sequence[_Cell]) -> float:
    heights = [token.y for cell in line if cell.rows == 1 for token in cell.tokens]
    return sum(heights) / len(heights)


class _Cell(NamedTuple):
    """A cell: its first column, how many columns, its words, how many rows."""

    column: int
    span: int
    tokens: list[Token]
    rows: int = 1
