"""Rows that a page's end cut in two: which they are, and how they are made whole.

    page 1 |（三）不| 1.属于国家 | 15 | 0 |      one row: the label goes on without a number
    page 2 | 予公开 | 秘密      |    |   |      of its own, and one half has no figures

    page 1 |（七）总计     |  6 |   |      a figure below a space that filled its line,
    page 2 |              |    | 0 |      or all figures below a label that had ended

Two rows are never made one where both hold a figure in a column: of those, one would vanish.
Where there is doubt they stay apart, which a reader of the form can mend, who knows the labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from extractors.pages.values import is_figure, is_numbered, may_be_rest, squeezed
from schemas.document import Cell

ROW_CUT = "row_cut"
"""Doubt of figures that stand in both parts of what may be one row."""

Row = Mapping[tuple[int, int], Cell]
"""The cells of one row, by first column and width."""


class Piece(Protocol):
    """A table, or the part of one, of which a border may be wanting at the page's end."""

    cells: list[Cell]
    ruled: bool
    open_top: bool
    open_bottom: bool


def goes_on_below(table: Piece, piece: Piece, upper: Row, lower: Row) -> bool:
    """Tell whether a table's last row and the first on the next page are parts of one row."""
    if set(upper) != set(lower):
        return False
    above, below = _figures(upper), _figures(lower)
    both_ruled = table.ruled and piece.ruled
    if above & below or (above and below and not both_ruled):
        return False
    if _is_blank(upper):
        return bool(below)
    if _is_blank(lower):
        return bool(above)
    if not above and not below and (_is_upright(upper, lower) or _is_header(upper, lower)):
        return True
    label = _own_label(upper, above | below)
    if label is None:
        return False
    first, second = upper[label].text, lower[label].text
    no_border = both_ruled and table.open_bottom and piece.open_top
    if not squeezed(second):
        goes_on = bool(above) or no_border or _some_goes_on(upper, lower, below)
        return both_ruled and goes_on and _only_completes(upper, below)
    if not may_be_rest(second):
        return False
    if is_numbered(first):
        return True
    if not above and not below:
        return False
    return no_border or _is_full(first, label, table)


def is_one_row(upper: Row, lower: Row) -> bool:
    """Tell whether the lower row has figures but no label, and the upper one both.

    That may be a figure of several lines, cut like its row.
    """
    above, below = _figures(upper), _figures(lower)
    label = _own_label(upper, above | below)
    if not below or label is None or not (above or _only_completes(upper, below)):
        return False
    if label not in lower:
        return _own_label(lower, below) is None
    return not squeezed(lower[label].text)


def doubt_figures(upper: Row, lower: Row) -> None:
    """Mark the figures that both parts have in the same column as doubtful.

    Where there is none, any of the lower part's may be the upper's: all are.
    """
    both = _figures(upper) & _figures(lower)
    if not both:
        doubt_row(upper)
        doubt_row(lower)
    for columns in both:
        for cell in (upper[columns], lower[columns]):
            cell.doubts = tuple(dict.fromkeys((*cell.doubts, ROW_CUT)))


def may_be_one_row(upper: Row, lower: Row) -> bool:
    """Tell whether the lower row has figures that may be the upper one's.

    It has no label, or one that may be the rest of the upper's, which lacks figures.
    """
    figures = _figures(lower)
    label = _own_label(lower, figures)
    if not figures or label is None:
        return bool(figures)
    below = {place for at, width in figures for place in range(at, at + width)}
    text = {
        place
        for (at, width), cell in upper.items()
        if squeezed(cell.text)
        for place in range(at, at + width)
    }
    return bool(text) and text.isdisjoint(below) and may_be_rest(lower[label].text)


def doubt_row(row: Row) -> None:
    """Mark all of a row as doubtful."""
    for cell in row.values():
        cell.doubts = tuple(dict.fromkeys((*cell.doubts, ROW_CUT)))


def is_group_label(columns: tuple[int, int], row: Row) -> bool:
    """Tell whether a cell stands left of its row's own label, as the name of a group does."""
    figures = _figures(row)
    first = min((at for at, _ in figures), default=None)
    return any(
        columns[0] < at
        and (first is None or at < first)
        and squeezed(row[at, width].text)
        and not is_figure(row[at, width].text)
        for at, width in row
    )


def label_goes_on(above: Cell, below: Cell) -> bool:
    """Tell whether a group's name goes on below: blank, printed again, or cut in its midst."""
    first, second = squeezed(above.text), squeezed(below.text)
    if is_figure(first) or is_figure(second):
        return False
    if not second or first == second:
        return True
    return is_numbered(first) and may_be_rest(second)


