"""Placed cells → the form's figures, each once: found, blank or missing; and the left over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.statutory.labels import normalise
from extractors.statutory.lines import LineCell
from extractors.statutory.lost import Heads, doubt_lost
from extractors.statutory.placing import Placed
from extractors.statutory.values import CellValue, parse_cell, printed_unit
from schemas.doubts import confidence_of, review_of
from schemas.forms import FORM_VERSIONS, TABLE_CODES, Figure, FormVersion, TableCode, load_form
from schemas.records import StatutoryCell

Address = tuple[str, str | None, str | None]


@dataclass(slots=True)
class StatutoryFigures:
    """What a document's statutory tables hold.

    `cells` has every figure of the forms found, in the form's order, then the cells that
    could not be placed. `form` is 2019, 2021, mixed, or None where no table tells.
    `missing_rows` are (table, row) codes of rows that are wanting in a table that is there.
    """

    cells: list[StatutoryCell] = field(default_factory=list)
    form: str | None = None
    missing_tables: list[TableCode] = field(default_factory=list)
    missing_rows: list[tuple[FormVersion, TableCode, str]] = field(default_factory=list)
    extra_rows: list[tuple[TableCode, str]] = field(default_factory=list)


def assemble(
    placed: Sequence[Placed], reader: str, report_year: int, *, recognised: bool = False
) -> StatutoryFigures:
    """Make the records of all placed cells.

    `recognised` says that pages or tables of the document were read from pictures: a figure
    that is missing there may have been lost in the reading.

    `report_year` only chooses the code of a form where no table tells (a lone table 四 is
    the same in both).
    """
    found = StatutoryFigures()
    present = {each.table for each in placed}
    found.missing_tables = [code for code in TABLE_CODES if code not in present]
    versions = _versions(placed)
    told = {version for by_item in versions.values() for version in by_item.values()}
    found.form = None if not told else told.pop() if len(told) == 1 else "mixed"
    if not present:
        return found
    fallback = _fallback(versions, report_year)
    chosen: dict[Address, Placed] = {}
    left: list[Placed] = []
    unseen: set[Address] = set()  # figures of the form without a cell of their own
    for each in placed:
        _choose(each, chosen, left)
    for table in TABLE_CODES:
        figures = _figures_of(table, versions.get(table, {}), fallback)
        rows_found = {row for (t, row, _) in chosen if t == table}
        for figure in figures:
            cell = chosen.pop(figure.address, None)
            found.cells.append(_record(figure, cell, reader))
            if cell is None or cell.cell is None:
                unseen.add(figure.address)
            wanting = (figure.form, table, figure.row.code)
            if (
                table in present
                and figure.row.code not in rows_found
                and wanting not in found.missing_rows
            ):
                found.missing_rows.append(wanting)
    left += chosen.values()
    _doubt_unseen(found.cells, unseen, left)
    if recognised:
        heads: Heads = {(each.table, each.row, each.column): each.head for each in placed}
        doubt_lost(found.cells, heads)
    for each in left:
        record = _record_unplaced(each, reader, found.form or fallback)
        if record is not None:
            found.cells.append(record)
    extra = {(each.table, each.row_label): None for each in left if each.row is None}
    found.extra_rows = list(extra)
    return found


_Versions = dict[TableCode, dict[str, FormVersion]]
"""The form that the document's tables tell: by table, and within table 二 by row."""


def _versions(placed: Sequence[Placed]) -> _Versions:
    versions: _Versions = {}
    for each in placed:
        if each.version is not None and each.row is not None:
            versions.setdefault(each.table, {})[each.row] = each.version
    return versions


def _fallback(versions: _Versions, report_year: int) -> FormVersion:
    votes = [version for by_row in versions.values() for version in by_row.values()]
    if votes:
        return max(FORM_VERSIONS, key=votes.count)
    return "2021" if report_year >= 2021 else "2019"


def _figures_of(
    table: TableCode, by_row: dict[str, FormVersion], fallback: FormVersion
) -> tuple[Figure, ...]:
    """Return the figures that this document should have in one table, in the form's order."""
    votes = list(by_row.values())
    main: FormVersion = max(FORM_VERSIONS, key=votes.count) if votes else fallback
    told = by_row.items() if table == "proactive_disclosure" else ()
    return _figures_by_row(table, main, tuple(sorted(told)))


@cache
def _figures_by_row(
    table: TableCode, main: FormVersion, told: tuple[tuple[str, FormVersion], ...]
) -> tuple[Figure, ...]:
    by_row = dict(told)
    figures: list[Figure] = []
    for block in load_form(main).table(table).blocks:
        versions = [by_row[row.code] for row in block.rows if row.code in by_row]
        codes = {row.code for row in block.rows}
        of_block = load_form(versions[0] if versions else main).figures(table)
        figures += [figure for figure in of_block if figure.row.code in codes]
    known = {figure.row.code for figure in figures}
    for version in FORM_VERSIONS:  # rows that only the other form has, yet are printed here
        figures += [
            figure
            for figure in load_form(version).figures(table)
            if figure.row.code not in known and by_row.get(figure.row.code) == version
        ]
    return tuple(figures)


