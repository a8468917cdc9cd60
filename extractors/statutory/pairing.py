"""Within one line: which cells are labels, and which data cell stands under which header.

Order within the row decides wherever header and data have equally many cells, since real
tables give a row's label one column more or less than its header's. Only where the counts
differ do the grid's columns decide.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.statutory.gaps import pair_by_gaps
from extractors.statutory.lines import Line, LineCell
from extractors.statutory.printed import Entry, Header, Paired
from schemas.forms import TableCode


def split_row(line: Line, table: TableCode, headers: Sequence[Header]) -> Entry:
    """Split a data line into its labels and its data cells."""
    cells = line.cells
    width = len(headers)
    first_column = min(
        (h.cell.start for h in headers if h.cell is not None and h.cell.start is not None),
        default=None,
    )
    end = 0
    for at, cell in enumerate(cells):
        if cell.could_be_figure and not _is_misread_label(cell, first_column):
            continue
        named = any(row.table == table for row in cell.label.rows)
        if cell.start is not None and first_column is not None:
            beside = cell.start < first_column
        else:
            beside = at < max(1, len(cells) - width)
        if named or beside:
            end = at + 1
    labels = [cell for cell in cells[:end] if not cell.empty]
    data = cells[end:]
    while len(data) > width and data[0].empty and _in_label_area(data[0], first_column):
        data = data[1:]
    return Entry(line, labels, data)


def _is_misread_label(cell: LineCell, first_column: int | None) -> bool:
    """Tell what a picture left of a label, 息 read as 6: it stands where labels do."""
    return cell.ill_read and first_column is not None and _in_label_area(cell, first_column)


def _in_label_area(cell: LineCell, first_column: int | None) -> bool:
    if first_column is None or cell.stop is None:
        return True
    return cell.stop <= first_column


def pair(headers: Sequence[Header], entry: Entry) -> list[Paired]:
    """Say for every data cell under which header it stands.

    Headers that no data cell stands under come with cell None where something was lost, and
    as nothing at all where the row prints nothing there.
    """
    data = entry.data
    if len(data) == len(headers):
        if _beside(headers, data):
            return _shifted(headers, data)
        return [
            Paired(cell, at, _merged(cell) + _line_up(cell, headers[at]))
            for at, cell in enumerate(data)
        ]
    filled = [cell for cell in data if not cell.empty]
    if not filled:
        blank = data[0] if data else None
        return [Paired(blank, at) for at in range(len(headers))] if blank or _bare(entry) else []
    if entry.line.exact and _in_one_grid(headers, data):
        return _by_columns(headers, entry)
    if len(data) > len(headers) and all(cell.empty for cell in data[len(headers) :]):
        doubts = () if len(filled) == len(headers) else ("cells_lost",)
        return [Paired(cell, at, doubts) for at, cell in enumerate(data[: len(headers)])]
    coded = _coded(headers)
    if entry.line.by_order and len(filled) == len(coded):
        return [Paired(cell, at) for at, cell in zip(coded, filled, strict=True)]
    if len(filled) == len(headers):
        doubts = () if entry.line.by_order else ("cells_lost",)
        return [Paired(cell, at, doubts) for at, cell in enumerate(filled)]
    if entry.line.by_order and (by_gaps := pair_by_gaps(headers, entry)) is not None:
        return by_gaps
    return [Paired(None, at, ("cells_lost",)) for at in range(len(headers))] + [
        Paired(cell, None, ("cells_lost",)) for cell in filled
    ]


def _in_one_grid(headers: Sequence[Header], data: Sequence[LineCell]) -> bool:
    """Return whether headers and data count columns alike, so that the numbers compare."""
    widths = {cell.grid for cell in data}
    widths.update(header.cell.grid if header.cell is not None else 0 for header in headers)
    return len(widths) == 1 and 0 not in widths


def _coded(headers: Sequence[Header]) -> list[int]:
    """Return the indices of the headers that name a column of the form."""
    return [at for at, header in enumerate(headers) if header.code is not None]


def _beside(headers: Sequence[Header], data: list[LineCell]) -> bool:
    """Return whether as many figures as there are columns stand, some under no label at all."""
    filled = [at for at, cell in enumerate(data) if not cell.empty]
    if len(filled) != len(_coded(headers)):
        return False
    return any(_is_nameless(headers[at]) for at in filled)


def _is_nameless(header: Header) -> bool:
    return header.code is None and (header.cell is None or header.cell.empty)


def _shifted(headers: Sequence[Header], data: list[LineCell]) -> list[Paired]:
    """Pair the figures in their order with the columns; only one figure is sure of its own."""
    coded = _coded(headers)
    filled = [cell for cell in data if not cell.empty]
    doubts = ("spans_disagree",) if len(coded) == 1 else ("spans_disagree", "cells_lost")
    return [Paired(cell, at, doubts) for at, cell in zip(coded, filled, strict=True)]


def _bare(entry: Entry) -> bool:
    """Return whether blanks leave no trace in this line's source."""
    return entry.line.by_order