def is_rest_of_header(columns: tuple[int, int], upper: Row, lower: Row) -> bool:
    """Tell whether a cell ends a header that is merged downwards and was cut by the page's end.

    page 1 | 结果 | 总 |    未经复议直接起诉     |     Beside it begins the second row of a header:
    page 2 | 维持 | 计 | 结果维持 | 结果纠正 |…     no figures, and what was one is parted below.
    """
    if columns not in upper or _figures(upper) or _figures(lower):
        return False
    if not squeezed(upper[columns].text) or not may_be_rest(lower[columns].text):
        return False
    return any(
        sum(first <= at and at + width <= first + its for at, width in lower) > 1
        for first, its in upper
        if its > 1 and squeezed(upper[first, its].text)
    )


def joined(upper: Cell, lower: Cell, rows: int) -> None:
    """Add the lower part of a cell to the upper, which comes to cover `rows` rows more."""
    upper.row_span += rows
    if not squeezed(lower.text) or squeezed(lower.text) == squeezed(upper.text):
        return
    if squeezed(upper.text):
        upper.text = f"{upper.text}\n{lower.text}"
        upper.confidence = min(upper.confidence, lower.confidence)
    else:
        upper.text, upper.place = lower.text, lower.place
        upper.confidence, upper.reader = lower.confidence, lower.reader
    upper.doubts = tuple(dict.fromkeys((*upper.doubts, *lower.doubts)))
    upper.readings += lower.readings


def _figures(row: Row) -> set[tuple[int, int]]:
    return {columns for columns, cell in row.items() if is_figure(cell.text)}


def _is_blank(row: Row) -> bool:
    return not any(squeezed(cell.text) for cell in row.values())


def _own_label(upper: Row, figures: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return where the upper part's own label stands: its last text before the figures."""
    first = min((at for at, _ in figures), default=None)
    texts = [
        columns
        for columns, cell in upper.items()
        if squeezed(cell.text)
        and not is_figure(cell.text)
        and (first is None or columns[0] < first)
    ]
    return max(texts, default=None)


def _is_upright(upper: Row, lower: Row) -> bool:
    """Tell whether both parts are headers written downwards, a character a line.

    Some may have ended on the upper page; none begins on the lower.
    """
    if len(upper) < 3 or not all(squeezed(cell.text) for cell in upper.values()):
        return False
    lines = [
        squeezed(line)
        for row in (upper, lower)
        for cell in row.values()
        for line in cell.text.strip().split("\n")
    ]
    return all(len(line) <= 1 and not line.isdigit() for line in lines)


def _is_header(upper: Row, lower: Row) -> bool:
    """Tell whether two parts without figures are one row of a header.

    | 情况 | 商业企 |    | 总 |     The first column's words have ended, others go on or
    |     | 业    | 其他|    |     begin. A row of its own has a label, and blanks beside it.
    """
    first = min(upper)
    if not squeezed(upper[first].text) or squeezed(lower[first].text):
        return False
    rests = [columns for columns, cell in lower.items() if squeezed(cell.text)]
    is_full = all(squeezed(cell.text) for cell in upper.values())
    return len(rests) > (0 if is_full else 1) and all(
        not squeezed(upper[columns].text) or may_be_rest(lower[columns].text) for columns in rests
    )


def _only_completes(upper: Row, figures: set[tuple[int, int]]) -> bool:
    """Tell whether there are figures, each below a blank cell."""
    return bool(figures) and not any(
        columns in upper and squeezed(upper[columns].text) for columns in figures
    )


def _some_goes_on(upper: Row, lower: Row, figures: set[tuple[int, int]]) -> bool:
    """Tell whether some text in the upper part goes on in the lower one, beside its figures."""
    return any(
        columns not in figures and may_be_rest(cell.text) and squeezed(upper[columns].text)
        for columns, cell in lower.items()
    )


def _is_full(text: str, columns: tuple[int, int], table: Piece) -> bool:
    """Tell whether a text's last line fills its cell, as lines do that were broken there.

    What fills it is told by the lines that were broken in other cells of that width.
    """
    broken = [
        _width(line)
        for cell in table.cells
        if (cell.column, cell.column_span) == columns
        for line in cell.text.strip().split("\n")[:-1]
    ]
    return bool(broken) and _width(text.strip().split("\n")[-1]) >= max(broken) - 1


def _width(line: str) -> float:
    """Return a line's width in Chinese characters."""
    return sum(0.5 if character.isascii() else 1.0 for character in line.strip())