def _choose(each: Placed, chosen: dict[Address, Placed], left: list[Placed]) -> None:
    """Keep one cell for each figure; of two that differ keep the first, and doubt it."""
    if each.row is None or each.column is None:
        left.append(each)
        return
    address: Address = (each.table, each.row, each.column)
    earlier = chosen.get(address)
    if earlier is None or _is_blank(earlier):
        if earlier is None or not _is_blank(each):
            chosen[address] = each
        return
    if _is_blank(each):
        return
    assert each.cell is not None and earlier.cell is not None
    if _says(each) == _says(earlier):
        return
    earlier.doubts = list(dict.fromkeys([*earlier.doubts, "repeated_figure"]))
    each.doubts = list(dict.fromkeys([*each.doubts, "repeated_figure"]))
    each.row_label = each.row_label or each.row
    each.column = None
    left.append(each)


def _doubt_unseen(
    cells: Sequence[StatutoryCell], unseen: Collection[Address], left: Sequence[Placed]
) -> None:
    """Doubt that figures without a cell of their own are missing, or blank, in a table or row
    where others could not be placed: those may be theirs."""
    rows = {(each.table, each.row) for each in left if not _is_blank(each)}
    tables = {table for table, row in rows if row is None}
    for cell in cells:
        if (cell.table, cell.row, cell.column) not in unseen:
            continue
        if cell.table in tables or (cell.table, cell.row) in rows:
            cell.doubts = list(dict.fromkeys([*cell.doubts, "cells_lost"]))
            cell.confidence = confidence_of(cell.doubts)
            cell.needs_review = True


def _is_harmless(each: Placed) -> bool:
    """Return whether an unplaced cell says nothing: a zero or a dash in a column of no name."""
    value = _value(each, None)
    return value.value == 0 or value.state == "dash"


def _says(each: Placed) -> tuple[str, object, str | None]:
    value = _value(each, None)
    return value.state, value.value, value.unit


def _is_blank(each: Placed) -> bool:
    return each.cell is None or each.cell.empty


def _value(each: Placed, figure: Figure | None) -> CellValue:
    assert each.cell is not None
    if figure is None:
        return parse_cell(each.cell.text)
    column = figure.column
    money = figure.table == "proactive_disclosure" and column.unit in (None, "万元")
    value = parse_cell(each.cell.text, signed=column.signed, count=not money)
    if value.state != "text":
        return value
    # A border between the header and the figure under it was not seen: 结果维持0.
    label, plain = normalise(column.label), normalise(each.cell.text)
    if not plain.startswith(label):
        return value
    rest = parse_cell(plain.removeprefix(label), signed=column.signed, count=not money)
    if rest.state != "number":
        return value
    return replace(rest, doubts=tuple(dict.fromkeys([*value.doubts, *rest.doubts])))


def _record(figure: Figure, placed: Placed | None, reader: str) -> StatutoryCell:
    """Make the record of a figure of the form, printed or not."""
    lost = placed is None or (placed.cell is None and not _trace_lost(placed))
    doubts = list(placed.doubts) if placed is not None else []
    cell = placed.cell if placed is not None else None
    if cell is not None:
        doubts = list(dict.fromkeys([*cell.doubts, *doubts]))
    value = (
        CellValue("missing" if lost else "blank")
        if cell is None or placed is None
        else _value(placed, figure)
    )
    doubts += [doubt for doubt in value.doubts if doubt not in doubts]
    place = cell.place if cell is not None else None
    return StatutoryCell(
        form=figure.form,
        table=figure.table,
        row=figure.row.code,
        column=figure.column.code,
        row_label=(placed.row_label if placed else "") or figure.row.label,
        column_label=(placed.column_label if placed else "") or figure.column.label,
        raw=cell.text if cell is not None else None if lost else "",
        value=value.value,
        unit=value.unit
        or printed_unit(placed.column_label if placed else "")
        or figure.column.unit,
        state=value.state,
        reader=(cell.reader if cell is not None else None) or reader,
        page=place.page if place else None,
        x0=place.x0 if place else None,
        y0=place.y0 if place else None,
        x1=place.x1 if place else None,
        y1=place.y1 if place else None,
        confidence=confidence_of(doubts, cell.confidence if cell is not None else 1.0),
        needs_review=review_of(doubts),
        doubts=doubts,
        readings=_readings(cell),
    )


def _readings(cell: LineCell | None) -> list[str] | None:
    return [str(reading) for reading in cell.readings] or None if cell is not None else None


def _trace_lost(placed: Placed) -> bool:
    """Return whether the source leaves no trace of a blank cell, so that none means blank."""
    return placed.by_order and "cells_lost" not in placed.doubts


def _record_unplaced(placed: Placed, reader: str, form: str) -> StatutoryCell | None:
    """Make the record of a printed cell that has no place on the form; None if it is blank."""
    cell = placed.cell
    if cell is None or cell.empty:
        return None
    value = _value(placed, None)
    doubts = [*cell.doubts, *placed.doubts, *value.doubts]
    if not _is_harmless(placed):
        doubts.append("unplaced")
    doubts = list(dict.fromkeys(doubts))
    place = cell.place
    return StatutoryCell(
        form=form if form != "mixed" else placed.version or FORM_VERSIONS[-1],
        table=placed.table,
        row=placed.row,
        column=placed.column if placed.row is None else None,
        row_label=placed.row_label,
        column_label=placed.column_label,
        raw=cell.text,
        value=value.value,
        unit=value.unit or printed_unit(placed.column_label),
        state=value.state,
        reader=cell.reader or reader,
        page=place.page,
        x0=place.x0,
        y0=place.y0,
        x1=place.x1,
        y1=place.y1,
        confidence=confidence_of(doubts, cell.confidence),
        needs_review=review_of(doubts),
        doubts=doubts,
        readings=_readings(cell),
    )