def _merged(cell: LineCell) -> tuple[str, ...]:
    return ("merged_figure",) if cell.rows > 1 and not cell.empty else ()


def _line_up(cell: LineCell, header: Header) -> tuple[str, ...]:
    over = header.cell
    if over is None or None in (cell.start, cell.stop, over.start, over.stop):
        return ()
    assert cell.start is not None and cell.stop is not None
    assert over.start is not None and over.stop is not None
    return () if cell.start < over.stop and over.start < cell.stop else ("spans_disagree",)


def _is_counted(data: Sequence[LineCell]) -> bool:
    """Return whether only their count tells the columns of a row's cells, not a place of theirs.

    header  甲 乙 丙 丁      Where one is lost in a web page, all behind it move up: 2 and 3 are
    row      1  2  3        those of 乙 and 丙, or 丙 and 丁.
    """
    return all(cell.place.page is None for cell in data)


def _label_takes_a_column(headers: Sequence[Header], entry: Entry) -> bool:
    """Return whether a row's label stands under a header of figures too.

    header  信息内容 │ 上一年 │ 增减 │ 决定      Its figures may stand a column farther on each,
    row     行政许可         │  37 │  -6 │ 13     the last beyond the table's side.
    """
    if not entry.labels or entry.labels[-1].stop is None or entry.labels[-1].rows > 1:
        return False
    starts = [h.cell.start for h in headers if h.cell is not None and h.cell.start is not None]
    return bool(starts) and entry.labels[-1].stop > min(starts)


def _by_columns(headers: Sequence[Header], entry: Entry) -> list[Paired]:
    """Pair by the grid's columns."""
    data = entry.data
    over: list[list[int]] = []
    for cell in data:
        over.append(
            [
                at
                for at, header in enumerate(headers)
                if header.cell is not None
                and cell.start < header.cell.stop  # type: ignore[operator]
                and header.cell.start < cell.stop  # type: ignore[operator]
            ]
        )
    filled = [cell for cell in data if not cell.empty]
    astray = any(
        not cell.empty and all(_is_nameless(headers[at]) for at in under)
        for cell, under in zip(data, over, strict=True)
    )
    if astray and len(filled) == len(_coded(headers)):
        return _shifted(headers, data)
    pairs: list[Paired] = []
    used: dict[int, Paired] = {}
    beyond = False
    for cell, under in zip(data, over, strict=True):
        if not under:
            if not cell.empty:
                beyond = True
                pairs.append(Paired(cell, None, ("cells_lost",)))
            continue
        for position, at in enumerate(under):
            doubts = _merged(cell)
            if len(under) > 1 and not cell.empty:
                doubts = ("merged_figure",)
            seen = cell if position == 0 or cell.says_nothing else None
            earlier = used.get(at)
            if earlier is None:
                used[at] = Paired(seen, at, doubts)
            elif earlier.cell is None or earlier.cell.empty:
                used[at] = Paired(seen or earlier.cell, at, doubts)
            elif seen is not None and not seen.empty:
                earlier.doubts = ("cells_lost",)
                pairs.append(Paired(seen, None, ("cells_lost",)))
    wanting = len(used) < len(headers)
    shifted = astray or (_is_counted(data) and (wanting or beyond))
    shifted |= wanting and _label_takes_a_column(headers, entry)
    for at in range(len(headers)):
        used.setdefault(at, Paired(None, at, ("cells_lost",)))
        if shifted:  # nothing tells from where on
            used[at].doubts = (*used[at].doubts, "cells_lost")
    return [used[at] for at in sorted(used)] + pairs
